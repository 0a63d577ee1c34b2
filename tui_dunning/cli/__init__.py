"""The command `dunning`: one command for each menu line; without one it opens the menus."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

import click

from tui_dunning import __version__
from tui_dunning.cli import failures
from tui_dunning.cli.group import DunningGroup
from tui_dunning.cli.options import Call, common
from tui_dunning.cli.show import note
from tui_dunning.errors import DunningError


@click.group(
    cls=DunningGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="`dunning 4.4.3` opens the menus there, `dunning 4.4.3 100130` at that record.",
)
@click.version_option(__version__, prog_name="dunning", message="%(prog)s %(version)s")
@click.option("--ascii", is_flag=True, default=None, help="Menus: send ASCII only.")
@click.option("--mouse", is_flag=True, default=None, help="Menus: use the mouse, too.")
@common
@click.pass_context
def dunning(ctx: click.Context, call: Call, ascii: bool | None, mouse: bool | None) -> None:
    """Dun customers: find who is past due, letter by letter, and print the letters.

    Without a command the numbered menus open. Commands never ask; all do what a menu line does.
    """
    ctx.obj = call._replace(ascii=ascii, mouse=mouse)
    _note_unknown_variables()
    if ctx.invoked_subcommand is None:
        from tui_dunning.cli.menus import open_menus

        open_menus(ctx.obj, "")


def _note_unknown_variables() -> None:
    """Say which DUNNING_ variables are misspelt; a database named so would be another one."""
    if any(name.startswith("DUNNING_") for name in os.environ):
        from tui_dunning.settings import unknown_variables

        for notice in unknown_variables():
            note(notice)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; never raises, but for DUNNING_DEBUG=1."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    with _tidy_streams(), _ended_by_signals():
        try:
            status = _run(words)
            sys.stdout.flush()
        except BrokenPipeError:
            _forget_output()
            return 0
        except OSError as error:
            _forget_output()
            return failures.report_os_error(error)
        return status


def _run(words: list[str]) -> int:
    """Run one command; every way in which it can end has its line here."""
    try:
        with dunning.make_context("dunning", words) as ctx:
            status = dunning.invoke(ctx)
        return status if isinstance(status, int) else 0
    except click.exceptions.Exit as end:
        return end.exit_code
    except (KeyboardInterrupt, click.Abort):
        return failures.report_stop()
    except click.ClickException as error:
        return failures.report_usage(error)
    except DunningError as error:
        return failures.report(error)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        return failures.report_os_error(error)
    except Exception as error:
        return failures.report_crash(error)


@contextmanager
def _tidy_streams() -> Iterator[None]:
    """Let no character stop an output: what the terminal cannot write becomes a question mark."""
    if sys.stdout is None:  # closed (`>&-`); nothing else is to get its number
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")
    yield


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end a command the way Ctrl-C does, so that its files are removed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    ours = [each for each in (signal.SIGTERM, signal.SIGHUP) if _is_default(each)]
    before = {each: signal.signal(each, stop) for each in ours}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _is_default(number: int) -> bool:
    """Whether nobody (nohup) has asked for something else when this signal comes."""
    return signal.getsignal(number) is signal.SIG_DFL


def _forget_output() -> None:
    """Point standard output at nothing: its reader has gone (`| head`) and has what it wanted."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
