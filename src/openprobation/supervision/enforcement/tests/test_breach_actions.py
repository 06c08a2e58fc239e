"""Is an alleged breach moved by the right hands, whole and once?"""

import itertools
from datetime import date, datetime, timedelta

import pytest

from openprobation.foundation.access.check import NotAllowed, NotYourCase
from openprobation.foundation.access.queries import is_open
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.clock import LONDON
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.foundation.refusals import Refused
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.enforcement.actions import breach as actions
from openprobation.supervision.enforcement.actions.breach import LineReturned
from openprobation.supervision.enforcement.models import Breach, BreachHearing, BreachStep, SentPack
from openprobation.supervision.enforcement.queries import breach as queries
from openprobation.supervision.enforcement.queries import packs
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.breach import (
    BreachMove,
    BreachState,
    CourtProcess,
    HearingOutcome,
    NotLaidReason,
    PackLine,
    ReturnReason,
    WithdrawalReason,
)
from openprobation.vocabulary.enforcement import Excuse
from openprobation.vocabulary.sentences import EndReason, OrderKind

from .breaches import AT, FAILED, MISSING_PROOF, NOTICED, breached, failure_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return breached()


def state_of(breach):
    return Breach.objects.values_list("state", flat=True).get(pk=breach.pk)


def moves_of(breach):
    return list(breach.steps.order_by("pk").values_list("move", flat=True))


# ── Opening ────────────────────────────────────────────────────────────────────────────────
def test_a_breach_is_begun_from_a_failure_and_the_days_run_from_when_it_was_noticed(case):
    breach = case.draft()

    assert breach.state == BreachState.DRAFT
    assert breach.aware_at == NOTICED
    assert breach.endorsement_asked
    assert breach.alleged.get().requirement == case.requirement


def test_a_failure_answered_by_a_warning_does_not_start_the_days(case):
    breach = actions.open_breach(
        person_id=case.person.pk,
        order_id=case.order.pk,
        failure_ids=[case.warned.pk, case.failure.pk],
        by=case.court.officer,
        at=AT,
    )

    assert breach.aware_at == NOTICED


@pytest.mark.parametrize("chosen", ["none", "another person's", "accepted", "taken back"])
def test_only_failures_of_this_person_that_were_not_excused_are_alleged(case, chosen):
    ids = {
        "none": [],
        "another person's": [breached().failure.pk],
        "accepted": [failed(case, excuse=Excuse.ACCEPTED).pk],
        "taken back": [failed(case, taken_back_at=AT, taken_back_why="Wrong day").pk],
    }[chosen]

    with pytest.raises(Refused) as refused:
        begin(case, ids)

    assert refused.value.field == "failures"
    assert not Breach.objects.exists()


def failed(case, **changed):
    return failure_of(
        case.person, case.order, on=date(2017, 1, 9), noticed=AT, by=case.court.officer, **changed
    )


def begin(case, failure_ids=None, *, by=None, order_id=None):
    ids = [case.failure.pk] if failure_ids is None else failure_ids
    return actions.open_breach(
        person_id=case.person.pk,
        order_id=order_id or case.order.pk,
        failure_ids=ids,
        by=by or case.court.officer,
        at=AT,
    )


def test_a_second_breach_of_the_same_order_is_refused_and_says_where_the_first_stands(case):
    case.draft()

    with pytest.raises(actions.BreachedAlready, match="being prepared"):
        begin(case)

    assert Breach.objects.count() == 1


def test_a_licence_is_not_taken_to_court(case):
    type(case.order).objects.filter(pk=case.order.pk).update(kind=OrderKind.LICENCE)

    with pytest.raises(actions.LicenceIsRecalled):
        begin(case)


def test_an_order_that_is_over_is_not_breached(case):
    type(case.order).objects.filter(pk=case.order.pk).update(
        ended_on=date(2017, 2, 1), end_reason=EndReason.COMPLETED
    )

    with pytest.raises(actions.NoSuchOrder):
        begin(case)


def test_an_officer_of_another_organisation_cannot_begin_one(case):
    with pytest.raises(NotYourCase):
        begin(case, by=case.court.nps_officer)


def test_an_enforcement_officer_cannot_begin_one(case):
    with pytest.raises(NotAllowed):
        begin(case, by=case.court.prosecutor)


# ── Preparing ──────────────────────────────────────────────────────────────────────────────
def test_a_red_line_stops_the_check_and_every_one_is_said_at_once(case):
    breach = begin(case)

    with pytest.raises(Refused) as refused:
        actions.check(breach_id=breach.pk, by=case.court.officer, at=AT)

    said = {part.message.split(":")[0] for part in refused.value.parts}
    assert said == {PackLine.TRIED.label, PackLine.PROPOSAL.label}
    assert state_of(breach) == BreachState.DRAFT


