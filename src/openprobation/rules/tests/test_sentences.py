"""Is everything wrong with an order said at once, and nothing that is right?"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from openprobation.rules.dates import Length
from openprobation.rules.policy import PROBATION_SERVICE_2021
from openprobation.rules.sentences import (
    KeyDate,
    OrderAsTyped,
    RequirementAsTyped,
    key_dates,
    next_key_date,
    order_ends_on,
    order_faults,
    progress,
)
from openprobation.vocabulary.sentences import OrderKind, RequirementKind, Unit

DAY = timedelta(days=1)
SENTENCED = date(2017, 2, 16)
YEAR_ENDS = date(2018, 2, 15)


def requires(kind, number=None, unit=None, **other):
    length = None if number is None else Length(number, unit)
    return RequirementAsTyped(kind, length, **other)


RAR = requires(RequirementKind.RAR, 20, Unit.DAYS)
UNPAID_WORK = requires(RequirementKind.UNPAID_WORK, 80, Unit.HOURS)
ORDER = OrderAsTyped(
    kind=OrderKind.COMMUNITY_ORDER,
    sentenced_on=SENTENCED,
    starts_on=SENTENCED,
    ends_on=YEAR_ENDS,
    requirements=(RAR,),
    born_on=date(1990, 1, 1),
)
SUSPENDED = replace(
    ORDER,
    kind=OrderKind.SUSPENDED_SENTENCE,
    operational_ends_on=date(2018, 8, 15),
    term=Length(6, Unit.MONTHS),
)


def found(order, **options):
    return {fault.field: fault.message for fault in order_faults(order, **options)}


def with_requirements(*requirements, **other):
    return replace(ORDER, requirements=requirements, **other)


def test_a_usual_order_has_no_fault():
    assert order_faults(ORDER) == []
    assert order_faults(with_requirements(RAR, UNPAID_WORK)) == []
    assert order_faults(SUSPENDED) == []


def test_the_end_of_an_order_of_twelve_months():
    assert order_ends_on(SENTENCED, Length(12, Unit.MONTHS)) == YEAR_ENDS


def test_an_order_may_not_end_before_it_starts_nor_start_before_the_sentence():
    order = replace(ORDER, starts_on=SENTENCED - DAY, ends_on=SENTENCED - 2 * DAY)

    assert found(order) == {
        "starts_on": "The order starts on 15 February 2017, before the sentence on"
        " 16 February 2017.",
        "ends_on": "The order ends on 14 February 2017, before it starts on 15 February 2017.",
    }


@pytest.mark.parametrize(
    ("ends_on", "is_wrong"), [(date(2020, 2, 15), False), (date(2020, 2, 16), True)]
)
def test_a_community_order_runs_three_years_at_most(ends_on, is_wrong):
    assert ("ends_on" in found(replace(ORDER, ends_on=ends_on))) is is_wrong


def test_a_community_order_needs_a_requirement_and_a_suspended_sentence_does_not():
    assert "at least one requirement" in found(with_requirements())["requirements"]
    assert order_faults(replace(SUSPENDED, requirements=())) == []


@pytest.mark.parametrize(
    ("hours", "elsewhere", "is_wrong"),
    [(39, 0, True), (40, 0, False), (300, 0, False), (301, 0, True), (200, 101, True)],
)
def test_unpaid_work_is_from_40_to_300_hours_in_all(hours, elsewhere, is_wrong):
    order = with_requirements(
        requires(RequirementKind.UNPAID_WORK, hours, Unit.HOURS), other_unpaid_work_hours=elsewhere
    )

    assert ("requirements.0.length" in found(order)) is is_wrong


def test_hours_of_several_unpaid_work_requirements_count_together():
    order = with_requirements(
        requires(RequirementKind.UNPAID_WORK, 200, Unit.HOURS),
        requires(RequirementKind.UNPAID_WORK, 120, Unit.HOURS),
    )

    assert "there would be 320" in found(order)["requirements.0.length"]


@pytest.mark.parametrize("kind", [OrderKind.COMMUNITY_ORDER, OrderKind.SUSPENDED_SENTENCE])
def test_an_order_with_unpaid_work_runs_at_least_twelve_months(kind):
    order = with_requirements(
        UNPAID_WORK,
        kind=kind,
        sentenced_on=date(2016, 5, 5),
        starts_on=date(2016, 5, 5),
        ends_on=date(2017, 5, 3),
    )

    assert found(order) == {
        "ends_on": "An order with unpaid work must run at least 12 months: it would end on"
        " 3 May 2017."
    }
    assert order_faults(replace(order, ends_on=date(2017, 5, 4))) == []


EDGES = [
    # kind, unit, the least and the most that is right (None: no such limit), wrong below and above
    (RequirementKind.RAR, Unit.DAYS, 1, None),
    (RequirementKind.EXCLUSION, Unit.MONTHS, 1, 24),
    (RequirementKind.DRUG_REHABILITATION, Unit.MONTHS, 6, 36),
    (RequirementKind.ALCOHOL_ABSTINENCE, Unit.DAYS, 1, 120),
    (RequirementKind.CURFEW, Unit.MONTHS, 1, 12),
    (RequirementKind.ATTENDANCE_CENTRE, Unit.HOURS, 12, 36),
    (RequirementKind.SPECIFIED_ACTIVITY, Unit.DAYS, 1, 60),
]


@pytest.mark.parametrize(("kind", "unit", "least", "most"), EDGES, ids=[e[0] for e in EDGES])
def test_a_requirement_is_right_from_its_least_to_its_most(kind, unit, least, most):
    def is_wrong(number):
        order = with_requirements(
            requires(kind, number, unit), ends_on=date(2020, 2, 15), born_on=date(1995, 1, 1)
        )
        return "requirements.0.length" in found(order)

    assert is_wrong(least - 1)
    assert not is_wrong(least)
    if most is not None:
        assert not is_wrong(most)
        assert is_wrong(most + 1)


def test_a_limit_in_months_is_read_in_days_too():
    days = requires(RequirementKind.CURFEW, 365, Unit.DAYS)
    more = requires(RequirementKind.CURFEW, 366, Unit.DAYS)

    assert order_faults(with_requirements(days)) == []
    assert "12 months at most" in order_faults(with_requirements(more))[0].message


@pytest.mark.parametrize(
    ("day", "hours", "is_wrong"),
    [
        (date(2012, 12, 2), 12, False),
        (date(2012, 12, 2), 13, True),
        (date(2012, 12, 3), 16, False),
        (date(2017, 2, 16), 1, True),
        (date(2017, 2, 16), 2, False),
        (date(2017, 2, 16), 17, True),
        (date(2022, 6, 27), 17, True),
        (date(2022, 6, 28), 20, False),
        (date(2022, 6, 28), 21, True),
    ],
)
def test_curfew_hours_follow_the_day_of_the_sentence(day, hours, is_wrong):
    order = with_requirements(
        requires(RequirementKind.CURFEW, 3, Unit.MONTHS, hours_a_day=hours),
        sentenced_on=day,
        starts_on=day,
        ends_on=order_ends_on(day, Length(12, Unit.MONTHS)),
    )

    faults = found(order, pack=PROBATION_SERVICE_2021)

    assert ("requirements.0.hours_a_day" in faults) is is_wrong


@pytest.mark.parametrize("kind", [RequirementKind.CURFEW, RequirementKind.ALCOHOL_ABSTINENCE])
def test_an_order_may_not_end_before_its_curfew_or_abstinence(kind):
    requirement = requires(kind, 90, Unit.DAYS)
    order = with_requirements(requirement, ends_on=SENTENCED + 89 * DAY)

    assert order_faults(order) == []
    assert (
        "may not end before"
        in found(replace(order, ends_on=SENTENCED + 88 * DAY))["requirements.0.length"]
    )


@pytest.mark.parametrize(
    ("born_on", "message"),
    [
        (date(1992, 2, 16), "this person was 25 on 16 February 2017"),
        (date(1992, 2, 17), None),
        (None, "Add the date of birth first"),
    ],
)
def test_an_attendance_centre_is_for_people_under_25(born_on, message):
    order = with_requirements(
        requires(RequirementKind.ATTENDANCE_CENTRE, 24, Unit.HOURS), born_on=born_on
    )

    told = found(order).get("requirements.0.kind")

    assert (told is None) if message is None else (message in told)


def test_a_requirement_needs_a_length_in_a_unit_of_its_own():
    missing = with_requirements(requires(RequirementKind.RAR))
    wrong = with_requirements(requires(RequirementKind.RAR, 10, Unit.HOURS))
    residence = with_requirements(requires(RequirementKind.RESIDENCE))

    assert found(missing)["requirements.0.length"] == (
        "Rehabilitation activity: say how many days the court ordered."
    )
    assert "ordered in days, not hours" in found(wrong)["requirements.0.length"]
    assert order_faults(residence) == []


def test_rehabilitation_activity_could_not_be_ordered_before_february_2015():
    day = date(2015, 1, 31)
    order = with_requirements(RAR, sentenced_on=day, starts_on=day, ends_on=date(2016, 1, 30))

    assert "courts could first order it on 1 February 2015" in found(order)["requirements.0.kind"]


def test_a_requirement_starts_within_the_order():
    order = with_requirements(
        requires(RequirementKind.RAR, 5, Unit.DAYS, starts_on=SENTENCED - DAY)
    )

    assert "outside the order" in found(order)["requirements.0.starts_on"]


@pytest.mark.parametrize(
    ("operational_ends_on", "is_wrong"),
    [
        (date(2017, 8, 14), True),
        (date(2017, 8, 15), False),
        (date(2019, 2, 15), False),
        (date(2019, 2, 16), True),
    ],
)
def test_the_operational_period_is_from_six_months_to_two_years(operational_ends_on, is_wrong):
    order = replace(SUSPENDED, ends_on=date(2017, 8, 15), operational_ends_on=operational_ends_on)

    assert ("operational_ends_on" in found(order)) is is_wrong


def test_supervision_lasts_six_months_and_not_beyond_the_operational_period():
    short = replace(SUSPENDED, ends_on=date(2017, 8, 14))
    long = replace(SUSPENDED, ends_on=date(2018, 8, 16))

    assert "at least 6 months" in found(short)["ends_on"]
    assert "not go on after the operational period" in found(long)["ends_on"]


@pytest.mark.parametrize(
    ("term", "is_wrong"),
    [
        (Length(13, Unit.DAYS), True),
        (Length(14, Unit.DAYS), False),
        (Length(24, Unit.MONTHS), False),
        (Length(25, Unit.MONTHS), True),
    ],
)
def test_the_suspended_term_is_from_fourteen_days_to_two_years(term, is_wrong):
    assert ("term" in found(replace(SUSPENDED, term=term))) is is_wrong


def test_supervision_of_six_months_to_the_last_operational_day_is_right():
    six_months = replace(SUSPENDED, ends_on=date(2017, 8, 15))
    to_the_end = replace(SUSPENDED, ends_on=date(2018, 8, 15))

    assert order_faults(six_months) == order_faults(to_the_end) == []


@pytest.mark.parametrize(
    ("ends_on", "is_wrong"), [(date(2019, 2, 15), False), (date(2019, 2, 16), True)]
)
def test_where_no_operational_period_is_said_supervision_is_two_years_at_most(ends_on, is_wrong):
    order = replace(SUSPENDED, ends_on=ends_on, operational_ends_on=None)

    assert bool(order_faults(order)) is is_wrong


def test_an_order_may_be_of_one_day_and_from_the_first_day_of_the_act():
    one_day = replace(ORDER, ends_on=SENTENCED)
    first = date(2005, 4, 4)
    residence = requires(RequirementKind.RESIDENCE)
    oldest = with_requirements(residence, sentenced_on=first, starts_on=first, ends_on=first)

    assert order_faults(one_day) == order_faults(oldest) == []
    assert "sentenced_on" in found(replace(oldest, sentenced_on=first - DAY))


def test_an_order_that_runs_backwards_is_told_so_and_not_also_that_it_is_short():
    backwards = replace(SUSPENDED, requirements=(UNPAID_WORK,), ends_on=SENTENCED - DAY)

    assert list(found(backwards)) == ["ends_on"]
    assert "before it starts" in found(backwards)["ends_on"]


def test_unpaid_work_in_days_is_told_of_its_unit_alone():
    order = with_requirements(requires(RequirementKind.UNPAID_WORK, 10, Unit.DAYS))
    missing = with_requirements(requires(RequirementKind.UNPAID_WORK))

    assert [fault.message for fault in order_faults(order)] == [
        "Unpaid work is ordered in hours, not days."
    ]
    assert len(order_faults(missing)) == 1


def test_an_order_need_not_cover_an_exclusion_nor_a_length_of_nothing():
    exclusion = with_requirements(requires(RequirementKind.EXCLUSION, 24, Unit.MONTHS))
    nothing = with_requirements(requires(RequirementKind.CURFEW, 0, Unit.DAYS))

    assert order_faults(exclusion) == []
    assert len(order_faults(nothing)) == 1


def test_all_that_is_wrong_is_said_at_once():
    order = replace(
        ORDER,
        ends_on=date(2017, 6, 1),
        requirements=(
            requires(RequirementKind.UNPAID_WORK, 20, Unit.HOURS),
            requires(RequirementKind.CURFEW, 5, Unit.MONTHS, hours_a_day=20),
            requires(RequirementKind.DRUG_REHABILITATION, 3, Unit.MONTHS),
        ),
    )

    assert list(found(order)) == [
        "requirements.0.length",
        "ends_on",
        "requirements.1.hours_a_day",
        "requirements.1.length",
        "requirements.2.length",
    ]


def test_a_fault_from_an_unchecked_rule_says_that_it_is_not_sure():
    order = with_requirements(requires(RequirementKind.DRUG_REHABILITATION, 3, Unit.MONTHS))
    before = replace(ORDER, ends_on=SENTENCED - DAY)

    assert not order_faults(order)[0].is_sure
    assert order_faults(before)[0].is_sure


def test_a_slip_of_the_hand_is_a_fault_and_not_a_failure():
    order = with_requirements(
        requires(RequirementKind.CURFEW, 10**9, Unit.MONTHS), sentenced_on=date(1017, 2, 16)
    )

    assert "4 April 2005" in found(order)["sentenced_on"]
    assert found(replace(order, sentenced_on=SENTENCED))["requirements.0.length"]


# ── Progress ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("on", "gone", "left"),
    [
        (SENTENCED - DAY, 0, 90),
        (SENTENCED, 0, 90),
        (SENTENCED + DAY, 1, 89),
        (SENTENCED + 89 * DAY, 89, 1),
        (SENTENCED + 90 * DAY, 90, 0),
        (SENTENCED + 500 * DAY, 90, 0),
    ],
)
def test_days_gone_and_days_left(on, gone, left):
    run = progress(SENTENCED, SENTENCED + 89 * DAY, on=on)

    assert (run.days_gone, run.days_left) == (gone, left)
    assert run.is_over is (left == 0)
    assert run.share == pytest.approx(gone / 90)


def test_the_final_third_begins_when_two_thirds_are_gone_and_ends_with_the_order():
    def is_final_third(days):
        return progress(SENTENCED, SENTENCED + 89 * DAY, on=SENTENCED + days * DAY).is_final_third

    assert [is_final_third(days) for days in (59, 60, 89, 90)] == [False, True, True, False]


def test_a_stretch_of_one_day_is_over_the_day_after():
    assert progress(SENTENCED, SENTENCED, on=SENTENCED).days_left == 1
    assert progress(SENTENCED, SENTENCED, on=SENTENCED + DAY).percent == 100


def test_an_order_that_ends_before_it_starts_has_no_progress():
    with pytest.raises(ValueError, match="before it starts"):
        progress(SENTENCED, SENTENCED - DAY, on=SENTENCED)


def test_key_dates_of_an_order_come_in_order_and_end_with_its_end():
    order = with_requirements(UNPAID_WORK, requires(RequirementKind.CURFEW, 3, Unit.MONTHS), RAR)

    assert key_dates(order) == (
        KeyDate(date(2017, 5, 15), "Curfew ends"),
        KeyDate(date(2017, 10, 18), "The final third begins"),
        KeyDate(YEAR_ENDS, "Community order ends"),
        KeyDate(YEAR_ENDS, "Unpaid work should be finished"),
    )


def test_the_next_key_date_may_be_today():
    dates = key_dates(ORDER)

    assert next_key_date(dates, on=YEAR_ENDS).on == YEAR_ENDS
    assert next_key_date(dates, on=YEAR_ENDS + DAY) is None
