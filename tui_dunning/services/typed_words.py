"""Words that staff type: reasons, notes, the text of one letter."""

from __future__ import annotations

from typing import Final

from tui_dunning.errors import BadInput
from tui_dunning.output.format import clean

LONGEST_LINE: Final = 255
LONGEST_NOTE: Final = 2_000
LONGEST_TONE: Final = 30


def one_line(text: str, what: str, longest: int = LONGEST_LINE) -> str:
    """Return a line as it is kept: without control and bidi characters, blanks at its ends.

    Args:
        text: what was typed.
        what: what it is, for the refusal: "reason".
        longest: how many characters are kept at most; a longer line is refused, never cut.

    Raises:
        BadInput: it is too long.
    """
    kept = clean(text).strip()
    if len(kept) > longest:
        raise BadInput(
            f"The {what} has {len(kept):,} characters; {longest:,} are kept at most.",
            hint="Say it shorter; nothing was changed.",
        )
    return kept
