"""Is a sample drawn so that anybody can draw it again, shared out, opened and put right by its lead alone?"""

from __future__ import annotations

import csv
import io
import random
from datetime import timedelta
from hashlib import sha256

import pytest
from django.urls import reverse
from django.utils import timezone

from openprobation.foundation.access.models import Relation, Restriction
from openprobation.foundation.access.queries import is_open
from openprobation.foundation.identity.actions import system_user
from openprobation.foundation.organisations.models import Organisation
from openprobation.foundation.organisations.tests.factories import (
    OrganisationFactory,
    TeamFactory,
    officer,
)
from openprobation.foundation.refusals import Refused
from openprobation.inspection.programmes import actions as programmes
from openprobation.inspection.programmes import queries as plans
from openprobation.inspection.samples import actions, queries
from openprobation.inspection.samples.models import FramedCase, Given, Sample
from openprobation.rules.inspection.sampling import key_of
from openprobation.vocabulary.access import RestrictionKind, Role
from openprobation.vocabulary.inspection import (
    InterviewWith,
    ReplacedFor,
    SampleState,
    Stratify,
    TeamPart,
)
from openprobation.vocabulary.organisations import OrganisationKind

pytestmark = pytest.mark.django_db

LATER = timedelta(minutes=5)


@pytest.fixture
def made(at):
    return inspection_of(at)


def inspection_of(at):
    """An inspection of two organisations: its id, its lead, one who is cleared and one who is not."""
    team = TeamFactory(
        unit__region__organisation=OrganisationFactory(kind=OrganisationKind.INSPECTORATE)
    )
    lead = officer(role=Role.LEAD_INSPECTOR, team=team)
    one, two = (officer(role=Role.INSPECTOR, team=team) for _n in range(2))
    bodies = [
        OrganisationFactory(kind=kind, name=f"Riverside {kind}")
        for kind in (OrganisationKind.CRC, OrganisationKind.NPS)
    ]
    begins = timezone.localdate(at) + timedelta(weeks=5)
    framework = programmes.load_framework(path=programmes.DATA / "quality_impact_2016.toml", at=at)
    inspection = programmes.announce(
        framework_id=framework.pk,
        area="Riverside",
        organisation_ids=[body.pk for body in bodies],
        fieldwork_from=begins,
        fieldwork_until=begins + timedelta(days=12),
        by=lead,
        at=at,
    )
    for user, cleared in ((one, True), (two, False)):
        programmes.join_team(
            inspection_id=inspection.pk,
            user_id=user.pk,
            part=TeamPart.ASSESSOR,
            is_cleared=cleared,
            by=lead,
            at=at,
        )
    return inspection.pk, lead, one, two


def frame(inspection_id, number=120):
    """Twice as many with the company; every tenth restricted."""
    company, public = plans.plan_of(inspection_id).providers
    return [
        queries.FrameRow(
            case=f"X{n:06}",
            record_id=n,
            provider_id=(public if n % 3 == 0 else company).id,
            organisation=(public if n % 3 == 0 else company).kind,
            sex="female" if n % 7 == 0 else "male",
            harm=("low", "medium", "high", "")[n % 4],
            sentence="community_order",
            starts_on=None,
            is_restricted=n % 10 == 0,
        )
        for n in range(1, number + 1)
    ]


def drawn(made, at, **more):
    pk, lead, *_rest = made
    told = {
        "inspection_id": pk,
        "rows": frame(pk),
        "as_of": at - timedelta(days=1),
        "confidence": 0.8,
        "margin": 0.1,
        "strata": (Stratify.HARM,),
        "by": lead,
        "at": at,
        "seed": "riverside",
    }
    return actions.draw(**told | more)


