"""The dossier's paper: answers, time, incidents and the log in the reader's words, then the items."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext
from sqlalchemy.orm import Session

from examapp.accounts.queries import name_actors
from examapp.centres.naming import say_place
from examapp.core.i18n import N_, current_language, in_tashkent, say_in
from examapp.core.permissions import Role
from examapp.delivery.states import Ending
from examapp.delivery.timing import LedgerKind
from examapp.documents.attempt_dossier.context import AttemptDossier, Table
from examapp.dossiers.gathering import Gathered
from examapp.dossiers.marks import mark_tables
from examapp.dossiers.seen_items import seen_items, show_answer
from examapp.glass_box.act_words import say_act
from examapp.glass_box.detail_words import read_facts, tell_facts
from examapp.proctoring.models import IncidentConsequence, IncidentKind
from examapp.proctoring.names import name_for
from examapp.proctoring.reasons import CONSEQUENCE_WORDS, INCIDENT_WORDS
from examapp.results.mark_steps import read_steps
from examapp.results.models import SignatureMethod
from examapp.results.revision_words import method_word
from examapp.results.sheet_words import office_word, show_points

_MINUTE_MS: Final = 60_000
_LEDGER_WORDS: Final[Mapping[LedgerKind, str]] = {
    LedgerKind.STARTED: N_("The test was started"),
    LedgerKind.SHOWN: N_("The first question was shown: the clock runs"),
    LedgerKind.PAUSED: N_("The clock was stopped"),
    LedgerKind.RESUMED: N_("The clock goes on"),
    LedgerKind.OUTAGE: N_("The server was away"),
    LedgerKind.EXTENSION: N_("Time was given"),
    LedgerKind.CREDIT: N_("Time was given back"),
    LedgerKind.ENDED: N_("The attempt ended"),
}
_WITHOUT_CAUSE: Final = frozenset({LedgerKind.STARTED, LedgerKind.SHOWN, LedgerKind.RESUMED})
_ENDING_WORDS: Final[Mapping[str, str]] = {
    Ending.BUTTON: N_("handed in by the candidate"),
    Ending.TIME: N_("the time was over"),
    Ending.PROCTOR: N_("ended by the proctor"),
}
_STATUS_WORDS: Final[Mapping[str, str]] = {
    "live": N_("in time"),
    "grace": N_("within the grace"),
    "late": N_("late, made in time"),
    "late_unproven": N_("late, not proved in time"),
    "over": N_("after the end"),
    "stale_lease": N_("from the seat that was left"),
    "gap": N_("with a gap below"),
    "refused": N_("refused: no answer to this question"),
}


@dataclass(frozen=True)
class _Names:
    known: Mapping[str, str]

    def of(self, actor: str) -> str:
        if actor.startswith("candidate:"):
            return str(gettext("Candidate"))
        if actor == "console":
            return str(gettext("Somebody at the server"))
        return str(gettext("the system")) if actor == "system" else self.known.get(actor, actor)


def dossier_document(db: Session, gathered: Gathered, at: datetime) -> AttemptDossier:
    """Return what the paper says, in the language of the request."""
    told = gathered.content
    attempt, score = told["attempt"], told["score"]
    candidate = attempt["candidate"]
    names = _Names(name_actors(db, _actors(told)))
    item_language = attempt["language"] or "uz-Latn"
    return AttemptDossier(
        created_at=at,
        rehearsal=attempt["rehearsal"],
        attempt=attempt["code"],
        candidate=name_for(current_language(), candidate["name_latn"], candidate["name_cyrl"]),
        warning=gettext(
            "It holds answer keys and personal data. Who took it, when and what for stands in the audit log. "
            "Taken by %(name)s.",
            name=gettext("Somebody at the server") if told["taken_by"] == "console" else told["taken_by"],
        ),
        facts=(
            (gettext("Organisation"), say_in(candidate["organisation"])),
            (gettext("Programme"), say_in(attempt["programme"])),
            (gettext("Sitting"), attempt["sitting"]),
            (gettext("Room"), say_place(attempt["centre"], attempt["room"])),
            (gettext("Seat"), str(attempt["seat"])),
            (gettext("Form"), attempt["form"] or "–"),
            (gettext("Started"), _moment(attempt["started_at"])),
            (gettext("Finished"), _moment(attempt["ended_at"])),
            (gettext("Allowed, min"), f"{attempt['limit_ms'] / _MINUTE_MS:g}"),
            (gettext("Points"), f"{_points(score['points'])} / {_points(score['maximum'])}"),
            (gettext("Receipt code"), told["heads"][0]["receipt"]),
            (gettext("Question list"), told["key_history"]["list"]),
        ),
        items=seen_items(gathered, item_language),
        item_language=item_language,
        tables=(
            _answers(gathered, item_language),
            _time(told, names),
            _incidents(told, names),
            _results(told),
            _signatures(told),
            *mark_tables(read_steps(db, gathered.attempt)),
            _log(gettext("History of the key"), told["key_history"]["audit"], names),
            _log(gettext("What the audit log says of this attempt"), told["audit"], names),
        ),
        digest=told["heads"][-1]["digest"],
    )


def _actors(told: Mapping[str, Any]) -> set[str]:
    entries = [*told["audit"], *told["key_history"]["audit"]]
    return (
        {entry["actor"] for entry in entries}
        | {row["author"] for row in told["time_ledger"]}
        | {row["recorded_by"] for row in told["incidents"]}
    )


def _points(text: str) -> str:
    return str(show_points(Decimal(text)))


def _moment(text: str | None) -> str:
    return f"{in_tashkent(datetime.fromisoformat(text)):%d.%m.%Y %H:%M:%S}" if text else "–"


def _clock(text: str) -> str:
    return f"{in_tashkent(datetime.fromisoformat(text)):%H:%M:%S}"


def _answers(gathered: Gathered, language: str) -> Table:
    told = gathered.content
    counted = set(told["heads"][-1]["facts"]["answers"].values())
    numbers = {name: number for number, name in enumerate(gathered.paper.form.item_ids(), 1)}
    rows = tuple(
        (
            _clock(one["received_at"]),
            str(numbers.get(one["item"], one["item"])),
            show_answer(gathered, one["item"], one["response"], language) or "–",
            _say_status(one["status"], counts=one["id"] in counted),
            f"{one['lease']}/{one['seq']} · {one['id'][:12]}",
        )
        for one in told["answers"]
    )
    heads = (gettext("Time"), "№", gettext("Answer"), gettext("State"), gettext("Place in the chain"))
    return Table(gettext("Each change of an answer"), heads, rows, "answers")


def _say_status(status: str, *, counts: bool) -> str:
    words = str(gettext(_STATUS_WORDS[status]))
    return f"{words} · {gettext('counts')}" if counts else words


def _time(told: Mapping[str, Any], names: _Names) -> Table:
    rows = tuple(
        (
            _clock(row["at_wall"]),
            gettext(_LEDGER_WORDS[LedgerKind(row["kind"])]),
            f"{row['added_ms'] / _MINUTE_MS:+g}" if row["added_ms"] else "",
            _say_cause(row["kind"], row["cause"]),
            names.of(row["author"]),
        )
        for row in told["time_ledger"]
    )
    heads = (
        gettext("Time"),
        gettext("What happened"),
        gettext("Minutes"),
        gettext("Cause"),
        gettext("By whom"),
    )
    return Table(gettext("The clock"), heads, rows, "time")


def _say_cause(kind: str, cause: str) -> str:
    """Return a cause in the reader's words; beginning and going on have none but themselves."""
    if kind in _WITHOUT_CAUSE or not cause:
        return ""
    words = _ENDING_WORDS.get(cause, cause)  # other causes stand in the ledger as msgids
    return str(gettext(words))


