"""Letters: the level whose text they carry, where they go, what they hold and cost.

Source: seed 001 (correspondence groups, severest and modest), seed 003 (extract indicator, agency).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
    sheets = deal(scheduled, delivery)
    numbers = {member.customer.customer_id: member.customer.number for member in group.members}
    lines = {key: dunned_lines(sheet) for key, sheet in sheets.items()}
    levels = {
        key: text_level(sheet.decisions, plan.parameters.text) for key, sheet in sheets.items()
    }
    order = sorted(sheets, key=_place_of) if len(sheets) > 1 else list(sheets)
    all_open = [key for key in order if levels[key].extract is Extract.ALL_OPEN]
    if all_open:
        listed = {line.item.item_id for rows in lines.values() for line in rows}
        for key in sorted(all_open, key=lambda key: -levels[key].number):
            lines[key] += other_open_lines(
                key, sheets[key], group, listed, left_off, delivery, plan
            )
    return tuple(
        _draft(key, sheets[key], levels[key], _in_order(lines[key], numbers), delivery, plan)
        for key in order
    )


def text_level(decisions: Sequence[Decision], choice: TextChoice) -> Level:
    """Return the level whose text a letter carries: its severest or its most modest one."""
    levels = {level.number: level for _, level, _, _ in decisions if level is not None}
    return levels[min(levels) if choice is TextChoice.MODEST else max(levels)]


def _place_of(key: SheetKey) -> tuple[int, str, int, int, str]:
    split = key.split if isinstance(key.split, int) else 0
    return key.sender, key.procedure, key.site_id or 0, split, str(key.split)


def _in_order(lines: list[LetterLine], numbers: Mapping[int, str]) -> tuple[LetterLine, ...]:
    """Order rows by customer, currency, due date and number."""
    if len(lines) > 1:
        lines.sort(
            key=lambda line: (
                numbers[line.item.customer_id],
                line.item.currency,
                line.item.due_date,
                line.item.number,
                line.item.item_id,
            )
        )
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
        unit_id=key.sender,
        correspondence_id=correspondence.customer_id,
        recipient=delivery.recipient(sheet.decisions[0].item, level),
        procedure=sheet.procedure,
        level=level,
        language=delivery.language(key.sender),
        lines=lines,
        charges=charges,
        moves=tuple([part.move for part in sheet.parts if part.move is not None]),
        effects=_effects(sheet),
        display_currency=display.currency,
        display_rates=display.rates,
        held=held,
        held_detail=display.missing,
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
