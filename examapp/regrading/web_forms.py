"""The forms of decisions on items."""

from collections.abc import Sequence

from flask_babel import lazy_gettext
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from examapp.authoring.models import QuestionList
from examapp.core.i18n import N_
from examapp.core.page_form import PageForm
from examapp.results.revision_words import item_decision_word
from examapp.results.web_forms import ChairsWordForm
from question_bank.regrading import DecisionKind
from question_bank.responses import LARGEST_PICTURE

LONGEST = 1000
# Python refuses to read a number of thousands of digits; no list has so many people.
_LONGEST_NUMBER = 9


class PutItemForm(PageForm):
    """Which item is put before the commission, and why."""

    question_list = SelectField(lazy_gettext("Question list"), [InputRequired()])
    item = StringField(
        lazy_gettext("Code of the item"),
        [InputRequired(), Length(max=60)],
        description=lazy_gettext("It stands in the incident, for example LAW-014."),
    )
    text = TextAreaField(
        lazy_gettext("What is wrong with the question"), [InputRequired(), Length(max=LONGEST)]
    )

    def offer(self, lists: Sequence[QuestionList]) -> None:
        """Fill the choices with the lists that were served."""
        self.question_list.choices = [SelectChoice("", "–"), *(SelectChoice(one.code) for one in lists)]


class ProposeForm(PageForm):
    """A decision on an item, its key where it has one, and why."""

    kind = RadioField(lazy_gettext("Decision"), [InputRequired()])
    answer = HiddenField()  # the component writes it; nobody types it
    margin = IntegerField(
        lazy_gettext("A point counts so many pixels around its place"),
        [Optional(), NumberRange(min=1, max=LARGEST_PICTURE)],
        description=lazy_gettext(
            "Only for points on a picture. What stands here is as generous as the present key."
        ),
    )
    reason = TextAreaField(
        lazy_gettext("Reason"),
        [InputRequired(), Length(max=LONGEST)],
        description=lazy_gettext("It is printed on the new revisions of the sheets."),
    )

    def offer(self, kinds: Sequence[DecisionKind], margin: int | None) -> None:
        """Fill the choices in the language of the page, and the usual margin where points are given."""
        self.kind.choices = [SelectChoice(kind.value, item_decision_word(kind.value)) for kind in kinds]
        if self.margin.data is None:
            self.margin.data = margin


class DecideForm(ChairsWordForm):
    """The chair's word on a proposal, over what the page showed."""

    approving = N_("Approve: the marks are counted anew and the sheets are revised")
    refusing = N_("Refuse: everything stays as it is")
    seen = HiddenField()
    offered_passes = HiddenField()
    takes_passes = BooleanField(lazy_gettext("Yes, these people shall lose their pass by this decision"))

    @property
    def passes_taken(self) -> int:
        """How many people the chair has said may lose their pass: as many as the page showed, or none."""
        shown = self.offered_passes.data or ""
        readable = shown.isdecimal() and len(shown) <= _LONGEST_NUMBER
        return int(shown) if self.takes_passes.data and readable else 0


class UndoForm(PageForm):
    """Why a decision is taken back."""

    reason = TextAreaField(
        lazy_gettext("Reason"),
        [InputRequired(), Length(max=LONGEST)],
        description=lazy_gettext("It is printed on the new revisions of the sheets."),
    )
