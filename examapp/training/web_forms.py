"""The forms in which the register is kept and versions are written."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import (
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from examapp.core.i18n import say_in
from examapp.core.page_form import PageForm
from examapp.organisations.districts import DistrictFacts
from examapp.organisations.regions import region_name
from examapp.organisations.web_forms import NamedBodyForm
from examapp.training.entry_facts import EntryFacts, read_entry
from examapp.training.kinds import KIND_NAMES, TEACHING_LANGUAGES
from examapp.training.models import TrainingInstitution
from examapp.training.version_rows import LANGUAGES, Row
from question_bank.blueprint import TOPIC_TITLES, TOPICS

EMPTY_ROWS = 3


class InstitutionForm(NamedBodyForm):
    """One training institution; the region's district is chosen from all, grouped by region."""

    kind = SelectField(lazy_gettext("Kind"))
    district_code = SelectField(lazy_gettext("District or city"), [Optional()])
    address = StringField(lazy_gettext("Address"), [InputRequired(), Length(max=240)])
    phone = StringField(lazy_gettext("Phone"), [Optional(), Length(max=120)])
    email = StringField(lazy_gettext("E-mail"), [Optional(), Length(max=254)])
    website = StringField(lazy_gettext("Website"), [Optional(), Length(max=240)])
    topics = SelectMultipleField(
        lazy_gettext("Topics taught"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    languages = SelectMultipleField(
        lazy_gettext("Teaching languages"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    licence = StringField(
        lazy_gettext("Licence or other basis"),
        [InputRequired(), Length(max=240)],
        description=lazy_gettext(
            "Number, date and who issued it; or the document on which the courses stand."
        ),
    )

    def offer(self, districts: Sequence[DistrictFacts], within: str | None) -> None:
        """Fill the selections with what the keeper may choose."""
        self.offer_regions(within)
        self.kind.choices = [SelectChoice(kind.value, gettext(name)) for kind, name in KIND_NAMES.items()]
        self.topics.choices = [SelectChoice(topic, say_in(dict(TOPIC_TITLES[topic]))) for topic in TOPICS]
        self.languages.choices = [
            SelectChoice(tag, gettext(name)) for tag, name in TEACHING_LANGUAGES.items()
        ]
        self.district_code.choices = [
            SelectChoice("", "–"),
            *(
                SelectChoice(one.code, one.name, optgroup=region_name(one.region_code))
                for one in sorted(districts, key=lambda one: (one.region_code, one.name))
            ),
        ]

    def show(self, entry: TrainingInstitution) -> None:
        """Fill the fields with an entry as it stands."""
        self.show_names(entry.names, entry.region_code)
        self.kind.data, self.district_code.data = entry.kind.value, entry.district_code or ""
        for name in ("address", "phone", "email", "website", "topics", "languages", "licence"):
            self[name].data = getattr(entry, name)

    def read(self, district_code: str | None) -> EntryFacts:
        """Return what was typed. Raises NameRefused and EntryRefused."""
        return read_entry(
            names=self.names(),
            kind=self.kind.data,
            region_code=self.region_code.data,
            district_code=district_code,
            address=self.address.data or "",
            contacts={name: self[name].data for name in ("phone", "email", "website")},
            topics=self.topics.data or [],
            languages=self.languages.data or [],
            licence=self.licence.data or "",
        )


class WithdrawForm(PageForm):
    """Why an entry is taken off the register."""

    reason = TextAreaField(lazy_gettext("Why it is taken off"), [InputRequired(), Length(max=400)])


class RowForm(Form):  # type: ignore[misc]
    """One row of a version; a curriculum's has hours at the computer and what one can do afterwards."""

    topic = SelectField(lazy_gettext("Topic"), [Optional()], validate_choice=False)
    number = StringField(lazy_gettext("How many"), [Optional(), Length(max=6)])
    uz = TextAreaField(lazy_gettext("In Uzbek"), [Optional(), Length(max=600)])
    ru = TextAreaField(lazy_gettext("In Russian"), [Optional(), Length(max=600)])
    en = TextAreaField(lazy_gettext("In English"), [Optional(), Length(max=600)])
    practice = StringField(lazy_gettext("Of these at the computer"), [Optional(), Length(max=6)])
    outcome_uz = TextAreaField(lazy_gettext("Able afterwards, in Uzbek"), [Optional(), Length(max=600)])
    outcome_ru = TextAreaField(lazy_gettext("Able afterwards, in Russian"), [Optional(), Length(max=600)])
    outcome_en = TextAreaField(lazy_gettext("Able afterwards, in English"), [Optional(), Length(max=600)])


_FIELD_OF = dict(zip(LANGUAGES, ("uz", "ru", "en"), strict=True))


class VersionForm(PageForm):
    """A draft: its rows and some empty ones, why it is made, on which document it stands."""

    edition = HiddenField()
    rows = FieldList(FormField(RowForm), max_entries=200)
    note = TextAreaField(lazy_gettext("What is new, and why"), [InputRequired(), Length(max=600)])
    document = StringField(
        lazy_gettext("Document"),
        [Optional(), Length(max=240)],
        description=lazy_gettext("Title, number and date of what approves it, if there is one."),
    )

    def offer(self) -> None:
        """Fill each row's choice of topics."""
        choices = [SelectChoice("", "–")]
        choices += [SelectChoice(topic, say_in(dict(TOPIC_TITLES[topic]))) for topic in TOPICS]
        for entry in self.rows:
            entry.form.topic.choices = choices

    def show(self, rows: Sequence[Row], edition: int, note: str, document: str) -> None:
        """Fill the fields with a draft as it stands."""
        for row in [*rows, *([None] * EMPTY_ROWS)]:
            self.rows.append_entry(_row_data(row) if row else None)
        self.edition.data, self.note.data, self.document.data = str(edition), note, document

    def typed_rows(self) -> list[dict[str, str]]:
        """Return the rows as they were typed."""
        return [
            {name: one.form[name].data or "" for name in ("topic", "number", "practice")}
            | {language: one.form[name].data or "" for language, name in _FIELD_OF.items()}
            | {f"outcome-{key}": one.form[f"outcome_{name}"].data or "" for key, name in _FIELD_OF.items()}
            for one in self.rows
        ]


def _row_data(row: Row) -> dict[str, Any]:
    texts = {name: row["texts"].get(language, "") for language, name in _FIELD_OF.items()}
    outcomes = {
        f"outcome_{name}": row.get("outcomes", {}).get(language, "") for language, name in _FIELD_OF.items()
    }
    numbers = {"number": str(row["number"] or ""), "practice": str(row.get("practice") or "")}
    return {"topic": row["topic"], **numbers, **texts, **outcomes}
