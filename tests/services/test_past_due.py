"""The edit report by past due, read from kept sums: always what summing all items anew gives."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from tests import builders as b
from tests.services.imports import AS_OF, ITEMS, item
from tests.services.imports import load as load
from tests.services.life import print_all, run, waiting
from tui_dunning.engine.aging import ReportRow
from tui_dunning.paging import Seek
from tui_dunning.services import customer_letter, edit_report, review
from tui_dunning.services.check import check, mend
from tui_dunning.services.edit_report import ReportQuery, Sort
from tui_dunning.services.load import import_file
from tui_dunning.services.sample import generate
from tui_dunning.store import load_rows, past_due, past_due_list
from tui_dunning.store import models as m
from tui_dunning.store.database import handle, reading, transaction
from tui_dunning.store.past_due_list import PastDueList
from tui_dunning.store.past_due_order import PastDueOrder

BY_PAST_DUE = ReportQuery(sort=Sort.PAST_DUE)


def listed(
    as_of: date = AS_OF, query: ReportQuery = BY_PAST_DUE, *, limit: int = 3, back: bool = False
) -> list[ReportRow]:
    """Read the whole list page by page, as keys do; each page says rightly whether it goes on."""
    orders, rows, seek = edit_report.Orders(), [], Seek(back=back)
    while True:
        page = edit_report.page(query, seek, limit, as_of, orders)
        rows = [*page.rows, *rows] if back else [*rows, *page.rows]
        behind, ahead = (page.more_before, page.more_after)[:: -1 if back else 1]
        assert behind == (seek.key is not None)
        if not ahead:
            return rows
        seek = Seek(page.rows[0 if back else -1].key, back=back)


def shown(rows: list[ReportRow]) -> list[tuple[object, ...]]:
    return [(row.customer, row.currency, row.past_due, row.balance) for row in rows]


def made_anew(as_of: date = AS_OF, query: ReportQuery = BY_PAST_DUE) -> list[ReportRow]:
    with reading():
        return list(PastDueOrder(query, as_of).page(Seek(), 10_000).rows)


def assert_kept(as_of: date = AS_OF, query: ReportQuery = BY_PAST_DUE) -> None:
    """Check that the list is read from kept sums, and shows what summing anew shows."""
    assert past_due.wrong() == []
    with reading():
        assert isinstance(past_due_list.order(query, as_of), PastDueList)
    expected = shown(made_anew(as_of, query))
    assert shown(listed(as_of, query)) == expected
    assert shown(listed(as_of, query, limit=2, back=True)) == expected


def lines(*rows: tuple[str, str, int, str, str]) -> str:
    """Items to import: customer, number, days past due, currency, balance."""
    return ITEMS + "".join(
        f"US,{customer},{number},{b.days_ago(days, AS_OF)},{currency},{balance}\n"
        for customer, number, days, currency, balance in rows
    )


@pytest.fixture
def company(load):
    """Customers A to F with items of all kinds, imported."""
    for number in "ABCDEF":
        b.add_customer(number, dunning_group="G" if number < "D" else "")
    load(
        "items",
        lines(
            *(("A", "1", 40, "USD", "100.00"), ("A", "2", 1, "EUR", "7.00")),
            *(("B", "3", 0, "USD", "50.00"), ("B", "4", -5, "USD", "5.00")),
            *(("C", "5", 90, "USD", "300.00"), ("C", "6", 10, "USD", "-400.00")),
            *(("D", "7", -1, "USD", "20.00"), ("D", "8", -30, "USD", "30.00")),
            *(("E", "9", 40, "USD", "100.00"),),
        ),
    )
    return load


@pytest.mark.parametrize("days", [0, 1, 2, 5, 6, 31, 400])
def test_the_list_is_what_all_items_come_to_on_any_day_from_the_import_on(company, days):
    assert_kept(AS_OF + timedelta(days=days))


def test_a_day_before_the_import_is_summed_anew(company):
    before = AS_OF - timedelta(days=30)

    assert shown(listed(before)) == shown(made_anew(before))
    assert ("A", "USD", 10_000, 10_000) in shown(listed(before))


def test_more_that_fell_due_than_is_worth_merging_is_summed_anew(company, monkeypatch):
    monkeypatch.setattr(past_due_list, "MOST_FALLEN", 1)
    later = AS_OF + timedelta(days=400)

    with reading():
        assert isinstance(past_due_list.order(BY_PAST_DUE, later), PastDueOrder)
    assert shown(listed(later)) == shown(made_anew(later))


def test_items_that_are_added_changed_moved_and_closed_show_at_once(company):
    company("items", lines(("F", "10", 5, "USD", "1.00"), ("E", "9", 40, "USD", "60.00")))
    assert_kept()

    company("items", lines(("B", "9", 40, "EUR", "60.00"), ("A", "2", 1, "EUR", "0.00")))
    assert_kept()
    assert not any(row.customer == "E" for row in listed())

    company("items", lines(("D", "7", -1, "USD", "20.00")), snapshot=True)
    assert_kept()
    assert shown(listed()) == [("D", "USD", 0, 2000)]


def test_few_changes_leave_the_other_sums_alone(load):
    for number in range(10):
        b.add_customer(f"N{number}")
    load("items", lines(*((f"N{n}", f"I{n}", n, "USD", f"{n}.00") for n in range(10))))
    with transaction():
        m.PastDue.update(minus_due=-99).where(m.PastDue.number == "N9").execute()

    load("items", lines(("N1", "I1", 1, "USD", "77.00")))

    assert shown(listed())[0] == ("N1", "USD", 7700, 7700)
    assert [row[0] for row in past_due.wrong()] == ["N9"]


def test_a_later_import_takes_the_sums_to_its_day_and_an_earlier_one_back(company, tmp_path):
    path = tmp_path / "more.csv"
    path.write_text(lines(("F", "10", 5, "USD", "1.00")))
    for days in (20, -20):
        day = AS_OF + timedelta(days=days)
        import_file("items", path, as_of=day, operator="jane")
        assert past_due.kept_day() == day
        assert_kept(day)


def test_filters_leave_the_same_rows_where_the_list_is_read_and_where_it_is_made(
    company, monkeypatch
):
    run(AS_OF)
    queries = [
        ReportQuery(sort=Sort.PAST_DUE, **values)
        for values in ({"ltr": "1"}, {"ltr": ""}, {"group": "G"}, {"name_part": "customer"})
    ]
    few = [shown(listed(query=query)) for query in queries]
    monkeypatch.setattr(past_due_list, "_is_rare", lambda query: False)

    for query, rows in zip(queries, few, strict=True):
        assert rows, query
        assert rows == shown(made_anew(query=query))
        assert_kept(query=query)
        assert_kept(AS_OF + timedelta(days=3), query)


def test_a_unit_is_summed_by_itself(company):
    query = ReportQuery(unit="US", sort=Sort.PAST_DUE)

    assert shown(listed(query=query)) == shown(made_anew(query=query))


def test_a_customer_that_has_a_letter_code_and_owes_nothing_is_listed_until_it_has_none(company):
    run(AS_OF)
    company("items", lines(("C", "5", 90, "USD", "300.00")), snapshot=True)
    assert_kept()
    assert ("A", "USD", 0, 0) in shown(listed())

    print_all()
    for letter in review.letters(customer="A"):
        review.delete(letter.number, "jane", AS_OF)
    assert_kept()
    assert not any(row.customer == "A" for row in listed())

    run(AS_OF + timedelta(days=1))
    assert_kept()


def test_a_letter_by_hand_and_its_deletion_leave_the_sums_true(company):
    customer_letter.change("A", "jane", AS_OF, letter=4)
    assert_kept()
    company("items", lines(("C", "5", 90, "USD", "300.00")), snapshot=True)
    for number in waiting():
        review.delete(number, "jane", AS_OF)

    assert_kept()


def test_a_fee_that_is_posted_and_taken_back_counts_and_counts_no_more(company):
    level = m.ProcedureLevel.get(m.ProcedureLevel.number == 1)
    level.fee, level.fee_on = '{"USD": "5.00", "EUR": "5.00"}', 2
    level.save()
    m.Customer.update(assess_fee=True).execute()
    run(AS_OF)
    before = shown(listed())
    [*_, last] = print_all()

    assert item(f"FEE-{last}").is_open
    assert_kept()
    assert_kept(AS_OF + timedelta(days=1))
    for letter in review.letters(status="printed"):
        review.delete(letter.number, "jane", AS_OF)
    assert shown(listed()) == before
    assert_kept()


def test_a_made_up_company_has_its_sums(db):
    generate(40, 200, 7, AS_OF)

    assert past_due.kept_day() == AS_OF
    assert_kept()


def test_no_sums_are_kept_before_the_first_import(db):
    b.add_basics()
    b.add_item(b.add_customer("A"))
    run(AS_OF)
    print_all()

    assert past_due.kept_day() is None
    assert [row.customer for row in listed()] == ["A"]
    assert m.PastDue.select().count() == 0


def test_check_says_what_is_kept_wrongly_and_mending_it_changes_nothing_else(company):
    run(AS_OF)
    assert check().is_sound
    with transaction():
        m.PastDue.update(minus_due=1).where(m.PastDue.number == "E").execute()
        m.PastDue.update(next_due=None, number="B0").where(m.PastDue.number == "B").execute()
        m.PastDue.delete().where(m.PastDue.number == "D").execute()
        m.PastDue.create(customer_id=99, currency="EUR", minus_due=0, number="Z")
    items = [*m.Item.select().order_by(m.Item.id).dicts()]

    assert check().problems == tuple(
        f"What customer {each}; `dunning check --mend` sums all of it anew."
        for each in (
            "B has past due in USD is kept wrongly: under the number B0, next falling due never"
            " instead of 2026-03-02",
            "D has past due in USD is kept wrongly: it is missing",
            "E has past due in USD is kept wrongly: -1 minor units instead of 10,000",
            "Z has past due in EUR is kept wrongly: there is nothing to keep",
        )
    )
    assert mend(AS_OF)
    assert check().is_sound
    assert_kept()
    assert [*m.Item.select().order_by(m.Item.id).dicts()] == items


def test_checking_alone_writes_nothing(company):
    with transaction():
        m.PastDue.update(minus_due=1).execute()
    before = past_due.kept()

    assert not check().is_sound
    assert past_due.kept() == before
    assert {row.minus_due for row in m.PastDue} == {1}


def test_mending_waits_for_another_writer_of_sums(company):
    changed = threading.Event()

    def change() -> None:
        with transaction():
            m.Item.update(balance_minor=55_00).where(m.Item.number == "1").execute()
            past_due.keep_of([m.Customer.get(m.Customer.number == "A").id])
            changed.set()
            time.sleep(0.5)

    with ThreadPoolExecutor() as other:
        done = other.submit(change)
        assert changed.wait(10)
        assert mend(AS_OF + timedelta(days=1))
        done.result(10)

    assert ("A", "USD", 5500, 5500) in shown(listed())
    assert past_due.kept_day() == AS_OF + timedelta(days=1)
    assert_kept(AS_OF + timedelta(days=1))


def test_a_database_without_its_tables_is_not_mended(company):
    handle().execute_sql("DROP TABLE past_due")

    assert not mend(AS_OF)
    assert check().problems == ("The table past_due is missing.",)


def test_an_import_and_a_roll_back_of_one_item_wait_for_each_other_and_both_count(company):
    run(AS_OF)
    print_all()
    letter = next(review.letters(customer="A"))
    changed = threading.Event()

    def change() -> None:
        with transaction():
            m.Item.update(balance_minor=55_00).where(m.Item.number == "1").execute()
            changed.set()
            time.sleep(0.5)
            past_due.keep_of([m.Customer.get(m.Customer.number == "A").id])

    with ThreadPoolExecutor() as other:
        done = other.submit(change)
        assert changed.wait(10)
        review.delete(letter.number, "jane", AS_OF)
        done.result(10)

    assert ("A", "USD", 5500, 5500) in shown(listed())
    assert_kept()


@pytest.mark.parametrize("more", ["F,10", "E,11"])
@pytest.mark.parametrize("days", [0, 1])
def test_a_list_that_is_open_while_items_are_imported_neither_doubles_nor_loses_rows(
    company, tmp_path, more, days
):
    day, later = AS_OF + timedelta(days=days), AS_OF + timedelta(days=1)
    orders = edit_report.Orders()
    edit_report.page(BY_PAST_DUE, Seek(), 10, later, orders)
    path = tmp_path / "more.csv"
    path.write_text(f"{ITEMS}US,{more},{AS_OF},USD,1.00\n")
    import_file("items", path, as_of=day, operator="jane")

    page = edit_report.page(BY_PAST_DUE, Seek(), 10, later, orders)

    assert shown(list(page.rows)) == shown(made_anew(later))


def test_two_imports_that_move_one_item_leave_no_owner_out(company, tmp_path, monkeypatch):
    for number in range(40):
        b.add_customer(f"Z{number}")
    company("items", lines(*((f"Z{n}", f"Z{n}", 3, "USD", "1.00") for n in range(40))))
    paths = [tmp_path / "1.csv", tmp_path / "2.csv"]
    for path, owner in zip(paths, "BF", strict=True):
        path.write_text(lines((owner, "9", 40, "USD", "100.00")))
    moved, keep = threading.Event(), load_rows.keep_sums

    def wait_and_keep(*words, **options):
        if threading.current_thread().name.startswith("first"):
            moved.set()
            time.sleep(0.5)
        keep(*words, **options)

    monkeypatch.setattr(load_rows, "keep_sums", wait_and_keep)
    with ThreadPoolExecutor(thread_name_prefix="first") as first:
        done = first.submit(import_file, "items", paths[0], as_of=AS_OF, operator="jane")
        assert moved.wait(10)
        import_file("items", paths[1], as_of=AS_OF, operator="joe")
        done.result(10)

    assert_kept()
    assert item("9").customer.number == "F"
