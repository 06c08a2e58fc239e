"""What does each policy ask of a case, why, by which day, and when is it done?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from openprobation.rules.policy import PROBATION_SERVICE_2021
from openprobation.rules.protection import MOVES, PROTECTION, Facts, asked_of, shares
from openprobation.vocabulary.persons import CircumstanceKind
from openprobation.vocabulary.protection import ENQUIRIES, EnquiryState, ProtectionTask
from openprobation.vocabulary.risk import HarmGroup, HarmLevel, RegistrationKind

TODAY = date(2017, 2, 16)
BEGAN = date(2016, 9, 1)
ASSESSED = date(2016, 9, 5)
LOW = dict.fromkeys(HarmGroup, HarmLevel.LOW)


def levels(day=ASSESSED, **groups):
    return (day, LOW | {HarmGroup(name): HarmLevel(level) for name, level in groups.items()})


def case(*assessed, **known):
    return Facts(began_on=BEGAN, levels=assessed or [levels()], **known)


def tasks(facts, on=TODAY):
    return {each.task for each in asked_of(facts, on=on).asked}


# ── What is asked of whom ──────────────────────────────────────────────────────────────────
def test_a_case_of_low_harm_is_asked_for_nothing_and_each_policy_says_why():
    said = asked_of(case(), on=TODAY)

    assert said.asked == ()
    assert {line.task for line in said.left_alone} == set(ProtectionTask)
    assert all(line.because.endswith(".") for line in said.left_alone)


def test_without_an_order_nothing_is_asked():
    said = asked_of(replace(case(levels(public="very_high")), began_on=None), on=TODAY)

    assert said.asked == ()
    assert said.left_alone[0].because == "No order or licence runs."


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        ({"levels": [levels(children="medium")]}, {ProtectionTask.SAFEGUARDING}),
        ({"levels": [levels(known_adult="medium")]}, {ProtectionTask.DOMESTIC_ABUSE}),
        (
            {"levels": [levels(public="high")]},
            {ProtectionTask.HOME_VISIT, ProtectionTask.OVERSIGHT},
        ),
        (
            {"registrations": {RegistrationKind.DOMESTIC_ABUSE_PERPETRATOR: ASSESSED}},
            {
                ProtectionTask.SAFEGUARDING,
                ProtectionTask.DOMESTIC_ABUSE,
                ProtectionTask.HOME_VISIT,
            },
        ),
        (
            {"registrations": {RegistrationKind.CHILD_PROTECTION: ASSESSED}},
            {ProtectionTask.SAFEGUARDING, ProtectionTask.HOME_VISIT, ProtectionTask.OVERSIGHT},
        ),
        ({"registrations": {RegistrationKind.STREET_GANGS: ASSESSED}}, set()),
        ({"mappa_since": ASSESSED}, {ProtectionTask.OVERSIGHT}),
        (
            {"circumstances": frozenset({CircumstanceKind.CARING})},
            {ProtectionTask.SAFEGUARDING},
        ),
        ({"circumstances": frozenset({CircumstanceKind.EMPLOYED})}, set()),
        ({"checked": {7: ASSESSED}}, {ProtectionTask.PROTECTION_CHECK}),
        (
            {"reviews_due": {RegistrationKind.STREET_GANGS: TODAY}},
            {ProtectionTask.REGISTRATION_REVIEW},
        ),
    ],
)
def test_each_policy_asks_by_risk_and_circumstances(known, wanted):
    facts = Facts(**{"began_on": BEGAN, "levels": [levels()]} | known)

    assert tasks(facts) == wanted


def test_what_is_asked_says_because_of_what_since_when_and_by_which_rule():
    facts = case(levels(children="medium"), circumstances=frozenset({CircumstanceKind.CARING}))

    asked = asked_of(facts, on=TODAY).of(ProtectionTask.SAFEGUARDING)

    assert asked.because == (
        "Asked because harm to this group is medium: children since 5 September 2016;"
        " circumstances: caring for somebody since 1 September 2016"
        " (rule of 1 June 2014, set for this service)."
    )


# ── By which day ───────────────────────────────────────────────────────────────────────────
def test_the_first_is_due_five_full_working_days_after_its_first_reason():
    asked = asked_of(case(levels(children="medium")), on=TODAY).of(ProtectionTask.SAFEGUARDING)

    assert asked.due_on == date(2016, 9, 12)
    assert not asked.is_overdue(date(2016, 9, 12))
    assert asked.is_overdue(date(2016, 9, 13))


def test_assessing_again_at_the_same_level_puts_nothing_off():
    facts = case(levels(children="medium"), levels(date(2017, 2, 10), children="high"))

    asked = asked_of(facts, on=TODAY).of(ProtectionTask.SAFEGUARDING)

    assert asked.due_on == date(2016, 9, 12)


def test_a_level_that_fell_and_rose_counts_from_when_it_rose():
    facts = case(
        levels(public="high"),
        levels(date(2016, 11, 1)),
        levels(date(2017, 2, 1), public="high"),
    )

    asked = asked_of(facts, on=TODAY).of(ProtectionTask.OVERSIGHT)

    assert asked.due_on == date(2017, 2, 15)


def test_the_christmas_holidays_are_not_counted():
    facts = replace(
        case(levels(date(2016, 12, 22), children="medium")), began_on=date(2016, 12, 22)
    )

    asked = asked_of(facts, on=TODAY).of(ProtectionTask.SAFEGUARDING)

    assert asked.due_on == date(2017, 1, 3)


@pytest.mark.parametrize(
    ("level", "due_on"), [("medium", date(2017, 4, 10)), ("high", date(2017, 1, 10))]
)
def test_once_done_it_is_due_again_sooner_where_harm_is_high(level, due_on):
    done = {ProtectionTask.SAFEGUARDING: date(2016, 10, 10)}

    asked = asked_of(case(levels(children=level), done=done), on=TODAY)

    assert asked.of(ProtectionTask.SAFEGUARDING).due_on == due_on


def test_a_reason_that_comes_after_it_was_done_or_waived_asks_again():
    facts = case(
        levels(children="medium"),
        done={ProtectionTask.SAFEGUARDING: date(2017, 1, 10)},
        registrations={RegistrationKind.CHILD_PROTECTION: date(2017, 2, 1)},
    )

    asked = asked_of(facts, on=TODAY).of(ProtectionTask.SAFEGUARDING)

    assert asked.due_on == date(2017, 2, 8)
    assert asked.done_on == date(2017, 1, 10)


def test_of_several_at_risk_the_one_checked_longest_ago_sets_the_day():
    checked = {1: date(2017, 2, 1), 2: date(2016, 12, 1)}

    medium = asked_of(case(levels(public="medium"), checked=checked), on=TODAY)
    high = asked_of(case(levels(public="high"), checked=checked), on=TODAY)

    assert medium.of(ProtectionTask.PROTECTION_CHECK).due_on == date(2017, 3, 1)
    assert high.of(ProtectionTask.PROTECTION_CHECK).due_on == date(2017, 1, 1)


def test_the_later_pack_knows_the_same_policies():
    facts = replace(case(levels(children="medium")), began_on=date(2022, 1, 4))

    asked = asked_of(facts, on=date(2022, 2, 1), pack=PROBATION_SERVICE_2021)

    assert asked.of(ProtectionTask.SAFEGUARDING)


def test_every_task_has_a_policy_of_its_own():
    assert set(PROTECTION.rows) == set(ProtectionTask)


# ── The share applied ──────────────────────────────────────────────────────────────────────
def test_the_share_counts_done_over_done_and_overdue_and_leaves_out_what_is_in_time():
    done = case(levels(children="medium"), done={ProtectionTask.SAFEGUARDING: date(2017, 1, 10)})
    late = case(levels(children="medium"))
    in_time = replace(late, began_on=date(2017, 2, 14))
    cases = [asked_of(each, on=TODAY) for each in (done, late, in_time, case())]

    share = {each.task: each for each in shares(cases, on=TODAY)}[ProtectionTask.SAFEGUARDING]

    assert (share.done, share.of, share.percent) == (1, 2, 50)


def test_done_before_and_asked_again_by_a_new_reason_still_in_time_is_left_out():
    facts = case(
        levels(children="medium"),
        done={ProtectionTask.SAFEGUARDING: date(2017, 1, 10)},
        registrations={RegistrationKind.CHILD_PROTECTION: date(2017, 2, 15)},
    )

    share = shares([asked_of(facts, on=TODAY)], on=TODAY)[0]

    assert (share.task, share.of, share.percent) == (ProtectionTask.SAFEGUARDING, 0, None)


# ── How an enquiry moves ───────────────────────────────────────────────────────────────────
def test_every_state_can_be_reached_and_only_used_and_not_needed_are_ends():
    reached, open_ = set(), [None]
    while open_:
        for state in MOVES[open_.pop()] - reached:
            reached.add(state)
            open_.append(state)

    assert reached == set(EnquiryState)
    assert {state for state in EnquiryState if not MOVES[state]} == {
        EnquiryState.USED,
        EnquiryState.NOT_NEEDED,
    }


def test_only_an_answer_can_be_used_and_an_answer_cannot_be_waved_away():
    leads_to_used = {state for state, to in MOVES.items() if EnquiryState.USED in to}

    assert leads_to_used == {EnquiryState.ANSWERED}
    assert MOVES[EnquiryState.ANSWERED] == {EnquiryState.USED}
    assert len(ENQUIRIES) == 4


def test_done_under_an_order_before_this_one_is_not_done_under_this_one():
    facts = replace(
        case(levels(date(2015, 5, 1), children="medium")),
        done={ProtectionTask.SAFEGUARDING: date(2016, 6, 1)},
    )

    asked = asked_of(facts, on=TODAY).of(ProtectionTask.SAFEGUARDING)

    assert asked.due_on == date(2016, 9, 8)
    assert not asked.is_done
