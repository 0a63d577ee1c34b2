"""Where things stand on a letter: A4 and US Letter in millimetres, the screen in columns and lines.

A4 follows DIN 5008 form B (window at the left, 45 mm from the top; fold marks). US Letter fits a
number 10 window envelope. The screen has the same parts in the same order on 78 columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Paper:
    """The measures of a page. `y` values are tops of lines; a baseline is `rise` of a step below.

    `columns` are the widths of the item table: document, type, date, due, days, currency, balance;
    `columns_shown` has the balance in display currency as well; `columns_prices` is for prices.
    `hairline` and `rule` are the heights that a thin and a thick line take; `slip_height` is that
    of a payment slip at the foot.
    """

    name: str
    width: float
    height: float
    left: float
    right: float
    head_top: float
    address_left: float
    address_top: float
    address_bottom: float
    address_width: float
    info_left: float
    info_top: float
    subject_top: float
    next_top: float
    bottom: float
    foot_top: float
    step: float
    address_step: float
    row_step: float
    small_step: float
    gap: float
    rise: float
    rule: float
    padding: float
    totals_left: float
    columns: tuple[float, ...]
    columns_shown: tuple[float, ...]
    columns_prices: tuple[float, ...]
    folds: tuple[float, ...] = ()
    slip_height: float = 101.6
    body_size: float = 9.5
    table_size: float = 8
    small_size: float = 7.5
    tiny_size: float = 6.5
    subject_size: float = 10.5
    head_size: float = 14


A4: Final = Paper(
    name="A4",
    width=210,
    height=297,
    left=25,
    right=190,
    head_top=14,
    address_left=25,
    address_top=62.7,
    address_bottom=90,
    address_width=80,
    info_left=125,
    info_top=62.7,
    subject_top=100,
    next_top=30,
    bottom=272,
    foot_top=281,
    step=4.7,
    address_step=4.4,
    row_step=5,
    small_step=3.7,
    gap=2.4,
    rise=0.74,
    rule=0,
    padding=0.8,
    totals_left=110,
    columns=(39, 23, 23, 23, 18, 12, 27),
    columns_shown=(29, 20, 22, 22, 17, 11, 22, 22),
    columns_prices=(33, 56, 13, 21, 21, 21),
    folds=(105, 148.5, 210),
)
LETTER: Final = Paper(
    name="Letter",
    width=215.9,
    height=279.4,
    left=25.4,
    right=190.5,
    head_top=12.7,
    address_left=25.4,
    address_top=58,
    address_bottom=84,
    address_width=80,
    info_left=125.4,
    info_top=58,
    subject_top=97,
    next_top=29,
    bottom=255,
    foot_top=264,
    step=4.7,
    address_step=4.3,
    row_step=5,
    small_step=3.7,
    gap=2.4,
    rise=0.74,
    rule=0,
    padding=0.8,
    totals_left=110.4,
    columns=(39.1, 23, 23, 23, 18, 12, 27),
    columns_shown=(29.1, 20, 22, 22, 17, 11, 22, 22),
    columns_prices=(33.1, 56, 13, 21, 21, 21),
    folds=(93.1, 186.3),
)
SCREEN: Final = Paper(
    name="screen",
    width=78,
    height=66,
    left=0,
    right=78,
    head_top=0,
    address_left=0,
    address_top=5,
    address_bottom=11,
    address_width=44,
    info_left=47,
    info_top=5,
    subject_top=15,
    next_top=4,
    bottom=62,
    foot_top=64,
    step=1,
    address_step=1,
    row_step=1,
    small_step=1,
    gap=1,
    rise=0,
    rule=1,
    padding=0,
    totals_left=36,
    columns=(13, 11, 14, 14, 9, 4, 13),
    columns_shown=(10, 5, 13, 13, 7, 4, 13, 13),
    columns_prices=(14, 24, 5, 9, 13, 13),
    slip_height=16,
)
PAPERS: Final = {paper.name.lower(): paper for paper in (A4, LETTER)}
