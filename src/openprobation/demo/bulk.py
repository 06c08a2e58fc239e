"""How does a plan become the same rows as by actions, many people at once?

`road` calls the actions people use; this makes the rows those actions write, by the builders and rules
the actions themselves use, without asking or refusing. `tests/test_two_roads.py` holds the two equal.
Nothing else may write other contexts' tables (docs/decisions/0010).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Model
from django.utils import timezone

from openprobation.foundation.access.check import authority
from openprobation.foundation.access.models import Relation
from openprobation.foundation.audit.actions import entry
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.organisations.models import Office, Team
from openprobation.rules import harm as harm_rules
from openprobation.rules import identifiers
from openprobation.rules.allocation import AllocationInputs, at_two_decimals
from openprobation.rules.names import name_words, search_keys
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.allocations.actions import assigning, deciding, moving, spells
from openprobation.supervision.allocations.models import (
    AllocationDecision,
    Handover,
    HandoverPage,
    Spell,
)
from openprobation.supervision.allocations.policies import COURT_TEAM_KEEPS_SIGHT_FOR
from openprobation.supervision.allocations.reactions import court_team_of
from openprobation.supervision.appointments.actions import arranging, booking, outcomes
from openprobation.supervision.appointments.models import Appointment
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.courts import queries as courts
from openprobation.supervision.enforcement.actions import failures
from openprobation.supervision.persons.actions.details import PARTS
from openprobation.supervision.persons.actions.people import MAKER_MAY_OPEN_FOR
from openprobation.supervision.persons.actions.searching import know_words, names_of
from openprobation.supervision.persons.models import (
    Address,
    Adjustment,
    Circumstance,
    Dated,
    Disability,
    EmergencyContact,
    OtherName,
    Person,
    Phone,
    SearchKey,
)
from openprobation.supervision.persons.queries import Handle
from openprobation.supervision.risk import actions as risk
from openprobation.supervision.risk.models import (
    HarmAssessment,
    Mappa,
    Registration,
    RegistrationReview,
    ReoffendingScore,
)
from openprobation.supervision.risk.queries import harm_change
from openprobation.supervision.sentences.actions import planning, registering
from openprobation.supervision.sentences.models import Event, Order, Requirement, SupervisionPeriod
from openprobation.supervision.sentences.policies import policy_pack
from openprobation.vocabulary.access import HolderKind, RelationKind
from openprobation.vocabulary.allocations import ProviderKind, SpellReason
from openprobation.vocabulary.appointments import Outcome
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.moves import HandoverWay
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.persons import AddressKind, NameKind, PhoneKind, Sex
from openprobation.vocabulary.risk import HarmLevel, MappaLevel, RegistrationKind, ScoreSource
from openprobation.vocabulary.sentences import OrderKind, RequirementKind

from . import protection, road
from .plan import Entry, Holding, Meeting, PersonPlan, Review, crn_of
from .rows import Rows
from .service import Service


@dataclass(frozen=True, slots=True)
class Place:
    """What the rows need to know of the set-up service, asked once."""

    service: Service
    courts: dict[int, courts.CourtLine]
    offices: dict[int, Office]
    deputies: dict[tuple[int, date], int | None] = field(default_factory=dict)
    companies: dict[tuple[int, date], str | None] = field(default_factory=dict)

    @classmethod
    def of(cls, service: Service) -> Place:
        return cls(
            service,
            {court.id: court for court in courts.courts()},
            {office.pk: office for office in service.offices.values()},
        )

    def deputy(self, officer_id: int, on: date) -> int | None:
        if (officer_id, on) not in self.deputies:
            found = organisations.deputies([officer_id], on=on).get(officer_id)
            self.deputies[officer_id, on] = found[0] if found else None
        return self.deputies[officer_id, on]

    def company(self, area_id: int, on: date) -> str | None:
        """The company that supervises people of an area."""
        if (area_id, on) not in self.companies:
            company = allocations.receiving_teams(area_id, on=on).get(OrganisationKind.CRC)
            self.companies[area_id, on] = company.organisation if company else None
        return self.companies[area_id, on]


def missing(numbers: Iterable[int]) -> list[int]:
    """Which of these people are not there yet. One query."""
    of_crn = {crn_of(number): number for number in numbers}
    there = set(Person.objects.filter(crn__in=of_crn).values_list("crn", flat=True))
    return [number for crn, number in of_crn.items() if crn not in there]


def make(plans: Iterable[PersonPlan], *, place: Place) -> Rows:
    """The rows of these people, unsaved."""
    rows = Rows()
    words: dict[str, None] = {}
    for plan in plans:
        Making(plan, place, rows, words).make()
    rows.afterwards = lambda: know_words(words)
    return rows


class Making:
    """One person's rows, in the order the road of actions makes them."""

    def __init__(self, plan: PersonPlan, place: Place, rows: Rows, words: dict[str, None]) -> None:
        self.plan = plan
        self.words = words
        self.place = place
        self.service = place.service
        self.keep = rows.keep
        self.team: Team = self.service.teams[plan.team]
        self.relations: list[Relation] = []
        self.flags: dict[RegistrationKind, Registration] = {}
        self.harm: HarmAssessment | None = None
        self.mappa: Mappa | None = None
        self.changes = 0

    def make(self) -> None:
        by = self.service.court_officer(self.plan.sentence.court_team)
        self.create(by=by)
        self.sentence(by=by)
        self.assess(by=by, at=self.plan.risk.at)
        self.score(by=by, at=self.plan.risk.at)
        self.allocate(by=by)
        for act in road.in_order(self.plan):
            match act:
                case Holding():
                    self.hold(act)
                case Review():
                    self.look_again(act)
                case Meeting():
                    self.meet(act)
                case Entry():
                    self.write(act)
        protection.in_bulk(self)

    # ── Who they are ───────────────────────────────────────────────────────────────────────
    def create(self, *, by: User) -> None:
        plan, at = self.plan, self.plan.created_at
        self.person = self.keep(
            Person(
                crn=plan.crn,
                given_names=plan.given_names,
                family_name=plan.family_name,
                preferred_name=plan.preferred_name,
                date_of_birth=plan.date_of_birth,
                sex=plan.sex,
                ethnicity=plan.ethnicity,
                nationality=plan.nationality,
                language=plan.language,
                interpreter_needed=plan.interpreter_needed,
                area_id=self.service.areas[plan.area].pk,
                created_by=by,
                created_at=at,
            )
        )
        self.names: list[str] = names_of(self.person)
        self.found_by: set[int] = set()
        self.findable()
        post = authority(by, at).main_post
        assert post is not None  # a court officer has one
        self.relate(
            HolderKind.TEAM,
            post.team_id,
            RelationKind.RECORD_MADE,
            at=at,
            until=at + MAKER_MAY_OPEN_FOR,
        )
        self.audit("person.created", self.person, by=by, at=at)
        self.details(by=by, at=at)

    def findable(self) -> None:
        for key in sorted(search_keys(self.names, [self.person.date_of_birth]) - self.found_by):
            self.keep(SearchKey(person=self.person, key=key))
            self.found_by.add(key)
        self.words.update(dict.fromkeys(sorted(name_words(self.names))))

    def details(self, *, by: User, at: datetime) -> None:
        plan = self.plan
        postcode = identifiers.postcode(plan.postcode).value or ""
        self.add(
            Address(
                kind=AddressKind.MAIN,
                lines=plan.address,
                postcode=postcode,
                no_fixed_abode=plan.no_fixed_abode,
            ),
            by=by,
            at=at,
            kind=AddressKind.MAIN,
        )
        if plan.alias:
            given, family = plan.alias
            alias = OtherName(kind=NameKind.ALIAS, given_names=given, family_name=family)
            self.add(alias, by=by, at=at, kind=NameKind.ALIAS)
            self.names.append(f"{given} {family}")
            self.findable()
        if plan.mobile:
            mobile = Phone(
                kind=PhoneKind.MOBILE,
                number=identifiers.phone(plan.mobile).value or "",
                safe_to_text=plan.safe_to_text,
            )
            self.add(mobile, by=by, at=at, kind=PhoneKind.MOBILE, safe_to_text=plan.safe_to_text)
        for circumstance in plan.circumstances:
            self.add(Circumstance(kind=circumstance), by=by, at=at)
        for disability in plan.disabilities:
            self.add(Disability(kind=disability), by=by, at=at)
        for adjustment in plan.adjustments:
            self.add(Adjustment(kind=adjustment), by=by, at=at)
        if plan.emergency:
            name, relationship, number = plan.emergency
            contact = EmergencyContact(
                name=name,
                relationship=relationship,
                number=identifiers.phone(number).value or "",
            )
            self.add(contact, by=by, at=at)

    def add(self, row: Dated, *, by: User, at: datetime, **codes: object) -> None:
        row.person = self.person
        row.starts_on = timezone.localdate(at)
        row.recorded_by, row.recorded_at = by, at
        self.keep(row)
        self.audit(f"person.{PARTS[type(row)]}.added", row, by=by, at=at, **codes)

    # ── Why we hold them ───────────────────────────────────────────────────────────────────
    def sentence(self, *, by: User) -> None:
        passed, at = self.plan.sentence, self.plan.sentence.registered_at
        court = self.place.courts[self.service.courts[passed.court]]
        offences = [road.offence(passed)]
        planned = planning.plan(
            person=handle(self.person),
            court=court,
            sentenced_on=passed.sentenced_on,
            offences=offences,
            orders=[road.order(passed)],
            today=timezone.localdate(at),
            pack=policy_pack(),
        )
        registering.refuse_faults(planned, as_ordered=True)
        self.period = self.keep(
            SupervisionPeriod(person=self.person, opened_on=passed.sentenced_on)
        )
        self.event = self.keep(
            Event(
                person=self.person,
                number=1,
                period=self.period,
                court_id=court.id,
                sentenced_on=passed.sentenced_on,
                registered_by=by,
                registered_at=at,
            )
        )
        for offence in registering.offences_of(self.event, offences):
            self.keep(offence)
        self.orders: list[Order] = []
        self.rar: Requirement | None = None
        for line in planned.orders:
            order = self.keep(registering.order_of(self.event, line))
            self.orders.append(order)
            for requirement in registering.requirements_of(order, line):
                self.keep(requirement)
                if self.rar is None and requirement.kind == RequirementKind.RAR:
                    self.rar = requirement
            for condition in registering.conditions_of(order, line):
                self.keep(condition)
        self.line(
            ContactKind.SENTENCE,
            registering.moment_of(passed.sentenced_on, at),
            registering.summary(planned.orders, court.name),
            note=registering.note(planned.orders, offences),
            on=self.event,
            by=by,
            at=at,
        )
        self.audit(
            "sentence.registered",
            self.event,
            by=by,
            at=at,
            orders=len(planned.orders),
            doubts_confirmed=len(planned.doubts),
        )
        self.held_by_court(by=by, at=at)

    def held_by_court(self, *, by: User, at: datetime) -> None:
        team_id = court_team_of(by, at=at)
        self.spell = self.keep(
            Spell(
                person=self.person,
                period=self.period,
                team_id=team_id,
                reason=SpellReason.SENTENCED,
                starts_at=spells.begins_at(self.plan.sentence.sentenced_on, at=at),
                started_by=by,
            )
        )
        self.relate(HolderKind.TEAM, team_id, RelationKind.COURT_TEAM, at=at)
        self.audit("allocation.court.held", self.spell, by=by, at=at, team=team_id)

    # ── What could go wrong ────────────────────────────────────────────────────────────────
    def assess(self, *, by: User, at: datetime) -> None:
        known = self.plan.risk
        said = harm_rules.overall(known.levels)
        assert said is not None  # a plan has a level for every group
        was = self.harm.overall if self.harm else None
        self.harm = self.keep(
            risk.assessment_of(
                self.person.pk,
                known.levels,
                said=said,
                narrative={
                    "who_is_at_risk": known.who,
                    "what_could_happen": known.what,
                    "what_protects_them": known.protects,
                },
                by=by,
                at=at,
            )
        )
        said_so = harm_change(was, said.level)
        self.line(ContactKind.RISK, at, said_so, note=said.because, on=self.harm, by=by, at=at)
        self.audit("risk.harm.assessed", self.harm, by=by, at=at, before=was, now=said.level)

    def score(self, *, by: User, at: datetime) -> None:
        score = self.keep(
            ReoffendingScore(
                person=self.person,
                rsr=at_two_decimals(self.plan.risk.rsr),
                source=ScoreSource.TYPED,
                assessed_on=at.date(),
                recorded_by=by,
                recorded_at=at,
            )
        )
        self.line(
            ContactKind.RISK,
            at,
            risk.said_of_score(score),
            note=risk.source_of_score(score),
            on=score,
            by=by,
            at=at,
        )
        self.audit("risk.score.recorded", score, by=by, at=at)

    def register(self, kind: RegistrationKind, *, by: User, at: datetime) -> None:
        today = timezone.localdate(at)
        flag = self.keep(
            Registration(
                person=self.person,
                kind=kind,
                starts_on=today,
                review_due_on=risk.registration_due(kind, today),
                registered_by=by,
                registered_at=at,
            )
        )
        self.flags[kind] = flag
        self.tell_of_flag(flag, "added", "", by=by, at=at)

    def review(self, kind: RegistrationKind, *, by: User, at: datetime) -> None:
        flag, today = self.flags[kind], timezone.localdate(at)
        flag.review_due_on = risk.registration_due(kind, today)
        self.keep(
            RegistrationReview(
                registration=flag,
                reviewed_on=today,
                note=road.STILL_SO,
                next_due_on=flag.review_due_on,
                by=by,
                at=at,
            )
        )
        self.tell_of_flag(flag, "reviewed", road.STILL_SO, by=by, at=at)

    def tell_of_flag(
        self, flag: Registration, what: str, note: str, *, by: User, at: datetime
    ) -> None:
        kind = RegistrationKind(flag.kind)
        said = risk.said_of_registration(what, kind)
        self.line(ContactKind.RISK, at, said, note=note, on=flag, by=by, at=at)
        self.audit(f"risk.registration.{what}", flag, by=by, at=at, kind=kind)

    def set_mappa(self, *, by: User, at: datetime) -> None:
        assert self.plan.risk.mappa is not None  # asked only where there is one
        (category, level), today = self.plan.risk.mappa, timezone.localdate(at)
        if self.mappa is not None:
            risk.end(self.mappa, on=today, why=risk.CHANGED, by=by, at=at)
        self.mappa = self.keep(
            Mappa(
                person=self.person,
                category=category,
                level=level,
                starts_on=today,
                review_due_on=risk.mappa_due(level, today),
                set_by=by,
                set_at=at,
            )
        )
        said = risk.said_of_mappa(self.mappa)
        self.line(ContactKind.RISK, at, said, on=self.mappa, by=by, at=at)
        self.audit("risk.mappa.set", self.mappa, by=by, at=at, category=category, level=level)

    def look_again(self, review: Review) -> None:
        officer = self.service.officer(self.plan.team, review.officer)
        match review.of:
            case HarmLevel():
                self.assess(by=officer, at=review.at)
            case RegistrationKind():
                self.review(review.of, by=officer, at=review.at)
            case MappaLevel():
                self.set_mappa(by=officer, at=review.at)

    # ── Whose case it is ───────────────────────────────────────────────────────────────────
    def allocate(self, *, by: User) -> None:
        plan, at = self.plan, self.plan.allocated_at
        today = timezone.localdate(at)
        assert self.harm is not None  # assessed at court
        inputs = AllocationInputs(
            harm=HarmLevel(self.harm.overall),
            is_mappa_eligible=plan.risk.mappa is not None,
            rsr=at_two_decimals(plan.risk.rsr),
            is_liable_to_deportation=plan.deportation,
            is_public_interest=plan.public_interest,
            crc=self.place.company(self.service.areas[plan.area].pk, today),
        )
        sentenced_on = plan.sentence.sentenced_on
        organisation = self.team.unit.region.organisation
        decision = self.keep(
            deciding.decision_of(
                self.person.pk,
                self.event.pk,
                sentenced_on=sentenced_on,
                inputs=inputs,
                sources={},
                ruled=allocations.proposal(inputs, sentenced_on=sentenced_on),
                decided=ProviderKind(plan.provider.value),
                override_why=None,
                organisation_id=organisation.pk,
                team_id=self.team.pk,
                by=by,
                at=at,
            )
        )
        kinds = [OrderKind(o.kind) for o in sorted(self.orders, key=lambda o: (o.starts_on, -o.pk))]
        due = allocations.first_appointment_by(kinds, on=today)
        self.pass_on(
            officer=None,
            reason=SpellReason.ALLOCATED,
            decision=decision,
            first_contact_by=due.due_on if due else None,
            by=by,
            at=at,
        )
        self.end_relations(RelationKind.COURT_TEAM, at=at + COURT_TEAM_KEEPS_SIGHT_FOR)
        self.relate(HolderKind.TEAM, self.team.pk, RelationKind.TEAM, at=at)
        self.relate(HolderKind.UNIT, self.team.unit_id, RelationKind.UNIT, at=at)
        self.line(
            ContactKind.ALLOCATION,
            at,
            deciding.said_of_allocation(organisation.name, self.team.name),
            note=decision.because,
            on=decision,
            by=by,
            at=at,
        )
        self.audit(
            "allocation.organisation.decided",
            decision,
            by=by,
            at=at,
            decided=decision.decided,
            rule=decision.rule,
            override=False,
            team=self.team.pk,
        )

    def pass_on(
        self,
        *,
        officer: User | None,
        reason: SpellReason,
        by: User,
        at: datetime,
        note: str = "",
        decision: AllocationDecision | None = None,
        first_contact_by: date | None = None,
    ) -> None:
        following = spells.following_on(
            self.spell,
            team_id=self.team.pk,
            officer=officer,
            reason=reason,
            by=by,
            at=at,
            note=note,
            decision=decision,
            first_contact_by=first_contact_by,
        )
        if following is not self.spell:
            self.spell = self.keep(following)

    def hold(self, holding: Holding) -> None:
        plan, at = self.plan, holding.at
        senior = self.service.senior(plan.team)
        officer = self.service.officer(plan.team, holding.officer)
        is_first = holding is plan.holdings[0]
        before, note = self.spell.officer, "" if is_first else road.handover(plan)
        today = timezone.localdate(at)
        self.pass_on(
            officer=officer,
            reason=holding.reason,
            note=note,
            first_contact_by=(
                self.spell.first_contact_by if is_first else assigning.first_contact_due(today)
            ),
            by=senior,
            at=at,
        )
        self.end_relations(RelationKind.RESPONSIBLE_OFFICER, RelationKind.DEPUTY, at=at)
        self.relate(HolderKind.USER, officer.pk, RelationKind.RESPONSIBLE_OFFICER, at=at)
        deputy_id = self.place.deputy(officer.pk, today)
        if deputy_id is not None:
            self.relate(HolderKind.USER, deputy_id, RelationKind.DEPUTY, at=at)
        self.line(
            ContactKind.ALLOCATION,
            at,
            moving.said_of_holder(before, officer, self.team.name, holding.reason),
            note=note,
            on=self.spell,
            by=senior,
            at=at,
        )
        self.audit(
            "allocation.officer.changed" if before else "allocation.officer.assigned",
            self.spell,
            by=senior,
            at=at,
            officer=officer.username,
            before=before.username if before else None,
            reason=holding.reason,
        )
        if before is not None and before.pk != officer.pk:
            self.changes += 1
            handover = self.keep(
                moving.handover(
                    self.spell,
                    person_id=self.person.pk,
                    before_id=before.pk,
                    number=self.changes,
                    harm=HarmLevel(self.harm.overall) if self.harm else None,
                    at=at,
                )
            )
            self.read(handover, road.handover_read_at(holding), by=officer)
        if is_first:
            for kind in plan.risk.registrations:
                self.register(kind, by=officer, at=at)
            if plan.risk.mappa:
                self.set_mappa(by=officer, at=at)

    def read(self, handover: Handover, at: datetime | None, *, by: User) -> None:
        if at is None:
            return
        page = HandoverPage(handover=handover, **road.handover_page(self.plan), by=by, at=at)
        self.keep(page)
        handover.met_how, handover.met_on = HandoverWay.SPOKEN, at.date()
        handover.read_by, handover.read_at = by, at
        self.audit("allocation.handover.read", handover, by=by, at=at, how=handover.met_how)

    # ── Meetings and the record ────────────────────────────────────────────────────────────
    def meet(self, meeting: Meeting) -> None:
        officer = self.service.officer(self.plan.team, meeting.officer)
        office_id = self.team.office_id if road.is_at_office(meeting) else None
        rar = self.rar if meeting.is_rar else None
        at = meeting.arranged_at
        terms = booking.Terms(
            officer=officer,
            kind=meeting.kind,
            minutes=meeting.minutes,
            office=self.place.offices[office_id] if office_id is not None else None,
            place=road.place(meeting),
            requirement_id=rar.pk if rar else None,
            counts_as_rar_day=meeting.is_rar,
        )
        made = booking.row_of(terms, meeting.starts_at, person_id=self.person.pk, by=officer, at=at)
        made.requirement = rar
        self.keep(made)
        arranged = self.keep(
            contacts.line(
                person_id=self.person.pk,
                kind=ContactKind.APPOINTMENT,
                happened_at=made.starts_at,
                summary=booking.summary(made),
                reference=made,
                by=officer,
                at=at,
            )
        )
        self.keep(arranging.arranged(made, of_series=1, by=officer, at=at))
        if meeting.outcome is None or meeting.outcome_at is None:
            return

        outcome, at = meeting.outcome, meeting.outcome_at
        outcomes.put_outcome(made, outcome, by=officer, at=at, counts_as_rar_day=meeting.is_rar)
        made.version += 1
        line = self.keep(
            contacts.in_place_of(
                arranged,
                why=outcome.label,
                by=officer,
                at=at,
                outcome=outcome,
                note=meeting.note,
            )
        )
        self.keep(outcomes.recorded(made, outcome, line_id=line.pk, by=officer, at=at))
        self.audit("appointment.outcome.recorded", made, by=officer, at=at, outcome=outcome)
        if failures.counts(outcome):
            self.fail(meeting, made, outcome, by=officer, at=at)

    def fail(
        self, meeting: Meeting, made: Appointment, outcome: Outcome, *, by: User, at: datetime
    ) -> None:
        day = timezone.localdate(made.starts_at)
        ran = [order for order in self.orders if order.starts_on <= day]
        order_id = ran[0].pk if len(ran) == 1 else None
        if made.requirement_id is not None and self.rar is not None:
            order_id = self.rar.order_id
        office = made.office.name if made.office is not None else ""
        failure = self.keep(
            failures.failure_of(
                person_id=self.person.pk,
                order_id=order_id,
                requirement_id=made.requirement_id if order_id else None,
                appointment_id=made.pk,
                starts_at=made.starts_at,
                told=failures.instruction(
                    meeting.kind,
                    by.name,
                    ", ".join(part for part in (office, made.place) if part),
                    at=made.starts_at,
                ),
                told_at=meeting.arranged_at,
                outcome=outcome,
                by=by,
                at=at,
            )
        )
        self.audit("enforcement.failure.noticed", failure, by=by, at=at, outcome=outcome)
        if (decided_at := road.excuse_decided_at(meeting)) is None:
            return

        excuse = road.excuse_of(order_id)
        failure.excuse, failure.decided_by, failure.decided_at = excuse, by, decided_at
        failure.decided_why = road.WHY_DECIDED[excuse]
        failure.version += 1
        said = failures.told(excuse.label, failure)
        self.line(ContactKind.CASE_NOTE, decided_at, said, by=by, at=decided_at)
        self.audit("enforcement.excuse.decided", failure, by=by, at=decided_at, excuse=excuse)

    def write(self, act: Entry) -> None:
        officer = self.service.officer(self.plan.team, act.officer)
        written = self.line(
            act.kind,
            act.at,
            act.summary,
            note=act.note,
            is_sensitive=act.is_sensitive,
            by=officer,
            at=act.at,
        )
        self.audit("contact.recorded", written, by=officer, at=act.at, kind=act.kind)

    # ── What every act writes ──────────────────────────────────────────────────────────────
    def line(
        self,
        kind: ContactKind,
        happened_at: datetime,
        summary: str,
        *,
        by: User,
        at: datetime,
        note: str = "",
        is_sensitive: bool = False,
        on: Model | None = None,
    ) -> Contact:
        return self.keep(
            contacts.line(
                person_id=self.person.pk,
                kind=kind,
                happened_at=happened_at,
                summary=summary,
                note=note,
                is_sensitive=is_sensitive,
                reference=on,
                by=by,
                at=at,
            )
        )

    def audit(self, action: str, on: Model, *, by: User, at: datetime, **codes: object) -> None:
        self.keep(entry(action, on=on, person_id=self.person.pk, by=by.username, at=at, **codes))

    def relate(
        self,
        holder: HolderKind,
        holder_id: int,
        relation: RelationKind,
        *,
        at: datetime,
        until: datetime | None = None,
    ) -> None:
        row = Relation(
            record_kind="person",
            record_id=self.person.pk,
            holder_kind=holder,
            holder_id=holder_id,
            relation=relation,
            starts_at=at,
            ends_at=until,
        )
        self.relations.append(self.keep(row))

    def end_relations(self, *relations: RelationKind, at: datetime) -> None:
        for row in self.relations:
            if row.relation in relations and row.ends_at is None:
                row.ends_at = at


def handle(person: Person) -> Handle:
    return Handle(
        id=person.pk,
        ids=(person.pk,),
        crn=person.crn,
        given_names=person.given_names,
        family_name=person.family_name,
        preferred_name=person.preferred_name,
        date_of_birth=person.date_of_birth,
        sex=Sex(person.sex),
        language=person.language,
        interpreter_needed=person.interpreter_needed,
        area_id=person.area_id,
        died_on=None,
        version=person.version,
    )
