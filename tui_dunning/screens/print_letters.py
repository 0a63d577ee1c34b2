"""4.4.4: printing letters: which and where, how many it would be, F10, progress, the files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tui_dunning.errors import Refused
from tui_dunning.screens.actions import plural
from tui_dunning.screens.batch import BatchScreen, Cancel, Progress, Stage
from tui_dunning.screens.cells import wrap
from tui_dunning.screens.entries import FieldError, read_file, read_word, read_yes_no
from tui_dunning.screens.print_fields import (
    EACH,
    ONE,
    PrintWish,
    read_numbers,
    what_fields,
    where_fields,
)
from tui_dunning.screens.widgets import Field
from tui_dunning.services import form_print, output_folder
from tui_dunning.services.form_print import PaperChoice, PrintResult, Prospect, Unprinted

MOST_LISTED = 200
"""Letters with a problem that are listed; the rest is counted."""


@dataclass(frozen=True, slots=True)
class PrintParameters:
    """A wish, and where and on what it is printed."""

    wish: PrintWish
    target: Path
    each: bool
    paper: str


class PrintLettersScreen(BatchScreen[PrintParameters, Prospect | PrintResult]):
    """Prints letters. Nothing is printed before F10; F12 answers with what was done."""

    IDENT = "AR4441"
    HEADING = "Print letters"
    UNIT_OF_WORK = "letters"
    CONFIRM = "Nothing has been printed yet. F10 prints, F12 goes back."
    HELP = (
        "Blank fields mean every letter that waits. The letters are drawn first; once the file is "
        "safe on the disk they are marked printed, all together. A letter with a problem is named "
        "and goes on waiting. A name without a folder goes into the output folder."
    )

    def __init__(self, argument: str = "", *, wish: PrintWish | None = None) -> None:
        super().__init__(argument)
        self.wish = wish or PrintWish()
        self.done = ""

    def fields(self) -> Sequence[tuple[Field, str]]:
        """Return the parameters."""
        target = str(self.default_target())
        return (*what_fields(self.wish), *where_fields(self.desk.session.settings.paper, target))

    def focus_first(self) -> None:
        """Start at the letter numbers where it is not known yet which to print again."""
        if self.wish.reprint and not self.wish.letters:
            self.set_focus(self.field("letters"))
        else:
            super().focus_first()

    def default_target(self) -> Path:
        """Return a name in the output folder that is not taken."""
        session = self.desk.session
        stem = f"letters-{session.as_of}"
        if len(self.wish.letters) == 1:
            stem = f"letter-{self.wish.letters[0]}"
        stem += "-again" if self.wish.reprint else ""
        return output_folder.unused(session.settings.output_folder, stem, ".pdf")

    def read_parameters(self) -> PrintParameters:
        """Read the fields."""
        run = self.field("run").text
        if run and not (run.isascii() and run.isdigit()):
            raise FieldError("run", f"Run: {run} is not a number.")
        wish = PrintWish(
            tuple(re.findall(r"[^\s,]+", self.field("codes").text)),
            read_numbers(self.field("levels")),
            int(run) if run else None,
            read_numbers(self.field("letters")),
            read_yes_no(self.field("reprint")),
        )
        if wish.reprint and not wish.letters and wish.run is None:
            raise FieldError("letters", "Printing again needs letter numbers or a run.")
        each = read_word(self.field("files"), (ONE, EACH)) == EACH
        paper = read_word(self.field("paper"), ("A4", "Letter"))
        if Path(self.field("target").text).name in ("", ".."):  # a folder: ".", "/", ".."
            raise FieldError("target", "File: a name is needed.")
        target = read_file(self.field("target"), self.desk.session.settings)
        if each and target.suffix.lower() == ".pdf":
            target = target.with_suffix("")
        elif not each and not target.suffix:
            target = target.with_name(f"{target.name}.pdf")
        return PrintParameters(wish, target, each, paper)

    def preview(
        self, parameters: PrintParameters, progress: Progress, cancelled: Cancel
    ) -> Prospect | PrintResult:
        """Count what would be printed."""
        wish = parameters.wish
        found = form_print.prospect(
            run=wish.run,
            letters=wish.letters,
            levels=wish.levels,
            codes=wish.codes,
            reprint=wish.reprint,
        )
        if not found.letters and not found.held:
            raise Refused(
                "No letter that was sent fits." if wish.reprint else "No letter that fits waits.",
                "Change what to print, or leave with F12.",
            )
        return found

    def execute(
        self, parameters: PrintParameters, progress: Progress, cancelled: Cancel
    ) -> Prospect | PrintResult:
        """Print."""
        wish, session = parameters.wish, self.desk.session
        target = output_folder.ready(parameters.target, session.settings)
        return form_print.print_letters(
            target,
            session.operator,
            session.as_of,
            run=wish.run,
            letters=wish.letters,
            levels=wish.levels,
            codes=wish.codes,
            reprint=wish.reprint,
            folder=parameters.each,
            paper=PaperChoice(
                parameters.paper,
                tuple(session.settings.fallback_fonts),
                session.settings.pay_within_days,
            ),
            progress=progress,
            cancelled=cancelled,
            agreed=self.shown if isinstance(self.shown, Prospect) else None,
        )

    def described(self, result: Prospect | PrintResult, stage: Stage) -> Sequence[str]:
        """Return the counts, or the files and what was left out."""
        assert self.parameters is not None
        if isinstance(result, Prospect):
            lines = _planned(result, self.parameters)
        else:
            lines = _printed(result)
        return [*lines, *_left_out(result)]

    def finished(self, result: Prospect | PrintResult) -> str:
        """Return the message of a print that is done."""
        assert isinstance(result, PrintResult)
        left = len(result.held) + len(result.problems)
        waits = f" {plural(left, 'letter goes', 'letters go')} on waiting." if left else ""
        letters = plural(result.letters, "letter", "letters")
        gone = f" {len(result.gone):,} left out." if result.gone else ""
        self.done = f"{letters} printed.{waits}{gone}"
        return f"{self.done} Enter goes back."

    def do_cancel(self) -> None:
        """F12: stop, back to the parameters, or back with what was done."""
        if self.stage is Stage.DONE:
            self.dismiss(self.done)
        else:
            super().do_cancel()


def _planned(result: Prospect, parameters: PrintParameters) -> list[str]:
    if not result.letters:
        return [" None of these letters can be printed yet."]
    levels = ", ".join(map(str, parameters.wish.levels))
    again = " once more" if parameters.wish.reprint else ""
    lines = [f" It would print {plural(result.letters, 'letter', 'letters')}{again}:"]
    lines += [
        f"   letter code {code}: {plural(count, 'letter', 'letters')}"
        for code, count in result.codes.items()
    ]
    if levels and not parameters.wish.reprint:
        lines.append(f"   of them the items of level {levels}, in letters of their own")
    into = "a PDF for each letter in the folder" if parameters.each else "one PDF:"
    lines += ["", f" On {parameters.paper}, into {into}", *_path_lines(parameters.target)]
    return lines


def _printed(result: PrintResult) -> list[str]:
    if not result.files:
        return [" No letter was printed and no file was written."]
    letters, pages = plural(result.letters, "letter", "letters"), result.pages
    lines = [f" Printed {letters} on {plural(pages, 'page', 'pages')}, into"]
    if len(result.files) == 1:
        return [*lines, *_path_lines(result.files[0])]
    return [*lines, f"   {len(result.files):,} files in", *_path_lines(result.files[0].parent)]


def _path_lines(path: Path) -> list[str]:
    return [f"   {line}" for line in wrap(str(path), 74)]


def _left_out(result: Prospect | PrintResult) -> list[str]:
    left, gone = [*result.held], tuple[Unprinted, ...]()
    if isinstance(result, PrintResult):
        left, gone = [*left, *result.problems], result.gone
    lines: list[str] = []
    if left:
        waits = plural(len(left), "letter goes", "letters go")
        lines += ["", f" Not printed, {waits} on waiting:", *_listed(left)]
    if gone:
        lines += ["", " Left out, because others changed it meanwhile:", *_listed(gone)]
    return lines


def _listed(letters: Sequence[Unprinted]) -> list[str]:
    lines = [f"   {line}" for each in letters[:MOST_LISTED] for line in wrap(str(each), 74)]
    if len(letters) > MOST_LISTED:
        lines.append(f"   and {len(letters) - MOST_LISTED:,} more")
    return lines
