"""The forms of candidate lists."""

from collections.abc import Sequence

from flask_babel import lazy_gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from examapp.candidates.api_tokens import CERTIFICATES_READ, LISTS_WRITE, RESULTS_READ
from examapp.candidates.finding_words import EXAM_LANGUAGES, language_name
from examapp.candidates.web_forms import CandidateForm
from examapp.core.i18n import say_in
from examapp.core.page_form import PageForm
from examapp.organisations.models import Organisation
from examapp.programmes.models import Programme

DAY = "%d.%m.%Y"


class ProgrammeYearForm(PageForm):
    """A programme and a year."""

    programme = SelectField(lazy_gettext("Programme"))
    year = SelectField(lazy_gettext("Year"))

    def offer_programmes(self, programmes: Sequence[Programme], this_year: int) -> None:
        """Fill the selections."""
        self.programme.choices = [SelectChoice(one.code, say_in(one.titles)) for one in programmes]
        self.year.choices = [SelectChoice(str(year), str(year)) for year in (this_year, this_year + 1)]


class CallForm(ProgrammeYearForm):
    """The call for a year's lists."""

    first_day = DateField(
        lazy_gettext("First day of the tests"),
        [InputRequired()],
        format=DAY,
        description=lazy_gettext("The deadlines of lists and orders count back from this day."),
    )


class PersonOfListForm(CandidateForm):
    """One person typed onto a list; the organisation is the list's."""

    organisation = None
    why_late = TextAreaField(lazy_gettext("Reason for the late change"), [Optional(), Length(max=400)])

    def offer_languages(self) -> None:
        """Fill the selection of languages."""
        self.language.choices = [SelectChoice(tag, language_name(tag)) for tag in EXAM_LANGUAGES]


class ChangeEntryForm(PageForm):
    """What a list says of one person: the position; and the reason once the list is taken."""

    position = StringField(lazy_gettext("Position"), [Optional(), Length(max=240)])
    position_ru = StringField(lazy_gettext("Position in Russian"), [Optional(), Length(max=240)])
    reason = TextAreaField(lazy_gettext("Reason"), [Optional(), Length(max=400)])


class ReturnListForm(PageForm):
    """The remarks with which a list goes back."""

    remark = TextAreaField(
        lazy_gettext("What has to be changed"), [InputRequired(), Length(max=2000)], render_kw={"rows": 6}
    )


class UploadListForm(PageForm):
    """A file with the people of a list."""

    file = FileField(lazy_gettext("File"), [FileRequired(lazy_gettext("Choose a file first."))])


class OrderForm(PageForm):
    """The order on attendance."""

    number = StringField(lazy_gettext("Number of the order"), [InputRequired(), Length(max=60)])
    dated_on = DateField(lazy_gettext("Date of the order"), [InputRequired()], format=DAY)
    file = FileField(
        lazy_gettext("Scan of the order"),
        [FileRequired(lazy_gettext("Choose a file first."))],
        description=lazy_gettext("PDF, JPEG or PNG, up to 10 MB."),
    )


class AcquaintanceForm(PageForm):
    """The day on which the ticked people have seen the schedule."""

    day = DateField(lazy_gettext("Day of the acquaintance"), [InputRequired()], format=DAY)


class TokenForm(PageForm):
    """A token for a program."""

    organisation = SelectField(lazy_gettext("Organisation"))
    name = StringField(
        lazy_gettext("Which program it is for"),
        [InputRequired(), Length(max=120)],
        description=lazy_gettext("For example: personnel system of the ministry."),
    )

    scopes = SelectMultipleField(
        lazy_gettext("What the program may do"),
        [InputRequired()],
        choices=[
            SelectChoice(LISTS_WRITE, lazy_gettext("send the candidate list")),
            SelectChoice(RESULTS_READ, lazy_gettext("read published results")),
            SelectChoice(CERTIFICATES_READ, lazy_gettext("read certificates")),
        ],
        default=[LISTS_WRITE],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    whole = BooleanField(lazy_gettext("It may read what belongs to all organisations"))

    def offer(self, organisations: Sequence[Organisation]) -> None:
        """Fill the selection with the bodies for which a token may be made."""
        self.organisation.choices = [
            SelectChoice(item.code, f"{say_in(item.names)} · {item.code}") for item in organisations
        ]


class PositionForm(PageForm):
    """A position of the table."""

    name_latn = StringField(lazy_gettext("Position"), [InputRequired(), Length(max=240)])
    name_ru = StringField(lazy_gettext("Position in Russian"), [Optional(), Length(max=240)])
