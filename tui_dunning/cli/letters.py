"""`dunning runs`, `letters`, `letter N`, `item` (menu 7): what was made, sent and taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_dunning.cli import shapes
from tui_dunning.cli.options import FILE, NUMBER, Call, common
from tui_dunning.cli.show import document, documents, note, say, say_all
from tui_dunning.errors import DunningError, WrongUsage

if TYPE_CHECKING:
    from tui_dunning.services.review import ItemStatus, LetterView
    from tui_dunning.settings import Settings

RUNS_EXAMPLE = "Example: dunning runs --json"
LETTERS_EXAMPLES = """\b
Examples:
  dunning letters --status proposed   # what waits to be printed
  dunning letters --run 12 --json
  dunning letters --customer 100130 --last
"""
LETTER_EXAMPLES = """\b
Examples:
  dunning letter 101
  dunning letter 101 --remove-item US INV-1
  dunning letter 101 --text-file words.txt   # its first line may be: subject: ...
  dunning letter 101 --delete --reason "paid by phone"
"""
ITEM_EXAMPLE = "Example: dunning item US INV-1"


@click.command(epilog=RUNS_EXAMPLE)
@common
def runs(call: Call) -> None:
    """List the dunning runs, oldest first (menu 7)."""
    from tui_dunning.output.columns import table
    from tui_dunning.services import dunning_run

    with call.opened():
        rows = dunning_run.list_runs()
    if call.json:
        documents(map(shapes.run_row, rows))
        return
    if not rows:
        note("There is no run yet; `dunning update` makes one.")
    say_all(
        table(
            ("Run", "As of", "Started (UTC)", "Operator", "Letters", "Items", "Past due", "Status"),
            (
                (
                    row.number,
                    row.as_of,
                    f"{row.started:%Y-%m-%d %H:%M}",
                    row.operator,
                    row.letters,
                    row.items,
                    _money(row.totals),
                    ", ".join(f"{count} {word}" for word, count in row.statuses.items()),
                )
                for row in rows
            ),
            right=("Run", "Letters", "Items", "Past due"),
        )
    )


@click.command(epilog=LETTERS_EXAMPLES)
@click.option("--run", type=NUMBER, metavar="N", help="Only letters of this run.")
@click.option("--customer", metavar="C", help="Only letters to this customer or with its items.")
@click.option("--last", is_flag=True, help="Only each customer's latest letter.")
@click.option("--status", metavar="S", help="Only proposed, printed, sent, deleted, ...")
@common
def letters(
    call: Call, *, run: int | None, customer: str | None, last: bool, status: str | None
) -> None:
    """List letters (menu 7).

    All of them, or those of a run, of a customer, of a status, by number.
    """
    from tui_dunning.output.columns import table
    from tui_dunning.services import review

    with call.opened():
        found = review.letters(run=run, customer=customer, last=last, status=status)
        if call.json:
            documents(map(shapes.letter, found))
            return
        headings = ("Letter", "Run", "Date", "Status", "Customer", "Name", "Code", "Items", "Due")
        lines = table(headings, map(_letter_row, found), right=("Letter", "Run", "Items", "Due"))
        count = 0
        for count, line in enumerate(lines, 1):  # noqa: B007
            say(line)
        if not count:
            note("No letter fits.")


def _letter_row(view: LetterView) -> tuple[object, ...]:
    """Return a letter's row in a list; `held` and `edited` stand with the status."""
    marks = [word for word, true in (("held", view.held), ("edited", view.edited)) if true]
    return (
        view.number,
        view.run if view.run is not None else "by hand",
        view.date,
        " ".join([view.status.value.replace("_", " "), *(f"({mark})" for mark in marks)]),
        view.to,
        view.to_name[:30],
        view.letter_code,
        len(view.items),
        _money({code: total.due_minor for code, total in view.totals.items()}),
    )


@click.command(epilog=LETTER_EXAMPLES)
@click.argument("number", type=NUMBER, metavar="N")
@click.option("--delete", is_flag=True, help="Delete it; a sent letter is rolled back.")
@click.option(
    "--remove-item",
    "off",
    type=(str, str),
    metavar="UNIT NUMBER",
    multiple=True,
    help="Take an item off before sending; may be given several times.",
)
@click.option("--text-file", type=FILE, metavar="F", help="Change its text once; - reads input.")
@click.option("--reason", metavar="TEXT", default="", help="Why it is deleted.")
@common
def letter(
    call: Call,
    number: int,
    *,
    delete: bool,
    off: tuple[tuple[str, str], ...],
    text_file: Path | None,
    reason: str,
) -> None:
    """Show or change one letter (menu 7).

    Before it is sent its text can be changed and items taken off; later it can be rolled back.
    """
    from tui_dunning.services import review

    if delete and (off or text_file):
        raise WrongUsage("--delete goes with no other change.", "Give one change at a time.")
    if reason and not delete:
        raise WrongUsage("--reason goes with --delete.")
    with call.opened() as settings:
        if delete:
            note(str(review.delete(number, settings.operator, call.as_of, reason)))
        for unit, item_number in off:
            note(review.remove_item(number, unit, item_number, settings.operator))
        if text_file:
            _edit(number, text_file, settings)
        view = review.letter(number)
        pages = _pages(number, settings)
    if call.json:
        document({**shapes.whole_letter(view), "pages": pages})
    elif delete or off or text_file:
        return
    else:
        _say_letter(view, pages)


