"""What commands print: results on standard output, notices and progress on standard error."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from tui_dunning.database_url import without_secrets
from tui_dunning.output.format import clean

_STEERING = "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
"""What JSON lets through and a terminal may obey."""


def say(text: str = "") -> None:
    """Print a line (or lines) of the result."""
    sys.stdout.write(clean(text, keep_lines=True) + "\n")


def say_all(lines: Iterable[str]) -> None:
    """Print many lines of the result; a form feed stays."""
    for line in lines:
        feed, text = ("\f", line[1:]) if line.startswith("\f") else ("", line)
        sys.stdout.write(f"{feed}{clean(text)}\n")


def note(text: str) -> None:
    """Print a notice on standard error; no password that stands in it is shown."""
    sys.stderr.write(clean(without_secrets(text), keep_lines=True) + "\n")


def document(value: object) -> None:
    """Print one JSON document."""
    sys.stdout.write(_json(value, 2) + "\n")


def documents(values: Iterable[object]) -> None:
    """Print a JSON list, a row a line, as the rows come."""
    before = "[\n"
    for value in values:
        sys.stdout.write(before + _json(value, None))
        before = ",\n"
    sys.stdout.write("[]\n" if before == "[\n" else "\n]\n")


def _json(value: object, indent: int | None) -> str:
    """Write JSON that any output can carry and that steers no terminal."""
    from json import dumps

    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    text = dumps(value, ensure_ascii=not encoding.startswith("utf"), indent=indent)
    return re.sub(_STEERING, lambda found: f"\\u{ord(found[0]):04x}", text)


Progress = Callable[[int, int], None]


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """Show how far long work is, on a terminal only, at most ten times a second."""
    stream = sys.stderr
    if not stream.isatty():
        yield _no_progress
        return
    shown_at = 0.0

    def show(done: int, total: int) -> None:
        nonlocal shown_at
        if time.monotonic() - shown_at < 0.1:
            return
        shown_at = time.monotonic()
        of_all = f" of {total:,} ({100 * done // total} %)" if total else ""
        stream.write(f"\r\x1b[K{label}: {done:,}{of_all}")
        stream.flush()

    try:
        yield show
    finally:
        if shown_at:
            stream.write("\r\x1b[K")
            stream.flush()


def _no_progress(_done: int, _total: int) -> None:
    """Show nothing: standard error is a file or a pipe."""


class WaitNotice:
    """Says once that a write waits for another user's, when it has done so for a second."""

    def __init__(self) -> None:
        self._said = False

    def __call__(self, seconds: float) -> None:
        """Take the seconds waited so far."""
        if seconds >= 1 and not self._said:
            self._said = True
            note("Waiting for another user who is writing. Ctrl-C stops.")
