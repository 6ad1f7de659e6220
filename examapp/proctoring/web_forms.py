"""The forms of the live room. Typed reasons are the buttons that send a form: one press chooses and acts."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError
from wtforms.validators import Optional as MayMiss

from examapp.core.page_form import PageForm
from examapp.delivery.control import LONGEST_NOTICE, MOST_MINUTES
from examapp.proctoring.act_form import ActForm
from examapp.proctoring.errors import NothingSeen
from examapp.proctoring.incidents import SHORTEST_REPORT
from examapp.proctoring.models import AbortKind, DocumentKind, IncidentKind, WithdrawalKind
from examapp.proctoring.reasons import (
    ABORT_WORDS,
    BREACH_KINDS,
    CAUSE_WORDS,
    DOCUMENT_WORDS,
    INCIDENT_WORDS,
    MOVE_CAUSES,
    PERSON_CAUSES,
    READY_MESSAGES,
    ROOM_CAUSES,
    ROOM_PAUSE_CAUSES,
    WITHDRAWAL_WORDS,
    Cause,
)

LONGEST_TEXT = 500
MINUTES_OFFERED = (5, 10, 15, 30)


def offer_kinds(words: Mapping[Any, str], kinds: Iterable[StrEnum]) -> Callable[[], list[SelectChoice]]:
    """Return a field's choices, in the language of the request."""
    return lambda: [SelectChoice(kind.value, gettext(words[kind])) for kind in kinds]


class RescueForm(PageForm):
    """A rescue file."""

    file = FileField(lazy_gettext("File"), [FileRequired(lazy_gettext("Choose a file first."))])


class AdmitForm(ActForm):
    """Which document was seen."""

    document = RadioField(
        lazy_gettext("Which document have you seen?"),
        [InputRequired()],
        choices=offer_kinds(DOCUMENT_WORDS, DocumentKind),
    )

    def kind(self) -> DocumentKind:
        """Return the document that was seen."""
        return DocumentKind(self.document.data)


class WithdrawForm(ActForm):
    """Why an admission is taken back."""

    kind = RadioField(
        lazy_gettext("Reason"), [InputRequired()], choices=offer_kinds(WITHDRAWAL_WORDS, WithdrawalKind)
    )


class PauseForm(ActForm):
    """Why one clock is stopped."""

    cause = RadioField(
        lazy_gettext("Cause"), [InputRequired()], choices=offer_kinds(CAUSE_WORDS, PERSON_CAUSES)
    )


class PauseAllForm(ActForm):
    """Why all clocks are stopped."""

    cause = RadioField(
        lazy_gettext("Cause"), [InputRequired()], choices=offer_kinds(CAUSE_WORDS, ROOM_PAUSE_CAUSES)
    )


class MinutesChoice(PageForm):
    """Minutes as people choose them: one of a few, or any other number."""

    offered = RadioField(
        lazy_gettext("Minutes"),
        choices=[SelectChoice(str(one), str(one)) for one in MINUTES_OFFERED],
        default="5",
    )
    other = IntegerField(
        lazy_gettext("another number:"),
        [MayMiss(), NumberRange(1, MOST_MINUTES, lazy_gettext("From 1 to 240 minutes."))],
    )

    def minutes(self) -> int:
        """Return the number that was typed, else the one that was chosen."""
        return int(self.other.data or self.offered.data or 0)


