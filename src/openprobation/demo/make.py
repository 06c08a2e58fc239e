"""How is the demonstration made? What the first page needs, by actions; the rest in bulk, behind a progress line."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from openprobation.foundation.clock import PUBLICATION_DAY, machine_now
from openprobation.foundation.clock import actions as clock
from openprobation.foundation.clock.models import ServiceClock
from openprobation.foundation.identity.models import User
from openprobation.inspection.reports import actions as reports

from . import road, service, stories
from .plan import FIRST_TEAM_PEOPLE, plan_person

Progress = Callable[[str], None]


def is_made() -> bool:
    """Whether this database holds a demonstration whose first part was finished."""
    return ServiceClock.objects.exists()


def is_ours() -> bool:
    """Whether what is here is a demonstration, or nothing yet: only that may be reset."""
    return is_made() or not User.objects.filter(is_system=False).exists()


def before_first_page(progress: Progress) -> None:
    """The organisations, the stories and the first team of 150, in one transaction: all of it, or nothing."""
    with transaction.atomic():
        progress("Loading the published judgements")
        reports.load_published(at=PUBLICATION_DAY)
        progress("Setting up organisations, teams and staff")
        made = service.set_up()
        for number in range(1, FIRST_TEAM_PEOPLE + 1):
            if number % 25 == 1:
                progress(
                    f"Making the first team's people, by the actions officers use: {number - 1} of {FIRST_TEAM_PEOPLE}"
                )
            road.make(plan_person(number), service=made)
        progress("Telling the stories")
        stories.tell(made)
        clock.start(service_moment=PUBLICATION_DAY, machine_moment=machine_now())
