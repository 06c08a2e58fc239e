"""Pages about who somebody is and how to reach them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openprobation.foundation import clock
from openprobation.foundation.access import actions as access
from openprobation.foundation.access import queries as standing
from openprobation.foundation.access.check import may
from openprobation.foundation.access.permissions import Permission as Access
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
    signed_in,
)
from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.refusals import Refused
from openprobation.supervision.persons import actions, queries
from openprobation.supervision.persons.permissions import Permission
from openprobation.supervision.persons.web import forms
from openprobation.supervision.persons.web.opening import open_person
from openprobation.supervision.persons.web.parts import PARTS, Part
from openprobation.vocabulary.persons import Ethnicity, Sex


# ── Making a record ────────────────────────────────────────────────────────────────────────
class PerhapsKnown(Refused):
    def __init__(self) -> None:
        super().__init__(_("Somebody like this already has a record."))


@permitted(Permission.CREATE)
def new(request: SignedInRequest) -> HttpResponse:
    """A record for somebody not known before; whoever they might be already is shown first."""
    at = clock.now()
    form = open_form(
        request,
        forms.NewPerson,
        initial=typed_while_searching(request),
        areas=organisations.areas(),
    )
    matches: list[queries.Found] = []

    def act() -> str:
        matches.extend(matching(request, form.given, at=at))
        considered = form.cleaned_data["considered"].split()
        if any(match.crn not in considered for match in matches):
            raise PerhapsKnown
        person = actions.create_person(by=request.user, at=at, **form.given)
        messages.success(
            request,
            _("%(name)s now has a record: %(crn)s.") % {"name": person.name, "crn": person.crn},
        )
        return next_page(request) or reverse("practitioner:person", args=[person.crn])

    if "change" in request.POST:
        form.consider_again()
        return render(request, "persons/new.html", {"form": form})
    sent = answer(request, form, act)
    if matches:
        actions.note_locate(found=len(matches), by=request.user, at=at)
    if sent:
        return sent
    if matches and str(PerhapsKnown().message) in form.non_field_errors():
        return render(
            request,
            "persons/matches.html",
            {"typed": form, "matches": matches, "today": clock.today()},
        )
    return render(request, "persons/new.html", {"form": form})


def matching(
    request: SignedInRequest, given: dict[str, Any], *, at: datetime
) -> list[queries.Found]:
    return queries.possible_matches(
        given_names=given["given_names"],
        family_name=given["family_name"],
        date_of_birth=given["date_of_birth"],
        viewer=request.user,
        at=at,
    )


def typed_while_searching(request: SignedInRequest) -> dict[str, Any]:
    """What was typed into the search that found nobody: a fact is typed once."""
    asked = queries.sought(request.GET.get("q", ""), on=clock.today())
    words = asked.name.split()
    words = [word.title() if word.islower() else word for word in words]
    return {
        "given_names": " ".join(words[:-1]),
        "family_name": words[-1] if words else "",
        "date_of_birth": asked.born_on,
        "language": "English",
        "ethnicity": Ethnicity.NOT_STATED,
    }


def next_page(request: SignedInRequest) -> str:
    """Where the viewer was going, when it is a page of ours; else nothing."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=None, require_https=request.is_secure()
    )
    return wanted if is_ours else ""


# ── Everything of somebody ─────────────────────────────────────────────────────────────────
@signed_in
def details(request: SignedInRequest, crn: str) -> HttpResponse:
    """Everything we know of somebody, with who recorded it and when."""
    person = open_person(request, crn)
    at, on = clock.now(), clock.today()
    return render(
        request,
        "persons/details.html",
        {
            **about(person),
            "details": queries.details(person.ids),
            "today": on,
            "may_change": may(request.user, Permission.CHANGE, at=at),
            "may_join": may(request.user, Permission.MERGE, at=at),
        },
    )


def about(person: queries.Handle) -> dict[str, Any]:
    """Whose record this is, at the head of each of these pages."""
    address = reverse("persons:details", args=[person.crn])
    return {
        "person": person,
        "details_address": address,
        "banner": {
            "name": person.name,
            "crn": person.crn,
            "preferred_name": person.preferred_name,
            "born": person.date_of_birth,
            "age": person.age(clock.today()),
            "language": f"{person.language}, {_('interpreter needed')}"
            if person.interpreter_needed
            else "",
            "address": reverse("practitioner:person", args=[person.crn]),
        },
    }


