"""Letter texts as files: `subject: ...` and `tone: ...` above, a blank line, then the body."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tui_dunning.errors import BadInput

LARGEST = 100_000


@dataclass(frozen=True, slots=True)
class TextFile:
    """What a file says; None where it does not say it. `above` counts the lines over the body."""

    subject: str | None
    tone: str | None
    body: str
    above: int = 0


def read_text_file(path: Path) -> TextFile:
    """Read a text; `-` reads standard input.

    Raises:
        BadInput: the file cannot be read, is not UTF-8 or is too large.
    """
    try:
        raw = sys.stdin.buffer.read(LARGEST + 1) if str(path) == "-" else _start_of(path)
    except OSError as error:
        raise BadInput(
            f"{path} cannot be read: {error.strerror}.", hint="Name a text file that is there."
        ) from error
    if len(raw) > LARGEST:
        raise BadInput(f"{path} is too large for a letter.", hint="A text has 20 kB at most.")
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{path} is not UTF-8 text (byte {error.start + 1}).", hint="Save it as UTF-8."
        ) from error
    return split(text)


def _start_of(path: Path) -> bytes:
    """Return a file's bytes, no more than it takes to see that it is too large."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def split(text: str) -> TextFile:
    """Take the heading lines off a text."""
    found: dict[str, str] = {}
    lines = text.split("\n")
    while lines:
        word, colon, rest = lines[0].partition(":")
        name = word.strip().lower()
        if not colon or name not in ("subject", "tone") or name in found:
            break
        found[name] = rest.strip()
        lines.pop(0)
    while found and lines and not lines[0]:
        lines.pop(0)
    above = text.count("\n") + 1 - len(lines)
    body = "\n".join(lines).rstrip() + "\n"
    return TextFile(found.get("subject"), found.get("tone"), body, above)


@contextmanager
def lines_as_in(words: TextFile) -> Iterator[None]:
    """Give the mistakes that are found in a body the numbers that their lines have in the file."""
    try:
        yield
    except BadInput as error:
        problems = [
            re.sub(r"^line (\d+)", lambda found: _moved(found, words), problem)
            for problem in error.problems
        ]
        raise BadInput(error.message, problems, error.hint) from error


def _moved(found: re.Match[str], words: TextFile) -> str:
    """The line of the file for a line of the body."""
    return f"line {int(found[1]) + words.above}"
