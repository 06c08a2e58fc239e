"""Are hours, absence, tiers, supervision and training written down once, by who may, and refused else?"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from openprobation.foundation.access.check import NotAllowed
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.identity.actions import system_user
from openprobation.foundation.organisations.tests.factories import TeamFactory
from openprobation.foundation.refusals import Refused
from openprobation.supervision.allocations.tests.factories import case_of, service
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.supervision.workforce import actions
from openprobation.supervision.workforce.models import (
    Absence,
    AbsenceReason,
    CaseTier,
    Contract,
    Reduction,
    SupervisionSession,
    Training,
)
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.organisations import Grade
from openprobation.vocabulary.workforce import (
    AbsenceKind,
    ReductionReason,
    Tier,
    TrainingKind,
)

from .factories import (
    AbsenceFactory,
    AgreedActionFactory,
    CaseTierFactory,
    ContractFactory,
    ReductionFactory,
    SessionFactory,
    TrainingFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2017, 2, 16)


@pytest.fixture
def place():
    return service()


@pytest.fixture
def officer(place):
    return place.post(place.crc_team, Role.PROBATION_OFFICER, name="Amira Khan")


@pytest.fixture
def senior(place):
    return place.post(
        place.crc_team, Role.SENIOR, name="Pat Lee", grade=Grade.SENIOR_PROBATION_OFFICER
    )


@pytest.fixture
def head(place):
    return place.post(place.crc_team, Role.HEAD, name="Robin Hale", leads_unit=True)


def everything(officer, by, at):
    """Every act on a member of staff, each as something to call."""
    absence = AbsenceFactory(user=officer)
    reduction = ReductionFactory(user=officer)
    training = TrainingFactory(user=officer)
    action = AgreedActionFactory(session__member=officer)
    return {
        "hours": lambda: actions.set_hours(
            user_id=officer.pk,
            grade=Grade.PROBATION_OFFICER,
            hours=Decimal(30),
            starts_on=TODAY,
            by=by,
            at=at,
        ),
        "absence": lambda: actions.record_absence(
            user_id=officer.pk, kind=AbsenceKind.LEAVE, starts_on=date(2016, 8, 1),
            last_on=date(2016, 8, 5), by=by, at=at,
        ),
        "back": lambda: actions.end_absence(
            absence_id=absence.pk, last_on=TODAY, by=by, at=at
        ),
        "reduce": lambda: actions.reduce(
            user_id=officer.pk, reason=ReductionReason.GROUPS, hours=Decimal(4),
            starts_on=TODAY, by=by, at=at,
        ),
        "end reduction": lambda: actions.end_reduction(
            reduction_id=reduction.pk, last_on=TODAY, by=by, at=at
        ),
        "delete reduction": lambda: actions.delete_reduction(
            reduction_id=reduction.pk, by=by, at=at
        ),
        "supervise": lambda: hold(officer, by, at),
        "tick": lambda: actions.complete_action(action_id=action.pk, by=by, at=at),
        "observe": lambda: actions.observe(
            member_id=officer.pk, observed_on=TODAY, what="A first appointment",
            went_well="Listened.", to_try="Say less.", by=by, at=at,
        ),
        "induct": lambda: actions.plan_induction(
            user_id=officer.pk, started_on=TODAY, by=by, at=at
        ),
        "train": lambda: actions.add_training(
            user_id=officer.pk, kind=TrainingKind.ENFORCEMENT, due_on=TODAY, by=by, at=at
        ),
        "trained": lambda: actions.complete_training(
            training_id=training.pk, on=TODAY, by=by, at=at
        ),
    }  # fmt: skip


ACTS = (
    "hours", "absence", "back", "reduce", "end reduction", "delete reduction", "supervise", "tick",
    "observe", "induct", "train", "trained",
)  # fmt: skip


def hold(officer, by, at, **changed):
    known = {
        "member_id": officer.pk,
        "held_on": TODAY,
        "note": "Load, two worrying cases, sleep.",
        "next_on": TODAY + timedelta(days=42),
        "agreed": [("Two cases move to Sam.", TODAY + timedelta(days=7))],
    }
    return actions.hold_session(**{**known, **changed}, by=by, at=at)


# ── Who may, and who may not ───────────────────────────────────────────────────────────────
@pytest.mark.parametrize("act", ACTS)
def test_the_senior_of_the_team_may_and_the_act_is_audited(act, officer, senior, at):
    everything(officer, senior, at)[act]()

    assert Entry.objects.get().by == senior.username


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["colleague", "senior elsewhere", "themselves", "head elsewhere"])
def test_nobody_else_may_and_nothing_changes(act, who, place, officer, at):
    by = {
        "colleague": lambda: place.post(place.crc_team, Role.PROBATION_OFFICER),
        "senior elsewhere": lambda: place.post(TeamFactory(unit=place.crc_team.unit), Role.SENIOR),
        "themselves": lambda: officer,
        "head elsewhere": lambda: place.post(place.nps_team, Role.HEAD, leads_unit=True),
    }[who]()
    if (act, who) == ("tick", "themselves"):
        return  # one's own agreed action is one's own to tick off

    with pytest.raises(Refused):
        everything(officer, by, at)[act]()

    assert not Entry.objects.exists()


def test_a_senior_does_not_manage_another_senior_and_the_head_does(place, senior, head, at):
    other = place.post(place.crc_team, Role.SENIOR)

    with pytest.raises(Refused, match="do not manage"):
        hold(other, senior, at)
    hold(other, head, at)

    assert SupervisionSession.objects.get().manager == head


def test_one_ticks_off_ones_own_agreed_action_once(officer, at):
    action = AgreedActionFactory(session__member=officer)

    actions.complete_action(action_id=action.pk, by=officer, at=at)

    with pytest.raises(Refused, match="ticked this off"):
        actions.complete_action(action_id=action.pk, by=officer, at=at)


# ── Hours ──────────────────────────────────────────────────────────────────────────────────
def test_new_hours_end_the_ones_before_on_the_day_they_begin(officer, senior, at):
    before = ContractFactory(user=officer)

    made = actions.set_hours(
        user_id=officer.pk, grade=Grade.PROBATION_OFFICER, hours=Decimal("18.5"),
        starts_on=TODAY, by=senior, at=at,
    )  # fmt: skip

    before.refresh_from_db()
    assert before.ends_on == made.starts_on == TODAY
    assert made.ends_on is None


@pytest.mark.parametrize(
    ("hours", "starts_on"),
    [(0, TODAY), (61, TODAY), (37, date(2015, 2, 1)), (37, date(2014, 1, 1))],
)
def test_hours_of_no_week_or_before_those_in_force_are_refused(
    hours, starts_on, officer, senior, at
):
    ContractFactory(user=officer)

    with pytest.raises(Refused):
        actions.set_hours(
            user_id=officer.pk, grade=Grade.PROBATION_OFFICER, hours=Decimal(hours),
            starts_on=starts_on, by=senior, at=at,
        )  # fmt: skip

    assert Contract.objects.get().ends_on is None


# ── Absence ────────────────────────────────────────────────────────────────────────────────
def test_the_reason_of_an_absence_is_kept_apart_and_never_in_the_audit(officer, senior, at):
    actions.record_absence(
        user_id=officer.pk, kind=AbsenceKind.SICKNESS, starts_on=TODAY,
        reason="Operation on the knee", by=senior, at=at,
    )  # fmt: skip

    assert AbsenceReason.objects.get().text == "Operation on the knee"
    assert "knee" not in str(list(Absence.objects.values()))
    assert "knee" not in str(list(Entry.objects.values()))


def test_two_absences_never_cover_one_day(officer, senior, at):
    AbsenceFactory(user=officer)

    with pytest.raises(Refused, match="since 6 February 2017"):
        actions.record_absence(
            user_id=officer.pk, kind=AbsenceKind.LEAVE, starts_on=TODAY, by=senior, at=at
        )

    assert Absence.objects.count() == 1


def test_an_absence_ends_once_and_not_before_it_began(officer, senior, at):
    absence = AbsenceFactory(user=officer)

    with pytest.raises(Refused, match="6 February"):
        actions.end_absence(absence_id=absence.pk, last_on=date(2017, 2, 1), by=senior, at=at)
    ended = actions.end_absence(absence_id=absence.pk, last_on=TODAY, by=senior, at=at)

    assert ended.ends_on == TODAY + timedelta(days=1)
    with pytest.raises(Refused, match="Somebody else ended it"):
        actions.end_absence(absence_id=absence.pk, last_on=TODAY, by=senior, at=at)


def test_the_head_and_oneself_read_the_reason_and_the_look_is_audited(officer, head, at):
    absence = AbsenceFactory(user=officer)
    AbsenceReason.objects.create(absence=absence, text="Operation on the knee")

    for reader in (officer, head):
        assert actions.read_reason(absence_id=absence.pk, by=reader, at=at).startswith("Operation")

    assert Entry.objects.filter(action="workforce.absence.reason_read").count() == 2


def test_the_senior_who_recorded_it_cannot_read_the_reason(officer, senior, at):
    absence = AbsenceFactory(user=officer, recorded_by=senior)
    AbsenceReason.objects.create(absence=absence, text="Operation on the knee")

    with pytest.raises(NotAllowed):
        actions.read_reason(absence_id=absence.pk, by=senior, at=at)


# ── Reductions ─────────────────────────────────────────────────────────────────────────────
def reduce(officer, senior, at, reason, **changed):
    return actions.reduce(
        user_id=officer.pk, reason=reason, starts_on=TODAY, by=senior, at=at, **changed
    )


def test_a_fixed_share_is_reckoned_from_the_week_and_ends_by_itself(officer, senior, at):
    ContractFactory(user=officer, hours=Decimal(30))

    made = reduce(officer, senior, at, ReductionReason.NEWLY_QUALIFIED)

    assert made.hours == Decimal("6.0")
    assert made.ends_on == date(2017, 11, 16)


@pytest.mark.parametrize(
    ("reason", "hours", "said"),
    [
        (ReductionReason.TRAINEE_FIRST, "10", "takes 80% of the week"),
        (ReductionReason.UNION, "20", "50% of the week at most: 18.5 hours"),
        (ReductionReason.GROUPS, None, "how many hours"),
        (ReductionReason.OTHER, "38", "The week has"),
    ],
)
def test_more_than_a_reason_allows_is_refused(reason, hours, said, officer, senior, at):
    with pytest.raises(Refused, match=said):
        reduce(officer, senior, at, reason, hours=Decimal(hours) if hours else None)

    assert not Reduction.objects.exists()


def test_a_reduction_taken_back_stays_as_a_row_and_is_not_taken_back_twice(officer, senior, at):
    made = reduce(officer, senior, at, ReductionReason.GROUPS, hours=Decimal(4))

    actions.delete_reduction(reduction_id=made.pk, by=senior, at=at)

    assert Reduction.objects.get().deleted_by == senior
    with pytest.raises(Refused, match="over or was taken back"):
        actions.end_reduction(reduction_id=made.pk, last_on=TODAY, by=senior, at=at)


# ── Supervision and training ───────────────────────────────────────────────────────────────
def test_all_that_is_wrong_with_a_session_is_said_at_once(officer, senior, at):
    with pytest.raises(Refused) as refusal:
        hold(officer, senior, at, held_on=TODAY + timedelta(1), note=" ", next_on=TODAY)

    assert [part.field for part in refusal.value.parts] == ["held_on", "next_on", "note"]
    assert not SupervisionSession.objects.exists()


def test_an_induction_gives_every_part_its_day_and_is_planned_once(officer, senior, at):
    actions.plan_induction(user_id=officer.pk, started_on=TODAY, by=senior, at=at)
    again = actions.plan_induction(user_id=officer.pk, started_on=TODAY, by=senior, at=at)

    assert again == []
    assert Training.objects.count() == len(TrainingKind)
    assert Training.objects.get(kind=TrainingKind.WELCOME).due_on == date(2017, 2, 21)


def test_training_that_is_to_be_repeated_is_planned_again_when_done(officer, senior, at):
    training = TrainingFactory(user=officer)

    actions.complete_training(training_id=training.pk, on=TODAY, by=senior, at=at)

    assert Training.objects.get(done_on__isnull=True).due_on == date(2020, 2, 16)
    with pytest.raises(Refused, match="ticked this off"):
        actions.complete_training(training_id=training.pk, on=TODAY, by=senior, at=at)


def test_the_same_training_is_not_due_twice(officer, senior, at):
    TrainingFactory(user=officer)

    with pytest.raises(Refused, match="due by 10 February 2017 already"):
        actions.add_training(
            user_id=officer.pk, kind=TrainingKind.DOMESTIC_ABUSE, due_on=TODAY, by=senior, at=at
        )


# ── Tiers ──────────────────────────────────────────────────────────────────────────────────
def test_a_tier_typed_supersedes_the_one_before_and_is_a_line_of_the_record(place, officer, at):
    person = case_of(officer, place.crc_team).person
    before = CaseTierFactory(person=person)

    actions.record_tier(person_id=person.pk, tier=Tier.B2, assessed_on=TODAY, by=officer, at=at)

    before.refresh_from_db()
    assert before.superseded_at == at
    assert CaseTier.objects.get(superseded_at__isnull=True).tier == Tier.B2
    assert Contact.objects.get().summary == "Tier B2 recorded"
    assert Entry.objects.get().detail == {"tier": "B2"}


def test_a_tier_of_somebody_else_s_case_or_of_tomorrow_is_refused(place, officer, at):
    elsewhere = case_of(None, place.nps_team).person
    mine = case_of(officer, place.crc_team).person

    with pytest.raises(Refused, match="not open to you"):
        actions.record_tier(
            person_id=elsewhere.pk, tier=Tier.B2, assessed_on=TODAY, by=officer, at=at
        )
    with pytest.raises(Refused, match="not come yet"):
        actions.record_tier(
            person_id=mine.pk, tier=Tier.B2, assessed_on=TODAY + timedelta(1), by=officer, at=at
        )

    assert not CaseTier.objects.exists()


def test_a_list_of_tiers_costs_the_same_however_long(django_assert_num_queries, at):
    def given(count):
        return [actions.TierGiven(PersonFactory().pk, Tier.C2, TODAY) for _person in range(count)]

    few, many, by = given(2), given(20), system_user()

    with django_assert_num_queries(6):
        actions.record_tiers(given=few, by=by, at=at)
    with django_assert_num_queries(6):
        actions.record_tiers(given=many, by=by, at=at)
    assert CaseTier.objects.count() == 22


def test_a_list_of_tiers_is_the_service_s_to_take_over_and_no_officer_s(officer, at):
    person = PersonFactory()

    with pytest.raises(Refused):
        actions.record_tiers(
            given=[actions.TierGiven(person.pk, Tier.C2, TODAY)], by=officer, at=at
        )


def test_a_session_kept_stays_when_a_new_one_is_written(officer, senior, at):
    SessionFactory(member=officer, manager=senior)

    hold(officer, senior, at)

    assert SupervisionSession.objects.count() == 2
