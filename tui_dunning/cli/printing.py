"""`dunning print` (menu 4.4.4) and `dunning prices print` (4.4.6): letters become PDF."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui_dunning.cli import shapes
from tui_dunning.cli.options import LEVEL, NUMBER, Call, OneOf, Whole, common, filled
from tui_dunning.cli.show import document, note, progress, say
from tui_dunning.errors import DunningError, WrongUsage
from tui_dunning.output.format import counted

if TYPE_CHECKING:
    from tui_dunning.services.form_print import PaperChoice
    from tui_dunning.settings import Settings

NOTHING_WAITS = "No letter waits to be printed."
NOTHING_SENT = "No letter of that run was sent, so none can be printed again."
PAPER = OneOf(["A4", "Letter"], case_sensitive=False)
_OUTPUT = click.option(
    "-o",
    "--output",
    metavar="FILE_OR_FOLDER",
    required=True,
    callback=filled,
    help="A PDF, or a folder of them.",
)
EXAMPLES = """\b
Examples:
  dunning print -o letters.pdf   # every letter that waits, in one file
  dunning print --level 2 -o letters/   # one file for each letter of level 2
  dunning print --letter 101 --reprint -o copy.pdf
  dunning print --alignment -o test.pdf   # a page to try printer and envelopes with
"""
PRICES_EXAMPLES = """\b
Examples:
  dunning prices print -o prices.pdf
  dunning prices print --customer 100130 -o price.pdf
"""


@click.command("print", epilog=EXAMPLES)
@click.option("--run", type=NUMBER, metavar="N", help="Only letters of this run.")
@click.option(
    "--letter", "numbers", type=NUMBER, metavar="N", multiple=True, help="Only this letter."
)
@click.option("--level", "levels", type=LEVEL, metavar="L", multiple=True, help="Only this level.")
@click.option("--code", "codes", metavar="CODE", multiple=True, help="Only this letter code.")
@click.option("--reprint", is_flag=True, help="Print sent letters again; their level stays.")
@click.option("--paper", type=PAPER, metavar="A4/Letter", help="The paper, else the settings'.")
@click.option(
    "--workers",
    type=Whole(1, 64),
    metavar="N",
    default=1,
    help="Draw with N processes; the letters are the same.",
)
@click.option("--alignment", is_flag=True, help="Print only a page that shows where text falls.")
@_OUTPUT
@common
def print_(
    call: Call,
    *,
    run: int | None,
    numbers: tuple[int, ...],
    levels: tuple[int, ...],
    codes: tuple[str, ...],
    reprint: bool,
    paper: str | None,
    workers: int,
    alignment: bool,
    output: str,
) -> None:
    """Print the letters that wait (4.4.4).

    They are marked printed once the file is safe on the disk.
    """
    from tui_dunning.services import form_print

    if run is not None and numbers:
        raise WrongUsage("--run and --letter do not go together.", "Leave one of the two out.")
    target = Path(output)
    if alignment:
        file = form_print.alignment_page(target, call.settings(paper=paper).paper)
        _answer(call, form_print.PrintResult(pages=1, files=(file,)))
        return
    with call.opened() as settings, progress("Letters") as show:
        result = form_print.print_letters(
            target,
            settings.operator,
            call.as_of,
            run=run,
            letters=numbers,
            levels=levels,
            codes=codes,
            reprint=reprint,
            folder=is_folder(output),
            paper=paper_choice(settings, paper),
            progress=show,
            workers=workers,
        )
    _answer(call, result, nothing=NOTHING_SENT if reprint else NOTHING_WAITS)


@click.group(no_args_is_help=True)
@common
def prices(call: Call) -> None:
    """Special pricing letters (4.4.6)."""


@prices.command("print", epilog=PRICES_EXAMPLES)
@click.option("--customer", "customers", metavar="C", multiple=True, help="Only this customer.")
@click.option("--paper", type=PAPER, metavar="A4/Letter", help="The paper, else the settings'.")
@_OUTPUT
@common
def prices_print(call: Call, *, customers: tuple[str, ...], paper: str | None, output: str) -> None:
    """Print special pricing letters (4.4.6).

    One for each customer with prices valid at the as-of date.
    """
    from tui_dunning.services import special_pricing

    with call.opened() as settings, progress("Letters") as show:
        result = special_pricing.print_prices(
            Path(output),
            settings.operator,
            call.as_of,
            customers=customers,
            folder=is_folder(output),
            paper=paper_choice(settings, paper),
            progress=show,
        )
    _answer(call, result, nothing=f"No customer has a special price on {call.as_of}.")


def paper_choice(settings: Settings, paper: str | None = None) -> PaperChoice:
    """Return how letters are drawn by the settings, on another paper if one was asked for."""
    from tui_dunning.services.form_print import PaperChoice

    return PaperChoice(
        {"a4": "A4", "letter": "Letter"}.get((paper or settings.paper).lower(), "A4"),
        settings.fallback_fonts,
        settings.pay_within_days,
    )


def is_folder(output: str) -> bool:
    """Whether a target is meant as a folder: it is one, or is written like one."""
    return output.endswith(os.sep) or Path(output).is_dir()


def _answer(call: Call, result: Any, nothing: str = NOTHING_WAITS) -> None:
    """Print what a print did; it failed where letters were asked for and none could be printed."""
    if call.json:
        document(
            {
                "letters": result.letters,
                "pages": result.pages,
                "files": shapes.plain(result.files),
                "held": [str(each) for each in result.held],
                "problems": [str(each) for each in result.problems],
            }
        )
    say_result(result, say=note if call.json else say, nothing=nothing)
    if result.problems and not result.letters:
        raise DunningError(
            unprinted_words(result), "Mend what the lines above say, then print again."
        )


def say_result(result: Any, *, say: Callable[[str], None], nothing: str = NOTHING_WAITS) -> None:
    """Say what was printed, what is held and what went wrong."""
    for held in result.held:
        note(str(held))
    for problem in result.problems:
        note(str(problem))
    for gone in result.gone:
        note(f"{gone}; it was left out.")
    if result.problems and result.letters:
        note(f"{unprinted_words(result)} Mend what the lines above say, then print again.")
    if not result.files:
        if result.held:
            note("All letters that wait are held; no file was written.")
        elif not result.problems and not result.gone:
            note(f"{nothing} No file was written.")
        return
    where = str(result.files[0]) if len(result.files) == 1 else str(result.files[0].parent)
    files = f"{len(result.files):,} files in " if len(result.files) > 1 else ""
    letters = counted(result.letters, "letter")
    pages = counted(result.pages, "page")
    say(f"{letters} on {pages}: {files}{where}" if result.letters else f"{pages}: {where}")


def unprinted_words(result: Any) -> str:
    """Say how many letters could not be printed; a letter with a number goes on waiting."""
    count = len(result.problems)
    one = count == 1
    waits = any(problem.number for problem in result.problems)
    still = f" and still {'waits' if one else 'wait'}" if waits else ""
    return f"{count:,} {'letter was' if one else 'letters were'} not printed{still}."
