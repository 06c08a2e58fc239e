"""How is the demonstration made? What the first page needs, by actions; the rest beside the pages."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from openprobation.foundation.audit import actions as audit
from openprobation.foundation.clock import PUBLICATION_DAY, machine_now, now
from openprobation.foundation.clock import actions as clock
from openprobation.inspection.reports import actions as reports

from . import (
    beside,
    breaches,
    bulk,
    inspection,
    iom,
    moves,
    nation,
    noon,
    packs,
    plans,
    road,
    service,
    services,
    stories,
    unpaid_work,
    workforce,
)
from . import reports as invented
from .plan import FIRST_TEAM_PEOPLE, PersonPlan, plan_person, shortened

Progress = Callable[[str], None]
TOLD_EVERY = 25
MOST_IN_A_REGION = 20_000
PEOPLE_OF_A_REGION = 3_000
BATCH = 100
"""People a transaction: the write lock is held for about a third of a second."""


def before_first_page(progress: Progress) -> None:
    """The organisations, the first team of 150 and the stories: all of it, or nothing."""
    with transaction.atomic(), nothing_beside_it():
        progress("Loading the published judgements")
        reports.load_published(at=PUBLICATION_DAY)
        progress("Setting up organisations, teams and staff")
        made = service.set_up()
        make_first_team(made, progress)
        progress("Telling the stories")
        stories.tell(made)
        workforce.hand_over_tiers(map(plan_person, range(1, FIRST_TEAM_PEOPLE + 1)))
        workforce.tell(made)
        breaches.tell(made)
        unpaid_work.tell(made)
        plans.tell(made)
        services.tell(made)
        iom.tell(made)
        moves.tell(made)
        invented.tell_alone(made)
        inspection.tell(made)
        noon.tell(made)
        clock.start(service_moment=PUBLICATION_DAY, machine_moment=machine_now())


def make_first_team(made: service.Service, progress: Progress) -> None:
    """The first team's people by the actions officers use; half of them on the other core, where there is one."""
    if not beside.can_help():
        make_people(1, FIRST_TEAM_PEOPLE, made=made, progress=progress)
        return
    half = FIRST_TEAM_PEOPLE // 2
    with beside.making(half + 1, FIRST_TEAM_PEOPLE) as other_half:
        make_people(1, half, made=made, progress=progress)
        other_half.take_over()


def make_people(first: int, last: int, *, made: service.Service, progress: Progress) -> None:
    for number in range(first, last + 1):
        if (number - first) % TOLD_EVERY == 0:
            share = (number - first) * 100 // (last - first + 1)
            progress(f"Making the first team's people by the actions officers use: {share}%")
        road.make(plan_person(number), service=made)


def the_rest(people: int, progress: Progress) -> None:
    """Everybody after the first team, by the bulk road; taken up again where it stopped.

    A batch is one transaction: either all of its people are there, whole, or none is. Beyond one
    region's people there is a nation: one region with shorter histories, and copies of it.
    """
    refuse_more_than_fit(people)
    invented.draw_papers(now())
    if people <= MOST_IN_A_REGION:
        in_bulk(people, plan_person, progress)
        if people >= PEOPLE_OF_A_REGION:
            inspection.tell_of_everybody(service.load())
        return
    in_bulk(PEOPLE_OF_A_REGION, lambda number: shortened(plan_person(number)), progress)
    packs.tell(service.load())
    nation.grow(people, progress)


def refuse_more_than_fit(people: int) -> None:
    """More than a region's people are a nation, and it is kept where a nation can be."""
    if people > MOST_IN_A_REGION:
        nation.refuse_where_it_cannot_be()


def in_bulk(people: int, plan: Callable[[int], PersonPlan], progress: Progress) -> None:
    made = service.load()
    place = bulk.Place.of(made)
    for first in range(FIRST_TEAM_PEOPLE + 1, people + 1, BATCH):
        last = min(first + BATCH - 1, people)
        missing = bulk.missing(range(first, last + 1))
        if missing:
            with transaction.atomic():
                bulk.make(map(plan, missing), place=place).write()
                workforce.hand_over_tiers(map(plan_person, missing))
            seal_as_we_go()
            progress(f"Making the demonstration's people: {last:,} of {people:,}")
    workforce.tell_the_rest(made)


def seal_as_we_go() -> None:
    """The embedded database has one writer, and sealing a minute's bulk would hold it for seconds."""
    if connection.vendor == "sqlite":
        audit.seal(at=now())


@contextmanager
def nothing_beside_it() -> Iterator[None]:
    """One long act that nothing interrupts: no savepoints inside it, and no collecting of garbage."""
    could = connection.features.uses_savepoints
    connection.features.uses_savepoints = False
    gc.disable()
    try:
        yield
    finally:
        connection.features.uses_savepoints = could
        gc.enable()
