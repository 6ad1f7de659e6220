"""A plan breaks no rule, leaves nobody over for nothing, and says why somebody has no place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examapp.sittings.placing.planner import place_people
from examapp.sittings.placing.records import (
    Cause,
    Exam,
    Ground,
    Hall,
    Person,
    Remedy,
    Rules,
    Seat,
    Span,
    most_away,
)
from tests.examapp.sittings.placing.checker import violations

MONDAY = date(2027, 1, 4)
MORNING = Span(9 * 60, 12 * 60)
EXAM = Exam(60, frozenset({"uz-Latn", "ru"}))


def hall(
    key: str = "A", seats: int = 4, *, accessible: int = 0, hours: Span = MORNING, **more: object
) -> Hall:
    places = tuple(Seat(number, accessible=number <= accessible) for number in range(1, seats + 1))
    made = Hall(key, "UZ-TK", places, dict.fromkeys(range(5), (hours,)))
    return replace(made, **more)  # type: ignore[arg-type]  # fields by name


def person(key: str = "p", **more: object) -> Person:
    made = Person(key, f"body of {key}", "UZ-TK", "minimum", "ru", MONDAY, MONDAY)
    return replace(made, **more)  # type: ignore[arg-type]  # fields by name


def ground(*halls: Hall, **rules: object) -> Ground:
    return Ground(halls, {"minimum": EXAM}, Rules(**rules))  # type: ignore[arg-type]  # fields by name


def crowd(count: int, **more: object) -> list[Person]:
    return [person(f"p{number:02d}", **more) for number in range(count)]


def test_people_share_a_sitting_and_the_next_one_begins_after_the_gap() -> None:
    plan = place_people(crowd(6), ground(hall()))
    assert [(one.begins, one.minutes, len(one.seats)) for one in plan.sittings] == [
        (9 * 60, 60, 4),
        (10 * 60 + 30, 60, 2),
    ]


def test_extra_time_lengthens_the_sitting() -> None:
    plan = place_people([*crowd(2), person("slow", extra_percent=33)], ground(hall()))
    assert [(one.minutes, len(one.seats)) for one in plan.sittings] == [(80, 3)]


def test_who_needs_a_room_alone_sits_alone_in_the_smallest() -> None:
    plan = place_people([*crowd(2), person("alone", separate_room=True)], ground(hall("A", 4), hall("B", 2)))
    assert {(one.hall, tuple(seat.person for seat in one.seats)) for one in plan.sittings} == {
        ("A", ("p00", "p01")),
        ("B", ("alone",)),
    }


def test_accessible_seats_are_kept_for_who_needs_one() -> None:
    plan = place_people([*crowd(3), person("wheels", accessible_seat=True)], ground(hall(accessible=1)))
    [sitting] = plan.sittings
    assert [seat.person for seat in sitting.seats if seat.seat == 1] == ["wheels"]


def test_the_own_district_is_preferred_and_the_region_never_left() -> None:
    rooms = [hall("A", district="Chilonzor"), hall("B", district="Yunusobod"), hall("C", region="UZ-SA")]
    plan = place_people([person(district="Yunusobod")], ground(*rooms))
    assert [one.hall for one in plan.sittings] == ["B"]
    [left] = place_people([person(region="UZ-XO")], ground(*rooms)).unplaced
    assert left.cause is Cause.NO_ROOM_IN_REGION


def test_half_of_a_body_of_four_is_away_on_a_day_and_a_body_of_three_may_go_whole() -> None:
    assert [most_away(size, Rules()) for size in (1, 3, 4, 5, 9)] == [1, 3, 2, 2, 4]
    week = {"organisation": "body", "last_day": MONDAY + timedelta(days=1)}
    days = [one.day for one in place_people(crowd(4, **week), ground(hall())).sittings]
    assert days == [MONDAY, MONDAY + timedelta(days=1)]


def test_who_is_away_already_counts() -> None:
    away = {("body", MONDAY): 2, ("body", MONDAY + timedelta(days=1)): 1}
    stands = replace(ground(hall()), away=away)
    [left] = place_people(crowd(1, organisation="body"), stands).unplaced
    assert left.cause is Cause.BODY_SHARE


def test_a_standing_sitting_keeps_its_hour() -> None:
    busy = {MONDAY: (Span(9 * 60, 10 * 60),)}
    [sitting] = place_people([person()], ground(hall(busy=busy))).sittings
    assert sitting.begins == 10 * 60 + 30


def test_who_cannot_come_on_a_day_between_two_periods_comes_in_the_second() -> None:
    week = {"last_day": MONDAY + timedelta(days=8), "off": ((MONDAY, MONDAY + timedelta(days=6)),)}
    plan = place_people([person(**week)], ground(hall()))
    assert [sitting.day for sitting in plan.sittings] == [MONDAY + timedelta(days=7)]


def test_somebody_moves_so_that_another_finds_a_place() -> None:
    """Two take Monday's seats, of whom one could come on Tuesday; the third has Monday only."""
    people = [
        person("a", last_day=MONDAY + timedelta(days=1)),
        person("b", last_day=MONDAY + timedelta(days=1)),
        person("c", first_day=MONDAY - timedelta(days=2), last_day=MONDAY),
    ]
    plan = place_people(people, ground(hall(seats=1, hours=Span(9 * 60, 11 * 60 + 30))))
    assert (plan.placed, plan.unplaced) == (3, ())


