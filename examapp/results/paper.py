"""The sheet for the printer: its content, and who decided, in the words of one language."""

from decimal import Decimal

from flask_babel import gettext, ngettext

from examapp.centres.naming import say_place
from examapp.core.i18n import say_in
from examapp.documents.rendering import group_digest
from examapp.documents.result_sheet.context import (
    CandidateRow,
    Change,
    Fact,
    Incident,
    ItemDecision,
    Member,
    Receipt,
    ResultSheetDocument,
    Topic,
    Total,
)
from examapp.results.content import CandidateLine, RevisedFigure, SheetContent
from examapp.results.happenings import list_happenings
from examapp.results.models import ResultSheet, SheetState
from examapp.results.outcomes import Outcome
from examapp.results.revision_words import cause_word, item_decision_word, method_word, say_revised
from examapp.results.sheet_words import (
    held_words,
    name_of,
    office_word,
    outcome_word,
    own_mark_words,
    paper_topic,
    pass_rule_words,
)


def sheet_document(sheet: ResultSheet, content: SheetContent, *, base_url: str) -> ResultSheetDocument:
    """Return what the paper says; without a base address it bears no QR code."""
    decision = sheet.decision
    return ResultSheetDocument(
        created_at=decision.at if decision else sheet.drawn_up_at,
        rehearsal=content.rehearsal,
        number=content.number,
        revision=content.revision,
        replaces=_follows(content),
        reason=_reason(content),
        changes=tuple(_change(content, change) for change in content.changes),
        facts=sheet_facts(content),
        topics=tuple(Topic(paper_topic(column.topic), column.maximum) for column in content.topics),
        maximum=content.maximum,
        rows=tuple(_row(content, line) for line in content.lines),
        candidates=Total(len(content.lines), ngettext("candidate", "candidates", len(content.lines))),
        totals=outcome_totals(content),
        incidents=tuple(
            Incident(
                time=happening.when,
                who=happening.who,
                what=happening.what,
                minutes_given=happening.minutes,
                consequence=happening.consequence,
            )
            for happening in list_happenings(content)
        ),
        receipts=tuple(Receipt(line.position, line.receipt) for line in content.lines if line.receipt),
        item_decisions=tuple(
            ItemDecision(one.item, item_decision_word(one.decision), one.reason, one.effect)
            for one in content.item_decisions
        ),
        commission=say_in(dict(sheet.commission.names)) if sheet.commission else "",
        decision=_decision(sheet),
        members=_members(sheet),
        digest=sheet.digest,
        verify_url=f"{base_url}/results/{content.number}" if base_url else "",
    )


def sheet_facts(content: SheetContent) -> tuple[Fact, ...]:
    """Return the facts of the head, labels and values."""
    return (
        Fact(gettext("Programme"), say_in(dict(content.programme_titles))),
        Fact(gettext("Centre and room"), say_place(content.centre_names, content.room)),
        Fact(gettext("Held (Tashkent time)"), held_words(content)),
        Fact(gettext("Pass mark"), pass_rule_words(content)),
        Fact(gettext("Proctor"), ", ".join(content.proctors) or "–"),
        Fact(gettext("Question list and key"), f"{content.question_list}, {content.list_digest[:8]}"),
        *_audit_fact(content),
    )


def _audit_fact(content: SheetContent) -> tuple[Fact, ...]:
    """Return the audit log's checkpoint, whole, if one had been made: a paper in a safe is a witness."""
    number, _, root = (content.audit_checkpoint or "").partition(" ")
    words = gettext("No. %(number)s, root %(root)s", number=number, root=group_digest(root))
    return (Fact(gettext("Checkpoint of the audit log"), words),) if root else ()


def outcome_totals(content: SheetContent) -> tuple[Total, ...]:
    """Return how many came to each outcome; together they are the candidates."""
    passed, failed = content.count(Outcome.PASSED), content.count(Outcome.FAILED)
    absent, excused = content.count(Outcome.ABSENT), content.count(Outcome.EXCUSED)
    void, removed = content.count(Outcome.VOID), content.count(Outcome.REMOVED)
    return (
        Total(passed, ngettext("passed", "passed", passed)),
        Total(failed, ngettext("did not pass", "did not pass", failed)),
        Total(absent, ngettext("absent", "absent", absent)),
        Total(excused, ngettext("absent, excused", "absent, excused", excused)),
        Total(removed, ngettext("removed", "removed", removed)),
        Total(void, ngettext("annulled", "annulled", void)),
    )


def _row(content: SheetContent, line: CandidateLine) -> CandidateRow:
    return CandidateRow(
        name=name_of(line),
        position=say_in(dict(line.position_held)),
        points=tuple(
            line.topics[column.topic].points if column.topic in line.topics else None
            for column in content.topics
        ),
        total=line.scored.points if line.scored else None,
        percent=Decimal(line.percent) if line.percent is not None else None,
        outcome=outcome_word(line.outcome),
        passed=line.outcome is Outcome.PASSED,
        mark=own_mark_words(line) if line.scored else "",
    )


def _decision(sheet: ResultSheet) -> str:
    """Return what became of this revision: a paper taken later must not say that it is still valid."""
    decision = sheet.decision
    if sheet.returned is not None:
        remarks = sheet.returned.remarks
        return str(gettext("This revision was returned with remarks: %(remarks)s", remarks=remarks))
    if sheet.state is SheetState.UNCHANGED:
        return str(gettext("This revision says what the valid one says: there was nothing to decide."))
    if sheet.state is SheetState.REPLACED:
        return str(gettext("This revision was never confirmed: a later one has taken its place."))
    if decision is None:
        return ""
    confirmed = gettext(
        "The results are confirmed. Members present: %(present)s of %(members)s, there is a quorum. "
        "The proctor does not vote.",
        present=decision.present,
        members=decision.members,
    )
    if sheet.state is not SheetState.SUPERSEDED:
        return str(confirmed)
    return (
        f"{confirmed} {gettext('A later revision has been confirmed since: this one is not valid any more.')}"
    )


def _members(sheet: ResultSheet) -> tuple[Member, ...]:
    signed = {signature.staff_id: signature for signature in sheet.signatures}
    return tuple(
        Member(
            name=member.name,
            office=office_word(member.office),
            present=member.present,
            signed_at=signed[member.staff_id].at if member.staff_id in signed else None,
            method=method_word(signed[member.staff_id].method) if member.staff_id in signed else "",
        )
        for member in sheet.members
    )


def _follows(content: SheetContent) -> str:
    if content.previous is None:
        return ""
    earlier = content.revision - 1
    return str(
        gettext("follows revision %(earlier)s (%(digest)s)", earlier=earlier, digest=content.previous[:8])
    )


def _reason(content: SheetContent) -> str:
    return f"{cause_word(content.cause).capitalize()}. {gettext(content.reason)}" if content.cause else ""


def _change(content: SheetContent, change: RevisedFigure) -> Change:
    who = f"{change.position}. {name_of(content.lines[change.position - 1])}"
    return Change(who, say_revised(change), gettext(change.why) if change.why else "")
