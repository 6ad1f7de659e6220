"""The forms by which a deletion is refused, and something is held from deletion."""

from flask_babel import lazy_gettext
from wtforms import RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from examapp.core.page_form import PageForm
from examapp.retention.errors import WordsMissing
from examapp.retention.holding import LONGEST_DOCUMENT
from examapp.retention.models import HoldKind
from examapp.retention.proposing import SHORTEST_WORDS
from examapp.retention.words import HOLD_WORDS


class RefuseForm(PageForm):
    """Why a deletion is refused, or a hold lifted."""

    reason = TextAreaField(lazy_gettext("Reason"), [InputRequired(), Length(max=1000)])

    def validate_reason(self, field: TextAreaField) -> None:
        """Ask for more than a word."""
        if len(" ".join((field.data or "").split())) < SHORTEST_WORDS:
            raise ValidationError(WordsMissing().sentence())


class HoldForm(RefuseForm):
    """What is held, why, and by which document."""

    kind = RadioField(
        lazy_gettext("What must stay"),
        [InputRequired()],
        choices=[SelectChoice(kind.value, lazy_gettext(word)) for kind, word in HOLD_WORDS.items()],
        default=HoldKind.ATTEMPT.value,
    )
    code = StringField(lazy_gettext("Code"), [InputRequired(), Length(max=80)])
    document = StringField(
        lazy_gettext("Document"),
        [InputRequired(), Length(max=LONGEST_DOCUMENT)],
        description=lazy_gettext("Kind, number and date, such as: order № 12 of 20.12.2026."),
    )