def test_a_red_line_that_came_since_stops_the_sending(case):
    breach = case.endorsed()
    type(case.failure).objects.filter(pk=case.failure.pk).update(excuse=Excuse.ACCEPTED)

    with pytest.raises(Refused, match="was accepted"):
        actions.submit(breach_id=breach.pk, by=case.court.officer, at=AT)

    assert state_of(breach) == BreachState.ENDORSED
    assert not SentPack.objects.exists()


def test_a_warning_withdrawn_since_stops_the_sending(case):
    breach = case.endorsed()
    type(case.warning).objects.filter(pk=case.warning.pk).update(
        withdrawn_at=AT, withdrawn_by=case.court.officer, withdrawn_why="Wrong order"
    )

    with pytest.raises(Refused, match="No warning counts"):
        actions.submit(breach_id=breach.pk, by=case.court.officer, at=AT)


def test_a_company_sends_nothing_unendorsed(case):
    breach = case.at_state(BreachState.CHECKED)

    with pytest.raises(actions.NotNow, match="manager must endorse"):
        actions.submit(breach_id=breach.pk, by=case.court.officer, at=AT)


def test_the_public_provider_may_send_what_was_only_checked():
    case = breached()
    own = breached(case.court, holder=case.court.nps_officer)
    own.court.officer = case.court.nps_officer
    breach = own.draft()
    actions.check(breach_id=breach.pk, by=case.court.nps_officer, at=AT)

    actions.submit(breach_id=breach.pk, by=case.court.nps_officer, at=AT)

    assert state_of(breach) == BreachState.SUBMITTED


def test_nobody_endorses_a_pack_they_wrote_or_checked(case):
    breach = case.draft()
    actions.check(breach_id=breach.pk, by=case.court.senior, at=AT)

    with pytest.raises(actions.NotYourOwnPack):
        actions.endorse(breach_id=breach.pk, by=case.court.senior, at=AT)

    assert state_of(breach) == BreachState.CHECKED


def test_what_is_checked_is_changed_only_after_it_was_taken_back(case):
    breach = case.at_state(BreachState.CHECKED)

    with pytest.raises(actions.NotNow):
        change(case, breach)
    actions.amend(breach_id=breach.pk, by=case.court.officer, at=AT)
    change(case, breach, tried="Something else")

    assert Breach.objects.get(pk=breach.pk).tried == "Something else"


def change(case, breach, *, put_to=None, tried="", seen_version=None):
    return actions.change_pack(
        breach_id=breach.pk,
        put_to={case.failure.pk: ""} if put_to is None else put_to,
        tried=tried,
        proposal="",
        without_warning_why="",
        by=case.court.officer,
        at=AT,
        seen_version=seen_version,
    )


def test_of_two_who_change_a_pack_at_once_the_second_is_told(case):
    breach = case.draft()
    seen = breach.version
    change(case, breach, tried="First", seen_version=seen)

    with pytest.raises(actions.ChangedMeanwhile, match="Nothing of yours was saved"):
        change(case, breach, tried="Second", seen_version=seen)

    assert Breach.objects.get(pk=breach.pk).tried == "First"


def test_a_failure_left_out_is_taken_out_and_its_row_stays(case):
    breach = case.draft()
    other = failed(case)
    change(case, breach, put_to={case.failure.pk: "", other.pk: ""})

    change(case, breach, put_to={other.pk: ""})

    assert breach.alleged.get(taken_out_at__isnull=True).failure == other
    assert breach.alleged.count() == 2


def test_a_requirement_of_another_order_is_not_taken(case):
    breach = case.draft()
    stranger = breached().requirement

    change(case, breach, put_to={case.failure.pk: f"requirement.{stranger.pk}"})

    assert breach.alleged.get().requirement is None


def test_words_too_long_are_refused_beside_their_field(case):
    breach = case.draft()

    with pytest.raises(Refused) as refused:
        change(case, breach, tried="x" * 4_001)

    assert refused.value.field == "tried"


# ── Sending and returning ──────────────────────────────────────────────────────────────────
def test_sending_keeps_the_pack_and_opens_the_record_to_the_enforcement_team(case):
    assert not is_open("person", case.person.pk, to=case.court.prosecutor, at=AT)

    breach = case.sent()

    assert is_open("person", case.person.pk, to=case.court.prosecutor, at=AT)
    assert breach.enforcement_team == case.court.enforcement
    assert breach.sent_packs.get().number == 1
    assert Contact.objects.filter(summary="Breach pack sent to NPS Enforcement").exists()


