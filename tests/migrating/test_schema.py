"""One schema path for both databases: head equals the models, and every step goes up, down and up again."""

from sqlalchemy import Engine, select

from examapp.core.audit import AuditEntry, record
from examapp.core.db import Base, Database
from migrations.upgrade import downgrade_engine, upgrade_engine
from tests.migrating.laying import AT, REVISIONS, list_differences, list_tables


def test_head_equals_the_models(engine: Engine) -> None:
    upgrade_engine(engine)
    assert list_differences(engine) == []
    assert list_tables(engine) == set(Base.metadata.tables)


def test_each_revision_goes_up_down_and_up(engine: Engine) -> None:
    for position, revision in enumerate(REVISIONS):
        before = REVISIONS[position - 1] if position else "base"
        upgrade_engine(engine, revision)
        tables = list_tables(engine)
        downgrade_engine(engine, before)
        upgrade_engine(engine, revision)
        assert list_tables(engine) == tables
    assert list_differences(engine) == []


def test_an_upgrade_keeps_what_is_there(engine: Engine) -> None:
    upgrade_engine(engine, REVISIONS[0])
    with Database(engine).transaction() as db:
        record(db, act="kept", actor="system", subject_kind="thing", subject_code="Oʻ", at=AT)
    upgrade_engine(engine)
    with Database(engine).reading() as db:
        assert db.scalars(select(AuditEntry.act)).all() == ["kept"]


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    assert upgrade_engine(engine) == upgrade_engine(engine)


def test_every_constraint_has_a_name(engine: Engine) -> None:
    for table in Base.metadata.tables.values():
        assert [constraint for constraint in table.constraints if constraint.name is None] == [], table.name
