"""Pages where a report is written, checked with the providers, released and followed up.

Inspectors read; a lead and an editor write and release. To anybody else none of it is there.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openprobation.foundation import clock
from openprobation.foundation.access.check import may
from openprobation.foundation.audit.actions import record
from openprobation.foundation.clock import LONDON
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    one_form,
    open_form,
    permitted,
)
from openprobation.foundation.organisations import queries as organisations
from openprobation.inspection.reports import actions, queries
from openprobation.inspection.reports.permissions import Permission
from openprobation.inspection.reports.queries import showing
from openprobation.ui import wording
from openprobation.ui.forms import ChoiceField, Form
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.inspection import PassageKind, ReportMove, ReportState

from . import report_forms as forms

BETWEEN = gettext_lazy("Between the organisations")


MOVED = {
    ReportMove.BEGIN: gettext_lazy("Begun"),
    ReportMove.SEND: gettext_lazy("Sent for accuracy"),
    ReportMove.SETTLE: gettext_lazy("Text settled"),
    ReportMove.REOPEN: gettext_lazy("Opened again"),
    ReportMove.RELEASE: gettext_lazy("Release decided"),
    ReportMove.CALL_BACK: gettext_lazy("Called back"),
    ReportMove.CORRECT: gettext_lazy("Corrected"),
}
"""What was done, by what one does."""


def found(pk: int) -> queries.ReportInFull:
    full = queries.draft(pk, at=clock.now())
    if full is None:
        raise Http404
    return full


def page_of(pk: int) -> str:
    return reverse("reporting:report", args=[pk])


asked = partial(one_form, template="inspector/report_form.html")
"""A page with one form about a report."""


# ── To read ────────────────────────────────────────────────────────────────────────────────


@permitted(Permission.VIEW)
def desk(request: SignedInRequest) -> HttpResponse:
    """Every report, wherever it stands."""
    at = clock.now()
    return render(
        request,
        "inspector/report_desk.html",
        {
            "reports": [(line, line.is_public(at)) for line in queries.desk()],
            "may_write": may(request.user, Permission.WRITE, at=at),
        },
    )


@permitted(Permission.VIEW)
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    """One report whole, with what can be done to it now. The look is written down."""
    full, at = found(pk), clock.now()
    record("report.viewed", by=request.user.username, at=at, report=pk)
    copies = queries.copies_of(pk)
    return render(
        request,
        "inspector/report_draft.html",
        {
            "full": full,
            "pictures": showing.pictures(full),
            "estimates": showing.estimates(full),
            "smallest": showing.smallest(full),
            "copies": copies,
            "points": queries.points_of([copy.id for copy in copies]),
            "steps": queries.steps_of(pk),
            "moved": MOVED,
            "plans": {one.id: queries.plan_of(one.id) for one in full.advices}
            if full.line.is_public(at)
            else {},
            "is_public": full.line.is_public(at),
            "may_write": may(request.user, Permission.WRITE, at=at),
            "may_release": may(request.user, Permission.RELEASE, at=at),
            "may_judge": may(request.user, Permission.FOLLOW_UP, at=at),
        },
    )


# ── To write ───────────────────────────────────────────────────────────────────────────────


def named(one: queries.Unreported) -> str:
    """An area may be inspected again: the last day of fieldwork tells which."""
    if one.fieldwork_until is None:
        return one.area
    until = wording.plain_day(one.fieldwork_until)
    return _("%(area)s, fieldwork until %(day)s") % {"area": one.area, "day": until}


@permitted(Permission.WRITE)
def begin(request: SignedInRequest) -> HttpResponse:
    """Begin the report of an inspection that has none."""
    form = open_form(request, forms.Begin)
    waiting = queries.without_report()
    offer(form, "inspection", [(str(one.id), named(one)) for one in waiting])

    def act() -> str:
        made = actions.begin(
            inspection_id=int(form.cleaned_data["inspection"]),
            title=form.cleaned_data["title"],
            summary=form.cleaned_data["summary"],
            by=request.user,
            at=clock.now(),
        )
        return page_of(made.pk)

    return asked(
        request,
        form,
        act,
        full=None,
        title=_("Begin a report"),
        button=_("Begin"),
        done=_("Begun. Only inspectors can read it."),
        back=reverse("reporting:desk"),
        nothing="" if waiting else _("Every inspection has its report."),
    )


def offer(form: Form, name: str, pairs: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, ChoiceField)
    field.offer(pairs)


@permitted(Permission.WRITE)
def opening(request: SignedInRequest, pk: int) -> HttpResponse:
    """The headline and the summary."""
    full = found(pk)
    form = open_form(
        request, forms.Opening, initial={"title": full.line.title, "summary": full.summary}
    )
    return asked(
        request,
        form,
        lambda: actions.keep_opening(
            report_id=pk,
            title=form.cleaned_data["title"],
            summary=form.cleaned_data["summary"],
            by=request.user,
            at=clock.now(),
        ),
        full=full,
        title=_("Headline and summary"),
        button=_("Save"),
        done=_("Saved."),
        back=page_of(pk),
    )


@permitted(Permission.WRITE)
def verdict(request: SignedInRequest, pk: int, provider: int, section: int) -> HttpResponse:
    """What is said of one organisation on one outcome; 0 is overall."""
    full = found(pk)
    body = next((one for one in full.bodies if one.id == provider), None)
    outcome = next((one for one in full.outcomes if one.id == section), None)
    if body is None or (section and outcome is None):
        raise Http404
    given = full.verdict(provider, section or None)
    form = open_form(
        request,
        forms.Verdict,
        initial={"words": given.words, "detail": given.detail, "coding": given.coding}
        if given
        else None,
    )
    return asked(
        request,
        form,
        lambda: actions.give_verdict(
            report_id=pk,
            provider_id=provider,
            section_id=section or None,
            words=form.cleaned_data["words"],
            detail=form.cleaned_data["detail"],
            coding=form.cleaned_data["coding"],
            by=request.user,
            at=clock.now(),
        ),
        full=full,
        title=f"{body.name}: {outcome.title if outcome else _('overall')}",
        button=_("Save"),
        done=_("Saved."),
        back=page_of(pk),
    )


@permitted(Permission.WRITE)
def passage(request: SignedInRequest, pk: int, passage: int | None = None) -> HttpResponse:
    """A finding or an example of good practice, new or again."""
    full = found(pk)
    before = next((one for one in full.passages if one.id == passage), None)
    if passage is not None and before is None:
        raise Http404
    form = open_form(
        request,
        forms.Passage,
        initial={
            "kind": before.kind,
            "provider": str(before.provider_id or 0),
            "section": str(before.section_id or 0),
            "tone": before.tone,
            "heading": before.heading,
            "text": before.text,
            "changed_name": before.changed_name,
        }
        if before
        else {"kind": PassageKind.FINDING},
    )
    offer(
        form, "provider", [*((str(one.id), one.name) for one in full.bodies), ("0", str(BETWEEN))]
    )
    offer(
        form,
        "section",
        [
            *((str(one.id), one.title) for one in (*full.outcomes, *full.joint)),
            ("0", _("None of them: as a whole")),
        ],
    )
    return asked(
        request,
        form,
        lambda: actions.write_passage(
            report_id=pk,
            passage_id=passage,
            kind=form.cleaned_data["kind"],
            provider_id=int(form.cleaned_data["provider"]) or None,
            section_id=int(form.cleaned_data["section"]) or None,
            tone=form.cleaned_data["tone"],
            heading=form.cleaned_data["heading"],
            text=form.cleaned_data["text"],
            changed_name=form.cleaned_data["changed_name"],
            by=request.user,
            at=clock.now(),
        ),
        full=full,
        title=_("Finding or good practice"),
        button=_("Save"),
        done=_("Saved."),
        back=page_of(pk),
        also=(_("Take it out"), reverse("reporting:passage_out", args=[pk, passage]))
        if passage
        else None,
    )


@permitted(Permission.WRITE)
def passage_out(request: SignedInRequest, pk: int, passage: int) -> HttpResponse:
    """Take a passage out, by the button only."""
    full = found(pk)
    before = next((one for one in full.passages if one.id == passage), None)
    if before is None:
        raise Http404
    return asked(
        request,
        open_form(request, Form),
        lambda: actions.take_passage_out(
            report_id=pk, passage_id=passage, by=request.user, at=clock.now()
        ),
        full=full,
        title=_("Take this out?"),
        lead=before.heading,
        button=_("Take it out"),
        done=_("Taken out."),
        back=page_of(pk),
    )


@permitted(Permission.WRITE)
def recommendation(request: SignedInRequest, pk: int, advice: int | None = None) -> HttpResponse:
    """A recommendation, new or again."""
    full = found(pk)
    before = next((one for one in full.advices if one.id == advice), None)
    if advice is not None and before is None:
        raise Http404
    form = open_form(
        request,
        forms.Recommendation,
        initial={"addressee": before.addressee, "text": before.text, "due_on": before.due_on}
        if before
        else None,
    )
    return asked(
        request,
        form,
        lambda: actions.recommend(
            report_id=pk,
            advice_id=advice,
            addressee=form.cleaned_data["addressee"],
            text=form.cleaned_data["text"],
            due_on=form.cleaned_data["due_on"],
            by=request.user,
            at=clock.now(),
        ),
        full=full,
        title=_("Recommendation %(n)s") % {"n": before.number}
        if before
        else _("New recommendation"),
        button=_("Save"),
        done=_("Saved."),
        back=page_of(pk),
        also=(_("Take it out"), reverse("reporting:recommendation_out", args=[pk, advice]))
        if advice
        else None,
    )


@permitted(Permission.WRITE)
def recommendation_out(request: SignedInRequest, pk: int, advice: int) -> HttpResponse:
    """Take a recommendation out, by the button only; those after it move up."""
    full = found(pk)
    before = next((one for one in full.advices if one.id == advice), None)
    if before is None:
        raise Http404
    return asked(
        request,
        open_form(request, Form),
        lambda: actions.take_advice_out(
            report_id=pk, advice_id=advice, by=request.user, at=clock.now()
        ),
        full=full,
        title=_("Take recommendation %(n)s out?") % {"n": before.number},
        lead=before.text,
        button=_("Take it out"),
        done=_("Taken out. Those after it moved up."),
        back=page_of(pk),
    )


@permitted(Permission.WRITE)
def take_ratings(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the settled ratings over, in place of those taken before."""
    full = found(pk)
    return asked(
        request,
        open_form(request, Form),
        lambda: actions.take_settled_ratings(report_id=pk, by=request.user, at=clock.now()),
        full=full,
        title=_("Take the ratings over?"),
        lead=_(
            "The report shows ratings and shares as they were last settled, until taken again."
            " Where verdicts are loaded, the estimates beside them are taken over too."
        ),
        button=_("Take them over"),
        done=_("Taken over."),
        back=page_of(pk),
    )


