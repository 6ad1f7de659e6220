"""Imported items come onto the desk as drafts, each with what the checks find; none is overwritten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.authoring.desk_errors import PictureRefused
from examapp.authoring.desk_models import DeskItem
from examapp.authoring.desk_pictures import keep_picture
from examapp.authoring.desk_saving import mark_translated
from examapp.authoring.desk_writing import put_on_desk
from examapp.authoring.translations import is_whole, list_languages
from question_bank.findings import Finding
from question_bank.items import WRITTEN_LANGUAGES, Item, item_to_json
from question_bank.quality import check_item


class Intake(StrEnum):
    """What became of an imported item."""

    TAKEN = "taken"
    CODE_EXISTS = "code_exists"
    PICTURE_MISSING = "picture_missing"
    PICTURE_REFUSED = "picture_refused"


@dataclass(frozen=True, slots=True)
class IntakeResult:
    """One item's end: taken with its findings, or skipped; `reason` says why a picture was refused."""

    code: str
    outcome: Intake
    findings: tuple[Finding, ...] = ()
    reason: str = ""

    @property
    def taken(self) -> bool:
        """Tell whether the item is on the desk now."""
        return self.outcome is Intake.TAKEN


def take_in_items(
    db: Session,
    items: Mapping[str, Item],
    media: Mapping[str, bytes],
    *,
    account: SignedInStaff,
    at: datetime,
) -> tuple[IntakeResult, ...]:
    """Put imported items on the desk as drafts of the account; `media` maps SHA-256 to content.

    A code that is on the desk already, in whatever version, is skipped, and so is an item whose picture is
    missing or refused. Languages that are whole count as translated from the source text.
    """
    known = set(db.scalars(select(DeskItem.code).where(DeskItem.code.in_(items.keys()))))
    return tuple(
        IntakeResult(item.id, Intake.CODE_EXISTS)
        if item.id in known
        else _take_in(db, item, media, account, at)
        for item in items.values()
    )


def _take_in(
    db: Session, item: Item, media: Mapping[str, bytes], account: SignedInStaff, at: datetime
) -> IntakeResult:
    if any(picture.sha256 not in media for picture in item.media.values()):
        return IntakeResult(item.id, Intake.PICTURE_MISSING)
    try:
        for picture in item.media.values():
            keep_picture(db, media[picture.sha256], account=account, at=at)
    except PictureRefused as refusal:
        return IntakeResult(item.id, Intake.PICTURE_REFUSED, reason=str(refusal))
    language = next((name for name in WRITTEN_LANGUAGES if name in item.texts), next(iter(item.texts)))
    body = item_to_json(item)
    row = put_on_desk(db, body, language=language, account=account, at=at)
    for other in list_languages(body, language):
        if other in item.texts and is_whole(body, language, other):
            mark_translated(db, row, body, other, account, at)
    return IntakeResult(item.id, Intake.TAKEN, check_item(item))
