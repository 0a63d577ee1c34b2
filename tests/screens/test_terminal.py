"""The menus in a real pseudo-terminal: type-ahead in one packet, bytes, hang-up."""

from __future__ import annotations

import os
import re
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import TODAY, add_basics, add_customer, add_item
from tests.screens.terminal import Terminal, terminal
from tui_dunning.engine.types import RunParameters
from tui_dunning.services import customer_letter, dunning_run, sample

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
DATABASE = """
import sys
from datetime import date
from tui_dunning.launcher import open_menus
from tui_dunning.services import database
from tui_dunning.settings import Settings
database.open_(sys.argv[1])
status = open_menus(Settings(database=sys.argv[1]), date(2026, 3, 2), "jane")
database.close()
print("ENDED", status)
"""
DEMO = "import sys; from tui_dunning.cli import main; sys.exit(main(['demo']))"
DOWN, PAGE_DOWN, F10 = "\x1b[B", "\x1b[6~", "\x1b[21~"


def started(line: Terminal) -> None:
    line.wait_for(b"F12=Cancel")


def test_five_answers_in_one_packet_reach_their_screens_in_order() -> None:
    with terminal(MENUS) as line:
        started(line)
        line.send("9\r0\r7\r=4.4.9\r=4.4.7\r")
        line.read(1.0)
        line.send("signoff\r")
        line.wait_for(b"PATHS")

        assert b"PATHS 9 0 7 =4.4.9 =4.4.7 signoff" in line.drawn


@pytest.mark.parametrize("typed", ["x\x7f4.4.9", "no\x154.4.9", "4.9\x1b[D\x1b[D\x1b[D4."])
def test_mending_keys_keep_their_place_among_the_characters_of_a_packet(typed: str) -> None:
    with terminal(MENUS) as line:
        started(line)
        line.send(f"{typed}\r")
        line.read(1.0)
        line.send("signoff\r")
        line.wait_for(b"PATHS")

        assert b"PATHS 4.4.9 signoff" in line.drawn


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


def test_a_line_lost_while_an_update_runs_leaves_the_books_as_before(lite: str) -> None:
    sample.generate(8_000, 16_000, 1, TODAY)
    with terminal(DATABASE, lite) as line:
        started(line)
        line.send("1\r\r")
        line.wait_for(b"F10=Confirm")
        line.wait_for(b"Nothing has been written yet")
        line.send(F10)
        line.wait_for(b"of 8,000 customers", quiet=0)
        line.hang_up()
        line.process.wait(15)

    assert dunning_run.last_run() is None
    assert dunning_run.run(RunParameters(as_of=TODAY), "jane").run == 1


@pytest.mark.parametrize("shown", [b"Making the sample company", b"F12=Cancel"])
def test_a_demo_whose_line_is_lost_leaves_nothing_behind(tmp_path: Path, shown: bytes) -> None:
    with terminal(DEMO, TMPDIR=str(tmp_path), HOME=str(tmp_path / "home")) as line:
        line.wait_for(shown, quiet=0)
        line.hang_up()
        line.process.wait(15)

    assert list(tmp_path.glob("dunning-*")) == []


