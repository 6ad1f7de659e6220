"""The words of candidate lists: states, acts in the history, whose turn it is."""

from typing import Final

import orjson
from flask_babel import gettext

from examapp.accounts.role_names import role_name
from examapp.candidates.list_home import who_acts_next
from examapp.candidates.list_models import CandidateList, ListIntake
from examapp.candidates.list_states import ListState
from examapp.core.i18n import N_

_STATES: Final = {
    ListState.DRAFT: (N_("Being filled"), "quiet", "pencil"),
    ListState.RETURNED: (N_("Returned with remarks"), "saffron", "replaced"),
    ListState.SUBMITTED: (N_("List submitted"), "cobalt", "send"),
    ListState.AGREED: (N_("List agreed"), "turquoise", "tick"),
    ListState.ACCEPTED: (N_("List accepted"), "turquoise", "lock"),
    ListState.LOCKED: (N_("Accepted and locked"), "turquoise", "lock"),
}
_ACTS: Final = {
    "opened": N_("List opened"),
    "submit": N_("Submitted by the head"),
    "agree": N_("Agreed by the working body"),
    "return": N_("Returned with remarks"),
    "accept": N_("Accepted by the operator"),
    "lock": N_("Locked: a change needs a reason"),
    "person_added": N_("Person added"),
    "person_taken_off": N_("Person taken off"),
    "person_put_back": N_("Person put back"),
    "position_changed": N_("Position changed"),
    "intake_written": N_("Rows of a file or program written"),
    "order_uploaded": N_("Order on attendance uploaded"),
    "acquainted": N_("Acquaintance with the schedule recorded"),
}


def list_state(found: CandidateList) -> tuple[str, str, str]:
    """Return word, look and sign of a list's state."""
    words, look, sign = _STATES[found.state]
    return gettext(words), look, sign


def say_act(act: str) -> str:
    """Return what was done, as the history says it."""
    return str(gettext(_ACTS[act])) if act in _ACTS else act


def say_next(found: CandidateList) -> str:
    """Return whose turn it is with a list; empty once it is taken."""
    return " → ".join(gettext(role_name(role)) for role in who_acts_next(found))


def say_problem(intake: ListIntake) -> str:
    """Return why an intake could not go on, or nothing."""
    if not intake.problem:
        return ""
    told = orjson.loads(intake.problem)
    message, parameters = told["message"], told["parameters"]
    return str(gettext(message, **parameters))
