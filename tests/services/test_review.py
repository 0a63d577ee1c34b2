"""Letters before sending: lists, one letter, editing, items taken off, deleting."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import builders as b
from tests.services.life import print_all, run, waiting
from tests.services.mixed_company import add_mixed_company
from tui_dunning.engine.types import LetterStatus
from tui_dunning.errors import BadInput, NotFound, Refused, WrongUsage
from tui_dunning.paging import Seek
from tui_dunning.services import customer_letter, review
from tui_dunning.services.review import LetterOrder, LetterQuery
from tui_dunning.store import letter_pages
from tui_dunning.store import models as m
from tui_dunning.store.database import handle
from tui_dunning.store.letter_views import which_letters


def code(number: str = "C1") -> str:
    return customer_letter.show(number, b.TODAY).letter_code


def test_a_letter_carries_what_the_contract_asks_for(db):
    b.add_basics()
    customer = b.add_customer("C1")
    b.add_item(customer, "A", days=40)
    b.add_item(customer, "CR", days=10, balance="-30.00")
    run()

    letter = next(review.letters())

    assert (letter.number, letter.run, letter.date, letter.status) == (1, 1, b.TODAY, "proposed")
    assert (letter.customer, letter.to, letter.site, letter.procedure) == ("C1", "C1", None, "MENU")
    assert (letter.level, letter.letter_code, letter.manual, letter.edited) == (
        1,
        "1",
        False,
        False,
    )
    items = {item.item: item for item in letter.items}
    assert items["A"][6:] == (40, "USD", 10000, True, True, 1, 0)
    assert (items["CR"].dunned, items["CR"].level) == (False, None)
    assert letter.totals["USD"].past_due_minor == letter.totals["USD"].due_minor == 7000


def test_lists_are_by_run_customer_status_and_last(db):
    b.add_basics()
    parent = b.add_customer("P")
    b.add_item(parent, "A")
    b.add_item(b.add_customer("K", correspondence=parent), "B")
    b.add_item(b.add_customer("C"), "C")
    run()
    run()

    def found(**which: object) -> list[int]:
        return [letter.number for letter in review.letters(**which)]  # type: ignore[arg-type]

    assert found() == [1, 2, 3, 4]
    assert found(run=1) == [1, 2]
    assert found(customer="K") == [1, 3]
    assert found(status="superseded") == [1, 2]
    assert found(last=True) == [3, 4]
    assert found(customer="P", last=True) == [3]
    with pytest.raises(NotFound, match="no run 9"):
        review.letters(run=9)
    with pytest.raises(NotFound, match="no customer X"):
        review.letters(customer="X")
    with pytest.raises(WrongUsage, match="no letter status"):
        review.letters(status="lost")


def test_more_letters_than_a_portion_come_in_order(lite):
    b.add_basics()
    for _ in range(7):
        b.add_item(b.add_customer(), "")
    run()

    from tui_dunning.store import letter_views

    whole, letter_views.PORTION = letter_views.PORTION, 3
    try:
        assert [letter.number for letter in review.letters()] == [1, 2, 3, 4, 5, 6, 7]
    finally:
        letter_views.PORTION = whole


def test_pages_of_letters_in_each_order(db):
    b.add_basics()
    for number in ("C3", "C1", "C2"):
        b.add_item(b.add_customer(number), f"I-{number}")
    run()

    def page(order: LetterOrder, seek: Seek | None = None, **which: str) -> list[str]:
        query = LetterQuery(order=order, **which)  # type: ignore[arg-type]
        return [row.to for row in review.letter_page(query, seek or Seek(), 2).rows]

    assert page(LetterOrder.NUMBER) == ["C3", "C1"]
    assert page(LetterOrder.NEWEST) == ["C2", "C1"]
    assert page(LetterOrder.NEWEST, Seek((2,))) == ["C3"]
    assert page(LetterOrder.NEWEST, Seek(back=True)) == ["C1", "C3"]
    assert page(LetterOrder.CUSTOMER) == ["C1", "C2"]
    assert page(LetterOrder.CUSTOMER, Seek(("C2", 3))) == ["C3"]
    assert page(LetterOrder.CUSTOMER, position="C2") == ["C2", "C3"]
    assert page(LetterOrder.NUMBER, customer="C2", status="proposed") == ["C2"]
    row = review.letter_page(LetterQuery(), Seek(), 1).rows[0]
    assert (row.items, row.past_due) == (1, (("USD", 10000),))


def test_deleting_a_waiting_letter_leaves_its_items_as_if_never_chosen(db):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A")
    run()
    said = str(review.delete(1, "jane", b.TODAY, "not now"))

    letter = review.letter(1)
    assert "deleted" in said
    assert (letter.status, letter.ended_by, letter.end_reason) == ("deleted", "jane", "not now")
    assert code() == ""
    assert run().letters == 1
    assert code() == "1"


def test_an_ended_letter_cannot_be_deleted_again(db):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A")
    run()
    review.delete(1, "jane", b.TODAY)

    with pytest.raises(Refused, match="deleted already"):
        review.delete(1, "jane", b.TODAY)
    with pytest.raises(NotFound, match="no letter 9"):
        review.delete(9, "jane", b.TODAY)


def test_the_text_of_one_letter_is_edited_and_goes_to_no_other(db):
    b.add_basics()
    for number in ("C1", "C2"):
        b.add_item(b.add_customer(number))
    run()
    before = review.letter(1)

    letter = review.edit_text(1, "Dear friend", "You owe {{ past_due }}.", "jane")

    assert (letter.edited, letter.subject, letter.revision) == (True, "Dear friend", 2)
    assert letter.body == "You owe {{ past_due }}."
    assert review.letter(2).body == before.body
    assert [event.kind for event in letter.events] == ["edited"]


def test_a_text_with_mistakes_is_refused_with_its_lines(db):
    b.add_basics()
    b.add_item(b.add_customer("C1"))
    run()

    with pytest.raises(BadInput) as caught:
        review.edit_text(1, "S", "Hello\n{{ customer_nam }}", "jane")

    assert "line 2" in caught.value.problems[0]
    assert not review.letter(1).edited


def test_a_sent_letter_is_not_edited_and_loses_no_item(db):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A")
    run()
    print_all()

    with pytest.raises(Refused, match="printed"):
        review.edit_text(1, "S", "B", "jane")
    with pytest.raises(Refused, match="printed"):
        review.remove_item(1, "US", "A", "jane")


def test_an_item_taken_off_is_picked_up_by_the_next_run(db):
    b.add_basics()
    customer = b.add_customer("C1", procedure=b.add_days_procedure())
    b.add_item(customer, "A", days=10)
    b.add_item(customer, "B", days=10)
    run()

    review.remove_item(1, "US", "A", "jane")
    first = [item.item for item in review.letter(1).items]
    print_all()
    run()

    assert first == ["B"]
    assert review.item_status("US", "A").level == 0
    assert [item.item for item in review.letter(2).items] == ["A", "B"]


def test_taking_the_severest_item_off_gives_the_letter_the_level_of_the_rest(db):
    b.add_basics()
    customer = b.add_customer("C1", procedure=b.add_days_procedure())
    b.add_item(customer, "A", days=10)
    b.add_item(customer, "B", days=70)
    run()
    assert review.letter(1).level == 3

    review.remove_item(1, "US", "B", "jane")

    assert (review.letter(1).level, review.letter(1).subject) == (1, "Reminder 1")


def test_taking_the_last_item_off_deletes_the_letter_and_puts_the_code_back(db):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A")
    run()

    review.remove_item(1, "US", "A", "jane")

    assert review.letter(1).status is LetterStatus.DELETED
    assert code() == ""


def test_taking_a_members_last_item_off_puts_only_its_code_back(db):
    b.add_basics()
    parent = b.add_customer("P")
    b.add_item(parent, "A")
    b.add_item(b.add_customer("K", correspondence=parent), "B")
    run()

    review.remove_item(1, "US", "B", "jane")
    assert (code("P"), code("K")) == ("1", "")
    run()
    assert (code("P"), code("K")) == ("2", "1")


def test_an_item_that_is_not_on_the_letter_cannot_be_taken_off(db):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A")
    run()

    with pytest.raises(NotFound, match="does not stand on letter 1"):
        review.remove_item(1, "US", "X", "jane")


def test_an_item_of_no_unit_is_not_found(db):
    b.add_basics()

    with pytest.raises(NotFound, match="no item A in unit US"):
        review.item_status("US", "A")


def test_waiting_letters_are_left_by_a_refused_delete(db):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A")
    run()
    print_all()
    run()
    print_all()

    with pytest.raises(Refused, match="letter 2 of 2026-03-02"):
        review.delete(1, "jane", b.TODAY)
    assert waiting() == []
    assert m.Letter.select().where(m.Letter.status == "printed").count() == 2


@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("columns", [["id"], ["to_number", "id"]])
def test_letters_of_a_status_are_read_in_order_by_an_index(lite, columns, last):
    order = [getattr(m.Letter, name) for name in columns]
    query = m.Letter.select(m.Letter.to_name).where(m.Letter.status == "proposed").order_by(*order)
    if last:
        query = query.where(which_letters(last=True))

    statement, values = query.limit(17).sql()
    plan = str(handle().execute_sql(f"EXPLAIN QUERY PLAN {statement}", values).fetchall())

    assert "INDEX" in plan
    assert "TEMP B-TREE" not in plan


def test_letters_are_found_by_status_and_code_alike_where_they_are_few_or_many(db, monkeypatch):
    add_mixed_company()
    run(b.TODAY - timedelta(days=20))
    print_all()
    run(b.TODAY)
    whole = review.letter_page(LetterQuery(), Seek(), 200).rows
    assert len({letter.status for letter in whole}) > 1

    for few in (0, 5000):
        monkeypatch.setattr(letter_pages, "FEW", few)
        for order in LetterOrder:
            for status in ("", "proposed", "printed", "deleted"):
                for code in ("", "1", "2", "5"):
                    query = LetterQuery(status=status, letter_code=code, order=order)
                    found = review.letter_page(query, Seek(), 200).rows
                    wanted = {
                        letter.number
                        for letter in whole
                        if status in ("", letter.status) and code in ("", letter.letter_code)
                    }
                    assert {letter.number for letter in found} == wanted
            sent = LetterQuery(statuses=("printed", "sent"), order=order)
            found = review.letter_page(sent, Seek(), 200).rows
            assert {letter.status for letter in found} == {"printed"}
