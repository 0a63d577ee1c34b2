"""The terminal's driver: what a terminal sends never ends the program.

Textual's own reading thread dies of a byte that is not UTF-8 (a terminal set to Latin-1 sends one
for each accent) and of a key code beyond Unicode; the application then ends in an error.
"""

from __future__ import annotations

import codecs
import logging
from collections.abc import Callable
from functools import partial

from textual._parser import ParseError
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver

log = logging.getLogger("tui_dunning.screens")

MOST_MISTAKES = 10_000


def _patient_decoder(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    """Return a decoder that shows a byte it cannot read as U+FFFD and keeps those around it."""
    return partial(codecs.getincrementaldecoder(encoding), errors="replace")


# The reading thread looks its decoder up here; there is no other way to hand one over.
linux_driver.getincrementaldecoder = _patient_decoder  # type: ignore[assignment,attr-defined]


class PatientDriver(LinuxDriver):
    """Reads the other keys of a packet with a byte that is not UTF-8.

    A packet with a key code that cannot be is dropped, and the next one is read.
    """

    def run_input_thread(self) -> None:
        """Read keys until the program ends."""
        for _ in range(MOST_MISTAKES):
            try:
                super().run_input_thread()
            except (ValueError, OverflowError, ParseError) as error:
                if self.exit_event.is_set():
                    return
                log.warning("keys that cannot be read: %s", type(error).__name__)
            else:
                return
