"""Imports of CSV files: what is added, changed, left alone."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests import builders as make
from tests.services.imports import AS_OF, ITEMS, Load, counts, item, load, refused
from tui_dunning.errors import NotFound, WrongUsage
from tui_dunning.services.load import import_file
from tui_dunning.store import load_rows
from tui_dunning.store import models as m

__all__ = ["load"]


def test_customers_keep_their_leading_zeros_and_get_the_defaults(load: Load) -> None:
    result = load("customers", "number,name,unit\n000123,Ann Ltd,US\n")

    stored = m.Customer.get()
    assert counts(result) == (1, 0, 0, 0)
    assert (stored.number, stored.name, stored.name_folded) == ("000123", "Ann Ltd", "ann ltd")
    assert (stored.dunning, stored.credit_hold, stored.assess_fee) == (True, False, None)
    assert (stored.correspondence_id, stored.unit.code) == (stored.id, "US")


def test_the_same_file_again_changes_nothing(load: Load) -> None:
    texts = {
        "customers": "number,name,correspondence_customer,credit_limit,currency\n"
        "P,Parent,,,\nC,Child,P,1000.50,USD\n",
        "sites": "customer,site,line1,dunning_purpose\nC,S1,Street 1,Y\nC,S2,Street 2,N\n",
        "contacts": "customer,name,email,preferred,primary\nC,Jo,jo@c.example,both,Y\n",
        "items": "unit,customer,number,due_date,currency,balance,site,blocked_until\n"
        "US,C,1,2026-01-01,USD,10.00,S1,2026-05-01\nUS,C,2,2026-01-01,USD,-3,,\n",
        "payments": "customer,date,currency,amount\nC,2026-01-05,USD,5\nC,2026-01-05,USD,5\n",
        "rates": "from,to,date,rate\nEUR,USD,2026-01-01,1.0850\n",
        "prices": "customer,product,description,currency,price,from\n"
        "C,A1,Bolt,USD,9.99,2026-01-01\n",
    }
    first = {kind: load(kind, text) for kind, text in texts.items()}
    again = {kind: load(kind, text) for kind, text in texts.items()}

    assert [result.added for result in first.values()] == [2, 2, 1, 2, 2, 1, 1]
    assert [counts(result) for result in again.values()] == [
        (0, 0, count, 0) for count in (2, 2, 1, 2, 2, 1, 1)
    ]


def test_an_absent_column_leaves_the_value_and_an_empty_cell_sets_the_default(load: Load) -> None:
    load("customers", "number,name,unit,dunning,grace_days,city\nC,Ann,US,N,7,Boise\n")

    result = load("customers", "number,name,dunning,city\nC,Ann,,\n")

    stored = m.Customer.get()
    assert counts(result) == (0, 1, 0, 0)
    assert (stored.dunning, stored.city, stored.grace_days, stored.unit.code) == (True, "", 7, "US")


def test_the_profile_class_gives_the_default_of_the_dunning_flag(load: Load) -> None:
    make.add_profile_class("NEVER", dunning=False)

    load("customers", "number,name,profile_class\nA,Ann,NEVER\nB,Bob,\n")
    load("customers", "number,name,profile_class,dunning\nC,Cy,NEVER,Y\nD,Di,NEVER,\n")

    flags = {row.number: row.dunning for row in m.Customer.select()}
    assert flags == {"A": False, "B": True, "C": True, "D": False}


def test_a_paid_item_is_closed_and_opens_again_with_a_balance(load: Load) -> None:
    load("customers", "number,name\nC,Ann\n")
    load("items", ITEMS + "US,C,1,2026-01-01,USD,10\n")

    closed = load("items", ITEMS + "US,C,1,2026-01-01,USD,0.00\n")
    assert (counts(closed), item("1").is_open) == ((0, 1, 0, 1), False)

    load("items", ITEMS + "US,C,1,2026-01-01,USD,4\n")
    assert (item("1").is_open, item("1").balance_minor) == (True, 400)


def test_a_snapshot_closes_what_it_lacks_in_the_units_it_has(load: Load) -> None:
    load("customers", "number,name\nC,Ann\n")
    rows = "US,C,1,2026-01-01,USD,10\nUS,C,2,2026-01-01,USD,10\nNL,C,1,2026-01-01,EUR,10\n"
    load("items", ITEMS + rows)
    charge = make.add_item(m.Customer.get(), "FEE-1")
    letterhead = m.Letterhead.create(unit=1, digest="x", content="{}")
    letter = m.Letter.create(
        id=1,
        date=AS_OF,
        unit=1,
        letterhead=letterhead,
        procedure="MENU",
        customer=charge.customer,
        to_number="C",
        to_name="Ann",
        address="",
        level=1,
        letter_code="1",
        language="en",
        operator="jane",
    )
    m.Item.update(made_by_letter=letter).where(m.Item.id == charge.id).execute()

    result = load("items", ITEMS + "US,C,1,2026-01-01,USD,10\n", snapshot=True)

    is_open = {(row.unit.code, row.number): row.is_open for row in m.Item.select()}
    assert counts(result) == (0, 0, 1, 1)
    assert is_open == {
        ("US", "1"): True,
        ("US", "2"): False,
        ("NL", "1"): True,
        ("US", "FEE-1"): True,
    }
    assert result.notices == (
        "The file has no row of unit NL: what is open there was left as it is.",
    )

    nothing = load("items", ITEMS, snapshot=True)

    assert nothing.closed == 0
    assert "no row of units NL, US: what is open" in nothing.notices[0]


def test_a_snapshot_never_closes_an_item_whose_row_was_rejected(load: Load) -> None:
    load("customers", "number,name\nC,Ann\n")
    load("items", ITEMS + "US,C,1,2026-01-01,USD,10\nUS,C,2,2026-01-01,USD,10\n")

    load(
        "items",
        ITEMS + "US,C,1,2026-13-01,USD,10\nUS,C,9,2026-01-01,USD,1\n",
        snapshot=True,
        skip_bad=True,
    )
    assert (item("1").is_open, item("2").is_open) == (True, False)

    result = load("items", ITEMS + "US,C\nUS,C,9,2026-01-01,USD,1\n", snapshot=True, skip_bad=True)
    assert item("1").is_open
    assert any("Nothing was closed" in notice for notice in result.notices)


def test_correspondence_must_be_known_and_lead_no_further(load: Load) -> None:
    head = "number,name,correspondence_customer\n"
    load("customers", head + "P,Parent,\nC,Child,P\n")

    assert refused(load, "customers", head + "X,X,NONE\n")[1:] == (
        'line 2, column correspondence_customer: "NONE" is neither in the file nor in the database',
    )
    assert "chains are not possible" in refused(load, "customers", head + "X,X,C\n")[1]
    assert "receives the letters of C" in refused(load, "customers", head + "Q,Q,\nP,P,Q\n")[1]
    assert len(refused(load, "customers", head + "A,A,B\nB,B,A\n")) == 3
    assert load("customers", head + "C,Child,\nP,Parent,C\n").changed == 2


def test_a_rejected_correspondence_customer_takes_its_children_along(load: Load) -> None:
    head = "number,name,correspondence_customer,grace_days\n"

    result = load("customers", head + "P,Parent,,x\nC,Child,P,\nD,Dee,,\n", skip_bad=True)

    assert (result.added, result.rejected) == (1, 2)


def test_a_customer_has_one_site_with_the_dunning_purpose(load: Load) -> None:
    load("customers", "number,name\nC,Ann\n")
    head = "customer,site,line1,dunning_purpose\n"

    assert "already" in refused(load, "sites", head + "C,A,x,Y\nC,B,x,Y\n")[1]
    load("sites", head + "C,A,x,Y\n")
    assert "on site A already" in refused(load, "sites", head + "C,B,x,Y\n")[1]
    assert counts(load("sites", head + "C,B,x,Y\nC,A,x,N\n")) == (1, 1, 0, 0)


def test_an_item_names_a_site_of_its_own_customer(load: Load) -> None:
    load("customers", "number,name\nC,Ann\nD,Dee\n")
    load("sites", "customer,site,line1\nD,A,x\n")
    head = ITEMS.strip() + ",site\n"

    problems = refused(load, "items", head + "US,C,1,2026-01-01,USD,1,A\n")
    load("items", head + "US,D,1,2026-01-01,USD,1,A\n")
    load("items", ITEMS + "US,C,1,2026-01-01,USD,1\n")

    assert problems[1] == 'line 2, column site: "A" is not a site of customer C'
    assert (item("1").site_id, item("1").customer.number) == (None, "C")


def test_equal_payments_count_by_occurrence(load: Load) -> None:
    load("customers", "number,name\nC,Ann\n")
    row = "C,2026-01-05,USD,5\n"
    head = "customer,date,currency,amount\n"

    results = [counts(load("payments", head + row * times)) for times in (2, 1, 3)]

    assert results == [(2, 0, 0, 0), (0, 0, 1, 0), (1, 0, 2, 0)]


def test_unknown_customers_are_made_when_asked(load: Load) -> None:
    load("customers", "number,name\nC,Ann\n")

    result = load(
        "items",
        "bu,cust,cust_name,doc,due,cur,open\n"
        "US,001,Zoë Ltd,1,2026-01-01,USD,1\nUS,001,Zoe Limited,2,2026-01-01,USD,1\n"
        "US,002,,3,2026-01-01,USD,1\nUS,C,Other,4,2026-01-01,USD,1\n",
        create_customers=True,
        map='[columns]\nunit="bu"\ncustomer="cust"\ncustomer_name="cust_name"\nnumber="doc"\n'
        'due_date="due"\ncurrency="cur"\nbalance="open"\n',
    )

    names = {row.number: (row.name, row.name_folded) for row in m.Customer.select()}
    assert names == {
        "C": ("Ann", "ann"),
        "001": ("Zoë Ltd", "zoe ltd"),
        "002": ("002", "002"),
    }
    assert result.notices == (
        "2 customers were made.",
        "Customer 001 has several names; Zoë Ltd is kept, not Zoe Limited.",
    )


def test_of_many_customers_with_several_names_twenty_are_told(load: Load) -> None:
    rows = "".join(
        f"U,{n:03},{n}{name},2026-01-01,USD,1,{name}\n" for n in range(23) for name in "AB"
    )
    how = '[columns]\nunit = "unit"\ncustomer_name = "who"\n[values.unit]\nU = "US"\n'

    result = load(
        "items",
        ITEMS.replace("\n", ",who\n") + rows,
        create_customers=True,
        map=how,
    )

    assert len(result.notices) == 22
    assert result.notices[-1] == "... and 3 more with several names."


def test_a_foreign_file_reads_through_its_map(load: Load) -> None:
    load("customers", "number,name\nC,Ann\n")
    how = (
        'date_format = "%m/%d/%Y"\ndecimal = ","\nround = true\n'
        '[columns]\nnumber = "doc_id"\ncustomer = "cust"\ndue_date = "due"\nbalance = "open"\n'
        'disputed = "dispute"\nsettled_date = "cleared"\n'
        '[constants]\nunit = "US"\ncurrency = "USD"\n[values.disputed]\nYes = "Y"\nNo = "N"\n'
    )

    load(
        "items",
        "doc_id;cust;due;open;dispute;cleared;noise\n"
        "1;C;02/28/2026;2309,7899999999995;No;;x\n"
        "2;C;02/28/2026;10;Yes;03/02/2026;x\n"
        "3;C;02/28/2026;10;Yes;03/03/2026;x\n",
        map=how,
    )

    rows = {r.number: (r.balance_minor, r.disputed, r.is_open) for r in m.Item.select()}
    assert rows == {"1": (230979, False, True), "2": (1000, True, False), "3": (1000, True, True)}
    assert item("1").due_date == date(2026, 2, 28)


def test_a_maps_own_dates_and_numbers_need_not_be_written_as_the_files(load: Load) -> None:
    load("customers", "number,name\nC,Ann\n")
    how = (
        'date_format = "%d.%m.%Y"\ndecimal = ","\n[columns]\nnumber = "doc"\n'
        '[constants]\nunit = "US"\ncustomer = "C"\ncurrency = "USD"\n'
        "balance = 1234.5\ndue_date = 2026-01-31\nblocked_until = 2026-12-31T00:00:00\n"
    )

    load("items", "doc\n007\n", map=how)

    stored = item("007")
    assert (stored.balance_minor, stored.due_date) == (123450, date(2026, 1, 31))
    assert stored.blocked_until == date(2026, 12, 31)


def test_float_dirt_is_a_bad_row_without_round(load: Load) -> None:
    problems = refused(load, "items", ITEMS + "US,C,1,2026-01-01,USD,2309.7899999999995\n")

    assert "has more decimals than USD has (2)" in problems[1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[columns", "is not TOML"),
        ("colums = 1", "unknown key colums; did you mean columns?"),
        ('[columns]\nbalanse = "x"', "[columns]: unknown column balanse; did you mean balance?"),
        ('date_format = "%Q"', "date_format must name day, month and year"),
        ('decimal = "x"', 'decimal must be "." or ","'),
        ("round = 1", "round must be true or false"),
        ('[columns]\nbalance = "opne"\n', "column opne of the map (for balance) is not there"),
        ('[columns]\nunit="x"\n[constants]\nunit="US"', "unit stands in [columns] and in"),
        ("[values]\nunit = 1", "[values] unit must be a table"),
    ],
)
def test_a_wrong_map_is_named(load: Load, text: str, words: str) -> None:
    problems = refused(load, "items", "unit,number,open,x\n", map=text)

    assert any(words in problem for problem in problems), problems


def test_the_entry_type_in_needs_no_set_up(load: Load) -> None:
    m.EntryType.delete().execute()
    load("customers", "number,name\nC,Ann\n")

    load("items", ITEMS + "US,C,1,2026-01-01,USD,1\n")

    assert item("1").entry_type.code == "IN"


def test_a_credit_limit_takes_the_currency_of_the_customer_or_its_unit(load: Load) -> None:
    load("customers", "number,name,unit,currency\nA,Ann,,JPY\nB,Bob,US,\nC,Cy,,\n")

    problems = refused(load, "customers", "number,name,credit_limit\nA,Ann,1.5\nC,Cy,5\n")
    load("customers", "number,name,credit_limit\nA,Ann,5000\nB,Bob,5000\n")

    assert problems[1:] == (
        'line 2, column credit_limit: "1.5" has more decimals than JPY has (0)',
        'line 3, column credit_limit: "5" has no currency: give the customer a currency or a unit',
    )
    limits = {row.number: row.credit_limit_minor for row in m.Customer.select()}
    assert limits == {"A": 5000, "B": 500000, "C": None}


def test_wrong_usage_is_refused_before_the_file_is_read(load: Load, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="the kinds are customers, sites"):
        load("invoices", "")
    with pytest.raises(WrongUsage, match="--snapshot goes with items only"):
        load("customers", "", snapshot=True)
    with pytest.raises(NotFound, match="There is no file"):
        import_file("items", tmp_path / "none.csv", as_of=AS_OF, operator="jane")


def test_progress_is_told_in_bytes(load: Load) -> None:
    told: list[tuple[int, int]] = []
    rows = "".join(f"{n},Name {n}\n" for n in range(12_000))

    load("customers", "number,name\n" + rows, progress=lambda done, size: told.append((done, size)))

    size = len("number,name\n" + rows)
    assert told[-1] == (size, size)
    assert len(told) == 3


def test_two_imports_of_the_same_new_items_count_them_once(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    load("customers", "number,name\nC,Ann\n")
    text = ITEMS + "US,C,1,2026-01-01,USD,10\nUS,C,2,2026-01-01,USD,7\n"
    added, keep = threading.Event(), load_rows.keep_sums

    def wait_and_keep(*words: Any, **options: Any) -> None:
        if not added.is_set():
            added.set()
            time.sleep(0.5)
        keep(*words, **options)

    monkeypatch.setattr(load_rows, "keep_sums", wait_and_keep)
    with ThreadPoolExecutor() as other:
        done = other.submit(load, "items", text, name="1.csv")
        assert added.wait(10)
        second = load("items", text, name="2.csv")

    assert counts(done.result(10)) == (2, 0, 0, 0)
    assert counts(second) == (0, 0, 2, 0)
