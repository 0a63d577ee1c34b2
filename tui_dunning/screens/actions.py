"""The one table of what can be done: menu lines here, keys and list options beside their screen.

Menu, help, key legend, command palette and the guide's key page are all made from these values.
A menu line names its screen as `module:Class`, so that a screen is imported when it is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from tui_dunning.screens.key_actions import COMMON, Action, ListOption
from tui_dunning.services.menu import MenuFacts

if TYPE_CHECKING:
    from tui_dunning.screens.frame import FunctionScreen

__all__ = ["COMMON", "MENU", "MENU_SCREEN", "TOP", "Action", "ListOption", "MenuLine",
           "all_screens", "last_run", "letters_wait", "line_at", "lines_of",
           "not_printed", "nothing", "plural", "resolve"]  # fmt: skip

TOP = "4.4"
"""The path of the main menu, which `0` calls."""


def nothing(_facts: MenuFacts) -> str:
    """Say nothing: no reason against it, no remark."""
    return ""


def last_run(facts: MenuFacts) -> str:
    """Say which update was the last."""
    return "" if facts.last_run is None else f"last run {facts.last_run}, {facts.last_run_as_of}"


def letters_wait(facts: MenuFacts) -> str:
    """Say how many letters have not been printed."""
    return plural(facts.waiting, "letter waits", "letters wait") if facts.waiting else ""


def not_printed(facts: MenuFacts) -> str:
    """Return the message of the main menu: what the last run left to be printed."""
    if not facts.waiting_of_run:
        return ""
    words = plural(facts.waiting_of_run, "letter", "letters")
    verb = "has" if facts.waiting_of_run == 1 else "have"
    return f"{words} of run {facts.last_run} {verb} not been printed."


def plural(count: int, one: str, many: str) -> str:
    """Return a count with the word in its number."""
    return f"{count:,} {one if count == 1 else many}"


class MenuLine(NamedTuple):
    """A line of a menu (or the menu itself, where `is_menu`).

    Args:
        ident: the id in the top left corner, AR4410.
        path: where it stands, 4.4.1; options never renumber.
        screen: `module:Class` under tui_dunning.screens.
        command: the command that does the same.
        help_text: what F1 says of it.
        why_disabled: gives the reason why it cannot be chosen now, "" when it can.
        remark: what stands beside the line.
    """

    ident: str
    path: str
    title: str
    screen: str
    command: str
    help_text: str = ""
    dangerous: bool = False
    why_disabled: Callable[[MenuFacts], str] = nothing
    remark: Callable[[MenuFacts], str] = nothing

    @property
    def number(self) -> int:
        """The option's number in its menu."""
        return int(self.path.rpartition(".")[2])

    @property
    def parent(self) -> str:
        """The path of its menu."""
        return self.path.rpartition(".")[0]

    @property
    def is_menu(self) -> bool:
        """True for a menu of its own."""
        return self.screen == MENU_SCREEN

    def make(self, argument: str = "") -> FunctionScreen:
        """Import and make the screen; `argument` is what was typed behind the path."""
        return self.screen_class()(argument).at(self)

    def screen_class(self) -> type[FunctionScreen]:
        """Import the screen's module and return its class."""
        module, _, name = self.screen.partition(":")
        found: type[FunctionScreen] = getattr(import_module(f"tui_dunning.screens.{module}"), name)
        return found


MENU_SCREEN = "menu:MenuScreen"

