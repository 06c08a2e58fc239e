"""Where articles are written, approved, published, corrected and withdrawn, and noon is looked at first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openprobation.foundation import clock
from openprobation.foundation.access.check import may
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    one_form,
    open_form,
    permitted,
)
from openprobation.portals.inspector.report_forms import Moment
from openprobation.portals.inspector.reporting import named_moment
from openprobation.publication.digests import actions as digests
from openprobation.publication.digests import queries as readers
from openprobation.publication.digests.permissions import Permission as Digest
from openprobation.publication.news import actions, queries
from openprobation.publication.news.permissions import Permission
from openprobation.ui import wording
from openprobation.ui.forms import Form
from openprobation.vocabulary.publication import ArticleMove, ArticleState

from . import forms

MOVED = {
    ArticleMove.BEGIN: gettext_lazy("Written"),
    ArticleMove.APPROVE: gettext_lazy("Approved"),
    ArticleMove.REOPEN: gettext_lazy("Opened again"),
    ArticleMove.PUBLISH: gettext_lazy("Published"),
    ArticleMove.CALL_BACK: gettext_lazy("Called back"),
    ArticleMove.CORRECT: gettext_lazy("Corrected"),
    ArticleMove.WITHDRAW: gettext_lazy("Withdrawn"),
}
"""What was done, by what one does."""


def found(pk: int) -> queries.ArticleInFull:
    full = queries.draft(pk)
    if full is None:
        raise Http404
    return full


def page_of(pk: int) -> str:
    return reverse("editor:article", args=[pk])


asked = partial(one_form, template="editor/form.html")
"""A page with one form about an article."""


def seen(form: Form) -> int | None:
    told = str(form.cleaned_data.get("seen") or "")
    return int(told) if told.isdigit() else None


@permitted(Permission.WRITE)
def desk(request: SignedInRequest) -> HttpResponse:
    """Every article, wherever it stands."""
    at = clock.now()
    return render(
        request,
        "editor/desk.html",
        {
            "articles": [(line, line.is_public(at)) for line in queries.desk()],
            "may_keep": may(request.user, Digest.KEEP, at=at),
        },
    )


@permitted(Permission.WRITE)
def article(request: SignedInRequest, pk: int) -> HttpResponse:
    """One article whole, with what can be done to it now."""
    full, at = found(pk), clock.now()
    is_public = full.line.is_public(at)
    state = full.line.state
    may_publish = may(request.user, Permission.PUBLISH, at=at)
    offers = (
        (state is ArticleState.DRAFT, _("Change it"), "rewrite"),
        (
            state is ArticleState.DRAFT and may(request.user, Permission.APPROVE, at=at),
            _("Approve it"),
            "approve",
        ),
        (state is ArticleState.APPROVED, _("Open the draft again"), "reopen"),
        (state is ArticleState.APPROVED and may_publish, _("Publish it"), "publish"),
        (
            state is ArticleState.PUBLISHED and not is_public and may_publish,
            _("Call it back"),
            "call_back",
        ),
        (is_public and may_publish, _("Correct it"), "correct"),
        (is_public and may_publish, _("Withdraw it"), "withdraw"),
    )
    acts = [(label, reverse(f"editor:{name}", args=[pk])) for so, label, name in offers if so]
    if is_public:
        acts.append(
            (_("Read it as the public does"), reverse("public:article", args=[full.line.slug]))
        )
    return render(
        request,
        "editor/article.html",
        {"full": full, "is_public": is_public, "acts": acts, "moved": MOVED},
    )


@permitted(Permission.WRITE)
def write(request: SignedInRequest) -> HttpResponse:
    form = open_form(request, forms.Article)
    return asked(
        request,
        form,
        lambda: page_of(actions.write(**said(form), by=request.user, at=clock.now()).pk),
        title=_("Write an article"),
        button=_("Save the draft"),
        done=_("Saved. Somebody else must approve it."),
        back=reverse("editor:desk"),
    )


def said(form: Form) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("title", "summary", "text", "topics")}


@permitted(Permission.WRITE)
def rewrite(request: SignedInRequest, pk: int) -> HttpResponse:
    full = found(pk)
    given = {
        "title": full.line.title, "summary": full.line.summary, "text": full.text,
        "topics": [topic.value for topic in full.line.topics],
    }  # fmt: skip
    form = open_form(request, forms.Article, initial=given, seen=full.version)
    return asked(
        request,
        form,
        lambda: actions.rewrite(
            article_id=pk, **said(form), by=request.user, at=clock.now(), seen_version=seen(form)
        ),
        title=_("Change the draft"),
        button=_("Save the draft"),
        done=_("Saved."),
        back=page_of(pk),
    )


@permitted(Permission.APPROVE)
def approve(request: SignedInRequest, pk: int) -> HttpResponse:
    full = found(pk)
    form = open_form(request, Form, seen=full.version)
    return asked(
        request,
        form,
        lambda: actions.approve(
            article_id=pk, by=request.user, at=clock.now(), seen_version=seen(form)
        ),
        title=_("Approve this article?"),
        button=_("Approve it"),
        done=_("Approved. It is not public yet."),
        back=page_of(pk),
        full=full,
    )


@permitted(Permission.WRITE)
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    return with_reason(
        request, pk, actions.reopen, _("Open the draft again"), _("It is a draft again.")
    )


@permitted(Permission.PUBLISH)
def call_back(request: SignedInRequest, pk: int) -> HttpResponse:
    return with_reason(request, pk, actions.call_back, _("Call it back"), _("Called back."))


@permitted(Permission.PUBLISH)
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    return with_reason(
        request, pk, actions.withdraw, _("Withdraw it"), _("Withdrawn. Its address says why."),
        asks=forms.Withdraw,
    )  # fmt: skip


def with_reason(
    request: SignedInRequest, pk: int, act: Callable[..., None], title: str, done: str,
    *, asks: type[Form] = forms.Why,
) -> HttpResponse:  # fmt: skip
    full = found(pk)
    form = open_form(request, asks)
    return asked(
        request,
        form,
        lambda: act(article_id=pk, why=form.cleaned_data["why"], by=request.user, at=clock.now()),
        title=title,
        button=title,
        done=done,
        back=page_of(pk),
        full=full,
    )


@permitted(Permission.PUBLISH)
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name the moment. Nothing happens until the next page is confirmed."""
    full = found(pk)
    form = open_form(request, Moment)
    if request.method == "POST" and form.is_valid():
        moment = form.moment()
        if moment is not None and moment <= clock.now():
            form.add_error("time", _("This moment has passed. Name one still to come."))
        else:
            named = {"at": moment.strftime("%Y-%m-%dT%H:%M")} if moment else {}
            return redirect(f"{reverse('editor:publish_check', args=[pk])}?{urlencode(named)}")
    return render(
        request,
        "editor/form.html",
        {
            "form": form, "title": _("Publish it"), "button": _("Look before it goes out"),
            "back": page_of(pk), "full": full,
        },
    )  # fmt: skip


