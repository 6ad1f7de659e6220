"""The forms that end a proctor's turn: the sitting is closed, or the room handed to another."""

from collections.abc import Mapping

from flask_babel import lazy_gettext
from wtforms import BooleanField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from examapp.proctoring.act_form import ActForm
from examapp.proctoring.models import AbortKind


class CloseForm(ActForm):
    """The reasons stand beside it as `reason-<attempt code>`; one press gives all others a technical one."""

    PREFIX = "reason-"
    others = BooleanField(
        lazy_gettext("A technical cause for everybody who has no reason below"),
        description=lazy_gettext(
            "When the power or the server does not come back: no attempt counts, all may sit again."
        ),
    )

    def of_others(self) -> AbortKind | None:
        """Return the reason of everybody who has none of their own."""
        return AbortKind.TECHNICAL if self.others.data else None

    @classmethod
    def read_reasons(cls, sent: Mapping[str, str]) -> dict[str, AbortKind]:
        """Return the reasons that were chosen, by attempt code; what is no reason is left out."""
        kinds = {kind.value: kind for kind in AbortKind}
        return {
            name.removeprefix(cls.PREFIX): kinds[value]
            for name, value in sent.items()
            if name.startswith(cls.PREFIX) and value in kinds
        }


class HandOverForm(ActForm):
    """To whom the room is offered."""

    receiver = RadioField(lazy_gettext("To whom?"), [InputRequired()], choices=[])


class AnswerOfferForm(ActForm):
    """Whether the room that was offered is taken."""

    answer = RadioField(
        validators=[InputRequired()], choices=[SelectChoice("accept"), SelectChoice("decline")]
    )
