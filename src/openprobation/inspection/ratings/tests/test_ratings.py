"""Are ratings settled from applicable cases, moved only within discretion, and shown to inspectors alone?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from openprobation.foundation import clock
from openprobation.foundation.access.check import NotAllowed
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations.tests.factories import (
    OrganisationFactory,
    TeamFactory,
    officer,
)
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.inspection.programmes.tests.factories import (
    FrameworkFactory,
    InspectionFactory,
    ProviderFactory,
)
from openprobation.inspection.ratings import actions, queries
from openprobation.inspection.ratings.actions import CountedFor, FoundFor
from openprobation.inspection.ratings.models import (
    PanelMove,
    QuestionShare,
    Settling,
    StandardRating,
)
from openprobation.rules.inspection.frameworks import CORE_2018_CRC
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.inspection import Rating
from openprobation.vocabulary.organisations import OrganisationKind

pytestmark = pytest.mark.django_db
WHY = "Two cases turned on a record that came late."


@dataclass
class Rated:
    inspection: Any
    crc: Any
    lead: User
    inspector: User
    at: Any

    def settle(self, *, counts=None, findings=None, by=None):
        found = counts_for(self.crc) if counts is None else counts
        given = findings_for(self.crc) if findings is None else findings
        return actions.settle(
            inspection_id=self.inspection.pk,
            counts=found,
            findings=given,
            by=by or self.lead,
            at=self.at,
        )

    def table(self):
        return queries.ratings_of(self.inspection.pk, by=self.lead, at=self.at)

    def line(self, standard):
        (body,) = self.table().bodies
        return next(line for line in body.standards if line.standard == standard)

    def move(self, standard="2.1", *, to=Rating.REQUIRES_IMPROVEMENT, **changed):
        given = {"members": [self.lead, self.inspector], "why": WHY, "by": self.lead} | changed
        return actions.move_by_panel(rating_id=self.line(standard).id, to=to, at=self.at, **given)


def counts_for(provider, *, lowest=24):
    """50 cases: every question met in 40, but for one of assessment; the last fits no case."""
    return [
        CountedFor(
            provider.pk,
            standard.id,
            question,
            0 if question == "4.2.3" else lowest if question == "2.1.3" else 40,
            0 if question == "4.2.3" else 50,
        )
        for standard in CORE_2018_CRC.standards
        if standard.is_casework
        for question in standard.key_questions
    ]


def findings_for(provider):
    return [
        FoundFor(provider.pk, standard.id, Rating.GOOD, "Seen in meetings and papers.")
        for standard in CORE_2018_CRC.standards
        if not standard.is_casework
    ]


def inspector(role=Role.INSPECTOR):
    organisation = OrganisationFactory(kind=OrganisationKind.INSPECTORATE)
    return officer(role=role, team=TeamFactory(unit__region__organisation=organisation))


@pytest.fixture
def rated():
    framework = FrameworkFactory(code="core_2018_crc", is_scored=True)
    inspection = InspectionFactory(framework=framework, area="Riverside")
    return Rated(
        inspection,
        ProviderFactory(inspection=inspection, kind=OrganisationKind.CRC),
        inspector(Role.LEAD_INSPECTOR),
        inspector(),
        clock.now(),
    )


def test_settling_rates_every_standard_with_its_shares_and_explains_each(
    rated, django_assert_num_queries
):
    settling = rated.settle()

    with django_assert_num_queries(7):
        table = rated.table()
    (body,) = table.bodies
    told = [(line.standard, line.percent, line.rating) for line in body.standards]
    assert told[0] == ("1.1", None, Rating.GOOD)
    assert told[4] == ("2.1", 48, Rating.INADEQUATE)
    assert told[9] == ("4.2", 80, Rating.OUTSTANDING)
    assert (body.overall.score, body.overall.rating) == (4 * 2 + 5 * 3, Rating.GOOD)
    line = rated.line("2.1")
    assert line.title == "Assessment"
    assert "2.1.3, was met in 48% (24 of 50)" in line.explanation
    share = line.shares[2]
    assert (share.met, share.applicable, share.percent) == (24, 50, 48)
    assert share.interval.low == pytest.approx(0.348, abs=1e-3)
    assert rated.line("4.2").shares[2].percent is None
    assert "Left out, as no case fitted: 4.2.3." in rated.line("4.2").explanation
    assert [each.to for each in line.may_move] == [Rating.REQUIRES_IMPROVEMENT]
    entry = Entry.objects.get(action="rating.settled")
    assert (entry.by, settling.number) == (rated.lead.username, 1)
    rows = queries.rows_for_report(table)
    assert [row.question for row in rows if row.standard == "2.1"] == [
        "",
        "2.1.1",
        "2.1.2",
        "2.1.3",
    ]
    assert next(row for row in rows if row.question == "4.2.3").applicable == 0
    assert (rows[5].body, rows[0].explanation) == ("crc", body.standards[0].explanation)


def test_settling_again_begins_anew_and_keeps_what_was(rated):
    rated.settle()
    old = rated.move().rating_id

    rated.settle(counts=counts_for(rated.crc, lowest=30))

    assert [each.lapsed_why for each in rated.line("2.1").moves] == [
        "The cases give Requires improvement by themselves now."
    ]
    assert (rated.table().number, rated.line("2.1").percent) == (2, 60)
    assert StandardRating.objects.filter(settling__number=1).count() == 10
    with pytest.raises(actions.SettledAgain):
        actions.take_back_move(rating_id=old, why="x", by=rated.lead, at=rated.at)


@pytest.mark.parametrize(
    ("counts", "findings", "said"),
    [
        ([("2.1", "2.1.1", 3, 2)], [], "3 of 2 cannot have met 2.1.1."),
        ([("2.1", "2.2.1", 1, 2)], [], "Standard 2.1 has no key question 2.2.1."),
        ([("9.1", "9.1.1", 1, 2)], [], "The framework has no standard 9.1."),
        ([("1.1", "1.1.1", 1, 2)], [], "1.1 Leadership is judged from evidence, not from cases."),
        ([("2.1", "2.1.1", 1, 2)] * 2, [], "2.1.1 was counted twice for one organisation."),
        ([], [("2.1", "x")], "2.1 Assessment is rated from cases, not from findings."),
        ([], [("9.1", "x")], "The framework has no standard 9.1."),
        ([], [("1.1", " ")], "Say why 1.1 is rated Good."),
        ([], [("1.1", "x"), ("1.1", "y")], "1.1 was rated twice for one organisation."),
        ([], [], "No case was judged"),
    ],
)
def test_settle_refuses_what_cannot_be_and_changes_nothing(rated, counts, findings, said):
    with pytest.raises(Refused) as refused:
        rated.settle(
            counts=[CountedFor(rated.crc.pk, *each) for each in counts],
            findings=[FoundFor(rated.crc.pk, s, Rating.GOOD, why) for s, why in findings],
        )

    assert said in refused.value.message
    assert not Settling.objects.exists()
    assert not Entry.objects.filter(action="rating.settled").exists()


def test_settle_refuses_a_stranger_an_unknown_inspection_and_unknown_rules(rated):
    stranger = ProviderFactory()
    with pytest.raises(RefusedForSeveralReasons) as refused:
        rated.settle(
            counts=counts_for(stranger)[:1],
            findings=[FoundFor(stranger.pk, "1.1", Rating.GOOD, "")],
        )
    assert "did not look at that organisation" in refused.value.message
    for inspection_id, refusal in (
        (0, actions.NoSuchInspection),
        (stranger.inspection_id, actions.NoRules),
    ):
        with pytest.raises(refusal):
            actions.settle(
                inspection_id=inspection_id,
                counts=counts_for(stranger),
                by=rated.lead,
                at=rated.at,
            )


def test_a_panel_moves_a_rating_within_discretion_and_may_take_it_back(rated):
    rated.settle()
    before = rated.table().bodies[0].overall.score

    move = rated.move()

    line = rated.line("2.1")
    assert (line.rating, line.worked_out, line.is_moved) == (
        Rating.REQUIRES_IMPROVEMENT,
        Rating.INADEQUATE,
        True,
    )
    assert rated.table().bodies[0].overall.score == before + 1
    assert line.explanation.endswith(f"moved it to Requires improvement: {WHY}")
    assert rated.lead.get_full_name() not in line.explanation
    (told,) = line.moves
    assert (told.from_rating, told.why, len(told.members)) == (Rating.INADEQUATE, WHY, 2)
    assert "48% is within 5 points of 50%" in told.grounds
    assert line.may_move == ()
    entry = Entry.objects.get(action="rating.moved")
    assert entry.detail["after"] == "requires_improvement"
    with pytest.raises(actions.MovedAlready):
        rated.move()
    with pytest.raises(actions.NotMoved, match="Say why"):
        actions.take_back_move(rating_id=line.id, why=" ", by=rated.lead, at=rated.at)
    actions.take_back_move(rating_id=line.id, why="Wrong standard", by=rated.lead, at=rated.at)
    back = rated.line("2.1")
    assert (back.rating, back.moves[0].taken_back_why) == (Rating.INADEQUATE, "Wrong standard")
    assert Entry.objects.filter(action="rating.move.taken_back").count() == 1
    with pytest.raises(actions.NoMove):
        actions.take_back_move(rating_id=line.id, why="again", by=rated.lead, at=rated.at)
    assert rated.move().pk != move.pk


def test_a_panel_is_refused_outside_its_discretion_and_told_all_that_is_wrong(rated):
    rated.settle()
    outsider = officer(role=Role.HEAD)

    with pytest.raises(RefusedForSeveralReasons) as refused:
        rated.move("2.1", to=Rating.GOOD, members=[outsider], why=" ")

    assert {part.field for part in refused.value.parts} == {"to", "members", "why"}
    assert "do not let a panel move 48% to Good" in refused.value.message
    assert "is no inspector" in refused.value.message
    with pytest.raises(actions.NamesSomebody):
        rated.move(why="Case X123456 was late.")
    with pytest.raises(actions.NotMoved, match="No share decided"):
        rated.move("1.1", to=Rating.OUTSTANDING)
    with pytest.raises(actions.NotMoved, match="already"):
        rated.move("2.1", to=Rating.INADEQUATE)
    with pytest.raises(actions.NoSuchRating):
        actions.move_by_panel(
            rating_id=0, to=Rating.GOOD, members=[], why="x", by=rated.lead, at=rated.at
        )
    assert not PanelMove.objects.exists()
    assert not Entry.objects.filter(action="rating.moved").exists()


def test_an_inspector_sees_and_does_not_settle_and_nobody_of_the_service_sees(rated):
    rated.settle()

    assert queries.ratings_of(rated.inspection.pk, by=rated.inspector, at=rated.at)
    with pytest.raises(NotAllowed):
        rated.settle(by=rated.inspector)
    with pytest.raises(NotAllowed):
        rated.move(by=rated.inspector)
    with pytest.raises(NotAllowed):
        actions.take_back_move(rating_id=1, why="x", by=rated.inspector, at=rated.at)
    for role in (Role.HEAD, Role.SENIOR, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            queries.ratings_of(rated.inspection.pk, by=officer(role=role), at=rated.at)
    assert Settling.objects.count() == 1


def test_a_framework_that_rates_nothing_tells_shares_and_both_organisations_stand_side_by_side(
    rated,
):
    framework = FrameworkFactory(code="quality_impact_2016")
    inspection = InspectionFactory(framework=framework)
    crc = ProviderFactory(inspection=inspection, kind=OrganisationKind.CRC)
    nps = ProviderFactory(inspection=inspection, kind=OrganisationKind.NPS, name="NPS")
    given = {"inspection_id": inspection.pk, "by": rated.lead, "at": rated.at}
    counts = [
        CountedFor(crc.pk, "protect", "P1", 10, 40),
        CountedFor(nps.pk, "protect", "P1", 30, 40),
    ]

    actions.settle(counts=[*counts, CountedFor(nps.pk, "abide", "A1", 3, 4)], **given)

    table = queries.ratings_of(inspection.pk, by=rated.lead, at=rated.at)
    bodies, beside = queries.side_by_side([table])
    assert [body.body.kind for body in bodies] == [OrganisationKind.CRC, OrganisationKind.NPS]
    assert bodies[0].overall is None
    assert [line.standard for line in beside] == ["protect", "abide"]
    assert [line.shares[0].percent for line in beside[0].lines] == [25, 75]
    assert beside[0].lines[0].rating is None
    assert beside[1].lines[0] is None
    findings = [FoundFor(crc.pk, "protect", Rating.GOOD, "Seen")]
    with pytest.raises(RefusedForSeveralReasons, match="rates nothing"):
        actions.settle(counts=counts, findings=findings, **given)


def test_an_inspection_not_settled_has_an_empty_table_and_one_that_is_not_there_none(rated):
    table = rated.table()

    assert (table.number, table.settled_at) == (0, None)
    assert table.bodies[0].standards == ()
    assert len(table.bodies[0].overall.missing) == 10
    assert queries.ratings_of(0, by=rated.lead, at=rated.at) is None


def test_the_database_keeps_what_must_be_true(rated):
    rated.settle()
    move = rated.move()
    row = StandardRating.objects.first()
    share = QuestionShare.objects.first()
    broken = [
        lambda: QuestionShare.objects.filter(pk=share.pk).update(met=share.applicable + 1),
        lambda: StandardRating.objects.filter(pk=row.pk).update(percent=101),
        lambda: StandardRating.objects.filter(pk=row.pk).update(explanation=""),
        lambda: PanelMove.objects.filter(pk=move.pk).update(to_rating=move.from_rating),
        lambda: PanelMove.objects.filter(pk=move.pk).update(why=""),
        lambda: PanelMove.objects.filter(pk=move.pk).update(taken_back_at=rated.at),
        lambda: Settling.objects.update(number=0),
    ]

    for breaks in broken:
        with pytest.raises(IntegrityError), transaction.atomic():
            breaks()
    assert PanelMove.objects.standing().count() == 1
