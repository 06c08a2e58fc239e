"""How many packs lie with the enforcement team of a region in a nation? Forty, at every stage.

The demonstration's own fourteen are a morning's work; a page is measured with a unit's. They are made
in the first region by the actions people use, before it is copied, so what they cost does not grow.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction

from openprobation.rules.working_days import full_business_day_after
from openprobation.supervision.enforcement.actions import breach as actions
from openprobation.supervision.enforcement.queries import breach as queries
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.breach import BreachState, CourtProcess
from openprobation.vocabulary.persons import Ethnicity, Sex

from . import assumptions as share
from .breaches import AREAS, DISAGREE, ENFORCEMENT, NO_PROOF, UNANSWERED, UNCLEAR, Told, failing
from .names import FAMILY, GIVEN
from .plan import at_clock, crn_of
from .service import Service
from .stories import FIRST as FIRST_OF_STORIES

NUMBERS = (*range(44, 60), *range(78, 88))
"""Of these people among those of the stories; the stories leave them free."""
STAGES = (
    *(BreachState.SUBMITTED,) * 7,
    *(BreachState.RESUBMITTED,) * 5,
    *(BreachState.ACCEPTED,) * 5,
    *(BreachState.LAID,) * 4,
    *(BreachState.LISTED,) * 5,
)
RETURNS = ((NO_PROOF,), (UNANSWERED, NO_PROOF), (DISAGREE,), (UNCLEAR,))
LATELY, EARLIER = (date(2017, 2, 3), date(2017, 2, 14)), (date(2017, 1, 23), date(2017, 2, 1))
"""Missed on which day, and sent on which: those nobody has answered, and those further on."""
HEARD = date(2017, 2, 27)


def told() -> Iterator[tuple[int, BreachState, Told]]:
    """Number, stage and story of each: a name drawn, the teams in turn."""
    rng = random.Random(f"{share.SEED}:packs")
    teams = list(AREAS)
    for place, (number, stage) in enumerate(zip(NUMBERS, STAGES, strict=True)):
        sex = Sex.FEMALE if rng.random() < 0.15 else Sex.MALE
        waits = stage in (BreachState.SUBMITTED, BreachState.RESUBMITTED)
        missed, sent = LATELY if waits else EARLIER
        returned = rng.choice(RETURNS) if stage is BreachState.RESUBMITTED else ()
        yield (
            number,
            stage,
            Told(
                rng.choice(GIVEN[Ethnicity.WHITE, sex.value]),
                rng.choice(FAMILY[Ethnicity.WHITE]),
                sex,
                teams[place % len(teams)],
                missed,
                sent,
                returned,
            ),
        )


@transaction.atomic
def tell(service: Service) -> None:
    """All of them, or those that are there left alone."""
    if persons.ids_of([crn_of(FIRST_OF_STORIES + NUMBERS[0])]):
        return
    for number, stage, one in told():
        go_on(service, stage, one, person_id=failing(service, one, number=number))


def go_on(service: Service, stage: BreachState, one: Told, *, person_id: int) -> None:
    """From the enforcement team's desk towards court, as far as its stage."""
    if stage in (BreachState.SUBMITTED, BreachState.RESUBMITTED) or one.sent is None:
        return
    by = service.by_role[ENFORCEMENT, Role.ENFORCEMENT_OFFICER]
    (line,) = queries.breaches_of([person_id])
    decided = at_clock(full_business_day_after(one.sent, 1), 11, 0)
    actions.accept(breach_id=line.id, by=by, at=decided - timedelta(hours=1))
    if stage is not BreachState.ACCEPTED:
        listed = stage is BreachState.LISTED
        actions.lay_information(
            breach_id=line.id,
            listed_for=actions.ListedFor(line.court_id, HEARD, CourtProcess.SUMMONS)
            if listed
            else None,
            by=by,
            at=decided,
        )
