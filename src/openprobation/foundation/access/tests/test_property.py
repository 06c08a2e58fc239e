"""Do the filter in SQL and the answer in Python open the same records, whatever the rows?

Moments are drawn at the edges: a second before, at and after the moment asked about. What is open
is also worked out from the drawn rows alone, so that both cannot be wrong in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openprobation.foundation import clock
from openprobation.foundation.access import queries
from openprobation.foundation.access.models import Look, Relation, Restriction
from openprobation.foundation.identity.models import User
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.foundation.organisations.models import Area, Posting
from openprobation.foundation.organisations.tests.factories import (
    AreaFactory,
    PostingFactory,
    TeamFactory,
    UnitFactory,
)
from openprobation.vocabulary.access import (
    HolderKind,
    LookReason,
    RelationKind,
    RestrictionKind,
    Role,
)

AT = clock.PUBLICATION_DAY
DAY = AT.date()
RECORDS = range(3)
TEAMS = range(3)  # the first two in one unit, the third in another
UNITS = range(2)
UNIT_OF = (0, 0, 1)
KIND = "area"

edge = st.sampled_from([AT - timedelta(seconds=1), AT, AT + timedelta(seconds=1)])
span = st.tuples(edge, st.one_of(st.none(), edge)).filter(lambda s: s[1] is None or s[1] >= s[0])
day_edge = st.sampled_from([DAY - timedelta(days=1), DAY, DAY + timedelta(days=1)])
day_span = st.tuples(day_edge, st.one_of(st.none(), day_edge)).filter(
    lambda s: s[1] is None or s[1] >= s[0]
)
record = st.sampled_from(RECORDS)
is_viewer = st.booleans()


@dataclass(frozen=True)
class Post:
    team: int
    leads_unit: bool
    days: tuple


@dataclass(frozen=True)
class Held:
    record: int
    holder: HolderKind
    place: int  # which user (0 is the viewer), team or unit
    span: tuple


@dataclass(frozen=True)
class Shut:
    record: int
    kind: RestrictionKind
    is_viewer: bool
    span: tuple


@dataclass(frozen=True)
class Looked:
    record: int
    is_viewer: bool
    is_emergency: bool
    span: tuple


@dataclass(frozen=True)
class World:
    posts: tuple[Post, ...]
    held: tuple[Held, ...]
    shut: tuple[Shut, ...]
    looked: tuple[Looked, ...]
    is_system: bool = field(default=False)


def some(strategy, most=4, key=None):
    return st.lists(strategy, max_size=most, unique_by=key).map(tuple)


worlds = st.builds(
    World,
    posts=some(
        st.builds(Post, st.sampled_from(TEAMS), st.booleans(), day_span), 2, lambda p: p.team
    ),
    held=some(
        st.one_of(
            st.builds(Held, record, st.just(HolderKind.USER), st.sampled_from((0, 1)), span),
            st.builds(Held, record, st.just(HolderKind.TEAM), st.sampled_from(TEAMS), span),
            st.builds(Held, record, st.just(HolderKind.UNIT), st.sampled_from(UNITS), span),
        )
    ),
    shut=some(
        st.builds(Shut, record, st.sampled_from(RestrictionKind), is_viewer, span),
        key=lambda s: (s.record, s.kind, s.is_viewer),
    ),
    looked=some(
        st.builds(
            Looked, record, is_viewer, st.booleans(), span.filter(lambda s: s[1] is not None)
        ),
        3,
    ),
    is_system=st.sampled_from([False, False, False, False, True]),
)


def runs(span) -> bool:
    return span[0] <= AT and (span[1] is None or span[1] > AT)


def masked_in(world: World) -> set[int]:
    """What is masked to the viewer, from the drawn rows alone."""
    masked = set()
    for number in RECORDS:
        lines = [line for line in world.shut if line.record == number and runs(line.span)]
        let_in = [line for line in lines if line.kind is RestrictionKind.LET_IN]
        shut_out = [line for line in lines if line.kind is RestrictionKind.SHUT_OUT]
        if (let_in and not any(line.is_viewer for line in let_in)) or any(
            line.is_viewer for line in shut_out
        ):
            masked.add(number)
    return masked


def open_in(world: World) -> set[int]:
    """What is open to the viewer, from the drawn rows alone."""
    if world.is_system:
        return set(RECORDS)
    posts = [
        post for post in world.posts if post.days[0] <= DAY and (post.days[1] or DAY.max) > DAY
    ]
    mine = {(HolderKind.USER, 0)}
    mine |= {(HolderKind.TEAM, post.team) for post in posts}
    mine |= {(HolderKind.UNIT, UNIT_OF[post.team]) for post in posts if post.leads_unit}
    looks = [look for look in world.looked if look.is_viewer and runs(look.span)]
    related = {
        held.record for held in world.held if (held.holder, held.place) in mine and runs(held.span)
    }
    related |= {look.record for look in looks}
    emergencies = {look.record for look in looks if look.is_emergency}
    return (related - masked_in(world)) | emergencies


@dataclass(frozen=True)
class Stage:
    """Rows every drawn world stands on; what a world adds is rolled back."""

    viewer: User
    other: User
    records: tuple[Area, ...]
    teams: tuple
    units: tuple


def stage() -> Stage:
    units = tuple(UnitFactory() for _ in UNITS)
    return Stage(
        UserFactory(),
        UserFactory(),
        tuple(AreaFactory() for _ in RECORDS),
        tuple(TeamFactory(unit=units[UNIT_OF[place]]) for place in TEAMS),
        units,
    )


def make(world: World, on: Stage) -> User:
    """Put the world's rows in the database. The viewer comes back fresh: nothing is kept on it."""
    User.objects.filter(pk=on.viewer.pk).update(is_system=world.is_system)
    users = (on.viewer.pk, on.other.pk)
    places = {
        HolderKind.USER: users,
        HolderKind.TEAM: tuple(team.pk for team in on.teams),
        HolderKind.UNIT: tuple(unit.pk for unit in on.units),
    }
    Posting.objects.bulk_create(
        PostingFactory.build(
            user=on.viewer,
            team=on.teams[post.team],
            role=Role.SENIOR,
            leads_unit=post.leads_unit,
            starts_on=post.days[0],
            ends_on=post.days[1],
        )
        for post in world.posts
    )
    Relation.objects.bulk_create(
        Relation(
            record_kind=KIND,
            record_id=on.records[held.record].pk,
            holder_kind=held.holder,
            holder_id=places[held.holder][held.place],
            relation=RelationKind.TEAM,
            starts_at=held.span[0],
            ends_at=held.span[1],
        )
        for held in world.held
    )
    Restriction.objects.bulk_create(
        Restriction(
            record_kind=KIND,
            record_id=on.records[line.record].pk,
            kind=line.kind,
            user_id=users[not line.is_viewer],
            why="A relative.",
            ask="Pat Lee",
            placed_by=on.other,
            starts_at=line.span[0],
            ends_at=line.span[1],
        )
        for line in world.shut
    )
    Look.objects.bulk_create(
        Look(
            record_kind=KIND,
            record_id=on.records[look.record].pk,
            user_id=users[not look.is_viewer],
            reason=LookReason.COVER,
            is_emergency=look.is_emergency,
            opened_at=look.span[0],
            until=look.span[1],
        )
        for look in world.looked
    )
    return User.objects.get(pk=on.viewer.pk)


