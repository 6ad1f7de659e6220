"""What QTI cannot say of an item: a merge patch (RFC 7396) from what a reader makes to what was meant."""

from collections.abc import Mapping
from typing import Any


def make_patch(read: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return the smallest patch from one object to another; neither may hold null."""
    patch: dict[str, Any] = {name: None for name in read if name not in wanted}
    for name, value in wanted.items():
        known = read.get(name)
        if isinstance(known, Mapping) and isinstance(value, Mapping):
            inner = make_patch(known, value)
            if inner:
                patch[name] = inner
        elif known != value or name not in read:
            patch[name] = value
    return patch


def apply_patch(target: Any, patch: Any) -> Any:
    """Return the target with the patch's members set, and those that it names null taken away."""
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = apply_patch(merged.get(name), value)
    return merged


def join_languages(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any] | None:
    """Return an item's native form with the words of both, or None where they differ in more than words."""
    if _without_words(one) != _without_words(other) or set(one["texts"]) & set(other["texts"]):
        return None
    media = {
        name: {**picture, "alt": {**picture["alt"], **other["media"][name]["alt"]}}
        for name, picture in one["media"].items()
    }
    return {**one, "texts": {**one["texts"], **other["texts"]}, "media": media}


def _without_words(item: dict[str, Any]) -> dict[str, Any]:
    media = {name: {**picture, "alt": {}} for name, picture in item["media"].items()}
    return {**item, "texts": {}, "media": media}
