"""Records of the set-up changed one at a time, through the import's own checks (4.4.9)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests import builders as b
from tui_dunning.errors import BadInput
from tui_dunning.paging import Seek
from tui_dunning.services import letter_text, rates, setup
from tui_dunning.services.load_trial import try_file
from tui_dunning.store import models


def test_one_record_is_checked_as_a_file_is(db):
    b.add_basics()

    with pytest.raises(BadInput) as refused:
        setup.change_records({"unit": [{"code": "US", "name": "X", "currency": "ZZZ"}]}, "jane")

    assert refused.value.problems == ('unit "US", currency: is "ZZZ", not a currency of ISO 4217',)
    assert models.Unit.get().name == "Unit US"


def test_a_dry_run_lists_the_changes_only(db):
    b.add_basics()
    tables = {"unit": [{"code": "US", "name": "New", "currency": "USD"}]}

    found = setup.change_records(tables, "jane", dry_run=True)

    assert found.changes == ('unit "US", name: Unit US -> New',)
    assert models.Unit.get().name == "Unit US"
    assert setup.change_records(tables, "jane").changes == found.changes
    assert models.Unit.get().name == "New"


def test_effects_count_whom_a_procedure_holds_for(db):
    b.add_basics()
    own = b.add_days_procedure()
    b.add_item(b.add_customer())
    b.add_item(b.add_customer(procedure=own))
    classed = b.add_profile_class("DAYS", procedure=own)
    customer = b.add_customer(profile_class=classed)
    b.add_item(customer)
    b.add_item(customer)

    [line] = setup.effects("procedure", "DAYS")

    assert line == "Counts from the next update for 2 customers with 3 open items."
    assert setup.effects("procedure", "MENU")[0].startswith(
        "Counts from the next update for 1 customer with 1 open item."
    )
    assert setup.effects("unit", "US")[0].startswith("Counts from the next update for 3 customers")
    assert setup.effects("unit", "NONE") == ("No open item and no waiting letter is affected.",)


def test_a_file_says_for_whom_it_changes_procedures_that_were_there(db, tmp_path):
    b.add_basics()
    b.add_item(b.add_customer(procedure=b.add_days_procedure()))
    file = tmp_path / "setup.toml"
    file.write_text(
        '[[procedure]]\ncode = "DAYS"\nmethod = "days"\n'
        'level = [{number = 1, letter_code = "1", days_from = 3}]\n'
        '[[procedure]]\ncode = "NEW"\nmethod = "days"\n'
        'level = [{number = 1, letter_code = "1", days_from = 1}]\n'
    )

    dry, done, again = (
        setup.import_setup(file, dry_run=dry_run, operator="jane")
        for dry_run in (True, False, True)
    )

    assert dry.concerns == (
        'procedure "DAYS": Counts from the next update for 1 customer with 1 open item.',
    )
    assert (done.concerns, again.concerns) == (dry.concerns, ())


def test_a_rate_goes_through_the_imports_checks(db):
    with pytest.raises(BadInput) as refused:
        rates.save("EUR", "USD", "2026-02-30", "1.1", as_of=b.TODAY, operator="jane")
    rates.save("EUR", "USD", "2026-02-28", "1.1", as_of=b.TODAY, operator="jane")

    assert "column date" in refused.value.problems[0]
    [row] = rates.rate_page(Seek(), 10).rows
    assert (row.from_currency, row.to_currency, row.on, row.rate) == (
        "EUR",
        "USD",
        date(2026, 2, 28),
        "1.1",
    )


def test_a_trial_import_says_what_would_happen_and_undoes_all(db, tmp_path: Path):
    b.add_basics()
    file = tmp_path / "c.csv"
    file.write_text("number,name,unit\n0001,A,US\n", "utf-8")

    found = try_file("customers", file, as_of=b.TODAY, operator="jane")

    assert (found.read, found.added) == (1, 1)
    assert models.Customer.select().count() == 0


def test_a_text_keeps_its_tone_unless_another_is_given(db):
    b.add_text("1", tone="firm")

    letter_text.edit("1", "en", "New", "Words", "jane")
    assert letter_text.show("1").tone == "firm"

    edited = letter_text.edit("1", "en", "New", "Words", "jane", tone="final")
    assert (edited.is_new, edited.text.tone) == (True, "final")
