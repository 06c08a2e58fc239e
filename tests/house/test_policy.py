"""Does a rule ever fire before its day?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.rules.policy import DEFAULT_PACK, PACKS, timelines_in

BEGAN = date(2015, 2, 1)
OPENING = PUBLICATION_DAY.date()
PLACES = ("openprobation.rules", "openprobation.supervision")


def every_timeline():
    found = {timeline.code: timeline for place in PLACES for timeline in timelines_in(place)}
    return list(found.values())


def test_the_default_pack_is_that_of_the_time_the_inspectors_saw():
    assert DEFAULT_PACK.name == "tr_2014_2021"
    assert set(PACKS) == {"tr_2014_2021", "probation_service_2021"}


def test_there_are_rules_to_look_at():
    assert len(every_timeline()) > 15


@pytest.mark.parametrize("pack", PACKS.values(), ids=lambda p: p.name)
@pytest.mark.parametrize("timeline", every_timeline(), ids=lambda t: t.code)
def test_no_rule_dated_after_the_day_is_ever_in_force(timeline, pack):
    day = BEGAN
    while day <= OPENING:
        rule = timeline.find(day, pack=pack)
        if rule is not None and rule.in_force_from > day:
            assert rule.is_applied_early
            assert pack.applies_early(rule.code)
        day += timedelta(days=1)


@pytest.mark.parametrize("timeline", every_timeline(), ids=lambda t: t.code)
def test_every_rule_says_where_it_comes_from_and_how_sure_it_is(timeline):
    for dated in timeline.entries:
        assert dated.source
        assert 1 <= dated.certainty <= 100


@pytest.mark.parametrize("pack", PACKS.values(), ids=lambda p: p.name)
def test_what_a_pack_applies_early_is_named_and_reasoned(pack):
    for tool in pack.applied_early:
        assert tool.title
        assert tool.why.endswith(".")