class GivingForm(MinutesChoice, ActForm):
    """Minutes and cause by one press: a button that says `15:computer` fills both fields."""

    GIVEN = re.compile(r"(\d{1,3}):(\w{1,40})")
    MATTER = "cause"
    give = StringField(validators=[MayMiss(), Length(max=50)])

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Read what was sent; the pressed button counts before what the other fields hold."""
        super().process(*args, **kwargs)
        pressed = self.GIVEN.fullmatch(self.give.data or "")
        if pressed is None:
            return
        minutes, matter = pressed.groups()
        self.offered.data, self.other.data, self.other.raw_data = minutes, None, []
        self[self.MATTER].data, self[self.MATTER].raw_data = matter, [matter]


class TimeForm(GivingForm, PauseForm):
    """How many minutes are given to one, and why."""


class TimeAllForm(GivingForm):
    """How many minutes are given to all, and why."""

    cause = RadioField(
        lazy_gettext("Cause"), [InputRequired()], choices=offer_kinds(CAUSE_WORDS, ROOM_CAUSES)
    )


class MoveForm(AdmitForm):
    """Where to, why, and which document was seen."""

    seat = RadioField(
        lazy_gettext("New seat"),
        [MayMiss()],
        choices=[],
        description=lazy_gettext("The same seat, if its computer was replaced or restarted."),
    )
    cause = RadioField(
        lazy_gettext("Cause"),
        [InputRequired()],
        choices=offer_kinds(CAUSE_WORDS, MOVE_CAUSES),
        default=Cause.COMPUTER.value,
    )

    def offer_seats(self, free: Sequence[int]) -> None:
        """Offer the free seats; who is moved sits down at the nearest, as a rule."""
        self.seat.choices = [
            *(SelectChoice(str(number), str(number)) for number in free),
            SelectChoice("", gettext("the same seat")),
        ]
        if self.seat.data is None:
            self.seat.data = str(free[0]) if free else ""


class MessageForm(ActForm):
    """Words to one or to all."""

    text = TextAreaField(
        lazy_gettext("Message"),
        [InputRequired(), Length(max=LONGEST_NOTICE)],
        description=lazy_gettext("It appears on the screen within seconds and stays until it is closed."),
    )
    ready = StringField(validators=[MayMiss(), Length(max=40)])

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Read what was sent; a sentence that was offered counts before what stands in the field."""
        super().process(*args, **kwargs)
        if self.ready.data in READY_MESSAGES:
            self.text.data = READY_MESSAGES[self.ready.data]
            self.text.raw_data = [self.text.data]


class IncidentForm(GivingForm):
    """What went wrong, to whom, and what it cost; `number` is a question's on the screen."""

    MATTER = "kind"
    number = IntegerField(lazy_gettext("Number of the question"), [MayMiss(), NumberRange(1, 999)])

    who = SelectField(lazy_gettext("Whom does it concern?"), [MayMiss()], choices=[])
    kind = RadioField(
        lazy_gettext("What has happened?"),
        [InputRequired()],
        choices=offer_kinds(INCIDENT_WORDS, IncidentKind),
    )
    offered = RadioField(
        lazy_gettext("Minutes that it cost, to be given back"),
        choices=[SelectChoice(str(one), str(one)) for one in (0, *MINUTES_OFFERED)],
        default="0",
    )
    text = StringField(lazy_gettext("In your words"), [MayMiss(), Length(max=LONGEST_TEXT)])


class BreachForm(ActForm):
    """What breach of the rules was seen, of whom, in the proctor's own words."""

    kind = RadioField(
        lazy_gettext("What have you seen?"),
        [InputRequired()],
        choices=offer_kinds(INCIDENT_WORDS, BREACH_KINDS),
    )
    text = TextAreaField(
        lazy_gettext("In your words: what, when, and what was said"),
        [Length(max=LONGEST_TEXT)],
        description=lazy_gettext("The commission reads it. Write what you have seen, not what you suppose."),
    )

    def validate_text(self, field: TextAreaField) -> None:
        """Refuse too few words here already, where the page still has them."""
        if len((field.data or "").strip()) < SHORTEST_REPORT:
            raise ValidationError(NothingSeen(letters=SHORTEST_REPORT).sentence())


class EndForm(ActForm):
    """Why an attempt is ended before its time."""

    kind = RadioField(lazy_gettext("Reason"), [InputRequired()], choices=offer_kinds(ABORT_WORDS, AbortKind))
    text = StringField(lazy_gettext("In your words"), [MayMiss(), Length(max=LONGEST_TEXT)])
