"""The seal of a question list: canonical bytes, digests, a manifest, and what is found broken.

Canonical JSON is RFC 8785 without binary floats: decimals are strings in the model, so no two programs can
write one number in two ways. A manifest lists every item and picture by its SHA-256; who signs it is not the
business of this package.
"""

import hashlib
import json
from collections.abc import Mapping
from json.encoder import encode_basestring
from typing import Any

from question_bank.blueprint import Blueprint, blueprint_to_json
from question_bank.items import Item, ItemError, item_from_json, item_to_json

MANIFEST_FORMAT = 1

# Whole numbers beyond this are not exact in other readers of JSON (RFC 7493).
_LARGEST_INTEGER = 2**53 - 1
_CONSTANTS = {None: "null", True: "true", False: "false"}


class CanonicalError(ValueError):
    """The value has no canonical form: a float, half a surrogate, a key that is no string."""


class SealBroken(ValueError):
    """A sealed list is not what was sealed; `part` is item, media or manifest, `name` says which one."""

    def __init__(self, part: str, name: str, problem: str) -> None:
        super().__init__(f"{part} {name}: {problem}")
        self.part = part
        self.name = name
        self.problem = problem


def canonical_json(value: Any) -> bytes:
    """Write a value as RFC 8785 canonical JSON; CanonicalError where it has none."""
    try:
        return _write(value).encode()
    except UnicodeEncodeError as error:
        raise CanonicalError("half a surrogate pair stands in a string") from error


def digest(value: Any) -> str:
    """Return the SHA-256 of a value's canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def digest_item(item: Item) -> str:
    """Return the digest of an item's native form."""
    return digest(item_to_json(item))


def build_manifest(
    list_id: str, items: Mapping[str, Item], media: Mapping[str, bytes], blueprint: Blueprint
) -> dict[str, Any]:
    """Make the manifest of a list: blueprint, every item's and picture's digest, and one digest over all.

    `media` maps SHA-256 → content. SealBroken where an item names a picture that is not there or not its own.
    """
    body = {
        "format": MANIFEST_FORMAT,
        "list": list_id,
        "blueprint": blueprint_to_json(blueprint),
        "items": [
            {"id": item_id, "version": item.version, "digest": digest_item(item)}
            for item_id, item in sorted(items.items())
        ],
        "media": [{"sha256": name, "size": len(content)} for name, content in sorted(media.items())],
    }
    manifest = body | {"digest": digest(body)}
    verify_manifest(manifest, items, media)
    return manifest


def verify_manifest(
    manifest: Mapping[str, Any],
    items: Mapping[str, Item | bytes | Mapping[str, Any]],
    media: Mapping[str, bytes],
) -> None:
    """Compare a list with its manifest, or raise SealBroken naming the first item or picture at fault.

    An item may be given as a value, as parsed JSON, or as the exact bytes of its canonical JSON; bytes are
    compared byte for byte. `media` maps SHA-256 → content.
    """
    _verify_own_digest(manifest)
    sealed = {entry["id"]: entry for entry in manifest["items"]}
    for item_id in sorted(sealed.keys() | items.keys()):
        _verify_item(item_id, sealed.get(item_id), items.get(item_id), media)
    pictures = {entry["sha256"] for entry in manifest["media"]}
    for name in sorted(pictures | media.keys()):
        if name not in pictures or name not in media:
            raise SealBroken("media", name, "is missing" if name in pictures else "was not sealed")
        if hashlib.sha256(media[name]).hexdigest() != name:
            raise SealBroken("media", name, "is not what was sealed")


def _verify_own_digest(manifest: Mapping[str, Any]) -> None:
    body = {name: value for name, value in manifest.items() if name != "digest"}
    name = str(body.get("list", "?"))
    if body.get("format") != MANIFEST_FORMAT:
        raise SealBroken("manifest", name, "is of a format not known here")
    try:
        whole = digest(body) == manifest.get("digest")
    except CanonicalError:
        whole = False
    if not whole:
        raise SealBroken("manifest", name, "does not match its own digest")


def _verify_item(
    item_id: str,
    sealed: Mapping[str, Any] | None,
    given: Item | bytes | Mapping[str, Any] | None,
    media: Mapping[str, bytes],
) -> None:
    if sealed is None or given is None:
        raise SealBroken("item", item_id, "was not sealed" if sealed is None else "is missing")
    if isinstance(given, bytes):
        if hashlib.sha256(given).hexdigest() != sealed["digest"]:
            raise SealBroken("item", item_id, "is not what was sealed")
        given = json.loads(given)
    try:
        item = given if isinstance(given, Item) else item_from_json(given)
    except ItemError as error:
        raise SealBroken("item", item_id, error.problem) from error
    if (item.id, item.version, digest_item(item)) != (item_id, sealed["version"], sealed["digest"]):
        raise SealBroken("item", item_id, "is not what was sealed")
    for picture in item.media.values():
        if picture.sha256 not in media:
            raise SealBroken("item", item_id, f"names a picture that is not there: {picture.file}")


def _write(value: Any) -> str:
    # By exact type first: each saved answer is hashed through here.
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if value is None or kind is bool:
        return _CONSTANTS[value]
    if kind is int:
        if abs(value) > _LARGEST_INTEGER:
            raise CanonicalError("a whole number is too large to be exact everywhere; write it as a string")
        return str(value)
    if isinstance(value, Mapping):
        return _write_object(value)
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_write, value))}]"
    if isinstance(value, str):  # an enumeration's member
        return encode_basestring(str(value))
    raise CanonicalError(f"{kind.__name__} has no canonical form here")


def _write_object(value: Mapping[Any, Any]) -> str:
    try:
        # RFC 8785, 3.2.3: by UTF-16 code units, which differs from code points beyond U+FFFF.
        names = sorted(value) if "".join(value).isascii() else sorted(value, key=_utf16)
    except TypeError as error:
        raise CanonicalError("an object's keys must be strings") from error
    return f"{{{','.join([f'{encode_basestring(name)}:{_write(value[name])}' for name in names])}}}"


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-be", "surrogatepass")
