"""The shipped letter texts pass the check and read well with little and with much to say."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tui_dunning.data_files import templates_folder
from tui_dunning.output.letter_text import check, paragraphs, render

LANGUAGES = ("en", "nl", "de", "fr", "es")
TONES = {
    "1": "friendly",
    "2": "firm",
    "3": "final",
    "4": "credit hold",
    "5": "last",
    "P": "friendly",
}

LITTLE: dict[str, Any] = {
    "customer_number": "100123",
    "customer_name": "Ship & Co",
    "attention": "",
    "date": "DATE",
    "level": 1,
    "letter_code": "1",
    "past_due": "PASTDUE",
    "not_due": "",
    "fee": "",
    "finance_charge": "",
    "total_due": "TOTAL",
    "oldest_due_date": "OLDEST",
    "oldest_days": 1,
    "item_count": 1,
    "pay_by": "PAYBY",
    "unit_name": "Sender",
    "unit_email": "",
    "unit_phone": "",
    "remit_to": "",
    "reference": "REFERENCE",
    "items": [],
    "totals": [],
    "prices": [{}],
}
MUCH = LITTLE | {
    "attention": "Pat Doe",
    "not_due": "NOTDUE",
    "fee": "FEE",
    "finance_charge": "INTEREST",
    "oldest_days": 41,
    "item_count": 3,
    "unit_email": "EMAIL",
    "unit_phone": "PHONE",
    "prices": [{}, {}],
}
TEXTS = [(language, code) for language in LANGUAGES for code in TONES]


def shipped(language: str, code: str) -> tuple[str, str, str]:
    source = (templates_folder() / language / f"{code}.txt").read_text(encoding="utf-8")
    subject, tone, blank, body = source.split("\n", 3)
    assert blank == ""
    return subject.removeprefix("subject: "), tone.removeprefix("tone: "), body


@pytest.mark.parametrize(("language", "code"), TEXTS)
def test_a_shipped_text_passes_the_check_and_has_its_tone(language, code):
    subject, tone, body = shipped(language, code)

    assert check(subject, body, code) == ()
    assert tone == TONES[code]


@pytest.mark.parametrize(("language", "code"), TEXTS)
@pytest.mark.parametrize("values", [LITTLE, MUCH], ids=["little", "much"])
def test_a_shipped_text_reads_well(language, code, values):
    subject, _tone, body = shipped(language, code)

    filled_subject, filled = render(subject, body, values)

    before, after = paragraphs(filled)
    assert len(before) >= 2, "salutation and reason stand before the table"
    assert len(after) >= 3
    assert after[-1].endswith("Sender")
    assert not re.search(r"  | [.,)]|\(\)|[,;:] ?[.;]", filled_subject + "\n" + filled)
    assert all(line == line.strip() for line in filled.splitlines())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["1", "2", "3", "4", "5"])
def test_a_shipped_text_says_what_is_asked_for_until_when_and_what_it_is_made_of(language, code):
    subject, _tone, body = shipped(language, code)

    much = "\n".join(render(subject, body, MUCH))

    for wanted in ("PASTDUE", "TOTAL", "PAYBY", "REFERENCE", "FEE", "INTEREST", "NOTDUE"):
        assert wanted in much
    assert much.count("EMAIL") == much.count("PHONE") == 1
