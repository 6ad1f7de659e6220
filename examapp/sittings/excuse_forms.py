"""The forms in which an absence is excused and decided."""

from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from examapp.core.page_form import PageForm
from examapp.sittings.excuse_words import KIND_WORDS

AGREE, REFUSE = "agree", "refuse"


class ExcuseForm(PageForm):
    """Why somebody does not come, and the paper that shows it."""

    kind = RadioField(lazy_gettext("Reason"), [InputRequired()])
    remark = TextAreaField(
        lazy_gettext("In words"),
        [Optional(), Length(max=400)],
        description=lazy_gettext("Needed for another reason. Do not write a diagnosis."),
    )
    file = FileField(
        lazy_gettext("Scan of the paper"),
        [FileRequired(lazy_gettext("Choose a file first."))],
        description=lazy_gettext("PDF, JPEG or PNG, up to 10 MB."),
    )

    def offer(self) -> None:
        """Fill the choices in the language of the page."""
        self.kind.choices = [SelectChoice(kind.value, gettext(words)) for kind, words in KIND_WORDS.items()]


class DecideExcuseForm(PageForm):
    """The working body's word."""

    decision = RadioField(
        lazy_gettext("Decision"),
        [InputRequired()],
        choices=[
            SelectChoice(AGREE, lazy_gettext("Excused: a valid reason")),
            SelectChoice(REFUSE, lazy_gettext("Not excused")),
        ],
    )
    reason = TextAreaField(
        lazy_gettext("Reason"),
        [Optional(), Length(max=400)],
        description=lazy_gettext("Needed for a refusal."),
    )
