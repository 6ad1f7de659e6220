"""What the sheet's page shows beside the table: the strip of steps, and who is needed for the decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.signed_in import SignedInStaff
from examapp.core.errors import AppError
from examapp.core.i18n import in_tashkent
from examapp.proctoring.models import AbortKind
from examapp.results.commission import Quorum, count_quorum
from examapp.results.confirmation import SignaturesNeeded, count_signatures
from examapp.results.content import CandidateLine, SheetContent
from examapp.results.happenings import Happening, list_happenings
from examapp.results.impartiality import Interest, list_interested
from examapp.results.models import ResultSheet, SheetSignature, SheetState, VoidRequest
from examapp.results.outcomes import NOT_THERE, Outcome
from examapp.results.presence import find_composition, list_voting
from examapp.results.queries import read_content
from examapp.results.revision_history import list_revisions
from examapp.results.signing import is_genuine, require_able_to_sign
from examapp.results.voiding import list_lifted, list_void_requests
from examapp.sittings.excuse_queries import find_excuses
from examapp.sittings.excuse_words import say_absence
from examapp.sittings.models import Sitting
from question_bank.scripts import search_key


@dataclass(frozen=True)
class Step:
    """One step of the strip; `state` is done, now or later."""

    label: str
    state: str
    at: str = ""


@dataclass(frozen=True)
class ShownSignature:
    """A signature, and whether it was checked just now and covers this sheet."""

    row: SheetSignature
    genuine: bool


@dataclass(frozen=True)
class SheetPage:
    """Everything that the page of one sheet shows; `absences` are by line, and as they are known now.

    `lifted` are the codes of requests for annulment that were granted and hold no more.
    """

    sheet: ResultSheet
    content: SheetContent
    lines: tuple[CandidateLine, ...]
    steps: tuple[Step, ...]
    happenings: tuple[Happening, ...]
    quorum: Quorum | None
    needed: SignaturesNeeded
    signatures: tuple[ShownSignature, ...]
    obstacle: AppError | None
    absences: Mapping[int, str]
    revisions: Sequence[ResultSheet]
    requests: Sequence[VoidRequest]
    lifted: frozenset[str]

    @property
    def is_newest(self) -> bool:
        """Whether this is the last revision that there is."""
        return self.sheet.revision == self.revisions[0].revision

    @property
    def valid(self) -> ResultSheet | None:
        """The revision that is valid, if any is."""
        return next((one for one in self.revisions if one.state is SheetState.CONFIRMED), None)

    @property
    def minutes_of(self) -> dict[int, list[str]]:
        """What changed one candidate's time, by line, to stand under the name."""
        notes: dict[int, list[str]] = {}
        for change in self.content.time_changes:
            for position in change.positions:
                if change.milliseconds >= 60_000:
                    notes.setdefault(position, []).append(_minutes(change.milliseconds, change.cause))
        return notes


def _minutes(milliseconds: int, cause: str) -> str:
    words = gettext("+%(minutes)s min", minutes=round(milliseconds / 60_000))
    return f"{words}: {gettext(cause)}" if cause else str(words)


def open_page(
    db: Session, sheet: ResultSheet, reader: SignedInStaff, *, typed: str, at: datetime
) -> SheetPage:
    """Return the page of a sheet; a typed name (in any script) or code narrows the lines."""
    content, revisions = read_content(sheet), list_revisions(db, sheet)
    requests = list_void_requests(db, sheet)
    newest = content if revisions[0].id == sheet.id or not requests else read_content(revisions[0])
    return SheetPage(
        sheet=sheet,
        content=content,
        lines=tuple(line for line in content.lines if _fits(line, typed)),
        steps=_steps(sheet, content),
        happenings=tuple(list_happenings(content)),
        quorum=count_quorum(sheet, sheet.members) if sheet.members else None,
        needed=count_signatures(sheet),
        signatures=tuple(ShownSignature(row, is_genuine(sheet, row)) for row in sheet.signatures),
        obstacle=find_obstacle_to_sign(db, sheet, reader),
        absences=_absences(db, sheet, content, at),
        revisions=revisions,
        requests=requests,
        lifted=list_lifted(requests, newest),
    )


def _absences(db: Session, sheet: ResultSheet, content: SheetContent, at: datetime) -> Mapping[int, str]:
    """Return whether each absence has a valid reason: papers come for days after the sheet is drawn up.

    One that an appeal excused has no papers, and the sheet says itself what it is.
    """
    lines = [
        line
        for line in content.lines
        if line.outcome in NOT_THERE and line.reason != AbortKind.CONSENT_REFUSED
    ]
    excuses = find_excuses(db, [line.candidate_code for line in lines])
    sitting = db.get_one(Sitting, sheet.sitting_id)
    return {
        line.position: say_absence(sitting, excuses.get(line.candidate_code), at)
        for line in lines
        if line.outcome is not Outcome.EXCUSED or line.candidate_code in excuses
    }


def _fits(line: CandidateLine, typed: str) -> bool:
    wanted = search_key(typed)
    return not wanted or wanted in search_key(line.name_latn) or typed.strip().upper() in line.candidate_code


def find_obstacle_to_sign(db: Session, sheet: ResultSheet, reader: SignedInStaff) -> AppError | None:
    """Return what keeps somebody from signing a sheet now, or None."""
    try:
        require_able_to_sign(db, sheet, reader.id)
    except AppError as obstacle:
        return obstacle
    return None


def _steps(sheet: ResultSheet, content: SheetContent) -> tuple[Step, ...]:
    decided_at = sheet.decision.at if sheet.decision else None
    after = "done" if decided_at else "later"
    decided = "now" if sheet.state is SheetState.DRAFT else after
    return (
        Step(gettext("Held"), "done", _day(content.held_from)),
        Step(gettext("Marked"), "done", _day(content.closed_at)),
        Step(gettext("Sheet drawn up"), "done", _day(content.drawn_up_at)),
        Step(gettext("Commission's decision"), decided, _day(decided_at)),
        Step(gettext("Results published"), after, _day(decided_at)),
    )


def _day(moment: datetime | None) -> str:
    return in_tashkent(moment).strftime("%d.%m") if moment else ""


@dataclass(frozen=True)
class Chair:
    """One row of the presence form; `interest` is what bars this member from deciding, if anything does."""

    account: StaffAccount
    present: bool
    interest: Interest | None


def list_chairs(
    db: Session, sheet: ResultSheet, secretary: SignedInStaff, at: datetime
) -> list[Chair] | None:
    """Return the secretary's commission as the form shows it, with what was recorded; None without one."""
    composition = find_composition(db, secretary, at)
    if composition is None:
        return None
    interested = list_interested(db, sheet.sitting_id)
    present = {member.staff_id for member in sheet.members if member.present}
    return [
        Chair(account, account.id in present, interested.of(account.id))
        for account in list_voting(composition)
    ]
