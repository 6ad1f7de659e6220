"""The forms in which centres, rooms and workstations are kept."""

from flask_babel import gettext, lazy_gettext
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp, ValidationError
from wtforms.widgets import TextInput

from examapp.centres.models import Centre
from examapp.core.page_form import PageForm
from examapp.organisations.regions import get_region
from examapp.organisations.web_forms import NamedBodyForm

# A slip of the finger must not fill a room with thousands.
MOST_AT_ONCE = 200


class CentreForm(NamedBodyForm):
    """A test centre."""

    address = StringField(
        lazy_gettext("Address"),
        [InputRequired(), Length(max=240)],
        description=lazy_gettext("As a stranger finds it: district, street, house, entrance."),
    )

    district_code = StringField(
        lazy_gettext("District code"),
        [Optional(), Regexp(r"^\d{7}$", message=lazy_gettext("The SOATO code of a district has 7 digits."))],
        description=lazy_gettext("SOATO, 7 digits, for example 1726269. It may stay empty."),
    )

    def validate_district_code(self, field: StringField) -> None:
        """Refuse a district of another region."""
        if field.data and not field.data.startswith(get_region(self.region_code.data).soato):
            raise ValidationError(gettext("This district lies in another region."))

    def show(self, centre: Centre) -> None:
        """Fill the fields with a centre as it stands."""
        self.show_names(centre.names, centre.region_code)
        self.address.data, self.district_code.data = centre.address, centre.district_code


class RoomForm(PageForm):
    """A room."""

    name = StringField(
        lazy_gettext("Room"),
        [InputRequired(), Length(max=60)],
        description=lazy_gettext("The number or name on its door, for example 204."),
    )


class AddWorkstationsForm(PageForm):
    """How many more workstations a room gets."""

    count = IntegerField(
        lazy_gettext("How many more"),
        [
            InputRequired(),
            NumberRange(
                1, MOST_AT_ONCE, lazy_gettext("Type a number from 1 to 200; add the rest afterwards.")
            ),
        ],
        widget=TextInput(),
    )