def test_what_was_sent_stays_as_it_was_when_the_record_changes(case):
    breach = case.sent()
    type(case.failure).objects.filter(pk=case.failure.pk).update(instruction="Something else")

    sent = packs.sent(breach.pk)

    assert "Come to 1 Example Street" in str(sent.served)
    assert all(not line.stops for line in sent.lines)


def test_a_return_carries_a_code_and_the_line_it_is_put_to(case):
    breach = case.sent()

    step = actions.return_pack(
        breach_id=breach.pk, lines=[MISSING_PROOF], by=case.court.prosecutor, at=AT
    )

    line = step.returned_lines.get()
    assert (line.line, line.reason) == (
        PackLine.INSTRUCTION,
        ReturnReason.NO_PROOF_OF_INSTRUCTION,
    )
    assert state_of(breach) == BreachState.RETURNED


def test_a_return_without_a_code_is_refused(case):
    breach = case.sent()

    with pytest.raises(actions.NoReasonGiven):
        actions.return_pack(breach_id=breach.pk, lines=[], by=case.court.prosecutor, at=AT)

    assert state_of(breach) == BreachState.SUBMITTED


def test_another_reason_is_said(case):
    breach = case.sent()
    other = LineReturned(PackLine.ORDER, ReturnReason.OTHER, " ")

    with pytest.raises(actions.NoteNeeded):
        actions.return_pack(breach_id=breach.pk, lines=[other], by=case.court.prosecutor, at=AT)


def test_a_pack_returned_twice_is_sent_three_times_and_its_history_is_whole(case):
    breach = case.returned()
    actions.resubmit(breach_id=breach.pk, by=case.court.officer, at=AT, why="Proof added")
    actions.return_pack(breach_id=breach.pk, lines=[MISSING_PROOF], by=case.court.prosecutor, at=AT)
    actions.resubmit(breach_id=breach.pk, by=case.court.officer, at=AT)

    assert [pack.number for pack in queries.sent_packs(breach.pk)] == [3, 2, 1]
    assert moves_of(breach) == [
        "open", "check", "endorse", "submit", "return", "resubmit", "return", "resubmit",
    ]  # fmt: skip


def test_a_returned_pack_can_be_put_right_without_being_endorsed_again(case):
    breach = case.returned()

    change(case, breach, put_to={case.failure.pk: f"requirement.{case.requirement.pk}"}, tried="x")

    with pytest.raises(Refused, match="What we propose"):
        actions.resubmit(breach_id=breach.pk, by=case.court.officer, at=AT)


def test_nothing_can_be_sent_where_no_enforcement_team_is_open(case):
    breach = case.endorsed()
    type(case.court.enforcement).objects.update(ends_on=AT.date())

    with pytest.raises((actions.NoEnforcementTeam, NotAllowed, actions.NobodyAnswers)):
        actions.submit(breach_id=breach.pk, by=case.court.officer, at=AT)


# ── Deciding ───────────────────────────────────────────────────────────────────────────────
def test_whoever_decides_has_considered_and_both_are_written_down(case):
    breach = case.accepted()

    actions.lay_information(breach_id=breach.pk, by=case.court.prosecutor, at=AT)

    assert moves_of(breach)[-3:] == ["accept", "consider", "lay"]


def test_no_information_is_laid_without_a_reason(case):
    breach = case.accepted()

    with pytest.raises(actions.NoReasonGiven):
        actions.lay_no_information(
            breach_id=breach.pk, reason=None, by=case.court.prosecutor, at=AT
        )

    assert state_of(breach) == BreachState.ACCEPTED


def test_a_decision_not_to_go_to_court_keeps_its_reason(case):
    breach = case.at_state(BreachState.NOT_LAID)

    assert breach.steps.latest("pk").not_laid == NotLaidReason.NOT_ENOUGH_PROOF


def test_an_enforcement_officer_of_a_company_lays_nothing(case):
    breach = case.accepted()
    pretender = officer(role=Role.ENFORCEMENT_OFFICER, team=case.court.crc_team)

    with pytest.raises(actions.NotNow, match="of the public provider"):
        actions.lay_information(breach_id=breach.pk, by=pretender, at=AT)

    assert moves_of(breach)[-1] == "accept"


# ── In court ───────────────────────────────────────────────────────────────────────────────
def test_a_hearing_cannot_be_before_the_information_was_laid(case):
    breach = case.laid()

    with pytest.raises(actions.BeforeItWasLaid):
        actions.list_hearing(
            breach_id=breach.pk,
            court_id=case.order.event.court_id,
            on=date(2017, 2, 15),
            process=CourtProcess.SUMMONS,
            by=case.court.prosecutor,
            at=AT,
        )


def result(breach, case, outcome, **rest):
    hearing = breach.hearings.get(outcome__isnull=True)
    return actions.record_hearing(
        hearing_id=hearing.pk, outcome=outcome, by=case.court.prosecutor, at=AT, **rest
    )


