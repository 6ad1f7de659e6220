"""The sweeper of notices: the database says who is due one and is not told yet, and the post sends it."""

from collections.abc import Hashable
from typing import Final

import structlog

from examapp.core.clock import now
from examapp.core.db import Database
from examapp.core.settings import Settings
from examapp.core.signing import KeyRing
from examapp.notices.coming import read_signs
from examapp.notices.models import Channel
from examapp.notices.planning import find_missing, plan_sitting
from examapp.notices.posting import PostOffice, open_posts, post_due

logger = structlog.get_logger(__name__)
# Nobody is in a hurry by less than this.
SECONDS_BETWEEN: Final = 20


class PostRounds:
    """The rounds of one process; it remembers the sittings at which nobody was due anything.

    What it remembers only saves work: a process that has just started looks at all of them.
    """

    def __init__(self, database: Database, keys: KeyRing, settings: Settings) -> None:
        self.database = database
        self.keys = keys
        self.settings = settings
        self._settled: dict[int, Hashable] = {}

    def run(self) -> int:
        """Plan what is due and send it; return how many messages were taken."""
        self.plan()
        sender = self.settings.post.smtp_from
        office = PostOffice(self.database, self.keys, self.settings.base_url, sender)
        return post_due(office, open_posts(self.settings.post, self.settings.base_url))

    def plan(self) -> int:
        """Write what is due for each coming sitting, one transaction each; return how many were written."""
        with self.database.reading() as db:
            signs = read_signs(db, now())
        written = 0
        for sitting_id, sign in signs.items():
            if self._settled.get(sitting_id) == sign:
                continue
            try:
                written += self._plan_one(sitting_id)
            except Exception:  # one sitting must not keep the people of the others uninformed
                logger.exception("notices_not_planned", sitting=sitting_id)
            else:
                self._settled[sitting_id] = sign
        self._settled = {known: sign for known, sign in self._settled.items() if known in signs}
        return written

    def _plan_one(self, sitting_id: int) -> int:
        channels = open_channels(self.settings)
        with self.database.reading() as db:  # most often there is nothing, and then nobody waits for a writer
            if not find_missing(db, sitting_id, channels, now()):
                return 0
        with self.database.transaction() as db:
            return plan_sitting(db, sitting_id, channels, now())


def open_channels(settings: Settings) -> tuple[Channel, ...]:
    """Return the electronic channels that the installation has switched on."""
    on = ((Channel.EMAIL, settings.post.sends_email), (Channel.SMS, settings.post.sends_sms))
    return tuple(channel for channel, is_on in on if is_on)
