"""The search of the audit log."""

from flask_babel import lazy_gettext
from wtforms import DateField, StringField
from wtforms.validators import Length, Optional

from examapp.core.page_form import PageForm
from examapp.glass_box.reading import Asked


class SearchActsForm(PageForm):
    """What, who, and when."""

    thing = StringField(
        lazy_gettext("Code or number"),
        [Optional(), Length(max=80)],
        description=lazy_gettext("Of an attempt, a candidate, a sitting, a certificate, a sheet or an item."),
    )
    person = StringField(
        lazy_gettext("Who did it"),
        [Optional(), Length(max=160)],
        description=lazy_gettext("The name of a member of staff, or a part of it."),
    )
    first_day = DateField(lazy_gettext("First day"), [Optional()], format="%d.%m.%Y")
    last_day = DateField(lazy_gettext("Last day"), [Optional()], format="%d.%m.%Y")

    def asked(self, page: int) -> Asked:
        """Return what is asked for."""
        return Asked(
            self.thing.data or "", self.person.data or "", self.first_day.data, self.last_day.data, page
        )
