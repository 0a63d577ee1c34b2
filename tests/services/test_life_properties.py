"""Whatever is run, printed, deleted, rolled back, paid, imported, set by hand: books stay true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from peewee import fn

from tests import builders as b
from tests.services.life import print_all, run, waiting
from tui_dunning.errors import NotFound, Refused
from tui_dunning.services import customer_letter, posting, review
from tui_dunning.services.letter_levels import split_by_level
from tui_dunning.services.load import import_file
from tui_dunning.store import checks, past_due
from tui_dunning.store import models as m
from tui_dunning.store.database import close_database, open_database, transaction

PHASES = (Phase.explicit, Phase.generate)
"""A failing history is short enough to be read as it is; making it shorter takes minutes."""

CUSTOMERS = ("P", "K", "D", "I", "L")
RULES = (
    (
        '[["last_level", "=", 2]]',
        {"no_letter": True, "credit_hold": True, "collection": True, "activity": "visit"},
    ),
    ('[["oldest_days_past_due", ">=", 45]]', {"level": 2, "activity": "call"}),
    ('[["past_due_items", ">=", 1]]', {"level": 1, "credit_hold": True}),
)
"""A run after the letters at level 2 finds both of L's units under the rule without a letter."""
KINDS = ("run", "run_unit", "run_customer", "print", "print_some", "delete", "take_off", "by_hand")
OTHERS = ("pay", "dispute", "split", "day", "import", "snapshot")
STEP = st.tuples(st.sampled_from((*KINDS, *OTHERS)), st.integers(0, 11))


@pytest.fixture(scope="module")
def fresh(sqlite_template: bytes, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], object]:
    """Open a new database with a small company, for one example."""
    path = tmp_path_factory.mktemp("life") / "dunning.db"

    @contextmanager
    def opened() -> Iterator[None]:
        _remove(path)
        path.write_bytes(sqlite_template)
        open_database(str(path))
        _company()
        yield
        close_database()

    return opened


def _remove(path: Path) -> None:
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()


def _company() -> None:
    """A group of two under the menus' procedure, one by days with fees, by interval, by rules."""
    b.add_basics()
    dutch = b.add_unit("NL", "EUR")
    days = b.add_days_procedure()
    m.ProcedureLevel.update(
        fee='{"USD": "5.00", "EUR": "4.00"}', fee_on=2, collection=True, credit_hold=True
    ).where(m.ProcedureLevel.procedure == days, m.ProcedureLevel.number == 3).execute()
    parent = b.add_customer("P")
    child = b.add_customer("K", correspondence=parent)
    by_days = b.add_customer("D", procedure=days, assess_fee=True)
    by_interval = b.add_customer("I", procedure=b.add_interval_procedure())
    by_rules = b.add_customer("L", procedure=_action_list())
    for place, customer in enumerate((parent, child, by_days, by_interval, by_rules)):
        for late in (5, 35, 65):
            b.add_item(customer, f"{customer.number}{late}", days=late + place)
        b.add_item(customer, f"{customer.number}N", days=50, unit=dutch)
        b.add_item(customer, f"{customer.number}C", days=20, balance="-10.00")
    with transaction():
        past_due.keep_all(b.TODAY)


def _action_list() -> m.Procedure:
    procedure = b.add_procedure("LIST", "action_list")
    for number in (1, 2):
        b.add_level(procedure, number)
    for position, (conditions, does) in enumerate(RULES):
        m.ProcedureRule.create(
            procedure=procedure, position=position, conditions=conditions, **does
        )
    return procedure


def do(step: tuple[str, int], as_of: date) -> None:
    """Do one thing that a clerk may do; what is refused changes nothing."""
    kind, pick = step
    letters = [letter.id for letter in m.Letter.select(m.Letter.id).order_by(m.Letter.id)]
    items = [item.id for item in m.Item.select(m.Item.id).order_by(m.Item.id)]
    customer = CUSTOMERS[pick % len(CUSTOMERS)]
    match kind:
        case "run":
            run(as_of)
        case "run_unit":
            run(as_of, unit=("US", "NL")[pick % 2])
        case "run_customer":
            run(as_of, customer=customer)
        case "print":
            print_all()
        case "print_some":
            posting.mark_sent(waiting()[pick % 3 : pick % 3 + 1], "jane")
        case "delete" if letters:
            review.delete(letters[-1 - pick % len(letters)], "jane", as_of)
        case "take_off" if letters:
            number = letters[-1 - pick % len(letters)]
            lines = review.letter(number).items
            line = lines[pick % len(lines)] if lines else None
            review.remove_item(number, line.unit if line else "", line.item if line else "", "jane")
        case "by_hand":
            customer_letter.change(customer, "jane", as_of, letter=1 + pick % 5)
        case "pay":
            pay(items[pick % len(items)])
        case "dispute":
            m.Item.update(disputed=True).where(m.Item.id == items[pick % len(items)]).execute()
        case "import" | "snapshot":
            load(customer, pick, as_of, snapshot=kind == "snapshot")
        case "split":
            posting.mark_sent(split_by_level(waiting(), [1 + pick % 3], "jane"), "jane")


