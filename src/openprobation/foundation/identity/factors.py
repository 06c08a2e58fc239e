"""What shows, beside a password, that it is you? Passkeys, authenticator codes, recovery codes.

The library (allauth.mfa) keeps them and checks them. What is ours: the rule of the last one, wrong
codes that count towards lock-out, a line of audit for each change, and an e-mail to whose they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from openprobation.foundation.audit.actions import record
from openprobation.foundation.clock import machine_now
from openprobation.foundation.refusals import Refused
from openprobation.vocabulary.identity import FactorKind, FactorLoss

from .models import User

if TYPE_CHECKING:
    from collections.abc import Callable

ALONE_ENOUGH = (FactorKind.PASSKEY, FactorKind.APP)
"""Recovery codes go with one of these; they are not enough by themselves."""
PROVEN = "factor_of"
"""In a session: whose second factor was shown in it, or added in it."""


class LastFactor(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Your post needs a second step at sign-in, and this is your only one."
            " Add another first, then remove this one."
        )


class NothingToReset(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} has no passkey and no authenticator app. There is nothing to remove."
        )


# ── What somebody has ──────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Factor:
    """One passkey, one app, or one set of recovery codes. Never its secret."""

    id: int
    kind: FactorKind
    name: str
    signs_in_alone: bool
    added_at: datetime
    last_used_at: datetime | None
    left: int = 0


def factors_of(user: User) -> list[Factor]:
    """Every way somebody has, oldest first. One query."""
    return [told(row) for row in Authenticator.objects.filter(user=user).order_by("pk")]


def told(row: Authenticator) -> Factor:
    kind, held = FactorKind(row.type), row.wrap()
    return Factor(
        id=row.pk,
        kind=kind,
        name=held.name if kind is FactorKind.PASSKEY else kind.label,
        signs_in_alone=kind is FactorKind.PASSKEY and held.is_passwordless is True,
        added_at=row.created_at,
        last_used_at=row.last_used_at,
        left=len(held.get_unused_codes()) if kind is FactorKind.CODES else 0,
    )


def has_factor(user: User) -> bool:
    """Whether sign-in asks for more than a password."""
    return bool(Authenticator.objects.filter(user=user, type__in=ALONE_ENOUGH).exists())


def is_kept(user: User, key_id: str) -> bool:
    """Whether a passkey, by the name its browser gives it, is this user's already."""
    rows = Authenticator.objects.filter(user=user, type=FactorKind.PASSKEY)
    return any(row.data["credential"].get("id") == key_id for row in rows)


def is_needed(user: User, at: datetime) -> bool:
    """Whether a post of the user's needs it: `config/second_factor.py`, handed to the foundation."""
    needed: Callable[[User, datetime], bool] = import_string(settings.SECOND_FACTOR_NEEDED)
    return needed(user, at)


# ── Shown in this session ──────────────────────────────────────────────────────────────────
def prove(request: HttpRequest, user: User) -> None:
    request.session[PROVEN] = user.pk


def is_proven(request: HttpRequest) -> bool:
    return bool(request.session.get(PROVEN) == request.user.pk)


# ── Wrong codes ────────────────────────────────────────────────────────────────────────────
def is_locked_out(request: HttpRequest, user: User) -> bool:
    return not AxesProxyHandler.is_allowed(request, {"username": user.username})


def wrong(request: HttpRequest, user: User) -> None:
    """A wrong code counts as a wrong password does; the fifth in all locks out."""
    user_login_failed.send(
        sender=__name__, credentials={"username": user.username}, request=request
    )


def hold(user: User) -> None:
    """One change, and one code, at a time: whoever comes second waits and sees what the first did."""
    User.objects.select_for_update().get(pk=user.pk)


def is_first_use(row: Authenticator, code: str) -> bool:
    """Whether an app's code, right as it is, is newer than the last one taken. Used within `hold`."""
    secret, typed = decrypt(row.data["secret"]), normalize_user_code(code)
    steps = totp.yield_hotp_counters_from_time()
    fitting = [s for s in steps if totp.format_hotp_value(totp.hotp_value(secret, s)) == typed]
    if not fitting or fitting[-1] <= row.data.get("last_step", 0):
        return False
    row.data["last_step"] = fitting[-1]
    row.save(update_fields=["data"])
    return True


# ── Changes ────────────────────────────────────────────────────────────────────────────────
def note_added(*, user: User, kind: FactorKind, at: datetime) -> None:
    record("identity.factor.added", on=user, by=user.username, at=at, kind=kind)
    tell(
        user,
        _("A way to sign in was added"),
        _("This was added to your OpenProbation account: %(what)s.") % {"what": kind.label},
    )


def note_removed(*, user: User, kind: FactorKind, at: datetime) -> None:
    record("identity.factor.removed", on=user, by=user.username, at=at, kind=kind)
    tell(
        user,
        _("A way to sign in was removed"),
        _("This was removed from your OpenProbation account: %(what)s.") % {"what": kind.label},
    )


def note_codes_made(*, user: User, at: datetime) -> None:
    record("identity.recovery_codes.made", on=user, by=user.username, at=at)
    tell(
        user,
        _("New recovery codes"),
        _("New recovery codes were made for your OpenProbation account. The old ones do not work."),
    )


def note_code_used(*, user: User, at: datetime) -> None:
    record("identity.recovery_code.used", on=user, by=user.username, at=at)
    tell(
        user,
        _("A recovery code was used"),
        _(
            "One of your recovery codes was used to sign in to OpenProbation. It does not work again."
        ),
    )


def refuse_last(user: User, row_id: int, at: datetime) -> None:
    """Refuse to take away the only one of somebody whose post needs one. Used within `hold`."""
    rows = Authenticator.objects.filter(user=user, type__in=ALONE_ENOUGH)
    if is_needed(user, at) and not rows.exclude(pk=row_id).exists():
        raise LastFactor


@transaction.atomic
def reset(*, user: User, loss: FactorLoss, by: str, at: datetime) -> None:
    """Take away every one of somebody's, end their sessions, tell them. They add new ones at sign-in."""
    hold(user)
    rows = Authenticator.objects.filter(user=user)
    if not rows.exists():
        raise NothingToReset(user.name)
    rows.delete()
    end_sessions(user)
    record("identity.factor.reset", on=user, by=by, at=at, loss=loss)
    tell(
        user,
        _("Your passkeys and codes were removed"),
        _(
            "An administrator removed every passkey, authenticator app and recovery code of your"
            " OpenProbation account, and signed you out everywhere. Sign in with your password, then"
            " add a new one."
        ),
    )


def end_sessions(user: User) -> None:
    """Sign somebody out everywhere. Sessions name their account only inside, so each is looked into."""
    live = Session.objects.filter(expire_date__gt=machine_now())
    theirs = [
        kept.pk
        for kept in live.iterator()
        if kept.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    Session.objects.filter(pk__in=theirs).delete()


def tell(user: User, subject: str, what: str) -> None:
    """An e-mail by the outbox, in the transaction of what it tells."""
    send_mail(
        subject,
        "\n\n".join(
            (
                _("Hello %(name)s,") % {"name": user.name},
                what,
                _("If you did not expect this, tell your manager and an administrator at once."),
            )
        ),
        None,
        [user.email],
    )
