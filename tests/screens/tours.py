"""The tours that hold what every screen says: what is typed first, then goldens and keys to each.

A tour's goldens follow each other: the keys of one are pressed on the picture before. `help/NAME`
is what F1 says there. One picture stands for a screen; other tests hold what stands in it.
"""

from __future__ import annotations

Keys = tuple[str, ...]
Tour = tuple[str, dict[str, Keys]]

LETTERS: tuple[Tour, ...] = (
    ("0", {"help/4.4": ()}),
    (
        "4.4.1",
        {
            "help/4.4.1": (),
            "update_values": ("tab", "f4"),
            "update_again": ("f12", "enter", "f10", "=4.4.1", "enter", "enter"),
        },
    ),
    (
        "4.4.2",
        {
            "help/4.4.2": (),
            "print_as": ("f6",),
            "print_file": ("p", "enter"),
            "print_replace": ("enter", "f6", "p", "enter", "edit-report-2026-11-22.pdf", "enter"),
        },
    ),
    (
        "4.4.3",
        {
            "help/4.4.3": (),
            "letter_by_hand": ("f6",),
            "letter_by_hand_why": ("enter",),
            "customer_print": ("f12", "down", "6", "enter"),
            "customer_history": ("f12", "7", "enter"),
            "customer_display": ("f12", "5", "enter"),
        },
    ),
    (
        "4.4.3 001225",
        {
            "help/customer_record": (),
            "customer_letters": ("f11",),
            "customer_payments": ("f11",),
            "customer_changes": ("f11",),
            "customer_explain": ("f8",),
            "customer_reason": ("f12", "2", "enter", "n", "enter"),
        },
    ),
    (
        "4.4.4",
        {
            "help/4.4.4": (),
            "form_print_totals": ("f2",),
            "form_print_alignment": ("f12", "f8"),
            "form_print_again": ("f12", "f7"),
            "help/form_print": (),
        },
    ),
    (
        "4.4.5",
        {
            "help/4.4.5": (),
            "letter_text_new": ("f6",),
            "letter_text_preview": ("f12", "6", "enter"),
            "letter_text_as_printed": ("100130", "enter"),
            "letter_text_versions": ("f12", "7", "enter"),
            "help/letter_text_versions": (),
            "letter_text_reset": ("f12", "8", "enter"),
        },
    ),
    (
        "4.4.5 3 es",
        {
            "help/letter_text_editor": (),
            "letter_text_variables": ("f4",),
            "letter_text_leave": ("f12", "x", "f12"),
            "letter_text_waiting": ("f12", "f10"),
        },
    ),
    (
        "4.4.6",
        {
            "help/4.4.6": (),
            "prices_who": ("enter",),
            "prices_letters": ("f8",),
            "prices_done": ("f12", "f10"),
        },
    ),
)

