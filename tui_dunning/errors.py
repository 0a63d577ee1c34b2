"""What can go wrong through no fault of the program, each with its exit status.

DunningError (1)             refused or failed: one clear sentence and the next step
├── Refused                  a rule forbids it now (letter already sent, customer with flag N)
├── NotFound                 no such customer, item, letter, run, unit
├── BadInput                 a file or a value is wrong; `problems` lists every mistake
├── Busy                     another run is under way, or the database stays locked
├── DatabaseProblem          cannot be opened: missing, foreign, older, newer, not reachable
└── Cancelled                the operator stopped it; nothing was changed
WrongUsage (2)               options that do not go together
"""

from __future__ import annotations

from collections.abc import Sequence


class DunningError(Exception):
    """Something a user caused or can mend. `str()` is a full sentence for the user.

    Args:
        message: what is wrong, one sentence.
        hint: the next step, one sentence; "" where the message says it.
    """

    exit_status = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Refused(DunningError):
    """A rule forbids it as things stand."""


class NotFound(DunningError):
    """There is no record of that number or code."""


class BadInput(DunningError):
    """A file or value is wrong. `problems` has a line for each mistake; nothing was changed."""

    def __init__(self, message: str, problems: Sequence[str] = (), hint: str = "") -> None:
        super().__init__(message, hint)
        self.problems = tuple(problems)


class Busy(DunningError):
    """Somebody else holds what is needed; the message says who, since when."""


class DatabaseProblem(DunningError):
    """The database cannot be used; the message says why and what to do."""


class Cancelled(DunningError):
    """The operator stopped the work; nothing was changed."""


class WrongUsage(DunningError):
    """Options or words that do not go together."""

    exit_status = 2
