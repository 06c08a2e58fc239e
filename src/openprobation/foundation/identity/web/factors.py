"""Pages about passkeys and codes: the library's, each change one transaction with its line of audit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as apps
from allauth.mfa.webauthn import views as keys
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from openprobation.foundation.clock import now
from openprobation.vocabulary.identity import FactorKind

from .. import factors
from .views import locked_out

if TYPE_CHECKING:
    from ..models import User

HERE = reverse_lazy("mfa_index")


class Whole:
    """One transaction a form sent: a change and its audit line, or neither; counted tries stay."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            answer: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
            return answer


class SentTwice(Whole):
    """Removing what was removed a moment ago, by a second press: told, not a page not found."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except Http404:
            return done_already(request)


def done_already(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("You had already sent this. It was saved once."))
    return redirect(HERE)


def shut_while_locked_out(request: HttpRequest, user: User) -> HttpResponse | None:
    """The page that says so, while too many wrong codes or passwords have been tried from here."""
    if request.method == "POST" and factors.is_locked_out(request, user):
        return locked_out(request, credentials={"username": user.username})
    return None


# ── The list ───────────────────────────────────────────────────────────────────────────────
@require_safe
@never_cache
@login_required
def index(request: HttpRequest) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    held = factors.factors_of(user)
    enough = [each for each in held if each.kind in factors.ALONE_ENOUGH]
    is_needed = factors.is_needed(user, now())
    return render(
        request,
        "mfa/index.html",
        {
            "passkeys": [each for each in held if each.kind is FactorKind.PASSKEY],
            "app": next((each for each in held if each.kind is FactorKind.APP), None),
            "codes": next((each for each in held if each.kind is FactorKind.CODES), None),
            "is_needed": is_needed,
            "has_one": bool(enough),
            "is_last": is_needed and len(enough) == 1,
        },
    )


# ── Passkeys ───────────────────────────────────────────────────────────────────────────────
class AddKey(Whole, keys.AddWebAuthnView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        factors.hold(self.request.user)
        went: HttpResponse = super().form_valid(form)
        factors.note_added(user=self.request.user, kind=FactorKind.PASSKEY, at=now())
        factors.prove(self.request, self.request.user)
        return went

    def form_invalid(self, form: Any) -> HttpResponse:
        if factors.is_kept(self.request.user, key_id(form.data.get("credential"))):
            return done_already(self.request)
        answer: HttpResponse = super().form_invalid(form)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The library leaves out the form that was sent, and with it what was wrong.
        return {**super().get_context_data(**kwargs), **kwargs}


def key_id(sent: str | None) -> str:
    """The name a browser gives a key, out of what a form sent."""
    try:
        return str(json.loads(sent or "")["id"])
    except (ValueError, TypeError, KeyError):
        return ""


class RenameKey(Whole, keys.EditWebAuthnView):  # type: ignore[misc]
    success_url = HERE


class RemoveKey(SentTwice, keys.RemoveWebAuthnView):  # type: ignore[misc]
    success_url = HERE

    def form_valid(self, form: Any) -> HttpResponse:
        factors.hold(self.request.user)
        try:
            factors.refuse_last(self.request.user, self.get_object().pk, now())
        except factors.LastFactor as refusal:
            form.add_error(None, refusal.message)
            refused: HttpResponse = self.render_to_response(self.get_context_data(form=form))
            return refused
        went: HttpResponse = super().form_valid(form)
        factors.note_removed(user=self.request.user, kind=FactorKind.PASSKEY, at=now())
        return went


class KeyAlone(Whole, keys.LoginWebAuthnView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        factors.prove(self.request, form.cleaned_data["credential"].user)
        went: HttpResponse = super().form_valid(form)
        return went


class KeyAgain(Whole, keys.ReauthenticateWebAuthnView):  # type: ignore[misc]
    def form_invalid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = self.render_to_response(self.get_context_data() | {"form": form})
        return answer


# ── Codes ──────────────────────────────────────────────────────────────────────────────────
class SecondStep(Whole, base.AuthenticateView):  # type: ignore[misc]
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if shut := shut_while_locked_out(request, self.stage.login.user):
            return shut
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = {each.kind for each in factors.factors_of(self.stage.login.user)}
        return {
            **super().get_context_data(**kwargs),
            "has_key": FactorKind.PASSKEY in held,
            "has_app": FactorKind.APP in held,
            "has_codes": FactorKind.CODES in held,
        }


class CodeAgain(Whole, base.ReauthenticateView):  # type: ignore[misc]
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if shut := shut_while_locked_out(request, request.user):  # type: ignore[arg-type]
            return shut
        return super().post(request, *args, **kwargs)


class AddApp(Whole, apps.ActivateTOTPView):  # type: ignore[misc]
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if shut := shut_while_locked_out(request, request.user):  # type: ignore[arg-type]
            return shut
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        went: HttpResponse = super().form_valid(form)
        factors.note_added(user=self.request.user, kind=FactorKind.APP, at=now())
        factors.prove(self.request, self.request.user)
        return went


class RemoveApp(SentTwice, apps.DeactivateTOTPView):  # type: ignore[misc]
    success_url = HERE

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        factors.hold(request.user)  # type: ignore[arg-type]
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        went: HttpResponse = super().form_valid(form)
        factors.note_removed(user=self.request.user, kind=FactorKind.APP, at=now())
        return went


class NewCodes(Whole, codes.GenerateRecoveryCodesView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        went: HttpResponse = super().form_valid(form)
        factors.note_codes_made(user=self.request.user, at=now())
        return went


add_key = login_required(AddKey.as_view())
rename_key = login_required(RenameKey.as_view())
remove_key = login_required(RemoveKey.as_view())
key_alone = KeyAlone.as_view()
key_again = KeyAgain.as_view()
second_step = never_cache(SecondStep.as_view())
code_again = CodeAgain.as_view()
add_app = login_required(never_cache(AddApp.as_view()))
remove_app = login_required(RemoveApp.as_view())
recovery_codes = login_required(never_cache(codes.ViewRecoveryCodesView.as_view()))
new_codes = login_required(NewCodes.as_view())