RUNS: tuple[Tour, ...] = (
    ("4.4.7", {"help/4.4.7": ()}),
    ("4.4.7.1", {"help/4.4.7.1": (), "run_summary": ("7", "enter")}),
    (
        "4.4.7.2",
        {
            "help/4.4.7.2": (),
            "review_delete": ("4", "down", "4", "enter"),
            "review_delete_why": ("y",),
            "review_edit": ("f12", "space", "down", "space", "2", "enter"),
        },
    ),
    (
        "4.4.7.2 3",
        {
            "letter_display": ("enter",),
            "help/letter": (),
            "letter_amounts": ("f11", "f11"),
            "letter_history": ("f11",),
            "letter_delete": ("f10",),
            "letter_delete_why": ("y",),
            "letter_list_of_items": ("f12", "f7"),
            "help/letter_items": (),
            "letter_item_off": ("4", "enter"),
            "letter_item_status": ("f12", "5", "enter"),
        },
    ),
    ("4.4.7.3", {"help/4.4.7.3": (), "history_statuses": ("shift+tab", "f4")}),
    ("4.4.7.4", {"last_letters": (), "help/4.4.7.4": ()}),
    ("4.4.7.5 IN20080", {"help/4.4.7.5": (), "item_explain": ("f8",)}),
    ("4.4.7.6", {"control_report": (), "help/4.4.7.6": (), "control_report_totals": ("f2",)}),
    ("4.4.7.7", {"preview_report": (), "help/4.4.7.7": ()}),
    (
        "4.4.7.8",
        {
            "roll_back": (),
            "help/4.4.7.8": (),
            "roll_back_confirm": ("4", "enter"),
            "roll_back_why": ("y",),
        },
    ),
    (
        "4.4.7.9",
        {
            "help/4.4.7.9": (),
            "compare_changes": ("enter", "f2", "shift+tab", "shift+tab", "f4"),
            "compare_explain": ("f12", "tab", "tab", "8", "enter"),
            "help/compare_customers": ("f12",),
        },
    ),
    ("4.4.7.10", {"help/4.4.7.10": (), "simulate_file": ("enter", "f6", "c", "enter")}),
    (
        "4.4.8",
        {
            "inquiry": (),
            "help/4.4.8": (),
            "inquiry_payments": ("001225", "enter", "f11", "f11"),
            "inquiry_letters": ("f11",),
            "inquiry_history": ("f11",),
            "inquiry_sites": ("f11",),
            "inquiry_explain": ("f8",),
            "inquiry_note": ("f12", "f6"),
        },
    ),
)

SETUP: tuple[Tour, ...] = (
    ("4.4.9", {"menu_9": (), "help/4.4.9": ()}),
    ("4.4.9.1", {"units": (), "help/4.4.9.1": (), "help/setup_record": ("2", "enter")}),
    (
        "4.4.9.2",
        {
            "entry_types": (),
            "help/4.4.9.2": (),
            "entry_type": ("2", "enter"),
            "entry_type_new": ("f12", "f6"),
            "entry_type_save": ("XX", "down", "down", "Others", "f10"),
        },
    ),
    (
        "4.4.9.3",
        {
            "procedures": (),
            "help/4.4.9.3": (),
            "procedure": ("5", "enter"),
            "rules": ("f12", "8", "enter"),
            "help/rules": (),
            "rule": ("2", "enter"),
            "rule_delete": ("f12", "4", "enter"),
            "levels": ("f12", "f12", "7", "enter"),
            "help/levels": (),
            "level": ("2", "enter"),
            "level_leave": ("2", "enter", "x", "f12"),
        },
    ),
    (
        "4.4.9.4",
        {"profile_classes": (), "help/4.4.9.4": (), "profile_class": ("down", "2", "enter")},
    ),
    (
        "4.4.9.5",
        {"finance_charges": (), "help/4.4.9.5": (), "finance_charge": ("2", "enter")},
    ),
    (
        "4.4.9.6",
        {
            "rates": (),
            "help/4.4.9.6": (),
            "rate_change": ("2", "enter"),
            "rate_new": ("f12", "f6"),
        },
    ),
    (
        "4.4.9.7",
        {
            "setup_file": (),
            "help/4.4.9.7": (),
            "setup_file_export": ("f6",),
            "setup_file_counts": ("f12", "setup.toml", "enter"),
            "setup_file_done": ("f10",),
        },
    ),
    (
        "4.4.9.8",
        {
            "import": (),
            "help/4.4.9.8": (),
            "import_mistakes": ("items", "tab", "bad.csv", "enter"),
            "import_counts": ("f12", "good.csv", "enter"),
            "import_done": ("f10",),
        },
    ),
    ("4.4.9.9", {"check": (), "help/4.4.9.9": (), "check_done": ("f10",)}),
    ("4.4.9.10", {"settings": (), "help/4.4.9.10": ()}),
    ("4.4.9.11", {"numbers": (), "help/4.4.9.11": ()}),
)

TOURS = (*LETTERS, *RUNS, *SETUP)
