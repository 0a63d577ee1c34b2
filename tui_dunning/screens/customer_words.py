"""4.4.3: one customer's items, letters, payments, history and explanation as lines of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from tui_dunning.output.format import amount, money
from tui_dunning.screens.cells import fit, wrap
from tui_dunning.screens.reasons import reason_words
from tui_dunning.services.customer_letter import CustomerRecord
from tui_dunning.services.explain import ExplainedItem, Explanation

VIEWS = ("Open items", "Letters", "Payments", "History")


def amounts(sums: Mapping[str, int]) -> str:
    """Return amounts by currency in one line, "none" where there are none."""
    return ", ".join(money(minor, code) for code, minor in sums.items()) or "none"


def next_step(explanation: Explanation) -> str:
    """Say in one line what the next update would do with the customer."""
    levels = Counter(item.level for item in explanation.items if item.level is not None)
    reasons = Counter(item.reason for item in explanation.items if item.reason)
    parts = [f"level {level} for {_items(count)}" for level, count in sorted(levels.items())]
    parts += [f"{reason_words(reason)}: {_items(count)}" for reason, count in reasons.items()]
    return "; ".join(parts) or "no open items"


def _items(count: int) -> str:
    return f"{count} item" if count == 1 else f"{count} items"


def item_lines(record: CustomerRecord) -> tuple[str, list[str]]:
    """Return head and rows of the open items, oldest first."""
    head = (
        f"{fit('Unit', 6)} {fit('Item', 16)} {fit('Ty', 3)} {fit('Due', 10)} "
        f"{fit('Days', 4, 'right')} {fit('Balance', 13, 'right')} Cur  Lv Held back"
    )
    rows = [
        f"{fit(item.unit, 6)} {fit(item.item, 16)} {fit(item.entry_type, 3)} {item.due_date} "
        f"{item.days_past_due:>4} "
        f"{fit(amount(item.balance_minor, item.currency), 13, 'right')} "
        f"{fit(item.currency, 4)} {item.level or '':>2} "
        + _held_back(item.disputed, item.blocked_until, item.in_collection)
        for item in record.items
    ]
    return head, rows


def _held_back(disputed: bool, blocked_until: object, in_collection: bool) -> str:
    words = ["disputed"] if disputed else []
    if blocked_until:
        words.append(f"to {blocked_until}")
    if in_collection:
        words.append("collection")
    return ", ".join(words)


def letter_lines(record: CustomerRecord) -> tuple[str, list[str]]:
    """Return head and rows of the customer's letters, newest first."""
    head = (
        f"{fit('Letter', 9, 'right')} {fit('Run', 6, 'right')} {fit('Date', 10)} Code Lv "
        f"{fit('Status', 11)} {fit('To', 14)} Remark"
    )
    rows = [
        f"{letter.number:>9} {letter.run or '':>6} {letter.date} {fit(letter.letter_code, 4)} "
        f"{letter.level:>2} {fit(letter.status.replace('_', ' '), 11)} {fit(letter.to, 14)} "
        + (reason_words(letter.held) if letter.held else "by hand" if letter.manual else "")
        for letter in record.letters
    ]
    return head, rows


def payment_lines(record: CustomerRecord) -> tuple[str, list[str]]:
    """Return head and rows of the payments, newest first."""
    head = (
        f"{fit('Date', 10)} {fit('Amount', 15, 'right')} Cur  {fit('Unit', 6)} "
        f"{fit('Item', 16)} Reference"
    )
    rows = [
        f"{payment.date} "
        f"{fit(amount(payment.amount_minor, payment.currency), 15, 'right')} "
        f"{fit(payment.currency, 4)} {fit(payment.unit or '', 6)} {fit(payment.item, 16)} "
        f"{payment.reference}"
        for payment in record.payments
    ]
    return head, rows


def event_lines(record: CustomerRecord) -> tuple[str, list[str]]:
    """Return head and rows of what happened to the customer, newest first (UTC)."""
    head = f"{fit('When (UTC)', 16)} {fit('Who', 10)} {fit('What', 12)} From -> to, why"
    rows = [
        f"{event.at:%Y-%m-%d %H:%M} {fit(event.operator, 10)} "
        f"{fit(event.kind.replace('_', ' '), 12)} {_change(event.before, event.after)}"
        + (f" ({event.reason})" if event.reason else "")
        for event in record.events
    ]
    return head, rows


def _change(before: str, after: str) -> str:
    return f"{before or 'blank'} -> {after or 'blank'}" if before else after or "blank"


def view_lines(record: CustomerRecord, view: str) -> tuple[str, list[str]]:
    """Return head and rows of one of VIEWS."""
    makers = dict(zip(VIEWS, (item_lines, letter_lines, payment_lines, event_lines), strict=True))
    return makers[view](record)


def history_text(record: CustomerRecord) -> str:
    """Return letters, payments and events as a text to read."""
    parts = [f"{record.number} {record.name}"]
    for view in VIEWS[1:]:
        head, rows = view_lines(record, view)
        parts += ["", view, head, *(rows or ["none"])]
    return "\n".join(parts)


def explanation_text(explanation: Explanation) -> str:
    """Return for each item what the next update would do, and the numbers compared."""
    parts = [
        f"What an update as of {explanation.as_of} would do with customer {explanation.customer}:",
        f"  {next_step(explanation)}",
    ]
    for item in explanation.items:
        outcome = (
            f"level {item.level}" if item.level is not None else reason_words(item.reason or "")
        )
        code = f" [{item.reason}]" if item.reason else ""
        parts += ["", f"{item.unit} {item.item}: {outcome}{code}", *_facts(item)]
    return "\n".join(parts)


def _facts(item: ExplainedItem) -> Sequence[str]:
    shown: Iterable[str] = (
        f"{name.replace('_', ' ')} {_shown(value)}" for name, value in item.facts.items()
    )
    return [f"    {line}" for line in wrap(", ".join(shown), 62)]


def _shown(value: object) -> str:
    if value is None or value == "":
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
