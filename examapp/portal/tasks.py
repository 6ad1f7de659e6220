"""What waits for a person: the calls to work that stand first on their desk."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.appeals.queries import count_to_appoint, count_to_hear
from examapp.candidates.list_home import count_waiting
from examapp.certificates.lateness import count_late
from examapp.certificates.register_search import list_waiting_requests
from examapp.core.clock import TASHKENT
from examapp.core.permissions import BODY_ROLES, Permission, may
from examapp.results.agenda import count_to_sign
from examapp.sittings.excuse_queries import count_to_decide
from examapp.training.queries import count_overdue


@dataclass(frozen=True)
class Task:
    """One call: what waits, in words, and the button that leads there."""

    words: str
    button: str
    endpoint: str
    icon: str


def list_tasks(db: Session, person: SignedInStaff, at: datetime) -> list[Task]:
    """Return what waits for a person now, in the language of the request."""
    found: list[Task] = []
    if number := _count_lists(db, person):
        words = ngettext(
            "%(num)s candidate list waits for you", "%(num)s candidate lists wait for you", number
        )
        found.append(Task(words, gettext("Open the lists"), "lists.home", "file"))
    if may(person, Permission.DECIDE_EXCUSES) and (number := count_to_decide(db, person)):
        words = ngettext(
            "%(num)s reason of an absence waits for your decision",
            "%(num)s reasons of absences wait for your decision",
            number,
        )
        found.append(Task(words, gettext("Open the absences"), "absences.absences", "people"))
    if may(person, Permission.SIGN_RESULTS) and (number := count_to_sign(db, person, at)):
        words = ngettext(
            "%(num)s result sheet waits for your signature",
            "%(num)s result sheets wait for your signature",
            number,
        )
        found.append(Task(words, gettext("Open the agenda"), "agenda.agenda", "signature"))
    found += _list_appeal_tasks(db, person)
    found += _list_certificate_tasks(db, person, at)
    if may(person, Permission.KEEP_TRAINING_REGISTER):
        today = at.astimezone(TASHKENT).date()
        if number := count_overdue(db, today, person.region_code):
            words = ngettext(
                "%(num)s entry of the training register was not checked for six months",
                "%(num)s entries of the training register were not checked for six months",
                number,
            )
            found.append(Task(words, gettext("Open the register"), "training_register.entries", "list"))
    return found


def _list_appeal_tasks(db: Session, person: SignedInStaff) -> list[Task]:
    found = []
    if may(person, Permission.APPOINT_PANELS) and (number := count_to_appoint(db, person)):
        words = ngettext("%(num)s appeal waits for a panel", "%(num)s appeals wait for a panel", number)
        found.append(Task(words, gettext("Open the appeals"), "appeals.appeals", "hand"))
    if may(person, Permission.HEAR_APPEALS) and (number := count_to_hear(db, person)):
        words = ngettext(
            "%(num)s appeal waits for you as one of its panel",
            "%(num)s appeals wait for you as one of their panel",
            number,
        )
        found.append(Task(words, gettext("Open the appeals"), "appeals.appeals", "hand"))
    return found


def _list_certificate_tasks(db: Session, person: SignedInStaff, at: datetime) -> list[Task]:
    found = []
    if may(person, Permission.DECIDE_CERTIFICATES) and (number := len(list_waiting_requests(db, person))):
        words = ngettext(
            "%(num)s request for a certificate waits for a decision",
            "%(num)s requests for certificates wait for a decision",
            number,
        )
        found.append(
            Task(words, gettext("Open the register"), "certificate_register.register", "certificate")
        )
    today = at.astimezone(TASHKENT).date()
    if may(person, Permission.ISSUE_CERTIFICATES) and (number := count_late(db, person, today)):
        words = ngettext(
            "%(num)s certificate is later than allowed and not made yet.",
            "%(num)s certificates are later than allowed and not made yet.",
            number,
        )
        found.append(Task(words, gettext("Show them"), "certificate_register.late", "clock"))
    return found


def _count_lists(db: Session, person: SignedInStaff) -> int:
    bound_to_nothing = person.role in BODY_ROLES and not person.organisation_code
    if bound_to_nothing or not may(person, Permission.VIEW_LISTS):
        return 0
    return count_waiting(db, person)
