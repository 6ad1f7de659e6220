"""The forms in which bodies and places are named, and organisations kept."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext, lazy_gettext
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from examapp.accounts.role_names import role_name
from examapp.core.i18n import say_in
from examapp.core.page_form import PageForm
from examapp.core.permissions import Role
from examapp.organisations.districts import DistrictFacts
from examapp.organisations.kind_names import kind_name
from examapp.organisations.models import Organisation, OrganisationKind
from examapp.organisations.regions import list_regions, region_name


class NamedBodyForm(PageForm):
    """What every body and place has: names by language, a region, a code."""

    name_latn = StringField(lazy_gettext("Name in Uzbek"), [InputRequired(), Length(max=240)])
    name_cyrl = StringField(
        lazy_gettext("Name in Uzbek Cyrillic"),
        [Optional(), Length(max=240)],
        description=lazy_gettext("Left empty, it is rendered from the Latin name."),
    )
    name_ru = StringField(lazy_gettext("Name in Russian"), [Optional(), Length(max=240)])
    name_en = StringField(lazy_gettext("Name in English"), [Optional(), Length(max=240)])
    region_code = SelectField(lazy_gettext("Region"))
    code = StringField(
        lazy_gettext("Code"),
        [
            Optional(),
            Length(max=40),
            Regexp(r"^[A-Za-z0-9-]+$", message=lazy_gettext("Only Latin letters, digits and hyphen.")),
        ],
        description=lazy_gettext("Lists and letters name it by this code. Left empty, one is made."),
    )

    def offer_regions(self, within: str | None) -> None:
        """Fill the selection with the regions that the person may choose."""
        self.region_code.choices = [
            SelectChoice(region.code, region_name(region.code)) for region in list_regions(within)
        ]

    def show_names(self, names: Mapping[str, str], region_code: str) -> None:
        """Fill names and region with what stands."""
        self.name_latn.data, self.name_cyrl.data = names.get("uz-Latn"), names.get("uz-Cyrl")
        self.name_ru.data, self.name_en.data = names.get("ru"), names.get("en")
        self.region_code.data = region_code

    def names(self) -> dict[str, str | None]:
        """Return the names that were typed."""
        return {
            "uz-Latn": self.name_latn.data,
            "uz-Cyrl": self.name_cyrl.data,
            "ru": self.name_ru.data,
            "en": self.name_en.data,
        }


class OrganisationForm(NamedBodyForm):
    """A state body."""

    kind = SelectField(lazy_gettext("Kind"))
    district_code = SelectField(lazy_gettext("District or city"), [Optional()])
    parent = SelectField(lazy_gettext("Subordinate to"), [Optional()])

    def offer(
        self, organisations: Sequence[Organisation], districts: Sequence[DistrictFacts], within: str | None
    ) -> None:
        """Fill the selections with what the person may choose."""
        self.offer_regions(within)
        self.kind.choices = [SelectChoice(kind.value, gettext(kind_name(kind))) for kind in OrganisationKind]
        self.district_code.choices = [
            SelectChoice("", "–"),
            *(
                SelectChoice(one.code, one.name, optgroup=region_name(one.region_code))
                for one in sorted(districts, key=lambda one: (one.region_code, one.name))
            ),
        ]
        self.parent.choices = [
            SelectChoice("", "–"),
            *(SelectChoice(item.code, say_in(item.names)) for item in organisations),
        ]

    def show(self, organisation: Organisation, parent_code: str) -> None:
        """Fill the fields with an organisation as it stands."""
        self.show_names(organisation.names, organisation.region_code)
        self.kind.data, self.parent.data = organisation.kind.value, parent_code
        self.district_code.data = organisation.district_code or ""


class DistrictForm(PageForm):
    """A district or a city, by its SOATO code."""

    region_code = SelectField(lazy_gettext("Region"))
    code = StringField(
        lazy_gettext("SOATO code"),
        [InputRequired(), Length(max=12)],
        description=lazy_gettext("Seven digits. The code of a district that stands here changes its name."),
    )
    name_latn = StringField(lazy_gettext("Name in Uzbek"), [InputRequired(), Length(max=240)])
    name_ru = StringField(lazy_gettext("Name in Russian"), [Optional(), Length(max=240)])

    def offer_regions(self, within: str | None) -> None:
        """Fill the selection with the regions that the person may choose."""
        self.region_code.choices = [
            SelectChoice(region.code, region_name(region.code)) for region in list_regions(within)
        ]


class InvitePersonForm(PageForm):
    """An HR officer or the head of one organisation."""

    role = SelectField(lazy_gettext("Role"))
    display_name = StringField(
        lazy_gettext("Full name"),
        [InputRequired(), Length(max=160)],
        description=lazy_gettext("Family name, given name, patronymic."),
    )
    login_name = StringField(
        lazy_gettext("Sign-in name"),
        [InputRequired(), Length(max=60)],
        description=lazy_gettext("Latin letters, digits, dot, hyphen and low line."),
    )

    def offer(self) -> None:
        """Fill the selection with the roles that an organisation has."""
        self.role.choices = [
            SelectChoice(role.value, gettext(role_name(role)))
            for role in (Role.HR_OFFICER, Role.ORGANISATION_HEAD)
        ]
