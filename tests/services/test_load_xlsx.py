"""Imports of XLSX files: real dates and numbers, formulas, errors, rows of any width."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from openpyxl import Workbook

from tests import builders as make
from tui_dunning.errors import BadInput
from tui_dunning.services.load import ImportResult, import_file
from tui_dunning.store import models as m

AS_OF = date(2026, 3, 2)
ITEMS = ("unit", "customer", "number", "due_date", "currency", "balance", "disputed")


@pytest.fixture(autouse=True)
def company(lite: str) -> None:
    make.add_basics()
    make.add_customer("100123")


def load(path: Path, **options: bool) -> ImportResult:
    return import_file("items", path, as_of=AS_OF, operator="jane", **options)


def sheet(folder: Path, *rows: tuple[object, ...]) -> Path:
    """Write a workbook of rows under the header of items."""
    book = Workbook()
    for row in (ITEMS, *rows):
        book.active.append(row)
    book.save(folder / "items.xlsx")
    return folder / "items.xlsx"


def test_real_dates_numbers_and_flags_are_taken_as_they_are_meant(tmp_path: Path) -> None:
    due = datetime(2026, 1, 31, 0, 0)

    result = load(sheet(tmp_path, ("US", 100123.0, 77, due, "USD", 12.5, True), (), (None, "")))

    item = m.Item.get()
    assert (result.read, result.added) == (1, 1)
    assert (item.number, item.due_date, item.balance_minor) == ("77", date(2026, 1, 31), 1250)
    assert (item.customer.number, item.disputed) == ("100123", True)


@pytest.mark.parametrize(
    ("stored", "currency", "minor"),
    [
        (b"0.30000000000000004", "USD", 30),
        (b"0.10000000000002274", "USD", 10),
        (b"1.4210854715202004E-14", "USD", 0),
        (b"-12345678.909999998", "USD", -1234567891),
        (b"1.2340000000000002", "KWD", 1234),
        (b"100.00000000000001", "JPY", 100),
    ],
)
def test_what_a_spreadsheets_arithmetic_leaves_behind_is_no_amount(
    tmp_path: Path, stored: bytes, currency: str, minor: int
) -> None:
    path = sheet(tmp_path, ("US", "100123", "1", date(2026, 1, 31), currency, 12.5))

    load(with_part(path, "xl/worksheets/sheet1.xml", b"<v>12.5</v>", b"<v>" + stored + b"</v>"))

    assert m.Item.get().balance_minor == minor


@pytest.mark.parametrize("stored", [b"0.305", b"0.30001", b"12345678.901"])
def test_a_number_cell_finer_than_a_cent_is_a_bad_row(tmp_path: Path, stored: bytes) -> None:
    path = sheet(tmp_path, ("US", "100123", "1", date(2026, 1, 31), "USD", 12.5))

    with pytest.raises(BadInput) as refused:
        load(with_part(path, "xl/worksheets/sheet1.xml", b"<v>12.5</v>", b"<v>" + stored + b"</v>"))
    assert "has more decimals than USD has (2)" in refused.value.problems[0]


@pytest.mark.parametrize("decimal", [".", ","])
def test_a_credit_limit_is_a_number_cell_whatever_decimals_a_map_names(
    tmp_path: Path, decimal: str
) -> None:
    book = Workbook()
    for row in (
        ("number", "name", "credit_limit"),
        ("A", "A", 1234.5),
        ("B", "B", f"9{decimal}75"),
    ):
        book.active.append(row)
    book.save(tmp_path / "customers.xlsx")
    (tmp_path / "map.toml").write_text(f'decimal = "{decimal}"\n[constants]\ncurrency = "USD"\n')

    import_file(
        "customers",
        tmp_path / "customers.xlsx",
        map_path=tmp_path / "map.toml",
        as_of=AS_OF,
        operator="jane",
    )

    limits = {row.number: row.credit_limit_minor for row in m.Customer.select()}
    assert limits == {"100123": None, "A": 123450, "B": 975}


def test_a_number_format_of_zeros_keeps_leading_zeros(tmp_path: Path) -> None:
    path = sheet(tmp_path, ("US", 100123, 77, date(2026, 1, 31), "USD", 1, None))
    book = Workbook()
    for row in (ITEMS, ("US", 100123, 77, date(2026, 1, 31), "USD", 1, None)):
        book.active.append(row)
    book.active["C2"].number_format = "00000"
    book.save(path)

    load(path)

    assert m.Item.get().number == "00077"


def test_a_bad_cell_names_its_row_and_column(tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        ("US", "100123", "1", "=A1", "USD", 1, None),
        ("US", "100123", "2", 45000, "USD", 12.345, None),
        ("US", "100123", "3", date(2026, 1, 1), "USD", 1, None, "more"),
        ("US", "100123"),
    )

    with pytest.raises(BadInput) as caught:
        load(path)

    assert caught.value.problems == (
        "line 2, column due_date: holds a formula without a stored result",
        'line 3, column due_date: "45000" is not a date written as YYYY-MM-DD',
        'line 3, column balance: "12.345" has more decimals than USD has (2)',
        "line 4: has too many cells: 8 instead of 7",
        "line 5, column number: is empty, but required",
        "line 5, column due_date: is empty, but required",
        "line 5, column currency: is empty, but required",
        "line 5, column balance: is empty, but required",
    )


def test_formulas_with_results_and_errors_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "items.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet()
    page.write_row(0, 0, ITEMS)
    page.write_row(1, 0, ["US", "100123", "1", "2026-01-01", "USD"])
    page.write_formula(1, 5, "=5*2", None, 10)
    page.write_row(2, 0, ["US", "100123", "2", "2026-01-01", "USD"])
    page.write_formula(2, 5, "=1/0", None, "#DIV/0!")
    book.close()

    result = load(path, skip_bad=True)

    assert m.Item.get().balance_minor == 1000
    assert result.rejects_path is not None
    assert "holds an error" in result.rejects_path.read_text()


def test_an_empty_workbook_is_said_to_be_empty(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "items.xlsx")

    with pytest.raises(BadInput, match=r"items.xlsx is empty"):
        load(tmp_path / "items.xlsx")


def with_part(path: Path, name: str, old: bytes, new: bytes) -> Path:
    """Change the bytes of one part of a workbook."""
    with ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new)
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return path


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("xl/worksheets/sheet1.xml", b"</sheetData>", b"<<<", "not a readable XLSX"),
        ("xl/worksheets/sheet1.xml", b"<v>12.5</v>", b"<v>nan</v>", "not a readable XLSX"),
        ("xl/worksheets/sheet1.xml", b"<v>12.5</v>", b"<v>" + b"9" * 4400, "not a readable XLSX"),
        ("xl/worksheets/sheet1.xml", b' r="F2"', b' r="F-2"', "not a readable XLSX"),
        ("xl/worksheets/sheet1.xml", b'<row r="2"', b'<row r="999999999"', "1,048,576 lines"),
        ("xl/worksheets/sheet1.xml", b' r="F2"', b' r="ZZZ2"', "1,000 columns"),
        ("xl/workbook.xml", b"<sheets>", b"<", "not a readable XLSX"),
        ("[Content_Types].xml", b"</Types>", b"", "not a readable XLSX"),
    ],
)
def test_a_workbook_made_to_do_harm_is_refused_at_once(
    tmp_path: Path, part: str, old: bytes, new: bytes, said: str
) -> None:
    path = sheet(tmp_path, ("US", "100123", "1", "2026-01-01", "USD", 12.5, None))

    with pytest.raises(BadInput, match=said):
        load(with_part(path, part, old, new))


def test_a_number_that_no_computer_holds_is_a_bad_row(tmp_path: Path) -> None:
    path = sheet(tmp_path, ("US", "100123", "1", "2026-01-01", "USD", 12.5, None))

    with pytest.raises(BadInput) as refusal:
        load(with_part(path, "xl/worksheets/sheet1.xml", b"<v>12.5</v>", b"<v>1e400</v>"))
    assert refusal.value.problems == (
        'line 2, column balance: "inf" is no number that can be read',
    )


def test_what_the_reader_of_workbooks_warns_of_is_a_bad_row_alone(
    tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    book = Workbook()
    for row in (ITEMS, ("US", "100123", "1", 1e12, "USD", 12.5, None)):
        book.active.append(row)
    book.active["D2"].number_format = "yyyy-mm-dd"
    book.save(tmp_path / "items.xlsx")

    with pytest.raises(BadInput) as refusal:
        load(tmp_path / "items.xlsx")
    assert refusal.value.problems == ('line 2, column due_date: "#VALUE!" holds an error',)
    assert list(recwarn) == []


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(tmp_path: Path) -> None:
    path = sheet(tmp_path)
    with ZipFile(path, "a", ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", bytes(110_000_000))

    with pytest.raises(BadInput, match="unpacks to 110 MB"):
        load(path)


def test_entities_of_a_workbook_are_not_unfolded(tmp_path: Path) -> None:
    path = sheet(tmp_path, ("US", "100123", "1", "2026-01-01", "USD", 12.5, None))
    laughs = b'<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet'

    with pytest.raises(BadInput, match="not a readable XLSX"):
        load(with_part(path, "xl/worksheets/sheet1.xml", b"<worksheet", laughs))
