"""What do somebody's posts let them do on a day?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.term import Term

from . import queries


class NotAllowed(Refused):
    def __init__(self, permission: Term) -> None:
        super().__init__(
            f"Your post does not include this: {permission.label.lower()}."
            " Ask your manager if you need it."
        )


@dataclass(frozen=True, slots=True)
class Authority:
    """What somebody's posts let them do on a day: roles, permissions, and whose records are theirs."""

    user_id: int
    on: date
    roles: frozenset[Role]
    permissions: frozenset[str]
    posts: tuple[queries.Post, ...]
    team_ids: frozenset[int]
    unit_ids: frozenset[int]
    organisation_ids: frozenset[int]

    def may(self, permission: Term) -> bool:
        return permission.value in self.permissions

    @property
    def main_post(self) -> queries.Post | None:
        return self.posts[0] if self.posts else None


@cache
def roles() -> Mapping[Role, frozenset[str]]:
    """`config/roles.py`, the page a manager can read, handed to the foundation at start."""
    table: Mapping[Role, frozenset[str]] = import_string(settings.ROLES)
    return table


def authority(user: User, at: datetime) -> Authority:
    """What the user's posts allow on the day of `at`. One query a user, kept on the user object."""
    on = timezone.localdate(at)
    kept: dict[date, Authority] = user.__dict__.setdefault("_authority", {})
    if on not in kept:
        kept[on] = allowed(user.pk, on=on, posts=held_by(user, on=on))
    return kept[on]


def held_by(user: User, *, on: date) -> tuple[queries.Post, ...]:
    """The user's posts on a day. Asked once a user object: a request's, so a post given is soon seen."""
    if "_posts" not in user.__dict__:
        user.__dict__["_posts"] = queries.posts_of(user.pk)
    every: tuple[queries.DatedPost, ...] = user.__dict__["_posts"]
    return tuple(dated.post for dated in every if dated.is_held(on))


def allowed(user_id: int, *, on: date, posts: tuple[queries.Post, ...]) -> Authority:
    held = frozenset(post.role for post in posts)
    permissions: frozenset[str] = frozenset().union(*(roles()[role] for role in held))
    return Authority(
        user_id=user_id,
        on=on,
        roles=held,
        permissions=permissions,
        posts=posts,
        team_ids=frozenset(post.team_id for post in posts),
        unit_ids=frozenset(post.unit_id for post in posts if post.leads_unit),
        organisation_ids=frozenset(post.organisation_id for post in posts),
    )


def may(user: User, permission: Term, *, at: datetime) -> bool:
    return user.is_system or authority(user, at).may(permission)


def require_post(user: User, permission: Term, *, at: datetime) -> None:
    """Refuse unless a post of the user's includes the permission."""
    if not may(user, permission, at=at):
        raise NotAllowed(permission)
