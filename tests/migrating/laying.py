"""What the tests of migrations lay into tables as they were at a revision, and how they look at them."""

import json
from datetime import UTC, datetime

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, Table, insert, inspect

from examapp.core.db import Base
from migrations.upgrade import alembic_configuration

AT = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
REVISIONS = [
    script.revision for script in ScriptDirectory.from_config(alembic_configuration()).walk_revisions()
][::-1]
NAMES = json.dumps({"uz-Latn": "Hokimlik"})
NAME = "Qoʻchqorova Oʻgʻiloy"
PERSON = {
    "organisation": {"id": 1, "code": "TK-001", "names": NAMES, "kind": "local", "region_code": "UZ-TK"},
    "candidate": {"id": 1, "code": "C", "organisation_id": 1, "names_given": "{}", "positions": "{}"}
    | {"name_latn": NAME, "name_cyrl": "Қўчқорова Ўғилой", "search_key": "qochqorova"}
    | {"language": "uz-Latn", "created_at": AT},
}
SEALED = {"id": 1, "code": "L", "programme_id": 1, "titles": NAMES, "digest": "0" * 64, "manifest": "{}"}
SEALED |= {"signature": "", "key_id": "k", "wrapped_key": "", "sample": True, "state": "sealed"}
PLACE = {"code": "S", "entry_code": "S", "programme_id": 1, "list_id": 1, "room_id": 1, "state": "open"}
SITTING = {
    "programme": {"id": 1, "code": "m", "titles": NAMES, "levels": NAMES, "created_at": AT},
    "question_list": SEALED | {"composed_by": "staff:S", "composed_at": AT},
    "centre": {"id": 1, "code": "C", "names": NAMES, "region_code": "UZ-TK", "address": "1"},
    "room": {"id": 1, "centre_id": 1, "name": "204"},
    "sitting": PLACE | {"id": 1, "rehearsal": True, "starts_at": AT, "created_at": AT},
}
RUN = {"code": "A", "version": 1, "lease": 2, "item_count": 1, "duration_ms": 1, "accommodation_ms": 0}
BOOKING = {"id": 1, "sitting_id": 1, "candidate_id": 1, "workstation_id": 1, "candidate_code": "A"}
ATTEMPT = (
    PERSON
    | SITTING
    | {
        "workstation": {"id": 1, "room_id": 1, "number": 1, "state": "in_service"} | {"token_number": 0},
        "booking": BOOKING | {"pin_mac": "0"},
        "attempt": RUN
        | {"id": 1, "booking_id": 1, "sitting_id": 1, "state": "in_progress"}
        | {"grace_ms": 0, "handed_in": False, "created_at": AT},
    }
)


def list_differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, Base.metadata)
        connection.rollback()
    return found


def list_tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def lay_rows(engine: Engine, rows: dict[str, dict[str, object]]) -> None:
    """Write one row of each table, by the columns that it has at this revision."""
    with engine.begin() as connection:
        for name, values in rows.items():
            made = Table(name, MetaData(), autoload_with=connection)
            connection.execute(insert(made).values(**values))
