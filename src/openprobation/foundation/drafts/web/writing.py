"""How does a page take what somebody writes? Signed in, once, with nothing typed lost.

@signed_in
def arrange(request, crn):
    person = open_person(request, crn)
    form = open_form(request, forms.Arrange, initial=…)

    def act() -> str:
        actions.arrange(…, by=request.user, at=clock.now())
        return reverse("practitioner:person", args=[crn])

    return answer(request, form, act) or render(request, "…", {"form": form, "person": person})
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.access.check import NotAllowed, authority
from openprobation.foundation.identity import queries as identity
from openprobation.foundation.refusals import Refused
from openprobation.ui.forms import Form
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.term import Term

from .. import actions, queries

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from openprobation.foundation.identity.models import User

P = ParamSpec("P")
PARTNERS = frozenset(
    {Role.SUPPLIER, Role.PARTNER, Role.INSPECTOR, Role.LEAD_INSPECTOR, Role.EDITOR}
)
"""Those outside the service: what is not theirs is not found."""
F = TypeVar("F", bound=Form)


class SignedInRequest(HttpRequest):
    """A request whose user is a signed-in member of staff."""

    user: User
    htmx: HtmxDetails


class Page(Protocol):
    def __call__(self, request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponse: ...


def signed_in(view: Callable[Concatenate[SignedInRequest, P], HttpResponse]) -> Page:
    """Ask whoever is not signed in to sign in, keeping what they had typed."""

    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            kept = request.method == "POST" and keep_for_whoever_this_was(request)
            return to_sign_in(request, kept=kept)
        return kept_by_nobody_else(view(cast(SignedInRequest, request), *args, **kwargs))

    return cast(Page, page)


def kept_by_nobody_else(response: HttpResponse) -> HttpResponse:
    """What one of staff is shown stays in no cache on the way, and the browser asks again."""
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = "private, no-cache"
    return response


def permitted(
    *permissions: Term,
) -> Callable[[Callable[Concatenate[SignedInRequest, P], HttpResponse]], Page]:
    """A page for those whose post includes one of these. Others in the service are told; partners find nothing."""

    def decorate(view: Callable[Concatenate[SignedInRequest, P], HttpResponse]) -> Page:
        @wraps(view)
        def page(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            theirs = authority(request.user, clock.now())
            if any(theirs.may(permission) for permission in permissions):
                return view(request, *args, **kwargs)
            if not theirs.permissions or theirs.roles <= PARTNERS:
                raise Http404
            raise PermissionDenied(str(NotAllowed(permissions[0])))

        return signed_in(page)

    return decorate


def to_sign_in(request: HttpRequest, *, kept: bool) -> HttpResponse:
    if kept:
        messages.info(
            request, _("You were signed out. We kept what you typed: sign in to carry on.")
        )
    address = reverse(settings.LOGIN_URL)
    return HttpResponseRedirect(f"{address}?{urlencode({'next': request.path})}")


def keep_for_whoever_this_was(request: HttpRequest) -> bool:
    """Keep a form for the person whose session ran out, known by its old cookie. False when nobody knows."""
    name = getattr(request, "signed_out_name", None)
    user = identity.by_username(name) if name else user_of_old_session(request)
    if user is None:
        return False
    fields = {key: [str(v) for v in values] for key, values in request.POST.lists()}
    return actions.keep(user=user, path=request.path, fields=fields, at=clock.machine_now())


def user_of_old_session(request: HttpRequest) -> User | None:
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    row = Session.objects.filter(pk=key).first() if key else None
    if row is None:
        return None
    return identity.by_id(row.get_decoded().get("_auth_user_id"))


def open_form(request: HttpRequest, form_class: type[F], **kwargs: Any) -> F:
    """The page's form: what was sent, else what was typed before and not sent, else as given."""
    if request.method == "POST":
        return form_class(request.POST, **kwargs)
    if request.user.is_authenticated:
        user = request.user
        if request.GET.get("discard"):
            actions.discard(user=user, path=request.path)
        before = queries.typed(user=user, path=request.path)
        if before is not None:
            data = QueryDict(mutable=True)
            for name, values in before.fields.items():
                data.setlist(name, values)
            form = form_class(data, **kwargs)
            form.errors.clear()  # kept words are shown, not yet judged
            ago = clock.machine_now() - before.saved_at
            form.typed_before = clock.now() - ago
            return form
    return form_class(**kwargs)


def answer(request: HttpRequest, form: Form, act: Callable[[], str]) -> HttpResponse | None:
    """Do what a good form asks, once, and go where `act` says; None means show the page, with its messages."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        went_to = actions.once(
            token=str(form.cleaned_data.get("submission") or ""),
            user=cast("User", request.user),
            path=request.path,
            at=clock.machine_now(),
            act=act,
        )
    except Refused as refusal:
        form.refuse(refusal)
        return None
    except actions.SentAlready as sent:
        messages.info(request, _("You had already sent this. It was saved once."))
        return redirect(sent.went_to)
    return redirect(went_to)


def one_form(
    request: HttpRequest,
    form: Form,
    act: Callable[[], object],
    *,
    template: str,
    done: str,
    back: str,
    went: str = "",
    **shown: Any,
) -> HttpResponse:
    """A page with one form: do what it asks, say what was done, and go on.

    On is where `act` says, if it gives an address; else to `went`; else `back`.
    """

    def once() -> str:
        told = act()
        messages.success(request, done)
        return told if isinstance(told, str) else went or back

    return answer(request, form, once) or render(
        request, template, {"form": form, "back": back, **shown}
    )