@permitted(Permission.PUBLISH)
def publish_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """What becomes public and when; the button does it."""
    full = found(pk)
    moment = named_moment(request.GET.get("at", ""))
    form = open_form(request, Form, seen=full.version)
    when = wording.moment(moment) if moment else _("As soon as you press the button")
    return asked(
        request,
        form,
        lambda: actions.publish(
            article_id=pk, publish_at=moment, by=request.user, at=clock.now(),
            seen_version=seen(form),
        ),
        title=_("Look before it goes out"),
        button=_("Publish it"),
        done=_("It is public at the moment named.") if moment else _("It is public."),
        back=page_of(pk),
        full=full,
        facts=[
            (_("Public"), when),
            (_("Where"), reverse("public:article", args=[full.line.slug])),
            (_("Told by e-mail"), _("at the noon after that")),
        ],
    )  # fmt: skip


@permitted(Permission.PUBLISH)
def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    full = found(pk)
    given = {"title": full.line.title, "summary": full.line.summary, "text": full.text}
    form = open_form(request, forms.Correct, initial=given, seen=full.version)
    return asked(
        request,
        form,
        lambda: actions.correct(
            article_id=pk,
            **{name: form.cleaned_data[name] for name in ("title", "summary", "text", "why")},
            by=request.user,
            at=clock.now(),
            seen_version=seen(form),
        ),
        title=_("Correct it"),
        button=_("Correct it"),
        done=_("Corrected. Readers see what was wrong."),
        back=page_of(pk),
        lead=_("It is public: this replaces it at once."),
    )


@permitted(Digest.KEEP)
def noon(request: SignedInRequest) -> HttpResponse:
    """What the next noon will say, who gets it, and how the last ones left."""
    day, letter = readers.preview(at=clock.now())
    confirmed, waiting = readers.readers()
    return render(
        request,
        "editor/noon.html",
        {
            "day": day, "letter": letter, "told": letter.told if letter else (),
            "invented": letter is not None and any(one.is_invented for one in letter.articles),
            "confirmed": confirmed, "waiting": waiting,
            "sendings": readers.sendings(), "catcher": settings.DEMONSTRATION,
        },
    )  # fmt: skip


@permitted(Digest.KEEP)
def erase(request: SignedInRequest) -> HttpResponse:
    form = open_form(request, forms.Erase)
    return asked(
        request,
        form,
        lambda: digests.erase(
            address=form.cleaned_data["address"], by=request.user, at=clock.now()
        ),
        title=_("Take an address out"),
        button=_("Take it out for good"),
        done=_("Taken out. Nothing more goes to it, and we have forgotten it."),
        back=reverse("editor:noon"),
        lead=_(
            "When somebody asks by telephone or letter. It cannot be undone; they can subscribe again."
        ),
    )
