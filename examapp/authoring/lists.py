"""Question lists: taken in and signed once, opened unchanged or not at all."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.authoring.errors import ListAlreadyTaken, ListBroken
from examapp.authoring.models import ListItem, ListMedia, QuestionList
from examapp.core.audit import record
from examapp.core.errors import NotFound
from examapp.core.signing import PrivateSigner, PublicVerifier
from examapp.programmes.models import Programme
from question_bank.items import Item, item_from_json, item_to_json
from question_bank.sealing import SealBroken, canonical_json, verify_manifest


@dataclass(frozen=True)
class OpenedList:
    """A list whose signature, manifest and every digest hold."""

    id: int
    code: str
    digest: str
    items: Mapping[str, Item]
    media: Mapping[str, bytes]
    media_types: Mapping[str, str]


def take_in_list(
    db: Session,
    signer: PrivateSigner,
    *,
    programme: Programme,
    titles: Mapping[str, str],
    manifest: Mapping[str, Any],
    items: Mapping[str, Item],
    media: Mapping[str, bytes],
    sample: bool,
    actor: str,
    at: datetime,
) -> QuestionList:
    """Store a list byte for byte and sign its manifest with the installation's key.

    The manifest must hold for items and media; raises ListBroken naming what differs, ListAlreadyTaken
    where the same digest is here.
    """
    _verify(str(manifest.get("list", "?")), manifest, items, media)
    known = db.scalars(select(QuestionList).where(QuestionList.digest == manifest["digest"])).first()
    if known is not None:
        raise ListAlreadyTaken(code=known.code)
    text = canonical_json(manifest)
    question_list = QuestionList(
        code=f"{manifest['list']}-{manifest['digest'][:6].upper()}",
        programme_id=programme.id,
        titles=dict(titles),
        digest=manifest["digest"],
        manifest=text.decode(),
        signature=signer.sign(text),
        key_id=signer.verifier.key_id,
        sample=sample,
        sealed_by=actor,
        sealed_at=at,
    )
    db.add(question_list)
    db.flush()
    _store_contents(db, question_list.id, manifest, items, media)
    record(
        db,
        act="question_list.sealed",
        actor=actor,
        subject_kind="question_list",
        subject_code=question_list.code,
        at=at,
        facts={"digest": question_list.digest, "items": len(items), "sample": sample},
    )
    return question_list


def _store_contents(
    db: Session,
    list_id: int,
    manifest: Mapping[str, Any],
    items: Mapping[str, Item],
    media: Mapping[str, bytes],
) -> None:
    digests = {entry["id"]: entry["digest"] for entry in manifest["items"]}
    types = {picture.sha256: picture.type for item in items.values() for picture in item.media.values()}
    for item_id, item in items.items():
        body = canonical_json(item_to_json(item)).decode()
        db.add(
            ListItem(
                list_id=list_id, item_id=item_id, version=item.version, digest=digests[item_id], body=body
            )
        )
    for sha256, content in media.items():
        db.add(ListMedia(list_id=list_id, sha256=sha256, type=types[sha256], content=content))


def open_list(db: Session, list_id: int, verifier: PublicVerifier) -> OpenedList:
    """Return a list's items and pictures after checking signature, manifest and every digest.

    Raises ListBroken, naming the item, the picture or the manifest, if one byte differs.
    """
    question_list = db.get(QuestionList, list_id)
    if question_list is None:
        raise NotFound
    text = question_list.manifest.encode()
    if not verifier.verify(text, question_list.signature):
        raise ListBroken(list=question_list.code, part="manifest", name=question_list.code)
    manifest = json.loads(text)
    if manifest["digest"] != question_list.digest:
        raise ListBroken(list=question_list.code, part="manifest", name=question_list.code)
    rows = db.scalars(select(ListItem).where(ListItem.list_id == list_id)).all()
    pictures = db.scalars(select(ListMedia).where(ListMedia.list_id == list_id)).all()
    media = {picture.sha256: picture.content for picture in pictures}
    _verify(question_list.code, manifest, {row.item_id: row.body.encode() for row in rows}, media)
    return OpenedList(
        id=list_id,
        code=question_list.code,
        digest=question_list.digest,
        items={row.item_id: item_from_json(json.loads(row.body)) for row in rows},
        media=media,
        media_types={picture.sha256: picture.type for picture in pictures},
    )


def _verify(
    code: str,
    manifest: Mapping[str, Any],
    items: Mapping[str, Item | bytes | Mapping[str, Any]],
    media: Mapping[str, bytes],
) -> None:
    try:
        verify_manifest(manifest, items, media)
    except SealBroken as broken:
        raise ListBroken(list=code, part=broken.part, name=broken.name) from broken
    except ValueError as broken:
        raise ListBroken(list=code, part="manifest", name=code) from broken
