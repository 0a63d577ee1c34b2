"""Menu 7: one letter's head, items, amounts and history as lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui_dunning.output.format import amount, money
from tui_dunning.paging import Key
from tui_dunning.screens.cells import fit, wrap
from tui_dunning.screens.reasons import reason_words
from tui_dunning.services.review import HistoryEntry, ItemStatus, LetterItemView, LetterView

VIEWS = ("As it prints", "Items", "Amounts", "History")
WIDTH = 78


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A row of a letter in a list."""

    place: int
    item: LetterItemView

    @property
    def key(self) -> Key:
        """Unit and number: they stay when another item is taken off."""
        return (self.item.customer, self.item.currency, self.item.due_date, self.item.unit,
                self.item.item)  # fmt: skip

    @property
    def balance(self) -> str:
        """The amount as lists show it."""
        return amount(self.item.balance_minor, self.item.currency)


def item_rows(letter: LetterView) -> list[ItemRow]:
    """Return a letter's items in the order of their keys."""
    rows = [ItemRow(place, item) for place, item in enumerate(letter.items)]
    return sorted(rows, key=lambda row: row.key)


def view_text(letter: LetterView, view: str, pages: Sequence[str]) -> str:
    """Return what a view of a letter shows."""
    makers = {VIEWS[1]: item_lines, VIEWS[2]: amount_lines, VIEWS[3]: event_lines}
    plain = view == VIEWS[0]
    lines = page_lines(pages) if plain else [f" {line}" for line in makers[view](letter)]
    marked = f"-- {view} (F11) ".ljust(WIDTH, "-")
    return "\n".join([*head_lines(letter), f" {marked}", *lines])


def head_lines(letter: LetterView) -> list[str]:
    """Return what stands above a letter."""
    origin = f"run {letter.run}" if letter.run is not None else "set by hand"
    marks = [word for word, true in (("edited", letter.edited),) if true]
    lines = [
        f"{status_words(letter)}, {letter.date}, {origin}"
        + (f" ({', '.join(marks)})" if marks else ""),
        f"To {letter.to} {letter.to_name}"
        + (f" for customer {letter.customer}" if letter.customer != letter.to else ""),
        f"Unit {letter.unit}, procedure {letter.procedure}, level {letter.level}, letter code "
        f"{letter.letter_code}, {letter.language}",
    ]
    if letter.held:
        detail = f": {letter.held_detail}" if letter.held_detail else ""
        lines.append(f"HELD, it does not print: {reason_words(letter.held)}{detail}")
    return [f" {part}" for line in lines for part in wrap(line, WIDTH)]


def status_words(letter: LetterView) -> str:
    """Return the status with who and when."""
    if letter.ended_at:
        why = f": {letter.end_reason}" if letter.end_reason else ""
        word = letter.status.value.replace("_", " ")
        return f"{word} {letter.ended_at:%Y-%m-%d} by {letter.ended_by}{why}"
    if letter.sent_at:
        return f"{letter.status.value} {letter.sent_at:%Y-%m-%d %H:%M} UTC by {letter.sent_by}"
    return "Waits to be printed"


def page_lines(pages: Sequence[str]) -> list[str]:
    """Return the pages as on paper, without long gaps, each with its head."""
    lines: list[str] = []
    for at, page in enumerate(pages, 1):
        if len(pages) > 1:
            lines.append(f" -- page {at} of {len(pages)} ".ljust(WIDTH, "-"))
        blank = 0
        for line in page.split("\n"):
            blank = 0 if line.strip() else blank + 1
            if blank <= 2:
                lines.append(f" {line}")
    return lines


def item_lines(letter: LetterView) -> list[str]:
    """Return the items."""
    head = (
        f"{fit('Unit', 6)} {fit('Customer', 9)} {fit('Item', 16)} {fit('Due', 10)} "
        f"{fit('Days', 5, 'right')} {fit('Balance', 14, 'right')} Cur Lv from"
    )
    return [
        head,
        *(
            f"{fit(item.unit, 6)} {fit(item.customer, 9)} {fit(item.item, 16)} {item.due_date} "
            f"{item.days_past_due:>5} "
            f"{fit(amount(item.balance_minor, item.currency), 14, 'right')} {item.currency} "
            + (
                f"{item.level or '':>2} {item.previous_level or '-':>4}"
                if item.dunned
                else "listed"
            )
            for item in letter.items
        ),
    ]


