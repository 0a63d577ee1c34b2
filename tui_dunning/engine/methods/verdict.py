"""What a method says about an account."""

from __future__ import annotations

from typing import NamedTuple

from tui_dunning.engine.types import CodeMove, Level, Reason, RuleEffect


class Verdict(NamedTuple):
    """One outcome for each item of the account, in order; what changes on the customer with it."""

    outcomes: list[Level | Reason]
    move: CodeMove | None = None
    effect: RuleEffect | None = None
