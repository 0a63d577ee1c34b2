"""`dunning demo`: which files its menus may touch."""

from __future__ import annotations

import pytest

from tui_dunning.cli.menus import confined_demo
from tui_dunning.settings import load

SSH = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}


@pytest.mark.parametrize(
    ("setting", "environment", "confined"),
    [
        ("", {}, False),
        ("", SSH, True),
        ("", {"SSH_CONNECTION": ""}, False),
        ("no", SSH, False),
        ("yes", SSH, True),
        ("yes", {}, True),
    ],
)
def test_a_demo_over_ssh_keeps_to_its_folder_unless_the_setting_says_no(
    monkeypatch: pytest.MonkeyPatch, setting: str, environment: dict[str, str], confined: bool
) -> None:
    monkeypatch.setenv("DUNNING_CONFINED", setting)

    assert confined_demo(load(), environment) is confined
