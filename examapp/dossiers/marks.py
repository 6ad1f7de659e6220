"""The steps from the score to the mark, as the dossier's JSON has them and its script repeats them."""

from typing import Any

from examapp.results.mark_steps import MarkSteps
from examapp.results.outcomes import BY_POINTS


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
