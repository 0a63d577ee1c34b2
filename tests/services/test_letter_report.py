"""Control and preview report: every letter once, with totals, in files whole or absent."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.builders import TODAY, add_basics, add_customer, add_item
from tests.services.life import print_all, run
from tui_dunning.errors import BadInput, Cancelled
from tui_dunning.output.columns import cells
from tui_dunning.services import letter_report, review
from tui_dunning.services.letter_report import CONTROL, PREVIEW, Format
from tui_dunning.store import models as m

TITLE = ("AR4476", "DUNNING CONTROL REPORT")


def fill() -> None:
    """Three letters printed, one of them rolled back; two wait."""
    add_basics()
    for place, name in enumerate(("=1+1", "北京饭店" * 20, "Ideal Paint"), start=1):
        customer = add_customer(f"C{place}", name=name)
        add_item(customer, f"A{place}", days=40)
        add_item(customer, f"B{place}", days=40, currency="EUR", balance="7.00")
    run()
    print_all()
    review.delete(1, "jane", TODAY)
    run()
    review.delete(4, "jane", TODAY)


def test_the_control_report_has_what_went_out_also_if_rolled_back(db: str) -> None:
    fill()

    rows = list(letter_report.rows(CONTROL))

    assert [(row.number, row.status) for row in rows] == [
        (1, "rolled_back"),
        (2, "printed"),
        (3, "printed"),
    ]
    assert rows[1].amounts == (("EUR", 700), ("USD", 10000))


def test_the_preview_report_has_what_waits(db: str) -> None:
    fill()

    assert [row.number for row in letter_report.rows(PREVIEW)] == [5, 6]


@pytest.mark.parametrize("form", [Format.TEXT, Format.PDF])
def test_a_report_says_why_a_letter_is_held(lite: str, tmp_path: Path, form: Format) -> None:
    fill()
    m.Letter.update(held="no_agency_address").where(m.Letter.id == 5).execute()

    letter_report.write(tmp_path / "report", form, TITLE, TODAY, PREVIEW)

    content = (tmp_path / "report").read_bytes()
    if form is Format.PDF:
        content = PdfReader(tmp_path / "report").pages[0].extract_text().encode()
    assert content.count(b"held [no_agency_address]") == 1


def test_totals_add_up_by_letter_code_and_currency(lite: str) -> None:
    fill()

    found = letter_report.totals(CONTROL)

    assert found.letters == 3
    assert found.by_code == {"1": 3}
    assert found.amounts == {("1", "EUR"): 2100, ("1", "USD"): 30000}


def test_rows_come_in_portions_each_letter_once(lite: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fill()
    monkeypatch.setattr(letter_report, "PORTION", 2)

    assert [row.number for row in letter_report.rows(CONTROL)] == [1, 2, 3]


def test_the_text_is_132_columns_wide_whatever_the_names(lite: str, tmp_path: Path) -> None:
    fill()
    path = tmp_path / "control.txt"

    written = letter_report.write(path, Format.TEXT, TITLE, TODAY, CONTROL)

    lines = path.read_text("utf-8").splitlines()
    assert (written.rows, written.pages) == (3, 1)
    assert max(map(cells, lines)) <= 132
    assert lines[0].startswith("AR4476 ")
    assert lines[-1].strip() == "300.00 USD"


def test_csv_has_a_line_for_each_currency_and_no_formulas(lite: str, tmp_path: Path) -> None:
    fill()
    path = tmp_path / "control.csv"

    letter_report.write(path, Format.CSV, TITLE, TODAY, CONTROL)

    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 6
    assert rows[0]["name"] == "'=1+1"
    assert [row["past_due"] for row in rows[:2]] == ["7.00", "100.00"]


def test_a_stopped_report_leaves_no_file(lite: str, tmp_path: Path) -> None:
    fill()
    path = tmp_path / "control.csv"

    with pytest.raises(Cancelled):
        letter_report.write(path, Format.CSV, TITLE, TODAY, CONTROL, cancelled=lambda: True)

    assert list(tmp_path.glob("*.csv*")) == []


def test_a_folder_that_is_not_there_is_named(lite: str, tmp_path: Path) -> None:
    fill()

    with pytest.raises(BadInput, match="cannot be written"):
        letter_report.write(tmp_path / "no" / "x.csv", Format.CSV, TITLE, TODAY, CONTROL)
