"""The published schedule for programs, calendars and paper; the same rows as on its page."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask_babel import gettext

from examapp.core.i18n import current_language, say_in
from examapp.documents.calendar_file import CalendarDays, write_calendar
from examapp.documents.fonts import ensure_fonts
from examapp.documents.rendering import render
from examapp.documents.schedule.context import (
    PrintedChange,
    PrintedPeriod,
    PrintedRegion,
    ScheduleDocument,
)
from examapp.organisations.regions import REGIONS, region_name
from examapp.sittings.schedule_models import ScheduleChangeAct, ScheduleRow, YearSchedule
from examapp.sittings.schedule_queries import ScheduleView
from examapp.sittings.schedule_words import say_change


def changed_at(schedule: YearSchedule) -> datetime:
    """Return when a published schedule was last changed."""
    moments = [change.at for change in schedule.changes[:1]]
    return max([*moments, schedule.published_at or schedule.drafted_at])


def write_json(view: ScheduleView) -> dict[str, Any]:
    """Return the rows and changes that were asked for, days as YYYY-MM-DD."""
    schedule = view.schedule
    return {
        "year": schedule.year,
        "document": schedule.document,
        "approved_at": schedule.approved_at.isoformat() if schedule.approved_at else None,
        "published_at": schedule.published_at.isoformat() if schedule.published_at else None,
        "rows": [_write_row(row) for row in view.rows],
        "changes": [
            {
                "at": change.at.isoformat(),
                "organisation": change.organisation.code,
                "act": change.act.value,
                "before": change.before,
                "after": change.after,
                "reason": change.reason,
            }
            for change in view.changes
        ],
    }


def _write_row(row: ScheduleRow) -> dict[str, Any]:
    return {
        "organisation": {"code": row.organisation.code, "names": row.organisation.names},
        "region": row.organisation.region_code,
        "programme": {"code": row.programme.code, "titles": row.programme.titles},
        "first_day": row.first_day.isoformat(),
        "last_day": row.last_day.isoformat(),
        "expected": row.expected,
    }


def write_ics(view: ScheduleView, host: str) -> bytes:
    """Return the rows as whole days of a calendar, in the language of the request.

    What was taken off after the approval stands there as cancelled, so that a calendar which took the file
    before loses it; `sequence` counts the schedule's changes, and rises with each.
    """
    year, sequence = view.schedule.year, len(view.schedule.changes)
    entries = [
        CalendarDays(
            uid=f"schedule-{year}-{row.id}@{host}",
            first_day=row.first_day,
            last_day=row.last_day,
            summary=f"{say_in(row.organisation.names)}: {say_in(row.programme.titles)}",
            description=str(gettext("People expected: %(count)s", count=row.expected)),
            sequence=sequence,
        )
        for row in view.rows
    ]
    entries += _list_taken_off(view, host, sequence)
    title = str(gettext("Schedule of the attestation, %(year)s", year=year))
    return write_calendar(title, entries, changed_at(view.schedule))


def _list_taken_off(view: ScheduleView, host: str, sequence: int) -> Iterator[CalendarDays]:
    """Yield the rows that were taken off since everybody could read them, once each.

    SQLite may give the id of the last row away again: then the row that stands has it.
    """
    seen = {row.id for row in view.schedule.rows}
    for change in view.changes:
        facts, known_since = change.before or {}, view.schedule.published_at
        if change.act is not ScheduleChangeAct.REMOVED or known_since is None or change.at < known_since:
            continue
        if facts.get("row", 0) in {0, *seen}:
            continue
        seen.add(facts["row"])
        yield CalendarDays(
            uid=f"schedule-{view.schedule.year}-{facts['row']}@{host}",
            first_day=date.fromisoformat(facts["first_day"]),
            last_day=date.fromisoformat(facts["last_day"]),
            summary=f"{say_in(change.organisation.names)}: {say_in(facts['titles'])}",
            description=change.reason,
            sequence=sequence,
            cancelled=True,
        )


def write_pdf(view: ScheduleView, fonts: Path, *, filter_words: str, address: str) -> bytes:
    """Return the rows and changes as a PDF in the language of the request. Raises PdfLibrariesMissing."""
    ensure_fonts(fonts)
    schedule, moment = view.schedule, changed_at(view.schedule)
    document = ScheduleDocument(
        created_at=moment,
        year=schedule.year,
        document=schedule.document or "",
        approved_at=schedule.approved_at or moment,
        filter_words=filter_words,
        regions=tuple(_list_regions(view)),
        changes=tuple(
            PrintedChange(change.at, say_in(change.organisation.names), say_change(change), change.reason)
            for change in view.changes
        ),
        address=address,
    )
    return render("schedule", document, fonts=fonts, language=current_language(), translate=gettext)


def _list_regions(view: ScheduleView) -> list[PrintedRegion]:
    regions = []
    for region in REGIONS:
        rows = tuple(
            PrintedPeriod(
                say_in(row.organisation.names),
                say_in(row.programme.titles),
                row.first_day,
                row.last_day,
                row.expected,
            )
            for row in view.rows
            if row.organisation.region_code == region.code
        )
        if rows:
            regions.append(PrintedRegion(region_name(region.code), rows))
    return regions
