"""Runs, letters and texts by command: what is refused, and what a refusal leaves as it was."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tui_dunning.cli.text_files import split
from tui_dunning.services import form_print


def test_run_and_print_in_one_step(company):
    target = company.folder / "letters.pdf"

    summary = company.update("--print", target)

    assert summary["letters"] == 3
    assert target.read_bytes().startswith(b"%PDF")
    assert company.ask("runs")[0]["statuses"] == {"printed": 3}


def test_run_and_print_into_a_folder_that_is_not_there_yet(company):
    folder = company.folder / "out"

    company.update("--print", f"{folder}/")

    assert len(list(folder.glob("*.pdf"))) == 3


def test_a_file_that_is_there_is_refused_before_the_run(company):
    target = company.write("letters.pdf", "mine")

    company.do("update", "--print", target, expect=1)

    assert company.ask("runs") == []
    assert target.read_text() == "mine"


def test_a_print_that_fails_leaves_the_run_and_names_the_next_step(company):
    answer = company.do("update", "--print", company.folder / "no" / "x.pdf", expect=1)

    assert "Run 1 is done" in answer.err
    assert [run["statuses"] for run in company.ask("runs")] == [{"proposed": 3}]


@pytest.mark.parametrize("end", [KeyboardInterrupt(), OSError(28, "no space"), SystemExit(143)])
def test_whatever_ends_the_print_says_that_the_run_is_done(company, monkeypatch, end):
    def ended(*_words: object, **_options: object) -> None:
        raise end

    monkeypatch.setattr(form_print, "print_letters", ended)
    status = end.code if isinstance(end, SystemExit) else 1
    answer = company.do("update", "--print", company.folder / "x.pdf", expect=status)

    assert "Run 1 is done, but its letters were not printed" in answer.err
    assert "`dunning print --run 1 -o FILE` prints them." in answer.err
    assert "nothing was changed" not in answer.err
    assert [run["run"] for run in company.ask("runs")] == [1]


def test_nothing_to_print_is_a_notice_and_no_file(company):
    target = company.folder / "none.pdf"

    answer = company.do("print", "-o", target)

    assert "No letter waits" in answer.err
    assert answer.out == ""
    assert not target.exists()
    assert company.do("print", "-o", target, "--json").json["letters"] == 0


def test_a_re_print_of_a_run_that_sent_nothing_says_so(company):
    company.update()

    answer = company.do("print", "--run", 1, "--reprint", "-o", company.folder / "none.pdf")

    assert "No letter of that run was sent" in answer.err
    assert "waits" not in answer.err


def test_a_folder_gets_a_file_for_each_letter(company):
    company.update()
    folder = company.folder / "out"

    answer = company.do("print", "-o", f"{folder}/", "--json")

    assert answer.json["letters"] == 3
    assert len(list(folder.glob("*.pdf"))) == 3


def test_a_letter_that_cannot_be_drawn_is_named_and_waits_while_the_others_go_out(company):
    company.load("customers", [{"number": "C1", "name": "株式会社"}])
    company.update()

    answer = company.do("print", "-o", company.folder / "most.pdf", "--json")

    assert (answer.json["letters"], len(answer.json["problems"])) == (2, 1)
    assert "株" in answer.json["problems"][0]
    assert "1 letter was not printed and still waits." in answer.err
    again = company.do("print", "-o", company.folder / "none.pdf", expect=1)
    assert "1 letter was not printed and still waits." in again.err


def test_a_special_pricing_letter_that_cannot_be_drawn_is_named_by_its_customer(company):
    company.do("text", "reset", "P")
    company.load("customers", [{"number": "C1", "name": "株式会社"}])
    price = {"product": "P", "description": "Pipe", "currency": "USD", "price": "1.00"}
    company.load("prices", [{"customer": "C1", "from": "2026-01-01", **price}])

    answer = company.do("prices", "print", "-o", company.folder / "p.pdf", expect=1)

    assert "Letter 0" not in answer.err
    assert "Customer C1: " in answer.err
    assert "1 letter was not printed." in answer.err


def test_no_prices_is_a_notice(company):
    answer = company.do("prices", "print", "-o", company.folder / "p.pdf")

    assert "No customer has a special price" in answer.err


def test_an_alignment_page_needs_no_database(company, monkeypatch):
    monkeypatch.setenv("DUNNING_DATABASE", "/no/such.db")
    target = company.folder / "align.pdf"

    company.do("print", "--alignment", "-o", target)

    assert target.exists()


def test_a_letter_is_shown_changed_and_deleted(company):
    company.update()
    words = company.write("words.txt", "subject: Hello\n\nPay {{ past_due }}, please.\n")

    company.do("letter", 1, "--text-file", words)
    shown = company.ask("letter", 1)
    company.do("letter", 1, "--delete", "--reason", "paid")

    assert (shown["subject"], shown["edited"]) == ("Hello", True)
    assert any("Pay 100.50" in page for page in shown["pages"])
    assert company.ask("letter", 1)["status"] == "deleted"


def test_a_letter_that_had_replaced_another_is_deleted_with_a_word_beside_the_json(company):
    company.update()
    company.update("--force")

    answer = company.do("letter", 4, "--delete")

    assert "letter 1, which it had replaced, is not sent: 4.4.3 sets letter 1" in answer.err
    assert "replaced" not in answer.out


def test_mistakes_in_a_text_are_listed_by_line_and_nothing_is_saved(company):
    before = company.ask("text", "show", "1")
    words = company.write("words.txt", "subject: X\n\n{{ custmer }}\n{{ 1 * 2 }}\n")

    answer = company.do("text", "edit", "1", "--file", words, expect=1)

    assert "line 3: unknown variable" in answer.err
    assert "line 4" in answer.err
    assert company.ask("text", "show", "1") == before


def test_a_run_whose_print_failed_names_the_command_that_prints_it(company, monkeypatch):
    monkeypatch.setenv("DUNNING_FALLBACK_FONTS", "/no/such.ttf")

    answer = company.do("update", "--print", "x.pdf", expect=1)

    assert "Run 1 is done, but its letters were not printed" in answer.err
    assert "`dunning print --run 1 -o FILE` prints them." in answer.err


def test_a_text_shown_can_be_edited_back(company):
    shown = company.do("text", "show", "1").out
    changed = company.write("words.txt", shown.replace("Dear", "Hello"))

    company.do("text", "edit", "1", "--file", changed)

    assert company.ask("text", "show", "1")["body"].startswith("Hello")
    assert company.ask("text", "show", "1")["version"] == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("subject: A\ntone: firm\n\nbody\n", ("A", "firm", "body\n")),
        ("Subject: A: b\nbody", ("A: b", None, "body\n")),
        ("Dear reader:\n\nbody", (None, None, "Dear reader:\n\nbody\n")),
        ("", (None, None, "\n")),
    ],
)
def test_heading_lines_of_a_text_file(text, expected):
    found = split(text)

    assert (found.subject, found.tone, found.body) == expected


def test_the_set_up_goes_out_and_in_again_unchanged(company):
    exported = company.do("setup", "export").out
    answer = company.setup(exported)

    assert tomllib.loads(exported)["unit"][0]["code"] == "US"
    assert "No changes" in answer.err


def test_no_command_takes_a_language_that_set_up_and_imports_refuse(company):
    text = company.write("ours.txt", "subject: Ours\n\nPay.\n")

    company.do("text", "edit", "1", "--language", "zz", "--file", text, expect=1)
    company.do("customer", "C1", "--language", "en-XX", expect=1)
    company.do("text", "edit", "1", "--language", "es-419", "--file", text)
    company.do("customer", "C1", "--language", "es-419")

    assert "No changes" in company.setup(company.do("setup", "export").out).err
    assert company.ask("customer", "C1")["language"] == "es-419"


def test_init_makes_a_database_once(tmp_path, company):
    path = tmp_path / "new.db"

    first = company.do("init", "--database", path, "--json")
    second = company.do("init", "--database", path, expect=1)

    assert first.json == {"database": str(path), "sample": False}
    assert "new.db" in second.err


def test_an_upgrade_of_a_database_of_this_version_changes_nothing(company):
    before = Path(company.url).read_bytes()

    assert "is of this version already" in company.do("upgrade").out
    assert company.do("upgrade", "--json").json["before"] == 2
    assert Path(company.url).read_bytes() == before


def test_a_backup_is_a_database_and_never_overwrites(company):
    copy = company.folder / "copy.db"

    company.do("backup", copy)
    company.do("backup", copy, expect=1)

    assert company.do("runs", "--database", copy, "--json").json == []
