"""The control report and the preview report by command. Source: seed 001, dunning reports."""

from __future__ import annotations

import csv
import io
import json

import pytest
from openpyxl import load_workbook


@pytest.fixture
def printed(company):
    """Letters 1 to 3 of run 1: 1 and 2 printed, 2 rolled back since, 3 waits."""
    company.update()
    for number in (1, 2):
        company.do("print", "--letter", number, "-o", company.folder / f"{number}.pdf")
    company.do("letter", 2, "--delete")
    return company


def test_control_lists_every_letter_that_went_out_and_preview_those_that_wait(printed):
    control, preview = printed.ask("control"), printed.ask("preview-report")

    assert [(x["letter"], x["status"]) for x in control] == [(1, "printed"), (2, "rolled_back")]
    assert [(x["letter"], x["status"], x["sent"]) for x in preview] == [(3, "proposed", None)]
    assert control[0]["past_due"] == {"USD": "100.50"}


def test_a_run_or_a_customer_alone(printed):
    printed.update("--force")

    assert [x["run"] for x in printed.ask("preview-report", "--run", 2)] == [2, 2, 2]
    assert [x["to"] for x in printed.ask("control", "--customer", "C1")] == ["C1"]
    assert printed.ask("control", "--run", 2) == []


def test_text_has_totals_and_no_line_is_wider_than_132(printed):
    lines = printed.do("control", "--as-of", "2026-06-30").out.splitlines()

    assert "DUNNING CONTROL REPORT" in lines[0]
    assert "All: 2 letters" in lines
    assert max(map(len, lines)) <= 132


@pytest.mark.parametrize("command", ["control", "preview-report"])
@pytest.mark.parametrize("ending", ["txt", "csv", "json", "xlsx", "pdf"])
def test_every_format_is_written_by_the_files_ending(printed, command, ending):
    path = printed.folder / f"list.{ending}"

    said = printed.do(command, "-o", path).err

    count = 2 if command == "control" else 1
    assert ("2 letters" if command == "control" else "1 letter") in said
    content = path.read_bytes()
    match ending:
        case "csv":
            rows = list(csv.DictReader(io.StringIO(content.decode())))
            assert [row["past_due"] for row in rows] == ["100.50"] * count
        case "json":
            assert len(json.loads(content)) == count
        case "xlsx":
            rows = list(load_workbook(path).active.iter_rows(values_only=True))
            assert rows[0][:2] == ("Letter", "Run")
            assert [row[13] for row in rows[1:]] == [100.5] * count
        case "pdf":
            assert content.startswith(b"%PDF")
            assert "on 1 page." in said
        case _:
            assert b"REPORT" in content


def test_a_workbook_on_the_screen_is_wrong_usage(printed):
    printed.do("control", "--format", "xlsx", expect=2)


def test_nothing_to_list_is_said(company):
    assert "No letter is listed." in company.do("preview-report").out
    assert company.ask("control") == []
