"""Are needs assessed whole, countersigned by another, and protective factors kept as dated facts?"""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from openprobation.foundation.access.check import NotAllowed, NotYourCase
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.clock import LONDON
from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.needs import actions, queries
from openprobation.supervision.needs.models import (
    Assessment,
    EngagementNote,
    OwnView,
    ProtectiveFactor,
)
from openprobation.supervision.persons.tests.factories import PersonFactory, held_by
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.needs import AssessmentState, EngagementKind, Need, ProtectiveKind

from .factories import (
    AssessmentFactory,
    EngagementNoteFactory,
    ProtectiveFactorFactory,
    found,
)

pytestmark = pytest.mark.django_db
TODAY = date(2017, 2, 16)
TOMORROW = date(2017, 2, 17)


@pytest.fixture
def team():
    return TeamFactory()


@pytest.fixture
def amira(team):
    return officer(name="Amira Khan", team=team)


@pytest.fixture
def senior(team):
    return officer(name="Pat Lee", role=Role.SENIOR, team=team)


@pytest.fixture
def person(amira, senior):
    person = PersonFactory()
    held_by(person, amira)
    held_by(person, senior)
    return person


def sign(person, by, at, **more):
    given = {
        "found": found(alcohol="high", ete="some"),
        "ranked": (Need.ALCOHOL, Need.ETE),
        "what_led_to_it": "An argument after drinking.",
    }
    return actions.assess(person_id=person.pk, by=by, at=at, **(given | more))


# ── Assessing ──────────────────────────────────────────────────────────────────────────────
def test_assess_signs_a_version_with_every_need_and_tells_the_record_and_the_audit(
    person, amira, at
):
    made = sign(person, amira, at)

    line = queries.current([person.pk])[person.pk]
    assert (made.version, line.state) == (1, AssessmentState.IN_USE)
    assert set(line.needs) == set(Need)
    assert line.ranked == (Need.ALCOHOL, Need.ETE)
    assert Contact.objects.get(reference_id=made.pk).note == (
        "First: alcohol, education, training and employment."
    )
    assert Entry.objects.get(action="needs.assessment.signed").person_id == person.pk


def test_a_later_version_leaves_the_earlier_as_it_was(person, amira, at):
    first = sign(person, amira, at)

    second = sign(person, amira, at, what_led_to_it="Something else.", seen_id=first.pk)

    first.refresh_from_db()
    assert (second.version, first.what_led_to_it) == (2, "An argument after drinking.")
    assert queries.current([person.pk])[person.pk].id == second.pk


def test_assess_says_everything_that_is_missing_at_once_and_writes_nothing(person, amira, at):
    given = found(alcohol="high")
    del given[Need.DRUGS]

    with pytest.raises(RefusedForSeveralReasons) as refused:
        sign(person, amira, at, found=given, ranked=(), what_led_to_it=" ")

    fields = {part.field for part in refused.value.parts}
    assert fields == {"what_led_to_it", "drugs_level", "rank_1"}
    assert not Assessment.objects.exists()


@pytest.mark.parametrize(
    ("ranked", "field"),
    [((Need.DRUGS,), "rank_1"), ((Need.ALCOHOL, Need.ALCOHOL), "rank_2")],
)
def test_only_needs_found_are_ranked_and_each_once(person, amira, at, ranked, field):
    with pytest.raises(Refused) as refused:
        sign(person, amira, at, ranked=ranked)

    assert refused.value.field == field


def test_an_assessment_signed_meanwhile_is_not_written_over_unread(person, amira, senior, at):
    seen = sign(person, amira, at)
    sign(person, senior, at, seen_id=seen.pk)

    with pytest.raises(actions.AssessedSince):
        sign(person, amira, at, seen_id=seen.pk)

    assert Assessment.objects.count() == 2


def test_nobody_assesses_whose_case_it_is_not(person, at):
    with pytest.raises(NotYourCase):
        sign(person, officer(), at)


