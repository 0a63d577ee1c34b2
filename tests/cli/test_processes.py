"""Commands as processes of their own: what they load, and how they end."""

from __future__ import annotations

import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
import termios
import time
from contextlib import closing
from pathlib import Path

import pytest

HEAVY = ("textual", "rich", "fpdf", "xlsxwriter", "openpyxl", "psycopg", "PIL")


def run(company, *words, **options):
    """Run one command in a fresh interpreter."""
    return subprocess.run(
        [sys.executable, "-m", "tui_dunning", "--database", company.url, *words],
        capture_output=True,
        timeout=60,
        check=False,
        **options,
    )


LOADED = """
import sys
from tui_dunning.cli import main
status = main(sys.argv[1:])
sys.stdout.flush()
heavy = [name for name in {heavy!r} if name in sys.modules]
print("LOADED", status, heavy, file=sys.stderr)
"""


def loaded(company, *words):
    """Run a command in a fresh interpreter; return its status and the heavy modules it loaded."""
    code = LOADED.format(heavy=HEAVY)
    options = {"capture_output": True, "text": True, "timeout": 60, "check": False}
    words = ("--database", company.url, *words)
    answer = subprocess.run([sys.executable, "-c", code, *words], **options)
    line = next(x for x in answer.stderr.splitlines() if x.startswith("LOADED"))
    return line.removeprefix("LOADED ")


@pytest.mark.parametrize(
    "words",
    [
        "--version",
        "--help",
        "update --dry-run",
        "update",
        "edit-report",
        "edit-report --format csv",
        "customer C1",
        "explain C1",
        "runs --json",
        "letters",
        "check",
        "settings",
        "text list",
        "setup export",
    ],
)
def test_a_command_loads_only_what_it_needs(company, words):
    assert loaded(company, *words.split()) == "0 []"


def test_an_import_of_a_csv_loads_only_what_it_needs(company, tmp_path):
    file = tmp_path / "customers.csv"
    file.write_text("number,name\n0001,Granite Builders\n")

    assert loaded(company, "import", "customers", str(file)) == "0 []"


def test_a_command_that_waits_for_another_user_says_so_and_does_its_work(company):
    command = [sys.executable, "-m", "tui_dunning", "--database", company.url]
    command += ["customer", "C1", "--dunning", "N"]
    with closing(sqlite3.connect(company.url, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waits = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert waits.stderr is not None
        said = waits.stderr.readline()
        other.execute("ROLLBACK")
        rest = waits.communicate(timeout=60)

    assert said == "Waiting for another user who is writing. Ctrl-C stops.\n"
    assert (waits.returncode, rest[1]) == (0, "")
    assert "dunning  Y       N" in rest[0]


def test_the_version_needs_no_database_either(company):
    code = (
        "import sys; from tui_dunning.cli import main; main(['--version']);"
        "print([x for x in ('peewee', 'babel', 'platformdirs') if x in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert answer.stdout.splitlines()[1:] == ["[]"]


def test_a_reader_that_goes_away_is_no_mistake(company):
    command = f"{sys.executable} -m tui_dunning --database {company.url} edit-report | head -1"
    answer = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)

    assert answer.stdout.startswith("AR4420")
    assert answer.stderr == ""


def test_a_closed_output_is_no_traceback(company):
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "tui_dunning", "--database", company.url, "edit-report"]
    answer = subprocess.run(
        command, stdout=write, stderr=subprocess.PIPE, text=True, check=False, timeout=60
    )
    os.close(write)

    assert answer.stderr == ""
    assert answer.returncode == 0


def test_an_output_that_is_not_there_is_no_traceback(company):
    command = f"{sys.executable} -m tui_dunning --database {company.url} edit-report >&-"
    answer = subprocess.run(
        ["sh", "-c", command], stderr=subprocess.PIPE, text=True, check=False, timeout=60
    )

    assert (answer.returncode, answer.stderr) == (0, "")


def test_a_full_disk_is_said_so(company):
    with open("/dev/full", "wb") as full:
        answer = subprocess.run(
            [sys.executable, "-m", "tui_dunning", "--database", company.url, "edit-report"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )

    assert answer.returncode == 1
    assert "No space left" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_damaged_database_is_said_so(company):
    path = Path(company.url)
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\x7f" * (len(whole) - 8192))
    answer = run(company, "check")

    assert answer.returncode == 1
    assert b"Put back the last backup" in answer.stderr


def test_an_ascii_terminal_gets_question_marks_not_a_failure(company):
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}

    text = run(company, "edit-report", env=environment)
    data = run(company, "edit-report", "--json", env=environment)

    assert text.returncode == data.returncode == 0
    assert b"??d? Works" in text.stdout
    assert b"\\u0141\\u00f3d\\u017a Works" in data.stdout


def wait_until_read(process):
    """Wait until a process has taken all that was written to it, and so waits for more."""
    for _ in range(6000):
        left = fcntl.ioctl(process.stdin, termios.FIONREAD, b"\0" * 4)
        if left == b"\0" * 4:
            return
        time.sleep(0.01)
    raise AssertionError("the process reads nothing")


HEARING = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
runpy.run_module("tui_dunning", run_name="__main__", alter_sys=True)
"""
"""The program as a terminal starts it, also where the tests run deaf to signals (with nohup)."""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stopped_command_says_so_or_ends_and_leaves_no_traceback(company, number):
    process = subprocess.Popen(
        [sys.executable, "-c", HEARING, "letter", "1", "--text-file", "-"],
        env={**os.environ, "DUNNING_DATABASE": company.url},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    process.stdin.write("Dear")
    process.stdin.flush()
    wait_until_read(process)

    process.send_signal(number)
    out, err = process.communicate(timeout=20)

    assert process.returncode == 128 + number
    assert "Traceback" not in err
    assert out == ""
    if number == signal.SIGINT:
        assert "nothing was changed" in err
