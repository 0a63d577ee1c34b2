"""The wheel, installed in an empty environment away from the checkout, does the whole round."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import sysconfig
import termios
import time
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True, timeout=120)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def dunning(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed command, in an environment that sees this one's other packages only.

    A path file brings in the packages that the wheel needs, so that no network is needed; the
    checkout is not on that path, because path files of a folder brought in so are not read.
    """
    home = tmp_path_factory.mktemp("away")
    venv.create(home / "env", with_pip=False)
    python = home / "env" / "bin" / "python"
    target = next((home / "env" / "lib").glob("python3*")) / "site-packages"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    (target / "needed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    command = home / "env" / "bin" / "dunning"
    command.write_text(
        f"#!{python} -sP\nimport sys\nfrom tui_dunning.cli import main\nsys.exit(main())\n"
    )
    command.chmod(0o755)
    return command


def environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DUNNING_", "PYTHON", "XDG"))}
    return {**kept, "HOME": str(home), "TERM": "xterm-256color"}


def run(dunning: Path, home: Path, *arguments: str) -> str:
    done = subprocess.run(
        [str(dunning), *arguments],
        cwd=home,
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def read_until(terminal: int, wanted: bytes, seconds: float) -> bytes:
    """What a program shows until it shows `wanted`, ends, or the time is over."""
    shown = b""
    until = time.monotonic() + seconds
    while wanted not in shown and time.monotonic() < until:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                shown += os.read(terminal, 65536)
            except OSError:
                break
    return shown


def test_the_wheel_carries_texts_sample_and_fonts_but_no_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    data = {name.split("/")[2] for name in names if name.startswith("tui_dunning/_data/")}
    assert data == {"templates", "sample_data", "fonts"}
    assert "tui_dunning/_data/templates/en/1.txt" in names
    assert {"tui_dunning/app.tcss", "tui_dunning/screens/dialogs.tcss"} <= set(names)
    assert not [name for name in names if name.startswith(("tests/", "tools/", "docs/"))]


def test_the_installed_command_prints_a_letter(dunning: Path, tmp_path: Path) -> None:
    base = ("--database", "books.db")

    run(dunning, tmp_path, "init", "--sample", *base)
    run(dunning, tmp_path, "update", *base)
    waiting = json.loads(run(dunning, tmp_path, "letters", "--json", *base))
    number = next(each["letter"] for each in waiting if each["status"] == "proposed")
    run(dunning, tmp_path, "print", "--letter", str(number), "-o", "letter.pdf", *base)
    run(dunning, tmp_path, "check", *base)

    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF")


def test_the_installed_demo_opens_the_menus(dunning: Path, tmp_path: Path) -> None:
    terminal, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    demo = subprocess.Popen(
        [str(dunning), "demo"],
        stdin=inner,
        stdout=inner,
        stderr=inner,
        cwd=tmp_path,
        env=environment(tmp_path),
        start_new_session=True,
    )
    os.close(inner)
    shown = read_until(terminal, b"DUNNING SYSTEM", seconds=60)
    demo.send_signal(signal.SIGHUP)
    read_until(terminal, b"never shown", seconds=2)
    os.close(terminal)
    demo.wait(20)

    assert b"DUNNING SYSTEM" in shown, shown[-2000:]
