"""Who is this person, who holds them and why, who is at risk and what protects them, what is next?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from openprobation.rules.identifiers import phone_as_people_write_it
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.appointments import queries as appointments
from openprobation.supervision.contacts import queries as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.risk import queries as risk
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.sentences import RequirementKind
from openprobation.vocabulary.term import Term

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the person's page shows, ready to show."""

    holder: allocations.Holder | None
    changes_of_officer: int
    harm: risk.Harm | None
    flags: tuple[risk.Flag, ...]
    mappa: risk.MappaLine | None
    rsr: risk.Score | None
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
        holder=one(allocations.holders(person.ids, at), person.ids),
        changes_of_officer=sum(allocations.officer_changes(person.ids).values()),
        harm=one(risk.harm(person.ids), person.ids),
        flags=one(risk.flags(person.ids), person.ids) or (),
        mappa=one(risk.mappa(person.ids), person.ids),
        rsr=one(risk.rsr(person.ids), person.ids),
        orders=[order for order in orders if order.is_live],
        past_orders=[order for order in orders if not order.is_live],
        coming=appointments.for_person(person.ids, at, size=4),
        last=one(appointments.last_for(person.ids, at), person.ids),
        needs=working_together(person, on=on),
        rar=rar,
    )


def working_together(person: persons.Handle, *, on: date) -> list[tuple[str, str]]:
    """What changes how we work with somebody: language, adjustments, circumstances, address, telephone."""
    address = one(persons.main_addresses(person.ids, on=on), person.ids)
    number = one(persons.text_numbers(person.ids, on=on), person.ids)
    adjustments = one(persons.adjustments_of(person.ids, on=on), person.ids) or ()
    circumstances = one(persons.circumstances_of(person.ids, on=on), person.ids) or ()
    disabilities = one(persons.disabilities_of(person.ids, on=on), person.ids) or ()
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


def one(found: Mapping[int, T], ids: tuple[int, ...]) -> T | None:
    """The answer for a record or, where it has none, for one merged into it."""
    return next((found[pk] for pk in ids if pk in found), None)


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
