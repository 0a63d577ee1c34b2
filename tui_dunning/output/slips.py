"""What payment slips and payment QR codes hold: checked accounts, the EPC text, the QR code.

The QR code is made by zxing-cpp; where that is missing, letters print without one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from tui_dunning.engine.ibans import bare, is_iban

LARGEST_EPC_MINOR: Final = 99_999_999_999
"""999,999,999.99 EUR, the most that a payment QR code may ask for."""

MASK: Final = 3
LONGEST_NAME: Final = 70
LONGEST_TEXT: Final = 140
_ANYWHERE: Final = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b")


@dataclass(frozen=True, slots=True)
class Matrix:
    """The modules of a QR code: `side` rows of `side` bits each, a row padded to whole bytes.

    A bit is 0 where the module is dark, as an image mask paints.
    """

    side: int
    bits: bytes

    def is_dark(self, row: int, column: int) -> bool:
        """Tell whether a module is dark."""
        octet = self.bits[row * ((self.side + 7) // 8) + column // 8]
        return not octet >> (7 - column % 8) & 1


@lru_cache(maxsize=4096)
def iban_of(text: str) -> str:
    """Return the IBAN that a remit-to text is or holds, without blanks; "" where there is none.

    Length and check digits are looked at (ISO 13616, modulus 97).
    """
    for candidate in (text, *(found[0] for found in _ANYWHERE.finditer(text))):
        if is_iban(account := bare(candidate)):
            return account
    return ""


def grouped(text: str, size: int = 4) -> str:
    """Return a number in groups of `size`, as people read it."""
    return " ".join(text[start : start + size] for start in range(0, len(text), size))


def epc_text(name: str, remit_to: str, minor: int, reference: str) -> str:
    """Return what a payment QR code says (EPC069-12, version 002), "" where none may be drawn.

    Args:
        name: who is paid, cut to 70 signs.
        remit_to: the account; it must be or hold an IBAN.
        minor: the amount in euro cents, from 0.01 to 999,999,999.99.
        reference: what the payer quotes, as free text.

    Source: domain rules 10.
    """
    iban = iban_of(remit_to)
    if not (iban and name and 1 <= minor <= LARGEST_EPC_MINOR):
        return ""
    amount = f"EUR{minor // 100}.{minor % 100:02d}"
    lines = ["BCD", "002", "1", "SCT", "", name[:LONGEST_NAME].rstrip(), iban, amount]
    return "\n".join([*lines, "", "", reference[:LONGEST_TEXT]])


def qr_code(text: str) -> Matrix | None:
    """Return a text as a QR code of error level M; None where zxing-cpp is missing."""
    try:
        import zxingcpp
    except ImportError:
        return None
    # Bytes, because a text would get a mark of its coding that EPC readers do not expect.
    # A fixed mask costs a fifth of trying all eight; every reader takes any of them.
    code = zxingcpp.create_barcode(
        text.encode(), zxingcpp.BarcodeFormat.QRCode, ec_level="M", data_mask=MASK
    )
    image: Any = zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)
    side = int(image.shape[0])
    return Matrix(side, _packed(bytes(image), side))


def _packed(pixels: bytes, side: int) -> bytes:
    """Pack pixels of one byte each (0 is dark) into bits, each row into whole bytes."""
    wide = -side % 8
    light = pixels.translate(_AS_DIGITS)
    step = (side + 7) // 8
    return b"".join(
        int(light[start : start + side] + b"1" * wide, 2).to_bytes(step, "big")
        for start in range(0, side * side, side)
    )


_AS_DIGITS: Final = bytes([ord("0")]) + bytes([ord("1")]) * 255
