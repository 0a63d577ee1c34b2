"""Letters: the level whose text they carry, where they go, what they hold and cost.

Source: seed 001 (correspondence groups, severest and modest), seed 003 (extract indicator, agency).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tui_dunning.engine.charges import charges_of
from tui_dunning.engine.delivery import Delivery
from tui_dunning.engine.display import display_of
from tui_dunning.engine.plan import Plan
from tui_dunning.engine.sheets import Scheduled, Sheet, SheetKey, deal
from tui_dunning.engine.statement import LeftOff, dunned_lines, other_open_lines
from tui_dunning.engine.types import (
    Decision,
    Extract,
    Group,
    Held,
    LetterDraft,
    LetterLine,
    Level,
    RuleEffect,
    TextChoice,
)


def form_letters(
    scheduled: Sequence[Scheduled],
    left_off: LeftOff,
    group: Group,
    delivery: Delivery,
    plan: Plan,
) -> tuple[LetterDraft, ...]:
    """Put scheduled items on letters, in order of sender, procedure and site.

    Args:
        scheduled: the accounts that have something to send.
        left_off: (customer, unit, currency) that failed a minimum and so stay off the letters.
        group: the correspondence group, whose other open items some levels list.
        delivery: how the group's letters are sent.
        plan: the run's plan.
    """
    sheets = list(deal(scheduled, delivery).items())
    if len(sheets) > 1:
        sheets.sort(key=_place_of)
    for _key, sheet in sheets:
        sheet.lines = dunned_lines(sheet)
    levels = [text_level(sheet.decisions, plan.parameters.text) for _key, sheet in sheets]
    if any([level.extract is Extract.ALL_OPEN for level in levels]):
        _list_all_open(sheets, levels, left_off, group, delivery, plan)
    return tuple(
        [
            _draft(key, sheet, level, _in_order(sheet.lines, group), delivery, plan)
            for (key, sheet), level in zip(sheets, levels, strict=True)
        ]
    )


def _list_all_open(
    sheets: Sequence[tuple[SheetKey, Sheet]],
    levels: Sequence[Level],
    left_off: LeftOff,
    group: Group,
    delivery: Delivery,
    plan: Plan,
) -> None:
    """Add what else is open to the letters of levels that want so, the severest first."""
    listed = {line.item.item_id for _key, sheet in sheets for line in sheet.lines}
    pairs = sorted(zip(levels, sheets, strict=True), key=lambda pair: -pair[0].number)
    for level, (key, sheet) in pairs:
        if level.extract is Extract.ALL_OPEN:
            sheet.lines += other_open_lines(key, sheet, group, listed, left_off, delivery, plan)


def text_level(decisions: Sequence[Decision], choice: TextChoice) -> Level:
    """Return the level whose text a letter carries: its severest or its most modest one."""
    levels = {level.number: level for _, level, _, _ in decisions if level is not None}
    return levels[min(levels) if choice is TextChoice.MODEST else max(levels)]


def _place_of(sheet: tuple[SheetKey, Sheet]) -> tuple[int, str, int, int, str]:
    key, _ = sheet
    split = key.split if isinstance(key.split, int) else 0
    return key.sender, key.procedure, key.site_id or 0, split, str(key.split)


def _in_order(lines: list[LetterLine], group: Group) -> tuple[LetterLine, ...]:
    """Order rows by customer, currency, due date and number."""
    if len(lines) == 1:
        return tuple(lines)
    numbers = {member.customer.customer_id: member.customer.number for member in group.members}

    def place(line: LetterLine) -> tuple[str, str, date, str, int]:
        item = line.item
        number = numbers[item.customer_id]
        return number, item.currency, item.due_date, item.number, item.item_id

    lines.sort(key=place)
    return tuple(lines)


def _draft(
    key: SheetKey,
    sheet: Sheet,
    level: Level,
    lines: tuple[LetterLine, ...],
    delivery: Delivery,
    plan: Plan,
) -> LetterDraft:
    correspondence = delivery.correspondence
    unit = plan.setup.units[key.sender]
    charges = charges_of(lines, level, sheet.procedure, correspondence, unit, plan)
    display = display_of(lines, charges, unit, correspondence, plan)
    held = delivery.held(level) or (Held.NO_RATE if display.missing else None)
    return LetterDraft(
        key.sender,
        correspondence.customer_id,
        delivery.recipient(sheet.decisions[0].item, level),
        sheet.procedure,
        level,
        delivery.language(key.sender),
        lines,
        charges,
        tuple([part.move for part in sheet.parts if part.move is not None]),
        _effects(sheet),
        display.currency,
        display.rates,
        held,
        display.missing,
    )


def _effects(sheet: Sheet) -> tuple[RuleEffect, ...]:
    """Return what matched rules do once this letter is sent, for the items that stand on it."""
    effects = [part.effect for part in sheet.parts if part.effect is not None]
    if not effects:
        return ()
    here = {decision.item.item_id for decision in sheet.decisions}
    return tuple(
        RuleEffect(
            effect.customer_id,
            effect.credit_hold,
            tuple(item_id for item_id in effect.collection_item_ids if item_id in here),
            effect.activity,
        )
        for effect in effects
    )
