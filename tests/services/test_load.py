"""Imports of CSV files: what is added, changed, left; what is refused, line by line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests import builders as make
from tui_dunning.errors import BadInput, NotFound, WrongUsage
from tui_dunning.services.load import ImportResult, import_file
from tui_dunning.store import models as m

AS_OF = date(2026, 3, 2)
ITEMS = "unit,customer,number,due_date,currency,balance\n"
Load = Callable[..., ImportResult]


@pytest.fixture
def load(db: str, tmp_path: Path) -> Load:
    """Import text as a file; a unit US, entry types and the procedure MENU are there."""
    make.add_basics()
    make.add_unit("NL", "EUR")

    def run(kind: str, text: str | bytes, **options: Any) -> ImportResult:
        path = tmp_path / options.pop("name", f"{kind}.csv")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        if "map" in options:
            options["map_path"] = tmp_path / "map.toml"
            options["map_path"].write_text(options.pop("map"))
        return import_file(kind, path, as_of=AS_OF, operator="jane", **options)

    return run


def refused(load: Load, kind: str, text: str | bytes, **options: Any) -> tuple[str, ...]:
    """Return the problems of an import that must be refused, with the refusal itself first."""
    with pytest.raises(BadInput) as caught:
        load(kind, text, **options)
    return (str(caught.value), *caught.value.problems)


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.added, result.changed, result.unchanged, result.closed


def item(number: str) -> Any:
    return m.Item.get(m.Item.number == number)


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
        "prices": "customer,product,currency,price,from\nC,A1,USD,9.99,2026-01-01\n",
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


def test_every_bad_row_is_listed_and_nothing_is_imported(load: Load) -> None:
    load("customers", "number,name\nC,Ann\n")

    problems = refused(
        load,
        "items",
        "unit,customer,number,due_date,currency,balance,disputed,entry_type\n"
        "US,C,1,2026-01-01,USD,10,N,IN\n"
        "US,C,2,01/02/2026,USD,abc,N,IN\n"
        "US,X,3,2026-01-01,XXX,10,maybe,ZZ\n"
        "\n"
        "UK,C,4,2026-01-01,USD,10.001,,\n"
        "US,C,,2026-01-01,USD,99999999999999999999,,\n"
        "US,Y,5,2026-01-01,USD,10,,\n"
        "US,C,6,2026-01-01,USD\n"
        "US,C,7,2026-01-01,USD,1,,,more\n",
    )

    assert problems[0] == "items.csv has 7 bad rows; nothing was imported."
    assert list(problems[1:]) == [
        'line 3, column due_date: "01/02/2026" is not a date written as YYYY-MM-DD',
        'line 3, column balance: "abc" is not an amount',
        'line 4, column currency: "XXX" is not a currency of ISO 4217',
        'line 4, column disputed: "maybe" is neither Y nor N',
        'line 4, column entry_type: "ZZ" is not an entry type of the set-up',
        'line 6, column unit: "UK" is not a unit of the set-up',
        'line 6, column balance: "10.001" has more decimals than USD has (2)',
        "line 7, column number: is empty, but required",
        'line 7, column balance: "99999999999999999999" is too large',
        'line 8, column customer: "Y" is not a customer of this database',
        "line 9: has too few cells: 5 instead of 8",
        "line 10: has too many cells: 9 instead of 8",
    ]
    assert m.Item.select().count() == 0


def test_skipped_rows_go_to_a_file_that_can_be_corrected_and_imported(
    load: Load, tmp_path: Path
) -> None:
    load("customers", "number,name\nC,Ann\n")
    text = (
        "unit,customer,number,due_date,currency,balance,block_reason\n"
        "US,C,1,2026-01-01,USD,10,\n"
        "US,C,2,2026-01-01,USD,-1x,=HYPERLINK(1)\n"
        "US,X,3,2026-01-01,USD,-10,\n"
    )

    result = load("items", text, skip_bad=True)

    path = tmp_path / "items.csv.rejected.csv"
    assert (result.read, result.added, result.rejected) == (3, 1, 2)
    assert result.rejects_path == path
    assert path.read_text().splitlines() == [
        "unit,customer,number,due_date,currency,balance,block_reason,reject_reason",
        'US,C,2,2026-01-01,USD,\'-1x,\'=HYPERLINK(1),"column balance: ""-1x"" is not an amount"',
        'US,X,3,2026-01-01,USD,-10,,"column customer: ""X"" is not a customer of this database"',
    ]
    assert path.stat().st_mode & 0o777 == 0o640

    corrected = path.read_text().replace("'-1x", "5").replace("US,X", "US,C")
    assert load("items", corrected).added == 2
    assert item("2").block_reason == "=HYPERLINK(1)"


def test_two_differing_rows_of_one_key_name_both_lines_and_equal_ones_count_once(
    load: Load,
) -> None:
    load("customers", "number,name\nC,Ann\n")
    row = "US,C,1,2026-01-01,USD,10\n"

    equal = load("items", ITEMS + row + row.replace(",10", ",10.00"))
    problems = refused(load, "items", ITEMS + row + "\n" + row.replace(",10", ",11"))
    skipped = load("items", ITEMS + row + row.replace(",10", ",11"), skip_bad=True)

    assert counts(equal) == (1, 0, 0, 0)
    assert problems[1:] == (
        'line 4, column number: "1" differs in balance from line 2,'
        " which has the same unit and number",
    )
    assert (skipped.rejected, item("1").balance_minor) == (2, 1000)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("unit,customer,number,due_date,currency,balence", "unknown column balence; did you mean"),
        ("unit,customer,number,due_date,currency", "required column balance is missing"),
        (ITEMS.strip() + ",unit", "column unit stands in the file 2 times"),
        (ITEMS.strip() + ",settled_date", "unknown column settled_date"),
        (ITEMS.strip() + ",", "column 7 has no name"),
    ],
)
def test_a_header_that_does_not_fit_is_named(load: Load, header: str, words: str) -> None:
    problems = refused(load, "items", header + "\n")

    assert any(words in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        ("number,name\nC,Ann\n".encode("utf-16"), "is in UTF-16"),
        ("number,name\nC,Ann and her many friends\n".encode("utf-16-le"), "is in UTF-16"),
        ("number,name\nC,Ann\nD,Zoë\n".encode("latin-1"), "line 3 has the byte 0xEB"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old or protected Excel"),
        (b"PK\x03\x04 no zip", "not a readable XLSX"),
        (b"number\tname\nC\tAnn\n", "separated by tabs"),
        (b'number,name\nC,"Ann\nD,Bob\nE,Cy\n', "line 2 opens a quote"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_it_is(load: Load, text: bytes, words: str) -> None:
    assert words in refused(load, "customers", text)[0]


def test_a_file_with_headers_only_imports_nothing(load: Load) -> None:
    assert load("items", ITEMS) == ImportResult()
    assert load("items", ITEMS.strip(), snapshot=True) == ImportResult()


def test_a_byte_order_mark_semicolons_and_quotes_are_read(load: Load) -> None:
    load("customers", '\ufeffnumber;name;line1\r\n1;"Ann; ""A"" Ltd";"1, Street"\r\n'.encode())

    assert (m.Customer.get().name, m.Customer.get().line1) == ('Ann; "A" Ltd', "1, Street")


def test_control_characters_are_taken_out_of_names_and_refused_in_numbers(load: Load) -> None:
    problems = refused(load, "customers", "number,name\nC\x001,Ann\nD,\x1b\n")
    load("customers", "number,name\nC,A\x1b[31mnn \u202eLtd\x00\n")

    assert problems[1:] == (
        'line 2, column number: "C1" has a control character',
        "line 3, column name: has nothing but control characters",
    )
    assert m.Customer.get().name == "A[31mnn Ltd"


def test_a_cell_that_is_far_too_long_is_a_bad_row(load: Load) -> None:
    problems = refused(
        load, "customers", f"number,name\nA,{'x' * 10_000_000}\nB,{'y' * 300}\n{'z' * 99},Cy\n"
    )

    assert problems[1] == "line 2: has a cell of more than 131,072 characters"
    assert problems[2].endswith('..." is longer than 255 characters')
    assert problems[3].endswith('..." is longer than 60 characters')


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2024-02-29"])
def test_the_first_and_the_last_day_are_dates(load: Load, day: str) -> None:
    load("customers", "number,name\nC,Ann\n")

    load("items", ITEMS + f"US,C,1,{day},USD,10\n")

    assert item("1").due_date == date.fromisoformat(day)


@pytest.mark.parametrize("text", ["20260101", "2026-1-1", "2026-W01-1", "2023-02-29", "45000"])
def test_other_dates_are_not_taken(load: Load, text: str) -> None:
    assert "is not a date" in refused(load, "items", ITEMS + f"US,C,1,{text},USD,10\n")[1]


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1234.5", "USD", 123450),
        ("-0.05", "USD", -5),
        ("100.500", "USD", 10050),
        ("1000.00", "JPY", 1000),
        ("1.234", "BHD", 1234),
        ("6000", "FRF", 600000),
        ("1e3", "USD", 100000),
    ],
)
def test_amounts_become_minor_units_of_their_currency(
    load: Load, text: str, currency: str, minor: int
) -> None:
    load("customers", "number,name\nC,Ann\n")

    load("items", ITEMS + f"US,C,1,2026-01-01,{currency},{text}\n")

    assert (item("1").balance_minor, item("1").currency) == (minor, currency)


@pytest.mark.parametrize(
    "text", ["nan", "inf", "1,50", "1_000", "٣", "0x10", "1e999999999", "--1", "$5", "10.5.0"]
)
def test_what_is_no_amount_is_refused(load: Load, text: str) -> None:
    problems = refused(load, "items", ITEMS + f'US,C,1,2026-01-01,USD,"{text}"\n')

    assert problems[1].startswith(f'line 2, column balance: "{text}" ')


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
