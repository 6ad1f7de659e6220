"""What a change of the schedule is called: everybody reads it, and must see what changed."""

from typing import Any

import pytest
from flask import Flask

from examapp.sittings.schedule_models import ScheduleChange, ScheduleChangeAct
from examapp.sittings.schedule_words import say_change

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def facts(programme: str, last_day: str = "2026-11-27", **more: object) -> dict[str, Any]:
    days = {"first_day": "2026-11-23", "last_day": last_day, "expected": 6}
    return {"programme": programme, **days, **more}


OLD = facts("minimum", titles={"uz-Latn": "Minimal", "en": "Minimum"})
OTHER = facts("officers", titles={"uz-Latn": "Xodimlar", "en": "Officers"})
WEEK = "23.11.2026 – 27.11.2026 (6 people)"


@pytest.mark.parametrize(
    ("act", "before", "after", "words"),
    [
        (
            ScheduleChangeAct.CHANGED,
            OLD,
            OTHER,
            f"Minimum, {WEEK} became Officers, {WEEK}.",
        ),
        (
            ScheduleChangeAct.CHANGED,
            OLD,
            facts("minimum", "2026-11-26"),
            "23.11.2026 – 27.11.2026 (6 people) became 23.11.2026 – 26.11.2026 (6 people).",
        ),
        (ScheduleChangeAct.ADDED, None, OTHER, f"Added: Officers, {WEEK}."),
        (
            ScheduleChangeAct.REMOVED,
            facts("minimum"),
            None,
            f"Taken off: minimum, {WEEK}.",
        ),
    ],
)
def test_a_change_says_the_programme_wherever_the_days_alone_would_not_tell(
    app: Flask, act: ScheduleChangeAct, before: Any, after: Any, words: str
) -> None:
    with app.test_request_context("/?lang=en"):
        assert say_change(ScheduleChange(act=act, before=before, after=after)) == words
