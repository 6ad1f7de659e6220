"""The item that an appeal is about: as the candidate saw it, with the answer that counts and the key."""

from datetime import datetime

from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.appeals.models import Appeal
from examapp.appeals.panel import require_on_panel
from examapp.core.audit import record
from examapp.core.errors import NotFound
from examapp.delivery.attempt_view import read_languages
from examapp.delivery.papers import PaperDesk
from examapp.documents.attempt_dossier.context import SeenItem
from examapp.dossiers.gathering import gather
from examapp.dossiers.seen_items import seen_items


def show_item(
    db: Session, desk: PaperDesk, appeal: Appeal, by: SignedInStaff, *, at: datetime
) -> tuple[SeenItem, str]:
    """Return the item and its language for one of the panel, and write the showing into the audit log.

    Raises NotOnPanel, RanTheAppealedSitting, SatTheAppealedSitting, NotMarkedYet; NotFound where the
    appeal is about no item.
    """
    require_on_panel(db, appeal, by)
    if appeal.attempt is None:
        raise NotFound
    gathered = gather(db, desk, appeal.attempt, taken_by=by.display_name, at=at)
    language = read_languages(db, appeal.attempt.id)[1]
    shown = next((one for one in seen_items(gathered, language) if one.code == appeal.item), None)
    if shown is None:
        raise NotFound
    record(
        db,
        act="attempt.appeal_item_shown",
        actor=by.actor,
        subject_kind="attempt",
        subject_code=appeal.attempt.code,
        at=at,
        facts={"number": appeal.number, "item": shown.code},
    )
    return shown, language
