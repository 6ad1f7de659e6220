"""What kinds of records, reasons to keep them and states of a proposal are called."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext, ngettext

from examapp.core.i18n import N_, say_in
from examapp.retention.carrying_out import CHANGED
from examapp.retention.due import DueOfKind
from examapp.retention.models import HoldKind, Kind, Proposal, ProposalState
from examapp.retention.things import Held

# What programmes are called, by their codes.
Titles = Mapping[str, dict[str, str]]

KIND_WORDS: Final[Mapping[Kind, str]] = {
    Kind.ATTEMPTS: N_("Attempts: answers, time, papers and marks"),
    Kind.EXCUSES: N_("Excuses for absence, with their papers"),
    Kind.ACCOMMODATIONS: N_("Accommodations that ended, with what they rest on"),
    Kind.LISTS: N_("Candidate lists that were never accepted"),
    Kind.INTAKES: N_("Files for a candidate list that were never confirmed"),
    Kind.IMPORTS: N_("Files with candidates that were never written"),
    Kind.AUDIT: N_("Entries of the audit log"),
}
# What a thing of the kind belongs to; files of candidates and the log belong to nothing.
HOME_WORDS: Final[Mapping[Kind, str]] = {
    Kind.ATTEMPTS: N_("Sitting"),
    Kind.EXCUSES: N_("Sitting"),
    Kind.ACCOMMODATIONS: N_("Organisation"),
    Kind.LISTS: N_("Organisation"),
    Kind.INTAKES: N_("Candidate list"),
    Kind.IMPORTS: N_("Region"),
    Kind.AUDIT: N_("Audit log"),
}
REASON_WORDS: Final[Mapping[str, str]] = {
    Held.COURT: N_("a hold lies on it"),
    Held.APPEAL: N_("an appeal is not answered, or was answered less than these years ago"),
    Held.ITEM: N_("a decision on a question of its list is open"),
    Held.UNDECIDED: N_("nobody has decided on it yet"),
    Held.CERTIFICATE: N_("its certificate is still valid, or is being made"),
    Held.NEEDED: N_("an earlier entry proves something that is still kept"),
    CHANGED: N_("it changed after it was proposed"),
}
STATE_WORDS: Final[Mapping[ProposalState, tuple[str, str, str]]] = {
    ProposalState.WAITING: (N_("waits for approval"), "saffron", "clock"),
    ProposalState.APPROVED: (N_("is being carried out"), "cobalt", "play"),
    ProposalState.DONE: (N_("carried out"), "turquoise", "tick"),
    ProposalState.REFUSED: (N_("refused"), "garnet", "cross"),
    ProposalState.WITHDRAWN: (N_("withdrawn"), "void", "cross"),
}
HOLD_WORDS: Final[Mapping[HoldKind, str]] = {
    HoldKind.ATTEMPT: N_("Attempt"),
    HoldKind.SITTING: N_("Sitting"),
    HoldKind.CANDIDATE: N_("Candidate"),
    HoldKind.LIST: N_("Candidate list"),
}


def say_term(years: int, document: str) -> str:
    """Return a value with its document, as the proof keeps it."""
    kept = str(ngettext("%(num)s year", "%(num)s years", years))
    return f"{kept}, {document}" if document else kept


def found_terms(due: DueOfKind, titles: Titles) -> list[tuple[str, str]]:
    """Return by which values a kind is due, as labels and values."""
    return [(_title(titles, term.programme), say_term(term.years, term.document)) for term in due.terms]


def proposal_rule(proposal: Proposal, titles: Titles) -> str:
    """Return by which values a proposal was made."""
    told = [
        f"{_title(titles, one['programme'])}: {say_term(one['years'], one['document'])}"
        for one in proposal.policy
    ]
    return "; ".join(told)


def _title(titles: Titles, programme: str) -> str:
    return say_in(titles[programme]) if programme in titles else programme


def decided_word(proposal: Proposal) -> str:
    """Return what whoever ended the waiting did."""
    if proposal.state is ProposalState.REFUSED:
        return str(gettext("Refused by"))
    if proposal.state is ProposalState.WITHDRAWN:
        return str(gettext("Withdrawn by"))
    return str(gettext("Approved by"))


def kind_word(kind: Kind) -> str:
    """Return what a kind is called."""
    return str(gettext(KIND_WORDS[kind]))


def home_word(kind: Kind) -> str:
    """Return what the things of a kind belong to."""
    return str(gettext(HOME_WORDS[kind]))


def reason_word(reason: str) -> str:
    """Return why something stays."""
    return str(gettext(REASON_WORDS[reason]))


def state_tag(state: ProposalState) -> tuple[str, str, str]:
    """Return word, look and sign of a proposal's state."""
    word, look, sign = STATE_WORDS[state]
    return str(gettext(word)), look, sign


def hold_word(kind: HoldKind) -> str:
    """Return what a hold lies on."""
    return str(gettext(HOLD_WORDS[kind]))