# ── Countersigning ─────────────────────────────────────────────────────────────────────────
@pytest.fixture
def waiting(person, amira, at):
    return sign(person, amira, at, ask_senior=True)


def test_an_assessment_that_waits_is_in_use_when_a_senior_countersigns(waiting, senior, at):
    assert waiting.state == AssessmentState.AWAITING

    actions.countersign(assessment_id=waiting.pk, accepts=True, by=senior, at=at)

    waiting.refresh_from_db()
    assert waiting.state == AssessmentState.IN_USE
    assert Entry.objects.filter(action="needs.assessment.countersigned").count() == 1


def test_sent_back_needs_a_reason_and_the_version_before_stands_again(
    person, amira, senior, waiting, at
):
    with pytest.raises(actions.SayWhatToChange):
        actions.countersign(assessment_id=waiting.pk, accepts=False, by=senior, at=at)

    actions.countersign(
        assessment_id=waiting.pk, accepts=False, answer="Say who.", by=senior, at=at
    )

    assert queries.current([person.pk]) == {}
    assert queries.versions([person.pk])[0].answer == "Say who."


def test_nobody_countersigns_their_own_nor_twice_nor_an_overtaken_one(
    person, senior, waiting, amira, at
):
    mine = sign(person, senior, at, ask_senior=True, seen_id=waiting.pk)

    with pytest.raises(actions.YourOwn):
        actions.countersign(assessment_id=mine.pk, accepts=True, by=senior, at=at)
    with pytest.raises(actions.AnsweredAlready):
        actions.countersign(assessment_id=waiting.pk, accepts=True, by=senior, at=at)
    with pytest.raises(NotAllowed):
        actions.countersign(assessment_id=mine.pk, accepts=True, by=amira, at=at)


def test_the_database_too_lets_nobody_countersign_their_own(amira):
    made = AssessmentFactory(awaiting=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=made.pk).update(
            answered_by=made.signed_by, answered_at=made.signed_at
        )


# ── Own view, factors, engagement ──────────────────────────────────────────────────────────
def test_the_persons_own_words_are_kept_and_the_earlier_ones_too(person, amira, at):
    for wants in ("A job.", "A flat."):
        actions.say_own_view(person_id=person.pk, said_on=TODAY, wants=wants, by=amira, at=at)

    assert [view.wants for view in queries.own_views([person.pk])] == ["A flat.", "A job."]


def test_an_own_view_says_something_and_is_not_of_tomorrow(person, amira, at):
    with pytest.raises(RefusedForSeveralReasons):
        actions.say_own_view(person_id=person.pk, said_on=TOMORROW, by=amira, at=at)

    assert not OwnView.objects.exists()


def test_a_protective_factor_has_a_first_day_a_last_look_and_an_end_with_its_reason(
    person, amira, at
):
    factor = actions.add_factor(
        person_id=person.pk,
        kind=ProtectiveKind.WORK,
        what="Starts at the bakery.",
        starts_on=date(2017, 1, 9),
        by=amira,
        at=at,
    )
    actions.end_factor(factor_id=factor.pk, on=TODAY, why="Laid off.", by=amira, at=at)

    line = queries.factors([person.pk])[0]
    assert (line.starts_on, line.ends_on, line.end_why) == (date(2017, 1, 9), TODAY, "Laid off.")
    assert Contact.objects.filter(reference_id=factor.pk).count() == 2
    with pytest.raises(actions.EndedAlready):
        actions.look_at_factor(factor_id=factor.pk, by=amira, at=at)


def test_a_factor_ends_neither_before_it_began_nor_without_a_reason(person, amira, at):
    factor = ProtectiveFactorFactory(person=person)

    with pytest.raises(RefusedForSeveralReasons):
        actions.end_factor(factor_id=factor.pk, on=date(2016, 1, 1), why="", by=amira, at=at)

    factor.refresh_from_db()
    assert factor.ends_on is None


