"""The steps from the score to the mark, as the dossier's JSON has them and its script repeats them."""

from typing import Any

from flask_babel import gettext

from examapp.documents.attempt_dossier.context import Table
from examapp.results.content import CandidateChange
from examapp.results.corrections import added_points
from examapp.results.mark_steps import MarkSteps
from examapp.results.outcomes import BY_POINTS
from examapp.results.revision_words import item_decision_word
from examapp.results.sheet_words import outcome_word, show_points, topic_title


def mark_to_json(steps: MarkSteps | None) -> dict[str, Any]:
    """Write what the newest sheet says, and what appeals and the commission laid over the score.

    `by_reason` tells that no points decided: who was ended, a sitting that is void, a result that is not
    published yet.
    """
    if steps is None:
        nothing = dict.fromkeys(("sheet", "revision", "points", "pass_percent", "pass_mark"))
        return nothing | {"outcome": "none", "corrections": [], "annulled": None, "by_reason": True}
    line, content = steps.line, steps.content
    annulled = steps.annulled is not None
    # Plain figures of an earlier format are no difference that a script could add.
    plain = any(one.added is None for one in steps.corrections)
    return {
        "sheet": content.number,
        "revision": content.revision,
        "outcome": line.outcome.value,
        "points": str(line.scored.points) if line.scored and not plain else None,
        "pass_percent": content.pass_percent,
        "pass_mark": str(line.pass_mark) if line.pass_mark is not None else None,
        "corrections": [
            {
                "added": {topic: str(points) for topic, points in (one.added or {}).items()},
                "credited": one.credited,
                "why": one.why,
            }
            for one in steps.corrections
        ],
        "annulled": steps.annulled.why if steps.annulled else None,
        "by_reason": plain or (not annulled and (line.outcome not in BY_POINTS or line.reason is not None)),
    }


def mark_tables(steps: MarkSteps | None) -> tuple[Table, ...]:
    """Return the same for the paper, in the language of the request; nothing before there is a sheet."""
    if steps is None or steps.score is None:
        return ()
    decided = ", ".join(f"{one.item} ({item_decision_word(one.decision)})" for one in steps.decisions)
    scored, found = steps.score, steps.recomputed
    said = [
        f"{gettext('Decisions on questions:')} {decided or gettext('none')}",
        gettext(
            "Points of the answers under these decisions: %(points)s of %(maximum)s",
            points=show_points(scored.points),
            maximum=show_points(scored.maximum),
        ),
        *(_say_correction(one) for one in steps.corrections),
        *([f"{gettext('Annulled:')} {steps.annulled.why}"] if steps.annulled else []),
        outcome_word(found.outcome)
        + (
            f", {show_points(found.scored.points)} / {show_points(found.scored.maximum)}"
            if found.scored
            else ""
        ),
    ]
    rows = tuple((str(number), words) for number, words in enumerate(said, 1))
    return (Table(gettext("How the mark comes about"), ("№", gettext("What it comes to")), rows, "mark"),)


def _say_correction(change: CandidateChange) -> str:
    given = "; ".join(
        f"{topic_title(topic)} {'+' if points > 0 else ''}{show_points(points)}"
        for topic, points in added_points(change).items()
    )
    words = given or gettext("nothing to add any more")
    return f"{gettext('Corrected by an appeal:')} {words} ({change.why})"
