"""`dunning text`: letter texts (menu 4.4.5), by letter code and language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui_dunning.cli import shapes
from tui_dunning.cli.options import FILE, Call, common
from tui_dunning.cli.show import document, documents, note, say, say_all
from tui_dunning.errors import WrongUsage

if TYPE_CHECKING:
    from tui_dunning.services.letter_text import Edited, TextVersion

EDIT_EXAMPLES = """\b
Examples:
  dunning text show 2 --language nl > words.txt
  dunning text edit 2 --language nl --file words.txt

The file: `subject: ...` on its first line (without it the subject stays), a blank line, the text.
"""
_LANGUAGE = click.option(
    "--language", metavar="L", default="en", show_default=True, help="The text's language."
)
_WAITING = click.option(
    "--waiting", is_flag=True, help="Give it to letters that wait, too (but not edited ones)."
)


@click.group(no_args_is_help=True)
@common
def text(call: Call) -> None:
    """Letter texts (4.4.5): list, show, edit, reset."""


@text.command("list", epilog="Example: dunning text list")
@common
def text_list(call: Call) -> None:
    """List the current texts by code and language."""
    from tui_dunning.output.columns import table
    from tui_dunning.services import letter_text

    with call.opened():
        found = letter_text.list_texts()
    if call.json:
        documents({**_shape(each), "body": each.body} for each in found)
        return
    headings = ("Code", "Language", "Version", "Tone", "Origin", "Subject")
    say_all(table(headings, map(_row, found), right=("Version",)))


def _row(each: TextVersion) -> tuple[object, ...]:
    """Return a version's row in a list."""
    origin = "shipped" if each.is_shipped else each.operator
    return (each.code, each.language, each.version, each.tone, origin, each.subject)


def _shape(each: TextVersion) -> dict[str, Any]:
    """Return a version as JSON has it, without its body."""
    return {
        "code": each.code,
        "language": each.language,
        "version": each.version,
        "tone": each.tone,
        "current": each.is_current,
        "shipped": each.is_shipped,
        "created": shapes.moment(each.created_at),
        "operator": each.operator,
        "subject": each.subject,
    }


@text.command("show", epilog="Example: dunning text show 1 --variables")
@click.argument("code")
@_LANGUAGE
@click.option("--variables", is_flag=True, help="List what a text may use, with its meaning.")
@click.option("--versions", is_flag=True, help="List all versions, newest first.")
@click.option("--preview", is_flag=True, help="Show it on a letter, as on paper.")
@click.option("--customer", metavar="C", default="", help="With --preview: on this one's letter.")
@common
def text_show(
    call: Call,
    code: str,
    *,
    language: str,
    variables: bool,
    versions: bool,
    preview: bool,
    customer: str,
) -> None:
    """Print a text as a file that `text edit` takes."""
    from tui_dunning.services import letter_text

    if variables + versions + preview > 1:
        raise WrongUsage("--variables, --versions and --preview do not go together.")
    if customer and not preview:
        raise WrongUsage("--customer goes with --preview.")
    if variables:
        _show_variables(call, code)
        return
    with call.opened():
        if versions:
            _show_versions(call, code, language)
            return
        found = letter_text.show(code, language)
        if preview:
            letter_text.shown_on(code, customer)  # refuses a customer who is not there
            pages = letter_text.preview(
                code, language, found.subject, found.body, call.as_of, customer
            )
            document({"pages": pages}) if call.json else say("\n\n".join(pages))
            return
    if call.json:
        document({**_shape(found), "body": found.body})
    else:
        tone = f"tone: {found.tone}\n" if found.tone else ""
        say(f"subject: {found.subject}\n{tone}\n{found.body}")


def _show_variables(call: Call, code: str) -> None:
    """Print the variables that a text of a code may use."""
    from tui_dunning.output.columns import table
    from tui_dunning.output.letter_marks import ITEMS_MARK, as_written
    from tui_dunning.services import letter_text

    known = letter_text.variables(code)
    if call.json:
        document(dict(known))
    else:
        rows = [(as_written(name, meaning), meaning) for name, meaning in known.items()]
        if "items" in known:
            rows.append((ITEMS_MARK, "alone on a line: the table of items stands here"))
        say_all(table(("Write", "Meaning"), rows))


def _show_versions(call: Call, code: str, language: str) -> None:
    """Print the versions of a text."""
    from tui_dunning.output.columns import table
    from tui_dunning.services import letter_text

    found = letter_text.versions(code, language)
    if call.json:
        documents({**_shape(each), "body": each.body} for each in found)
        return
    headings = ("Version", "Current", "Made (UTC)", "By", "Subject")
    rows = (
        (
            each.version,
            "*" if each.is_current else "",
            f"{each.created_at:%Y-%m-%d %H:%M}",
            "shipped" if each.is_shipped else each.operator,
            each.subject,
        )
        for each in found
    )
    say_all(table(headings, rows, right=("Version",)))


@text.command("edit", epilog=EDIT_EXAMPLES)
@click.argument("code")
@_LANGUAGE
@click.option("--file", type=FILE, metavar="F", required=True, help="The words; - reads input.")
@_WAITING
@common
def text_edit(call: Call, code: str, *, language: str, file: Path, waiting: bool) -> None:
    """Save a new version of a text from a file; mistakes are listed by line."""
    from tui_dunning.cli.text_files import lines_as_in, read_text_file
    from tui_dunning.services import letter_text

    words = read_text_file(file)
    with call.opened() as settings:
        subject = words.subject
        if subject is None:
            subject = letter_text.show(code, language).subject
        with lines_as_in(words):
            edited = letter_text.edit(
                code, language, subject, words.body, settings.operator, waiting=waiting
            )
    _answer(call, edited)


@text.command("reset", epilog="Example: dunning text reset 1 --language nl")
@click.argument("code")
@_LANGUAGE
@_WAITING
@common
def text_reset(call: Call, code: str, *, language: str, waiting: bool) -> None:
    """Make the shipped words of a text current again; older versions are kept."""
    from tui_dunning.services import letter_text

    with call.opened() as settings:
        edited = letter_text.reset(code, language, settings.operator, waiting=waiting)
    _answer(call, edited)


def _answer(call: Call, edited: Edited) -> None:
    """Print what an edit or a reset did."""
    found = edited.text
    if call.json:
        document({**_shape(found), "new": edited.is_new, "waiting": edited.waiting})
        return
    if not edited.is_new:
        note("The words are the same as before; no new version was made.")
    say(f"Text {found.code} in {found.language}: version {found.version} is current.")
    if edited.waiting:
        say(f"{edited.waiting:,} waiting letter{'' if edited.waiting == 1 else 's'} carry it now.")
