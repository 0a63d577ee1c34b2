"""The common options, menu paths, exit statuses and what goes where."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.scenarios.company import Company
from tui_dunning.cli import main


def test_common_options_stand_before_or_after_the_name(company, capsys):
    before = ["--database", company.url, "--json", "--as-of", "2026-06-30", "edit-report"]
    after = ["edit-report", "--database", company.url, "--json", "--as-of", "2026-06-30"]
    mixed = ["--as-of", "2026-06-30", "edit-report", "--json", "--database", company.url]

    outputs = []
    for words in (before, after, mixed):
        assert main(words) == 0
        outputs.append(capsys.readouterr().out)

    assert outputs[0] == outputs[1] == outputs[2]
    assert len(json.loads(outputs[0])) == 3


def test_an_option_after_the_name_wins_over_the_same_before_it(company):
    words = ["--as-of", "2020-01-01", "explain", "C1", "--as-of", "2026-06-30", "--json"]

    assert company.do(*words).json["as_of"] == "2026-06-30"


def test_options_before_and_between_nested_names_hold_too(company):
    assert company.do("--json", "text", "list").json
    assert company.do("text", "--json", "list").json
    assert company.do("text", "list", "--json").json


def test_the_environment_names_the_database(company, monkeypatch, capsys):
    monkeypatch.setenv("DUNNING_DATABASE", company.url)

    assert main(["runs", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_misspelt_variable_is_noticed_and_changes_nothing(company, monkeypatch):
    monkeypatch.setenv("DUNNING_DATABSE", "postgresql://jane:secret@host/books")
    monkeypatch.setenv("DUNNING_QUITE_ELSE", "1")
    monkeypatch.setenv("DUNNING_WAIT_SECONDS", "5")
    monkeypatch.setenv("DUNNING_DEBUG", "0")

    answer = company.do("runs", "--json")

    assert answer.json == []
    assert answer.err.splitlines() == [
        "The variable DUNNING_DATABSE is not known and does nothing; did you mean"
        " DUNNING_DATABASE?",
        "The variable DUNNING_QUITE_ELSE is not known and does nothing.",
    ]


@pytest.mark.parametrize(
    "words",
    [
        ["upate"],
        ["update", "--no-such-option"],
        ["update", "--as-of", "30.06.2026"],
        ["update", "--as-of", "2026-02-30"],
        ["update", "--as-of", "0001-01-01"],
        ["update", "--as-of", "9999-12-31"],
        ["letter", "9" * 30],
        ["letters", "--run", "9" * 30],
        ["print", "--level", "100", "-o", "x.pdf"],
        ["edit-report", "--ltr", "zz"],
        ["edit-report", "--ltr", "0"],
        ["edit-report", "--ltr", "100"],
        ["edit-report", "--ltr", "***"],
        ["control", "-o", "r.zzz"],
        ["update", "--unit", "US", "--set-id", "S"],
        ["update", "--rate", "1.1"],
        ["update", "--display-currency", "XXX"],
        ["update", "--display-currency", "EUR", "--rate", "x"],
        ["update", "--dry-run", "--print", "x.pdf"],
        ["customer"],
        ["customer", "C1", "--dunning", "maybe"],
        ["print"],
        ["print", "--run", "1", "--letter", "1", "-o", "x.pdf"],
        ["letter", "x"],
        ["letter", "1", "--delete", "--text-file", "x"],
        ["edit-report", "--format", "pdf"],
        ["import", "cheese", "x.csv"],
        ["runs", "extra"],
        ["menu"],
    ],
)
def test_wrong_usage_is_status_2_with_words_on_standard_error_only(company, words):
    answer = company.do(*words, expect=2)

    assert answer.out == ""
    assert len(answer.err.strip().splitlines()) >= 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["import", "itmes", "x"], "'KIND': 'itmes' is none of customers, sites, contacts, items,"),
        (["import", "item", "x"], "Did you mean items?"),
        (["runs", "--database", " "], "Invalid value for '--database': it is empty"),
        (["update", "--customer", ""], "Invalid value for '--customer': it is empty"),
        (["compare", "--unit", ""], "Invalid value for '--unit': it is empty"),
        (["update", "--print", ""], "Invalid value for '--print': it is empty"),
        (["print", "-o", ""], "Invalid value for '-o' / '--output': it is empty"),
        (["customer", "C1", "--dunning", "maybe"], "'maybe' is none of Y, N."),
        (["letters", "--run", "x"], "'x' is not a whole number."),
        (["customer", "C1", "--grace-days", "-1"], "-1 is not 0 or more."),
        (["print", "--level", "100", "-o", "x.pdf"], "100 is not from 1 to 99."),
        (["letter", "9" * 20], "is not at most 9223372036854775807."),
        (["edit-report", "-o", "r.zzz"], "The endings are .txt, .csv, .xlsx, .pdf, .json"),
        (["text", "show", "1", "--versions", "--preview"], "`dunning text show --help` shows"),
        (["update", "--display-currency", "XXX"], "`dunning update --help` shows"),
    ],
)
def test_wrong_usage_is_said_in_plain_words(company, words, said):
    answer = company.do(*words, expect=2)

    assert said in answer.err
    assert "COMMAND" not in answer.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["letter", "99"], "no letter 99"),
        (["letters", "--run", "9"], "no run 9"),
        (["item", "US", "nothing"], "no item nothing"),
        (["customer", "C9"], "no customer C9"),
        (["explain", "C9"], "no customer C9"),
        (["print", "--letter", "99", "-o", "x.pdf"], "no letter 99"),
        (["text", "show", "1", "--preview", "--customer", "C9"], "no customer C9"),
        (["prices", "print", "--customer", "C9", "-o", "x.pdf"], "no customer C9"),
        (["text", "show", "99"], "no text"),
        (["text", "edit", "1", "--file", "missing.txt"], "cannot be read"),
        (["edit-report", "-o", "."], "it is a folder"),
        (["control", "--format", "csv", "-o", "/"], "it is a folder"),
        (["edit-report", "--unit", "XX"], "no unit XX"),
        (["update", "--unit", "XX"], "no unit XX"),
        (["import", "items", "missing.csv"], "missing.csv"),
        (["setup", "import", "missing.toml"], "missing.toml"),
        (["backup", "/no/such/folder/x.db"], "/no/such/folder"),
    ],
)
def test_refused_is_status_1_with_a_line_and_a_closing_line(company, words, said):
    answer = company.do(*words, expect=1)

    assert said.lower() in answer.err.lower()
    assert answer.out == ""
    assert len(answer.err.strip().splitlines()) >= 2


@pytest.mark.parametrize(
    "words",
    [["import", "customers"], ["import", "customers", "x.csv", "--map"], ["setup", "import"]],
)
def test_a_file_that_may_not_be_read_is_refused_as_a_missing_one(company, monkeypatch, words):
    path = company.write("secret.csv", "number,name\nX,Y\n")
    opened, access = Path.open, os.access

    def refuse(self, *given, **named):
        if self == path:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(self, *given, **named)

    monkeypatch.setattr(Path, "open", refuse)  # the tests may run as root, who may read all
    monkeypatch.setattr(os, "access", lambda name, mode: name != str(path) and access(name, mode))
    answer = company.do(*words, path, expect=1)

    assert str(path) in answer.err
    assert "ermission denied" in answer.err


def test_a_format_that_is_named_goes_into_a_file_of_any_name(company):
    for name in ("report.zzz", "report"):
        company.do("edit-report", "--format", "csv", "-o", company.folder / name)

        assert (company.folder / name).read_text().startswith("ltr,customer")


def test_a_near_miss_is_suggested(company):
    assert "Did you mean update?" in company.do("updat", expect=2).err


def test_a_missing_database_says_how_to_make_one(tmp_path):
    answer = Company(str(tmp_path / "none.db"), tmp_path).do("runs", expect=1)

    assert "dunning init" in answer.err


@pytest.mark.parametrize("words", [[], ["4.4.3"], ["4.4.3", "C1"], ["=4.4"], ["demo"]])
def test_menus_need_a_terminal_and_point_to_the_commands(company, words):
    answer = company.do(*words, expect=1)

    assert "terminal" in answer.err
    assert "dunning --help" in answer.err


@pytest.mark.parametrize(
    "words",
    [
        ["update", "--dry-run"],
        ["runs"],
        ["letters"],
        ["customer", "C3"],
        ["item", "US", "INV-3"],
        ["explain", "C3"],
        ["edit-report"],
        ["edit-report", "--format", "csv"],
        ["text", "list"],
        ["text", "show", "1"],
        ["text", "show", "1", "--variables"],
        ["text", "show", "1", "--versions"],
        ["check"],
        ["settings"],
    ],
)
@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
def test_nothing_in_the_data_steers_the_terminal(company, words, as_json):
    company.do("update", "--as-of", "2026-06-30")

    answer = company.do(*words, *(["--json"] if as_json else []))

    raw = answer.out + answer.err
    assert not set(raw) & set("\x1b\x9b\u202e\x07\x00")
    if as_json:
        assert answer.json is not None


def test_variables_are_listed_as_a_text_writes_them(company):
    listed = company.do("text", "show", "1", "--variables").out

    assert "{{ customer_number }} " in listed
    assert "{% for each in items %} " in listed
    assert "\n[items] " in listed
    assert "[items]" not in company.do("text", "show", "P", "--variables").out
    assert "customer_number" in company.do("text", "show", "1", "--variables", "--json").json


def test_what_nobody_foresaw_is_logged_without_a_traceback(company, monkeypatch, tmp_path):
    import tui_dunning.services.dunning_run as service

    def broken(*_):
        raise KeyError("postgresql://jane:secret@host/db")

    monkeypatch.setattr(service, "list_runs", broken)
    answer = company.do("runs", expect=1)

    [log] = (tmp_path / "state").rglob("errors.log")
    assert "KeyError" in answer.err
    assert str(log) in answer.err
    assert "Traceback" in log.read_text()
    assert "secret" not in log.read_text()
    assert log.stat().st_mode & 0o077 == 0
    monkeypatch.setenv("DUNNING_DEBUG", "1")
    with pytest.raises(KeyError):
        main(["--database", company.url, "runs"])
