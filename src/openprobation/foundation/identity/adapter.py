"""What do we change in the sign-in library? Nobody signs up, the words are ours, sign-ins are audited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openprobation.foundation.audit.actions import record
from openprobation.foundation.clock import now

if TYPE_CHECKING:
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


def name_tried(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The e-mail address somebody tried to sign in with, so that lock-out counts per address."""
    given = credentials or {}
    tried = given.get("email") or given.get("username") or given.get("login")
    if not tried and request is not None:
        tried = request.POST.get("login", "")
    return str(tried or "").strip().lower()
