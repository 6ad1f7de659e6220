"""The forms in which centres, rooms and workstations are kept."""

from flask_babel import lazy_gettext
from wtforms import IntegerField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import TextInput

from examapp.centres.models import Centre
from examapp.centres.workstations import MOST_IN_A_ROOM
from examapp.core.page_form import PageForm
from examapp.organisations.regions import list_regions, region_name


class CentreForm(PageForm):
    """A test centre."""

    name_latn = StringField(lazy_gettext("Name in Uzbek"), [InputRequired(), Length(max=240)])
    name_cyrl = StringField(
        lazy_gettext("Name in Uzbek Cyrillic"),
        [Optional(), Length(max=240)],
        description=lazy_gettext("Left empty, it is rendered from the Latin name."),
    )
    name_ru = StringField(lazy_gettext("Name in Russian"), [Optional(), Length(max=240)])
    name_en = StringField(lazy_gettext("Name in English"), [Optional(), Length(max=240)])
    region_code = SelectField(lazy_gettext("Region"))
    address = StringField(
        lazy_gettext("Address"),
        [InputRequired(), Length(max=240)],
        description=lazy_gettext("As a stranger finds it: district, street, house, entrance."),
    )
    code = StringField(
        lazy_gettext("Code"),
        [
            Optional(),
            Length(max=40),
            Regexp(r"^[A-Za-z0-9-]+$", message=lazy_gettext("Only Latin letters, digits and hyphen.")),
        ],
        description=lazy_gettext("Left empty, one is made."),
    )

    def offer(self, region_code: str | None) -> None:
        """Fill the selection with the regions that the person may choose."""
        self.region_code.choices = [
            SelectChoice(region.code, region_name(region.code)) for region in list_regions(region_code)
        ]

    def show(self, centre: Centre) -> None:
        """Fill the fields with a centre as it stands."""
        names = centre.names
        self.name_latn.data, self.name_cyrl.data = names.get("uz-Latn"), names.get("uz-Cyrl")
        self.name_ru.data, self.name_en.data = names.get("ru"), names.get("en")
        self.region_code.data, self.address.data = centre.region_code, centre.address

    def names(self) -> dict[str, str | None]:
        """Return the names that were typed."""
        return {
            "uz-Latn": self.name_latn.data,
            "uz-Cyrl": self.name_cyrl.data,
            "ru": self.name_ru.data,
            "en": self.name_en.data,
        }


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
        lazy_gettext("How many more"), [InputRequired(), NumberRange(1, MOST_IN_A_ROOM)], widget=TextInput()
    )