def pay(item: int) -> None:
    """Close an item, as an import does."""
    with transaction():
        m.Item.update(is_open=False).where(m.Item.id == item).execute()
        past_due.keep_of([m.Item.get_by_id(item).customer_id])


def load(customer: str, pick: int, as_of: date, *, snapshot: bool) -> None:
    """Import an item that is there with another balance, and a new one."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "items.csv"
        path.write_text(
            "unit,customer,number,due_date,currency,balance\n"
            f"US,{customer},{customer}35,{b.days_ago(35)},USD,{pick * 10}.00\n"
            f"US,{customer},{customer}new{pick},{b.days_ago(30 + pick)},USD,50.00\n"
        )
        import_file("items", path, as_of=as_of, operator="jane", snapshot=snapshot)


def books() -> set[tuple[object, ...]]:
    """What sending a letter changes and rolling it back has to put back, each with its customer."""
    made = m.Item.made_by_letter.is_null()
    items = m.Item.select(
        m.Customer.number,
        m.Item.id,
        m.Item.dunning_level,
        m.Item.dunned_on,
        m.Item.letter,
        m.Item.in_collection,
        m.Item.charged_until,
        m.Item.is_open,
        m.Item.balance_minor,
    ).join(m.Customer)
    charges = m.Item.select(m.Customer.number, m.Item.id).join(m.Customer)
    holds = m.Customer.select(m.Customer.number).where(m.Customer.credit_hold)
    return {
        *items.where(made).tuples(),
        *charges.where(~made, m.Item.is_open).tuples(),
        *holds.tuples(),
    }


def codes() -> list[tuple[object, ...]]:
    query = m.Customer.select(
        m.Customer.number, m.Customer.letter_code, m.Customer.letter_code_on, m.Customer.all_sent
    )
    return sorted(query.tuples())


def assert_true() -> None:
    """Check what must hold at any moment."""
    assert checks.item_statuses() == []
    assert past_due.wrong() == []
    runs = [run.number for run in m.Run.select(m.Run.number).order_by(m.Run.number)]
    assert runs == list(range(1, len(runs) + 1))
    held = m.Customer.select().where(m.Customer.credit_hold)
    for customer in held:
        sent = (
            m.LetterCustomer.select()
            .join(m.Letter)
            .where(m.LetterCustomer.customer == customer, m.Letter.status == "printed")
        )
        assert sent.where(m.LetterCustomer.hold_set).exists() or _held_by_rule(customer)
    for letter in review.letters(status="proposed"):
        assert any(item.dunned for item in letter.items), letter.number
        assert letter.level in {item.level for item in letter.items}
        for currency, total in letter.totals.items():
            due = [i.balance_minor for i in letter.items if i.currency == currency and i.due]
            assert total.past_due_minor == sum(due)


def _held_by_rule(customer: m.Customer) -> bool:
    """Whether a rule without a letter was the last to put the customer on credit hold."""
    events = customer.events.where(m.CustomerEvent.kind == "credit_hold")
    last = events.order_by(m.CustomerEvent.id.desc()).first()
    return last is not None and last.after == "Y" and last.run_id is not None


@settings(max_examples=25, deadline=None, phases=PHASES)
@given(steps=st.lists(STEP, max_size=14))
def test_statuses_always_equal_the_latest_sent_letter(fresh, steps):
    with fresh():
        as_of = b.TODAY
        for step in steps:
            as_of += timedelta(days=step[1] if step[0] == "day" else 0)
            with suppress(Refused, NotFound):
                do(step, as_of)
            assert_true()


@settings(max_examples=20, deadline=None, phases=PHASES)
@given(steps=st.lists(STEP, max_size=8))
def test_rolling_back_undoes_run_and_print_exactly(fresh, steps):
    with fresh():
        for step in steps:
            with suppress(Refused, NotFound):
                do(step, b.TODAY)
        print_all()
        books_before, codes_before = books(), codes()
        last_event = m.CustomerEvent.select(fn.MAX(m.CustomerEvent.id)).scalar() or 0

        run()
        books_made = books()
        for number in reversed(print_all()):
            review.delete(number, "jane", b.TODAY)

        events = m.CustomerEvent.select().where(m.CustomerEvent.id > last_event)
        by_run = {event.customer.number for event in events if event.reason == "dunning run"}
        at_once = events.where(m.CustomerEvent.kind.in_(("credit_hold", "collection")))
        by_rule = {e.customer.number for e in at_once.where(m.CustomerEvent.run.is_null(False))}
        assert books() == books_made
        assert {row[0] for row in books_before ^ books_made} <= by_rule
        assert [c for c in codes() if c[0] not in by_run] == [
            c for c in codes_before if c[0] not in by_run
        ]
        assert checks.item_statuses() == []
        assert past_due.wrong() == []
