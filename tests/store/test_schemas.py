"""A PostgreSQL server on which the tables are another user's, or stand in another schema."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest

from tests import builders as b
from tests.services.test_upgrade import make_older
from tui_dunning.errors import DatabaseProblem
from tui_dunning.services import database
from tui_dunning.services.check import check, mend
from tui_dunning.store import models as m
from tui_dunning.store.database import close_database, open_database


@pytest.fixture
def server(postgres_url: str) -> Iterator[psycopg.Connection]:
    """The administrator's connection; two users with a schema each, the first with a path."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        for statement in (
            "CREATE ROLE books LOGIN",
            'CREATE SCHEMA "The ledger" AUTHORIZATION books',
            'ALTER ROLE books SET search_path = "The ledger"',
            "CREATE ROLE reader LOGIN",
            "CREATE SCHEMA reader AUTHORIZATION reader",
        ):
            connection.execute(statement)
        yield connection
        close_database()
        for role in ("books", "reader"):
            connection.execute(f"DROP OWNED BY {role} CASCADE; DROP ROLE {role}")


def address(url: str, user: str) -> str:
    return re.sub("//[^@/]*@", f"//{user}@", url)


def schemas(server: psycopg.Connection) -> set[tuple[str, str]]:
    """Return which tables there are by schema."""
    rows = server.execute(
        "SELECT schemaname, tablename FROM pg_tables WHERE schemaname !~ '^(pg_|information)'"
    )
    return set(rows.fetchall())


def test_the_tables_stand_and_are_found_where_the_search_path_leads(server, postgres_url):
    url = address(postgres_url, "books")
    database.create(url)
    close_database()

    with pytest.raises(DatabaseProblem, match="There already is"):
        database.create(url)
    database.open_(url)
    assert mend(b.TODAY)
    assert check().is_sound
    make_older(url)
    assert database.upgrade(url) == (1, m.SCHEMA_VERSION)
    assert check().is_sound
    assert schemas(server) == {("The ledger", table._meta.table_name) for table in m.TABLES}


def test_another_database_stands_beside_one_in_another_schema(server, postgres_url):
    database.create(postgres_url)
    close_database()
    reader = address(postgres_url, "reader")
    server.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")

    database.open_(reader)
    assert m.EntryType.select().count() == len(database.ENTRY_TYPES)
    assert check().is_sound
    database.create(reader)
    m.EntryType.delete().execute()
    close_database()
    open_database(postgres_url)
    assert m.EntryType.select().count() == len(database.ENTRY_TYPES)


def test_an_upgrade_makes_new_tables_beside_the_others(server, postgres_url):
    database.create(postgres_url)
    make_older(postgres_url)
    server.execute("ALTER ROLE reader SUPERUSER")

    assert database.upgrade(address(postgres_url, "reader")) == (1, m.SCHEMA_VERSION)
    assert {schema for schema, _ in schemas(server)} == {"public"}


def test_a_missing_table_is_missed_also_where_another_schema_has_it(server, postgres_url):
    database.create(postgres_url)
    server.execute("CREATE TABLE reader.payment (id int); DROP TABLE payment")

    assert check().problems == ("The table payment is missing.",)


@pytest.mark.parametrize("work", [database.open_, database.create])
def test_a_user_without_a_schema_is_told_so(server, postgres_url, work):
    server.execute("ALTER ROLE books SET search_path = nowhere")

    with pytest.raises(DatabaseProblem, match="has no schema: its search path names none"):
        work(address(postgres_url, "books"))


def test_a_user_who_may_not_make_tables_is_told_in_which_schema(server, postgres_url):
    server.execute('ALTER SCHEMA "The ledger" OWNER TO reader')
    server.execute('GRANT USAGE ON SCHEMA "The ledger" TO books')

    with pytest.raises(DatabaseProblem, match="may not make tables there") as refused:
        database.create(address(postgres_url, "books"))
    assert "grant it ALL ON SCHEMA The ledger." in str(refused.value.hint)


def owners(server: psycopg.Connection) -> set[tuple[str, str]]:
    """Return the tables that version 2 added, with their owners."""
    rows = server.execute(
        "SELECT tablename, tableowner FROM pg_tables WHERE tablename LIKE 'past_due%'"
    )
    return set(rows.fetchall())


def test_new_tables_belong_to_whom_the_others_belong_whoever_upgrades(server, postgres_url):
    server.execute("ALTER ROLE books SET search_path = public; GRANT ALL ON SCHEMA public TO books")
    books = address(postgres_url, "books")
    database.create(books)
    server.execute("GRANT SELECT, INSERT ON item TO reader")
    make_older(books)

    database.upgrade(postgres_url)
    assert owners(server) == {("past_due", "books"), ("past_due_day", "books")}
    database.open_(books)
    assert mend(b.TODAY)
    close_database()
    with psycopg.connect(address(postgres_url, "reader")) as reader:
        assert reader.execute("SELECT count(*) FROM past_due").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute("DELETE FROM past_due")


def test_who_may_not_give_tables_away_gives_all_rights_on_them(server, postgres_url):
    server.execute("ALTER ROLE books SET search_path = public; GRANT ALL ON SCHEMA public TO books")
    books = address(postgres_url, "books")
    database.create(books)
    make_older(books)
    server.execute("REVOKE CREATE ON SCHEMA public FROM books")
    server.execute("GRANT books TO reader; GRANT CREATE ON SCHEMA public TO reader")

    database.upgrade(address(postgres_url, "reader"))
    close_database()
    assert owners(server) == {("past_due", "reader"), ("past_due_day", "reader")}
    database.open_(books)
    assert mend(b.TODAY)
    assert check().is_sound