def amount_lines(letter: LetterView) -> list[str]:
    """Return what the letter asks for by currency, and its charges."""
    lines: list[str] = []
    for code, total in letter.totals.items():
        parts = {
            "Past due": total.past_due_minor,
            "Not due yet": total.not_due_minor,
            "Fee": total.fee_minor,
            "Finance charge": total.finance_charge_minor,
            "To be paid now": total.due_minor,
        }
        lines += [
            f"{fit(name, 16)}{fit(money(minor, code), 26, 'right')}"
            for name, minor in parts.items()
            if minor or name in {"Past due", "To be paid now"}
        ]
        lines.append("")
    for charge in letter.charges:
        how = {1: "on the letter", 2: "on an invoice", 3: "on a late-charge notice"}
        became = f", item {charge.posted_item}" if charge.posted_item else ""
        lines.append(
            f"{charge.kind.replace('_', ' ')} {money(charge.amount_minor, charge.currency)} "
            f"{how.get(int(charge.charge_on), '')}{became}"
        )
    if letter.payment_reference:
        lines.append(f"Payment reference {letter.payment_reference}")
    return lines


def event_lines(letter: LetterView) -> list[str]:
    """Return who did what to the letter when (UTC), oldest first."""
    made = f"{letter.created_at:%Y-%m-%d %H:%M} {fit(letter.operator, 10)} made"
    lines = [f"{fit('When (UTC)', 16)} {fit('Who', 10)} What", made]
    if letter.manual_reason:
        lines[-1] += f": {letter.manual_reason}"
    for event in letter.events:
        detail = f": {event.detail}" if event.detail else ""
        lines.append(
            f"{event.at:%Y-%m-%d %H:%M} {fit(event.operator, 10)} "
            f"{event.kind.replace('_', ' ')}{detail}"
        )
    return lines


def item_head(status: ItemStatus) -> list[str]:
    """Return an item and its dunning status."""
    remarks = [word for word, true in (("disputed", status.disputed),) if true]
    if status.blocked_until:
        remarks.append(f"blocked until {status.blocked_until} {status.block_reason}".strip())
    if status.in_collection:
        remarks.append("in collection")
    last = status.last_letter
    return [
        f"Item {status.item} of unit {status.unit}, type {status.entry_type}, "
        f"customer {status.customer}",
        f"Due {status.due_date}, balance {money(status.balance_minor, status.currency)}, "
        + ", ".join(["open" if status.is_open else "closed", *remarks]),
        f"Dunning level {status.level}, last letter {last.letter} of {last.date}"
        if last
        else "Never dunned: no letter with it was sent, or it was rolled back",
    ]


def entry_status(entry: HistoryEntry) -> str:
    """Return what has become of an item on a letter."""
    return "taken off" if entry.taken_off else entry.status.replace("_", " ")


def item_text(status: ItemStatus) -> str:
    """Return an item's status and every letter that it stood on."""
    head = (
        f"{fit('Letter', 8, 'right')} {fit('Run', 6, 'right')} {fit('Date', 10)} "
        f"{fit('Status', 11)} Code Lv from {fit('Balance', 14, 'right')}"
    )
    rows = [
        f"{entry.letter:>8} {entry.run or '':>6} {entry.date} {fit(entry_status(entry), 11)} "
        f"{fit(entry.letter_code, 4)} {entry.level or '':>2} {entry.previous_level or '-':>4} "
        f"{fit(amount(entry.balance_minor, entry.currency), 14, 'right')} {entry.currency}"
        for entry in status.history
    ]
    parts = [*item_head(status), "", head, *(rows or ["It stood on no letter yet."])]
    return "\n".join(f" {part}" for part in parts)