def agree(on: Stage, at: datetime = AT) -> None:
    """Every way of asking gives the same answer, in every world drawn."""

    @settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=150,
        suppress_health_check=list(HealthCheck),
    )
    @given(worlds)
    def every_way_agrees(world: World) -> None:
        with transaction.atomic():
            viewer = make(world, on)
            ids = {area.pk: number for number, area in enumerate(on.records)}

            in_sql = {
                ids[pk]
                for pk in Area.objects.filter(
                    queries.open_to(viewer, kind=KIND, at=at), pk__in=ids
                ).values_list("pk", flat=True)
            }
            among = queries.open_among(ids, kind=KIND, to=viewer, at=at)
            one_by_one = {
                number for pk, number in ids.items() if queries.is_open(KIND, pk, to=viewer, at=at)
            }
            standing = {
                number
                for pk, number in ids.items()
                if queries.standing(KIND, pk, to=viewer, at=at).is_open
            }
            masked_in_sql = {
                ids[pk]
                for pk in Area.objects.filter(
                    queries.restricted_for(viewer, kind=KIND, at=at), pk__in=ids
                ).values_list("pk", flat=True)
            }
            transaction.set_rollback(True)

        expected = open_in(world)
        assert in_sql == expected
        assert {ids[pk] for pk in among} == expected
        assert one_by_one == expected
        if not world.is_system:
            assert standing == expected
            assert masked_in_sql == masked_in(world)

    every_way_agrees()


@pytest.mark.django_db
def test_what_is_open_is_the_same_in_sql_in_python_and_from_the_rows_alone():
    agree(stage())


@pytest.mark.django_db
@pytest.mark.postgres
def test_what_is_open_is_the_same_on_postgres():
    agree(stage())