def test_a_draw_is_refused_whole_and_the_same_seed_draws_the_same_whatever_the_order(made, at):
    pk, lead, one, _two = made
    for wrong, field in (
        ({"rows": []}, "as_of"),
        ({"as_of": at + LATER}, "as_of"),
        ({"size": 121}, "size"),
        ({"margin": 0}, "margin"),
        ({"confidence": 1}, "confidence"),
    ):
        with pytest.raises(Refused) as refused:
            drawn(made, at, **wrong)
        assert refused.value.parts[0].field == field
    with pytest.raises(Refused):
        drawn(made, at, by=one)
    assert not Sample.objects.exists()
    assert not FramedCase.objects.exists()

    first = drawn(made, at)
    chosen = {case.case for case in queries.cases(pk)}
    assert (
        first.size
        == len(chosen)
        == queries.proposal(120, confidence=0.8, margin=0.1, on=at.date()).size
    )
    with pytest.raises(actions.AlreadyDrawn):
        drawn(made, at)
    with pytest.raises(actions.WhyMissing):
        actions.withdraw(inspection_id=pk, why=" ", by=lead, at=at)
    actions.withdraw(inspection_id=pk, why="The frame missed a team.", by=lead, at=at)
    rows = frame(pk)
    random.Random(5).shuffle(rows)
    drawn(made, at, rows=rows)
    assert {case.case for case in queries.cases(pk)} == chosen
    assert [one.why for one in queries.withdrawn(pk)] == ["The frame missed a team."]

    # A provider draws again by hand from its own lines, its seed and its numbers alone.
    sample = queries.sample_of(pk)
    assert sample.strata == ("organisation", "harm")
    total = 0
    for provider in plans.plan_of(pk).providers:
        own = queries.own_draw(sample, provider_id=provider.id)
        assert own.verified.holds
        by_hand = set()
        for share in own.shares:
            mine = [line.case for line in own.lines if line.stratum == share.stratum]
            assert len(mine) == share.framed
            by_hand |= set(sorted(mine, key=lambda case: key_of("riverside", case))[: share.drawn])
        assert by_hand == {line.case for line in own.drawn}
        assert by_hand == {
            case.case for case in queries.cases(pk) if case.provider_id == provider.id
        }
        total += len(by_hand)
    assert total == len(chosen)

    # Tampering shows.
    FramedCase.objects.filter(sample_id=sample.id, state=SampleState.CHOSEN).first().delete()
    assert not queries.own_draw(sample).verified.holds


