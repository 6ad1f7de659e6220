"""The forms in which people are registered and lists are uploaded."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from examapp.candidates.finding_words import EXAM_LANGUAGES, language_name, say_finding
from examapp.candidates.findings import Finding
from examapp.candidates.models import Candidate
from examapp.core.i18n import say_in
from examapp.core.page_form import PageForm
from examapp.organisations.models import Organisation

PERSON_FIELDS = (
    "family_name",
    "given_name",
    "patronymic",
    "pinfl",
    "document",
    "birth_date",
    "position",
    "position_ru",
)


class CandidateForm(PageForm):
    """One person; the fields are named as a list's columns, and judged as a row of one.

    `known` is the code of the candidate who is registered with the same PINFL or document.
    """

    known = ""

    organisation = SelectField(lazy_gettext("Organisation"), [InputRequired()])
    family_name = StringField(lazy_gettext("Family name"), [InputRequired(), Length(max=200)])
    given_name = StringField(lazy_gettext("Given name"), [InputRequired(), Length(max=200)])
    patronymic = StringField(lazy_gettext("Patronymic"), [Optional(), Length(max=200)])
    pinfl = StringField(
        lazy_gettext("PINFL"),
        [Optional(), Length(max=40)],
        description=lazy_gettext("14 digits; they stand in passport and ID card."),
    )
    document = StringField(
        lazy_gettext("Document"),
        [Optional(), Length(max=40)],
        description=lazy_gettext("Two letters and seven digits, such as AA1234567."),
    )
    birth_date = StringField(
        lazy_gettext("Birth date"),
        [Optional(), Length(max=20)],
        description=lazy_gettext("Day, month, year: 07.03.1985"),
    )
    position = StringField(lazy_gettext("Position"), [Optional(), Length(max=240)])
    position_ru = StringField(lazy_gettext("Position in Russian"), [Optional(), Length(max=240)])
    language = SelectField(
        lazy_gettext("Language of letters and exam"),
        description=lazy_gettext("In Karakalpak there are no texts yet: they come in Uzbek (Latin)."),
    )
    reason = TextAreaField(lazy_gettext("Why this is another person"), [Optional(), Length(max=400)])

    def offer(self, organisations: Iterable[Organisation]) -> None:
        """Fill the selections with what the person may choose."""
        self.organisation.choices = [
            SelectChoice(item.code, f"{say_in(item.names)} · {item.code}") for item in organisations
        ]
        self.language.choices = [SelectChoice(tag, language_name(tag)) for tag in EXAM_LANGUAGES]

    def fields(self) -> dict[str, str]:
        """Return what was typed, by column."""
        return {name: self[name].data or "" for name in (*PERSON_FIELDS, "language")}

    def blame(self, findings: Sequence[Finding]) -> None:
        """Put findings beside their fields; what belongs to none stands above the form."""
        for finding in findings:
            if finding.column in self:
                self[finding.column].errors = [*self[finding.column].errors, say_finding(finding)]
            else:
                self.form_errors.append(say_finding(finding))


class ChangeCandidateForm(CandidateForm):
    """A registered person, with the names as they are shown."""

    name_latn = StringField(lazy_gettext("Name in Latin"), [Optional(), Length(max=240)])
    name_cyrl = StringField(lazy_gettext("Name in Cyrillic"), [Optional(), Length(max=240)])

    def show(self, candidate: Candidate) -> None:
        """Fill the fields with a candidate as registered."""
        for name, text in candidate.names_given.items():
            self[name].data = text
        self.organisation.data = candidate.organisation.code
        self.pinfl.data, self.document.data = candidate.pinfl, candidate.document
        self.birth_date.data = candidate.birth_date.strftime("%d.%m.%Y") if candidate.birth_date else ""
        self.position.data = candidate.positions.get("uz-Latn") or candidate.positions.get("uz-Cyrl")
        self.position_ru.data = candidate.positions.get("ru")
        self.language.data = candidate.language
        self.name_latn.data, self.name_cyrl.data = candidate.name_latn, candidate.name_cyrl


class ImportForm(PageForm):
    """A file with a list of people."""

    file = FileField(lazy_gettext("File"), [FileRequired(lazy_gettext("Choose a file first."))])
    organisation = SelectField(lazy_gettext("Organisation of rows that name none"), [Optional()])

    def offer(self, organisations: Iterable[Organisation]) -> None:
        """Fill the selection with what the person may choose."""
        self.organisation.choices = [
            SelectChoice("", gettext("none: each row names its own")),
            *(SelectChoice(item.code, f"{say_in(item.names)} · {item.code}") for item in organisations),
        ]