@permitted(Permission.CHANGE)
def change(request: SignedInRequest, crn: str) -> HttpResponse:
    """Put the person's own fields right. Somebody else's change in between is shown, not written over."""
    person = open_person(request, crn)
    at = clock.now()
    now = queries.details(person.ids)
    form = open_form(
        request,
        forms.ChangePerson,
        seen=now.version,
        areas=organisations.areas(),
        initial={
            name: getattr(now, name) for name in forms.Particulars.base_fields if hasattr(now, name)
        },
    )

    def act() -> str:
        actions.change_person(
            person_id=person.id,
            seen_version=int(form.cleaned_data["seen"] or 0),
            by=request.user,
            at=at,
            **form.given,
        )
        messages.success(request, _("Details changed."))
        return reverse("persons:details", args=[person.crn])

    seen_before = str(request.POST.get("seen", ""))
    sent = answer(request, form, act)
    if sent:
        return sent
    is_stale = request.method == "POST" and seen_before != str(now.version)
    if is_stale:
        form.see(now.version)
    return render(
        request,
        "persons/change.html",
        {**about(person), "form": form, "now": now if is_stale else None},
    )


# ── Adding and ending one fact ─────────────────────────────────────────────────────────────
@permitted(Permission.CHANGE)
def add(request: SignedInRequest, crn: str, part: str) -> HttpResponse:
    """One more fact of a kind."""
    person = open_person(request, crn)
    kind = part_called(part)
    form = open_form(request, kind.form, initial={"starts_on": clock.today(), **kind.usual})

    def act() -> str:
        kind.add(person_id=person.id, by=request.user, at=clock.now(), **form.given)
        messages.success(request, str(kind.added))
        return back_to(person, part)

    return answer(request, form, act) or render(
        request, "persons/add.html", {**about(person), "form": form, "part": kind}
    )


