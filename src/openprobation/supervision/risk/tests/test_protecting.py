"""Is who is at risk kept, checked and asked about as policy wants, by those who may, and written down?"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from openprobation.foundation.access.check import NotAllowed, NotYourCase
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.foundation.quarantine import Quarantined
from openprobation.foundation.refusals import Refused
from openprobation.rules.protection import MOVES
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.persons.tests.factories import LONG_AGO, MergeFactory, held_by
from openprobation.supervision.risk import actions, queries
from openprobation.supervision.risk.models import (
    AtRisk,
    Enquiry,
    EnquiryStep,
    ProtectionCheck,
    QuarantinedFact,
)
from openprobation.supervision.sentences.tests.factories import OrderFactory
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.protection import (
    AnswerKind,
    CheckFinding,
    EnquiryState,
    FactKind,
    ProtectionTask,
    ReadingPurpose,
)
from openprobation.vocabulary.risk import HarmGroup, HarmLevel, RegistrationKind

from .factories import (
    AtRiskFactory,
    EnquiryFactory,
    HarmAssessmentFactory,
    MappaFactory,
    QuarantinedFactFactory,
    RegistrationFactory,
)

pytestmark = pytest.mark.django_db

TASK = ProtectionTask.SAFEGUARDING
STEPS = {
    None: {},
    EnquiryState.ASKED: {},
    EnquiryState.CHASED: {"state": EnquiryState.CHASED},
    EnquiryState.ANSWERED: {"answered": True},
    EnquiryState.USED: {"state": EnquiryState.USED},
    EnquiryState.NOT_NEEDED: {"state": EnquiryState.NOT_NEEDED},
}


@pytest.fixture
def team():
    return TeamFactory()


@pytest.fixture
def user(team):
    return officer(team=team)


@pytest.fixture
def senior(team):
    return officer(team=team, role=Role.SENIOR)


@pytest.fixture
def person(user, senior):
    """A child lives with him, and an order runs."""
    person = OrderFactory().person
    held_by(person, user)
    held_by(person, senior)
    RegistrationFactory(person=person, kind=RegistrationKind.CHILD_PROTECTION)
    return person


def name(person, by, at, **changed):
    given = {
        "group": HarmGroup.KNOWN_ADULT,
        "who": "A former partner",
        "from_what": "Assault.",
        "what_protects": "The police call her.",
    }
    return actions.add_at_risk(person_id=person.pk, **(given | changed), by=by, at=at)


def assess(person, by, at, **more):
    return actions.assess_harm(
        person_id=person.pk,
        levels=dict.fromkeys(HarmGroup, HarmLevel.LOW),
        who_is_at_risk="",
        what_could_happen="",
        what_protects_them="",
        by=by,
        at=at,
        **more,
    )


# ── People at risk ─────────────────────────────────────────────────────────────────────────
def test_whoever_is_named_at_risk_counts_as_checked_that_day(person, user, at):
    name(person, user, at)

    (line,) = queries.at_risk([person.pk])
    assert (line.who, line.what_protects) == ("A former partner", "The police call her.")
    assert line.days_since(date(2017, 2, 20)) == 4
    assert Entry.objects.get().action == "risk.at_risk.added"


def test_the_record_says_the_group_and_not_who(person, user, at):
    name(person, user, at)

    assert Contact.objects.get().summary == "Named as at risk: known adult"
    assert "former partner" not in Contact.objects.get().note


def test_all_that_is_missing_is_said_at_once_and_nothing_is_written(person, user, at):
    with pytest.raises(Refused) as refused:
        name(person, user, at, who=" ", from_what="", what_protects="")

    assert [part.field for part in refused.value.parts] == ["who", "from_what", "what_protects"]
    assert not AtRisk.objects.exists()


def test_a_check_is_a_row_of_its_own_and_the_latest_stands(person, user, at):
    line = AtRiskFactory(person=person)

    actions.check_protection(
        at_risk_id=line.pk,
        finding=CheckFinding.WEAKER,
        what_protects="A panic alarm; the calls have stopped.",
        by=user,
        at=at,
    )

    (now,) = queries.at_risk([person.pk])
    assert (now.finding, now.checked_at) == (CheckFinding.WEAKER, at)
    assert ProtectionCheck.objects.count() == 2
    assert Contact.objects.get().summary.endswith("it protects them less")


def test_somebody_no_longer_at_risk_stays_in_the_history_with_the_reason(person, user, at):
    line = AtRiskFactory(person=person)

    actions.end_at_risk(at_risk_id=line.pk, why="She died.", by=user, at=at)

    assert queries.at_risk([person.pk]) == []
    assert queries.no_longer_at_risk([person.pk])[0].why == "She died."
    with pytest.raises(actions.NoLongerAtRisk):
        actions.end_at_risk(at_risk_id=line.pk, why="Again.", by=user, at=at)


# ── Enquiries ──────────────────────────────────────────────────────────────────────────────
def ask(person, by, at, task=TASK):
    return actions.ask(person_id=person.pk, task=task, asked_of="Bolton", by=by, at=at)


def answer(enquiry, by, at):
    return actions.answer(
        enquiry_id=enquiry.pk,
        kind=AnswerKind.CONCERN,
        answer_words=Quarantined("Known since 2014."),
        by=by,
        at=at,
    )


def test_an_enquiry_goes_from_asked_to_used_and_each_step_is_a_row(person, user, at):
    enquiry = ask(person, user, at)
    actions.chase(enquiry_id=enquiry.pk, why="Rang twice.", by=user, at=at)
    answer(enquiry, user, at)
    assess(person, user, at + timedelta(hours=1), uses=[enquiry.pk])

    steps = EnquiryStep.objects.order_by("pk").values_list("from_state", "to_state", "by", "why")
    assert list(steps) == [
        (None, "asked", user.pk, ""),
        ("asked", "chased", user.pk, "Rang twice."),
        ("chased", "answered", user.pk, ""),
        ("answered", "used", user.pk, ""),
    ]
    assert EnquiryStep.objects.last().assessment is not None


def test_it_says_why_it_was_asked_and_keeps_the_rule(person, user, at):
    enquiry = ask(person, user, at)

    assert "registered: child protection" in enquiry.because
    assert enquiry.rule["code"] == "protection.safeguarding"


def test_only_what_is_used_is_done(person, user, at, django_assert_num_queries):
    enquiry = ask(person, user, at)
    answer(enquiry, user, at)

    before = queries.protection({person.pk: [person.pk]}, on=date(2017, 2, 16))[person.pk]
    assess(person, user, at, uses=[enquiry.pk])
    with django_assert_num_queries(8):
        after = queries.protection({person.pk: [person.pk]}, on=date(2017, 2, 16))[person.pk]

    assert not before.of(TASK).is_done
    assert after.of(TASK).is_done


def test_the_words_of_an_answer_are_in_no_contact_and_no_audit_line(person, user, at):
    answer(ask(person, user, at), user, at)

    written = [
        *Contact.objects.values_list("summary", "note"),
        *Entry.objects.values_list("detail", flat=True),
    ]
    assert "2014" not in str(written)
    assert Contact.objects.latest("pk").summary.endswith("answered (something of concern)")


def test_an_assessment_before_the_answer_has_not_used_it(person, user, at):
    HarmAssessmentFactory(person=person, assessed_at=at - timedelta(days=1))
    enquiry = EnquiryFactory(person=person, answered=True, since=at)

    with pytest.raises(actions.AssessedBeforeTheAnswer, match="16 February 2017"):
        actions.use(enquiry_id=enquiry.pk, by=user, at=at)

    assert Enquiry.objects.get().state == EnquiryState.ANSWERED


def test_an_assessment_after_the_answer_may_be_said_to_have_used_it(person, user, at):
    enquiry = EnquiryFactory(person=person, answered=True, since=at - timedelta(days=1))
    assess(person, user, at)

    actions.use(enquiry_id=enquiry.pk, by=user, at=at)

    assert Enquiry.objects.get().state == EnquiryState.USED


def test_the_same_is_not_asked_twice_at_once_even_on_a_joined_record(person, user, at):
    EnquiryFactory(person=MergeFactory(kept=person).folded)

    with pytest.raises(actions.AskedAlready):
        ask(person, user, at)


@pytest.mark.parametrize(
    ("state", "to"),
    [*product(STEPS, (s for s in EnquiryState if s is not EnquiryState.ASKED))],
)
def test_every_move_the_rules_do_not_allow_is_refused(person, user, senior, at, state, to):
    HarmAssessmentFactory(person=person, assessed_at=at)
    enquiry = EnquiryFactory(person=person, **STEPS[state]) if state else None
    moves = {
        EnquiryState.CHASED: lambda: actions.chase(enquiry_id=enquiry.pk, why="", by=user, at=at),
        EnquiryState.ANSWERED: lambda: answer(enquiry, user, at),
        EnquiryState.USED: lambda: actions.use(enquiry_id=enquiry.pk, by=user, at=at),
        EnquiryState.NOT_NEEDED: lambda: actions.not_needed(
            person_id=person.pk, task=TASK, why="Nobody under 18 there now.", by=senior, at=at
        ),
    }
    if enquiry is None and to is not EnquiryState.NOT_NEEDED:
        return
    is_allowed = to in MOVES[state] or (  # once closed it may be decided anew
        to is EnquiryState.NOT_NEEDED and not MOVES[state]
    )

    if is_allowed:
        moves[to]()
    else:
        with pytest.raises(actions.NotThatStep):
            moves[to]()

    assert Enquiry.objects.filter(state=to).exists() or not is_allowed


def test_mappa_looked_at_again_is_no_new_reason_and_a_break_is(person):
    first = MappaFactory(person=person, starts_on=date(2016, 3, 1), ends_on=date(2016, 7, 1),
                         end_why="Changed.", ended_by=officer(), ended_at=LONG_AGO)  # fmt: skip
    MappaFactory(person=person, starts_on=date(2016, 7, 1))

    kept = queries.protection({person.pk: [person.pk]}, on=date(2017, 2, 16))[person.pk]
    first.ends_on = date(2016, 5, 1)
    first.save()
    broken = queries.protection({person.pk: [person.pk]}, on=date(2017, 2, 16))[person.pk]

    task = ProtectionTask.OVERSIGHT
    assert "managed under MAPPA since 1 March 2016" in kept.of(task).because
    assert "managed under MAPPA since 1 July 2016" in broken.of(task).because


# ── Not needed ─────────────────────────────────────────────────────────────────────────────
def test_a_senior_decides_with_a_reason_that_it_is_not_needed(person, senior, at):
    actions.not_needed(person_id=person.pk, task=TASK, why="No child there.", by=senior, at=at)

    asked = queries.protection({person.pk: [person.pk]}, on=date(2017, 2, 16))[person.pk].of(TASK)
    assert asked.is_done
    assert asked.due_on == date(2017, 8, 16)
    assert EnquiryStep.objects.get().why == "No child there."


def test_without_a_reason_it_stays_asked(person, senior, at):
    with pytest.raises(actions.SayWhy):
        actions.not_needed(person_id=person.pk, task=TASK, why=" ", by=senior, at=at)

    assert not Enquiry.objects.exists()


def test_what_nobody_asks_for_is_not_decided_either(person, senior, at):
    with pytest.raises(actions.NobodyAsksThis):
        actions.not_needed(
            person_id=person.pk, task=ProtectionTask.DOMESTIC_ABUSE, why="No.", by=senior, at=at
        )


# ── Kept from papers ───────────────────────────────────────────────────────────────────────
def keep(person, by, at, words="4 Heron Court"):
    return actions.quarantine(
        person_id=person.pk,
        kind=FactKind.WHEREABOUTS,
        words=Quarantined(words),
        source=Quarantined("Her sister"),
        by=by,
        at=at,
    )


def read(person, by, at, purpose=ReadingPurpose.SAFETY):
    return actions.read_quarantined(person_id=person.pk, purpose=purpose, by=by, at=at)


def test_what_is_kept_from_papers_is_read_for_a_purpose_that_is_written_down(person, user, at):
    keep(person, user, at)
    EnquiryFactory(person=person, answered=True)

    opened = read(person, user, at)

    assert [line.words for line in opened] == ["4 Heron Court", "Two call-outs in the summer."]
    line = Entry.objects.get(action="risk.quarantined.read")
    assert line.detail == {"purpose": "safety", "lines": 2}


def test_without_a_purpose_nothing_is_opened(person, user, at):
    keep(person, user, at)

    with pytest.raises(actions.SayWhatFor):
        read(person, user, at, purpose=None)

    assert not Entry.objects.filter(action="risk.quarantined.read").exists()


def test_another_organisation_to_which_the_record_is_open_reads_nothing(person, user, at):
    keep(person, user, at)
    other = officer(team=TeamFactory(nps=True))
    held_by(person, other, relation="appointment")

    with pytest.raises(actions.AnotherOrganisationHoldsIt):
        read(person, other, at)
    with pytest.raises(actions.AnotherOrganisationHoldsIt):
        keep(person, other, at)

    assert QuarantinedFact.objects.count() == 1


def test_once_ended_it_is_shown_to_nobody_and_ended_once(person, user, at):
    fact = keep(person, user, at)

    actions.end_quarantined(fact_id=fact.pk, by=user, at=at)

    assert read(person, user, at) == []
    with pytest.raises(actions.EndedAlready):
        actions.end_quarantined(fact_id=fact.pk, by=user, at=at)


# ── Who may do what: every verb, every role, both organisations, open or not ───────────────
VERBS = {
    "add": lambda person, by, at: name(person, by, at),
    "check": lambda person, by, at: actions.check_protection(
        at_risk_id=AtRiskFactory(person=person).pk,
        finding=CheckFinding.HOLDS,
        what_protects="The alarm.",
        by=by,
        at=at,
    ),
    "end": lambda person, by, at: actions.end_at_risk(
        at_risk_id=AtRiskFactory(person=person).pk, why="Moved.", by=by, at=at
    ),
    "ask": lambda person, by, at: ask(person, by, at),
    "chase": lambda person, by, at: actions.chase(
        enquiry_id=EnquiryFactory(person=person).pk, why="", by=by, at=at
    ),
    "answer": lambda person, by, at: answer(EnquiryFactory(person=person), by, at),
    "oversee": lambda person, by, at: answer(
        EnquiryFactory(person=person, task=ProtectionTask.OVERSIGHT), by, at
    ),
    "use": lambda person, by, at: actions.use(
        enquiry_id=EnquiryFactory(person=person, answered=True).pk, by=by, at=at
    ),
    "not needed": lambda person, by, at: actions.not_needed(
        person_id=person.pk, task=TASK, why="No child.", by=by, at=at
    ),
    "write": lambda person, by, at: keep(person, by, at),
    "read": lambda person, by, at: read(person, by, at),
    "end quarantined": lambda person, by, at: actions.end_quarantined(
        fact_id=QuarantinedFactFactory(person=person).pk, by=by, at=at
    ),
}
OFFICERS = {
    Role.PROBATION_OFFICER,
    Role.PROBATION_SERVICES_OFFICER,
    Role.SENIOR,
    Role.DUTY_OFFICER,
}
MAY = {verb: set(OFFICERS) for verb in VERBS} | {
    "oversee": {Role.SENIOR, Role.HEAD},
    "not needed": {Role.SENIOR, Role.HEAD},
    "use": {*OFFICERS, Role.COURT_OFFICER},
}
QUARANTINE = {"write", "read", "end quarantined"}


@pytest.mark.parametrize("verb", VERBS)
def test_every_role_may_do_what_is_its_own_and_nothing_else(person, at, verb):
    HarmAssessmentFactory(person=person, assessed_at=at)
    teams = {"crc": person_team(person), "nps": TeamFactory(nps=True)}
    found = {}
    for role, (kind, team), is_open in product(Role, teams.items(), (True, False)):
        by = officer(role=role, team=team)
        if is_open:
            held_by(person, by, relation="appointment")
        EnquiryStep.objects.all().delete()
        Enquiry.objects.all().delete()
        try:
            VERBS[verb](person, by, at)
        except (NotAllowed, NotYourCase, actions.AnotherOrganisationHoldsIt):
            found[role, kind, is_open] = False
        else:
            found[role, kind, is_open] = True

    wanted = {
        (role, kind, is_open): role in MAY[verb]
        and is_open
        and (kind == "crc" or verb not in QUARANTINE)
        for role, kind, is_open in found
    }
    assert found == wanted


def person_team(person):
    """The team of the officer who holds the case."""
    from openprobation.foundation.access.models import Relation
    from openprobation.foundation.organisations.models import Team

    holder = Relation.objects.filter(record_id=person.pk).earliest("pk").holder_id
    return Team.objects.get(postings__user_id=holder)
