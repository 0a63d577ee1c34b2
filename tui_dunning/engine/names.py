"""Names as searches compare them: without accents, case or doubled blanks."""

from __future__ import annotations

import unicodedata

LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
"""Letters that Unicode does not take apart into a base letter and an accent."""


def fold_name(name: str) -> str:
    """Return the form of a name that is stored and searched: "  Łódź  GmbH" -> "lodz gmbh"."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(bare.translate(LETTERS).split())
