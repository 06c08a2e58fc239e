"""What do we change in the sign-in library? Nobody signs up, the words are ours, sign-ins are audited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account import app_settings as account
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openprobation.foundation.audit.actions import record
from openprobation.foundation.clock import machine_now, now
from openprobation.vocabulary.identity import FactorKind

from . import factors
from .sealing import seal, unseal

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator

    from .models import User


class NobodySignsUp(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is wrong. Try again."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes, then try again."),
        "enter_current_password": _("This is not the password you have now."),
        "invalid_password_reset": _("This link has been used or is too old."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        record("identity.signed_in", on=user, by=user.username, at=now())

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """To the first place of one's post, which says that the password is changed."""
        return reverse("start")

    def format_email_subject(self, subject: str) -> str:
        return subject

    def is_reauthentication_required(self, app: str) -> bool:
        """Not again within five minutes of having signed in; the library asks right after it too."""
        moment = machine_now().timestamp()
        shown = get_authentication_records(context.request, context.request.user)
        return not any(moment - record["at"] < account.REAUTHENTICATION_TIMEOUT for record in shown)


class OurFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys and codes: our words, secrets sealed in the database, and the rule of the last one."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This did not work. Try again, with a key or app on your list."),
        "cannot_delete_authenticator": _(
            "Your post needs a second step at sign-in, and this is your only one."
            " Add another first, then remove this one."
        ),
        "cannot_generate_recovery_codes": _("Add a passkey or an authenticator app first."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return "OpenProbation"

    def _get_site_name(self) -> str:
        return "OpenProbation"

    def generate_authenticator_name(self, user: User, type: str) -> str:
        held = sum(factor.kind == FactorKind.PASSKEY for factor in factors.factors_of(user))
        return str(_("Key %(number)s") % {"number": held + 1})

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        try:
            factors.refuse_last(authenticator.user, authenticator.pk, now())
        except factors.LastFactor:
            return False
        return True


def name_tried(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The e-mail address somebody tried to sign in with, so that lock-out counts per address."""
    given = credentials or {}
    tried = given.get("email") or given.get("username") or given.get("login")
    if not tried and request is not None:
        tried = request.POST.get("login", "")
    return str(tried or "").strip().lower()
