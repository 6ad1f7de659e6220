"""Question lists: stored and signed once, opened unchanged or not at all."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.authoring.errors import ListAlreadyTaken, ListBroken, ListNotSealed
from examapp.authoring.item_parameters import facts_of
from examapp.authoring.list_rows import read_rows
from examapp.authoring.models import ListItem, ListMedia, ListSignature, QuestionList, QuestionListState
from examapp.authoring.statements import list_statement, message_of
from examapp.authoring.vault import ListVault
from examapp.core.audit import record
from examapp.core.errors import NotFound
from examapp.core.sealed_bytes import SealedBytesBroken, open_bytes, seal_bytes
from examapp.core.signing import PublicVerifier
from examapp.programmes.models import Programme
from question_bank.items import Item, item_from_json, item_to_json
from question_bank.sealing import SealBroken, canonical_json, verify_manifest

OFFICIALS: Final = 2


@dataclass(frozen=True)
class OpenedList:
    """A list whose signatures, manifest and every digest hold."""

    id: int
    code: str
    digest: str
    items: Mapping[str, Item]
    media: Mapping[str, bytes]
    media_types: Mapping[str, str]


@dataclass(frozen=True)
class ListContent:
    """What a list is made of: its manifest and what the manifest names; `media` maps SHA-256 to bytes."""

    manifest: Mapping[str, Any]
    items: Mapping[str, Item]
    media: Mapping[str, bytes]


def store_list(
    db: Session,
    vault: ListVault,
    *,
    programme: Programme,
    titles: Mapping[str, str],
    content: ListContent,
    sample: bool,
    actor: str,
    at: datetime,
    valid_until: date | None = None,
    cut_score: str | None = None,
) -> QuestionList:
    """Store a list under a key of its own, sign its statement, and leave it composed, not in force.

    The manifest must hold for items and media; raises ListBroken naming what differs, ListAlreadyTaken
    where the same digest is here.
    """
    manifest = content.manifest
    _verify(str(manifest.get("list", "?")), manifest, content.items, content.media)
    known = db.scalars(select(QuestionList).where(QuestionList.digest == manifest["digest"])).first()
    if known is not None:
        raise ListAlreadyTaken(known=known.code)
    code = f"{manifest['list']}-{manifest['digest'][:6].upper()}"
    key, wrapped = vault.new_key(code)
    question_list = QuestionList(
        code=code,
        programme_id=programme.id,
        titles=dict(titles),
        digest=manifest["digest"],
        manifest=canonical_json(manifest).decode(),
        key_id=vault.verifier.key_id,
        wrapped_key=wrapped,
        sample=sample,
        valid_until=valid_until,
        cut_score=cut_score,
        state=QuestionListState.COMPOSED,
        composed_by=actor,
        composed_at=at,
    )
    question_list.signature = vault.signer.sign(canonical_json(list_statement(question_list, programme.code)))
    db.add(question_list)
    db.flush()
    _store_contents(db, question_list, key, content)
    facts = {"digest": question_list.digest, "items": len(content.items), "sample": sample}
    note_list_act(db, question_list, "composed", actor, at, **facts)
    return question_list


def take_in_list(
    db: Session,
    vault: ListVault,
    *,
    programme: Programme,
    titles: Mapping[str, str],
    content: ListContent,
    actor: str,
    at: datetime,
) -> QuestionList:
    """Store a sample list and seal it at once: for rehearsals the installation's own signature is enough."""
    question_list = store_list(
        db, vault, programme=programme, titles=titles, content=content, sample=True, actor=actor, at=at
    )
    question_list.state, question_list.sealed_at = QuestionListState.SEALED, at
    note_list_act(db, question_list, "sealed", actor, at, digest=question_list.digest)
    return question_list


def open_list(db: Session, list_id: int, vault: ListVault) -> OpenedList:
    """Return a sealed list's items and pictures after checking signatures, manifest and every digest.

    Raises ListNotSealed before the ceremony and after a withdrawal; ListBroken, naming the item, the
    picture, the signature or the manifest, if one byte differs.
    """
    question_list = db.get(QuestionList, list_id)
    if question_list is None:
        raise NotFound
    if question_list.state not in {QuestionListState.SEALED, QuestionListState.RETIRED}:
        raise ListNotSealed(list=question_list.code)
    statement = check_statement(db, question_list, vault)
    if not question_list.sample and check_officials(db, question_list, statement, vault) < OFFICIALS:
        raise _broken(question_list, "signature", "–")
    return read_contents(db, question_list, vault)


def check_statement(db: Session, question_list: QuestionList, vault: ListVault) -> dict[str, Any]:
    """Return a list's statement if the installation has signed it; raises ListBroken."""
    programme = db.get(Programme, question_list.programme_id)
    if programme is None:
        raise _broken(question_list, "statement", question_list.code)
    statement = list_statement(question_list, programme.code)
    right = question_list.key_id == vault.verifier.key_id
    if not right or not vault.verifier.verify(canonical_json(statement), question_list.signature):
        raise _broken(question_list, "statement", question_list.code)
    return statement


