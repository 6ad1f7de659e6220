"""What somebody typed of a training institution, read and set right before it becomes an entry."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from examapp.core.i18n import N_
from examapp.organisations.naming import clean_names
from examapp.training.errors import EntryRefused
from examapp.training.kinds import TEACHING_LANGUAGES
from examapp.training.models import InstitutionKind
from question_bank.blueprint import TOPICS
from question_bank.scripts import ScriptError, normalise_name

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_PHONES: Final = re.compile(r"[+0-9 ()\-,;]{5,}")


@dataclass(frozen=True)
class EntryFacts:
    """Everything that stands in an entry but its last check."""

    names: dict[str, str]
    kind: InstitutionKind
    region_code: str
    district_code: str | None
    address: str
    phone: str | None
    email: str | None
    website: str | None
    topics: list[str]
    languages: list[str]
    licence: str

    def as_fields(self) -> dict[str, Any]:
        """Return the columns of an entry."""
        return dict(vars(self))


def read_entry(
    *,
    names: Mapping[str, str | None],
    kind: str,
    region_code: str,
    district_code: str | None,
    address: str,
    contacts: Mapping[str, str | None],
    topics: Sequence[str],
    languages: Sequence[str],
    licence: str,
) -> EntryFacts:
    """Return the facts of an entry; `contacts` are phone, email and website.

    Raises NameRefused, and EntryRefused naming the field.
    """
    found = EntryFacts(
        names=clean_names(names),
        kind=InstitutionKind(kind),
        region_code=region_code,
        district_code=district_code,
        address=_text("address", address),
        phone=_contact("phone", contacts, _PHONES, N_("Type the number with digits: +998 71 200 00 00.")),
        email=_contact(
            "email", contacts, _EMAIL, N_("This is no e-mail address: name@place.uz is expected.")
        ),
        website=_website(contacts.get("website") or ""),
        topics=[topic for topic in TOPICS if topic in topics],
        languages=[language for language in TEACHING_LANGUAGES if language in languages],
        licence=_text("licence", licence),
    )
    if not found.topics:
        raise EntryRefused("topics", N_("Tick at least one topic that is taught there."))
    if not (found.phone or found.email or found.website):
        raise EntryRefused(
            "phone", N_("Give a phone, an e-mail address or a website: people must ask there.")
        )
    return found


def _text(field: str, typed: str) -> str:
    try:
        return normalise_name(typed)[0]
    except ScriptError as error:
        raise EntryRefused(
            field, N_("The text holds a hidden mark. Delete it and type it again by hand.")
        ) from error


def _contact(
    field: str, contacts: Mapping[str, str | None], shape: re.Pattern[str], message: str
) -> str | None:
    typed = " ".join((contacts.get(field) or "").split())
    if typed and not shape.fullmatch(typed):
        raise EntryRefused(field, message)
    return typed or None


def _website(typed: str) -> str | None:
    """Return an address that can stand in a link: only http and https, never a script."""
    typed = typed.strip()
    if not typed:
        return None
    address = typed if "://" in typed else f"https://{typed}"
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    usable = (
        parts.scheme in {"http", "https"} and "." in parts.netloc and not re.search(r"\s|[<>\"]", address)
    )
    if not usable:
        raise EntryRefused("website", N_("This is no address of a website: www.place.uz is expected."))
    return address
