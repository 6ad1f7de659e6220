"""The forms of contacts."""

from flask_babel import lazy_gettext
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from examapp.core.i18n import LANGUAGE_NAMES, current_language
from examapp.core.page_form import PageForm
from examapp.notices.body_contacts import LANGUAGES
from examapp.notices.body_models import BodyContact
from examapp.notices.contacts import show_phone
from examapp.notices.models import CandidateContact


class BodyContactForm(PageForm):
    """Where a body is written to, and in which language."""

    email = StringField(
        lazy_gettext("E-mail"),
        [Optional(), Length(max=254)],
        description=lazy_gettext(
            "Of the personnel department, not of one person. Leave it empty and no letters are sent."
        ),
    )
    language = SelectField(lazy_gettext("Language of the letters"), [InputRequired()])

    def offer(self, contact: BodyContact | None) -> None:
        """Fill the choices, and the fields with what is known."""
        self.language.choices = [SelectChoice(one, LANGUAGE_NAMES[one]) for one in LANGUAGES]
        if self.is_submitted():
            return
        self.language.data = contact.language if contact else current_language()
        self.email.data = contact.email if contact else ""


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