@permitted(Permission.CHANGE)
def end(request: SignedInRequest, crn: str, part: str, pk: int) -> HttpResponse:
    """A fact has ended, or never was so."""
    person = open_person(request, crn)
    kind = part_called(part)
    line = line_of(person, part, pk)
    form = open_form(request, forms.End, initial={"ends_on": clock.today()})

    def act() -> str:
        given = form.cleaned_data
        kind.end(
            **{kind.key: pk},
            on=given["ends_on"] or line.span.starts_on,
            is_mistake=given["how"] == "mistake",
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Ended: %(what)s.") % {"what": kind.said(line)})
        return back_to(person, part)

    return answer(request, form, act) or render(
        request,
        "persons/end.html",
        {**about(person), "form": form, "part": kind, "line": line, "said": kind.said(line)},
    )


@require_POST
@permitted(Permission.CHANGE)
def confirm_telephone(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """The number is the person's own: codes to sign in may go to it."""
    person = open_person(request, crn)
    line_of(person, "telephone", pk)
    try:
        actions.confirm_phone(phone_id=pk, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Confirmed. They can sign in with this number."))
    return redirect(back_to(person, "telephone"))


@require_POST
@permitted(Permission.CHANGE)
def text_safety(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """A text to this number is safe now, or no longer."""
    person = open_person(request, crn)
    line_of(person, "telephone", pk)
    is_safe = request.POST.get("safe") == "yes"
    try:
        actions.mark_text_safety(phone_id=pk, is_safe=is_safe, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request,
            _("Texts may go to this number.")
            if is_safe
            else _("No text goes to this number any more, nor a code to sign in."),
        )
    return redirect(back_to(person, "telephone"))


@require_POST
@permitted(Permission.CHANGE)
def check_address(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Somebody checked today that the person lives there."""
    person = open_person(request, crn)
    line_of(person, "address", pk)
    try:
        actions.verify_address(address_id=pk, on=clock.today(), by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Address marked as checked today."))
    return redirect(back_to(person, "address"))


def part_called(name: str) -> Part:
    if name not in PARTS:
        raise Http404
    return PARTS[name]


def line_of(person: queries.Handle, part: str, pk: int) -> Any:
    """The fact, when it is this person's and still so."""
    for line in queries.details(person.ids).lines[part]:
        if line.span.id == pk and line.span.ends_on is None:
            return line
    raise Http404


def back_to(person: queries.Handle, part: str) -> str:
    return f"{reverse('persons:details', args=[person.crn])}#{part}"


# ── Death ──────────────────────────────────────────────────────────────────────────────────
@permitted(Permission.CHANGE)
def death(request: SignedInRequest, crn: str) -> HttpResponse:
    """Somebody died: asked once more before it is written, because it closes the case."""
    person = open_person(request, crn)
    at = clock.now()
    form = open_form(request, forms.Death)
    if request.method == "POST" and "confirm" not in request.POST:
        if "change" not in request.POST and form.is_valid():
            died_on = form.cleaned_data["died_on"]
            try:
                actions.check_death(person_id=person.id, died_on=died_on, by=request.user, at=at)
            except Refused as refusal:
                form.refuse(refusal)
            else:
                return render(
                    request,
                    "persons/death_check.html",
                    {**about(person), "form": form, "died_on": died_on},
                )
        return render(request, "persons/death.html", {**about(person), "form": form})

    def act() -> str:
        actions.record_death(
            person_id=person.id, died_on=form.cleaned_data["died_on"], by=request.user, at=at
        )
        messages.success(request, _("The death of %(name)s is recorded.") % {"name": person.name})
        # the case is closed with it, and the record may no longer be the viewer's business
        if standing.is_open("person", person.id, to=request.user, at=at):
            return reverse("persons:details", args=[person.crn])
        return reverse("practitioner:locate")

    return answer(request, form, act) or render(
        request, "persons/death.html", {**about(person), "form": form}
    )


@permitted(Permission.CHANGE)
def withdraw_death(request: SignedInRequest, crn: str) -> HttpResponse:
    """The death was recorded by mistake."""
    person = open_person(request, crn)
    if person.died_on is None:
        raise Http404
    form = open_form(request, forms.Why)

    def act() -> str:
        actions.withdraw_death(
            person_id=person.id, why=form.cleaned_data["why"], by=request.user, at=clock.now()
        )
        messages.success(request, _("The death is withdrawn. A case that it closed stays closed."))
        return reverse("persons:details", args=[person.crn])

    return answer(request, form, act) or render(
        request, "persons/withdraw_death.html", {**about(person), "form": form}
    )


# ── Joining and parting ────────────────────────────────────────────────────────────────────
@permitted(Permission.MERGE)
def merge(request: SignedInRequest, crn: str) -> HttpResponse:
    """Two records of one person: which is kept, why, and both side by side before it is done."""
    person = open_person(request, crn)
    at = clock.now()
    form = open_form(request, forms.Join, initial={"keep": "this"}, this_crn=person.crn)
    other = None
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["crn"]
        other = queries.by_crn(typed)
        if other is None:
            form.add_error("crn", _("There is no record %(crn)s.") % {"crn": typed})
        elif other.crn != typed:
            words = {"typed": typed, "kept": other.crn}
            form.add_error("crn", _("%(typed)s is already joined into %(kept)s.") % words)
            other = None
    if other is None:
        return render(request, "persons/join.html", {**about(person), "form": form})

    other = open_person(request, other.crn)
    is_other_kept = form.cleaned_data["keep"] == "other"
    kept, folded = (other, person) if is_other_kept else (person, other)
    why = form.cleaned_data["why"]

    def act() -> str:
        actions.merge(kept_id=kept.id, folded_id=folded.id, why=why, by=request.user, at=at)
        messages.success(
            request,
            _("Joined. %(folded)s now leads to %(kept)s.")
            % {"folded": folded.crn, "kept": kept.crn},
        )
        return reverse("persons:details", args=[kept.crn])

    if "confirm" in request.POST:
        sent = answer(request, form, act)
        if sent:
            return sent
    elif "change" not in request.POST:
        try:
            actions.check_merge(
                kept_id=kept.id, folded_id=folded.id, why=why, by=request.user, at=at
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return render(
                request,
                "persons/join_check.html",
                {
                    **about(person),
                    "form": form,
                    "kept": kept,
                    "folded": folded,
                    "why": why,
                    "sexes": dict(Sex.choices()),
                },
            )
    return render(request, "persons/join.html", {**about(person), "form": form})


@permitted(Permission.MERGE)
def part(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Undo a joining: the page says what comes apart and asks why."""
    person = open_person(request, crn)
    joined = next(
        (
            line
            for line in queries.details(person.ids).merges
            if line.id == pk and not line.undone_at
        ),
        None,
    )
    if joined is None:
        raise Http404
    form = open_form(request, forms.Why)

    def act() -> str:
        actions.part(merge_id=pk, why=form.cleaned_data["why"], by=request.user, at=clock.now())
        messages.success(
            request,
            _("Parted. %(folded)s is a record of its own again.") % {"folded": joined.folded},
        )
        return reverse("persons:details", args=[person.crn])

    return answer(request, form, act) or render(
        request, "persons/part.html", {**about(person), "form": form, "joined": joined}
    )


# ── A restricted record ────────────────────────────────────────────────────────────────────
@signed_in
def ask(request: SignedInRequest, crn: str) -> HttpResponse:
    """Ask to be let in to a restricted record, of which nothing is shown but the CRN and whom to ask."""
    at = clock.now()
    person = queries.by_crn(crn)
    if person is None or not may(request.user, Access.OPEN_WITH_REASON, at=at):
        raise Http404
    how = standing.standing("person", person.id, to=request.user, at=at)
    if not how.is_masked:
        return redirect("practitioner:person", person.crn)
    form = open_form(request, forms.Ask)

    def act() -> str:
        access.ask_for_access(
            kind="person",
            record_id=person.id,
            why=form.cleaned_data["why"],
            by=request.user,
            at=at,
        )
        messages.success(request, _("Asked. You will be told when somebody decides."))
        return reverse("practitioner:locate")

    return answer(request, form, act) or render(
        request, "persons/ask.html", {"form": form, "crn": person.crn, "ask": how.ask}
    )
