"""The edit report by past due begins with the customer that it was positioned to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import builders as b
from tests.services.imports import AS_OF
from tests.services.imports import load as load
from tests.services.life import run
from tests.services.test_past_due import company as company
from tests.services.test_past_due import lines
from tui_dunning.errors import NotFound
from tui_dunning.paging import Seek
from tui_dunning.services import edit_report
from tui_dunning.services.edit_report import ReportQuery, Sort

QUERIES = [
    ReportQuery(sort=Sort.PAST_DUE, **values)
    for values in ({}, {"ltr": "1"}, {"group": "G"}, {"name_part": "customer"}, {"unit": "US"})
]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("days", [-30, 0, 2, 400])
def test_the_page_begins_with_the_first_row_of_whoever_is_listed(company, query, days):
    run(AS_OF)
    company("items", lines(("C", "5", 90, "USD", "300.00"), ("F", "1", 9, "USD", "1.00")))
    as_of = AS_OF + timedelta(days=days)
    whole = list(edit_report.page(query, Seek(), 1000, as_of).rows)
    assert whole

    for number in dict.fromkeys(row.customer for row in whole):
        key = edit_report.place(number, query, as_of)
        page = edit_report.page(query, Seek(key, inclusive=True), 1000, as_of)

        first = next(place for place, row in enumerate(whole) if row.customer == number)
        assert list(page.rows) == whole[first:]
        assert page.more_before == (first > 0)


def test_a_customer_without_items_has_its_place_by_its_letter_code(company):
    run(AS_OF)
    company("items", lines(("C", "5", 90, "USD", "300.00")), snapshot=True)

    key = edit_report.place("A", QUERIES[0], AS_OF)

    assert edit_report.page(QUERIES[0], Seek(key, inclusive=True), 1, AS_OF).rows[0].customer == "A"


@pytest.mark.parametrize(
    ("number", "group", "said"),
    [
        ("X", "", "There is no customer X."),
        ("Z", "", "Customer Z is not listed: it has no open item and no letter code."),
        ("D", "G", "Customer D is not listed: the fields above leave it out."),
    ],
)
def test_who_is_not_listed_is_said_with_the_reason(company, number, group, said):
    b.add_customer("Z")

    with pytest.raises(NotFound) as missing:
        edit_report.place(number, ReportQuery(group=group, sort=Sort.PAST_DUE), AS_OF)

    assert missing.value.message == said
