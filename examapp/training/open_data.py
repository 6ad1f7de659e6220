"""The public register as open data: JSON for programs, CSV (RFC 4180, UTF-8) for tables."""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Any

from examapp.core.spreadsheet_text import inert_text
from examapp.training.models import TrainingInstitution

_LANGUAGES = ("uz-Latn", "uz-Cyrl", "ru", "en")
_TEXTS = ("code", "kind", "region_code", "district_code", "address", "phone", "email", "website", "licence")


def entry_as_json(entry: TrainingInstitution) -> dict[str, Any]:
    """Return one entry as a record; who checked it is said by office, never by name."""
    return {
        "code": entry.code,
        "names": entry.names,
        "kind": entry.kind.value,
        "region": entry.region_code,
        "district": entry.district_code,
        "address": entry.address,
        "phone": entry.phone,
        "email": entry.email,
        "website": entry.website,
        "topics": entry.topics,
        "languages": entry.languages,
        "licence": entry.licence,
        "checked_on": entry.checked_on.isoformat(),
        "checked_by": entry.checked_as.value,
    }


def entries_as_csv(entries: Sequence[TrainingInstitution]) -> str:
    """Return the entries as a table; lists stand in one cell, their members apart by a space."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    names = [f"name_{language.lower().replace('-', '_')}" for language in _LANGUAGES]
    writer.writerow([*_TEXTS, *names, "topics", "languages", "checked_on", "checked_by"])
    for entry in entries:
        texts = [str(getattr(entry, name) or "") for name in _TEXTS]
        texts += [entry.names.get(language, "") for language in _LANGUAGES]
        texts += [" ".join(entry.topics), " ".join(entry.languages)]
        texts += [entry.checked_on.isoformat(), entry.checked_as.value]
        writer.writerow([inert_text(text) for text in texts])
    return buffer.getvalue()
