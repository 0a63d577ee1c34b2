"""The rows of a comparison, kept on disk and read in pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tui_dunning.paging import Seek
from tui_dunning.services import compared_rows
from tui_dunning.services.compare import Change, ComparedRow
from tui_dunning.services.compared_rows import Chosen, ComparedRows, ListedRow

CHANGES = (Change.NEW, Change.UP, Change.GONE)


def row(place: int) -> ComparedRow:
    now = {"USD": place, "EUR": 1}
    return ComparedRow(
        f"{place:03}", "Zoë's", "US", "MENU", CHANGES[place % 3], None, 2, 0, 1, {}, now
    )


@pytest.fixture(params=[10, 4_000_000], ids=["on disk", "in memory"])
def kept(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ComparedRows]:
    monkeypatch.setattr(compared_rows, "IN_MEMORY", request.param)
    rows = ComparedRows()
    for place in range(30):
        rows.add(row(place))
    yield rows
    rows.close()


def places(rows: tuple[ListedRow, ...]) -> list[int]:
    return [listed.place for listed in rows]


def test_rows_are_sorted_by_customer_in_few_at_once(
    kept: ComparedRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compared_rows, "AT_ONCE", 7)
    for place in (29, 0, 4):
        kept.add(replace(row(place), unit="NL"))

    kept.sort()

    found = [(each.customer, each.unit) for each in kept.rows(Chosen())]
    assert found == sorted(found, key=lambda each: each[0])
    assert found[:3] == [("000", "US"), ("000", "NL"), ("001", "US")]
    assert places(kept.page(Chosen(customer="00"), Seek(), 30).rows) == list(range(12))
    assert len(kept.page(Chosen(Change.UP, "00"), Seek(), 30).rows) == 4


def test_rows_come_back_as_they_were(kept: ComparedRows) -> None:
    assert list(kept.rows(Chosen())) == [row(place) for place in range(30)]
    assert len(kept) == 30


@pytest.mark.parametrize(
    ("seek", "page", "before", "after"),
    [
        (Seek(), [1, 4, 7], False, True),
        (Seek((7,)), [10, 13, 16], True, True),
        (Seek((7,), inclusive=True), [7, 10, 13], True, True),
        (Seek((8,), inclusive=True), [10, 13, 16], True, True),
        (Seek((22,)), [25, 28], True, False),
        (Seek((28,)), [], True, False),
        (Seek(back=True), [22, 25, 28], True, False),
        (Seek((10,), back=True), [1, 4, 7], False, True),
        (Seek((10,), back=True, inclusive=True), [4, 7, 10], True, True),
        (Seek((1,), back=True), [], False, True),
    ],
)
def test_pages_go_both_ways_among_the_rows_chosen(
    seek: Seek, page: list[int], before: bool, after: bool, kept: ComparedRows
) -> None:
    found = kept.page(Chosen(Change.UP), seek, 3)

    assert places(found.rows) == page
    assert (found.more_before, found.more_after) == (before, after)


def test_customers_are_chosen_by_how_their_number_begins(kept: ComparedRows) -> None:
    ones = kept.page(Chosen(customer="01"), Seek(), 30)
    new_ones = kept.page(Chosen(Change.NEW, "01"), Seek(), 30)

    assert places(ones.rows) == list(range(10, 20))
    assert places(new_ones.rows) == [12, 15, 18]
