"""Who has an account?"""

from __future__ import annotations

from collections.abc import Collection

from .models import User


def by_username(username: str) -> User | None:
    """The account with this username."""
    return User.objects.filter(username=username).first()


def by_id(user_id: int | str | None) -> User | None:
    """The account with this id."""
    return User.objects.filter(pk=user_id).first() if user_id is not None else None


def by_email(email: str) -> User | None:
    """The account of a member of staff with this e-mail address, open or closed."""
    return User.objects.filter(email=email.strip().lower(), is_system=False).first()


def names(usernames: Collection[str]) -> dict[str, str]:
    """Username → name, for telling who did what. One query."""
    rows = User.objects.filter(username__in=usernames)
    return dict(rows.values_list("username", "name"))
