"""Pictures of the desk: checked, kept once under their digest, put into drafts."""

import copy
import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.authoring.desk_errors import PictureRefused
from examapp.authoring.desk_models import DeskMedia
from examapp.authoring.draft_shapes import list_ids
from examapp.authoring.item_drafts import Body, interaction_of
from examapp.core.i18n import N_
from question_bank.formats.picture_check import OF_DESK, Picture, PictureFault, check_picture

SENTENCES = {
    "too_large": N_("The picture is too large: %(name)s KB. At most %(most)s KB are taken."),
    "too_wide": N_("The picture is too large: %(name)s pixels. At most 4000 × 4000 are taken."),
    "not_a_picture": N_("This file is no PNG, JPEG or SVG picture. Choose another."),
    "broken": N_("The picture cannot be read: the file is damaged or holds what no picture needs."),
    "no_size": N_("The SVG does not say its size. Save it with a viewBox."),
    "unsafe": N_(
        "The SVG holds %(name)s, which must not come onto a candidate's page: no script, no event handler, "
        "no reference out of the file. Save it as a plain SVG."
    ),
}
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")


def keep_picture(db: Session, content: bytes, *, account: SignedInStaff, at: datetime) -> DeskMedia:
    """Check a picture and keep it; the same bytes are kept once. Raises PictureRefused with the reason."""
    try:
        picture = check_picture(content, OF_DESK)
    except PictureFault as fault:
        most = OF_DESK.size // 1024
        raise PictureRefused(
            SENTENCES[fault.kind], error_code=f"picture_{fault.kind}", name=fault.name, most=most
        ) from fault
    sha256 = hashlib.sha256(content).hexdigest()
    kept = db.get(DeskMedia, sha256)
    if kept is None:
        kept = _row(sha256, picture, content, account, at)
        db.add(kept)
        db.flush()
    return kept


def put_picture(body: Mapping[str, Any], kept: DeskMedia, file_name: str) -> Body:
    """Return the body with a picture added; where answers are given on a picture, it becomes that one."""
    changed = copy.deepcopy(dict(body))
    known = [name for name, picture in changed["media"].items() if picture["sha256"] == kept.sha256]
    name = known[0] if known else _free_name(changed)
    if not known:
        changed["media"][name] = {
            "file": _file_name(file_name, kept),
            "type": kept.type,
            "width": kept.width,
            "height": kept.height,
            "sha256": kept.sha256,
            "alt": {},
        }
    interaction = interaction_of(changed)
    if "media" in interaction and interaction["media"] not in changed["media"]:
        interaction["media"] = name
    return changed


def drop_picture(body: Mapping[str, Any], name: str) -> Body:
    """Return the body without a picture; its file stays with the revisions that show it."""
    changed = copy.deepcopy(dict(body))
    changed["media"].pop(name, None)
    interaction = interaction_of(changed)
    if interaction.get("media") == name:
        interaction["media"] = ""
    return changed


def _free_name(body: Body) -> str:
    taken = {*body["media"], *list_ids(interaction_of(body))}
    return next(f"m{number}" for number in range(1, 100) if f"m{number}" not in taken)


def _file_name(given: str, kept: DeskMedia) -> str:
    suffix = {"image/png": "png", "image/jpeg": "jpg"}.get(kept.type, "svg")
    stem = _NOT_IN_NAMES.sub("-", given.rpartition(".")[0]).strip("-.")[:40]
    return f"{stem or kept.sha256[:12]}.{suffix}"


def _row(sha256: str, picture: Picture, content: bytes, account: SignedInStaff, at: datetime) -> DeskMedia:
    return DeskMedia(
        sha256=sha256,
        type=picture.type,
        width=picture.width,
        height=picture.height,
        content=content,
        by_id=account.id,
        at=at,
    )
