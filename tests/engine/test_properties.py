"""What holds for every company, procedure and day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.builders import AS_OF, DAYS, INTERVAL, MENU, answers, setup
from tests.engine.builders import customer as build_customer
from tui_dunning.engine.dunning import decide_group
from tui_dunning.engine.explain import explain_member
from tui_dunning.engine.types import (
    Cycle,
    Extract,
    Group,
    GroupOutcome,
    LetterPer,
    Member,
    OpenItem,
    Procedure,
    RunParameters,
    Scope,
    Site,
    TextChoice,
)

SITES = (Site(11, "A"), Site(12, "B"), Site(13, "C"))

items = st.builds(
    OpenItem,
    item_id=st.just(0),
    unit_id=st.sampled_from([1, 2]),
    customer_id=st.just(1),
    number=st.just(""),
    entry_type_id=st.sampled_from([1, 1, 1, 2, 3]),
    due_date=st.integers(-10, 100).map(lambda late: AS_OF - timedelta(days=late)),
    currency=st.sampled_from(["USD", "EUR"]),
    balance_minor=st.integers(-5_000, 20_000).filter(bool),
    site_id=st.sampled_from([None, None, 11, 12]),
    disputed=st.booleans(),
    blocked_until=st.sampled_from([None, None, AS_OF]),
    in_collection=st.sampled_from([False, False, False, True]),
    level=st.integers(0, 3),
    dunned_on=st.integers(0, 40).map(lambda ago: AS_OF - timedelta(days=ago)),
    in_scope=st.sampled_from([True, True, True, False]),
).map(lambda item: item if item.level else item._replace(dunned_on=None))

customers = st.builds(
    build_customer,
    letter_code=st.sampled_from(["", "1", "2", "3", "4", "5"]),
    letter_code_on=st.just(AS_OF - timedelta(days=5)),
    all_sent=st.booleans(),
    last_payment_on=st.sampled_from([None, AS_OF]),
    sites=st.sampled_from([(), SITES, (replace(SITES[0], dunning_purpose=True), SITES[1])]),
    grace_days=st.sampled_from([None, 5]),
    dunning=st.sampled_from([True, True, True, False]),
)


@st.composite
def groups(draw: st.DrawFn) -> Group:
    members = []
    item_id = 0
    for number in (1, 2):
        who = draw(customers)._replace(customer_id=number, number=f"C{number}", correspondence_id=1)
        owed = []
        for item in draw(st.lists(items, max_size=6)):
            item_id += 1
            owed.append(item._replace(item_id=item_id, number=f"I{item_id}", customer_id=number))
        members.append(Member(who, tuple(owed)))
    return Group(members[0].customer, tuple(members))


procedures = st.builds(
    lambda base, per, extract, cycle: replace(
        base,
        letter_per=per,
        cycle=cycle,
        levels=tuple(replace(level, extract=extract) for level in base.levels),
    ),
    st.sampled_from([MENU, DAYS, INTERVAL]),
    st.sampled_from(list(LetterPer)),
    st.sampled_from(list(Extract)),
    st.sampled_from(list(Cycle)),
)
scopes = st.sampled_from([Scope(), Scope(set_id="SHARE")])


def decide(group: Group, procedure: Procedure, scope: Scope, text: TextChoice) -> GroupOutcome:
    return decide_group(group, setup(procedure), RunParameters(AS_OF, scope, text))


@settings(deadline=None, max_examples=150)
@given(groups(), scopes, st.sampled_from(list(LetterPer)))
def test_a_run_never_moves_a_customer_by_more_than_one_letter(group, scope, per):
    outcome = decide(group, replace(MENU, letter_per=per), scope, TextChoice.SEVEREST)

    forward = {move for letter in outcome.letters for move in letter.moves}
    for move in forward:
        assert int(move.code_after) == int(move.code_before or 0) + 1 <= 3
    for move in outcome.moves:
        assert move.code_after in ("", move.code_before)
    everyone = [move.customer_id for move in (*forward, *outcome.moves)]
    assert len(everyone) == len(set(everyone))


@settings(deadline=None, max_examples=150)
@given(groups(), procedures, scopes, st.randoms(use_true_random=False))
def test_the_order_of_items_does_not_matter(group, procedure, scope, random):
    mixed = []
    for member in group.members:
        owed = list(member.items)
        random.shuffle(owed)
        mixed.append(member._replace(items=tuple(owed)))

    one = decide(group, procedure, scope, TextChoice.SEVEREST)
    other = decide(group._replace(members=tuple(mixed)), procedure, scope, TextChoice.SEVEREST)

    assert one.letters == other.letters
    assert answers(one) == answers(other)
    assert (one.moves, one.not_dunned) == (other.moves, other.not_dunned)
    assert set(one.decided) == set(other.decided)


@settings(deadline=None, max_examples=100)
@given(groups(), procedures, scopes)
def test_the_severest_text_is_never_below_the_modest(group, procedure, scope):
    severest = decide(group, procedure, scope, TextChoice.SEVEREST).letters
    modest = decide(group, procedure, scope, TextChoice.MODEST).letters

    assert len(severest) == len(modest)
    for one, other in zip(severest, modest, strict=True):
        assert one.level.number >= other.level.number
        levels = [line.level for line in one.lines if line.dunned]
        assert (max(levels), min(levels)) == (one.level.number, other.level.number)


@settings(deadline=None, max_examples=150)
@given(groups(), procedures, scopes)
def test_each_open_item_is_decided_once_and_dunned_ones_stand_on_one_letter(
    group, procedure, scope
):
    outcome = decide(group, procedure, scope, TextChoice.SEVEREST)

    owed = {item.item_id: item for member in group.members for item in member.items}
    in_scope = sorted(item.item_id for item in owed.values() if item.in_scope)
    assert sorted(one.item.item_id for one in outcome.decisions) == in_scope
    lines = [line for letter in outcome.letters for line in letter.lines]
    listed = [line.item.item_id for line in lines]
    assert len(listed) == len(set(listed))
    levelled = sorted(one.item.item_id for one in outcome.decisions if one.level is not None)
    assert sorted(line.item.item_id for line in lines if line.dunned) == levelled
    assert all(line.item == owed[line.item.item_id] for line in lines)


@settings(deadline=None, max_examples=150)
@given(groups(), procedures, scopes)
def test_no_letter_is_without_a_dunned_item_or_mixes_senders(group, procedure, scope):
    for letter in decide(group, procedure, scope, TextChoice.SEVEREST).letters:
        assert any(line.dunned for line in letter.lines)
        if scope.by_unit:
            assert {line.item.unit_id for line in letter.lines} == {letter.unit_id}


@settings(deadline=None, max_examples=60)
@given(groups(), procedures, scopes)
def test_explain_decides_as_the_run_does(group, procedure, scope):
    parameters = RunParameters(AS_OF, scope)
    outcome = decide_group(group, setup(procedure), parameters)

    explained = [
        decision
        for number in (1, 2)
        for decision, _facts in explain_member(group, number, setup(procedure), parameters)
    ]

    assert sorted(explained, key=lambda one: one.item.item_id) == sorted(
        outcome.decisions, key=lambda one: one.item.item_id
    )


@pytest.mark.parametrize("procedure", [MENU, DAYS, INTERVAL])
def test_an_empty_group_gives_an_empty_outcome(procedure):
    who = build_customer()

    outcome = decide(Group(who, ()), procedure, Scope(set_id="SHARE"), TextChoice.SEVEREST)

    assert outcome == GroupOutcome((), (), (), (), (), {})
