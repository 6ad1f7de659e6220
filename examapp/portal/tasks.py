"""What waits for a person: the calls to work that stand first on their desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.appeals.queries import count_to_appoint, count_to_hear
from examapp.candidates.list_home import count_waiting
from examapp.certificates.lateness import count_late
from examapp.certificates.register_search import list_waiting_requests
from examapp.certificates.renamed import count_renamed
from examapp.core.clock import TASHKENT
from examapp.core.i18n import N_
from examapp.core.permissions import BODY_ROLES, Permission, Role, may
from examapp.portal.body_news import BodyNews, read_news
from examapp.regrading.queries import count_proposed
from examapp.results.agenda import count_to_sign, count_without_presence, list_asked
from examapp.results.composition import find_own_composition
from examapp.results.returning import list_returned_to
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
    found += _list_sheet_tasks(db, person, at)
    found += _list_returned(db, person)
    if _is_in_office(db, person, at):
        found += _list_chair_tasks(db, person)
    found += _list_appeal_tasks(db, person)
    found += _list_certificate_tasks(db, person, at)
    if may(person, Permission.VIEW_OWN_PEOPLE):
        found += _list_news(read_news(db, person, at))
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


def _list_sheet_tasks(db: Session, person: SignedInStaff, at: datetime) -> list[Task]:
    found = []
    if may(person, Permission.RECORD_PRESENCE) and (number := count_without_presence(db, person)):
        words = ngettext(
            "%(num)s result sheet waits until you record who is present",
            "%(num)s result sheets wait until you record who is present",
            number,
        )
        found.append(Task(words, gettext("Open the agenda"), "agenda.agenda", "people"))
    if may(person, Permission.SIGN_RESULTS) and (number := count_to_sign(db, person, at)):
        words = ngettext(
            "%(num)s result sheet waits for your signature",
            "%(num)s result sheets wait for your signature",
            number,
        )
        found.append(Task(words, gettext("Open the agenda"), "agenda.agenda", "signature"))
    return found


# Where whoever must act on remarks begins: the secretary draws the sheet up again afterwards.
_ACTS_AT: Final[Mapping[Role, tuple[str, str]]] = {
    Role.SECRETARY: (N_("Open the agenda"), "agenda.agenda"),
    Role.PROCTOR: (N_("My sittings"), "proctoring.my_sittings"),
    Role.OPERATOR: (N_("Sittings"), "sittings.sittings"),
}


def _list_returned(db: Session, person: SignedInStaff) -> list[Task]:
    found = []
    for sheet in list_returned_to(db, person):
        remarks, (button, endpoint) = sheet.returned.remarks if sheet.returned else "", _ACTS_AT[person.role]
        words = gettext(
            "The commission returned the result sheet %(number)s of the sitting %(sitting)s to you: "
            "%(remarks)s",
            number=sheet.number,
            sitting=sheet.sitting.code,
            remarks=remarks,
        )
        found.append(Task(words, gettext(button), endpoint, "signature"))
    return found


def _is_in_office(db: Session, person: SignedInStaff, at: datetime) -> bool:
    """Tell whether a commission in force names a chair: nobody else's decision is waited for."""
    if not may(person, Permission.CONFIRM_RESULTS):
        return False
    return find_own_composition(db, person.id, at.astimezone(TASHKENT).date()) is not None


def _list_chair_tasks(db: Session, chair: SignedInStaff) -> list[Task]:
    found = []
    if number := len(list_waiting_requests(db, chair)):
        words = ngettext(
            "%(num)s request for a certificate waits for a decision",
            "%(num)s requests for certificates wait for a decision",
            number,
        )
        page = "certificate_register.register"
        found.append(Task(words, gettext("Open the register"), page, "certificate"))
    if number := count_to_appoint(db, chair):
        words = ngettext("%(num)s appeal waits for a panel", "%(num)s appeals wait for a panel", number)
        found.append(Task(words, gettext("Open the appeals"), "appeals.appeals", "hand"))
    if number := len(list_asked(db, chair)):
        words = ngettext(
            "%(num)s annulment waits for your decision", "%(num)s annulments wait for your decision", number
        )
        found.append(Task(words, gettext("Open the agenda"), "agenda.agenda", "signature"))
    if number := count_proposed(db, chair):
        words = ngettext(
            "%(num)s proposal on an item waits for your decision",
            "%(num)s proposals on items wait for your decision",
            number,
        )
        found.append(Task(words, gettext("Decisions on items"), "item_matters.matters", "pencil"))
    return found


def _list_appeal_tasks(db: Session, person: SignedInStaff) -> list[Task]:
    found = []
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
    today = at.astimezone(TASHKENT).date()
    if may(person, Permission.ISSUE_CERTIFICATES) and (number := count_late(db, person, today)):
        words = ngettext(
            "%(num)s certificate is later than allowed and not made yet.",
            "%(num)s certificates are later than allowed and not made yet.",
            number,
        )
        found.append(Task(words, gettext("Show them"), "certificate_register.late", "clock"))
    if may(person, Permission.ISSUE_CERTIFICATES) and (number := count_renamed(db, person, today)):
        words = ngettext(
            "%(num)s person has another name in the register than on a valid certificate or sheet.",
            "%(num)s people have another name in the register than on a valid certificate or sheet.",
            number,
        )
        found.append(Task(words, gettext("Show them"), "other_names.people", "person"))
    return found


def _list_news(news: BodyNews) -> list[Task]:
    published = ngettext(
        "The result of %(num)s of your people is published.",
        "The results of %(num)s of your people are published.",
        news.results,
    )
    issued = ngettext(
        "%(num)s certificate of your people is issued.",
        "%(num)s certificates of your people are issued.",
        news.certificates,
    )
    told = ((news.results, published, "scales"), (news.certificates, issued, "certificate"))
    return [
        Task(words, gettext("Open our people"), "our_people.people", icon)
        for number, words, icon in told
        if number
    ]


def _count_lists(db: Session, person: SignedInStaff) -> int:
    bound_to_nothing = person.role in BODY_ROLES and not person.organisation_code
    if bound_to_nothing or not may(person, Permission.VIEW_LISTS):
        return 0
    return count_waiting(db, person)