def test_a_case_put_off_is_listed_again_for_the_next_day(case):
    breach = case.listed()

    result(breach, case, HearingOutcome.ADJOURNED, next_on=date(2017, 3, 2))

    assert state_of(breach) == BreachState.LISTED
    assert breach.hearings.get(outcome__isnull=True).on == date(2017, 3, 2)


def test_a_case_put_off_needs_its_next_day(case):
    breach = case.listed()

    with pytest.raises(actions.NextDayNeeded):
        result(breach, case, HearingOutcome.ADJOURNED)

    assert state_of(breach) == BreachState.LISTED


def test_after_a_warrant_the_case_waits_until_there_is_a_day(case):
    breach = case.heard(HearingOutcome.WARRANT)
    assert breach.state == BreachState.HEARING

    actions.list_hearing(
        breach_id=breach.pk,
        court_id=case.order.event.court_id,
        on=date(2017, 3, 1),
        process=CourtProcess.WARRANT,
        by=case.court.prosecutor,
        at=AT,
    )

    assert moves_of(breach)[-1] == BreachMove.ADJOURN


def test_a_result_is_not_written_before_the_day(case):
    breach = case.listed(on=date(2017, 2, 20))

    with pytest.raises(actions.NotHeardYet):
        result(breach, case, HearingOutcome.CONTINUES)


def test_a_default_order_is_for_supervision_after_prison_only(case):
    breach = case.listed()

    with pytest.raises(actions.NotForThisOrder):
        result(breach, case, HearingOutcome.DEFAULT_ORDER)


def test_a_result_is_written_once(case):
    breach = case.heard(HearingOutcome.CONTINUES)
    hearing = breach.hearings.get()

    with pytest.raises(actions.HeardAlready):
        actions.record_hearing(
            hearing_id=hearing.pk, outcome=HearingOutcome.FINED, by=case.court.prosecutor, at=AT
        )


def test_when_it_is_over_the_enforcement_team_can_open_the_record_for_some_weeks(case):
    case.heard(HearingOutcome.CONTINUES)
    soon, later = AT + timedelta(weeks=3), AT + timedelta(weeks=5)

    assert is_open("person", case.person.pk, to=case.court.prosecutor, at=soon)
    assert not is_open("person", case.person.pk, to=case.court.prosecutor, at=later)


# ── Taking back ────────────────────────────────────────────────────────────────────────────
def test_withdrawing_says_why_and_frees_the_order_for_another(case):
    breach = case.at_state(BreachState.WITHDRAWN)
    assert breach.steps.latest("pk").withdrawn == WithdrawalReason.EXCUSE_ACCEPTED

    assert begin(case).state == BreachState.DRAFT


def test_withdrawing_what_is_listed_clears_the_day_in_court(case):
    breach = case.listed(on=date(2017, 3, 1))

    actions.withdraw(
        breach_id=breach.pk,
        reason=WithdrawalReason.WARNING_WITHDRAWN,
        by=case.court.prosecutor,
        at=AT,
    )

    assert BreachHearing.objects.get().outcome == HearingOutcome.TAKEN_BACK


def test_a_death_ends_every_live_breach(case):
    breach = case.sent()

    ended = actions.end_after_death(person_ids=[case.person.pk], by=case.court.officer, at=AT)

    assert ended == 1
    assert breach.steps.latest("pk").withdrawn == WithdrawalReason.DIED


# ── Every move ─────────────────────────────────────────────────────────────────────────────
def test_every_move_leaves_a_line_of_audit_with_codes_and_no_words(case):
    breach = case.returned()

    lines = Entry.objects.filter(action="breach.moved", record_id=breach.pk)

    assert [line.detail["move"] for line in lines.order_by("pk")] == moves_of(breach)
    assert "Which?" not in str([line.detail for line in lines])


def test_the_row_and_its_latest_step_agree_all_the_way(case):
    breach = case.heard(HearingOutcome.CONTINUES)
    steps = list(BreachStep.objects.filter(breach=breach).order_by("pk"))

    assert steps[-1].to_state == breach.state == BreachState.CONCLUDED
    for before, after in itertools.pairwise(steps):
        assert before.to_state == after.from_state


def test_the_days_of_both_sides_are_read_from_the_steps(case):
    case.sent(at=datetime(2017, 2, 17, 16, 0, tzinfo=LONDON))

    (waiting,) = queries.packs_with([case.court.enforcement.pk], at=AT)

    assert NOTICED.date() > FAILED
    assert [clock.deadline.due_on for clock in waiting.clocks] == [
        date(2017, 2, 20),
        date(2017, 2, 21),
    ]
