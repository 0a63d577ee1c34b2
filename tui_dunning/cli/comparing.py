"""`dunning compare`: what a run would do now, beside the last run of its scope."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from tui_dunning.cli import shapes
from tui_dunning.cli.options import Call, common
from tui_dunning.cli.run_scope import money, scoped
from tui_dunning.cli.show import document, progress, say, say_all

if TYPE_CHECKING:
    from tui_dunning.engine.types import RunParameters
    from tui_dunning.services.compare import ComparedRow, Comparison
    from tui_dunning.services.run_tally import LevelCount

EXAMPLES = """\b
Examples:
  dunning compare   # a run today beside the last one
  dunning compare --unit US --list
  dunning compare --as-of 2026-12-31 --json
"""


@click.command(epilog=EXAMPLES)
@click.option("--list", "as_list", is_flag=True, help="List the customers, too.")
@common
@scoped
def compare(call: Call, *, parameters: RunParameters, as_list: bool, force: bool) -> None:
    """Compare a run now with the last one of its scope.

    Who would be new, moved up or down, the same or gone; nothing is written.
    """
    from tui_dunning.services import compare as service

    rows: list[ComparedRow] = []
    with call.opened(), progress("Customers") as show:
        found = service.compare(
            parameters, each=rows.append if as_list else None, force=force, progress=show
        )
    rows.sort(key=lambda row: row.customer)
    if call.json:
        document(_comparison(found, rows if as_list else None))
        return
    _say_comparison(found)
    if rows:
        say()
        _say_rows(rows)


def _comparison(found: Comparison, rows: list[ComparedRow] | None) -> shapes.Shape:
    """Return what `compare --json` prints."""
    before, now = _by_level(found.levels_before), _by_level(found.levels_now)
    shape: shapes.Shape = {
        "run": found.run,
        "run_as_of": shapes.plain(found.run_as_of),
        "as_of": found.as_of.isoformat(),
        "changes": {
            change.value.replace(" ", "_"): {
                "customers": count.rows,
                "before": shapes.amounts(count.before),
                "now": shapes.amounts(count.now),
            }
            for change, count in found.changes.items()
        },
        "levels": [
            {
                "procedure": procedure,
                "level": level,
                "letters_before": _letters(before.get((procedure, level))),
                "letters_now": _letters(now.get((procedure, level))),
                "before": _totals(before.get((procedure, level))),
                "now": _totals(now.get((procedure, level))),
            }
            for procedure, level in sorted(before.keys() | now.keys())
        ],
    }
    if rows is not None:
        shape["customers"] = [_row(row) for row in rows]
    return shape


def _by_level(counts: Iterable[LevelCount]) -> dict[tuple[str, int], LevelCount]:
    return {(each.procedure, each.level): each for each in counts}


def _letters(count: LevelCount | None) -> int:
    return count.letters if count else 0


def _totals(count: LevelCount | None) -> dict[str, str]:
    return shapes.amounts(count.totals) if count else {}


def _row(row: ComparedRow) -> shapes.Shape:
    return {
        "customer": row.customer,
        "name": row.name,
        "unit": row.unit,
        "procedure": row.procedure,
        "change": row.change.value.replace(" ", "_"),
        "level_before": row.level_before,
        "level_now": row.level_now,
        "letters_before": row.letters_before,
        "letters_now": row.letters_now,
        "before": shapes.amounts(row.totals_before),
        "now": shapes.amounts(row.totals_now),
        "reason": row.reason or None,
    }


def _say_comparison(found: Comparison) -> None:
    from tui_dunning.output.columns import table

    if found.run is None:
        say(f"No run of this scope was made yet; what one as of {found.as_of} would do is new.")
    else:
        say(f"A run as of {found.as_of} beside run {found.run} as of {found.run_as_of}:")
    say()
    say_all(
        table(
            ("Change", "Customers", "Past due before", "Past due now"),
            (
                (change.value, f"{count.rows:,}", money(count.before), money(count.now))
                for change, count in found.changes.items()
            ),
            right=("Customers", "Past due before", "Past due now"),
        )
    )
    say()
    _say_levels(found)


def _say_levels(found: Comparison) -> None:
    from tui_dunning.output.columns import table

    headings = ("Procedure", "Level", "Letters before", "now", "Past due before", "Past due now")
    before, now = _by_level(found.levels_before), _by_level(found.levels_now)
    say_all(
        table(
            headings,
            (
                (
                    *key,
                    f"{_letters(before.get(key)):,}",
                    f"{_letters(now.get(key)):,}",
                    money(before[key].totals if key in before else {}),
                    money(now[key].totals if key in now else {}),
                )
                for key in sorted(before.keys() | now.keys())
            ),
            right=headings[1:],
        )
    )


def _say_rows(rows: list[ComparedRow]) -> None:
    from tui_dunning.output.columns import table

    headings = ("Customer", "Name", "Unit", "Procedure", "Change", "Was", "Now", "Past due", "Why")
    say_all(
        table(
            headings,
            (
                (
                    row.customer,
                    row.name[:30],
                    row.unit,
                    row.procedure,
                    row.change.value,
                    row.level_before,
                    row.level_now,
                    money(row.totals_now or row.totals_before),
                    row.reason.replace("_", " "),
                )
                for row in rows
            ),
            right=("Was", "Now", "Past due"),
        )
    )
