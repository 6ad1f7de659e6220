"""Six digits before an act of the room that cannot be undone, where the last proof is too old."""

from collections.abc import Mapping
from datetime import datetime

from flask import request, session
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.validators import Optional as MayMiss

from examapp.accounts.errors import SecondFactorUsed, SignInThrottled
from examapp.accounts.queries import get_staff
from examapp.accounts.signed_in import PROVED_AT
from examapp.accounts.step_up import prove_again, still_holds
from examapp.core.clock import now
from examapp.core.db import transaction
from examapp.proctoring.models import AbortKind
from examapp.proctoring.reasons import ABORT_WORDS
from examapp.proctoring.web_forms import LONGEST_TEXT, ActForm, offer_kinds


class ProvedForm(ActForm):
    """An act that cannot be undone; the digits are asked for where the last proof is too old."""

    digits = StringField(
        lazy_gettext("Six digits from your telephone"),
        [MayMiss(), Length(max=10)],
        description=lazy_gettext("This cannot be undone, so show once more that it is you."),
    )

    @property
    def needs_digits(self) -> bool:
        """Whether the page is to show the field."""
        return not still_holds(session.get(PROVED_AT), now())

    def is_proved(self) -> bool:
        """Tell whether the one who acts has proved it; a refusal stands at the field."""
        at = now()
        if not self.needs_digits:
            return True
        try:
            right = _prove(self.digits.data or "", at)
        except (SecondFactorUsed, SignInThrottled) as refusal:
            self.digits.errors = [refusal.sentence()]
            return False
        if right:
            session[PROVED_AT] = at.timestamp()
        else:
            self.digits.errors = [gettext("The six digits are wrong. Type the present ones.")]
        return right


def _prove(typed: str, at: datetime) -> bool:
    with transaction() as db:
        account = get_staff(db, current_user.code)
        return prove_again(db, account, typed, address=request.remote_addr or "unknown", at=at)


class EndForm(ProvedForm):
    """Why an attempt is ended before its time."""

    kind = RadioField(lazy_gettext("Reason"), [InputRequired()], choices=offer_kinds(ABORT_WORDS, AbortKind))
    text = StringField(lazy_gettext("In your words"), [MayMiss(), Length(max=LONGEST_TEXT)])


class CloseForm(ProvedForm):
    """The reasons stand beside it as `reason-<attempt code>`."""

    PREFIX = "reason-"

    @classmethod
    def read_reasons(cls, sent: Mapping[str, str]) -> dict[str, AbortKind]:
        """Return the reasons that were chosen, by attempt code; what is no reason is left out."""
        kinds = {kind.value: kind for kind in AbortKind}
        return {
            name.removeprefix(cls.PREFIX): kinds[value]
            for name, value in sent.items()
            if name.startswith(cls.PREFIX) and value in kinds
        }


class HandOverForm(ProvedForm):
    """To whom the room is offered."""

    receiver = RadioField(lazy_gettext("To whom?"), [InputRequired()], choices=[])


class AnswerOfferForm(ProvedForm):
    """Whether the room that was offered is taken."""

    answer = RadioField(
        validators=[InputRequired()], choices=[SelectChoice("accept"), SelectChoice("decline")]
    )
