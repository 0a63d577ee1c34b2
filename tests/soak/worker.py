"""A process with everything loaded that starts commands as children, so that they can be killed.

Reads one JSON document a line; forks; writes the child's process id; when the child has
ended, writes its exit status (negative: the signal). The child is a real process of its own that
opens the database by itself.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import sys
from pathlib import Path

import fpdf  # noqa: F401  loaded before the fork, so that a child is at its writes at once
import psycopg  # noqa: F401

from tests.soak.write_points import Deadly, Points, watch
from tui_dunning import cli
from tui_dunning.services import database, dunning_run, form_print, load, review  # noqa: F401


def child(arguments: list[str], log: str, spot: list[float] | None, record: bool) -> None:
    """Run one command with its output in a file, and end without any tidying up by the parent.

    With `record`, what it writes is listed beside the log; with a `spot`, it dies there.
    """
    status = 70
    points = Deadly(int(spot[0]), int(spot[1]), spot[2]) if spot else Points()
    if spot or record:
        watch(points)
    try:
        file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, 1)
        os.dup2(file, 2)
        status = cli.main(arguments)
        sys.stdout.flush()
        sys.stderr.flush()
        if record:
            Path(f"{log}.points").write_text(json.dumps(points.counts))
    finally:
        os._exit(status)


def serve() -> None:
    """Answer requests until standard input ends."""
    for module in pkgutil.iter_modules(cli.__path__):
        importlib.import_module(f"{cli.__name__}.{module.name}")
    gc.freeze()
    for line in sys.stdin:
        request = json.loads(line)
        pid = os.fork()
        if pid == 0:
            child(request["arguments"], request["log"], request["spot"], request["record"])
        print(pid, flush=True)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
