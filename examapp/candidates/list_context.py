"""What is known beside a list of the people on it: other lists, earlier tests, the table of positions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.candidates.alike import patronymics_agree
from examapp.candidates.eligibility import NOTHING_PAST, PastResults, ReadPast, Rules, judge_eligibility
from examapp.candidates.findings import Finding
from examapp.candidates.list_models import CandidateList, CandidateListEntry
from examapp.candidates.namesakes import read_namesakes
from examapp.candidates.positions import PositionTable, read_position_table
from examapp.core.clock import TASHKENT
from examapp.programmes.policy import read_policy

CHUNK = 400


@dataclass(frozen=True)
class Named:
    """A name as a body wrote it, and its key with the birth date (`alike`)."""

    name_latn: str
    key: str | None


@dataclass(frozen=True)
class Listing:
    """A person's place on another list of the programme."""

    organisation_id: int
    year: int


@dataclass(frozen=True)
class AlikeListing:
    """Somebody on another body's list with a person's name and birth date."""

    candidate_id: int
    name_latn: str
    year: int


@dataclass(frozen=True)
class ListContext:
    """What speaks about people by their candidates' ids, seen from one list."""

    organisation_id: int
    rules: Rules
    positions: PositionTable
    here: frozenset[int]
    listings: Mapping[int, Sequence[Listing]]
    past: Mapping[int, PastResults]
    alike: Mapping[str, Sequence[AlikeListing]] = field(default_factory=dict)
    namesakes: frozenset[tuple[int, int]] = frozenset()

    def judge(
        self, candidate_id: int | None, positions: Mapping[str, str], why: str, named: Named
    ) -> list[Finding]:
        """Return what should be known of a person; `why` says by what they were matched.

        What belongs to another body is told without naming it: the working body has a page for that.
        """
        listed = self.positions.lists(positions)
        found = self._tell_alike(candidate_id, named)
        if candidate_id is None:
            return found + judge_eligibility(NOTHING_PAST, self.rules, position_listed=listed)
        found += [self._tell(one, why) for one in self.listings.get(candidate_id, ())]
        past = self.past.get(candidate_id, NOTHING_PAST)
        return found + judge_eligibility(past, self.rules, position_listed=listed)

    def _tell_alike(self, candidate_id: int | None, named: Named) -> list[Finding]:
        """Say once, and of the latest year, that another body has listed somebody alike."""
        years = [
            one.year
            for one in self.alike.get(named.key or "", ())
            if one.candidate_id != candidate_id
            and tuple(sorted((one.candidate_id, candidate_id or 0))) not in self.namesakes
            and patronymics_agree(one.name_latn, named.name_latn)
        ]
        if not years:
            return []
        same_year = max(years) == self.rules.year
        return [
            Finding("alike_elsewhere" if same_year else "alike_before_elsewhere", "", {"year": max(years)})
        ]

    def _tell(self, listing: Listing, why: str) -> Finding:
        facts = {"year": listing.year, "why": why}
        if listing.organisation_id == self.organisation_id:
            return Finding("listed_before", "", facts)
        same_year = listing.year == self.rules.year
        return Finding("listed_elsewhere" if same_year else "listed_before_elsewhere", "", facts)


def read_context(
    db: Session,
    found: CandidateList,
    candidate_ids: Iterable[int],
    keys: Iterable[str | None],
    read_past: ReadPast,
    at: datetime,
) -> ListContext:
    """Look up at once what a list's judging needs of these people; `keys` are those of `alike`."""
    ids = sorted(set(candidate_ids))
    policy = read_policy(db, found.programme_id, at)
    today = at.astimezone(TASHKENT).date()
    here, listings = _read_listings(db, found, ids)
    return ListContext(
        organisation_id=found.organisation_id,
        rules=Rules(found.year, today, policy.retake_wait_months),
        positions=read_position_table(db, found.programme_id),
        here=frozenset(here),
        listings=listings,
        past=read_past(db, found.programme_id, ids, at),
        alike=_read_alike(db, found, sorted({key for key in keys if key})),
        namesakes=read_namesakes(db, ids),
    )


def _read_alike(
    db: Session, found: CandidateList, keys: Sequence[str]
) -> Mapping[str, Sequence[AlikeListing]]:
    alike: dict[str, list[AlikeListing]] = {}
    entry = CandidateListEntry
    for start in range(0, len(keys), CHUNK):
        rows = db.execute(
            select(entry.alike_key, entry.candidate_id, entry.name_latn, CandidateList.year)
            .join(entry.list)
            .where(
                entry.alike_key.in_(keys[start : start + CHUNK]),
                entry.withdrawn_at.is_(None),
                CandidateList.organisation_id != found.organisation_id,
                CandidateList.programme_id == found.programme_id,
                CandidateList.year <= found.year,
            )
        )
        for key, candidate_id, name_latn, year in rows:
            alike.setdefault(key or "", []).append(AlikeListing(candidate_id, name_latn, year))
    return alike


def _read_listings(
    db: Session, found: CandidateList, ids: Sequence[int]
) -> tuple[set[int], dict[int, list[Listing]]]:
    here: set[int] = set()
    listings: dict[int, list[Listing]] = {}
    for start in range(0, len(ids), CHUNK):
        rows = db.execute(
            select(
                CandidateListEntry.candidate_id,
                CandidateList.id,
                CandidateList.organisation_id,
                CandidateList.year,
            )
            .join(CandidateListEntry.list)
            .where(
                CandidateListEntry.candidate_id.in_(ids[start : start + CHUNK]),
                CandidateListEntry.withdrawn_at.is_(None),
                CandidateList.programme_id == found.programme_id,
                CandidateList.year <= found.year,
            )
            .order_by(CandidateList.year.desc())
        )
        for candidate_id, list_id, organisation_id, year in rows:
            if list_id == found.id:
                here.add(candidate_id)
            else:
                listings.setdefault(candidate_id, []).append(Listing(organisation_id, year))
    return here, listings