def _edit(number: int, path: Path, settings: Settings) -> None:
    """Give a letter the words of a file."""
    from tui_dunning.cli.text_files import lines_as_in, read_text_file
    from tui_dunning.services import review

    words = read_text_file(path)
    subject = words.subject
    if subject is None:
        subject = review.letter(number).subject or ""
    with lines_as_in(words):
        review.edit_text(number, subject, words.body, settings.operator)
    note(f"The text of letter {number} was changed, for this letter alone.")


def _pages(number: int, settings: Settings) -> list[str]:
    """Return a letter's pages as on paper; none where its text cannot be filled."""
    from tui_dunning.services import form_print

    with suppress(DunningError):
        return form_print.preview(number, pay_within_days=settings.pay_within_days)
    return []


def _say_letter(view: LetterView, pages: list[str]) -> None:
    """Print one letter for people."""
    from tui_dunning.output.columns import fields, table

    say_all(fields(_letter_fields(view)))
    say()
    for page, text in enumerate(pages, 1):
        say(f"--- page {page} of {len(pages)} " + "-" * 50)
        say(re.sub(r"\n\s*\n\s*\n\s*\n+", "\n\n\n", text.rstrip()))
    if not pages:
        say(f"{view.subject or ''}\n\n{view.body or ''}")
    if view.events:
        say("\nHistory")
        rows = ((f"{e.at:%Y-%m-%d %H:%M}", e.operator, e.kind, e.detail) for e in view.events)
        say_all(table(("When (UTC)", "Who", "What", "Detail"), rows))


def _letter_fields(view: LetterView) -> Iterator[tuple[str, object]]:
    """Yield what stands above a letter."""
    yield "Letter", view.number
    yield "Run", view.run if view.run is not None else f"by hand {view.manual_reason}".strip()
    yield "Date", view.date
    yield "Status", view.status.value.replace("_", " ")
    yield "Customer", f"{view.customer} {view.to_name}"
    yield "Procedure", f"{view.procedure}, level {view.level}, letter code {view.letter_code}"
    if view.held:
        yield "Held", f"{view.held} {view.held_detail}".strip()
    if view.sent_at:
        yield "Sent (UTC)", f"{view.sent_at:%Y-%m-%d %H:%M} by {view.sent_by}"
    if view.ended_at:
        yield "Ended (UTC)", f"{view.ended_at:%Y-%m-%d %H:%M} by {view.ended_by}: {view.end_reason}"


@click.command(epilog=ITEM_EXAMPLE)
@click.argument("unit")
@click.argument("number")
@common
def item(call: Call, unit: str, number: str) -> None:
    """Show one item's dunning status and history."""
    from tui_dunning.services import review

    with call.opened():
        status = review.item_status(unit, number)
    if call.json:
        document(shapes.item_status(status))
        return
    _say_item(status)


def _say_item(status: ItemStatus) -> None:
    """Print an item for people."""
    from tui_dunning.output.columns import fields, table
    from tui_dunning.output.format import amount, money

    last = status.last_letter
    blocked = f"until {status.blocked_until} {status.block_reason}" if status.blocked_until else ""
    say_all(
        fields(
            [
                ("Item", f"{status.item} of unit {status.unit}, {status.entry_type}"),
                ("Customer", status.customer),
                ("Due date", status.due_date),
                ("Balance", money(status.balance_minor, status.currency)),
                ("Open", "yes" if status.is_open else "no"),
                ("Disputed", "yes" if status.disputed else ""),
                ("Blocked", blocked),
                ("In collection", "yes" if status.in_collection else ""),
                ("Level", status.level or "never dunned"),
                (
                    "Last letter",
                    f"{last.letter} of {last.date}, level {last.level}" if last else "",
                ),
            ]
        )
    )
    if status.history:
        say()
    say_all(
        table(
            ("Letter", "Run", "Date", "Status", "Level", "Before", "Balance"),
            (
                (
                    each.letter,
                    each.run,
                    each.date,
                    "taken off" if each.taken_off else each.status.replace("_", " "),
                    each.level,
                    each.previous_level,
                    amount(each.balance_minor, each.currency),
                )
                for each in status.history
            ),
            right=("Letter", "Run", "Level", "Before", "Balance"),
        )
    )


def _money(minor: object) -> str:
    """Return amounts of several currencies on one line."""
    from tui_dunning.output.format import money

    assert hasattr(minor, "items")
    return ", ".join(money(value, code) for code, value in minor.items())
