"""Payment references as Dutch banks check them (acceptgiro, betalingskenmerk)."""

from __future__ import annotations

from functools import cache
from operator import mul

WEIGHTS = (2, 4, 8, 5, 10, 9, 7, 3, 6, 1)
"""Of the digits from the right, over and over."""

DIGITS = 15
LARGEST_NUMBER = 10**DIGITS - 1
_FROM_LEFT = tuple(WEIGHTS[place % len(WEIGHTS)] for place in reversed(range(DIGITS)))
_OF_ZEROS = sum(_FROM_LEFT) * ord("0")
_CHECKS = (0, 1, 9, 8, 7, 6, 5, 4, 3, 2, 1)
"""The check digit by what the weighted sum leaves over when divided by eleven."""
_BLOCK = 1000
"""So many numbers that follow each other have all but their last digits in common."""


def payment_reference(number: int) -> str:
    """Return the sixteen digits of a reference: the check digit, then the number.

    Raises:
        ValueError: the number is negative or has more than fifteen digits.
    """
    return payment_references(number, 1)[0]


def payment_references(first: int, count: int) -> list[str]:
    """Return the references of so many numbers from the first on.

    Raises:
        ValueError: a number is negative or has more than fifteen digits.
    """
    end = first + count
    if not 0 <= first <= end <= LARGEST_NUMBER + 1:
        raise ValueError(f"a payment reference has at most {DIGITS} digits: {first} to {end - 1}")
    found, sums = [], _weighted_last()
    for start in range(first - first % _BLOCK, end, _BLOCK):
        head, same = f"{start:0{DIGITS}d}"[:-3], _weighted(start)
        for number in range(max(first, start), min(end, start + _BLOCK)):
            last = number - start
            found.append(f"{_CHECKS[(same + sums[last]) % 11]}{head}{last:03d}")
    return found


def _weighted(number: int) -> int:
    """Return the sum of a number's digits, each times its weight."""
    digits = f"{number:0{DIGITS}d}".encode()
    weighted: int = sum(map(mul, digits, _FROM_LEFT)) - _OF_ZEROS
    return weighted


@cache
def _weighted_last() -> tuple[int, ...]:
    """Return the weighted sums of what is last in the numbers of a block."""
    return tuple(_weighted(number) for number in range(_BLOCK))


def is_payment_reference(text: str) -> bool:
    """Tell whether a text is sixteen digits whose first one is right."""
    return (
        len(text) == DIGITS + 1
        and text.isascii()
        and text.isdigit()
        and payment_reference(int(text[1:])) == text
    )