MENU: tuple[MenuLine, ...] = (
    MenuLine("AR4400", "4.4", "DUNNING SYSTEM", MENU_SCREEN, "dunning"),
    MenuLine(
        "AR4410",
        "4.4.1",
        "Dunning letter update",
        "dunning_run:DunningRunScreen",
        "dunning update",
        "Decides who gets which letter and writes the letters down; shows first what would happen.",
        dangerous=True,
        remark=last_run,
    ),
    MenuLine(
        "AR4420",
        "4.4.2",
        "Dunning letter edit report",
        "edit_report:EditReportScreen",
        "dunning edit-report",
        "All customers with an open item or a letter code: letter, balance, past due, aging.",
    ),
    MenuLine(
        "AR4430",
        "4.4.3",
        "Customer letter maintenance",
        "customer_letter:CustomerLetterScreen",
        "dunning customer",
        "One customer's letter code, dunning flag and blocks; letters 4 and 5 are set here.",
    ),
    MenuLine(
        "AR4440",
        "4.4.4",
        "Dunning letter form print",
        "form_print:FormPrintScreen",
        "dunning print",
        "Prints the letters that wait, by letter code, into PDF files.",
        dangerous=True,
        remark=letters_wait,
    ),
    MenuLine(
        "AR4450",
        "4.4.5",
        "Letter text maintenance",
        "letter_text:LetterTextScreen",
        "dunning text",
        "The words of each letter code, by language.",
    ),
    MenuLine(
        "AR4460",
        "4.4.6",
        "Special pricing letters",
        "special_pricing:SpecialPricingScreen",
        "dunning prices print",
        "Letters that tell customers their special prices.",
    ),
    MenuLine("AR4470", "4.4.7", "Runs, letters and history", MENU_SCREEN, "dunning runs"),
    MenuLine(
        "AR4471",
        "4.4.7.1",
        "Dunning runs",
        "runs:RunsScreen",
        "dunning runs",
        "Every update that was run, newest first, with its letters.",
    ),
    MenuLine(
        "AR4472",
        "4.4.7.2",
        "Review letters before sending",
        "letters:ReviewScreen",
        "dunning letter",
        "Letters that wait: look at them, edit a text once, take items off, delete, print.",
    ),
    MenuLine(
        "AR4473",
        "4.4.7.3",
        "History of letters",
        "letters:HistoryScreen",
        "dunning letters",
        "Every letter that was made, of all customers or of one, and what became of it.",
    ),
    MenuLine(
        "AR4474",
        "4.4.7.4",
        "Last letter of each customer",
        "letters:LastLettersScreen",
        "dunning letters --last",
        "The latest letter of each customer that waits or went out.",
    ),
    MenuLine(
        "AR4475",
        "4.4.7.5",
        "Item dunning status and history",
        "item_status:ItemStatusScreen",
        "dunning item",
        "One item's level, last letter, and every letter that it stood on.",
    ),
    MenuLine(
        "AR4476",
        "4.4.7.6",
        "Dunning control report",
        "letter_reports:ControlReportScreen",
        "dunning control",
        "All letters of all runs that went out, with totals; prints the list.",
    ),
    MenuLine(
        "AR4477",
        "4.4.7.7",
        "Dunning preview report",
        "letter_reports:PreviewReportScreen",
        "dunning preview-report",
        "The letters that the next print takes, with totals; prints the list.",
    ),
    MenuLine(
        "AR4478",
        "4.4.7.8",
        "Roll back a sent letter",
        "letters:RollBackScreen",
        "dunning letter",
        "Takes a letter back after it was sent: its items are as before it.",
        dangerous=True,
    ),
    MenuLine(
        "AR4479",
        "4.4.7.9",
        "Compare a run with the last one",
        "compare:CompareScreen",
        "dunning compare",
        "What a run would do now beside the last one: new, moved up or down, the same, gone.",
    ),
    MenuLine(
        "AR447A",
        "4.4.7.10",
        "Simulate the next runs",
        "simulate:SimulateScreen",
        "dunning simulate",
        "What the next runs would do at their dates, by level and amount; nothing is written.",
    ),
    MenuLine(
        "AR4480",
        "4.4.8",
        "Customer inquiry",
        "customer_inquiry:CustomerInquiryScreen",
        "dunning customer",
        "One customer's whole picture: balance, aging, items, payments, letters, notes, next step.",
    ),
    MenuLine("AR4490", "4.4.9", "Set-up", MENU_SCREEN, "dunning setup"),
    MenuLine(
        "AR4491",
        "4.4.9.1",
        "Units",
        "setup_lists:UnitsScreen",
        "dunning setup import",
        "Who sends letters: letterhead, bank account, currency, language, default procedure.",
    ),
    MenuLine(
        "AR4492",
        "4.4.9.2",
        "Entry types",
        "setup_lists:EntryTypesScreen",
        "dunning setup import",
        "The kinds of items, and which of them are dunned.",
    ),
    MenuLine(
        "AR4493",
        "4.4.9.3",
        "Procedures, levels and rules",
        "setup_lists:ProceduresScreen",
        "dunning setup import",
        "The ways to dun: method, levels with their letter codes, rules, fees.",
    ),
    MenuLine(
        "AR4494",
        "4.4.9.4",
        "Profile classes",
        "setup_lists:ProfileClassesScreen",
        "dunning setup import",
        "Grace days, minimums and defaults that customers share.",
    ),
    MenuLine(
        "AR4495",
        "4.4.9.5",
        "Finance charges",
        "setup_lists:FinanceChargesScreen",
        "dunning setup import",
        "Yearly rates of interest by procedure, from a date on.",
    ),
    MenuLine(
        "AR4496",
        "4.4.9.6",
        "Exchange rates",
        "rates:RatesScreen",
        "dunning import rates",
        "Rates between currencies by date, for display currencies and fees.",
    ),
    MenuLine(
        "AR4497",
        "4.4.9.7",
        "Set-up file: import and export",
        "setup_file:SetupFileScreen",
        "dunning setup export",
        "The whole set-up as setup.toml: written out, or read in and shown before it counts.",
        dangerous=True,
    ),
    MenuLine(
        "AR4498",
        "4.4.9.8",
        "Import files",
        "load:ImportScreen",
        "dunning import",
        "Customers, sites, contacts, items, payments, rates and prices from CSV or XLSX.",
        dangerous=True,
    ),
    MenuLine(
        "AR4499",
        "4.4.9.9",
        "Check the database",
        "check:CheckScreen",
        "dunning check",
        "Looks whether run numbers, statuses and files agree with each other.",
    ),
    MenuLine(
        "AR449A",
        "4.4.9.10",
        "Settings in force",
        "settings_shown:SettingsScreen",
        "dunning settings",
        "Where the settings come from and what they are.",
    ),
    MenuLine(
        "AR449B",
        "4.4.9.11",
        "Numbers",
        "numbers:NumbersScreen",
        "dunning setup import",
        "The next dunning, letter and payment numbers, and the number of the first run.",
    ),
)
"""Every menu line; the order is the order on the menus."""


def line_at(path: str) -> MenuLine | None:
    """Return the menu line of a full path."""
    return next((line for line in MENU if line.path == path), None)


def lines_of(path: str) -> tuple[MenuLine, ...]:
    """Return the options of a menu."""
    return tuple(line for line in MENU if line.parent == path)


def resolve(typed: str, here: str) -> MenuLine | None:
    """Find the line that a typed path means: under `here`, beside it, then from the top.

    Source: the numbered menus; `3` is an option of this menu, `4.4.3` holds everywhere.
    """
    bases = (here, here.rpartition(".")[0], TOP)
    for path in (*(f"{base}.{typed}" for base in bases if line_at(base)), typed):
        if line := line_at(path):
            return line
    return None


def all_screens() -> Iterator[tuple[MenuLine, type[FunctionScreen]]]:
    """Yield each function of the menu with its screen class, for the guide and the tests."""
    for line in MENU:
        yield line, line.screen_class()
