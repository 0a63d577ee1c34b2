"""The four ways to find the next level, each in a file of its own, and the table of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tui_dunning.engine.accounts import Account
from tui_dunning.engine.methods import action_list, days, interval, sequence
from tui_dunning.engine.methods.verdict import Verdict
from tui_dunning.engine.plan import Plan
from tui_dunning.engine.types import Method

METHODS: Mapping[Method, Callable[[Account, Plan], Verdict]] = {
    Method.SEQUENCE: sequence.decide,
    Method.DAYS: days.decide,
    Method.INTERVAL: interval.decide,
    Method.ACTION_LIST: action_list.decide,
}
"""The function of each method: an account whose items passed the gates in, a verdict out."""
