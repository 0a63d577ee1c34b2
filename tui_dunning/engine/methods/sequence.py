"""Method `sequence`: each run moves a customer one letter on, whatever the dates.

Source: seed 004. The letter code is the customer's own state; items only say that it still owes.
"""

from __future__ import annotations

from datetime import date

from tui_dunning.engine.accounts import Account
from tui_dunning.engine.methods.verdict import Verdict
from tui_dunning.engine.plan import Plan
from tui_dunning.engine.types import CodeMove, Customer, Level, Reason


def decide(account: Account, plan: Plan) -> Verdict:
    """Find the customer's next letter, one for all of its items."""
    customer = account.customer
    ladder = plan.ladders[account.procedure.code]
    number = code_number(customer.letter_code)
    present = ladder.levels.get(number)
    following = ladder.after(number)

    if not ladder.automatic and not number:
        return _stay(account, Reason.NO_LEVEL)
    if present is not None and not present.automatic:
        return _stay(account, Reason.MANUAL_LETTER)
    if customer.all_sent:
        return _stay(account, Reason.ALL_SENT)
    if following is None:
        return _stay(account, Reason.ALL_SENT, mark_all_sent(customer))
    if not number and not is_late_enough(account, following, plan):
        return _stay(account, Reason.TOO_RECENT)
    if following.only_without_payment and paid_since_letter(customer):
        return _stay(account, Reason.PAYMENT_RECEIVED)
    move = move_to(customer, following, plan.as_of)
    return Verdict([following] * len(account.items), move)


def code_number(code: str) -> int:
    """Return the level that a letter code stands for, 0 for none."""
    return int(code) if code.isdecimal() else 0


def is_late_enough(account: Account, level: Level, plan: Plan) -> bool:
    """Tell whether the oldest past-due item is late enough for a first letter."""
    oldest = min([item.due_date for item in account.items])
    return (plan.as_of - oldest).days >= level.days_from


def paid_since_letter(customer: Customer) -> bool:
    """Tell whether a payment was recorded on or after the date of the customer's letter."""
    return (
        customer.last_payment_on is not None
        and customer.letter_code_on is not None
        and customer.last_payment_on >= customer.letter_code_on
    )


def move_to(customer: Customer, level: Level, on: date) -> CodeMove:
    """Give the customer a level's letter code."""
    return _move(customer, str(level.number), on)


def mark_all_sent(customer: Customer) -> CodeMove:
    """Mark that the customer has had every automatic letter (`*`); the code stays."""
    code, code_on = customer.letter_code, customer.letter_code_on
    return _move(customer, code, code_on, all_sent=True, letter=False)


def reset(customer: Customer) -> CodeMove:
    """Take code and mark off a customer who owes nothing past due any more."""
    return _move(customer, "", None, letter=False)


def _move(
    customer: Customer, code: str, on: date | None, *, all_sent: bool = False, letter: bool = True
) -> CodeMove:
    return CodeMove(
        customer_id=customer.customer_id,
        code_before=customer.letter_code,
        all_sent_before=customer.all_sent,
        code_on_before=customer.letter_code_on,
        code_after=code,
        all_sent_after=all_sent,
        code_on_after=on,
        letter=letter,
    )


def _stay(account: Account, reason: Reason, move: CodeMove | None = None) -> Verdict:
    return Verdict([reason] * len(account.items), move)
