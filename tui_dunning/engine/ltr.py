"""The column LTR of the edit report (4.4.2): which letter a customer stands at."""

from __future__ import annotations

from tui_dunning.engine.types import Method

ALL_SENT = "*"
NOT_FLAGGED = "**"


def ltr(
    *, dunning: bool, method: str | None, letter_code: str, all_sent: bool, letter_level: int | None
) -> str:
    """Return "", "1".."5", "*" (all sent) or "**" (not flagged).

    `method` is that of the customer's procedure, None where it has none. `letter_level` is the
    level of the latest letter that waits, else of the latest sent one; it counts for other
    methods than sequence only.

    Source: seed 004, menu 4.4.2.
    """
    if not dunning:
        return NOT_FLAGGED
    if method in (None, Method.SEQUENCE):
        return ALL_SENT if all_sent else letter_code
    return str(letter_level) if letter_level else ""
