"""The letter texts that come with the product: templates/<language>/<code>.txt.

The first line says "subject: ...", the second "tone: ...", then an empty line and the body.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tui_dunning.data_files import templates_folder


@dataclass(frozen=True, slots=True)
class ShippedText:
    """One text as shipped."""

    code: str
    language: str
    tone: str
    subject: str
    body: str


def shipped_texts() -> Iterator[ShippedText]:
    """Yield all shipped texts, by language and code."""
    for path in sorted(templates_folder().glob("*/*.txt")):
        yield read_shipped(path)


def shipped_text(code: str, language: str) -> ShippedText | None:
    """Return the shipped text of a code in a language, None where there is none."""
    return next((t for t in shipped_texts() if (t.code, t.language) == (code, language)), None)


def read_shipped(path: Path) -> ShippedText:
    """Read one file; the folder is the language, the name the code."""
    first, second, *rest = path.read_text("utf-8").split("\n")
    return ShippedText(
        code=path.stem,
        language=path.parent.name,
        tone=second.removeprefix("tone:").strip(),
        subject=first.removeprefix("subject:").strip(),
        body="\n".join(rest).strip("\n"),
    )
