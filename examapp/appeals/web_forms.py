"""The forms of appeals: the candidate's, the panel's decision."""

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext
from wtforms import IntegerField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from examapp.appeals.models import About, Remedy, Verdict
from examapp.appeals.words import REMEDY_WORDS, VERDICT_WORDS, about_word
from examapp.core.page_form import PageForm

LONGEST = 4000
FROM_THE_PAGE = (About.ITEM, About.TIME, About.CONDUCT, About.TOTAL)
OF_THE_ABSENT = (About.ABSENCE, About.CONDUCT)


class FileAppealForm(PageForm):
    """What a candidate does not agree with."""

    about = RadioField(lazy_gettext("What is your appeal about?"), [InputRequired()])
    item_number = IntegerField(
        lazy_gettext("Number of the question"),
        [Optional()],
        description=lazy_gettext("Only for a question of the test: the number as it stood on your screen."),
    )
    text = TextAreaField(
        lazy_gettext("What happened, and what do you ask for?"),
        [InputRequired(), Length(max=LONGEST)],
        description=lazy_gettext("In your own words. The commission reads it as you write it."),
    )

    def offer(self, *, absent: bool) -> None:
        """Fill the choices in the language of the page; who was absent saw no question and has no points."""
        offered = OF_THE_ABSENT if absent else FROM_THE_PAGE
        self.about.choices = [SelectChoice(one.value, about_word(one)) for one in offered]
        if absent:
            del self.item_number


class ReopenDaysForm(PageForm):
    """Whom the days of an appeal are given once more, and why."""

    code = StringField(
        lazy_gettext("Candidate's code"),
        [InputRequired(), Length(max=40)],
        description=lazy_gettext("The code with which the candidate entered."),
    )
    reason = TextAreaField(
        lazy_gettext("Reason"),
        [InputRequired(), Length(max=LONGEST)],
        description=lazy_gettext(
            "Why the candidate could not appeal in time, and by which paper. It stays in the audit log."
        ),
    )


class DecideAppealForm(PageForm):
    """What the panel decides; points by topic are typed beside."""

    verdict = RadioField(lazy_gettext("Decision"), [InputRequired()])
    remedy = RadioField(lazy_gettext("What follows"), [InputRequired()])
    reason = TextAreaField(
        lazy_gettext("Reasons"),
        [InputRequired(), Length(max=LONGEST)],
        description=lazy_gettext(
            "The candidate reads it, and it is printed on the next revision of the sheet."
        ),
    )

    def offer(self, remedies: Sequence[Remedy]) -> None:
        """Fill the choices in the language of the page."""
        self.verdict.choices = [SelectChoice(one.value, gettext(VERDICT_WORDS[one])) for one in Verdict]
        self.remedy.choices = [SelectChoice(one.value, gettext(REMEDY_WORDS[one])) for one in remedies]
