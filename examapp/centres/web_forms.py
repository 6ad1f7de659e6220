"""The forms in which centres, rooms and workstations are kept."""

from collections.abc import Sequence

from flask_babel import lazy_gettext
from wtforms import IntegerField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import TextInput

from examapp.centres.models import Centre
from examapp.core.page_form import PageForm
from examapp.organisations.districts import DistrictFacts
from examapp.organisations.regions import region_name
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

    district_code = SelectField(lazy_gettext("District or city"), [Optional()])

    def offer(self, districts: Sequence[DistrictFacts], within: str | None) -> None:
        """Fill the selections with what the person may choose."""
        self.offer_regions(within)
        self.district_code.choices = [
            SelectChoice("", "–"),
            *(
                SelectChoice(one.code, one.name, optgroup=region_name(one.region_code))
                for one in sorted(districts, key=lambda one: (one.region_code, one.name))
            ),
        ]

    def show(self, centre: Centre) -> None:
        """Fill the fields with a centre as it stands."""
        self.show_names(centre.names, centre.region_code)
        self.address.data, self.district_code.data = centre.address, centre.district_code or ""


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
