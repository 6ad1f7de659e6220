"""The facts of an act with labels that people read; what only engineers read is told apart."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext

from examapp.certificates.words import REQUEST_WORDS
from examapp.core.i18n import N_
from examapp.delivery.states import Ending
from examapp.proctoring.reasons import ABORT_WORDS, CAUSE_WORDS, DOCUMENT_WORDS, INCIDENT_WORDS
from examapp.results.revision_words import ADDRESSEES, METHODS, REVISION_CAUSES
from examapp.results.sheet_words import OFFICES

LABELS: Final[Mapping[str, str]] = {
    "reason": N_("Reason"),
    "remark": N_("Remark"),
    "remarks": N_("What must change"),
    "cause": N_("Cause"),
    "kind": N_("Kind"),
    "text": N_("Text"),
    "minutes": N_("Minutes"),
    "document": N_("Document"),
    "candidate": N_("Candidate"),
    "seat": N_("Seat"),
    "number": N_("Number"),
    "room": N_("Room"),
    "proctor": N_("Proctor"),
    "to": N_("To whom"),
    "from": N_("From whom"),
    "sitting": N_("Sitting"),
    "organisation": N_("Organisation"),
    "item": N_("Item"),
    "key": N_("Value of the policy"),
    "value": N_("New value"),
    "name": N_("Name"),
    "former_name": N_("Former name"),
    "login_name": N_("Sign-in name"),
    "candidates": N_("Candidates"),
    "present": N_("Present"),
    "signed": N_("Signed by"),
    "office": N_("Office on the commission"),
    "method": N_("How"),
    "receipt": N_("Receipt code"),
    "revision": N_("Revision"),
    "day": N_("Day"),
    "year": N_("Year"),
    "version": N_("Version"),
    "sheet": N_("Result sheet"),
    "ending": N_("How it ended"),
    "accepted": N_("Agreed"),
    "rehearsal": N_("Rehearsal, not official"),
    "scopes": N_("What the program may do"),
    "whole": N_("It may read what belongs to all organisations"),
}
_YES, _NO = N_("yes"), N_("no")
_CODED: Final[Mapping[str, Mapping[str, str]]] = {
    # Whoever ends an attempt by a typed reason writes its words, as they stand in the code, into the log.
    "reason": {words: words for words in ABORT_WORDS.values()},
    "cause": {
        **{kind.value: words for kind, words in CAUSE_WORDS.items()},
        **{kind.value: words for kind, words in REVISION_CAUSES.items()},
    },
    "to": {one.value: words for one, words in ADDRESSEES.items()},
    "office": {one.value: words for one, words in OFFICES.items()},
    "method": {one.value: words for one, words in METHODS.items()},
    "ending": {
        Ending.BUTTON.value: N_("handed in by the candidate"),
        Ending.TIME.value: N_("the time was over"),
        Ending.PROCTOR.value: N_("ended by the proctor"),
    },
    "scopes": {
        "lists:write": N_("send the candidate list"),
        "results:read": N_("read published results"),
        "certificates:read": N_("read certificates"),
    },
    "document": {kind.value: words for kind, words in DOCUMENT_WORDS.items()},
    "kind": {
        **{kind.value: words for kind, words in INCIDENT_WORDS.items()},
        **{kind.value: words for kind, words in ABORT_WORDS.items()},
        **{kind.value: words for kind, words in REQUEST_WORDS.items()},
    },
}


@dataclass(frozen=True)
class Details:
    """Facts as (label, value): those that people read, and the rest as it stands in the log."""

    told: tuple[tuple[str, str], ...]
    technical: tuple[tuple[str, str], ...]


def read_facts(text: str) -> dict[str, Any]:
    """Return an entry's facts; what is no record of facts (changed from outside) stands under one name."""
    try:
        facts = json.loads(text)
    except ValueError:
        return {"facts": text}
    return facts if isinstance(facts, dict) else {"facts": text}


def list_present(facts: Mapping[str, Any]) -> list[str]:
    """Return the codes of the people whom an entry names as present."""
    present = facts.get("present")
    return [one for one in present if isinstance(one, str)] if isinstance(present, list) else []


def tell_facts(facts: Mapping[str, Any], names: Mapping[str, str]) -> Details:
    """Sort facts into what people read and the rest; `names` says who is behind a code."""
    told, technical = [], []
    for name, value in facts.items():
        words = _plain(name, value, names)
        if name in LABELS and words:
            told.append((gettext(LABELS[name]), words))
        elif value not in ("", None, {}, []):
            written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            technical.append((name, written))
    return Details(tuple(told), tuple(technical))


def _plain(name: str, value: object, names: Mapping[str, str]) -> str:
    """Return a word, a number or a list of words as people read it; nothing for what only engineers read."""
    if name == "scopes" and isinstance(value, str):
        value = value.split()
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(_say(name, one, names) for one in value)
    if isinstance(value, bool):
        return str(gettext(_YES if value else _NO))
    if not isinstance(value, str | int):
        return ""
    return _say(name, value, names)


def _say(name: str, value: str | int, names: Mapping[str, str]) -> str:
    words = _CODED.get(name, {}).get(str(value))
    if words is not None:
        return str(gettext(words))
    known = names.get(str(value)) or names.get(f"staff:{value}")
    return f"{known} ({value})" if known else str(value)