# ── With the providers ─────────────────────────────────────────────────────────────────────


def heads_of(body: queries.InspectedBody, *, at: datetime) -> list[tuple[str, str]]:
    """Who could read the draft for an organisation: its heads today. Two queries an organisation."""
    on = timezone.localdate(at)
    theirs = [
        one.id
        for one in organisations.organisations()
        if one.kind == body.kind
        and (body.organisation_id in (None, one.id))
        and one.starts_on <= on
        and (one.ends_on is None or on < one.ends_on)
    ]
    teams = {
        pk: team
        for organisation_id in theirs
        for pk, team in organisations.teams(on=on, organisation_id=organisation_id).items()
    }
    return [
        (
            str(one.user_id),
            f"{one.name}, {teams[one.team_id].unit}, {teams[one.team_id].organisation}",
        )
        for one in organisations.members(team_ids=tuple(teams), on=on, roles=[Role.HEAD])
    ]


@permitted(Permission.WRITE)
def send(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name who reads the draft for each organisation, and until when."""
    full, at = found(pk), clock.now()
    form = open_form(request, forms.SendForAccuracy, seen=full.version)
    for body in full.bodies:
        form.fields[f"reader_{body.id}"] = ChoiceField(
            heads_of(body, at=at),
            label=_("Who reads it for %(name)s?") % {"name": body.name},
            noun=_("a head of %(name)s") % {"name": body.name},
            as_select=True,
        )
    form.order_fields([*(f"reader_{body.id}" for body in full.bodies), "answer_by"])
    return asked(
        request,
        form,
        lambda: actions.send_for_accuracy(
            report_id=pk,
            readers={body.id: int(form.cleaned_data[f"reader_{body.id}"]) for body in full.bodies},
            answer_by=form.cleaned_data["answer_by"],
            by=request.user,
            at=clock.now(),
            seen_version=seen(form),
        ),
        full=full,
        title=_("Send the draft for accuracy"),
        lead=_(
            "Each head you name reads the whole draft in a room of their own and may dispute its"
            " facts. Nobody else of the provider sees it. The text stands still meanwhile."
        ),
        button=_("Send the draft"),
        done=_("Sent."),
        back=page_of(pk),
    )


def seen(form: Form) -> int | None:
    told = form.cleaned_data.get("seen") or ""
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else None


@permitted(Permission.WRITE)
def point(request: SignedInRequest, pk: int, point: int) -> HttpResponse:
    """Answer one point of a provider."""
    full = found(pk)
    points = queries.points_of([copy.id for copy in queries.copies_of(pk)])
    line = next((one for one in points if one.id == point), None)
    if line is None:
        raise Http404
    form = open_form(request, forms.Answer, initial={"now_says": line.now})
    return asked(
        request,
        form,
        lambda: actions.answer_point(
            point_id=point,
            answer=form.cleaned_data["answer"],
            now_says=form.cleaned_data["now_says"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=clock.now(),
        ),
        full=full,
        title=_("Answer a point"),
        facts=[
            (_("Who says it"), line.provider),
            (_("About"), line.where),
            (_("The draft says"), line.now),
            (_("The point"), line.text),
        ],
        button=_("Answer"),
        done=_("Answered."),
        back=page_of(pk) + "#points",
    )


@permitted(Permission.WRITE)
def settle(request: SignedInRequest, pk: int) -> HttpResponse:
    """Settle the text once every point is answered."""
    full = found(pk)
    form = open_form(request, Form, seen=full.version)
    return asked(
        request,
        form,
        lambda: actions.settle(
            report_id=pk, by=request.user, at=clock.now(), seen_version=seen(form)
        ),
        full=full,
        title=_("Settle the text?"),
        lead=_("It goes under embargo and changes no more. Then it can be released."),
        button=_("Settle the text"),
        done=_("Settled. It is under embargo."),
        back=page_of(pk),
    )


@permitted(Permission.WRITE)
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Back to the draft, with the reason."""
    full = found(pk)
    form = open_form(request, forms.Why)
    return asked(
        request,
        form,
        lambda: actions.reopen(
            report_id=pk, why=form.cleaned_data["why"], by=request.user, at=clock.now()
        ),
        full=full,
        title=_("Open the draft again"),
        lead=_("The providers can no longer read it, and it must be sent to them again."),
        button=_("Open it again"),
        done=_("It is a draft again."),
        back=page_of(pk),
    )


# ── Release ────────────────────────────────────────────────────────────────────────────────


@permitted(Permission.RELEASE)
def release(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name the moment. Nothing happens until the next page is confirmed."""
    full = found(pk)
    if full.line.state is not ReportState.EMBARGOED:
        messages.info(request, _("Only a report under embargo can be released."))
        return redirect("reporting:report", pk=pk)
    form = open_form(request, forms.Moment)
    if request.method == "POST" and form.is_valid():
        moment = form.moment()
        if moment is not None and moment <= clock.now():
            form.add_error("time", _("This moment has passed. Name one still to come."))
        else:
            named = {"at": moment.strftime("%Y-%m-%dT%H:%M")} if moment else {}
            return redirect(f"{reverse('reporting:release_check', args=[pk])}?{urlencode(named)}")
    return render(
        request,
        "inspector/report_form.html",
        {
            "form": form,
            "full": full,
            "title": _("Release the report"),
            "button": _("Look before it goes out"),
            "back": page_of(pk),
        },
    )


@permitted(Permission.RELEASE)
def release_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """What becomes public and when; the button does it."""
    full = found(pk)
    moment = named_moment(request.GET.get("at", ""))
    form = open_form(request, Form, seen=full.version)

    def act() -> str:
        actions.release(
            report_id=pk,
            release_at=moment,
            by=request.user,
            at=clock.now(),
            seen_version=seen(form),
        )
        messages.success(
            request,
            _("It will be public at %(moment)s, and not before.")
            % {"moment": wording.moment(moment)}
            if moment
            else _("It is public."),
        )
        return page_of(pk)

    return answer(request, form, act) or render(
        request,
        "inspector/report_release.html",
        {
            "form": form,
            "full": full,
            "moment": moment,
            "withheld": len(showing.held_back(full)),
            "few_in_words": showing.few_in_words(full),
            "smallest": showing.smallest(full),
            "address": reverse("public:report", args=[full.line.slug]),
        },
    )


def named_moment(told: str) -> datetime | None:
    if not told:
        return None
    try:
        return datetime.strptime(told, "%Y-%m-%dT%H:%M").replace(tzinfo=LONDON)
    except ValueError:
        raise Http404 from None


@permitted(Permission.RELEASE)
def call_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a release back before its moment."""
    full = found(pk)
    form = open_form(request, forms.Why)
    return asked(
        request,
        form,
        lambda: actions.call_back(
            report_id=pk, why=form.cleaned_data["why"], by=request.user, at=clock.now()
        ),
        full=full,
        title=_("Call the release back"),
        button=_("Call it back"),
        done=_("Called back. It is under embargo again."),
        back=page_of(pk),
    )


@permitted(Permission.RELEASE)
def correct(request: SignedInRequest, pk: int, part: str, row: int) -> HttpResponse:
    """Put right one text of what is public; row 0 of "summary" is the summary."""
    full = found(pk)
    if part == "passage":
        texts = {one.id: (one.heading, one.text) for one in full.passages}
    elif part == "verdict":
        texts = {one.id: (_("A verdict"), one.words) for one in full.verdicts}
    elif part == "recommendation":
        texts = {
            one.id: (_("Recommendation %(n)s") % {"n": one.number}, one.text)
            for one in full.advices
        }
    else:
        texts = {0: (_("The summary"), full.summary)} if part == "summary" else {}
    if row not in texts:
        raise Http404
    heading, text = texts[row]
    form = open_form(request, forms.Correct, initial={"text": text})
    return asked(
        request,
        form,
        lambda: actions.correct(
            report_id=pk,
            text=form.cleaned_data["text"],
            why=form.cleaned_data["why"],
            passage_id=row if part == "passage" else None,
            verdict_id=row if part == "verdict" else None,
            advice_id=row if part == "recommendation" else None,
            by=request.user,
            at=clock.now(),
        ),
        full=full,
        title=_("Correct what is public"),
        lead=heading,
        button=_("Correct it now"),
        done=_("Corrected. The page says what was wrong."),
        back=page_of(pk),
    )


@permitted(Permission.FOLLOW_UP)
def progress(request: SignedInRequest, pk: int, advice: int) -> HttpResponse:
    """Judge how far one recommendation was carried out, beside its plan and the evidence."""
    full = found(pk)
    before = next((one for one in full.advices if one.id == advice), None)
    if before is None or not full.line.is_public(clock.now()):
        raise Http404
    form = open_form(request, forms.Judge)
    return asked(
        request,
        form,
        lambda: actions.judge_progress(
            advice_id=advice,
            progress=form.cleaned_data["progress"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=clock.now(),
        ),
        full=full,
        title=_("How far was recommendation %(n)s carried out?") % {"n": before.number},
        lead=before.text,
        plan=queries.plan_of(advice),
        button=_("Judge"),
        done=_("Judged. Everybody can read it."),
        back=page_of(pk) + "#followed",
    )
