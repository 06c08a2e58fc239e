"""What orders follow from what the court said, and what is refused? It needs no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from openprobation.rules.policy import TR_2014_2021
from openprobation.supervision.courts.queries import CourtLine
from openprobation.supervision.persons.queries import Handle
from openprobation.supervision.sentences.actions import (
    ConditionGiven,
    OffenceGiven,
    OrderGiven,
    RequirementGiven,
)
from openprobation.supervision.sentences.actions.planning import plan
from openprobation.vocabulary.persons import Sex
from openprobation.vocabulary.sentences import (
    ConditionKind,
    CourtKind,
    OrderKind,
    RequirementKind,
    Unit,
)

TODAY = date(2017, 2, 16)
PERSON = Handle(
    id=1,
    ids=(1,),
    crn="X000001",
    given_names="Jo",
    family_name="Bloggs",
    preferred_name="",
    date_of_birth=date(1990, 6, 1),
    sex=Sex.FEMALE,
    language="English",
    interpreter_needed=False,
    area_id=None,
    died_on=None,
    version=1,
)
COURT = CourtLine(1, "Bolton Magistrates' Court", CourtKind.MAGISTRATES, 1)
THEFT = OffenceGiven("Theft from a shop", date(2016, 12, 1), is_main=True)
RAR = RequirementGiven(RequirementKind.RAR, 20, Unit.DAYS)
WORK = RequirementGiven(RequirementKind.UNPAID_WORK, 100, Unit.HOURS)
COMMUNITY_ORDER = OrderGiven(OrderKind.COMMUNITY_ORDER, 12, Unit.MONTHS, requirements=[RAR])
SUSPENDED = OrderGiven(
    OrderKind.SUSPENDED_SENTENCE,
    12,
    Unit.MONTHS,
    custody_length=16,
    custody_unit=Unit.WEEKS,
    operational_length=18,
    operational_unit=Unit.MONTHS,
    requirements=[RAR],
)
PRISON = OrderGiven(OrderKind.LICENCE, custody_months=10)


def planned(
    *orders, person=PERSON, court=COURT, sentenced_on=TODAY, offences=(THEFT,), today=TODAY
):
    return plan(
        person=person,
        court=court,
        sentenced_on=sentenced_on,
        offences=offences,
        orders=orders or (COMMUNITY_ORDER,),
        today=today,
        pack=TR_2014_2021,
    )


def spans(found):
    return [(order.kind, order.starts_on, order.ends_on) for order in found.orders]


# ── Dates ──────────────────────────────────────────────────────────────────────────────────
def test_a_community_order_runs_from_the_day_of_sentence_that_day_counted():
    found = planned(replace(COMMUNITY_ORDER, length=36, unit=Unit.WEEKS))

    assert found.faults == ()
    assert spans(found) == [(OrderKind.COMMUNITY_ORDER, TODAY, date(2017, 10, 25))]
    assert found.orders[0].because == (
        "36 weeks from 16 February 2017, that day counted, run to 25 October 2017."
    )


def test_twelve_months_from_29_february_end_on_28_february():
    leap_day = date(2016, 2, 29)

    found = planned(
        sentenced_on=leap_day, today=leap_day, offences=[replace(THEFT, committed_on=leap_day)]
    )

    assert found.faults == ()
    assert found.orders[0].ends_on == date(2017, 2, 28)


def test_twelve_months_across_a_leap_year_are_counted_by_the_calendar():
    found = planned(
        sentenced_on=date(2015, 9, 1),
        today=date(2015, 9, 1),
        offences=[replace(THEFT, committed_on=date(2015, 8, 1))],
    )

    assert found.orders[0].ends_on == date(2016, 8, 31)


def test_a_suspended_sentence_has_supervision_and_a_longer_operational_period():
    found = planned(SUSPENDED)

    order = found.orders[0]
    assert found.faults == ()
    assert (order.ends_on, order.operational_ends_on) == (date(2018, 2, 15), date(2018, 8, 15))
    assert "suspended for 18 months, to 15 August 2018" in order.because


@pytest.mark.parametrize(
    ("months", "released", "licence_ends", "supervision_ends"),
    [
        (6, date(2017, 5, 17), date(2017, 8, 15), date(2018, 5, 17)),
        (10, date(2017, 7, 17), date(2017, 12, 15), date(2018, 7, 17)),
        (18, date(2017, 11, 15), date(2018, 8, 15), date(2018, 11, 15)),
    ],
)
def test_prison_under_two_years_leads_to_a_licence_and_then_supervision(
    months, released, licence_ends, supervision_ends
):
    found = planned(replace(PRISON, custody_months=months))

    licence, supervision = found.orders
    assert found.faults == ()
    assert (licence.starts_on, licence.ends_on) == (released, licence_ends)
    assert (supervision.starts_on - licence.ends_on).days == 1
    assert supervision.ends_on == supervision_ends


@pytest.mark.parametrize(
    ("committed_on", "follows"), [(date(2015, 1, 31), False), (date(2015, 2, 1), True)]
)
def test_supervision_follows_only_offences_from_1_february_2015(committed_on, follows):
    found = planned(
        replace(PRISON, custody_months=18), offences=[replace(THEFT, committed_on=committed_on)]
    )

    kinds = [order.kind for order in found.orders]
    assert (OrderKind.POST_SENTENCE_SUPERVISION in kinds) is follows
    if not follows:
        assert "before 1 February 2015" in found.orders[0].nothing_after_because


def test_a_short_sentence_for_an_old_offence_leaves_nothing_to_supervise():
    found = planned(
        replace(PRISON, custody_months=6),
        offences=[replace(THEFT, committed_on=date(2015, 1, 31))],
    )

    assert found.orders == ()
    assert [fault.field for fault in found.faults] == ["orders.0.custody_length"]


def test_two_years_of_prison_have_a_licence_and_no_supervision_after():
    found = planned(replace(PRISON, custody_months=24))

    assert [order.kind for order in found.orders] == [OrderKind.LICENCE]
    assert "2 years or more" in found.orders[0].nothing_after_because


def test_a_licence_carries_seven_standard_conditions_and_those_added():
    added = ConditionGiven(ConditionKind.ADDITIONAL, "Do not go to the Arndale Centre.")

    licence, supervision = planned(replace(PRISON, conditions=[added])).orders

    kinds = [condition.kind for condition in licence.conditions]
    assert kinds == [ConditionKind.STANDARD] * 7 + [ConditionKind.ADDITIONAL]
    assert len(supervision.conditions) == 8


def test_a_release_date_that_was_given_starts_the_licence():
    licence, supervision = planned(replace(PRISON, released_on=date(2017, 7, 3))).orders

    assert licence.starts_on == date(2017, 7, 3)
    assert "as you entered it; half way would be 17 July 2017" in licence.because
    assert supervision.ends_on == date(2018, 7, 17)


def test_days_on_remand_bring_the_release_forward():
    licence, _ = planned(replace(PRISON, remand_days=20)).orders

    assert licence.starts_on == date(2017, 6, 27)
    assert "20 days on remand counted" in licence.because


def test_several_orders_are_planned_in_the_order_given():
    found = planned(COMMUNITY_ORDER, PRISON)

    assert [order.kind for order in found.orders] == [
        OrderKind.COMMUNITY_ORDER,
        OrderKind.LICENCE,
        OrderKind.POST_SENTENCE_SUPERVISION,
    ]


# ── What is wrong ──────────────────────────────────────────────────────────────────────────
FAULTS = [
    ("no court", {"court": None}, (), "court_id", "Choose the court"),
    (
        "a sentence to come",
        {"sentenced_on": date(2017, 2, 17)},
        (),
        "sentenced_on",
        "has not come yet",
    ),
    (
        "somebody of 17",
        {"person": replace(PERSON, date_of_birth=date(1999, 2, 17))},
        (),
        "sentenced_on",
        "Jo Bloggs was 17 on 16 February 2017",
    ),
    (
        "a sentence after death",
        {"person": replace(PERSON, died_on=date(2017, 1, 1))},
        (),
        "sentenced_on",
        "died on 1 January 2017",
    ),
    ("no offence", {"offences": []}, (), "offences", "at least one offence"),
    (
        "two main offences",
        {"offences": [THEFT, THEFT]},
        (),
        "offences",
        "which one of the offences is the main one",
    ),
    (
        "an offence without words",
        {"offences": [replace(THEFT, description=" ")]},
        (),
        "offences.0.description",
        "Say what the offence was",
    ),
    (
        "an offence after the sentence",
        {"offences": [replace(THEFT, committed_on=date(2017, 2, 17))]},
        (),
        "offences.0.committed_on",
        "after the sentence on 16 February 2017",
    ),
    (
        "an offence by a child of 9",
        {"offences": [replace(THEFT, committed_on=date(2000, 5, 31))]},
        (),
        "offences.0.committed_on",
        "Jo Bloggs was 9 on 31 May 2000",
    ),
    (
        "an offence before birth",
        {"offences": [replace(THEFT, committed_on=date(1916, 12, 1))]},
        (),
        "offences.0.committed_on",
        "not born yet",
    ),
    (
        "no requirement",
        {},
        (replace(COMMUNITY_ORDER, requirements=[]),),
        "orders.0.requirements",
        "at least one requirement",
    ),
    ("no length", {}, (replace(COMMUNITY_ORDER, length=None),), "orders.0.length", "how long"),
    ("a length of nought", {}, (replace(COMMUNITY_ORDER, length=0),), "orders.0.length", "between"),
    (
        "a length in hours",
        {},
        (replace(COMMUNITY_ORDER, unit=Unit.HOURS),),
        "orders.0.length",
        "days, weeks or months",
    ),
    (
        "more than three years",
        {},
        (replace(COMMUNITY_ORDER, length=37),),
        "orders.0.length",
        "3 years at most",
    ),
    (
        "unpaid work in less than a year",
        {},
        (replace(COMMUNITY_ORDER, length=6, requirements=[WORK]),),
        "orders.0.length",
        "at least 12 months",
    ),
    (
        "39 hours of unpaid work",
        {},
        (replace(COMMUNITY_ORDER, requirements=[replace(WORK, length=39)]),),
        "orders.0.requirements.0.length",
        "at least 40 hours",
    ),
    (
        "301 hours of unpaid work",
        {},
        (replace(COMMUNITY_ORDER, requirements=[RAR, replace(WORK, length=301)]),),
        "orders.0.requirements.1.length",
        "300 hours at most",
    ),
    (
        "a requirement without a length",
        {},
        (replace(COMMUNITY_ORDER, requirements=[replace(RAR, length=None)]),),
        "orders.0.requirements.0.length",
        "how many days",
    ),
    (
        "an exclusion from nowhere",
        {},
        (
            replace(
                COMMUNITY_ORDER,
                requirements=[RequirementGiven(RequirementKind.EXCLUSION, 6, Unit.MONTHS)],
            ),
        ),
        "orders.0.requirements.0.detail",
        "which place",
    ),
    (
        "a suspended sentence nobody supervises",
        {},
        (replace(SUSPENDED, requirements=[]),),
        "orders.0.requirements",
        "nobody supervises",
    ),
    (
        "a suspended sentence of no prison",
        {},
        (replace(SUSPENDED, custody_length=None),),
        "orders.0.custody_length",
        "how long the prison sentence is",
    ),
    (
        "supervision chosen by itself",
        {},
        (OrderGiven(OrderKind.POST_SENTENCE_SUPERVISION, 9, Unit.MONTHS),),
        "orders.0.kind",
        "choose prison and licence",
    ),
    (
        "a licence with requirements",
        {},
        (replace(PRISON, requirements=[RAR]),),
        "orders.0.requirements",
        "conditions, not requirements",
    ),
    (
        "release before the sentence",
        {},
        (replace(PRISON, released_on=date(2017, 2, 15)),),
        "orders.0.released_on",
        "before the sentence",
    ),
    (
        "release after the sentence ends",
        {},
        (replace(PRISON, released_on=date(2017, 12, 16)),),
        "orders.0.released_on",
        "after the sentence ends on 15 December 2017",
    ),
]


@pytest.mark.parametrize(
    ("facts", "orders", "field", "message"),
    [fault[1:] for fault in FAULTS],
    ids=[fault[0] for fault in FAULTS],
)
def test_a_fault_is_said_beside_its_field(facts, orders, field, message):
    found = planned(*orders, **facts)

    assert [fault.field for fault in found.certain] == [field]
    assert message in found.certain[0].message


def test_no_order_at_all_is_refused():
    found = plan(
        person=PERSON,
        court=COURT,
        sentenced_on=TODAY,
        offences=[THEFT],
        orders=[],
        today=TODAY,
        pack=TR_2014_2021,
    )

    assert [fault.field for fault in found.faults] == ["orders"]


def test_everything_wrong_is_said_at_once():
    found = planned(
        replace(COMMUNITY_ORDER, length=None),
        replace(PRISON, custody_months=0),
        court=None,
        offences=[replace(THEFT, committed_on=date(2017, 3, 1))],
    )

    assert [fault.field for fault in found.faults] == [
        "court_id",
        "offences.0.committed_on",
        "orders.0.length",
        "orders.1.custody_length",
    ]


def test_somebody_of_18_on_the_day_is_an_adult():
    found = planned(person=replace(PERSON, date_of_birth=date(1999, 2, 16)))

    assert found.faults == ()


def test_a_birthday_on_29_february_is_kept_on_1_march_in_other_years():
    leapling = replace(PERSON, date_of_birth=date(1996, 2, 29))

    eve = planned(
        replace(COMMUNITY_ORDER, requirements=[WORK]),
        person=leapling,
        sentenced_on=date(2014, 2, 28),
        today=date(2014, 2, 28),
        offences=[replace(THEFT, committed_on=date(2014, 1, 1))],
    )

    assert "was 17 on 28 February 2014" in eve.certain[0].message


def test_a_rehabilitation_requirement_before_february_2015_is_refused():
    found = planned(
        sentenced_on=date(2015, 1, 30),
        today=date(2015, 1, 30),
        offences=[replace(THEFT, committed_on=date(2015, 1, 1))],
    )

    assert [fault.field for fault in found.faults] == ["orders.0.requirements.0.kind"]


def test_an_order_that_would_be_over_is_a_doubt_and_not_a_fault():
    found = planned(
        sentenced_on=date(2015, 2, 16), offences=[replace(THEFT, committed_on=date(2015, 2, 1))]
    )

    assert found.certain == ()
    assert [fault.field for fault in found.doubts] == ["sentenced_on"]


@pytest.mark.parametrize(
    ("order", "field"),
    [
        (
            replace(
                COMMUNITY_ORDER,
                requirements=[
                    RequirementGiven(RequirementKind.CURFEW, 3, Unit.MONTHS, hours_a_day=18)
                ],
            ),
            "orders.0.requirements.0.hours_a_day",
        ),
        (replace(SUSPENDED, operational_length=6), "orders.0.length"),
        (
            replace(SUSPENDED, custody_length=25, custody_unit=Unit.MONTHS),
            "orders.0.custody_length",
        ),
    ],
    ids=["18 hours of curfew", "supervision after the operational period", "25 months of prison"],
)
def test_what_rests_on_an_unchecked_rule_is_a_doubt(order, field):
    found = planned(order)

    assert found.certain == ()
    assert [fault.field for fault in found.doubts] == [field]
