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
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.risk import queries as risk
from openprobation.supervision.sentences import queries as sentences
from openprobation.supervision.workforce import queries as workforce
from openprobation.vocabulary.sentences import RequirementKind
from openprobation.vocabulary.term import Term

from .joined import every, last_of, one


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the person's page shows, ready to show."""

    holder: allocations.Holder | None
    changes_of_officer: int
    harm: risk.Harm | None
    at_risk: list[risk.AtRiskLine]
    flags: tuple[risk.Flag, ...]
    mappa: risk.MappaLine | None
    rsr: risk.Score | None
    tier: workforce.TierLine | None
    orders: list[sentences.OrderLine]
    past_orders: list[sentences.OrderLine]
    coming: list[appointments.DayEntry]
    last: appointments.Last | None
    needs: list[tuple[str, str]]
    rar: dict[int, appointments.RarDays]

    @property
    def next(self) -> appointments.DayEntry | None:
        return self.coming[0] if self.coming else None


def page_of(person: persons.Handle, *, at: datetime, on: date) -> Page:
    """One query a question, however long the record."""
    activities = [
        line.id
        for line in sentences.live_requirements(person.ids, on)
        if line.kind is RequirementKind.RAR
    ]
    rar = appointments.rar_days(activities, on) if activities else {}
    orders = sentences.orders_of(person.ids, on, done={pk: days.done for pk, days in rar.items()})
    return Page(
        holder=allocations.holder(person.ids, at),
        changes_of_officer=sum(allocations.officer_changes(person.ids).values()),
        harm=risk.latest(risk.harm(person.ids)),
        at_risk=risk.at_risk(person.ids),
        flags=every(risk.flags(person.ids), person.ids),
        mappa=risk.latest(risk.mappa(person.ids)),
        rsr=risk.latest(risk.rsr(person.ids)),
        tier=one(workforce.tiers(person.ids), person.ids),
        orders=[order for order in orders if order.is_live],
        past_orders=[order for order in orders if not order.is_live],
        coming=appointments.for_person(person.ids, at, size=4),
        last=last_of(appointments.last_for(person.ids, at), person.ids),
        needs=working_together(person, on=on),
        rar=rar,
    )


def working_together(person: persons.Handle, *, on: date) -> list[tuple[str, str]]:
    """What changes how we work with somebody: language, adjustments, circumstances, address, telephone."""
    address = one(persons.main_addresses(person.ids, on=on), person.ids)
    number = one(persons.text_numbers(person.ids, on=on), person.ids)
    adjustments = every(persons.adjustments_of(person.ids, on=on), person.ids)
    circumstances = every(persons.circumstances_of(person.ids, on=on), person.ids)
    disabilities = every(persons.disabilities_of(person.ids, on=on), person.ids)
    language = person.language + (
        f", {_('interpreter needed')}" if person.interpreter_needed else ""
    )
    return [
        (_("Language"), language),
        (_("Adjustments"), spoken(adjustments) or _("None recorded")),
        (_("Circumstances"), spoken(circumstances) or _("None recorded")),
        (_("Disabilities"), spoken(disabilities) or _("None recorded")),
        (_("Lives at"), address.lines if address else ""),
        (
            _("Safe to text"),
            phone_as_people_write_it(number) if number else _("No number is safe to text"),
        ),
    ]


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
