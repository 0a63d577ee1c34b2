"""Screen tests are coroutines: each runs in an event loop of its own."""

from __future__ import annotations

import asyncio
import inspect

import pytest
from textual import _wait

_wait.SLEEP_GRANULARITY = 0.005
_wait.SLEEP_IDLE = 0.001
"""How long, and for how little CPU, Textual's pilot takes the program for idle.

Out of the box a millisecond in twenty, which an idle loop alone takes on a slow machine.
"""


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is a coroutine function."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = pyfuncitem._fixtureinfo.argnames
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True
