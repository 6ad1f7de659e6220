"""The forms of contacts."""

from flask_babel import lazy_gettext
from wtforms import StringField
from wtforms.validators import Length, Optional

from examapp.core.page_form import PageForm
from examapp.notices.contacts import show_phone
from examapp.notices.models import CandidateContact


class ContactForm(PageForm):
    """Where a candidate is reached."""

    email = StringField(
        lazy_gettext("E-mail"),
        [Optional(), Length(max=254)],
        description=lazy_gettext("The letter brings the date for the calendar and a link to confirm."),
    )
    phone = StringField(
        lazy_gettext("Telephone"),
        [Optional(), Length(max=40)],
        description=lazy_gettext("A mobile number, such as +998 90 123-45-67. An SMS is sent there."),
    )

    def show(self, contact: CandidateContact | None) -> None:
        """Fill the fields with what is known."""
        if contact is not None:
            self.email.data = contact.email
            self.phone.data = show_phone(contact.phone) if contact.phone else ""
