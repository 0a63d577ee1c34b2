"""Making, checking and copying the database as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import builders as b
from tui_dunning.errors import DatabaseProblem
from tui_dunning.services import database as service
from tui_dunning.services.check import CheckReport, check
from tui_dunning.store import models as m
from tui_dunning.store.counters import next_number, set_next_number
from tui_dunning.store.database import (
    close_database,
    handle,
    transaction,
)


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def new_url(request: pytest.FixtureRequest) -> Iterator[str]:
    yield request.getfixturevalue(request.param)
    close_database()


def a_sent_letter(number: int = 1) -> m.Letter:
    """A run with one printed letter that dunned one item, all of it as it must be."""
    unit = b.add_basics()
    customer = b.add_customer("C1")
    item = b.add_item(customer, "INV-1")
    head = m.Letterhead.create(unit=unit, digest="d", content="{}")
    with transaction():
        run = next_number("dunning_number")
        assert next_number("letter_number") == number
    m.Run.create(
        number=run,
        as_of=b.TODAY,
        started_at=m.now(),
        finished_at=m.now(),
        operator="jane",
        scope="{}",
        scope_key="",
        letters=1,
        customers=1,
        items=1,
        totals="{}",
        not_dunned="{}",
        superseded=0,
    )
    letter = m.Letter.create(
        id=number,
        run=run,
        date=b.TODAY,
        status="printed",
        unit=unit,
        letterhead=head,
        procedure="MENU",
        customer=customer,
        to_number="C1",
        to_name="Customer C1",
        address="",
        level=1,
        letter_code="1",
        language="en",
        operator="jane",
        sent_at=m.now(),
        final_subject="Reminder",
        final_body="Dear",
        force_insert=True,
    )
    m.LetterItem.create(
        letter=letter,
        item=item,
        customer=customer,
        entry_type="IN",
        due_date=item.due_date,
        currency="USD",
        balance_minor=item.balance_minor,
        dunned=True,
        due=True,
        level=1,
    )
    item.dunning_level, item.dunned_on, item.letter = 1, b.TODAY, letter
    item.save()
    return letter


def test_a_new_database_has_entry_types_and_texts_and_is_sound(new_url: str) -> None:
    service.create(new_url)

    included = {row.code: row.include for row in m.EntryType.select()}
    assert included["IN"]
    assert not included["FEE"]
    for language in ("en", "nl", "de", "fr", "es"):
        codes = {t.code for t in m.LetterText.select().where(m.LetterText.language == language)}
        assert {"1", "2", "3", "4", "5", "P"} <= codes
    assert check().problems == ()


def test_a_database_opens_again_after_it_was_made(new_url: str) -> None:
    service.create(new_url)
    service.close()

    service.open_(new_url)

    assert m.EntryType.select().count() == len(service.ENTRY_TYPES)
    with pytest.raises(DatabaseProblem, match="There already is"):
        service.create(new_url)


def test_what_is_as_it_must_be_gives_no_problem(db: str) -> None:
    a_sent_letter()

    assert check().problems == ()


def test_missing_tables_and_columns_are_named(db: str) -> None:
    handle().execute_sql("DROP TABLE letter_charge")
    handle().execute_sql("ALTER TABLE contact DROP COLUMN email")

    assert check().problems == (
        "The table contact lacks the column email.",
        "The table letter_charge is missing.",
    )


def test_every_problem_is_named_not_only_the_first(db: str) -> None:
    a_sent_letter()
    m.Item.update(dunning_level=3).execute()
    m.Letter.update(sent_at=None).execute()
    set_next_number("dunning_number", 7)
    set_next_number("letter_number", 1)
    b.add_item(m.Customer.get(), "INV-2", currency="XXX")

    problems = check().problems

    assert problems == (
        "The next dunning number is 7, but the last run is number 1.",
        "The next letter's number is 1, but 1 is used.",
        "Letter 1 was sent, but its text or moment is missing.",
        "Item US INV-1 has level 3 of letter 1, but its sent letters give level 1 of letter 1.",
        "Items are in 'XXX', which is not a currency.",
    )


def test_an_item_whose_letter_was_rolled_back_may_keep_no_status(db: str) -> None:
    a_sent_letter()
    m.Letter.update(status="rolled_back").execute()

    problems = check().problems

    assert problems == (
        "Item US INV-1 has level 1 of letter 1, but its sent letters give level 0 of letter none.",
    )


def test_a_gap_in_the_dunning_numbers_is_named(db: str) -> None:
    a_sent_letter()
    m.Letter.update(run=None).execute()
    m.Run.update(number=5).execute()
    set_next_number("dunning_number", 6)
    row = m.Run.get()
    values = {f.name: getattr(row, f.name) for f in m.Run._meta.sorted_fields}
    m.Run.create(**{**values, "number": 3, "letters": 0}, force_insert=True)
    m.Run.update(letters=0).execute()

    assert check().problems == ("1 dunning numbers between 3 and 5 are missing.",)


def test_many_problems_of_a_kind_are_counted(db: str) -> None:
    b.add_basics()
    customer = b.add_customer("C1")
    for _ in range(30):
        b.add_item(customer, dunning_level=1)

    problems = check().problems

    assert len(problems) == 21
    assert problems[-1] == "... and 10 more of the same kind."


def test_a_file_whose_letters_are_not_marked_is_named(db: str, tmp_path: Path) -> None:
    letter = a_sent_letter()
    m.Letter.update(status="proposed").execute()
    m.Item.update(dunning_level=0, dunned_on=None, letter=None).execute()
    path = tmp_path / "letters.pdf"
    batch = m.PrintBatch.create(path=str(path), operator="jane", letters=1)
    m.PrintBatchLetter.create(batch=batch, letter=letter)

    missing = check()
    path.write_text("%PDF")
    written = check()
    m.PrintBatch.create(path=str(path), operator="jane", letters=1, state="done")
    replaced = check()

    assert missing.problems == ()
    assert str(path) in missing.notices[0]
    assert f"The file {path} was written, but its letters (1) are not marked" in written.problems[0]
    assert replaced == CheckReport()


def test_an_old_sqlite_works_without_a_write_ahead_log_and_check_says_so(
    lite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_dunning.store.sqlite.SAFE_WAL", (99, 0, 0))
    service.close()

    service.open_(lite)
    b.add_basics()

    assert handle().journal_mode == "delete"
    report = check()
    assert report.problems == ()
    assert "is old: the database works without a write-ahead log" in report.notices[0]
