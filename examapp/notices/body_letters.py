"""A letter to a body about its people's results: names as they stand now, words in the body's language.

Who has a certificate stands there with its link, who failed with what to learn first and from when again,
whose result is void with when the next test can be; no mark. The msgids are English, as everywhere; whoever
is not before a page has no request, so the catalogue is chosen by the letter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from examapp.core.i18n import N_, load_catalogue, say_in, to_locale
from examapp.notices.body_models import BodyNotice, BodyNoticeLine
from examapp.notices.wording import WRITTEN, say_institution
from examapp.sittings.models import Booking
from question_bank.blueprint import TOPIC_TITLES

_CYRILLIC: Final = frozenset({"ru", "uz-Cyrl"})
_VOID: Final = N_(
    "These results are void: they count neither as passed nor as failed, and a certificate that was issued "
    "by them is no longer valid."
)
_ASK_FOR_PLACE: Final = N_(
    "Ask the operator for another place for them. Within the same year they need not be put on the list "
    "again."
)
SUBJECT: Final = N_("Results of your people: attestation test of %(day)s")


@dataclass(frozen=True)
class LetterLine:
    """One person: Latin and Cyrillic name, and the facts of the line."""

    names: tuple[str, str]
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class BodyLetter:
    """What a letter says; `facts` has day, programme and institutions."""

    body: Mapping[str, str]
    facts: Mapping[str, Any]
    lines: Sequence[LetterLine]


def read_letter(db: Session, notice: BodyNotice) -> BodyLetter:
    """Return a letter with the names of its people, by name."""
    bookings = db.scalars(
        select(Booking)
        .where(Booking.candidate_code.in_([line.booking_code for line in notice.lines]))
        .options(joinedload(Booking.candidate))
    )
    people = {one.candidate_code: one.candidate for one in bookings}
    known = [(people[line.booking_code], line) for line in notice.lines if line.booking_code in people]
    known.sort(key=lambda pair: pair[0].search_key)
    lines = [_line(one.name_latn, one.name_cyrl, line) for one, line in known]
    return BodyLetter(dict(notice.organisation.names), dict(notice.facts), lines)


def _line(name_latn: str, name_cyrl: str, line: BodyNoticeLine) -> LetterLine:
    return LetterLine((name_latn, name_cyrl), dict(line.facts))


def write_letter(letter: BodyLetter, language: str, base_url: str) -> tuple[str, str]:
    """Return subject and text."""
    language = language if language in WRITTEN else WRITTEN[0]
    tell = load_catalogue(to_locale(language)).gettext
    given = {"day": letter.facts["day"], "programme": say_in(letter.facts["programme"], language)}
    passed = [one for one in letter.lines if one.facts["certificate"]]
    void = [one for one in letter.lines if one.facts.get("void")]
    failed = [one for one in letter.lines if one not in passed and one not in void]
    paragraphs = [
        say_in(dict(letter.body), language),
        tell(N_("The commission has confirmed results of the test of %(day)s (%(programme)s).")) % given,
        *_block(tell(N_("Have passed, with the certificate as everybody can check it:")), [
            f"– {_name(one, language)}: № {one.facts['certificate']}, "
            f"{base_url}/verify/{one.facts['certificate_code']}"
            for one in passed
        ]),
        *_block(tell(N_("Have not passed this time:")), [_say_failed(one, language) for one in failed]),
        *([tell(N_("Put them on the list of candidates in good time."))] if failed else []),
        *_block(
            tell(N_("Where it is taught near you:")),
            [say_institution(one, language) for one in letter.facts["institutions"]],
        ),
        *_block(tell(_VOID), [_say_void(one, language) for one in void]),
        *([tell(_ASK_FOR_PLACE)] if any(not one.facts["booked"] for one in void) else []),
        tell(N_("How all of your people stand: %(link)s")) % {"link": f"{base_url}/people/"},
        tell(N_("This letter was sent by a program; nobody reads answers to it.")),
    ]  # fmt: skip
    return tell(SUBJECT) % given, "\n\n".join(paragraphs) + "\n"


def _block(heading: str, lines: Sequence[str]) -> list[str]:
    return ["\n".join([heading, *lines])] if lines else []


def _name(line: LetterLine, language: str) -> str:
    latin, cyrillic = line.names
    return (cyrillic if language in _CYRILLIC else latin) or latin or cyrillic


def _say_void(line: LetterLine, language: str) -> str:
    tell, facts = load_catalogue(to_locale(language)).gettext, line.facts
    if facts["booked"]:
        said = tell(N_("has a place again on %(day)s")) % {"day": facts["booked"]}
    elif facts["again"]:
        said = tell(N_("again from %(day)s, because of an earlier failure")) % {"day": facts["again"]}
    else:
        said = tell(N_("may take the test again without waiting"))
    if facts["period"] and not facts["booked"]:
        period = "–".join(facts["period"])
        said += tell(N_(", next period of your body in the schedule: %(days)s")) % {"days": period}
    return f"– {_name(line, language)}: {said}"


def _say_failed(line: LetterLine, language: str) -> str:
    tell = load_catalogue(to_locale(language)).gettext
    topics = [
        say_in(dict(TOPIC_TITLES[one]), language) for one in line.facts["topics"] if one in TOPIC_TITLES
    ]
    parts = [
        tell(N_("again from %(day)s")) % {"day": line.facts["again"]},
        *([tell(N_("to learn first: %(topics)s")) % {"topics": "; ".join(topics)}] if topics else []),
    ]
    return f"– {_name(line, language)}: {', '.join(parts)}"