def test_a_factor_looked_at_twice_on_a_day_is_one_look(person, amira, at):
    factor = ProtectiveFactorFactory(person=person)

    for _twice in range(2):
        actions.look_at_factor(factor_id=factor.pk, by=amira, at=at)

    assert queries.factors([person.pk])[0].looked_at_on == TODAY
    assert Entry.objects.filter(action="needs.factor.confirmed").count() == 1


def test_a_note_on_working_together_stands_until_it_is_taken_back(person, amira, at):
    note = actions.note_engagement(
        person_id=person.pk, kind=EngagementKind.BARRIER, what="No bus.", by=amira, at=at
    )
    EngagementNoteFactory(person=person)

    actions.withdraw_engagement(note_id=note.pk, by=amira, at=at)

    assert [line.kind for line in queries.engagement([person.pk])] == [EngagementKind.WORKS]
    assert EngagementNote.objects.count() == 2


# ── Queries ────────────────────────────────────────────────────────────────────────────────
def test_top_needs_are_those_of_the_version_that_stands_in_one_query(
    django_assert_num_queries,
):
    first = AssessmentFactory(ranked=(Need.DRUGS,))
    AssessmentFactory(
        person=first.person,
        version=2,
        ranked=(Need.ALCOHOL, Need.ETE),
        signed_at=datetime.fromisoformat("2017-01-09T10:00Z"),
    )
    others = [AssessmentFactory().person_id for _n in range(3)]

    with django_assert_num_queries(1):
        top = queries.top_needs([first.person_id, *others])

    assert top[first.person_id] == (Need.ALCOHOL, Need.ETE)
    assert len(top) == 4


def test_current_answers_for_many_in_two_queries_and_as_it_stood(django_assert_num_queries):
    ids = [AssessmentFactory().person_id for _n in range(3)]

    with django_assert_num_queries(2):
        assert set(queries.current(ids)) == set(ids)
    assert queries.current(ids, date(2016, 11, 30)) == {}


def test_an_overtaken_version_waits_for_nobody(person, waiting, amira, at):
    assert [line.assessment_id for line in queries.awaiting([person.pk])] == [waiting.pk]

    sign(person, amira, at, seen_id=waiting.pk)

    assert queries.awaiting([person.pk]) == []


def test_of_joined_records_the_version_signed_last_stands_and_the_next_number_is_new(
    person, senior, amira, at
):
    folded = PersonFactory()
    for version, month in ((1, 9), (2, 10)):
        AssessmentFactory(
            person=folded,
            version=version,
            awaiting=version == 2,
            ranked=(Need.DRUGS,),
            signed_at=datetime(2016, month, 1, 10, tzinfo=LONDON),
        )
    kept = AssessmentFactory(person=person, ranked=(Need.ALCOHOL,), awaiting=True)
    folded.merged_into = person
    folded.save()
    ids = [person.pk, folded.pk]

    waiting = queries.awaiting(ids)

    assert [(one.assessment_id, one.person_id) for one in waiting] == [(kept.pk, person.pk)]
    assert queries.top_needs(ids) == {person.pk: (Need.ALCOHOL,)}
    assert queries.latest(queries.current(ids)).id == queries.versions(ids)[0].id == kept.pk
    actions.countersign(assessment_id=kept.pk, accepts=True, by=senior, at=at)
    assert queries.awaiting(ids) == []
    assert sign(folded, amira, at, seen_id=kept.pk).version == 3
    with pytest.raises(actions.AssessedSince):
        sign(person, amira, at, seen_id=0)


def test_a_factor_nobody_looked_at_for_long_is_old():
    line = queries.factors([ProtectiveFactorFactory(looked_at_on=date(2016, 9, 1)).person_id])[0]

    assert line.is_old(TODAY)
    assert not line.is_old(date(2016, 12, 1))
    assert ProtectiveFactor.objects.count() == 1
