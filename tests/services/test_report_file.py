"""Files of reports: what they may take the place of."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui_dunning.errors import BadInput
from tui_dunning.services.report_file import safe_file


@pytest.mark.parametrize("name", ["/dev/null", "/dev/stdout", "queue"])
def test_a_report_never_takes_the_place_of_a_device(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "queue")

    with pytest.raises(BadInput, match="not an ordinary file"), safe_file(tmp_path / name):
        pass
    assert [path.is_fifo() for path in tmp_path.iterdir()] == [True]
