"""The sweeper of notices: the database says who is due one and is not told yet, and the post sends it."""

from typing import Final

import structlog

from examapp.core.clock import now
from examapp.core.db import Database
from examapp.core.settings import Settings
from examapp.core.signing import KeyRing
from examapp.notices.models import Channel
from examapp.notices.planning import find_missing, list_coming, plan_sitting
from examapp.notices.posting import PostOffice, open_posts, post_due

logger = structlog.get_logger(__name__)
# Nobody is in a hurry by less than this, and looking through a quarter's sittings each second is waste.
SECONDS_BETWEEN: Final = 20


def open_channels(settings: Settings) -> tuple[Channel, ...]:
    """Return the electronic channels that the installation has switched on."""
    on = ((Channel.EMAIL, settings.post.sends_email), (Channel.SMS, settings.post.sends_sms))
    return tuple(channel for channel, is_on in on if is_on)


def plan_due_notices(database: Database, settings: Settings) -> int:
    """Write what is due for each coming sitting, one transaction each; return how many were written."""
    channels = open_channels(settings)
    with database.reading() as db:
        coming = list_coming(db, now())
    written = 0
    for sitting_id in coming:
        try:
            with database.reading() as db:
                missing = find_missing(db, sitting_id, channels, now())
            if missing:
                with database.transaction() as db:
                    written += plan_sitting(db, sitting_id, channels, now())
        except Exception:  # one sitting must not keep the people of the others uninformed
            logger.exception("notices_not_planned", sitting=sitting_id)
    return written


def run_post_round(database: Database, keys: KeyRing, settings: Settings) -> int:
    """Plan what is due and send it; return how many messages were taken."""
    plan_due_notices(database, settings)
    office = PostOffice(database, keys, settings.base_url)
    return post_due(office, open_posts(settings.post, settings.base_url))
