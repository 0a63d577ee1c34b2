"""A process with everything loaded that starts commands as children, so that they can be killed.

Reads one JSON list of arguments a line; forks; writes the child's process id; when the child has
ended, writes its exit status (negative: the signal). The child is a real process of its own that
opens the database by itself.
"""

from __future__ import annotations

import json
import os
import sys

import fpdf  # noqa: F401  loaded before the fork, so that a child is at its writes at once
import psycopg  # noqa: F401

from tui_dunning.cli import main
from tui_dunning.services import database, form_print, load  # noqa: F401


def child(arguments: list[str], log: str) -> None:
    """Run one command with its output in a file, and end without any tidying up by the parent."""
    status = 70
    try:
        file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, 1)
        os.dup2(file, 2)
        status = main(arguments)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)


def serve() -> None:
    """Answer requests until standard input ends."""
    for line in sys.stdin:
        request = json.loads(line)
        pid = os.fork()
        if pid == 0:
            child(request["arguments"], request["log"])
        print(pid, flush=True)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
