"""What stands above the edit report (menu 4.4.2) in every format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tui_dunning.engine.aging import BANDS

TITLE = "DUNNING LETTER EDIT REPORT"
AMOUNT_HEADINGS = ("Balance", "Past due", "Current", *BANDS[1:])


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a report: its date and which customers were chosen ("" all)."""

    as_of: date
    selection: str = ""
    paper: str = "A4"
