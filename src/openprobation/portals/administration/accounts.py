"""Keeping accounts, posts and deputies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openprobation.foundation import clock
from openprobation.foundation.drafts.web.writing import SignedInRequest, open_form, permitted
from openprobation.foundation.identity import factors
from openprobation.foundation.identity import queries as identity
from openprobation.foundation.identity.web.links import send_password_link
from openprobation.foundation.organisations import actions, keeping
from openprobation.foundation.organisations.permissions import Permission
from openprobation.foundation.refusals import Refused
from openprobation.supervision.allocations import actions as allocations

from . import forms
from .checking import Page, changed
from .organisations import found

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User

keeps = permitted(Permission.KEEP_ACCOUNTS)


class NobodyThere(Refused):
    def __init__(self, email: str, *, field: str) -> None:
        super().__init__(
            f"There is no account for {email}. Check the address, or add the account first.",
            field=field,
        )


def somebody(email: str, *, field: str) -> User:
    user = identity.by_email(email)
    if user is None:
        raise NobodyThere(email, field=field)
    return user


@require_safe
@keeps
def accounts(request: SignedInRequest) -> HttpResponse:
    form = forms.FindAccounts(request.GET or None)
    words = form.cleaned_data["words"] if form.is_bound and form.is_valid() else ""
    page = keeping.accounts(on=clock.today(), words=words, after=request.GET.get("after", ""))
    return render(
        request, "administration/accounts.html", {"filters": form, "page": page, "words": words}
    )


@require_safe
@keeps
def account(request: SignedInRequest, pk: int) -> HttpResponse:
    on = clock.today()
    user = found(keeping.staff(pk))
    posts = keeping.posts(user_ids=[pk])
    return render(
        request,
        "administration/account.html",
        {
            "account": user,
            "is_me": user.pk == request.user.pk,
            "factors": factors.factors_of(user),
            "held": [post for post in posts if not post.is_over(on)],
            "past": [post for post in posts if post.is_over(on)],
            "cover": keeping.cover_of(pk),
            "today": on,
        },
    )


@keeps
def new_account(request: SignedInRequest) -> HttpResponse:
    form = open_form(request, forms.Account)

    def act() -> str:
        given = form.cleaned_data
        made = actions.open_account(
            name=given["name"], email=given["email"], by=request.user, at=clock.now()
        )
        return reverse("administration:account", args=[made.pk])

    page = Page(
        title=_("Add an account"),
        button=_("Add account"),
        cancel=reverse("administration:accounts"),
        done=_("The account is added. Post them next, then send a link to set a password."),
    )
    return changed(request, form, act, page)


@keeps
def close_account(request: SignedInRequest, pk: int) -> HttpResponse:
    user = found(keeping.staff(pk))
    here = reverse("administration:account", args=[pk])

    def act() -> str:
        actions.close_account(user=found(keeping.staff(pk)), by=request.user, at=clock.now())
        return here

    page = Page(
        title=_("Close the account of %(name)s") % {"name": user.name},
        button=_("Close account"),
        cancel=here,
        done=_("The account is closed."),
        about=[(_("Name"), user.name), (_("E-mail address"), user.email)],
        warning=_(
            "They are signed out now and cannot sign in again. Their cases stay with them until a"
            " manager moves them, and their posts until you end them."
        ),
        is_severe=True,
    )
    return changed(request, open_form(request, forms.Nothing), act, page)


@keeps
def reopen_account(request: SignedInRequest, pk: int) -> HttpResponse:
    user = found(keeping.staff(pk))
    here = reverse("administration:account", args=[pk])

    def act() -> str:
        actions.reopen_account(user=found(keeping.staff(pk)), by=request.user, at=clock.now())
        return here

    page = Page(
        title=_("Open the account of %(name)s again") % {"name": user.name},
        button=_("Open account"),
        cancel=here,
        done=_("The account is open again."),
        about=[(_("Name"), user.name), (_("E-mail address"), user.email)],
        warning=_(
            "They can sign in with the password they had, and hold the posts listed as theirs."
        ),
    )
    return changed(request, open_form(request, forms.Nothing), act, page)


@keeps
def password_link(request: SignedInRequest, pk: int) -> HttpResponse:
    user = found(keeping.staff(pk))
    here = reverse("administration:account", args=[pk])

    def act() -> str:
        actions.allow_new_password(user=user, by=request.user, at=clock.now())
        send_password_link(request, user)
        return here

    page = Page(
        title=_("Send %(name)s a link to set a password") % {"name": user.name},
        button=_("Send link"),
        cancel=here,
        done=_("The link is on its way. It works once, for 24 hours."),
        about=[(_("Name"), user.name), (_("E-mail address"), user.email)],
    )
    return changed(request, open_form(request, forms.Nothing), act, page)


@keeps
def reset_factors(request: SignedInRequest, pk: int) -> HttpResponse:
    """A lost key or phone: everything beside the password is taken away, and they begin anew."""
    user = found(keeping.staff(pk))
    here = reverse("administration:account", args=[pk])
    form = open_form(request, forms.LostFactor)

    def act() -> str:
        actions.reset_factors(
            user=user, loss=form.cleaned_data["loss"], by=request.user, at=clock.now()
        )
        return here

    page = Page(
        title=_("Remove the keys and codes of %(name)s") % {"name": user.name},
        button=_("Remove keys and codes"),
        cancel=here,
        done=_("The keys and codes are removed. They were told by e-mail."),
        about=[(_("Name"), user.name), (_("E-mail address"), user.email)],
        warning=_(
            "They are signed out everywhere. At the next sign-in the password is enough to add a new"
            " key: if somebody else may know it, also send a link to set a new password."
        ),
        is_severe=True,
    )
    return changed(request, form, act, page)


# ── Posts ──────────────────────────────────────────────────────────────────────────────────
@keeps
def post(request: SignedInRequest, pk: int) -> HttpResponse:
    """Post somebody who is known: choose the team."""
    user = found(keeping.staff(pk))
    here = reverse("administration:account", args=[pk])
    on = clock.today()
    form = open_form(request, forms.Post)
    form.fields["team"].offer(  # type: ignore[attr-defined]
        [
            (row.id, f"{row.name}, {row.organisation}")
            for row in keeping.teams()
            if not row.is_closed(on)
        ]
    )

    def act() -> str:
        given = form.cleaned_data
        team = keeping.team(given["team"])
        if team is None:
            raise Refused(_("Select a team"), field="team")
        actions.post(
            user=user,
            role=given["role"],
            grade=given["grade"],
            team=team,
            starts_on=given["starts_on"],
            leads_unit=given["leads_unit"],
            by=request.user,
            at=clock.now(),
        )
        return here

    page = Page(
        title=_("Post %(name)s") % {"name": user.name},
        button=_("Post"),
        cancel=here,
        done=_("The post is filled."),
        about=[(_("Name"), user.name)],
        warning=_(
            "From the first day the post gives its rights, and the team’s cases are its business."
        ),
    )
    return changed(request, form, act, page)


@keeps
def post_here(request: SignedInRequest, pk: int) -> HttpResponse:
    """Post somebody to a team that is known: say whom."""
    team = found(keeping.team(pk))
    here = reverse("administration:team", args=[pk])
    form = open_form(request, forms.PostHere)

    def act() -> str:
        given = form.cleaned_data
        actions.post(
            user=somebody(given["email"], field="email"),
            role=given["role"],
            grade=given["grade"],
            team=team,
            starts_on=given["starts_on"],
            leads_unit=given["leads_unit"],
            by=request.user,
            at=clock.now(),
        )
        return here

    page = Page(
        title=_("Post somebody to %(team)s") % {"team": team.name},
        button=_("Post"),
        cancel=here,
        done=_("The post is filled."),
        about=[(_("Team"), team.name), (_("Organisation"), team.unit.region.organisation.name)],
        warning=_(
            "From the first day the post gives its rights, and the team’s cases are its business."
        ),
    )
    return changed(request, form, act, page)


@keeps
def end_post(request: SignedInRequest, pk: int) -> HttpResponse:
    line = found(keeping.post(pk))
    here = reverse("administration:account", args=[line.user_id])
    form = open_form(request, forms.Ending, initial={"ends_on": clock.today()})

    def act() -> str:
        if line.user_id == request.user.pk:
            raise actions.NotYourself(_("end a post of"))
        actions.end_post(
            posting_id=pk,
            ends_on=form.cleaned_data["ends_on"],
            by=request.user,
            at=clock.now(),
        )
        return here

    page = Page(
        title=_("End a post of %(name)s") % {"name": line.name},
        button=_("End post"),
        cancel=here,
        done=_("The post is ended."),
        about=[
            (_("Name"), line.name),
            (_("Post"), f"{line.role.label}, {line.team}, {line.organisation}"),
        ],
        warning=_("Cases they hold stay with them until a manager moves them."),
        is_severe=True,
    )
    return changed(request, form, act, page)


@keeps
def deputy(request: SignedInRequest, pk: int) -> HttpResponse:
    user = found(keeping.staff(pk))
    here = reverse("administration:account", args=[pk])
    form = open_form(request, forms.Deputy)

    def act() -> str:
        given = form.cleaned_data
        actions.cover(
            user=user,
            deputy=somebody(given["deputy"], field="deputy"),
            starts_on=given["starts_on"],
            by=request.user,
            at=clock.now(),
        )
        allocations.stand_in(officer_id=pk, by=request.user, at=clock.now())
        return here

    page = Page(
        title=_("Give %(name)s a deputy") % {"name": user.name},
        button=_("Set deputy"),
        cancel=here,
        done=_("The deputy is set."),
        about=[(_("Name"), user.name)],
        intro=_(
            "Whoever finds one of their cases is told of the deputy. A deputy before is replaced."
        ),
    )
    return changed(request, form, act, page)


@keeps
def end_deputy(request: SignedInRequest, pk: int) -> HttpResponse:
    user = found(keeping.staff(pk))
    cover = found(keeping.cover_of(pk))
    here = reverse("administration:account", args=[pk])
    form = open_form(request, forms.Ending, initial={"ends_on": clock.today()})

    def act() -> str:
        actions.end_cover(
            user=user, ends_on=form.cleaned_data["ends_on"], by=request.user, at=clock.now()
        )
        allocations.stand_in(officer_id=pk, by=request.user, at=clock.now())
        return here

    page = Page(
        title=_("End the cover for %(name)s") % {"name": user.name},
        button=_("End cover"),
        cancel=here,
        done=_("The cover is ended."),
        about=[(_("Name"), user.name), (_("Deputy"), cover.deputy)],
    )
    return changed(request, form, act, page)
