"""Opening and creating: every refusal is a sentence, and a foreign file stays as it is."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tui_dunning.errors import DatabaseProblem
from tui_dunning.store import models as m
from tui_dunning.store.database import close_database, handle, open_database, transaction
from tui_dunning.store.refusals import APPLICATION_ID
from tui_dunning.store.sqlite import _unreadable


def refusal(url: str, *, create: bool = False) -> str:
    with pytest.raises(DatabaseProblem) as caught:
        open_database(url, create=create)
    assert m.database.obj is None
    return f"{caught.value.message} {caught.value.hint}"


def test_a_missing_database_names_the_command_that_creates_it(sqlite_url: str) -> None:
    said = refusal(sqlite_url)

    assert said.startswith(f"There is no dunning database at {sqlite_url}.")
    assert f"dunning init --database {sqlite_url}" in said
    assert not Path(sqlite_url).exists()


def test_a_missing_database_is_named_as_a_shell_takes_it(tmp_path: Path) -> None:
    assert f"dunning init --database '{tmp_path}/no such.db'" in refusal(f"{tmp_path}/no such.db")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    said = refusal(str(tmp_path / "no" / "where.db"), create=True)

    assert f"The folder {tmp_path / 'no'} does not exist." in said


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert "is a folder, not a database file" in refusal(str(tmp_path))


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="a file of Linux")
@pytest.mark.parametrize("create", [False, True])
def test_a_file_that_fails_to_be_read_is_named(create: bool) -> None:
    said = refusal("/proc/self/mem", create=create)

    assert said.startswith("The file /proc/self/mem cannot be read: Input/output error.")


@pytest.mark.parametrize("create", [False, True])
def test_a_file_of_other_content_stays_as_it_is(tmp_path: Path, create: bool) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear customer,")

    assert "is not a database file" in refusal(str(path), create=create)
    assert path.read_text() == "Dear customer,"


@pytest.mark.parametrize("create", [False, True])
def test_a_database_of_another_program_stays_as_it_is(tmp_path: Path, create: bool) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE song (title TEXT)")
    connection.close()
    before = path.read_bytes()

    assert "belongs to another program" in refusal(str(path), create=create)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["other.db"]


@pytest.mark.parametrize(("version", "word"), [(m.SCHEMA_VERSION + 1, "newer"), (0, "older")])
def test_a_database_of_another_version_is_refused(sqlite_url: str, version: int, word: str) -> None:
    open_database(sqlite_url, create=True)
    handle().pragma("user_version", version)
    close_database()

    assert f"was made by a {word} version" in refusal(sqlite_url).replace("an older", "a older")


def test_an_existing_database_is_never_created_again(sqlite_url: str) -> None:
    open_database(sqlite_url, create=True)
    m.EntryType.create(code="IN")
    close_database()

    assert "There already is a dunning database" in refusal(sqlite_url, create=True)
    open_database(sqlite_url)
    assert m.EntryType.select().count() == 1
    close_database()


def test_whoever_makes_a_database_second_is_refused(sqlite_url: str) -> None:
    first = sqlite3.connect(sqlite_url, isolation_level=None)
    for statement in (
        "BEGIN IMMEDIATE",
        "CREATE TABLE schema_info (version)",
        f"PRAGMA application_id = {APPLICATION_ID}",
        f"PRAGMA user_version = {m.SCHEMA_VERSION}",
    ):
        first.execute(statement)
    # A process of its own: within one, opening the file would end the lock of the first.
    command = [sys.executable, "-m", "tui_dunning", "--database", sqlite_url, "init"]
    second = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    time.sleep(2)
    first.execute("COMMIT")

    assert "There already is a dunning database" in second.communicate(timeout=60)[1]
    assert first.execute("SELECT name FROM sqlite_master").fetchall() == [("schema_info",)]
    first.close()


def test_an_empty_file_may_become_a_database(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()

    assert "There is no dunning database" in refusal(str(path))
    open_database(str(path), create=True)
    assert handle().pragma("application_id") == APPLICATION_ID
    close_database()


def test_a_creation_that_fails_leaves_no_file(sqlite_url: str) -> None:
    def fail() -> None:
        m.EntryType.create(code="IN")
        raise ValueError("no texts")

    with pytest.raises(ValueError, match="no texts"):
        open_database(sqlite_url, create=True, fill=fail)

    assert not Path(sqlite_url).exists()


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("attempt to write a readonly database", "right to write the file and its folder"),
        ("disk I/O error", "Make room on its disk"),
        ("database disk image is malformed", "Put back the last backup"),
    ],
)
def test_only_a_damaged_database_is_to_be_replaced(said: str, hint: str) -> None:
    assert hint in _unreadable(Path("x.db"), said).hint


def test_a_missing_folder_is_a_missing_database_unless_one_is_made(tmp_path: Path) -> None:
    assert "dunning init --database" in refusal(str(tmp_path / "no" / "where.db"))


def test_a_server_that_lets_nobody_make_tables_says_so(postgres_url: str) -> None:
    url = _of_a_stranger(postgres_url)

    assert "may not make tables there" in refusal(url, create=True)


def test_a_server_that_hides_its_tables_is_not_called_foreign(postgres_url: str) -> None:
    open_database(postgres_url, create=True)
    close_database()

    assert "may not read its tables" in refusal(_of_a_stranger(postgres_url))


def _of_a_stranger(url: str) -> str:
    """Return the address for a role that has no rights in the database."""
    with psycopg.connect(url, autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = 'stranger'").fetchone():
            server.execute("CREATE ROLE stranger LOGIN")
        server.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    return re.sub(r"^postgresql://[^@]*@", "postgresql://stranger@", url)


def test_a_damaged_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "damaged.db"
    path.write_bytes(b"SQLite format 3\0" + b"\x7f" * 4000)

    assert "cannot be read" in refusal(str(path))


def test_an_address_of_an_unknown_kind_is_refused_without_its_password() -> None:
    said = refusal("mysql://jane:geheim@host/name")

    assert said.startswith("mysql://jane:***@host/name is not a kind of database")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://jane:geheim@127.0.0.1:1/books",
        "postgresql://jane:ge@heim@127.0.0.1:1/books",
        "postgresql://jane:ge/heim@127.0.0.1:1/books",
        "postgresql://jane:ge%zzheim@127.0.0.1:1/books",
        "postgresql://jane@127.0.0.1:1/books?password=geheim",
        "postgresql://jane:geheim@127.0.0.1:port/books",
    ],
)
def test_a_server_that_is_not_reachable_never_shows_the_password(url: str) -> None:
    said = refusal(url)

    assert "cannot be reached" in said
    assert "***" in said
    assert "heim" not in said


@pytest.mark.parametrize(
    ("rest", "cause"),
    [
        ("127.0.0.1:1/books", 'server at "127.0.0.1", port 1 failed: Connection refused.'),
        ("no.invalid/books", "failed to resolve host 'no.invalid'"),
        ("/books?host=/nowhere", '"/nowhere/.s.PGSQL.5432" failed: No such file or directory.'),
        (
            "127.0.0.1:1/books?sslmod=require",
            "the address has the unknown parameter sslmod (did you mean sslmode?).",
        ),
        ("127.0.0.1:1/books?sslmode=geheim", "the sslmode in the address is not valid."),
        ("127.0.0.1:geheim/books", "the port in the address is not valid."),
        ("127.0.0.1:99999/books", "the port in the address is not valid."),
        ("geheim.invalid/books", "failed to resolve host '***.invalid'"),
    ],
)
def test_a_server_that_is_not_reachable_says_why(rest: str, cause: str) -> None:
    said = refusal(f"postgresql://jane:geheim@{rest}")

    assert cause in said
    assert "Is the server running" not in said
    assert "geheim" not in said.partition("cannot be reached")[2]


def test_a_server_without_the_database_says_so(postgres_server: str) -> None:
    url = postgres_server.replace("/postgres?", "/nobody?")
    assert url != postgres_server

    assert 'database "nobody" does not exist' in refusal(url)


def test_a_server_whose_database_lacks_letters_is_refused(postgres_server: str) -> None:
    options = "TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE narrow {options}")
    said = refusal(re.sub(r"/postgres(?=\?)", "/narrow", postgres_server), create=True)

    assert "has the encoding LATIN1" in said
    assert "createdb -E UTF8 -T template0" in said


def test_an_empty_database_on_a_server_can_be_created_once(postgres_url: str) -> None:
    assert "There is no dunning database" in refusal(postgres_url)
    open_database(postgres_url, create=True)
    close_database()
    assert "There already is a dunning database" in refusal(postgres_url, create=True)


@pytest.mark.parametrize("create", [False, True])
def test_another_programs_database_on_a_server_is_refused(postgres_url: str, create: bool) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE song (title text)")

    assert "belongs to another program" in refusal(postgres_url, create=create)


@pytest.mark.parametrize(("version", "word"), [(m.SCHEMA_VERSION + 1, "newer"), (0, "older")])
def test_another_version_on_a_server_is_refused(postgres_url: str, version: int, word: str) -> None:
    open_database(postgres_url, create=True)
    m.SchemaInfo.update(version=version).execute()
    close_database()

    assert f"{word} version of the product" in refusal(postgres_url)


def test_a_creation_that_fails_leaves_no_table_on_a_server(postgres_url: str) -> None:
    with pytest.raises(ValueError, match="no texts"):
        open_database(postgres_url, create=True, fill=lambda: int("no texts") and None)

    assert "There is no dunning database" in refusal(postgres_url)


def test_keys_to_letters_are_kept(db: str) -> None:
    from peewee import IntegrityError

    from tests import builders as b

    b.add_basics()
    item = b.add_item(b.add_customer())

    with pytest.raises(IntegrityError), transaction():
        m.Item.update(letter=77).where(m.Item.id == item.id).execute()


def test_sqlite_takes_no_amount_but_a_whole_number(lite: str) -> None:
    from peewee import IntegrityError

    from tests import builders as b

    b.add_basics()
    item = b.add_item(b.add_customer())

    with pytest.raises(IntegrityError):
        handle().execute_sql("UPDATE item SET balance_minor = 10.99 WHERE id = ?", (item.id,))


@pytest.mark.parametrize(("umask", "mode"), [(0o000, 0o640), (0o077, 0o600)])
def test_others_may_not_read_a_new_database(sqlite_url: str, umask: int, mode: int) -> None:
    before = os.umask(umask)
    try:
        open_database(sqlite_url, create=True)
    finally:
        os.umask(before)
    close_database()

    assert Path(sqlite_url).stat().st_mode & 0o777 == mode
