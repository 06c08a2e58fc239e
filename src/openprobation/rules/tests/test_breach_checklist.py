"""Is each line of a pack red when it should be, and green only with a source?"""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from openprobation.rules import enforcement as law_of
from openprobation.rules.breach import (
    ExhibitFacts,
    FailureFacts,
    NotServedFacts,
    OrderFacts,
    ServedFacts,
    WarningFacts,
    checklist,
    missing,
)
from openprobation.vocabulary.breach import LineState, PackLine, PackPart
from openprobation.vocabulary.enforcement import Excuse
from openprobation.vocabulary.sentences import OrderKind

ON = date(2017, 2, 16)
MISSED = date(2017, 2, 6)

ORDER = OrderFacts(
    OrderKind.COMMUNITY_ORDER, "Bolton Magistrates' Court", date(2016, 10, 3), date(2017, 10, 2),
    None, "Theft from a shop", "Registered by Asha Court",
)  # fmt: skip
FAILURE = FailureFacts(
    on=MISSED,
    what="Unacceptable absence",
    requirement="20 days of rehabilitation activity",
    instruction="Come to Example Street at 10:00 on 6 February 2017",
    proof="Told at the last meeting, 30 January 2017",
    explanation="",
    explain_by=date(2017, 2, 13),
    excuse_accepted=False,
    excuse_why="Nothing was heard",
    source="Outcome recorded by Sam Officer on 6 February 2017",
)
WARNING = WarningFacts(date(2016, 12, 1), date(2017, 12, 1), None, "Letter of 1 December 2016")
SERVED = ServedFacts(
    name="Jo Bloggs",
    date_of_birth=date(1990, 5, 4),
    address="1 Example Street, Bolton",
    address_source="Main address since 3 October 2016",
    order=ORDER,
    failures=(FAILURE,),
    warnings=(WARNING,),
    tried="Moved to afternoons; a text the day before.",
    tried_source="Typed by Sam Officer",
    kept=6,
    asked=9,
    kept_source="The record of appointments",
    proposal="That the order goes on with ten more hours.",
    proposal_source="Typed by Sam Officer",
    exhibits=(ExhibitFacts(1, "Letter: Warning", "Held since 1 December 2016"),),
)
NOT_SERVED = NotServedFacts(
    harm="Medium",
    harm_on=date(2017, 1, 20),
    harm_source="Assessed by Sam Officer",
    staff_safety=(),
    staff_safety_source="The register on 16 February 2017",
    who_is_at_risk="A former partner",
    victims_source="Assessed by Sam Officer",
)


def lines(served=SERVED, not_served=NOT_SERVED, on=ON):
    return {each.line: each for each in checklist(served, not_served, on=on)}


def with_failure(**changed):
    return replace(SERVED, failures=(replace(FAILURE, **changed),))


def test_a_whole_pack_is_green_and_every_line_names_its_source():
    found = lines()

    assert list(found) == list(PackLine)
    assert not missing(found.values())
    for line in found.values():
        assert line.state is LineState.GREEN, line
        assert line.sources, line


RED = {
    PackLine.PERSON: replace(SERVED, date_of_birth=None),
    PackLine.ORDER: replace(SERVED, order=None),
    PackLine.REQUIREMENT: with_failure(requirement=""),
    PackLine.INSTRUCTION: with_failure(proof=" "),
    PackLine.FAILURES: with_failure(excuse_accepted=None),
    PackLine.WARNINGS: replace(SERVED, warnings=()),
    PackLine.EXPLANATIONS: with_failure(explain_by=ON),
    PackLine.TRIED: replace(SERVED, tried=" "),
    PackLine.PROPOSAL: replace(SERVED, proposal=""),
    PackLine.RISK: replace(NOT_SERVED, harm_on=None),
    PackLine.VICTIMS: replace(NOT_SERVED, who_is_at_risk=""),
}


@pytest.mark.parametrize("line", [each for each in PackLine if each.is_mandatory])
def test_every_line_that_must_be_there_can_stop_the_pack(line):
    spoilt = RED[line]
    served = line.part is PackPart.SERVED

    found = lines(spoilt if served else SERVED, NOT_SERVED if served else spoilt)

    assert found[line].stops
    assert [each.line for each in missing(found.values())] == [line]


@pytest.mark.parametrize("line", [each for each in PackLine if not each.is_mandatory])
def test_the_other_lines_never_stop_it(line):
    found = lines(ServedFacts("", None, "", "", None), NotServedFacts())

    assert not found[line].stops


@pytest.mark.parametrize("spoilt", [{"stands": False}, {"may_be_served": False}])
def test_an_exhibit_that_cannot_go_stops_the_pack(spoilt):
    exhibit = ExhibitFacts(1, "Letter: Warning", "Held since 1 December 2016")

    whole = lines(replace(SERVED, exhibits=(exhibit,)))[PackLine.EXHIBITS]
    found = lines(replace(SERVED, exhibits=(replace(exhibit, **spoilt),)))[PackLine.EXHIBITS]

    assert whole.state is LineState.GREEN
    assert whole.sources == (exhibit.source,)
    assert found.stops