def _incidents(told: Mapping[str, Any], names: _Names) -> Table:
    rows = tuple(
        (
            _clock(row["recorded_at"]),
            ". ".join(
                part for part in (gettext(INCIDENT_WORDS[IncidentKind(row["kind"])]), row["text"]) if part
            ),
            gettext(CONSEQUENCE_WORDS[IncidentConsequence(row["consequence"])]),
            gettext("the whole room") if row["whole_room"] else "",
            names.of(row["recorded_by"]),
        )
        for row in told["incidents"]
    )
    heads = (
        gettext("Time"),
        gettext("Incident"),
        gettext("What followed"),
        gettext("Whom"),
        gettext("By whom"),
    )
    return Table(gettext("Incidents"), heads, rows, "incidents")


def _results(told: Mapping[str, Any]) -> Table:
    rows = tuple(
        (one["sheet"], str(one["revision"]), one["digest"])
        if "sheet" in one
        else (one["certificate"], "", one["sha256"])
        for one in told["results"]
    )
    heads = (gettext("Sheet or certificate"), gettext("Revision"), "SHA-256")
    return Table(gettext("Result sheets and certificates"), heads, rows, "results")


def _signatures(told: Mapping[str, Any]) -> Table:
    """Return who signed what this attempt rests on: the question list, and each revision of the sheet."""
    officials = (
        (told["key_history"]["list"], one["name"], gettext("Sealing official"), _moment(one["at"]), "Ed25519")
        for one in told["key_history"]["officials"]
    )
    commission = (
        (
            f"{sheet['sheet']}, {sheet['revision']}",
            one["name"],
            office_word(Role(one["office"])),
            _moment(one["at"]),
            method_word(SignatureMethod(one["method"])),
        )
        for sheet in told["results"]
        for one in sheet.get("signatures", ())
    )
    heads = (
        *(gettext("What was signed"), gettext("Who"), gettext("Office on the commission")),
        *(gettext("Signed at"), gettext("How")),
    )
    return Table(gettext("Signatures"), heads, (*officials, *commission), "signatures")


def _log(title: str, entries: list[dict[str, Any]], names: _Names) -> Table:
    rows = tuple(
        (
            _moment(entry["at"]),
            say_act(entry["act"]),
            "; ".join(
                f"{label}: {value}"
                for label, value in tell_facts(read_facts(entry["facts"]), names.known).told
            ),
            names.of(entry["actor"]),
            "–" if entry["position"] is None else str(entry["position"]),
        )
        for entry in entries
    )
    heads = (
        *(gettext("Time"), gettext("What happened"), gettext("Details")),
        *(gettext("By whom"), gettext("Entry")),
    )
    return Table(title, heads, rows, "log")
