"""Is risk assessed, flagged and taken off only as the rules allow, and is it all written down?"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from openprobation.foundation import reactions
from openprobation.foundation.access.check import NotAllowed, NotYourCase
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.persons.tests.factories import MergeFactory, PersonFactory, held_by
from openprobation.supervision.risk import actions
from openprobation.supervision.risk.actions import assessing
from openprobation.supervision.risk.events import HarmAssessed, MappaChanged, RegistrationChanged
from openprobation.supervision.risk.models import (
    Deregistration,
    HarmAssessment,
    Mappa,
    Registration,
    RegistrationReview,
    ReoffendingScore,
)
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.risk import (
    HarmGroup,
    HarmLevel,
    MappaCategory,
    MappaLevel,
    RegistrationKind,
)

from .factories import (
    HarmAssessmentFactory,
    MappaFactory,
    RegistrationFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2017, 2, 16)
ALL_LOW = dict.fromkeys(HarmGroup, HarmLevel.LOW)
NARRATIVE = {
    "who_is_at_risk": "His former partner.",
    "what_could_happen": "Assault.",
    "what_protects_them": "The exclusion zone.",
}


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def nps(person):
    """A probation officer of the public provider whose case it is."""
    user = officer(team=TeamFactory(nps=True))
    held_by(person, user)
    return user


@pytest.fixture
def crc(person):
    """A probation officer of a company whose case it is."""
    user = officer()
    held_by(person, user)
    return user


@pytest.fixture
def announced(monkeypatch):
    events = []
    kinds = (HarmAssessed, RegistrationChanged, MappaChanged)
    monkeypatch.setattr(reactions, "table", lambda: {kind: [events.append] for kind in kinds})
    return events


def assess(person, by, at, levels=ALL_LOW, **changed):
    return actions.assess_harm(
        person_id=person.pk, levels=levels, **{**NARRATIVE, **changed}, by=by, at=at
    )


# ── Harm ───────────────────────────────────────────────────────────────────────────────────
def test_the_highest_group_sets_the_level_and_the_record_tells_it(person, nps, at, announced):
    levels = {**ALL_LOW, HarmGroup.KNOWN_ADULT: HarmLevel.HIGH}

    assessment = assess(person, nps, at, levels)

    assert assessment.overall == HarmLevel.HIGH
    line = Contact.objects.get()
    assert line.summary == "Risk of serious harm assessed: high"
    assert line.note.startswith("High for known adult; low for public")
    assert announced == [HarmAssessed(person.pk, assessment.pk, None, "high", nps.pk, at)]
    assert Entry.objects.get().action == "risk.harm.assessed"


def test_a_second_assessment_says_what_it_was_before(person, nps, at):
    HarmAssessmentFactory(person=person, high=True)

    assess(person, nps, at)

    assert Contact.objects.get().summary == "Risk of serious harm now low, was high"


def test_every_group_is_assessed_and_everything_missing_is_said_at_once(person, nps, at):
    levels = {HarmGroup.PUBLIC: HarmLevel.MEDIUM}

    with pytest.raises(RefusedForSeveralReasons) as refused:
        assess(person, nps, at, levels, who_is_at_risk=" ")

    fields = [part.field for part in refused.value.parts]
    assert fields == ["children", "known_adult", "staff", "prisoners", "who_is_at_risk"]
    assert not HarmAssessment.objects.exists()
    assert not Contact.objects.exists()


def test_with_every_group_low_nobody_need_be_named(person, nps, at):
    empty = dict.fromkeys(NARRATIVE, "")

    assert assess(person, nps, at, **empty).overall == HarmLevel.LOW


def test_a_narrative_of_12001_characters_is_refused_beside_its_field(person, nps, at):
    with pytest.raises(actions.TooLong, match="12,001") as refused:
        assess(person, nps, at, what_could_happen="x" * 12_001)

    assert refused.value.field == "what_could_happen"


def test_an_assessment_made_meanwhile_is_not_written_over_unread(person, nps, at):
    seen = HarmAssessmentFactory(person=person)
    newer = HarmAssessmentFactory(person=person, assessed_at=at - timedelta(minutes=5))

    with pytest.raises(actions.AssessedSince, match="assessed harm at 08:55"):
        assess(person, nps, at, seen_id=seen.pk)

    assert HarmAssessment.objects.latest("pk") == newer


def test_an_officer_without_the_case_does_not_assess_harm(person, at):
    with pytest.raises(NotYourCase):
        assess(person, officer(), at)

    assert not HarmAssessment.objects.exists()


def test_a_supplier_does_not_assess_harm(person, at):
    supplier = officer(role=Role.SUPPLIER)
    held_by(person, supplier)

    with pytest.raises(NotAllowed):
        assess(person, supplier, at)


# ── Reoffending ────────────────────────────────────────────────────────────────────────────
def score(person, by, at, rsr="6.885", assessed_on=TODAY):
    return actions.record_score(
        person_id=person.pk, rsr=Decimal(rsr), assessed_on=assessed_on, by=by, at=at
    )


def test_a_score_is_kept_at_two_decimals_as_the_threshold_reads_it(person, nps, at):
    assert score(person, nps, at).rsr == Decimal("6.89")


@pytest.mark.parametrize("rsr", ["-0.01", "100.01"])
def test_a_score_that_is_no_percentage_is_refused(person, nps, at, rsr):
    with pytest.raises(actions.NotAPercentage):
        score(person, nps, at, rsr=rsr)

    assert not ReoffendingScore.objects.exists()


def test_a_score_of_tomorrow_is_refused(person, nps, at):
    with pytest.raises(actions.NotYet):
        score(person, nps, at, assessed_on=TODAY + timedelta(days=1))


# ── Registrations ──────────────────────────────────────────────────────────────────────────
def register(person, by, at, **changed):
    given = {
        "kind": RegistrationKind.CHILD_PROTECTION,
        "note": "Plan since January.",
        "starts_on": TODAY,
    }
    return actions.register(person_id=person.pk, **{**given, **changed}, by=by, at=at)


def test_a_registration_takes_its_review_day_from_the_rule(person, crc, at, announced):
    registration = register(person, crc, at)

    assert registration.review_due_on == date(2017, 5, 16)
    assert Contact.objects.get().summary == "Registered: Child protection"
    assert [event.what for event in announced] == ["added"]


def test_a_kind_already_registered_is_refused_and_says_since_when(person, crc, at):
    RegistrationFactory(person=person, kind=RegistrationKind.CHILD_PROTECTION)

    with pytest.raises(actions.AlreadyRegistered, match="since 1 November 2016"):
        register(person, crc, at)

    assert Registration.objects.count() == 1


def test_a_kind_registered_on_a_joined_record_is_refused(person, crc, at):
    other = MergeFactory(kept=person).folded
    RegistrationFactory(person=other, kind=RegistrationKind.CHILD_PROTECTION)

    with pytest.raises(actions.AlreadyRegistered):
        register(person, crc, at)


def test_a_registration_from_tomorrow_with_a_review_today_is_refused_for_both(person, crc, at):
    with pytest.raises(RefusedForSeveralReasons) as refused:
        register(person, crc, at, starts_on=date(2017, 2, 17), review_due_on=TODAY)

    assert [part.field for part in refused.value.parts] == ["starts_on", "review_due_on"]
    assert not Registration.objects.exists()


def test_a_review_is_a_row_and_sets_the_next_day(person, crc, at):
    registration = RegistrationFactory(person=person, overdue=True)

    review = actions.review_registration(
        registration_id=registration.pk, note="No change.", by=crc, at=at
    )

    registration.refresh_from_db()
    assert (review.reviewed_on, review.by) == (TODAY, crc)
    assert registration.review_due_on == date(2017, 8, 16)
    assert Contact.objects.get().note == "No change."


def test_a_review_says_what_was_found(person, crc, at):
    registration = RegistrationFactory(person=person, overdue=True)

    with pytest.raises(actions.SayWhatYouFound):
        actions.review_registration(registration_id=registration.pk, note=" ", by=crc, at=at)

    assert not RegistrationReview.objects.exists()


def test_an_ended_registration_stays_and_says_who_ended_it_and_why(person, crc, at):
    registration = RegistrationFactory(person=person)

    ended = actions.end_registration(
        registration_id=registration.pk, why="Moved away.", on=TODAY, by=crc, at=at
    )

    registration.refresh_from_db()
    assert registration.ends_on == TODAY
    assert (ended.why, ended.by) == ("Moved away.", crc)
    assert Entry.objects.get().action == "risk.registration.ended"


def test_an_ended_registration_is_not_ended_again(person, crc, at):
    registration = RegistrationFactory(person=person, ends_on=date(2017, 1, 9))

    with pytest.raises(actions.AlreadyEnded, match="9 January 2017"):
        actions.end_registration(
            registration_id=registration.pk, why="Moved.", on=TODAY, by=crc, at=at
        )


def test_an_end_without_a_reason_before_the_start_is_refused_for_both(person, crc, at):
    registration = RegistrationFactory(person=person)

    with pytest.raises(RefusedForSeveralReasons) as refused:
        actions.end_registration(
            registration_id=registration.pk, why="", on=date(2016, 10, 31), by=crc, at=at
        )

    assert [part.field for part in refused.value.parts] == ["why", "on"]
    assert not Deregistration.objects.exists()


def test_a_registration_on_a_joined_record_is_open_to_whoever_holds_the_kept_one(person, crc, at):
    registration = RegistrationFactory(person=MergeFactory(kept=person).folded)

    assert actions.review_registration(
        registration_id=registration.pk, note="No change.", by=crc, at=at
    )


def test_an_officer_without_the_case_does_not_end_a_registration(person, at):
    registration = RegistrationFactory(person=person)

    with pytest.raises(NotYourCase):
        actions.end_registration(
            registration_id=registration.pk, why="Moved.", on=TODAY, by=officer(), at=at
        )


# ── MAPPA ──────────────────────────────────────────────────────────────────────────────────
def set_mappa(person, by, at, **changed):
    given = {"category": MappaCategory.TWO, "level": MappaLevel.TWO, "starts_on": TODAY}
    return actions.set_mappa(person_id=person.pk, **{**given, **changed}, by=by, at=at)


def test_the_public_provider_sets_a_level_with_the_review_day_of_the_rule(person, nps, at):
    mappa = set_mappa(person, nps, at)

    assert mappa.review_due_on == date(2017, 6, 16)
    assert Contact.objects.get().summary == "MAPPA category 2, level 2, from 16 February 2017"


def test_a_company_is_told_to_refer_and_nothing_changes(person, crc, at):
    with pytest.raises(actions.MappaIsForTheNps, match="refer the case to the National"):
        set_mappa(person, crc, at)

    assert not Mappa.objects.exists()


def test_there_is_no_category_four_in_2017(person, nps, at):
    with pytest.raises(actions.CategoryNotInForce, match="16 February 2017"):
        set_mappa(person, nps, at, category=MappaCategory.FOUR)

    assert not Mappa.objects.exists()


def test_category_four_is_there_from_28_june_2022_under_the_later_pack(person, nps, settings):
    settings.POLICY_PACK = "probation_service_2021"
    fault = assessing._mappa_faults

    before = fault(MappaCategory.FOUR, date(2022, 6, 27), None, date(2023, 1, 1))
    after = fault(MappaCategory.FOUR, date(2022, 6, 28), None, date(2023, 1, 1))

    assert [type(one) for one in before] == [actions.CategoryNotInForce]
    assert list(after) == []


def test_a_new_level_ends_the_one_before_it(person, nps, at):
    before = MappaFactory(person=person)

    set_mappa(person, nps, at, level=MappaLevel.THREE)

    before.refresh_from_db()
    assert (before.ends_on, before.ended_by) == (TODAY, nps)
    assert Mappa.objects.filter(ends_on__isnull=True).get().level == MappaLevel.THREE


def test_a_new_level_does_not_begin_before_the_one_in_force(person, nps, at):
    MappaFactory(person=person)

    with pytest.raises(actions.BeforeWhatIsInForce):
        set_mappa(person, nps, at, starts_on=date(2016, 10, 1))

    assert Mappa.objects.get().ends_on is None


def test_mappa_ends_with_a_reason(person, nps, at):
    MappaFactory(person=person)

    actions.end_mappa(person_id=person.pk, why="Licence ended.", on=TODAY, by=nps, at=at)

    assert Mappa.objects.get().end_why == "Licence ended."


def test_what_is_not_in_force_cannot_end(person, nps, at):
    with pytest.raises(Refused, match="No MAPPA"):
        actions.end_mappa(person_id=person.pk, why="Over.", on=TODAY, by=nps, at=at)
