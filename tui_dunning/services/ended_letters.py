"""What is said when letters were deleted or rolled back, also of those that nothing sends now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tui_dunning.store.left_behind import LeftBehind


class Ended(NamedTuple):
    """A letter that has ended: what happened; a sentence for each customer whom none reaches."""

    said: str
    left: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return all that is to be said."""
        return f"{self.said} {left_in_short(self.left)}".strip()


def left_words(found: Sequence[LeftBehind]) -> tuple[str, ...]:
    """Say at which letter customers stand again, and what sends it."""
    return tuple(map(_words, found))


def left_in_short(left: Sequence[str]) -> str:
    """Return the sentence of one customer, of several how many they are."""
    if len(left) < 2:
        return "".join(left)
    return f"{len(left)} customers are at a letter again that no update sends: 4.4.3 sets it anew."


def _words(found: LeftBehind) -> str:
    if found.replaced is None:
        return (
            f"Customer {found.customer} is at letter {found.ltr} again, and updates leave it "
            "alone: 4.4.3 sets another."
        )
    letter, code = found.replaced
    return (
        f"Customer {found.customer} is at letter {found.ltr} again; letter {letter}, which it had "
        f"replaced, is not sent: 4.4.3 sets letter {code} once more."
    )
