"""How is the demonstration made? What the first page needs, by actions; the rest beside the pages."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from openprobation.foundation.clock import PUBLICATION_DAY, machine_now
from openprobation.foundation.clock import actions as clock
from openprobation.inspection.reports import actions as reports
from openprobation.supervision.persons import queries as persons

from . import beside, road, service, stories
from .plan import FIRST_TEAM_PEOPLE, crn_of, plan_person

Progress = Callable[[str], None]
TOLD_EVERY = 25


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
    """Everybody after the first team, one whole person at a time; taken up again where it stopped."""
    made = service.load()
    for number in range(FIRST_TEAM_PEOPLE + 1, people + 1):
        if persons.by_crn(crn_of(number)) is None:
            road.make(plan_person(number), service=made)
        if number % TOLD_EVERY == 0 or number == people:
            progress(f"Making the demonstration's people: {number:,} of {people:,}")


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
