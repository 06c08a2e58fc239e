"""Is every gap and overlap in responsibility found, and nothing else?"""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from openprobation.rules.responsibility import Spell, faults

START = date(2017, 1, 2)


def day(number):
    return START + timedelta(days=number)


def spell(holder, start, end):
    return Spell(holder, day(start), None if end is None else day(end))


def messages(*spells, ends=None):
    return [fault.message for fault in faults(spells, starts=START, ends=ends)]


def test_spells_that_meet_have_no_fault():
    assert messages(spell("Ann", 0, 5), spell("Bob", 5, None)) == []
    assert messages(spell("Bob", 5, 9), spell("Ann", 0, 5), ends=day(9)) == []


def test_a_day_that_nobody_holds_is_a_gap():
    assert messages(spell("Ann", 1, 5), spell("Bob", 6, None)) == [
        "Nobody is responsible from 2 January 2017 until 3 January 2017.",
        "Nobody is responsible from 7 January 2017 until 8 January 2017.",
    ]


def test_no_spell_at_all_is_one_gap():
    assert messages() == ["Nobody is responsible from 2 January 2017 on."]


def test_a_day_that_two_hold_is_an_overlap():
    assert messages(spell("Ann", 0, 6), spell("Bob", 5, None)) == [
        "Ann and Bob are responsible at the same time from 7 January 2017 until 8 January 2017."
    ]


def test_nobody_is_responsible_outside_the_case():
    assert messages(spell("Ann", -1, None), ends=day(3)) == [
        "The case is not live from 1 January 2017 until 2 January 2017, yet Ann is responsible.",
        "The case is not live from 5 January 2017 on, yet Ann is responsible.",
    ]


def test_a_spell_of_no_length_is_told_and_left_out():
    assert messages(spell("Ann", 0, None), spell("Bob", 3, 3)) == [
        "The spell of Bob from 5 January 2017 has no length: it must end after it starts."
    ]


def test_moments_are_told_with_their_time_in_london():
    start = datetime(2017, 6, 1, 9, 30, tzinfo=UTC)

    found = faults([], starts=start, ends=None)

    assert found[0].message == "Nobody is responsible from 10:30 on 1 June 2017 on."


@given(cuts=st.lists(st.integers(1, 60), unique=True, max_size=6))
def test_a_case_cut_anywhere_has_no_fault(cuts):
    edges = [0, *sorted(cuts), None]

    spells = [spell(f"officer {n}", edges[n], edges[n + 1]) for n in range(len(edges) - 1)]

    assert messages(*reversed(spells)) == []


@given(
    drawn=st.lists(st.tuples(st.integers(-3, 12), st.integers(1, 8)), max_size=4),
    length=st.integers(1, 10),
)
def test_faults_are_the_days_without_exactly_one_holder(drawn, length):
    spells = [spell(f"{n}", start, start + run) for n, (start, run) in enumerate(drawn)]

    found = faults(spells, starts=START, ends=day(length))

    for number in range(-4, 24):
        holders = sum(1 for each in spells if each.starts <= day(number) < each.ends)
        is_right = holders == (1 if 0 <= number < length else 0)
        covered = [
            f for f in found if f.starts <= day(number) and (not f.ends or day(number) < f.ends)
        ]
        assert len(covered) == (0 if is_right else 1)
