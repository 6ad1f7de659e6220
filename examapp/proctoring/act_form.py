"""What each form of the live room carries: the key of its press, and what stood in the room when drawn."""

import re
import secrets

from wtforms import HiddenField
from wtforms.validators import Length

from examapp.core.page_form import PageForm

SHORTEST_KEY, LONGEST_KEY = 8, 40
_ACT_NUMBER = re.compile(r"[0-9]{1,18}")


def _new_press() -> str:
    return secrets.token_urlsafe(16)


class ActForm(PageForm):
    """Whatever is done in the room; `press` makes a press that arrives twice one act.

    `seen` is the last act that stood in the room when the page was drawn: see `Hand`.
    """

    press = HiddenField(default=_new_press, validators=[Length(min=SHORTEST_KEY, max=LONGEST_KEY)])
    seen = HiddenField()

    def draw(self, last_act: int) -> None:
        """Note what stands in the room as the page shows it."""
        self.seen.data = str(last_act)

    def key(self) -> str:
        """Return the key of the press; a new one where none was sent that a page has made."""
        sent = self.press.data or ""
        return sent if SHORTEST_KEY <= len(sent) <= LONGEST_KEY else _new_press()

    def last_act(self) -> int | None:
        """Return the last act that the page has shown, or None where it showed none."""
        return int(self.seen.data) if _ACT_NUMBER.fullmatch(self.seen.data or "") else None
