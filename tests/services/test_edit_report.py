"""The edit report (menu 4.4.2) on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.builders import TODAY, add_customer, add_item, add_menu_procedure, add_unit
from tests.services.life import print_all, run
from tests.services.mixed_company import add_mixed_company
from tui_dunning.engine.aging import Totals, band
from tui_dunning.errors import BadInput, NotFound
from tui_dunning.output.report_formats import Format
from tui_dunning.paging import Seek
from tui_dunning.services import edit_report
from tui_dunning.services.edit_report import ReportQuery, Sort
from tui_dunning.store import report_filters
from tui_dunning.store.database import handle
from tui_dunning.store.models import Customer, Item, Procedure, Unit


@pytest.fixture
def unit(db):
    return add_unit("US", procedure=add_menu_procedure())


@pytest.mark.parametrize(
    ("days", "place"),
    [(-5, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (4000, 4)],
)
def test_bands_begin_and_end_on_their_days(days, place):
    assert band(days) == place


@pytest.mark.parametrize("days", [-5, 0, 1, 30, 31, 60, 61, 90, 91, 4000])
def test_sums_of_the_database_use_the_same_bands(unit, days):
    add_item(add_customer("C1", unit=unit), "I", unit=unit, days=days, balance="10.00")

    [row] = edit_report.rows(TODAY)

    assert row.aging[band(days)] == 1000
    assert (row.balance, row.past_due) == (1000, 1000 if days > 0 else 0)


def test_a_credit_falls_into_the_band_of_its_own_date(unit):
    customer = add_customer("C1", unit=unit)
    add_item(customer, "I", unit=unit, days=45, balance="100.00")
    add_item(customer, "CR", unit=unit, days=5, balance="-30.00")

    [row] = edit_report.rows(TODAY)

    assert row.aging == (0, -3000, 10000, 0, 0)
    assert (row.balance, row.past_due) == (7000, 7000)


def test_customers_have_a_row_for_each_currency_and_only_with_an_item_or_a_code(unit):
    both = add_customer("C1", unit=unit)
    add_item(both, "I1", unit=unit, days=1, balance="1.00", currency="USD")
    add_item(both, "I2", unit=unit, days=1, balance="2.00", currency="EUR")
    add_customer("C2", unit=unit)
    add_customer("C3", unit=unit, letter_code="2")
    closed = add_customer("C4", unit=unit)
    add_item(closed, "I4", unit=unit, days=1, balance="0.00", is_open=False)

    listed = list(edit_report.rows(TODAY))

    assert [(r.customer, r.currency, r.balance, r.ltr) for r in listed] == [
        ("C1", "EUR", 200, ""),
        ("C1", "USD", 100, ""),
        ("C3", "USD", 0, "2"),
    ]


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        ({"letter_code": "3"}, "3"),
        ({"letter_code": "3", "all_sent": True}, "*"),
        ({"letter_code": "3", "all_sent": True, "dunning": False}, "**"),
        ({}, ""),
    ],
)
def test_ltr_is_shown_and_filtered_alike(unit, columns, shown):
    add_item(add_customer("C1", unit=unit, **columns), "I", unit=unit, days=40, balance="1.00")
    everything = ("", "1", "2", "3", "*", "**")

    [row] = edit_report.rows(TODAY)
    found = [x for x in everything if list(edit_report.rows(TODAY, ReportQuery(ltr=x)))]

    assert row.ltr == shown
    assert found == [shown]


@pytest.mark.parametrize("few", [0, report_filters.FEW])
@pytest.mark.parametrize("method_of_the_unit", ["MENU", "DAYS"])
def test_filters_name_whom_the_whole_list_shows_under_every_method(
    db, monkeypatch, few, method_of_the_unit
):
    add_mixed_company()
    procedure = Procedure.get(Procedure.code == method_of_the_unit)
    Unit.update(procedure=procedure).where(Unit.code == "US").execute()
    Customer.update(all_sent=True, letter_code="3").where(Customer.number == "K").execute()
    run(TODAY - timedelta(days=20))
    print_all()
    run(TODAY)
    monkeypatch.setattr(report_filters, "FEW", few)

    for sort in Sort:
        whole = list(edit_report.rows(TODAY, ReportQuery(sort=sort)))
        for shown in ("", "1", "2", "3", "4", "*", "**"):
            listed = edit_report.rows(TODAY, ReportQuery(ltr=shown, sort=sort))
            assert list(listed) == [row for row in whole if row.ltr == shown]
        for code in ("US", "NL"):
            listed = list(edit_report.rows(TODAY, ReportQuery(unit=code, sort=sort)))
            owed = {item.customer.number for item in Item.select() if item.unit.code == code}
            assert {row.customer for row in listed if row.balance} == owed


def test_a_letter_that_hardly_anybody_has_is_found_by_an_index(lite):
    query = Customer.select(Customer.id).where(*report_filters.filters(ReportQuery(ltr="3")))

    statement, values = query.order_by(Customer.number).limit(17).sql()
    plan = handle().execute_sql(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()

    assert "customer_ltr (<expr>=?)" in str(plan)


def test_unit_group_and_name_part_choose_customers(unit):
    other = add_unit("NL", currency="EUR")
    lodz = add_customer(
        "C1", unit=unit, name="Łódź Works", name_folded="lodz works", dunning_group="A"
    )
    add_item(lodz, "I1", unit=unit, days=40, balance="1.00")
    add_item(add_customer("C2", unit=other, name="50% Off"), "I2", unit=other, days=4, balance="2")

    def numbers(**query):
        return [row.customer for row in edit_report.rows(TODAY, ReportQuery(**query))]

    assert numbers(unit="NL") == ["C2"]
    assert numbers(group="A") == ["C1"]
    assert numbers(name_part="lodz W") == ["C1"]
    assert numbers(name_part="50%") == ["C2"]
    assert numbers(name_part="%") == ["C2"]
    with pytest.raises(NotFound, match="no unit XX"):
        numbers(unit="XX")


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_pages_forward_and_back_are_the_whole_list(unit, sort, limit):
    for place, name in enumerate(["Delta", "Alpha", "Charlie", "Bravo", "Alpha"]):
        customer = add_customer(f"C{place}", unit=unit, name=name)
        owed = {"currency": "USD", "balance": f"{place % 2 + 1}.00", "days": place}
        for currency in ("USD", "EUR", "GBP")[: place % 3 + 1]:
            add_item(customer, f"{place}{currency}", unit=unit, **owed | {"currency": currency})
        add_item(customer, f"{place}", unit=unit, **owed | {"balance": "-1.00"})
    add_customer("C9", unit=unit, letter_code="3")
    query = ReportQuery(sort=sort)
    whole = list(edit_report.rows(TODAY, query))

    forward, seek = [], Seek()
    while True:
        page = edit_report.page(query, seek, limit, TODAY)
        assert page.more_before == bool(forward)
        forward += page.rows
        if not page.more_after:
            break
        seek = Seek(page.rows[-1].key)
    backward, seek = [], Seek(back=True)
    while True:
        page = edit_report.page(query, seek, limit, TODAY)
        assert page.more_after == bool(backward)
        backward = [*page.rows, *backward]
        if not page.more_before:
            break
        seek = Seek(page.rows[0].key, back=True)

    assert forward == whole
    assert backward == whole


def test_a_list_is_positioned_by_the_beginning_of_a_number(unit):
    for number in ("1001", "1002", "2001"):
        add_item(add_customer(number, unit=unit), number, unit=unit, balance="1.00")

    page = edit_report.page(ReportQuery(), Seek(("1002",), inclusive=True), 10, TODAY)
    later = edit_report.page(ReportQuery(), Seek(("2",), inclusive=True), 10, TODAY)

    assert [row.customer for row in page.rows] == ["1002", "2001"]
    assert [row.customer for row in later.rows] == ["2001"]
    assert later.more_before


def test_totals_are_the_sums_of_the_rows_by_currency(unit):
    for place in range(3):
        customer = add_customer(f"C{place}", unit=unit)
        add_item(customer, f"U{place}", unit=unit, days=place * 40, balance="10.00")
        add_item(customer, f"E{place}", unit=unit, days=1, balance="1.00", currency="EUR")

    totals = edit_report.totals(TODAY)

    assert [(t.currency, t.rows, t.balance) for t in totals] == [("EUR", 3, 300), ("USD", 3, 3000)]
    assert totals[1].aging == (1000, 0, 1000, 1000, 0)
    assert Totals().rows() == ()


@pytest.mark.parametrize("form", list(Format))
def test_a_report_is_written_whole_and_replaces_an_older_one(unit, tmp_path, form):
    add_item(add_customer("C1", unit=unit), "I", unit=unit, days=40, balance="1.00")
    target = tmp_path / "report.out"
    target.write_text("older")

    written = edit_report.write(target, form, TODAY)

    assert written.rows == 1
    assert target.read_bytes()[:5] != b"older"
    assert [path.name for path in tmp_path.iterdir() if "report" in path.name] == ["report.out"]


def test_a_report_into_a_missing_folder_says_so(unit, tmp_path):
    with pytest.raises(BadInput, match="cannot be written"):
        edit_report.write(tmp_path / "no" / "report.csv", Format.CSV, TODAY + timedelta(1))


def test_the_order_by_past_due_stays_while_pages_are_read_and_amounts_are_new(unit):
    owners = [add_customer(number) for number in "123"]
    amounts = zip(owners, ("10.00", "30.00", "20.00"), strict=True)
    items = [add_item(owner, balance=amount) for owner, amount in amounts]
    query, orders = ReportQuery(sort=Sort.PAST_DUE), edit_report.Orders()

    def listed(seek, some=orders):
        page = edit_report.page(query, seek, 2, TODAY, some)
        return [(row.customer, row.balance) for row in page.rows], page

    first, page = listed(Seek())
    items[0].balance_minor = 99_00
    items[0].save()

    assert first == [("2", 3000), ("3", 2000)]
    assert listed(Seek(page.rows[-1].key))[0] == [("1", 9900)]
    assert listed(Seek(), edit_report.Orders())[0] == [("1", 9900), ("2", 3000)]
    assert listed(Seek(page.rows[-1].key, back=True))[0] == [("2", 3000)]
    assert listed(Seek(back=True))[1].more_before