def test_an_empty_pack_says_everything_that_is_missing_at_once():
    found = missing(lines(ServedFacts("", None, "", "", None), NotServedFacts()).values())

    assert {each.line for each in found} == {each for each in PackLine if each.is_mandatory}


@pytest.mark.parametrize(
    ("warning", "counts"),
    [
        (WarningFacts(MISSED - timedelta(days=1), date(2018, 2, 5), None, "Letter"), True),
        (WarningFacts(MISSED, date(2018, 2, 6), None, "Letter"), False),
        (WarningFacts(date(2016, 2, 17), ON + timedelta(days=1), None, "Letter"), True),
        (WarningFacts(date(2016, 2, 16), ON, None, "Letter"), False),
        (WarningFacts(date(2016, 12, 1), date(2017, 12, 1), ON, "Letter"), False),
        (WarningFacts(date(2016, 12, 1), date(2017, 12, 1), None, "Letter", True), False),
    ],
)
def test_a_warning_counts_when_it_came_before_and_was_alive_when_the_opinion_was_formed(
    warning, counts
):
    found = lines(replace(SERVED, warnings=(warning,)))

    assert found[PackLine.WARNINGS].stops is not counts


def test_whether_a_warning_counts_is_as_the_law_of_warnings_says_at_every_edge():
    edges = [ON + timedelta(days=n) for n in (-366, -365, -11, -10, -9, -1, 0, 1)]
    law = law_of.OrderFacts(1, OrderKind.COMMUNITY_ORDER, date(2014, 7, 1))
    for given, expires, withdrawn, failed, decided, excused in product(
        edges, edges, [None, *edges[-3:]], [MISSED, ON], [None, *edges[-4:]], [True, False]
    ):
        mine = WarningFacts(given, expires, withdrawn, "Letter", excused)
        failure = replace(FAILURE, on=failed, decided_on=decided)
        theirs = law_of.WarningFacts(
            1, 1, 2, given, expires, withdrawn, Excuse.ACCEPTED if excused else Excuse.NOT_ACCEPTED
        )
        asked = law_of.FailureFacts(3, failed, Excuse.NOT_ACCEPTED, decided)

        decision = law_of.what_follows(asked, [theirs], order=law, on=ON)

        assert mine.counts_for(failure, on=ON) is decision.must_refer, (given, expires, decided)


def test_a_serious_failure_can_be_referred_without_a_warning_when_it_says_why():
    served = replace(SERVED, warnings=(), without_warning_why="Threatened a member of staff")

    assert not lines(served)[PackLine.WARNINGS].stops


@pytest.mark.parametrize("kind", [OrderKind.LICENCE, OrderKind.POST_SENTENCE_SUPERVISION])
def test_no_warning_is_asked_for_where_the_law_asks_for_none(kind):
    served = replace(SERVED, warnings=(), order=replace(ORDER, kind=kind))

    assert lines(served)[PackLine.WARNINGS].state is LineState.AMBER


def test_an_excuse_accepted_later_stops_the_pack():
    found = lines(with_failure(excuse_accepted=True))[PackLine.FAILURES]

    assert found.stops
    assert found.says == (
        "The excuse for 6 February 2017 was accepted. Take that failure out of the pack."
    )


def test_an_explanation_that_came_must_be_answered():
    unanswered = with_failure(explanation="My bus broke down", excuse_why="")
    answered = with_failure(explanation="My bus broke down", excuse_why="No bus ran late that day")

    assert lines(unanswered)[PackLine.EXPLANATIONS].stops
    assert not lines(answered)[PackLine.EXPLANATIONS].stops


def test_time_to_explain_must_have_passed():
    said = lines(with_failure(explain_by=ON))[PackLine.EXPLANATIONS].says

    assert said == "Time to explain 6 February 2017 runs until 16 February 2017."
    assert not lines(with_failure(explain_by=ON - timedelta(days=1)))[PackLine.EXPLANATIONS].stops


def test_an_order_that_is_over_cannot_be_breached():
    served = replace(SERVED, order=replace(ORDER, ended_on=ON))

    assert lines(served)[PackLine.ORDER].stops


def test_old_risk_is_marked_and_does_not_stop_the_pack():
    old = replace(NOT_SERVED, harm_on=ON - timedelta(days=113))

    found = lines(not_served=old)[PackLine.RISK]
    assert (found.state.label, found.stops) == ("Out of date", False)


def test_somebody_without_an_address_is_brought_by_warrant():
    found = lines(replace(SERVED, address=""))[PackLine.PERSON]

    assert found.state is LineState.AMBER
    assert "warrant" in found.says


def test_a_line_names_each_source_once():
    two = replace(SERVED, failures=(FAILURE, replace(FAILURE, on=date(2017, 2, 9))))

    assert lines(two)[PackLine.FAILURES].sources == (FAILURE.source,)


def test_no_served_line_is_made_from_what_is_not_served():
    canary = "CANARY"
    secret = NotServedFacts(canary, ON, canary, (canary,), canary, canary, canary)

    for line, found in lines(not_served=secret).items():
        if line.part is PackPart.SERVED:
            assert canary not in f"{found.says} {found.sources}"
