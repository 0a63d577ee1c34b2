"""4.4.8: one customer's picture as lines of text: summary with aging bars, sites, contacts."""

from __future__ import annotations

from datetime import date

from tui_dunning.engine.aging import BANDS, age
from tui_dunning.output.format import amount, money
from tui_dunning.screens.actions import plural
from tui_dunning.screens.cells import fit
from tui_dunning.screens.customer_words import amounts, view_lines
from tui_dunning.services.customer_letter import CustomerRecord

VIEWS = ("Summary", "Open items", "Payments", "Letters", "History", "Sites, contacts")
"""The views in the order of their numbers; they never renumber."""

BAR = 36
"""Cells of the longest bar."""


def tabs(view: int) -> str:
    """Return the names of the views with their numbers, the one shown in brackets."""
    names = [f"{number} {name}" for number, name in enumerate(VIEWS, 1)]
    return "  ".join(f"[{name}]" if at == view else name for at, name in enumerate(names))


def lines_of_view(record: CustomerRecord, view: str, as_of: date) -> tuple[str, list[str]]:
    """Return head and rows of one of VIEWS."""
    if view == VIEWS[0]:
        head = f"{fit('Cur', 4)} {fit('Age', 8)} {fit('Open', 16, 'right')}"
        return head, summary_lines(record, as_of)
    if view == VIEWS[5]:
        return "Contacts (* is the primary one)", place_lines(record)
    return view_lines(record, view)


def summary_lines(record: CustomerRecord, as_of: date) -> list[str]:
    """Return aging bars and what happened last; the customer's own currency comes first."""
    codes = sorted(record.balance, key=lambda code: (code != record.currency, code))
    aging = [aging_lines(record, code, as_of) for code in codes] or [["No open items."]]
    return [*aging[0], *last_lines(record), *(line for more in aging[1:] for line in more)]


def aging_lines(record: CustomerRecord, currency: str, as_of: date) -> list[str]:
    """Return a bar for each age of what is open in a currency; credits are drawn with `-`."""
    items = [(i.due_date, i.balance_minor) for i in record.items if i.currency == currency]
    bands = age(items, as_of)
    longest = max(abs(minor) for minor in bands) or 1
    lines: list[str] = []
    for name, minor in zip(BANDS, bands, strict=True):
        cells = max(1, round(BAR * abs(minor) / longest)) if minor else 0
        bar = ("#" if minor > 0 else "-") * cells
        shown = fit(amount(minor, currency), 16, "right")
        code = "" if lines else currency
        lines.append(f"{fit(code, 4)} {fit(name, 8)} {shown}  {bar}".rstrip())
    return lines


def last_lines(record: CustomerRecord) -> list[str]:
    """Return credit limit, last payment, last letter and last remark."""
    lines = []
    if record.credit_limit_minor is not None:
        owed = record.balance.get(record.currency, 0)
        used = round(100 * owed / record.credit_limit_minor) if record.credit_limit_minor else 0
        limit = money(record.credit_limit_minor, record.currency)
        lines.append(f"Credit limit  {limit}" + (f", {used}% used" if owed > 0 else ""))
    if record.payments:
        last = record.payments[0]
        lines.append(f"Last payment  {last.date}  {money(last.amount_minor, last.currency)}")
    if record.letters:
        letter = record.letters[0]
        status = letter.status.replace("_", " ")
        lines.append(
            f"Last letter   {letter.date}  letter {letter.number}, level {letter.level}, {status}"
        )
    if notes := [event for event in record.events if event.kind == "note"]:
        lines.append(f"Last note     {notes[0].at:%Y-%m-%d}  {notes[0].after}")
    return lines


def block_line(record: CustomerRecord) -> str:
    """Say what holds letters back, and what the flags are."""
    parts = [f"Dunning {'Y' if record.dunning else 'N'}"]
    parts.append(f"credit hold {'Y' if record.credit_hold else 'N'}")
    if record.blocked_until:
        why = f" ({record.block_reason})" if record.block_reason else ""
        parts.append(f"blocked until {record.blocked_until}{why}")
    parts.append(f"grace {record.grace_days} days")
    disputed = sum(item.disputed for item in record.items)
    held = sum(item.blocked_until is not None for item in record.items)
    if disputed:
        parts.append(f"{plural(disputed, 'item', 'items')} disputed")
    if held:
        parts.append(f"{plural(held, 'item', 'items')} blocked")
    return ", ".join(parts)


def place_lines(record: CustomerRecord) -> list[str]:
    """Return the contacts, the sites and the credit agency."""
    lines = [
        f"  {'*' if one.primary else ' '} {one.name}  {one.email}  {one.phone}  ({one.preferred})"
        for one in record.contacts
    ] or ["  none"]
    lines += ["", "Sites (* gets the dunning letters)"]
    for site in record.sites:
        address = (site.line1, site.line2, site.postal_code, site.city, site.region, site.country)
        mark = "*" if site.dunning_purpose else " "
        lines.append(f"  {mark} {site.site}  {', '.join(part for part in address if part)}")
    if not record.sites:
        lines.append("  none")
    if any(record.agency):
        lines += ["", "Credit agency", f"  {', '.join(part for part in record.agency if part)}"]
    return lines


def head_lines(record: CustomerRecord, next_update: str) -> list[str]:
    """Return the lines that stand above every view."""
    parent = record.correspondence
    to = f", letters to {parent}" if parent != record.number else ""
    return [
        f"{record.number}  {fit(record.name, 44)}  LTR {record.ltr or 'blank'}",
        ", ".join(part for part in record.address if part),
        f"Unit {record.unit or 'none'}, procedure {record.procedure or 'none'}, "
        f"class {record.profile_class or 'none'}{to}",
        block_line(record),
        f"Balance {amounts(record.balance)}   past due {amounts(record.past_due)}",
        f"Next update: {next_update}",
    ]
