"""Bank accounts as IBANs: their form and check digits (ISO 13616, modulus 97)."""

from __future__ import annotations

import re

_FORM = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", re.A)


def bare(text: str) -> str:
    """Return an account as machines write it: capitals without blanks."""
    return text.replace(" ", "").upper()


def looks_like_iban(account: str) -> bool:
    """Tell whether a bare account has the form of an IBAN."""
    return _FORM.fullmatch(account) is not None


def is_iban(account: str) -> bool:
    """Tell whether a bare account is an IBAN with the right check digits."""
    if not looks_like_iban(account):
        return False
    digits = "".join(str(int(sign, 36)) for sign in account[4:] + account[:4])
    return int(digits) % 97 == 1


def is_mistaken_iban(text: str) -> bool:
    """Tell whether a text is an IBAN but for its check digits; any other account is no mistake."""
    account = bare(text)
    return looks_like_iban(account) and not is_iban(account)
