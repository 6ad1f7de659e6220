"""What the paper of a panel's decision on an appeal says, all in words of one language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from examapp.documents.drawing import Drawing
from examapp.documents.ornament import tile_mark


@dataclass(frozen=True, slots=True)
class PanelSignature:
    """One of the panel: name, office, and how and when the decision was signed; empty where it was not."""

    name: str
    office: str
    signed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealDecisionPaper:
    """An answered appeal; `created_at` is the moment of the answer.

    `appeal` is what the candidate wrote, `what` what it is about. `changes` are what the next revision of the
    sheet says of this candidate, one line each; `digest` is what the signatures cover.
    """

    created_at: datetime
    number: str
    facts: tuple[tuple[str, str], ...]
    what: str
    appeal: str
    verdict: str
    remedy: str
    changes: tuple[str, ...]
    reason: str
    panel: tuple[PanelSignature, ...]
    digest: str

    def drawings(self) -> Mapping[str, Drawing]:
        """Return the mark."""
        return {"mark": tile_mark()}

    def layout(self, fonts: Path) -> Mapping[str, object]:
        """Return nothing: words flow as they come."""
        del fonts
        return {}
