"""Is a sample reproducible, fair, and the provider's to check?"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openprobation.rules.inspection.sampling import (
    DRAW_RULES,
    DrawRules,
    Framed,
    allocate,
    digest_of,
    draw,
    read_twice,
    verify,
)

RULES = DRAW_RULES.entries[0].value
NO_MINIMUM = DrawRules(at_least_one=False)


def frame_of(**sizes):
    """Cases by stratum: `frame_of(crc=5, nps=3)`."""
    return [
        Framed(f"{name.upper()}{number:04d}", tuple(name.split("_")))
        for name, size in sizes.items()
        for number in range(size)
    ]


frames = st.dictionaries(
    st.sampled_from(["crc_women", "crc_men", "nps_women", "nps_men", "nps_other"]),
    st.integers(1, 40),
    min_size=1,
).map(lambda sizes: frame_of(**sizes))


@given(frames, st.data())
def test_a_draw_honours_its_strata_and_the_same_seed_gives_the_same_sample(frame, data):
    size = data.draw(st.integers(0, len(frame)))
    order = data.draw(st.permutations(frame))
    held = Counter(each.stratum for each in frame)

    first, again = (draw(each, size, seed="A", rules=RULES) for each in (frame, order))

    assert first == again
    assert len(first.chosen) == size
    assert {each.case for each in (*first.chosen, *first.reserves)} == {c.case for c in frame}
    drawn = Counter(each.stratum for each in first.chosen)
    for share in first.shares:
        assert share.framed == held[share.stratum]
        assert share.drawn == drawn[share.stratum] <= share.framed
        if size >= len(held):
            assert share.drawn >= 1
    sample = [each.case for each in first.chosen]
    check = {"seed": "A", "frame_digest": first.frame_digest, "rules": RULES}
    assert verify(order, size, sample=sample, **check).holds


@given(frames, st.data())
def test_without_a_minimum_no_stratum_is_a_whole_case_from_its_fair_share(frame, data):
    size = data.draw(st.integers(0, len(frame)))
    sizes = Counter(each.stratum for each in frame)

    for share in allocate(sizes, size, rules=NO_MINIMUM):
        assert abs(share.drawn - size * share.framed / len(frame)) < 1


def test_a_small_stratum_gets_one_taken_from_the_largest_and_too_small_a_sample_gives_none():
    sizes = {("big",): 970, ("middle",): 28, ("small",): 2}

    shares = {share.stratum[0]: share.drawn for share in allocate(sizes, 20, rules=RULES)}
    bare = {share.stratum[0]: share.drawn for share in allocate(sizes, 20, rules=NO_MINIMUM)}
    two = {share.stratum[0]: share.drawn for share in allocate(sizes, 2, rules=RULES)}

    assert shares == {"big": 18, "middle": 1, "small": 1}
    assert bare == {"big": 19, "middle": 1, "small": 0}
    assert two == {"big": 2, "middle": 0, "small": 0}
    with pytest.raises(ValueError, match="cannot be drawn"):
        allocate(sizes, 1001, rules=RULES)


def test_every_case_is_drawn_as_often_as_it_should_be_in_ten_thousand_draws():
    frame = frame_of(crc=6, nps=3, women=1)
    draws = 10_000
    counts = Counter()

    for seed in range(draws):
        counts.update(each.case for each in draw(frame, 5, seed=f"s{seed}", rules=RULES).chosen)

    shares = {share.stratum: share for share in draw(frame, 5, seed="s", rules=RULES).shares}
    assert {stratum[0]: share.drawn for stratum, share in shares.items()} == {
        "crc": 3,
        "nps": 1,
        "women": 1,
    }
    for each in frame:
        p = float(shares[each.stratum].probability)
        assert counts[each.case] / draws == pytest.approx(p, abs=4 * sqrt(p * (1 - p) / draws))


def test_anybody_can_draw_it_again_with_no_program_of_ours():
    frame = frame_of(crc=30)

    drawn = draw(frame, 4, seed="2017-02-16 Greater Manchester", rules=RULES)

    by_hand = sorted(
        (f"2017-02-16 Greater Manchester:{each.case}" for each in frame),
        key=lambda text: sha256(text.encode()).hexdigest(),
    )
    assert [each.case for each in drawn.chosen] == [text[-7:] for text in by_hand[:4]]
    assert [each.place for each in drawn.chosen] == [1, 2, 3, 4]
    assert (
        digest_of(frame)
        == sha256("".join(f"CRC{number:04d}\tcrc\n" for number in range(30)).encode()).hexdigest()
    )


def test_replacements_come_in_the_same_order_from_the_same_stratum_until_none_is_left():
    frame = frame_of(crc=6, nps=6)

    drawn = draw(frame, 8, seed="x", rules=RULES)

    first = drawn.replacement(("crc",))
    second = drawn.replacement(("crc",), used=[first.case])
    assert (first.place, second.place) == (5, 6)
    assert drawn.replacement(("crc",), used=[first.case, second.case]) is None
    assert drawn.replacement(("nps",)).stratum == ("nps",)


def test_a_sample_that_was_tampered_with_is_found_out():
    frame = frame_of(crc=20)
    drawn = draw(frame, 5, seed="x", rules=RULES)
    sample = [each.case for each in drawn.chosen]
    swapped = [*sample[:-1], drawn.reserves[0].case]
    check = {"seed": "x", "frame_digest": drawn.frame_digest, "rules": RULES}

    found = verify(frame, 5, sample=swapped, **check)
    other_frame = verify(frame[:-1], 5, sample=sample, **check)

    assert (found.not_drawn, found.left_out) == ((drawn.reserves[0].case,), (sample[-1],))
    assert not found.holds
    assert not other_frame.same_frame
    with pytest.raises(ValueError, match="twice"):
        draw([*frame, frame[0]], 5, seed="x", rules=RULES)
    with pytest.raises(ValueError, match="seed"):
        draw(frame, 5, seed=" ", rules=RULES)


def test_one_in_five_is_read_twice_of_each_organisation_by_the_seed_whatever_the_order():
    sample = frame_of(crc=16, nps=8)
    every = [each.case for each in sample]

    twice = read_twice(sample, percent=20, seed="A", rules=RULES)

    assert Counter(case[:3] for case in twice) == {"CRC": 3, "NPS": 2}
    assert read_twice(sample[::-1], percent=20, seed="A", rules=RULES) == twice
    by_hand = sorted(
        (case for case in every if case[:3] == "NPS"),
        key=lambda case: sha256(f"A:twice:{case}".encode()).hexdigest(),
    )
    assert set(by_hand[:2]) == {case for case in twice if case[:3] == "NPS"}
    assert read_twice(sample, percent=0, seed="A", rules=RULES) == ()
    assert set(read_twice(sample, percent=100, seed="A", rules=RULES)) == set(every)
    assert len(read_twice(sample, percent=1, seed="A", rules=RULES)) == 1
    with pytest.raises(ValueError, match="cannot be read twice"):
        read_twice(sample, percent=101, seed="A", rules=RULES)
