"""Who is this person, who holds them and why, who is at risk and what protects them, what is next?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from openprobation.rules.identifiers import phone_as_people_write_it
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.appointments import queries as appointments
from openprobation.supervision.contacts import queries as contacts
from openprobation.supervision.interventions.queries import women
from openprobation.supervision.iom import queries as iom
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.risk import queries as risk
from openprobation.supervision.sentences import queries as sentences
from openprobation.supervision.unpaid_work import queries as unpaid_work
from openprobation.supervision.workforce import queries as workforce
from openprobation.vocabulary.persons import Sex
from openprobation.vocabulary.sentences import RequirementKind
from openprobation.vocabulary.term import Term

from .joined import by_person, every, last_of, of, one
from .keeping import Shelf
from .models import Shown

COMING = 4
"""Appointments to come that the page names."""


@dataclass(frozen=True, slots=True)
class Page:
    """What the person's page shows whoever looks, as it is on a day and until something begins or ends."""

    ids: tuple[int, ...]
    good_until: datetime | None
    changes_of_officer: int
    harm: risk.Harm | None
    at_risk: tuple[risk.AtRiskLine, ...]
    flags: tuple[risk.Flag, ...]
    mappa: risk.MappaLine | None
    rsr: risk.Score | None
    tier: workforce.TierLine | None
    orders: tuple[sentences.OrderLine, ...]
    past_orders: tuple[sentences.OrderLine, ...]
    coming: tuple[appointments.DayEntry, ...]
    last: appointments.Last | None
    needs: tuple[tuple[str, str], ...]

    @property
    def next(self) -> appointments.DayEntry | None:
        return self.coming[0] if self.coming else None


def page_of(person: persons.Handle, *, at: datetime, on: date) -> Page:
    """One query where it is kept. Who may see the person is asked before; who holds them, beside it."""
    return PAGES.of(person.ids, at=at, on=on)[person.id]


def pages_of(person_ids: Collection[int], *, at: datetime, on: date) -> dict[int, Page]:
    """What every context tells of these people, by the id of any of their records. One query a question.

    Nothing here is the viewer's, and nothing is written anywhere but on the record: who holds a case may
    change with the team that holds it, so the page asks that each time.
    """
    people = persons.by_ids(person_ids)
    whose = {pk: person.id for person in people.values() for pk in person.ids}
    ids = list(whose)
    activities = [
        line.id for line in sentences.live_requirements(ids, on) if line.kind is RequirementKind.RAR
    ]
    rar = appointments.rar_days(activities, on) if activities else {}
    done = {pk: days.done for pk, days in rar.items()}
    done |= {
        each.requirement_id: each.done_hours
        for lines in unpaid_work.progress(ids, on).values()
        for each in lines
    }
    orders = by_person(sentences.orders_of(ids, on, done=done), whose)
    at_risk = by_person(risk.at_risk(ids), whose)
    changes = allocations.officer_changes(ids)
    harm, flags, mappa, rsr = risk.harm(ids), risk.flags(ids), risk.mappa(ids), risk.rsr(ids)
    tiers = workforce.tiers(ids)
    coming = by_person(appointments.coming(ids, at, size=COMING), whose)
    past = appointments.last_for(ids, at)
    turns = appointments.next_turns(ids, at)
    needs = working_together(people.values(), on=on)
    found: dict[int, Page] = {}
    for person in people.values():
        page = Page(
            ids=person.ids,
            good_until=min((turns[pk] for pk in person.ids if pk in turns), default=None),
            changes_of_officer=sum(changes[pk] for pk in person.ids),
            harm=risk.latest(of(harm, person.ids)),
            at_risk=tuple(at_risk[person.id]),
            flags=every(flags, person.ids),
            mappa=risk.latest(of(mappa, person.ids)),
            rsr=risk.latest(of(rsr, person.ids)),
            tier=one(tiers, person.ids),
            orders=tuple(order for order in orders[person.id] if order.is_live),
            past_orders=tuple(order for order in orders[person.id] if not order.is_live),
            coming=tuple(coming[person.id][:COMING]),
            last=last_of(past, person.ids),
            needs=needs[person.id],
        )
        found |= dict.fromkeys(person.ids, page)
    return found


PAGES = Shelf(Shown.PAGE, Page, pages_of)


def working_together(
    people: Collection[persons.Handle], *, on: date
) -> dict[int, tuple[tuple[str, str], ...]]:
    """What changes how we work with people: language, adjustments, circumstances, address, telephone."""
    ids = [pk for person in people for pk in person.ids]
    addresses = persons.main_addresses(ids, on=on)
    numbers = persons.text_numbers(ids, on=on)
    adjustments = persons.adjustments_of(ids, on=on)
    circumstances = persons.circumstances_of(ids, on=on)
    disabilities = persons.disabilities_of(ids, on=on)
    hers = [pk for person in people if person.sex == Sex.FEMALE for pk in person.ids]
    offers = women.latest_offers(hers) if hers else {}
    shared = iom.before_a_team(ids)
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    for person in people:
        offer = women.latest_of(offers, person.ids)
        team = one(shared, person.ids)
        address, number = one(addresses, person.ids), one(numbers, person.ids)
        language = person.language + (
            f", {_('interpreter needed')}" if person.interpreter_needed else ""
        )
        nothing = _("None recorded")
        found[person.id] = (
            (_("Language"), language),
            (_("Adjustments"), spoken(every(adjustments, person.ids)) or nothing),
            (_("Circumstances"), spoken(every(circumstances, person.ids)) or nothing),
            (_("Disabilities"), spoken(every(disabilities, person.ids)) or nothing),
            (_("Lives at"), address.lines if address else ""),
            (
                _("Safe to text"),
                phone_as_people_write_it(number) if number else _("No number is safe to text"),
            ),
            *([(_("How to reach her safely"), offer.how_to_reach)] if offer else []),
            *([(_("IOM"), spoken([word for word in team if word]))] if team else []),
        )
    return found


def spoken(words: Collection[Term]) -> str:
    return ", ".join(word.label for word in words)


@dataclass(frozen=True, slots=True)
class DayOfRecord:
    on: date
    lines: list[contacts.Line]


def by_day(lines: list[contacts.Line]) -> list[DayOfRecord]:
    """Lines of the timeline under their day, latest first."""
    days: list[DayOfRecord] = []
    for line in lines:
        on = timezone.localdate(line.at)
        if not days or days[-1].on != on:
            days.append(DayOfRecord(on, []))
        days[-1].lines.append(line)
    return days