def test_cases_are_shared_out_opened_when_announced_and_restricted_ones_only_to_a_cleared_assessor(
    made, at
):
    pk, lead, one, two = made
    drawn(made, at)
    hidden = next(case for case in queries.cases(pk) if case.is_restricted)
    plain = next(case for case in queries.cases(pk) if not case.is_restricted)
    holder = officer()
    restriction = {"record_kind": "person", "record_id": hidden.record_id, "starts_at": at}
    Restriction.objects.create(
        kind=RestrictionKind.LET_IN,
        user=holder,
        why="x",
        ask="the head",
        placed_by=holder,
        **restriction,
    )
    with pytest.raises(actions.SomeNotGiven):
        actions.announce(inspection_id=pk, by=lead, at=at)
    give = {"inspection_id": pk, "by": lead, "at": at}
    with pytest.raises(actions.NotCleared):
        actions.give(case_ids=[hidden.id], assessor_id=two.pk, **give)
    with pytest.raises(programmes.NoSuchInspection):
        actions.give(
            inspection_id=pk, case_ids=[plain.id], assessor_id=two.pk,
            by=officer(role=Role.LEAD_INSPECTOR), at=at,
        )  # fmt: skip
    with pytest.raises(programmes.NotOnTheTeam):
        actions.give(case_ids=[plain.id], assessor_id=holder.pk, **give)
    assert not Given.objects.exists()

    actions.share_out(inspection_id=pk, by=lead, at=at, twice=0)
    load = queries.load_of(pk)
    assert abs(load[one.pk] - load[two.pk]) <= 1
    given = {case.id: case for case in queries.cases(pk)}
    assert all(case.assessor_id == one.pk for case in given.values() if case.is_restricted)
    assert queries.given_to(one.pk) == []
    assert not Relation.objects.exists()

    actions.announce(inspection_id=pk, by=lead, at=at)
    after = at + LATER
    assert {case.id for case in queries.given_to(one.pk)} == {
        case.id for case in given.values() if case.assessor_id == one.pk
    }
    for case in (given[hidden.id], given[plain.id]):
        other = two if case.assessor_id == one.pk else one
        holder_of = one if case.assessor_id == one.pk else two
        assert is_open("person", case.record_id, to=holder_of, at=after)
        assert not is_open("person", case.record_id, to=other, at=after)
        assert not is_open("person", case.record_id, to=lead, at=after)
    with pytest.raises(actions.AlreadyAnnounced):
        actions.withdraw(inspection_id=pk, why="x", by=lead, at=after)

    # A second reader of one case; a replacement; an interview; an assessor who leaves.
    first = given[plain.id].assessor_id
    second = two if first == one.pk else one
    with pytest.raises(actions.JudgesItAlready):
        actions.give(case_ids=[plain.id], assessor_id=first, is_second=True, **give)
    actions.give(case_ids=[plain.id], assessor_id=second.pk, is_second=True, **give)
    assert queries.sampled_case(plain.id).second_id == second.pk

    told = {"with_whom": InterviewWith.OFFICER, "held_on": at.date(), "at": after}
    with pytest.raises(actions.NoSuchCase):
        actions.keep_interview(case_id=plain.id, note="Seen.", by=lead, **told)
    with pytest.raises(actions.NothingSaid):
        actions.keep_interview(case_id=plain.id, note=" ", by=second, **told)
    actions.keep_interview(case_id=plain.id, note="She rang weekly.", by=second, **told)
    assert [line.note for line in queries.interviews(plain.id)] == ["She rang weekly."]

    with pytest.raises(actions.WhyMissing):
        actions.replace(case_id=hidden.id, reason=ReplacedFor.OTHER, note="", by=lead, at=after)
    came = actions.replace(
        case_id=hidden.id, reason=ReplacedFor.NO_RECORD, note="", by=lead, at=after
    )
    assert (came.place, came.harm, came.provider_id) == (
        max(
            line.place
            for line in queries.own_draw(queries.sample_of(pk)).drawn
            if line.stratum == (hidden.organisation, hidden.harm or "not assessed")
        )
        + 1,
        hidden.harm,
        hidden.provider_id,
    )
    later = after + LATER
    assert not is_open("person", hidden.record_id, to=one, at=later)
    assert not Restriction.objects.filter(user=one, ends_at__isnull=True).exists()
    assert Restriction.objects.get(user=one).placed_by == system_user()
    assert is_open("person", came.record_id, to=one, at=later)
    assert queries.own_draw(queries.sample_of(pk)).verified.holds

    waiting = actions.leave_team(inspection_id=pk, user_id=two.pk, by=lead, at=later)
    assert waiting == queries.sample_of(pk).ungiven > 0
    assert queries.given_to(two.pk) == []
    assert not Relation.objects.filter(holder_id=two.pk, ends_at__gt=later).exists()


def test_the_seed_says_which_cases_are_read_twice_and_another_assessor_reads_them(made, at):
    pk, lead, one, _two = made
    drawn(made, at, size=30)
    say = {"inspection_id": pk, "by": lead, "at": at}
    for wrong in (-1, 101):
        with pytest.raises(Refused) as refused:
            actions.share_out(twice=wrong, **say)
        assert refused.value.parts[0].field == "twice"
    with pytest.raises(programmes.NoSuchInspection):
        actions.sharing(**say | {"by": officer(role=Role.LEAD_INSPECTOR)})
    planned = actions.sharing(**say)
    assert not Given.objects.exists()
    assert planned.twice == queries.sample_of(pk).twice == 20

    shared = actions.share_out(**say)

    assert shared == planned
    cases = {case.id: case for case in queries.cases(pk)}
    sample = queries.sample_of(pk)
    found = queries.read_twice(sample)
    assert len(found.standing) == 6
    assert {cases[case].organisation for case in found.standing} == {"crc", "nps"}
    again = {case.id for case in cases.values() if case.second_id}
    waiting = {case.id for case in cases.values() if case.case in shared.waiting}
    assert again | waiting == set(found.standing)
    assert all(cases[case].is_restricted for case in waiting)  # nobody else is cleared
    assert all(cases[case].second_id != cases[case].assessor_id for case in again)
    assert sum(shared.by_organisation[name][0] for name in shared.by_organisation) == 6

    # More of them: the same ones first, and nobody loses a case; to none, and nobody loses one either.
    actions.share_out(twice=100, **say)
    everybody = {case.id for case in queries.cases(pk) if case.second_id}
    assert again < everybody
    assert all(cases[case].is_restricted for case in cases.keys() - everybody)
    actions.share_out(twice=0, **say)
    assert {case.id for case in queries.cases(pk) if case.second_id} == everybody

    # Another who is cleared reads the restricted ones; the lead takes one back; a replacement inherits.
    third = officer(role=Role.INSPECTOR)
    programmes.join_team(user_id=third.pk, part=TeamPart.ASSESSOR, is_cleared=True, **say)
    assert not actions.share_out(twice=100, **say).waiting
    assert all(case.second_id for case in queries.cases(pk))
    actions.announce(**say)
    gone = next(case for case in queries.cases(pk) if case.second_id == third.pk)
    after = at + LATER
    assert is_open("person", gone.record_id, to=third, at=after)
    for user in (one, officer(role=Role.LEAD_INSPECTOR)):
        with pytest.raises(Refused):
            actions.read_once(inspection_id=pk, case_id=gone.id, by=user, at=after)
    actions.read_once(inspection_id=pk, case_id=gone.id, by=lead, at=after)
    with pytest.raises(actions.NotReadTwice):
        actions.read_once(inspection_id=pk, case_id=gone.id, by=lead, at=after)
    assert not is_open("person", gone.record_id, to=third, at=after + LATER)
    swapped = next(case for case in queries.cases(pk) if case.second_id and not case.is_restricted)
    came = actions.replace(
        case_id=swapped.id, reason=ReplacedFor.NO_RECORD, note="", by=lead, at=after
    )
    assert came.pk in queries.read_twice(queries.sample_of(pk), percent=100).standing
    assert queries.read_twice(queries.sample_of(pk), percent=20).drawn == found.drawn