def check_officials(
    db: Session, question_list: QuestionList, statement: Mapping[str, Any], vault: ListVault
) -> int:
    """Return how many officials' signatures hold; raises ListBroken naming the first that does not."""
    rows = read_rows(db, question_list, ListSignature.account_code, ListSignature)
    for row in rows:
        verifier: PublicVerifier = vault.official(row.account_code).verifier
        if verifier.raw.hex() != row.public_key or not verifier.verify(
            message_of(statement, row), row.signature
        ):
            raise _broken(question_list, "signature", row.account_code)
    return len(rows)


def read_contents(db: Session, question_list: QuestionList, vault: ListVault) -> OpenedList:
    """Return a list's items and pictures, checked against its manifest; raises ListBroken."""
    code = question_list.code
    try:
        key = vault.unwrap(question_list.wrapped_key, code)
    except SealedBytesBroken as broken:
        raise _broken(question_list, "key", code) from broken
    manifest = _read_manifest(question_list)
    rows = read_rows(db, question_list, ListItem.item_id, ListItem)
    pictures = read_rows(db, question_list, ListMedia.sha256, ListMedia)
    bodies = {row.item_id: _open(question_list, key, "item", row.item_id, row.body) for row in rows}
    media = {
        picture.sha256: _open(question_list, key, "media", picture.sha256, picture.content)
        for picture in pictures
    }
    _verify(code, manifest, bodies, media)
    items = {item_id: item_from_json(json.loads(body)) for item_id, body in bodies.items()}
    types = {each.sha256: each.type for item in items.values() for each in item.media.values()}
    sealed = {entry["id"]: entry["digest"] for entry in manifest["items"]}
    for row in rows:
        item = items[row.item_id]
        said = (row.version, row.topic, row.facts, row.digest)
        if said != (item.version, item.meta.topic, facts_of(item), sealed[row.item_id]):
            raise _broken(question_list, "item", row.item_id)
    for picture in pictures:
        if picture.type != types.get(picture.sha256):
            raise _broken(question_list, "media", picture.sha256)
    return OpenedList(question_list.id, code, question_list.digest, items, media, types)


def note_list_act(
    db: Session, question_list: QuestionList, act: str, actor: str, at: datetime, **facts: object
) -> None:
    """Record what happened to a list."""
    record(
        db,
        act=f"question_list.{act}",
        actor=actor,
        subject_kind="question_list",
        subject_code=question_list.code,
        at=at,
        facts=facts,
    )


def _store_contents(db: Session, question_list: QuestionList, key: bytes, content: ListContent) -> None:
    digests = {entry["id"]: entry["digest"] for entry in content.manifest["items"]}
    types = {each.sha256: each.type for item in content.items.values() for each in item.media.values()}
    for item_id, item in content.items.items():
        body = seal_bytes(
            key, canonical_json(item_to_json(item)), _place(question_list.code, "item", item_id)
        )
        db.add(
            ListItem(
                list_id=question_list.id,
                item_id=item_id,
                version=item.version,
                digest=digests[item_id],
                topic=item.meta.topic,
                facts=facts_of(item),
                body=body,
            )
        )
    for sha256, picture in content.media.items():
        sealed = seal_bytes(key, picture, _place(question_list.code, "media", sha256))
        db.add(ListMedia(list_id=question_list.id, sha256=sha256, type=types[sha256], content=sealed))


def _place(code: str, part: str, name: str) -> str:
    return f"{code} {part} {name}"


def _open(question_list: QuestionList, key: bytes, part: str, name: str, sealed: bytes) -> bytes:
    try:
        return open_bytes(key, sealed, _place(question_list.code, part, name))
    except SealedBytesBroken as broken:
        raise _broken(question_list, part, name) from broken


def _read_manifest(question_list: QuestionList) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(question_list.manifest)
        whole = canonical_json(manifest).decode() == question_list.manifest
    except ValueError:
        whole = False
    if not whole or manifest.get("digest") != question_list.digest:
        raise _broken(question_list, "manifest", question_list.code)
    return manifest


def _verify(
    code: str,
    manifest: Mapping[str, Any],
    items: Mapping[str, Item | bytes | Mapping[str, Any]],
    media: Mapping[str, bytes],
) -> None:
    try:
        verify_manifest(manifest, items, media)
    except SealBroken as broken:
        name = code if broken.part == "manifest" else broken.name
        raise ListBroken(list=code, part=broken.part, name=name) from broken
    except (ValueError, KeyError, TypeError) as broken:
        raise ListBroken(list=code, part="manifest", name=code) from broken


def _broken(question_list: QuestionList, part: str, name: str) -> ListBroken:
    return ListBroken(list=question_list.code, part=part, name=name)
