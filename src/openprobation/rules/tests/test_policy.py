"""Does a rule come back only on and after its day, from the book that holds it?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openprobation.rules.policy import (
    PACKS,
    PROBATION_SERVICE_2021,
    TR_2014_2021,
    UNIFIED_ON,
    Dated,
    NothingInForce,
    PolicyTable,
    Timeline,
    timelines_in,
)

DAY = timedelta(days=1)
FIRST = date(2015, 2, 1)
TIMELINE = Timeline(
    "test.limit",
    "A limit",
    (Dated(FIRST, 1, "first", 90), Dated(UNIFIED_ON, 2, "second", 50)),
)


def test_a_rule_is_in_force_from_its_first_day():
    assert TIMELINE.find(FIRST - DAY) is None
    assert TIMELINE.on(FIRST).value == 1
    assert TIMELINE.on(UNIFIED_ON - DAY, pack=PROBATION_SERVICE_2021).value == 1
    assert TIMELINE.on(UNIFIED_ON, pack=PROBATION_SERVICE_2021).value == 2


def test_a_book_that_ended_knows_no_later_rule():
    assert TIMELINE.on(date(2030, 1, 1), pack=TR_2014_2021).value == 1


def test_asking_before_the_first_rule_says_when_it_begins():
    with pytest.raises(NothingInForce, match="The first is dated 1 February 2015"):
        TIMELINE.on(FIRST - DAY)


def test_a_tool_applied_early_says_so_and_only_until_its_day():
    tiers = Timeline("tier.protect", "Protect", (Dated(date(2020, 1, 1), 5, "later", 95),))

    assert tiers.on(date(2017, 2, 16)).is_applied_early
    assert not tiers.on(date(2020, 1, 1)).is_applied_early
    assert tiers.find(date(2017, 2, 16), pack=PROBATION_SERVICE_2021) is None


def test_early_covers_the_tool_and_its_parts_but_no_other_name():
    assert TR_2014_2021.applies_early("tier")
    assert TR_2014_2021.applies_early("tier.change.needs")
    assert not TR_2014_2021.applies_early("tiers")
    assert not TR_2014_2021.applies_early("workload.target")


def test_a_table_answers_for_a_kind_and_for_the_rest():
    table = PolicyTable[str, int](
        "test.table", "A table", {"A": (Dated(FIRST, 3, "a", 90),)}, (Dated(FIRST, 6, "rest", 50),)
    )

    assert table.on(FIRST, "A").value == 3
    assert table.on(FIRST, "B").value == 6
    assert [timeline.code for timeline in table.timelines()] == [
        "test.table.a",
        "test.table.otherwise",
    ]


def test_dates_that_do_not_rise_are_refused():
    with pytest.raises(ValueError, match="must rise"):
        Timeline("x", "X", (Dated(FIRST, 1, "a", 90), Dated(FIRST, 2, "b", 90)))


def test_ninety_per_cent_is_sure_and_a_hundred_is_allowed():
    def sure(certainty):
        return Timeline("x", "X", (Dated(FIRST, 1, "a", certainty),)).on(FIRST).is_sure

    assert [sure(each) for each in (1, 89, 90, 100)] == [False, False, True, True]


def test_a_tool_applied_early_still_changes_on_its_days():
    tiers = Timeline(
        "tier.x", "X", (Dated(date(2018, 1, 1), 1, "a", 90), Dated(date(2019, 1, 1), 2, "b", 90))
    )

    days = [date(2017, 1, 1), date(2018, 1, 1), date(2018, 12, 31), date(2019, 1, 1)]

    assert [tiers.on(day).value for day in days] == [1, 1, 1, 2]


@pytest.mark.parametrize("certainty", [0, 101])
def test_certainty_is_a_percentage(certainty):
    with pytest.raises(ValueError, match="percentage"):
        Dated(FIRST, 1, "a", certainty)


def test_a_record_of_a_rule_is_plain():
    assert TIMELINE.on(FIRST).as_record() == {
        "code": "test.limit",
        "title": "A limit",
        "in_force_from": "2015-02-01",
        "source": "first",
        "certainty": 90,
        "is_applied_early": False,
    }


def test_every_rule_is_found_and_named_once():
    codes = [timeline.code for timeline in TR_2014_2021.all_rules()]

    assert codes == sorted(set(codes))
    assert {"allocation.rsr_threshold", "clock.plan", "sentence.requirement.rar"} <= set(codes)


def test_one_module_can_be_asked_for_its_rules():
    assert [timeline.code for timeline in timelines_in("openprobation.rules.allocation")] == [
        "allocation.providers",
        "allocation.rsr_threshold",
    ]


EDGES = sorted(
    {
        entry.in_force_from + n * DAY
        for timeline in TR_2014_2021.all_rules()
        for entry in timeline.entries
        for n in (-1, 0, 1)
    }
)


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_no_rule_of_a_later_day_is_ever_in_force_at_any_edge(pack):
    for day in EDGES:
        for rule in pack.rules_on(day):
            assert rule.in_force_from <= day or pack.applies_early(rule.code)


@given(day=st.dates(date(2000, 1, 1), date(2040, 1, 1)), pack=st.sampled_from(list(PACKS.values())))
def test_no_rule_of_a_later_day_is_ever_in_force(day, pack):
    for rule in pack.rules_on(day):
        assert rule.in_force_from <= day or rule.is_applied_early
