"""Totals are summed by the database: always what adding up the rows one by one gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from tests import builders as b
from tests.services.life import print_all, run, waiting
from tests.services.mixed_company import add_mixed_company
from tui_dunning.engine.aging import Totals
from tui_dunning.errors import NotFound
from tui_dunning.output.letter_lines import LetterTotals
from tui_dunning.services import edit_report, letter_report, review
from tui_dunning.services.edit_report import ReportQuery, Sort
from tui_dunning.services.letter_report import CONTROL, PREVIEW, LetterQuery
from tui_dunning.services.review import LetterOrder
from tui_dunning.store import models as m
from tui_dunning.store import report_filters

LTRS = (None, "", "1", "2", "3", "4", "*", "**")
OTHERS = ({}, {"group": "G"}, {"name_part": "customer k"})


@pytest.fixture
def company(db: str) -> None:
    """All methods and currencies; letters sent, waiting, deleted; who owes nothing any more."""
    add_mixed_company()
    run(b.TODAY - timedelta(days=20))
    print_all()
    run()
    first, second, *_ = waiting()
    review.delete(first, "jane", b.TODAY)
    line = m.LetterItem.get(m.LetterItem.letter == second)
    review.remove_item(second, line.item.unit.code, line.item.number, "jane")
    m.Customer.update(all_sent=True, letter_code="3").where(m.Customer.number == "K").execute()
    b.add_customer("Z1", letter_code="2", unit=m.Unit.get(m.Unit.code == "NL"))
    b.add_customer("Z2", letter_code="2", currency="GBP")
    b.add_customer("Z3", letter_code="1", currency="USD")
    b.add_item(b.add_customer("Z4", letter_code="4"), "Z4", is_open=False, balance="0.00")


def row_by_row(query: ReportQuery, as_of: object = b.TODAY) -> object:
    sums = Totals()
    for row in edit_report.rows(as_of, query):  # type: ignore[arg-type]
        sums.add(row)
    return sums.rows()


@pytest.mark.parametrize("few", [0, report_filters.FEW])
@pytest.mark.parametrize("sort", list(Sort))
def test_totals_are_the_rows_under_every_filter(company, monkeypatch, sort, few):
    monkeypatch.setattr(report_filters, "FEW", few)
    listed = 0

    for ltr, unit, others in product(LTRS, ("", "US", "NL"), OTHERS):
        query = ReportQuery(ltr=ltr, unit=unit, sort=sort, **others)
        totals = edit_report.totals(b.TODAY, query)
        assert totals == row_by_row(query), query
        listed += bool(totals)

    assert listed > 20
    assert {total.currency for total in edit_report.totals(b.TODAY)} == {"EUR", "GBP", "USD"}


@pytest.mark.parametrize("days", [-400, -1, 0, 1, 30, 31, 60, 61, 90, 91, 400])
def test_totals_have_the_bands_of_their_day(company, days):
    as_of = b.TODAY + timedelta(days=days)

    assert edit_report.totals(as_of) == row_by_row(ReportQuery(), as_of)


def test_totals_of_a_unit_that_is_not_there_are_refused(company):
    with pytest.raises(NotFound, match="no unit XX"):
        edit_report.totals(b.TODAY, ReportQuery(unit="XX"))


def test_totals_of_nothing_are_none(db):
    assert edit_report.totals(b.TODAY) == ()
    assert letter_report.totals(CONTROL) == LetterTotals()


def letter_by_letter(query: LetterQuery) -> LetterTotals:
    sums = LetterTotals()
    for line in letter_report.rows(query):
        sums.add(line)
    return sums


def test_totals_of_letters_are_the_letters_under_every_filter(company):
    found = 0

    for base, run_, customer, code, order in product(
        (CONTROL, PREVIEW, LetterQuery(), LetterQuery(last=True), LetterQuery(status="deleted")),
        (None, 1, 2),
        ("", "P", "K"),
        ("", "1", "2"),
        LetterOrder,
    ):
        query = replace(base, run=run_, customer=customer, letter_code=code, order=order)
        totals = letter_report.totals(query)
        assert totals == letter_by_letter(query), query
        found += bool(totals.amounts)

    assert found > 50


def test_a_position_leaves_no_letter_out_of_the_totals(company):
    last = max(row.number for row in letter_report.rows(PREVIEW))

    assert letter_report.totals(replace(PREVIEW, position=str(last))).letters > 1
