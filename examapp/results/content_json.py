"""A sheet's content to plain JSON values and back; decimals and moments travel as strings."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from examapp.results.content import (
    CandidateChange,
    CandidateLine,
    CutScoreSource,
    IncidentLine,
    ItemDecisionLine,
    RevisedFigure,
    SheetContent,
    TimeChange,
    TopicColumn,
)
from examapp.results.outcomes import Outcome, Points

# 2 tells excused and removed people apart, and has what a further revision says. Both are read.
FORMAT: Final = 2
READ_FORMATS: Final = frozenset({1, FORMAT})


def content_to_json(content: SheetContent) -> dict[str, Any]:
    """Write the content with plain values only; decimals and moments are strings."""
    return {
        "format": FORMAT,
        "number": content.number,
        "revision": content.revision,
        "rehearsal": content.rehearsal,
        "sitting": content.sitting,
        "programme": content.programme,
        "programme_titles": dict(content.programme_titles),
        "region": content.region_code,
        "centre": dict(content.centre_names),
        "room": content.room,
        "held_from": content.held_from.isoformat(),
        "held_until": content.held_until.isoformat(),
        "closed_at": content.closed_at.isoformat(),
        "drawn_up_at": content.drawn_up_at.isoformat(),
        "proctors": list(content.proctors),
        "question_list": content.question_list,
        "list_digest": content.list_digest,
        "pass_percent": content.pass_percent,
        **({"cut_score": _source_to_json(content.cut_score)} if content.cut_score else {}),
        **({"audit_checkpoint": content.audit_checkpoint} if content.audit_checkpoint else {}),
        "topics": [{"topic": column.topic, "maximum": str(column.maximum)} for column in content.topics],
        "candidates": [_line_to_json(line) for line in content.lines],
        "time_changes": [_change_to_json(change) for change in content.time_changes],
        "incidents": [_incident_to_json(incident) for incident in content.incidents],
        "item_decisions": [asdict(decision) for decision in content.item_decisions],
        "cause": content.cause,
        "reason": content.reason,
        "previous": content.previous,
        "changes": [asdict(change) for change in content.changes],
        "standing": [_standing_to_json(change) for change in content.standing],
        "totals": {
            "candidates": len(content.lines),
            **{outcome.value: content.count(outcome) for outcome in Outcome},
        },
    }


def _source_to_json(source: CutScoreSource) -> dict[str, Any]:
    return {"record": source.record, "method": source.method, "held_on": source.held_on.isoformat()}


def _topics_to_json(topics: Mapping[str, Points]) -> dict[str, Any]:
    return {
        topic: {"points": str(points.points), "maximum": str(points.maximum)}
        for topic, points in topics.items()
    }


def _standing_to_json(change: CandidateChange) -> dict[str, Any]:
    return {
        "candidate_code": change.candidate_code,
        "why": change.why,
        "outcome": change.outcome.value if change.outcome else None,
        "points": str(change.scored.points) if change.scored else None,
        "maximum": str(change.scored.maximum) if change.scored else None,
        "topics": _topics_to_json(change.topics) if change.topics is not None else None,
        "pass_mark": str(change.pass_mark) if change.pass_mark is not None else None,
        "key_version": change.key_version,
        **_correction_to_json(change),
        **({"names": list(change.names)} if change.names else {}),
    }


def _correction_to_json(change: CandidateChange) -> dict[str, Any]:
    """Write what an appeal gave; revisions without such a correction have the body that they always had."""
    if change.added is None:
        return {}
    return {
        "added": {topic: str(points) for topic, points in change.added.items()},
        "credited": change.credited,
    }


def _standing_from_json(data: Mapping[str, Any]) -> CandidateChange:
    topics = data["topics"]
    return CandidateChange(
        candidate_code=data["candidate_code"],
        why=data["why"],
        outcome=Outcome(data["outcome"]) if data["outcome"] else None,
        scored=_points(data) if data["points"] is not None else None,
        topics=None if topics is None else {topic: _points(points) for topic, points in topics.items()},
        pass_mark=Decimal(data["pass_mark"]) if data["pass_mark"] is not None else None,
        key_version=data["key_version"],
        added={topic: Decimal(points) for topic, points in data["added"].items()}
        if "added" in data
        else None,
        credited=data.get("credited"),
        names=(data["names"][0], data["names"][1]) if "names" in data else None,
    )


def _line_to_json(line: CandidateLine) -> dict[str, Any]:
    return {
        "position": line.position,
        "seat": line.seat,
        "candidate_code": line.candidate_code,
        "name_latn": line.name_latn,
        "name_cyrl": line.name_cyrl,
        "organisation": dict(line.organisation),
        **({"position_held": dict(line.position_held)} if line.position_held else {}),
        "attempt": line.attempt,
        "outcome": line.outcome.value,
        "reason": line.reason,
        "reason_text": line.reason_text,
        "reason_at": line.reason_at.isoformat() if line.reason_at else None,
        "points": str(line.scored.points) if line.scored else None,
        "maximum": str(line.scored.maximum) if line.scored else None,
        "percent": line.percent,
        "topics": _topics_to_json(line.topics),
        "form": line.form,
        "sealed": line.sealed,
        "receipt": line.receipt,
        "key_version": line.key_version,
        "rule_version": line.rule_version,
        **({"pass_mark": str(line.pass_mark)} if line.pass_mark is not None else {}),
    }


def _change_to_json(change: TimeChange) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "since": change.since.isoformat(),
        "until": change.until.isoformat(),
        "positions": list(change.positions),
        "milliseconds": change.milliseconds,
        "cause": change.cause,
        "author": change.author,
    }


def _incident_to_json(incident: IncidentLine) -> dict[str, Any]:
    return {
        "at": incident.at.isoformat(),
        "position": incident.position,
        "kind": incident.kind,
        "text": incident.text,
        "consequence": incident.consequence,
        "minutes": incident.minutes,
    }


def content_from_json(data: Mapping[str, Any]) -> SheetContent:
    """Read what `content_to_json` wrote; ValueError for a format that is not known here."""
    if data.get("format") not in READ_FORMATS:
        raise ValueError(f"a result sheet of format {data.get('format')!r} cannot be read here")
    return SheetContent(
        number=data["number"],
        revision=data["revision"],
        rehearsal=data["rehearsal"],
        sitting=data["sitting"],
        programme=data["programme"],
        programme_titles=data["programme_titles"],
        region_code=data["region"],
        centre_names=data["centre"],
        room=data["room"],
        held_from=datetime.fromisoformat(data["held_from"]),
        held_until=datetime.fromisoformat(data["held_until"]),
        closed_at=datetime.fromisoformat(data["closed_at"]),
        drawn_up_at=datetime.fromisoformat(data["drawn_up_at"]),
        proctors=tuple(data["proctors"]),
        question_list=data["question_list"],
        list_digest=data["list_digest"],
        pass_percent=data["pass_percent"],
        topics=tuple(TopicColumn(column["topic"], Decimal(column["maximum"])) for column in data["topics"]),
        lines=tuple(_line_from_json(line) for line in data["candidates"]),
        time_changes=tuple(_change_from_json(change) for change in data["time_changes"]),
        incidents=tuple(_incident_from_json(incident) for incident in data["incidents"]),
        cut_score=_source_from_json(data["cut_score"]) if "cut_score" in data else None,
        audit_checkpoint=data.get("audit_checkpoint"),
        cause=data.get("cause"),
        reason=data.get("reason", ""),
        previous=data.get("previous"),
        changes=tuple(RevisedFigure(**change) for change in data.get("changes", ())),
        standing=tuple(_standing_from_json(change) for change in data.get("standing", ())),
        item_decisions=tuple(ItemDecisionLine(**one) for one in data.get("item_decisions", ())),
    )


def _source_from_json(data: Mapping[str, Any]) -> CutScoreSource:
    return CutScoreSource(data["record"], data["method"], date.fromisoformat(data["held_on"]))


def _line_from_json(data: Mapping[str, Any]) -> CandidateLine:
    scored = _points(data) if data["points"] is not None else None
    return CandidateLine(
        position=data["position"],
        seat=data["seat"],
        candidate_code=data["candidate_code"],
        name_latn=data["name_latn"],
        name_cyrl=data["name_cyrl"],
        organisation=data["organisation"],
        attempt=data["attempt"],
        outcome=Outcome(data["outcome"]),
        reason=data["reason"],
        reason_text=data["reason_text"],
        reason_at=datetime.fromisoformat(data["reason_at"]) if data["reason_at"] else None,
        scored=scored,
        topics={topic: _points(points) for topic, points in data["topics"].items()},
        form=data["form"],
        sealed=data["sealed"],
        receipt=data.get("receipt"),  # the first sheets of this format were drawn up without it
        key_version=data["key_version"],
        rule_version=data["rule_version"],
        pass_mark=Decimal(data["pass_mark"]) if "pass_mark" in data else None,
        position_held=data.get("position_held", {}),
    )


def _points(data: Mapping[str, Any]) -> Points:
    return Points(Decimal(data["points"]), Decimal(data["maximum"]))


def _change_from_json(data: Mapping[str, Any]) -> TimeChange:
    return TimeChange(
        kind=data["kind"],
        since=datetime.fromisoformat(data["since"]),
        until=datetime.fromisoformat(data["until"]),
        positions=tuple(data["positions"]),
        milliseconds=data["milliseconds"],
        cause=data["cause"],
        author=data["author"],
    )


def _incident_from_json(data: Mapping[str, Any]) -> IncidentLine:
    return IncidentLine(
        at=datetime.fromisoformat(data["at"]),
        position=data["position"],
        kind=data["kind"],
        text=data["text"],
        consequence=data["consequence"],
        minutes=data["minutes"],
    )