def test_with_nobody_else_on_the_team_none_is_read_twice_and_nothing_is_given(made, at):
    pk, lead, _one, two = made
    drawn(made, at)
    say = {"inspection_id": pk, "by": lead, "at": at}
    actions.leave_team(user_id=two.pk, **say)

    with pytest.raises(actions.NobodyElse, match="another assessor"):
        actions.share_out(**say)

    assert not Given.objects.exists()
    assert actions.share_out(twice=0, **say).firsts


def test_a_provider_checks_the_draw_from_its_copy_alone_though_restricted_cases_are_masked(
    made, at, client
):
    pk, lead, *_rest = made
    drawn(made, at)
    say = {"inspection_id": pk, "by": lead, "at": at}
    for case in (row for row in frame(pk) if row.is_restricted):
        Restriction.objects.create(
            record_kind="person", record_id=case.record_id, kind=RestrictionKind.LET_IN, user=lead,
            why="x", ask="the head", placed_by=lead, starts_at=at,
        )  # fmt: skip
    actions.share_out(twice=0, **say)
    actions.announce(**say)
    sample, known = queries.sample_of(pk), {case.case: case for case in queries.cases(pk)}
    for provider in plans.plan_of(pk).providers:
        organisation = Organisation.objects.get(pk=provider.organisation_id)
        team = TeamFactory(unit__region__organisation=organisation)
        client.force_login(officer(role=Role.HEAD, leads_unit=True, team=team))
        page = client.get(reverse("inspecting:own", args=[pk])).content.decode()
        copy = client.get(reverse("inspecting:frame", args=[pk])).content.decode()
        rows = list(csv.DictReader(io.StringIO(copy)))
        masked = [row for row in rows if row["case"] == "restricted"]
        assert sample.seed in page
        assert len(masked) == sum(
            row.is_restricted for row in frame(pk) if row.provider_id == provider.id
        )

        # By the seed and the numbers on the page, with nothing of ours: a hole in the places of a
        # group is a restricted case, and it is drawn where its place says so.
        holes = 0
        for share in queries.own_draw(sample, provider_id=provider.id).shares:
            assert f">{share.framed}</td>" in page
            group = [row for row in rows if (row["organisation"], row["harm"]) == share.stratum]
            ordered = sorted(
                group, key=lambda row: sha256(f"{sample.seed}:{row['case']}".encode()).hexdigest()
            )
            places = [int(row["place"]) for row in ordered]
            assert places == sorted(places)
            assert [row["drawn"] == "yes" for row in ordered] == [
                place <= share.drawn for place in places
            ]
            holes += len({*range(1, share.drawn + 1)} - {*places})
        assert holes == sum(row["drawn"] == "yes" for row in masked)
        assert not [one for one in known.values() if one.is_restricted and one.case in page + copy]
