"""Payment references as Dutch banks check them (acceptgiro, betalingskenmerk)."""

from __future__ import annotations

from operator import mul

WEIGHTS = (2, 4, 8, 5, 10, 9, 7, 3, 6, 1)
"""Of the digits from the right, over and over."""

DIGITS = 15
LARGEST_NUMBER = 10**DIGITS - 1
_FROM_LEFT = tuple(WEIGHTS[place % len(WEIGHTS)] for place in reversed(range(DIGITS)))
_OF_ZEROS = sum(_FROM_LEFT) * ord("0")


def check_digit(number: int) -> int:
    """Return the digit that goes before the fifteen digits of a number."""
    digits = f"{number:0{DIGITS}d}".encode()
    weighted: int = sum(map(mul, digits, _FROM_LEFT)) - _OF_ZEROS
    check = 11 - weighted % 11
    return {10: 1, 11: 0}.get(check, check)


def payment_reference(number: int) -> str:
    """Return the sixteen digits of a reference: the check digit, then the number.

    Raises:
        ValueError: the number is negative or has more than fifteen digits.
    """
    if not 0 <= number <= LARGEST_NUMBER:
        raise ValueError(f"a payment reference has at most {DIGITS} digits: {number}")
    return f"{check_digit(number)}{number:0{DIGITS}d}"


def is_payment_reference(text: str) -> bool:
    """Tell whether a text is sixteen digits whose first one is right."""
    return (
        len(text) == DIGITS + 1
        and text.isascii()
        and text.isdigit()
        and payment_reference(int(text[1:])) == text
    )
