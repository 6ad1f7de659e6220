"""What kinds, channels and states of notices are called on pages."""

from collections.abc import Collection
from typing import Final

from flask_babel import gettext

from examapp.core.i18n import N_
from examapp.notices.models import Channel, NoticeKind, NoticeState, Posted
from examapp.notices.reaching import Reach

KINDS: Final = {
    NoticeKind.BOOKED: N_("place at the test"),
    NoticeKind.AHEAD: N_("reminder of the test"),
    NoticeKind.MOVED: N_("the test is moved"),
    NoticeKind.CANCELLED: N_("the test will not take place"),
    NoticeKind.ENDS_SOON: N_("the certificate ends soon"),
    NoticeKind.PASSED: N_("the certificate is issued"),
    NoticeKind.REPLACED: N_("another certificate is issued in its place"),
    NoticeKind.REVOKED: N_("the certificate is revoked"),
    NoticeKind.FAILED: N_("the result is published"),
    NoticeKind.VOIDED: N_("the result is made void"),
    NoticeKind.APPEAL_TAKEN: N_("the appeal is accepted"),
    NoticeKind.APPEAL_ANSWERED: N_("the appeal is answered"),
}
CHANNELS: Final = {
    Channel.EMAIL: N_("E-mail"),
    Channel.SMS: N_("SMS"),
    Channel.HAND: N_("By hand"),
}
STATES: Final = {
    NoticeState.PLANNED: N_("will be sent"),
    NoticeState.SENDING: N_("is being sent"),
    NoticeState.SENT: N_("sent"),
    NoticeState.DELIVERED: N_("has arrived"),
    NoticeState.FAILED: N_("was refused"),
    NoticeState.GIVEN_UP: N_("given up"),
}
HAND_STATES: Final = {
    NoticeState.PLANNED: N_("to be printed"),
    NoticeState.SENT: N_("printed"),
    NoticeState.DELIVERED: N_("handed over"),
}
PROBLEMS: Final = {
    "no address": N_("no address is known"),
    "late": N_("it was too late"),
    "overtaken": N_("a later notice took its place"),
    "unsure": N_("the link broke twice while it was sent; nobody knows whether it arrived"),
    "undelivered": N_("the telephone did not take it"),
}
# Look and sign of the badge for each.
REACHES: Final = {
    Reach.CONFIRMED: (N_("has confirmed"), "turquoise", "tick"),
    Reach.DELIVERED: (N_("has been told"), "turquoise", "tick"),
    Reach.SENT: (N_("sent, no answer"), "cobalt", "clock"),
    Reach.ON_THE_WAY: (N_("is being sent"), "", "clock"),
    Reach.NOT_REACHED: (N_("not reached"), "garnet", "warning"),
}


def kind_word(kind: NoticeKind) -> str:
    """Return what a notice is about."""
    return str(gettext(KINDS[kind]))


def reach_badge(reach: Reach) -> tuple[str, str, str]:
    """Return word, look and sign of how far a notice has got."""
    word, look, sign = REACHES[reach]
    return str(gettext(word)), look, sign


def say_notice(notice: Posted) -> str:
    """Return one notice's way and state: `SMS: was refused (no address is known)`."""
    return f"{gettext(CHANNELS[notice.channel])}: {say_letter(notice)}"


def say_letter(notice: Posted) -> str:
    """Return how far a message has got: `was refused (no address is known)`."""
    states = STATES | HAND_STATES if notice.channel is Channel.HAND else STATES
    words = str(gettext(states[notice.state]))
    if not notice.problem or notice.state in {NoticeState.SENT, NoticeState.DELIVERED}:
        return words
    known = PROBLEMS.get(notice.problem)
    return f"{words} ({gettext(known) if known else notice.problem})"


def say_ways(ways: Collection[Channel]) -> str:
    """Return how somebody would be told of a cancelled sitting: `Is told: SMS`."""
    if not ways:
        return str(gettext("Was told nothing of this sitting, and is told nothing"))
    return str(gettext("Is told: %(ways)s", ways=", ".join(gettext(CHANNELS[way]) for way in ways)))
