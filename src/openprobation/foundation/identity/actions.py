"""How do accounts come and go?"""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from openprobation.foundation.audit.actions import record
from openprobation.foundation.clock import machine_now
from openprobation.foundation.refusals import Refused

from .models import User

SYSTEM = "openprobation"


class AccountExists(Refused):
    def __init__(self, email: str) -> None:
        super().__init__(f"There is already an account for {email}.", field="email")


class PasswordTooWeak(Refused):
    def __init__(self, messages: list[str]) -> None:
        super().__init__(" ".join(messages), field="password")


@transaction.atomic
def create_account(
    *, name: str, email: str, password: str | None, by: str, is_demonstration: bool = False
) -> User:
    """Make an account that can sign in. With no password it cannot, until one is set."""
    email = email.strip().lower()
    if User.objects.filter(email=email).exists():
        raise AccountExists(email)
    if password is not None:
        try:
            validate_password(password, User(username=email, name=name, email=email))
        except ValidationError as weak:
            raise PasswordTooWeak(weak.messages) from weak
    user = User.objects.create_user(
        username=email,
        name=name.strip(),
        email=email,
        password=password,
        is_demonstration=is_demonstration,
    )
    record("identity.account.created", on=user, by=by, at=machine_now())
    return user


class AlreadyClosed(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(f"The account of {name} is closed already.")


class AlreadyOpen(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(f"The account of {name} is open already.")


@transaction.atomic
def close_account(*, user: User, by: str) -> User:
    """From now nobody signs in with it, and whoever is signed in with it is not any more."""
    if not user.is_active:
        raise AlreadyClosed(user.name)
    user.is_active = False
    user.save(update_fields=["is_active"])
    record("identity.account.closed", on=user, by=by, at=machine_now())
    return user


@transaction.atomic
def reopen_account(*, user: User, by: str) -> User:
    if user.is_active:
        raise AlreadyOpen(user.name)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record("identity.account.reopened", on=user, by=by, at=machine_now())
    return user


def system_user() -> User:
    """The service itself, for what no person does: reactions, jobs, loading."""
    user, _created = User.objects.get_or_create(
        username=SYSTEM,
        defaults={
            "name": "OpenProbation",
            "email": "system@openprobation.example.org",
            "password": "!",
            "is_system": True,
        },
    )
    return user