@pytest.mark.parametrize(
    ("who", "where", "cause", "remedy"),
    [
        (person(last_day=MONDAY - timedelta(days=1)), ground(hall()), Cause.NO_PERIOD, Remedy.SCHEDULE_ROW),
        (person(language="kaa"), ground(hall()), Cause.LANGUAGE, Remedy.OTHER_LANGUAGE),
        (person(off=((MONDAY, MONDAY),)), ground(hall()), Cause.CANNOT_COME, Remedy.LONGER_PERIOD),
        (person(), ground(hall(), holidays=frozenset({MONDAY})), Cause.NO_WORKING_DAY, Remedy.LONGER_PERIOD),
        (
            person(first_day=MONDAY - timedelta(days=2), last_day=MONDAY - timedelta(days=1)),
            ground(hall()),
            Cause.NO_WORKING_DAY,
            Remedy.LONGER_PERIOD,
        ),
        (person(), ground(hall(seats=0)), Cause.NO_ROOM_IN_REGION, Remedy.MORE_ROOMS),
        (person(), ground(hall(special={MONDAY: ()})), Cause.CLOSED, Remedy.LONGER_HOURS),
        (
            person(extra_percent=50),
            ground(hall(hours=Span(540, 620))),
            Cause.HOURS_TOO_SHORT,
            Remedy.LONGER_HOURS,
        ),
        (
            person(accessible_seat=True),
            ground(hall()),
            Cause.NO_ACCESSIBLE_SEAT,
            Remedy.ACCESSIBLE_SEAT,
        ),
    ],
)
def test_what_stands_in_the_way_of_one_is_named(
    who: Person, where: Ground, cause: Cause, remedy: Remedy
) -> None:
    [left] = place_people([who], where).unplaced
    assert left.cause is cause
    assert remedy in left.remedies


@pytest.mark.parametrize(
    ("needs", "cause"),
    [
        ({"accessible_seat": True}, Cause.ACCESSIBLE_SEATS_TAKEN),
        ({"separate_room": True}, Cause.NO_ROOM_ALONE),
        ({}, Cause.FULL),
    ],
)
def test_what_the_others_have_taken_is_named(needs: dict[str, bool], cause: Cause) -> None:
    room = hall(seats=2, accessible=1, hours=Span(9 * 60, 10 * 60))
    others = [person("p01", accessible_seat=True)] if needs.get("accessible_seat") else crowd(2)
    if needs.get("separate_room"):
        others = [person("p01", separate_room=True)]
    plan = place_people([*others, person("z", **needs)], ground(room))
    assert [(left.person, left.cause) for left in plan.unplaced] == [("z", cause)]


