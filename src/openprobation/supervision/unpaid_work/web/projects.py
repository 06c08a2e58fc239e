"""Pages on which projects are opened, changed and closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.access.check import authority
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.foundation.organisations import queries as organisations
from openprobation.ui import wording
from openprobation.ui.forms import ChoiceField, Form
from openprobation.vocabulary.organisations import TeamKind

from .. import actions, queries
from ..permissions import Permission
from . import forms
from .day import simple


@permitted(Permission.KEEP_PROJECTS)
def new_project(request: SignedInRequest) -> HttpResponse:
    """Open a project for one of the unpaid work teams of one's organisation."""
    at, on = clock.now(), clock.today()
    theirs = authority(request.user, at)
    form = open_form(request, forms.NewProject, initial={"starts_on": on})
    teams = [
        (each.id, each.name)
        for each in organisations.teams(on=on).values()
        if each.kind is TeamKind.UNPAID_WORK and each.organisation_id in theirs.organisation_ids
    ]
    asked = form.fields["team"]
    assert isinstance(asked, ChoiceField)
    asked.offer(teams)

    def act() -> str:
        given = form.cleaned_data
        made = actions.open_project(
            team_id=int(given["team"]),
            given=actions.ProjectGiven(
                **{name: given[name] for name in PROJECT_FIELDS},
            ),
            by=request.user,
            at=at,
        )
        messages.success(request, _("Opened: %(name)s.") % {"name": made.name})
        return reverse("unpaid_work:day")

    return answer(request, form, act) or simple(
        request,
        form,
        title=_("Open a project"),
        button=_("Open it"),
        back=reverse("unpaid_work:day"),
    )


PROJECT_FIELDS = (
    "name",
    "kind",
    "beneficiary",
    "telephone",
    "place",
    "capacity",
    "starts_on",
    "ends_on",
    "highest_harm",
    "not_with",
    "women_only",
    "travel_counts",
)


def the_project(request: SignedInRequest, pk: int) -> queries.Kept:
    """A project of one's own organisation that has not closed. Those of others are not found."""
    theirs = authority(request.user, clock.now())
    found = queries.kept(pk, organisation_ids=theirs.organisation_ids)
    if found is None or (found.ends_on is not None and found.ends_on < clock.today()):
        raise Http404
    return found


def day_of(found: queries.Kept) -> str:
    return reverse("unpaid_work:project", args=[found.id, max(clock.today(), found.starts_on)])


CHANGED = tuple(name for name in PROJECT_FIELDS if name not in ("kind", "starts_on", "ends_on"))
"""What is asked again; the kind and the days stay."""


@permitted(Permission.KEEP_PROJECTS)
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a project takes, and where; then a page to check, with whom it concerns."""
    found = the_project(request, pk)
    initial = {name: getattr(found, name) for name in CHANGED}
    form = open_form(request, forms.ChangeProject, initial=initial)

    def act() -> str:
        given = {name: form.cleaned_data[name] for name in CHANGED}
        actions.change_project(
            project_id=pk,
            given=actions.ProjectGiven(
                **given, kind=found.kind, starts_on=found.starts_on, ends_on=found.ends_on
            ),
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Changed: %(name)s.") % {"name": form.cleaned_data["name"]})
        return day_of(found)

    if request.method == "POST" and form.is_valid():
        done = answer(request, form, act) if "checked" in request.POST else None
        if done is not None:
            return done
        if not form.errors:
            return check(
                request,
                form,
                title=_("Check before you change it"),
                button=_("Change the project"),
                here=reverse("unpaid_work:change_project", args=[pk]),
                rows=rows_of(form),
                follows=whom_it_concerns(form, found),
            )
    return simple(
        request,
        form,
        title=_("Change %(name)s") % {"name": found.name},
        button=_("Continue"),
        back=day_of(found),
    )


def rows_of(form: Form) -> list[dict[str, object]]:
    """Everything as it would be, in words."""
    given = form.cleaned_data
    return [{"key": form.fields[name].label, "value": in_words(given[name])} for name in CHANGED]


def in_words(value: object) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list | tuple):
        return ", ".join(str(each.label) for each in value) or _("Nobody is left out")
    return str(getattr(value, "label", value))


def whom_it_concerns(form: Form, found: queries.Kept) -> list[str]:
    given, on = form.cleaned_data, clock.today()
    placed = queries.placed_at(found.id, on=on, after=on)
    unfit = queries.misfits(
        found.id,
        highest_harm=given["highest_harm"],
        not_with=given["not_with"],
        women_only=given["women_only"],
        on=on,
    )
    said = [
        _("%(n)s people have a place there. They keep it: end a place on the person’s own page.")
        % {"n": placed.people}
    ]
    if unfit:
        said.append(
            _("%(n)s of them would not be given a place by these terms. Look at each.")
            % {"n": unfit}
        )
    return said


@permitted(Permission.KEEP_PROJECTS)
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    """The last day of a project; then a page to check, with what is planned after it."""
    found = the_project(request, pk)
    form = open_form(request, forms.CloseProject, initial={"ends_on": found.ends_on})

    def act() -> str:
        people = actions.close_project(
            project_id=pk,
            ends_on=form.cleaned_data["ends_on"],
            why=form.cleaned_data["why"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(
            request,
            _("%(name)s closes. %(n)s people had a place: each is on their officer’s record.")
            % {"name": found.name, "n": people},
        )
        return reverse("unpaid_work:day")

    if request.method == "POST" and form.is_valid():
        done = answer(request, form, act) if "checked" in request.POST else None
        if done is not None:
            return done
        if not form.errors:
            ends_on: date = form.cleaned_data["ends_on"]
            placed = queries.placed_at(pk, on=clock.today(), after=ends_on)
            return check(
                request,
                form,
                title=_("Check before you close it"),
                button=_("Close the project"),
                here=reverse("unpaid_work:close_project", args=[pk]),
                rows=[
                    {"key": _("Project"), "value": found.name},
                    {"key": _("Last day"), "value": wording.plain_day(ends_on)},
                    {"key": _("Why"), "value": form.cleaned_data["why"]},
                ],
                follows=[
                    _("%(n)s people have a place there, and %(days)s days are planned after it.")
                    % {"n": placed.people, "days": placed.days_after},
                    _(
                        "Those days are taken back and planned at their other places, where they"
                        " have one. It counts against nobody."
                    ),
                ],
            )
    return simple(
        request,
        form,
        title=_("Close %(name)s") % {"name": found.name},
        button=_("Continue"),
        back=day_of(found),
    )


def check(
    request: SignedInRequest,
    form: Form,
    *,
    title: str,
    button: str,
    here: str,
    rows: Sequence[dict[str, object]],
    follows: Sequence[str],
) -> HttpResponse:
    """Everything as it would be, before it is."""
    asked = [
        (name, value)
        for name in request.POST
        if name not in ("csrfmiddlewaretoken", "submission", "checked")
        for value in request.POST.getlist(name)
    ]
    context = {"form": form, "title": title, "button": button, "here": here, "asked": asked}
    return render(request, "unpaid_work/check.html", {**context, "rows": rows, "follows": follows})
