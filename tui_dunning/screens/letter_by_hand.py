"""4.4.3: a letter by hand, from the list (F6) or from the record."""

from __future__ import annotations

from tui_dunning.screens.dialogs import AskReason, ValueList
from tui_dunning.screens.frame import FunctionScreen
from tui_dunning.screens.widgets import Choice
from tui_dunning.services import customer_letter
from tui_dunning.services.customer_letter import CustomerRecord, CustomerRow

LETTERS = (
    Choice("1", "friendly reminder"),
    Choice("2", "second letter"),
    Choice("3", "last automatic letter"),
    Choice("4", "the account is on credit hold"),
    Choice("5", "final, before collections"),
)


async def set_letter_by_hand(screen: FunctionScreen, shown: CustomerRow | CustomerRecord) -> str:
    """Ask which letter and why, then make it; return what was done, "" when not.

    Refused where the letter code is no longer the one that is shown.
    """
    number = shown.number
    heading = f"Letter by hand for {number} (now {shown.ltr or 'blank'})"
    code = await screen.ask(ValueList(heading, [*LETTERS[3:], *LETTERS[:3]]))
    if code is None:
        return ""
    reason = await screen.ask(AskReason(f"Letter {code} for customer {number}"))
    if reason is None:
        return ""
    session = screen.desk.session
    await screen.call(
        customer_letter.change,
        number,
        session.operator,
        session.as_of,
        letter=code,
        reason=reason,
        seen=customer_letter.code_seen(shown),
    )
    return f"Letter {code} for customer {number} waits; 4.4.4 prints it."
