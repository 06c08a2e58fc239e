"""Two leads at the same moment, on PostgreSQL: is there one draw, one replacement, one giving?"""

from __future__ import annotations

import pytest

from openprobation.foundation.audit.models import Entry
from openprobation.foundation.drafts.tests.at_once import at_once, refused_at_once
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.foundation.refusals import Refused
from openprobation.inspection.programmes import actions as programmes
from openprobation.inspection.samples import actions, queries
from openprobation.inspection.samples.models import FramedCase, Given, Replacement, Sample
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.inspection import ReplacedFor, SampleState, TeamPart

from .test_samples import drawn, inspection_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def made(at):
    return inspection_of(at)


def another_lead(made, at):
    pk, lead, *_rest = made
    other = officer(role=Role.LEAD_INSPECTOR)
    programmes.join_team(
        inspection_id=pk, user_id=other.pk, part=TeamPart.LEAD, is_cleared=True, by=lead, at=at
    )
    return other


def test_two_leads_draw_and_one_sample_stands(made, at):
    leads = made[1], another_lead(made, at)

    (refused,) = refused_at_once(lambda n: drawn(made, at, by=leads[n], seed=f"seed {n}"))

    assert isinstance(refused, actions.AlreadyDrawn)
    sample = Sample.objects.get()
    assert FramedCase.objects.count() == 120
    assert Entry.objects.filter(action="sample.drawn").get().detail["seed"] == sample.seed
    assert queries.own_draw(queries.sample_of(made[0])).verified.holds


def test_a_draw_withdrawn_while_it_is_announced_is_one_or_the_other(made, at):
    pk, lead, *_rest = made
    drawn(made, at)
    say = {"inspection_id": pk, "by": lead, "at": at}
    actions.share_out(twice=0, **say)

    announced, withdrawn = at_once(
        lambda: actions.announce(**say),
        lambda: actions.withdraw(why="The frame missed a team.", **say),
    )

    assert isinstance(announced, Refused) != isinstance(withdrawn, Refused)
    sample = Sample.objects.get()
    assert (sample.announced_at is None) != (sample.withdrawn_at is None)


def test_one_case_replaced_twice_at_once_brings_in_one(made, at):
    pk, lead, *_rest = made
    drawn(made, at)
    case = queries.cases(pk)[0]

    (refused,) = refused_at_once(
        lambda _n: actions.replace(
            case_id=case.id, reason=ReplacedFor.NO_RECORD, note="", by=lead, at=at
        )
    )

    assert isinstance(refused, actions.NoSuchCase)
    assert Replacement.objects.count() == 1
    assert FramedCase.objects.filter(state=SampleState.BROUGHT_IN).count() == 1


def test_two_cases_of_a_group_replaced_at_once_bring_in_two(made, at):
    pk, lead, *_rest = made
    drawn(made, at)
    group = [one for one in queries.cases(pk) if (one.organisation, one.harm) == ("crc", "low")]

    went = at_once(
        *(
            lambda one=one: actions.replace(
                case_id=one.id, reason=ReplacedFor.NO_RECORD, note="", by=lead, at=at
            )
            for one in group[:2]
        )
    )

    assert len({came.pk for came in went}) == 2


def test_one_case_given_to_two_people_at_once_is_with_one_of_them(made, at):
    pk, lead, one, _two = made
    drawn(made, at)
    plain = next(case for case in queries.cases(pk) if not case.is_restricted)
    say = {"inspection_id": pk, "case_ids": [plain.id], "by": lead, "at": at}

    at_once(
        lambda: actions.give(assessor_id=one.pk, **say),
        lambda: actions.give(assessor_id=lead.pk, **say),
    )

    assert Given.objects.filter(case_id=plain.id, taken_back_at__isnull=True).count() == 1
