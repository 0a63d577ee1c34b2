from __future__ import annotations

import os
import pwd
import re
from pathlib import Path

import pytest

from tui_dunning.database_url import masked, sqlite_path, without_secrets
from tui_dunning.errors import BadInput, DatabaseProblem
from tui_dunning.settings import Settings, describe, load, operator_name, settings_path


@pytest.fixture
def settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith("DUNNING_"):
            monkeypatch.delenv(name)
    path = tmp_path / "conf" / "settings.toml"
    path.parent.mkdir()
    monkeypatch.setenv("DUNNING_SETTINGS", str(path))
    return path


def test_without_a_file_the_defaults_are_in_force(settings_file: Path) -> None:
    settings = load()

    assert (settings.paper, settings.wait_seconds, settings.ascii) == ("A4", 1800, False)
    assert settings.database.endswith("dunning.db")
    assert settings.operator == pwd.getpwuid(os.getuid()).pw_name
    assert settings_path() == settings_file


def test_an_option_wins_over_the_environment_and_that_over_the_file(
    settings_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings_file.write_text('paper = "letter"\ndatabase = "books.db"\nwait_seconds = 5\n')
    monkeypatch.setenv("DUNNING_WAIT_SECONDS", "7")
    monkeypatch.setenv("DUNNING_DATABASE", "/srv/env.db")

    settings = load({"database": "/srv/option.db", "unit": None})

    assert settings.paper == "Letter"
    assert settings.wait_seconds == 7
    assert settings.database == "/srv/option.db"
    assert settings.origins["paper"] == str(settings_file)
    assert settings.origins["wait_seconds"] == "environment"
    assert settings.origins["database"] == "option"


def test_paths_in_the_file_count_from_its_folder(settings_file: Path) -> None:
    settings_file.write_text('database = "books.db"\nfallback_fonts = ["fonts/Noto.ttf"]\n')

    settings = load()

    assert settings.database == str(settings_file.parent / "books.db")
    assert settings.fallback_fonts == (settings_file.parent / "fonts" / "Noto.ttf",)


def test_every_mistake_is_listed_with_where_it_stands(
    settings_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings_file.write_text('paper = "A3"\ncolour = "red"\npapr = "A4"\n')
    monkeypatch.setenv("DUNNING_ASCII", "perhaps")

    with pytest.raises(BadInput) as caught:
        load()

    assert caught.value.problems == (
        f"{settings_file}: paper: must be A4 or Letter, not 'A3'",
        f"{settings_file}: colour is not a setting",
        f"{settings_file}: papr is not a setting; did you mean paper?",
        "environment: ascii: must be yes or no, not 'perhaps'",
    )


def test_a_broken_file_is_a_sentence(settings_file: Path) -> None:
    settings_file.write_text("paper = A4")

    with pytest.raises(BadInput) as caught:
        load()

    assert str(settings_file) in caught.value.problems[0]


def test_a_home_that_nobody_has_is_taken_as_it_is_written(
    settings_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATABASE", "OUTPUT_FOLDER", "FALLBACK_FONTS"):
        monkeypatch.setenv(f"DUNNING_{name}", "~nobody-of-this-name/x")

    settings = load()

    assert settings.output_folder.parts[-2:] == ("~nobody-of-this-name", "x")
    assert "~nobody-of-this-name" in settings.database


def test_no_password_is_described(settings_file: Path) -> None:
    settings = load({"database": "postgresql://jane:geheim@host/books"})

    assert describe(settings)["database"] == "postgresql://jane:***@host/books"
    assert "geheim" not in str(describe(settings))


@pytest.mark.parametrize(
    "address",
    [
        "postgresql:/jane:geheim@host/books",
        "postgresql:jane:geheim@host/books",
        "Postgres:/jane:geheim@host/books",
        "jdbc:postgresql://jane:geheim@host/books",
        "postgresql+psycopg:/jane:geheim@host/books",
        "host=db user=jane password=geheim dbname=books",
        "password = 'geheim' host=db",
        "connect_timeout=1 host=h password=geheim",
        "'postgresql://jane:geheim@host/books'",
        '"postgresql://jane:geheim@host/books"',
        "DUNNING_DATABASE=postgresql://jane:geheim@host/books",
        "postgresql//jane:geheim@host/books",
        "PostgreSQL ://jane:geheim@host/books",
        "postgres;//jane:geheim@host/books",
        "postgresql\\://jane:geheim@host/books",
        "postgresql：//jane:geheim@host/books",
        "psql:jane:geheim@host/books",
        "//jane:geheim@host/books",
        "jane:geheim@host:5432/books",
    ],
)
def test_an_address_written_almost_as_a_servers_is_refused_unseen(
    settings_file: Path, address: str
) -> None:
    with pytest.raises(BadInput) as caught:
        load({"database": address})
    with pytest.raises(DatabaseProblem) as opened:
        sqlite_path(address)

    said = f"{caught.value} {caught.value.problems} {caught.value.hint} {opened.value}"
    assert "Write it as postgresql://" in said
    assert "geheim" not in said


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://jane@srv:geheim@srv.example/b", "postgresql://jane@srv:***@srv.example/b"),
        ("postgresql://j/ane:geheim@host", "postgresql://j/ane:***@host"),
        ("postgresql://jane:geheim/books", "postgresql://jane:***/books"),
        ("postgresql://jane:ge\nheim@host/b", "postgresql://jane:***@host/b"),
        ("postgresql://j@h/b?passwd=geheim&sslmode=x", "postgresql://j@h/b?passwd=***&sslmode=x"),
        ("postgresql://j@h/b?pass%77ord=geheim", "postgresql://j@h/b?pass%77ord=***"),
        ("postgresql://j@h/b?password%3Dgeheim", "postgresql://j@h/b?***"),
        ("postgresql://j@h/b?password=ab&geheim", "postgresql://j@h/b?password=***&***"),
        ("postgresql://j@h/b;password=geheim", "postgresql://j@h/b;password=***"),
        ("postgresql:/jane:geheim@host/b", "postgresql:/jane:***@host/b"),
        ("1postgresql://jane:geheim@host/b", "1postgresql://jane:***@host/b"),
        ("postgresql://j@localhost:5432/b?port=1", "postgresql://j@localhost:5432/b?port=1"),
        ("postgresql://j@[::1]:5432/b", "postgresql://j@[::1]:5432/b"),
        ("/srv/books.db", "/srv/books.db"),
    ],
)
def test_an_address_is_shown_without_its_password(address: str, shown: str) -> None:
    assert masked(address) == shown


@pytest.mark.parametrize(
    "address", ["postgres://jane@host/books", "/srv/postgres/books.db", "hosts.db", "C:host=1"]
)
def test_other_addresses_are_taken_as_before(settings_file: Path, address: str) -> None:
    assert load({"database": address}).database.endswith(address)


def test_the_operator_is_not_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "USERNAME", "DUNNING_OPERATOR"):
        monkeypatch.setenv(name, "somebody-else")

    assert operator_name() == pwd.getpwuid(os.getuid()).pw_name
    assert Settings().operator == ""


@pytest.mark.parametrize(
    "text",
    [
        "KeyError: postgresql://jane:sec@ret@host/db",
        "postgres://jane:s/e:c@ret@host and more",
        "postgresql://:secret@host",
        "postgresql://jane@host/db?password=secret&x=1",
        "connect('host=h password=secret dbname=d')",
        "password = 'my secret' user=jane",
        "?sslpassword=secret",
        "postgresql://jane:my secret@host/db",
        "There is no command 'postgresql://jane:secret@host/db'.",
        "The folder /srv/postgresql:/jane:secret@host does not exist.",
        "postgresql://jane@srv:secret@srv.example/db",
        "postgresql://jane@host/db?passwd=secret",
    ],
)
def test_no_spelling_of_a_password_reaches_a_log(text: str) -> None:
    shown = without_secrets(f"before\n{text}\nafter")

    assert "***" in shown
    assert not re.search("sec|ret|s/e", shown)
    assert shown.startswith("before\n")
    assert shown.endswith("\nafter")
