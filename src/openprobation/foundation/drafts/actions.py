"""How is what somebody types kept, and how is a form taken once?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from openprobation.foundation.identity.models import User
from openprobation.foundation.quarantine import TYPED

from .models import Draft, Submission

NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "submission", "login", "code", "seen"})
KEPT_FOR = timedelta(days=7)
MOST_TYPED = 200_000


class SentAlready(Exception):
    """The same form was sent before and did its work. Carries where it went."""

    def __init__(self, went_to: str) -> None:
        super().__init__(went_to)
        self.went_to = went_to


def keep(*, user: User, path: str, fields: dict[str, list[str]], at: datetime) -> bool:
    """Keep what was typed into a page. False where there is nothing worth keeping, or far too much."""
    path = keepable(path)
    typed = {
        keepable(name): [keepable(value) for value in values]
        for name, values in fields.items()
        if name not in NEVER_KEPT
        and not name.startswith(TYPED)  # kept nowhere but in a field of their own kind
        and "password" not in name
        and any(value.strip() for value in values)
    }
    if not typed or sum(len(v) for values in typed.values() for v in values) > MOST_TYPED:
        return False
    Draft.objects.update_or_create(user=user, path=path, defaults={"fields": typed, "saved_at": at})
    return True


def keepable(text: str) -> str:
    """Without what no database and no page can hold: half a character, and NUL."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def discard(*, user: User, path: str) -> None:
    """Forget a page's draft: it was sent, or its writer threw it away."""
    Draft.objects.filter(user=user, path=path).delete()


def once(*, token: str, user: User, path: str, at: datetime, act: Callable[[], str]) -> str:
    """Do `act` once for this form's token, in one transaction; it returns where to go next.

    The token's row is taken first, so a second sender waits and is then told (`SentAlready`).
    A refusal rolls the token back, so a corrected form can be sent.
    """
    if not token:
        with transaction.atomic():
            went_to = act()
            discard(user=user, path=path)
            return went_to
    try:
        with transaction.atomic():
            taken = Submission.objects.create(
                token=token, user=user, path=path, went_to=path, sent_at=at
            )
            went_to = act()
            if went_to != path:
                Submission.objects.filter(pk=taken.pk).update(went_to=went_to)
            discard(user=user, path=path)
            return went_to
    except IntegrityError:
        before = Submission.objects.filter(token=token, user=user).first()
        if before is None:
            raise
        raise SentAlready(before.went_to) from None


def clear_old(at: datetime) -> None:
    """Forget drafts and tokens nobody came back for. A job; `at` is the machine's moment."""
    Draft.objects.filter(saved_at__lt=at - KEPT_FOR).delete()
    Submission.objects.filter(sent_at__lt=at - KEPT_FOR).delete()
