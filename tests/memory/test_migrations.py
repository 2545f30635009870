from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from api.cli.schema import SCHEMA, dump
from memory import migrate as migrations
from memory.migrate import Busy, EditedMigration, NotMigrated, check_migrated, checksum, files, migrate, pending


@contextmanager
def database(base):
    """Settings of a new database with nothing in it."""
    name = f"t_{uuid4().hex[:12]}"
    with psycopg.connect(base.model_copy(update={"database_name": "postgres"}).dsn("admin"), autocommit=True) as server:
        server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        try:
            yield base.model_copy(update={"database_name": name})
        finally:
            server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def as_admin(settings):
    return psycopg.connect(settings.dsn("admin"), autocommit=True)


def test_all_migrations_make_what_the_schema_file_says(base):
    with database(base) as settings:
        assert migrate(settings) == [file.name for file in files()]
        assert dump(settings) == SCHEMA.read_text(), "run `make schema`"


def test_the_schema_file_makes_what_all_migrations_make(base):
    with database(base) as settings:
        with as_admin(settings) as connection:
            connection.execute((migrations.HERE / "roles.sql").read_bytes())
            connection.execute(SCHEMA.read_bytes())
        assert dump(settings) == SCHEMA.read_text()


def test_a_second_run_applies_nothing(settings):
    assert migrate(settings) == []


def test_what_was_applied_is_known_by_its_checksum(settings):
    with as_admin(settings) as connection:
        applied = dict(connection.execute("select name, checksum from ventros.migrations").fetchall())
        assert applied == {file.name: checksum(file) for file in files()}
        assert pending(connection) == []


def test_an_edited_migration_is_refused_and_nothing_is_applied(base, tmp_path, monkeypatch):
    for file in files():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with database(base) as settings:
        migrate(settings)
        monkeypatch.setattr(migrations, "MIGRATIONS", tmp_path)
        first = files()[0]
        first.write_text(first.read_text() + "\n-- an afterthought\n")
        (tmp_path / "9999_later.sql").write_text("create table core.later (id integer);")
        with pytest.raises(EditedMigration, match=first.name):
            migrate(settings)
        with as_admin(settings) as connection:
            assert connection.execute("select to_regclass('core.later')").fetchone() == (None,)


def test_a_migration_that_fails_leaves_nothing_behind_and_is_applied_when_mended(base, tmp_path, monkeypatch):
    with database(base) as settings:
        monkeypatch.setattr(migrations, "MIGRATIONS", tmp_path)
        only = tmp_path / "0001_try.sql"
        only.write_text("create schema tried; create table tried.once (id integer); select 1 / 0;")
        with pytest.raises(psycopg.errors.DivisionByZero):
            migrate(settings)
        only.write_text("create schema tried; create table tried.once (id integer);")
        assert migrate(settings) == ["0001_try.sql"]


def test_migrations_are_numbered_without_a_gap():
    assert [int(file.name[:4]) for file in files()] == list(range(1, len(files()) + 1))


def test_a_migration_does_not_wait_for_a_table_that_somebody_reads_for_long(base, tmp_path, monkeypatch):
    monkeypatch.setattr(migrations, "PATIENCE", "50ms")
    with database(base) as settings:
        migrate(settings)
        monkeypatch.setattr(migrations, "MIGRATIONS", tmp_path)
        (tmp_path / "9999_more.sql").write_text("alter table crm.messages add column more text;")
        with as_admin(settings) as reader, reader.transaction():
            reader.execute("select from crm.messages")
            with pytest.raises(Busy):
                migrate(settings)
        assert migrate(settings) == ["9999_more.sql"]


@pytest.mark.parametrize("role", ["app", "gate", "relay", "transform"])
def test_every_role_can_ask_whether_the_database_is_as_new_as_its_code(base, settings, tmp_path, monkeypatch, role):
    check_migrated(settings, role)
    monkeypatch.setattr(migrations, "MIGRATIONS", tmp_path)
    check_migrated(settings, role)  # older code, which knows of none of them
    (tmp_path / "9999_more.sql").write_text("select 1;")
    with pytest.raises(NotMigrated, match=r"9999_more\.sql: run `ventros migrate`"):
        check_migrated(settings, role)
    with database(base) as empty, pytest.raises(NotMigrated, match=r"9999_more\.sql"):
        check_migrated(empty, role)


def test_a_database_that_is_away_keeps_no_process_from_starting(settings):
    check_migrated(settings.model_copy(update={"database_port": 1}), "app")