@pytest.fixture
def short_folder() -> Iterator[str]:
    """A folder whose path leaves room on a line of the screen, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as folder:
        yield folder


def test_a_demo_over_ssh_keeps_to_its_folder(short_folder: str) -> None:
    home = {"TMPDIR": short_folder, "HOME": f"{short_folder}/home"}
    with terminal(DEMO, SSH_CONNECTION="192.0.2.1 50000 192.0.2.2 22", **home) as line:
        line.wait_for(b"F12=Cancel", longest=60)
        line.send("=4.4.9.10\r")
        line.wait_for(b"operator   ")

        assert re.search(rb"confined +SSH +yes", line.drawn)
        assert re.search(rb"/dunning-demo-[^/]+/letters", line.drawn)


def test_without_a_usable_terminal_it_refuses_with_a_hint() -> None:
    with terminal(MENUS, TERM="dumb") as line:
        line.wait_for(b"DunningError")

        assert b"\x1b[?1049h" not in line.drawn
        assert b"TERM is dumb" in line.drawn


@pytest.mark.parametrize("name", ["DUNNING_THEME", "TEXTUAL_THEME"])
def test_an_unknown_theme_is_refused_before_the_menus_open(tmp_path: Path, name: str) -> None:
    folders = {"TMPDIR": str(tmp_path), "HOME": str(tmp_path)}
    with terminal(DEMO, **folders, **{name: "nope"}) as line:
        line.wait_for(b"ansi-dark")

        assert line.process.wait(10) == 1
        assert b"there is no theme 'nope'" in line.drawn
        assert b"\x1b[?1049h" not in line.drawn
        assert b"Making the sample" not in line.drawn


def test_the_terminal_is_asked_how_large_it_is_and_not_the_environment() -> None:
    with terminal(MENUS, COLUMNS="999999999", LINES="999999999") as line:
        started(line)
        line.send("nonsense\r")
        line.wait_for(b"neither an option")

        assert line.process.poll() is None


def test_a_fatal_error_ends_with_a_sentence_and_no_traceback() -> None:
    broken = MENUS.replace(
        "app = Dunn", "DunningApp.on_key = lambda self, event: 1 / 0\napp = Dunn"
    )
    with terminal(broken) as line:
        started(line)
        line.send("\x07")
        line.wait_for(b"The program had to stop")

        assert line.process.wait(10) == 1
        assert b"Traceback" not in line.drawn
        assert b"ZeroDivision" not in line.drawn


def test_lists_stay_within_their_bytes_and_type_ahead_reaches_a_record(lite: str) -> None:
    add_basics()
    for number in range(60):
        add_item(add_customer(f"1{number:05}", name=f"Customer {number}"))
    with terminal(DATABASE, lite) as line:
        started(line)
        line.send("3\r")
        opened = line.wait_for(b"More...")
        assert len(opened) <= 8000
        for keys, most in ((DOWN, 300), (DOWN, 300), (PAGE_DOWN, 3000), ("5", 300)):
            line.send(keys)
            assert 0 < len(line.read(1.0)) <= most
        line.drawn = b""
        line.send("=4.4.3 100007\r1\r4\rphoned\r")
        line.wait_for(b"changed: Letter code")
        line.send("signoff\r")
        line.wait_for(b"ENDED 0")
    assert customer_letter.show("100007", TODAY).letter_code == "4"


def test_a_list_is_drawn_with_the_message_that_says_how_it_is_sorted(lite: str) -> None:
    add_basics()
    for number, name in enumerate(("Zeta", "Eta", "Alpha")):
        add_item(add_customer(f"10000{number}", name=name))
    with terminal(DATABASE, lite) as line:
        started(line)
        line.send("4.4.2\r")
        line.wait_for(b"Alpha")
        line.drawn = b""
        line.send("\x1b[18~")
        line.wait_for(b"Sorted by name", quiet=1)

        assert 0 < line.drawn.find(b"Alpha") < line.drawn.find(b"Eta") < line.drawn.find(b"Zeta")


@pytest.mark.parametrize("sent", [b"\xe9x", b"\xff\xfe\x80", b"\x1b[1114112u", b"\x1b[97:65;2:1u"])
def test_bytes_that_are_no_keys_do_not_end_the_program(sent: bytes) -> None:
    with terminal(MENUS) as line:
        started(line)
        os.write(line.master, sent)
        line.read()
        line.send("nonsense\r")
        line.wait_for(b"neither an option")

        assert line.process.poll() is None


def test_the_other_keys_of_a_packet_survive_a_byte_that_is_none() -> None:
    with terminal(MENUS) as line:
        started(line)
        os.write(line.master, b"non\xe9sense\r")
        line.wait_for(b"neither an option")

        assert "non\ufffdsense".encode() in line.drawn
