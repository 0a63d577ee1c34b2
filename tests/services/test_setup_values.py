"""What the values of setup.toml may be, and how a mistake is said."""

from __future__ import annotations

import pytest

from tui_dunning.services import setup_values as values


@pytest.mark.parametrize("given", ["-5", "-0.5", -5, -0.5])
def test_a_negative_rate_is_called_so(given: object) -> None:
    with pytest.raises(ValueError, match="a rate cannot be negative"):
        values.percent(given)


def test_a_tone_is_free_text_of_thirty_characters() -> None:
    assert values.tone("credit hold") == "credit hold"
    assert values.tone("à l'aimable, mais ferme") == "à l'aimable, mais ferme"
    with pytest.raises(ValueError, match="longer than 30"):
        values.tone("x" * 31)
