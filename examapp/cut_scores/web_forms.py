"""The forms of a study: its panel, its end, and the seal."""

from collections.abc import Iterable

from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, SelectChoice, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from examapp.accounts.models import StaffAccount
from examapp.accounts.role_names import role_name
from examapp.authoring.web_forms import SignListForm
from examapp.core.page_form import PageForm
from examapp.cut_scores.words import method_name
from question_bank.cut_score import Method

LONGEST_REASON = 400


class OpenStudyForm(PageForm):
    """How the panel works, and who sits on it."""

    method = RadioField(lazy_gettext("Method"), [InputRequired()], default=Method.ANGOFF.value)
    judges = SelectMultipleField(
        lazy_gettext("Judges"),
        description=lazy_gettext(
            "At least three, better ten: reviewers, approvers and members of the commission."
        ),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    measured = FileField(
        lazy_gettext("File with the measured difficulties"),
        description=lazy_gettext(
            "For the bookmark method only: the JSON file of the calibration, with a and b of every item."
        ),
    )

    def offer(self, people: Iterable[StaffAccount]) -> None:
        """Fill the lists in the reader's language."""
        self.method.choices = [SelectChoice(one.value, method_name(one)) for one in Method]
        self.judges.choices = [
            SelectChoice(one.code, f"{one.display_name} · {gettext(role_name(one.role))}") for one in people
        ]


class EndStudyForm(PageForm):
    """Why a study is ended without a cut score."""

    reason = TextAreaField(lazy_gettext("Reason"), [InputRequired(), Length(max=LONGEST_REASON)])


class ReleaseJudgeForm(EndStudyForm):
    """Which judge cannot go on, and why."""

    judge = SelectField(lazy_gettext("Judge"), [InputRequired()])


class SealRecordForm(SignListForm):
    """The second factor, and the digest of the record that the chair has looked at."""

    seen = HiddenField()
