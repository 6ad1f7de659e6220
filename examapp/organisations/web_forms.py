"""The form in which organisations are added and changed."""

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from examapp.core.i18n import say_in
from examapp.core.page_form import PageForm
from examapp.organisations.kind_names import kind_name
from examapp.organisations.models import Organisation, OrganisationKind
from examapp.organisations.regions import list_regions, region_name


class OrganisationForm(PageForm):
    """A state body."""

    name_latn = StringField(lazy_gettext("Name in Uzbek"), [InputRequired(), Length(max=240)])
    name_cyrl = StringField(
        lazy_gettext("Name in Uzbek Cyrillic"),
        [Optional(), Length(max=240)],
        description=lazy_gettext("Left empty, it is rendered from the Latin name."),
    )
    name_ru = StringField(lazy_gettext("Name in Russian"), [Optional(), Length(max=240)])
    name_en = StringField(lazy_gettext("Name in English"), [Optional(), Length(max=240)])
    kind = SelectField(lazy_gettext("Kind"))
    region_code = SelectField(lazy_gettext("Region"))
    parent = SelectField(lazy_gettext("Subordinate to"), [Optional()])
    code = StringField(
        lazy_gettext("Code"),
        [
            Optional(),
            Length(max=40),
            Regexp(r"^[A-Za-z0-9-]+$", message=lazy_gettext("Only Latin letters, digits and hyphen.")),
        ],
        description=lazy_gettext("Candidate lists name the organisation by it. Left empty, one is made."),
    )

    def offer(self, organisations: Sequence[Organisation], region_code: str | None) -> None:
        """Fill the selections with what the person may choose."""
        self.kind.choices = [SelectChoice(kind.value, gettext(kind_name(kind))) for kind in OrganisationKind]
        self.region_code.choices = [
            SelectChoice(region.code, region_name(region.code)) for region in list_regions(region_code)
        ]
        self.parent.choices = [
            SelectChoice("", "–"),
            *(SelectChoice(item.code, say_in(item.names)) for item in organisations),
        ]

    def show(self, organisation: Organisation, parent_code: str) -> None:
        """Fill the fields with an organisation as it stands."""
        names = organisation.names
        self.name_latn.data, self.name_cyrl.data = names.get("uz-Latn"), names.get("uz-Cyrl")
        self.name_ru.data, self.name_en.data = names.get("ru"), names.get("en")
        self.kind.data, self.region_code.data = organisation.kind.value, organisation.region_code
        self.parent.data = parent_code

    def names(self) -> dict[str, str | None]:
        """Return the names that were typed."""
        return {
            "uz-Latn": self.name_latn.data,
            "uz-Cyrl": self.name_cyrl.data,
            "ru": self.name_ru.data,
            "en": self.name_en.data,
        }
