"""The edit report's formats, from rows made here."""

from __future__ import annotations

import csv
import errno
import gc
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pypdf
import pytest
from xlsxwriter.exceptions import FileCreateError

from tui_dunning.engine.aging import NO_BANDS, ReportRow
from tui_dunning.output import report, report_sheets, workbook
from tui_dunning.output.report_formats import Format, no_formula
from tui_dunning.output.report_head import Heading
from tui_dunning.output.report_lines import PAGE_LINES

GOLDEN = Path(__file__).parent / "golden"
HEADING = Heading(date(2026, 6, 30), "unit US")
ROWS = (
    ReportRow("1", "100007", "Granite Builders", "USD", 285602, 285602, (0, 0, 285602, 0, 0)),
    ReportRow("*", "100013", "Łódź Works", "EUR", -500, -500, (0, -500, 0, 0, 0)),
    ReportRow("**", "1000000000123", "株式会社山田製作所株式会社", "JPY", 12, 0, (12, 0, 0, 0, 0)),
    ReportRow("", "100020", "=cmd|'/C calc'!A0", "IDR", 10**14, 1, (10**14 - 1, 1, 0, 0, 0)),
    ReportRow("3", "100021", "Evil\x1b[31m\u202e\tname", "USD", 0, 0, NO_BANDS),
)


def written(form: Format, rows=ROWS, heading=HEADING) -> tuple[bytes, tuple[int, int]]:
    target = io.BytesIO()
    counts = report.write(form, iter(rows), heading, target)
    return target.getvalue(), counts


@pytest.mark.parametrize(
    ("form", "name"), [(Format.TEXT, "report.txt"), (Format.CSV, "report.csv")]
)
def test_text_and_csv_are_as_they_were(form, name):
    data, _ = written(form)

    assert data.decode() == (GOLDEN / name).read_text(encoding="utf-8")


def test_no_line_of_text_is_wider_than_132_cells():
    from tui_dunning.output.columns import cells

    data, _ = written(Format.TEXT)

    assert max(cells(line) for line in data.decode().splitlines()) == 132


def test_every_page_has_its_head_after_a_form_feed():
    data, (rows, pages) = written(Format.TEXT, ROWS[:1] * 200)

    parts = data.decode().split("\f")
    assert (rows, pages, len(parts)) == (200, 4, 4)
    assert all(part.startswith("AR4420") for part in parts)
    assert "Page     4" in parts[3]
    assert max(part.count("\n") for part in parts) <= PAGE_LINES


def test_an_empty_report_says_so():
    data, counts = written(Format.TEXT, ())

    assert "No customer has an open item or a letter code." in data.decode()
    assert counts == (0, 1)


def test_csv_reads_back_and_holds_no_formula():
    data, _ = written(Format.CSV)

    rows = list(csv.DictReader(io.StringIO(data.decode())))
    assert [row["balance"] for row in rows] == [
        *("2856.02", "-5.00", "12", "1000000000000.00", "0.00")
    ]
    assert rows[3]["name"] == "'=cmd|'/C calc'!A0"
    assert rows[4]["name"] == "Evil[31m name"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", " =1", "\t=1", "\r=1"])
def test_formulas_get_an_apostrophe(text):
    assert no_formula(text).startswith("'")


def test_json_has_the_shape_of_the_contract():
    data, _ = written(Format.JSON, ROWS[:1])

    assert json.loads(data) == [
        {
            "ltr": "1",
            "customer": "100007",
            "name": "Granite Builders",
            "currency": "USD",
            "balance": "2856.02",
            "past_due": "2856.02",
            "aging": {
                "current": "0.00",
                "1-30": "0.00",
                "31-60": "2856.02",
                "61-90": "0.00",
                "90+": "0.00",
            },
        }
    ]
    assert json.loads(written(Format.JSON, ())[0]) == []


def test_a_workbook_has_text_as_text_and_amounts_as_numbers():
    data, (rows, _) = written(Format.XLSX)

    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    values = list(sheet.iter_rows(values_only=True))
    assert rows == 5
    assert values[0][:5] == ("LTR", "Customer", "Name", "Cur", "Balance")
    assert values[1][1:6] == ("100007", "Granite Builders", "USD", 2856.02, 2856.02)
    assert (sheet["C5"].value, sheet["C5"].data_type) == ("=cmd|'/C calc'!A0", "s")
    assert sheet["E4"].number_format == "#,##0"
    assert values[-1][2:5] == ("Total of 2 rows", "USD", 2856.02)


def test_quick_rows_of_a_workbook_say_what_the_library_would_write(monkeypatch):
    names = ("A & B <c>", " spaces ", "_x0041_", "=1+1", "", "x" * 20_000, "Łódź ']]>")
    odd = [replace(ROWS[0], name=name, balance=at - 3) for at, name in enumerate(names)]
    odd.insert(2, replace(ROWS[0], balance=10**17))

    def cells(data):
        sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        return [[(c.value, c.data_type, c.number_format) for c in row] for row in sheet.iter_rows()]

    quick = cells(written(Format.XLSX, odd)[0])
    monkeypatch.setattr(report_sheets, "quick_rows", lambda *_: None)
    slow = cells(written(Format.XLSX, odd)[0])

    assert len(quick) == 10
    assert quick == slow


def test_a_full_sheet_goes_on_in_another(monkeypatch):
    monkeypatch.setattr(workbook, "SHEET_ROWS", 4)

    data, (rows, _) = written(Format.XLSX, ROWS[:1] * 7)

    book = openpyxl.load_workbook(io.BytesIO(data))
    assert rows == 7
    assert [sheet.max_row for sheet in book.worksheets] == [4, 4, 3]


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_pdf_has_all_rows_and_a_head_on_each_page(paper):
    data, (rows, pages) = written(Format.PDF, ROWS * 20, Heading(date(2026, 6, 30), "", paper))

    read = pypdf.PdfReader(io.BytesIO(data))
    texts = [page.extract_text() for page in read.pages]
    assert (rows, pages) == (100, len(texts))
    assert pages > 1
    assert all("DUNNING LETTER EDIT REPORT" in text for text in texts)
    assert sum(text.count("Łódź Works") for text in texts) == 20
    assert "Total of 40 rows" in texts[-1]
    width, height = read.pages[0].mediabox[2:]
    assert width > height


def test_a_workbook_on_a_full_disk_fails_once_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    with pytest.raises(OSError, match="No space left"), open("/dev/full", "wb") as target:
        report.write(Format.XLSX, iter(ROWS * 2_000), HEADING, target)
    gc.collect()  # what is thrown away unfinished writes on, and would be heard of here
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_whose_temporary_folder_is_full_leaves_nothing_there(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def full(_self: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("xlsxwriter.packager.Packager._write_styles_file", full)
    with (
        pytest.raises(FileCreateError, match="No space left"),
        open(tmp_path / "x", "wb") as target,
    ):
        report.write(Format.XLSX, iter(ROWS * 2_000), HEADING, target)

    assert [path.name for path in tmp_path.iterdir()] == ["x"]
