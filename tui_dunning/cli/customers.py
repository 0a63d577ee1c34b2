"""`dunning customer C` (menu 4.4.3) and `dunning explain C`: one customer, shown or changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from tui_dunning.cli import shapes
from tui_dunning.cli.options import DAY, Call, Whole, YesNo, common
from tui_dunning.cli.show import document, note, say, say_all

if TYPE_CHECKING:
    from tui_dunning.services.customer_letter import CustomerRecord

CUSTOMER_EXAMPLES = """\b
Examples:
  dunning customer 100130
  dunning customer 100130 --letter 4 --reason "promised twice, not paid"
  dunning customer 100130 --block-until 2026-12-31 --reason "payment plan"
  dunning customer 100130 --block-until none
"""
NONE = "none"


class OrNone(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.4 on
    """A value of another type, or the word `none`."""

    def __init__(self, inner: Any, name: str) -> None:
        self.inner = inner
        self.name = name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Keep the word as it is; read everything else."""
        return NONE if value == NONE else self.inner.convert(value, param, ctx)


@click.command(epilog=CUSTOMER_EXAMPLES)
@click.argument("number", metavar="C")
@click.option("--letter", metavar="1-5", help="Set this letter by hand; it waits to be printed.")
@click.option(
    "--dunning", type=YesNo(), metavar="Y/N", help="The dunning flag: N means never a letter."
)
@click.option(
    "--block-until", type=OrNone(DAY, "D"), metavar="D", help="No letter up to this day; or none."
)
@click.option("--credit-hold", type=YesNo(), metavar="Y/N", help="Put on credit hold, or lift it.")
@click.option("--language", metavar="L", help="The letters' language; '' for the unit's.")
@click.option(
    "--grace-days",
    type=OrNone(Whole(0), "N"),
    metavar="N",
    help="The customer's own grace days; or none.",
)
@click.option("--note", "remark", metavar="TEXT", default="", help="A remark for the history.")
@click.option("--reason", metavar="TEXT", default="", help="Why; kept with the change.")
@common
def customer(
    call: Call,
    number: str,
    *,
    letter: str | None,
    dunning: bool | None,
    block_until: date | str | None,
    credit_hold: bool | None,
    language: str | None,
    grace_days: int | str | None,
    remark: str,
    reason: str,
) -> None:
    """Show or change one customer (4.4.3)."""
    from tui_dunning.services import customer_letter

    given: dict[str, Any] = {
        "letter": letter,
        "dunning": dunning,
        "block_until": block_until,
        "credit_hold": credit_hold,
        "language": language,
        "grace_days": grace_days,
        "note": remark or None,
    }
    changes: dict[str, Any] = {
        name: None if value == NONE else value for name, value in given.items() if value is not None
    }
    if reason and not changes:
        raise click.UsageError("--reason needs a change, such as --letter or --block-until.")
    with call.opened() as settings:
        if changes:
            record = customer_letter.change(
                number, settings.operator, call.as_of, reason=reason, **changes
            )
        else:
            record = customer_letter.show(number, call.as_of)
    for notice in record.notices:
        note(notice)
    if call.json:
        document(shapes.customer(record))
    else:
        _say_customer(record)


def _say_customer(record: CustomerRecord) -> None:
    """Print a customer for people."""
    from tui_dunning.output.columns import fields

    say_all(fields(_fields(record)))
    for title, headings, rows, right in _lists(record):
        if rows:
            from tui_dunning.output.columns import table

            say(f"\n{title}")
            say_all(table(headings, rows, right=right))


def _fields(record: CustomerRecord) -> Iterator[tuple[str, object]]:
    """Yield the customer's own facts."""
    yield "Customer", f"{record.number} {record.name}"
    yield "Address", ", ".join(line for line in record.address if line)
    yield "Unit", record.unit
    if record.correspondence != record.number:
        yield "Letters go to", record.correspondence
    code = record.letter_code or "blank"
    yield "Letter code", f"{code} of {record.letter_code_on}" if record.letter_code_on else code
    yield "LTR", record.ltr
    yield "Dunning", "Y" if record.dunning else "N"
    yield "Procedure", record.procedure
    yield "Credit hold", "Y" if record.credit_hold else "N"
    if record.blocked_until:
        yield "Blocked until", f"{record.blocked_until} {record.block_reason}".strip()
    yield "Grace days", record.grace_days or ""
    yield "Language", record.language
    yield "Dunning group", record.dunning_group
    yield "Balance", _money(record.balance)
    yield "Past due", _money(record.past_due)


def _lists(
    record: CustomerRecord,
) -> Iterator[tuple[str, tuple[str, ...], list[tuple[object, ...]], tuple[str, ...]]]:
    """Yield the customer's lists: title, headings, rows, columns set to the right."""
    from tui_dunning.output.format import amount

    items: list[tuple[object, ...]] = [
        (
            each.unit,
            each.item,
            each.entry_type,
            each.due_date,
            each.days_past_due,
            amount(each.balance_minor, each.currency),
            each.currency,
            each.level or "",
            _marks(each),
        )
        for each in record.items
    ]
    headings: tuple[str, ...] = (
        "Unit",
        "Item",
        "Type",
        "Due",
        "Days",
        "Balance",
        "Cur",
        "Level",
        "Mark",
    )
    yield "Open items", headings, items, ("Days", "Balance", "Level")
    letters: list[tuple[object, ...]] = [
        (each.number, each.run, each.date, each.status.replace("_", " "), each.letter_code)
        for each in record.letters
    ]
    headings = ("Letter", "Run", "Date", "Status", "Code")
    yield "Letters", headings, letters, ("Letter", "Run")
    payments: list[tuple[object, ...]] = [
        (each.date, amount(each.amount_minor, each.currency), each.currency, each.reference)
        for each in record.payments
    ]
    yield "Payments", ("Date", "Amount", "Cur", "Reference"), payments, ("Amount",)
    events: list[tuple[object, ...]] = [
        (f"{e.at:%Y-%m-%d %H:%M}", e.operator, e.kind, e.before, e.after, e.reason)
        for e in record.events
    ]
    yield "History", ("When (UTC)", "Who", "What", "Before", "After", "Reason"), events, ()


def _marks(item: Any) -> str:
    """Say what keeps an item from being dunned."""
    words = [
        "disputed" if item.disputed else "",
        f"blocked until {item.blocked_until}" if item.blocked_until else "",
        "in collection" if item.in_collection else "",
    ]
    return ", ".join(word for word in words if word)


def _money(minor: dict[str, int]) -> str:
    """Return amounts of several currencies on one line."""
    from tui_dunning.output.format import money

    return ", ".join(money(value, code) for code, value in minor.items())


@click.command(epilog="Example: dunning explain 100130 --as-of 2026-12-31")
@click.argument("number", metavar="C")
@common
def explain(call: Call, number: str) -> None:
    """Say why each item gets a letter or not.

    For one customer, as of a date: the level of each open item, or the reason why none.
    """
    from tui_dunning.services import explain as service

    with call.opened():
        found = service.explain(number, call.as_of)
    shaped = shapes.explanation(found)
    if call.json:
        document(shaped)
        return
    if not shaped["items"]:
        note(f"Customer {number} has no open item.")
    for item in shaped["items"]:
        outcome = f"level {item['level']}" if item["level"] else f"no letter [{item['reason']}]"
        say(f"{item['unit']} {item['item']}: {outcome}")
        for name, value in item["facts"].items():
            say(f"    {name.replace('_', ' ')}: {shapes.compact(value)}")
