"""The menus in a real pseudo-terminal: type-ahead in one packet, bytes, hang-up."""

from __future__ import annotations

import re
import signal

import pytest

from tests.screens.terminal import Terminal, terminal

MENUS = """
import os
import sys
from datetime import date
from tui_dunning.launcher import require_terminal, set_defaults
require_terminal()
set_defaults()
from tui_dunning.app import DunningApp
from tui_dunning.services.menu import MenuFacts
from tui_dunning.settings import Settings
facts = MenuFacts("US", "Sample Company", 12, date(2026, 11, 15), 37, 37)
app = DunningApp(Settings(), date(2026, 11, 22), "jane", facts=lambda: facts)
status = app.run(mouse=False)
try:
    print("PATHS", " ".join(app.commands._commands), flush=True)
finally:
    os._exit(app.return_code if status is None else status)
"""
F3 = "\x1bOR"


def started(line: Terminal) -> None:
    line.wait_for(b"F12=Cancel")


def test_five_answers_in_one_packet_reach_their_screens_in_order() -> None:
    with terminal(MENUS) as line:
        started(line)
        line.send("9\r0\r7\r=9\r=7\r")
        line.read(1.0)
        line.send("signoff\r")
        line.wait_for(b"PATHS")

        assert b"PATHS 9 0 7 =9 =7 signoff" in line.drawn


def test_an_idle_screen_sends_nothing_and_a_key_little() -> None:
    with terminal(MENUS) as line:
        started(line)
        line.read(0.5)

        assert line.read(quiet=1.2) == b""
        line.send("7")
        assert len(line.read()) <= 300
        line.send("\r")
        assert len(line.read()) <= 8000


def test_no_colour_is_sent_where_none_is_wanted() -> None:
    with terminal(MENUS, NO_COLOR="1") as line:
        started(line)

        assert not re.search(rb"\x1b\[[0-9;]*(?:3[0-8]|4[0-8]|9[0-7])(?:;[0-9;]*)?m", line.drawn)


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGHUP, 129), (signal.SIGTERM, 143)], ids=["HUP", "TERM"]
)
def test_a_signal_restores_the_terminal_and_ends(number: signal.Signals, status: int) -> None:
    with terminal(MENUS) as line:
        started(line)
        line.process.send_signal(number)

        line.wait_for(b"\x1b[?1049l")
        assert line.process.wait(10) == status
        assert b"Traceback" not in line.drawn


def test_a_lost_line_ends_the_program() -> None:
    with terminal(MENUS) as line:
        started(line)
        line.hang_up()

        assert line.process.wait(15) in {129, -signal.SIGHUP}


def test_without_a_usable_terminal_it_refuses_with_a_hint() -> None:
    with terminal(MENUS, TERM="dumb") as line:
        line.wait_for(b"DunningError")

        assert b"\x1b[?1049h" not in line.drawn
        assert b"TERM is dumb" in line.drawn
