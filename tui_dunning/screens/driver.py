"""The terminal's driver: what a terminal sends never ends the program.

Textual's own reading thread dies of a byte that is not UTF-8 (a terminal set to Latin-1 sends one
for each accent) and of a key code beyond Unicode; the application then ends in an error.
"""

from __future__ import annotations

import logging

from textual._parser import ParseError
from textual.drivers.linux_driver import LinuxDriver

log = logging.getLogger("tui_dunning.screens")

MOST_MISTAKES = 10_000


class PatientDriver(LinuxDriver):
    """Drops the packet that cannot be read and goes on with the next one."""

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
