"""Imports of CSV files: what is refused, line by line."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from tests.services.imports import AS_OF, ITEMS, Load, counts, item, load, refused
from tui_dunning.errors import BadInput
from tui_dunning.services.load import ImportResult, import_file
from tui_dunning.store import models as m

__all__ = ["load"]


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


@pytest.mark.parametrize(
    ("columns", "row", "problem"),
    [
        ("description,", ",", "line 2, column description: is empty, but required"),
        ("", "", "required column description is missing"),
    ],
)
def test_a_price_needs_the_words_that_its_letter_shows(
    load: Load, columns: str, row: str, problem: str
) -> None:
    load("customers", "number,name\nC,Ann\n")
    head = f"customer,product,{columns}currency,price,from\n"

    problems = refused(load, "prices", f"{head}C,A1,{row}USD,9.99,2026-01-01\n")

    assert problem in problems


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


def test_the_file_of_rejected_rows_steers_no_terminal_and_can_be_imported(
    load: Load, tmp_path: Path
) -> None:
    load("customers", "number,name\nC,Ann\n")
    text = (
        "unit,customer,number,due_date,currency,balance,block_reason\n"
        "US,C,1,2026-01-01,USD,x\x9b,\x1b]0;bad\x07\u202e\n"
        "US,C,2,2026-01-01,USD,x,\x01=A1\n"
    )

    load("items", text, skip_bad=True)

    rejected = (tmp_path / "items.csv.rejected.csv").read_text()
    assert rejected.replace("\n", "").isprintable()
    assert ",x,'=A1," in rejected
    assert load("items", rejected.replace(",x,", ",5,")).added == 2
    assert item("2").block_reason == "=A1"


def test_a_customer_has_one_primary_contact(load: Load) -> None:
    load("customers", "number,name\nC,Ann\nD,Bob\n")
    head = "customer,name,primary\n"

    twice = refused(load, "contacts", head + "C,Jo,Y\nD,Jo,Y\nC,Flo,Y\nC,Moe,Y\n")
    load("contacts", head + "C,Jo,Y\n")
    again = refused(load, "contacts", head + "C,Flo,Y\n")
    load("contacts", head + "C,Flo,Y\nC,Jo,N\n")

    already = "already; turn that one to N"
    assert twice[1:] == (
        f'line 4, column primary: "Y" but customer C has the primary contact Jo {already}',
        f'line 5, column primary: "Y" but customer C has the primary contact Flo {already}',
    )
    assert again[1:] == (
        f'line 2, column primary: "Y" but customer C has the primary contact Jo {already}',
    )
    assert [row.name for row in m.Contact.select().where(m.Contact.primary)] == ["Flo"]


def test_who_prefers_e_mail_has_an_address_for_it(load: Load) -> None:
    load("customers", "number,name\nC,Ann\n")
    load("contacts", "customer,name,email,preferred\nC,Jo,jo@c.example,email\nC,Old,x,print\n")

    rows = "C,A,,email\nC,B,b@,both\nC,D,a@b.example; c@d.example,both\nC,E,,print\n"
    head = "customer,name,email,preferred\n"
    problems = refused(load, "contacts", head + rows)
    later = refused(load, "contacts", "customer,name,email\nC,Jo,\n")
    stored = refused(load, "contacts", "customer,name,preferred\nC,Jo,both\nC,Old,both\n")

    assert problems[1:] == (
        'line 2, column preferred: "email" needs an e-mail address, and the contact has none',
        'line 3, column email: "b@" is not an e-mail address',
        'line 4, column email: "a@b.example; c@d.example" is not an e-mail address',
    )
    assert later[1].startswith('line 2, column preferred: "email" needs an e-mail address')
    assert stored[1:] == ('line 3, column email: "x" is not an e-mail address',)


def test_an_iban_has_the_right_check_digits_and_other_accounts_are_as_they_are(load: Load) -> None:
    head = "number,name,bank_account,remit_to\n"
    good = "C,Ann,NL91 ABNA 0417 1643 00,P1234567\nD,Bob,123-456/7890,nl91abna0417164300\n"

    problems = refused(load, "customers", head + "C,A,NL91ABNA0417164301,NL90 ABNA 0417 1643 00\n")
    load("customers", head + good)

    assert problems[1:] == (
        'line 2, column bank_account: "NL91ABNA0417164301" is an IBAN with wrong check digits',
        'line 2, column remit_to: "NL90 ABNA 0417 1643 00" is an IBAN with wrong check digits',
    )
    accounts = [row.bank_account for row in m.Customer.select().order_by(m.Customer.number)]
    assert accounts == ["NL91 ABNA 0417 1643 00", "123-456/7890"]


def test_a_negative_rate_of_exchange_is_called_so(load: Load) -> None:
    problems = refused(load, "rates", "from,to,date,rate\nUSD,EUR,2026-01-01,-1.5\n")

    assert problems[1] == 'line 2, column rate: "-1.5" is negative; a rate is above 0'


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
        (b"PK\x03\x04" + bytes(100), "not a readable XLSX"),
        (b"\x1f\x8b\x08" + bytes(100), "is compressed"),
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


@pytest.mark.parametrize("name", ["\u200b\u200b", "\u2060", "\u00ad \u200d", "\u3164", "\u2800"])
def test_a_name_that_nobody_can_see_is_a_bad_row(load: Load, name: str) -> None:
    problems = refused(load, "customers", f"number,name\nC,{name}\n")

    assert problems[1:] == (f'line 2, column name: "{name}" has no character that can be seen',)


def test_a_cell_that_is_far_too_long_is_a_bad_row(load: Load) -> None:
    problems = refused(
        load, "customers", f"number,name\nA,{'x' * 10_000_000}\nB,{'y' * 300}\n{'z' * 99},Cy\n"
    )

    assert problems[1] == "line 2: has a cell of more than 131,072 characters"
    assert problems[2].endswith('..." is longer than 255 characters')
    assert problems[3].endswith('..." is longer than 60 characters')


@pytest.mark.parametrize("day", ["1900-01-01", "2999-12-31", "2024-02-29"])
def test_the_first_and_the_last_day_are_dates(load: Load, day: str) -> None:
    load("customers", "number,name\nC,Ann\n")

    load("items", ITEMS + f"US,C,1,{day},USD,10\n")

    assert item("1").due_date == date.fromisoformat(day)


@pytest.mark.parametrize("day", ["0206-01-01", "1899-12-31", "3000-01-01", "9999-12-31"])
def test_a_due_date_of_another_time_is_refused(load: Load, day: str) -> None:
    problem = refused(load, "items", ITEMS + f"US,C,1,{day},USD,10\n")[1]

    assert f'"{day}" is not from 1900 to 2999' in problem


def test_a_payment_of_another_time_is_refused(load: Load) -> None:
    load("customers", "number,name\nC,Ann\n")
    problem = refused(load, "payments", "customer,date,currency,amount\nC,9999-12-31,USD,1.00\n")[1]

    assert '"9999-12-31" is not from 1900 to 2999' in problem


def test_a_credit_limit_below_nothing_is_refused(load: Load) -> None:
    rows = "number,name,currency,credit_limit\nC,Ann,USD,-5\n"

    assert (
        '"-5" is negative; a customer without credit has 0' in refused(load, "customers", rows)[1]
    )


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


def test_no_rejected_cell_is_a_formula_and_no_link_is_followed(load: Load, tmp_path: Path) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("precious")
    (tmp_path / f".customers.csv.rejected.csv.{os.getpid()}").symlink_to(precious)

    result = load("customers", "number,name\nC,Ann\nD,x,=1+1,\uff1d2\n", skip_bad=True)

    assert result.rejects_path is not None
    assert result.rejects_path.read_text().splitlines()[1].startswith("D,x,'=1+1,'\uff1d2,")
    assert precious.read_text() == "precious"


def test_what_is_no_ordinary_file_is_refused(load: Load, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "customers.fifo")

    with pytest.raises(BadInput, match="not an ordinary file"):
        import_file("customers", tmp_path / "customers.fifo", as_of=AS_OF, operator="jane")