def test_a_person_who_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        place_people([person(), person()], ground(hall()))


DAYS = st.integers(0, 9).map(lambda offset: MONDAY + timedelta(days=offset))
SPANS = st.sampled_from([Span(540, 600), Span(540, 720), Span(600, 1080)])


@st.composite
def questions(draw: Callable[..., object]) -> tuple[list[Person], Ground]:
    def draw_of(strategy: st.SearchStrategy[object]) -> object:
        return draw(strategy)

    rooms = draw_of(
        st.lists(
            st.builds(
                lambda seats, accessible, span, region, district, busy: hall(
                    "?", seats, accessible=accessible, hours=span, region=region, district=district, busy=busy
                ),
                st.integers(0, 3),
                st.integers(0, 1),
                SPANS,
                st.sampled_from(["UZ-TK", "UZ-SA"]),
                st.sampled_from(["", "d1"]),
                st.dictionaries(DAYS, st.just((Span(600, 660),)), max_size=2),
            ),
            max_size=3,
        )
    )
    people = draw_of(
        st.lists(
            st.builds(
                lambda body, region, language, first, length, extra, alone, wheels, off: person(
                    organisation=body,
                    region=region,
                    language=language,
                    first_day=first,
                    last_day=first + timedelta(days=length),
                    extra_percent=extra,
                    separate_room=alone,
                    accessible_seat=wheels,
                    district="d1" if extra else "",
                    off=off,
                ),
                st.sampled_from("ABC"),
                st.sampled_from(["UZ-TK", "UZ-TK", "UZ-SA"]),
                st.sampled_from(["ru", "ru", "ru", "kaa"]),
                DAYS,
                st.integers(0, 5),
                st.sampled_from([0, 0, 25, 50]),
                st.sampled_from([False, False, False, True]),
                st.sampled_from([False, False, True]),
                st.sampled_from([(), (), ((MONDAY + timedelta(days=3), MONDAY + timedelta(days=4)),)]),
            ),
            max_size=14,
        )
    )
    assert isinstance(rooms, list)
    assert isinstance(people, list)
    named = [replace(room, key=f"H{number}") for number, room in enumerate(rooms)]
    keyed = [replace(one, key=f"p{number:02d}") for number, one in enumerate(people)]
    away = draw_of(st.dictionaries(st.tuples(st.sampled_from("AB"), DAYS), st.integers(1, 3), max_size=2))
    assert isinstance(away, dict)
    rules = Rules(holidays=frozenset({MONDAY + timedelta(days=2)}))
    return keyed, Ground(tuple(named), {"minimum": EXAM}, rules, away)


@given(questions())
@settings(max_examples=60, deadline=None)
def test_a_plan_breaks_no_rule_and_is_the_same_each_time(question: tuple[list[Person], Ground]) -> None:
    people, where = question
    plan = place_people(people, where)
    assert violations(people, where, plan) == []
    assert place_people(reversed(people), where) == plan


@given(questions())
@settings(max_examples=25, deadline=None)
def test_whoever_finds_all_seats_taken_gets_one_when_a_large_room_is_added(
    question: tuple[list[Person], Ground],
) -> None:
    people, where = question
    taken = {Cause.FULL, Cause.ACCESSIBLE_SEATS_TAKEN, Cause.NO_ROOM_ALONE, Cause.NO_LONG_SLOT}
    if not any(left.cause in taken for left in place_people(people, where).unplaced):
        return
    more = [
        hall(f"{region}{number}", 14, accessible=14, hours=Span(480, 1200), region=region)
        for region in ("UZ-TK", "UZ-SA")
        for number in range(14)
    ]
    relieved = place_people(people, replace(where, halls=(*where.halls, *more)))
    assert not [left for left in relieved.unplaced if left.cause in taken]
