"""Prints that break off: full disks, places that cannot be written, kills, two prints at once."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests import builders as b
from tests.services.life import run
from tui_dunning.errors import BadInput, Cancelled
from tui_dunning.services import form_print, print_portions, review
from tui_dunning.services.check import check
from tui_dunning.services.form_print import print_letters
from tui_dunning.store import models as m
from tui_dunning.store.database import close_database, open_database

ROOT = Path(__file__).resolve().parents[2]
PRINT = """
import sys
from datetime import datetime
from pathlib import Path
from tests.builders import TODAY
from tui_dunning.errors import DunningError
from tui_dunning.services.form_print import print_letters
from tui_dunning.store.database import open_database

open_database(sys.argv[1], wait_seconds=30)
sys.stdin.readline()
try:
    result = print_letters(Path(sys.argv[2]), "jane", TODAY, progress=PROGRESS)
    print(result.letters)
except DunningError as error:
    print(error, file=sys.stderr)
    sys.exit(1)
"""
FULL = """
import resource
def full(done, total):
    if done == 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
"""
HANG = """
import time
def hang(done, total):
    if done:
        print("drawing", flush=True)
        time.sleep(60)
"""


def letters(count: int) -> None:
    """So many letters that wait."""
    b.add_basics()
    for number in range(count):
        b.add_item(b.add_customer(f"K{number:03}"), f"ITEM-{number:03}")
    run()


def printing(url: str, target: Path, before: str = "", progress: str = "None"):
    """A print in a process of its own, which waits for a line to begin."""
    return subprocess.Popen(
        [sys.executable, "-c", before + PRINT.replace("PROGRESS", progress), url, str(target)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def statuses() -> set[str]:
    return {letter.status.value for letter in review.letters()}


@pytest.mark.parametrize("count", [3, 300])  # the disk is full at the end, or on the way
def test_a_full_disk_marks_nothing_and_leaves_nothing(lite, tmp_path, count):
    letters(count)
    place = tmp_path / "out"
    place.mkdir()
    close_database()

    process = printing(lite, place / "x.pdf", FULL, "full")
    _, said = process.communicate("\n", timeout=60)

    assert process.returncode == 1, said
    assert "x.pdf could not be written: the disk is full. No letter was marked." in said
    assert "Traceback" not in said
    assert os.listdir(place) == []
    open_database(lite)
    assert statuses() == {"proposed"}
    assert print_letters(place / "x.pdf", "jane", b.TODAY).letters == count


def test_a_move_that_fails_halfway_marks_nothing_and_the_next_print_replaces(lite, tmp_path):
    letters(2)
    place = tmp_path / "out"
    place.mkdir()

    def lose_one(done: int, total: int) -> None:
        if done == total:
            sorted(place.glob(".*.part"))[1].unlink()

    with pytest.raises(BadInput, match="No letter was marked"):
        print_letters(place, "jane", b.TODAY, progress=lose_one)

    assert statuses() == {"proposed"}
    assert os.listdir(place) == ["letter-1-customer-k000.pdf"]
    [problem] = check().problems
    assert "letter-1-customer-k000.pdf was written, but its letters (1) are not marked" in problem
    assert print_letters(place, "jane", b.TODAY).letters == 2
    assert check().problems == ()


def test_a_killed_print_is_named_and_cleared_by_the_next(db, tmp_path):
    letters(60)
    place = tmp_path / "out"
    place.mkdir()
    close_database()
    process = printing(db, place, HANG, "hang")
    process.stdin.write("\n")
    process.stdin.flush()
    assert process.stdout.readline() == "drawing\n"
    process.kill()
    process.communicate()

    open_database(db)
    report = check()
    left = sorted(place.glob(".*.part"))
    done = print_letters(place, "jane", b.TODAY)

    assert left
    assert report.problems == ()
    assert sum("the next print to" in notice for notice in report.notices) == len(left)
    assert (done.letters, statuses()) == (60, {"printed"})
    assert list(place.glob(".*.part")) == []
    assert check().notices == ()


def test_two_prints_at_once_send_each_letter_once(db, tmp_path):
    letters(40)
    place = tmp_path / "out"
    place.mkdir()
    close_database()

    both = [printing(db, place / name) for name in ("a.pdf", "b.pdf")]
    for process in both:
        process.stdin.write("\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=90) for process in both]

    open_database(db)
    [file] = place.iterdir()
    assert len(PdfReader(file).pages) == 40
    assert sorted(process.returncode for process in both) in ([0, 0], [0, 1]), answers
    assert sorted(out for out, _ in answers)[-1] == "40\n"
    assert statuses() == {"printed"}
    assert m.LetterEvent.select().where(m.LetterEvent.kind == "printed").count() == 40
    assert check().problems == ()


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_the_number_of_workers_changes_nothing(db, tmp_path, kind, monkeypatch):
    letters(25)
    monkeypatch.setattr(print_portions, "PORTION", 4)
    monkeypatch.setattr(form_print, "now", lambda: datetime(2026, 3, 2))
    numbers = [letter.number for letter in review.letters()]
    m.Letter.update(to_name="株式会社").where(m.Letter.id == numbers[7]).execute()
    places = [tmp_path / "one", tmp_path / "two"]
    for place in places:
        place.mkdir()
    targets = places if kind == "folder" else [place / "x.pdf" for place in places]

    first = print_letters(targets[0], "jane", b.TODAY)
    second = print_letters(targets[1], "jane", b.TODAY, run=1, reprint=True, workers=3)

    assert (first.letters, first.pages) == (second.letters, second.pages) == (24, 24)
    contents = [{path.name: path.read_bytes() for path in place.iterdir()} for place in places]
    assert contents[0] == contents[1]
    assert len(contents[0]) == (24 if kind == "folder" else 1)


def test_workers_stop_with_the_print_and_leave_nothing(lite, tmp_path, monkeypatch):
    letters(25)
    monkeypatch.setattr(print_portions, "PORTION", 4)
    asked = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 2

    with pytest.raises(Cancelled):
        print_letters(tmp_path, "jane", b.TODAY, cancelled=stop, workers=2)

    assert [path.name for path in tmp_path.iterdir() if ".pdf" in path.name] == []
    assert statuses() == {"proposed"}
