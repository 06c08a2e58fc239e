"""Pages where an inspection is announced, planned and its sample drawn, shared out and announced.

Inspectors read; the lead acts. A case is on no page here by name: only by its number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.access.check import may
from openprobation.foundation.clock import LONDON
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    one_form,
    open_form,
    permitted,
)
from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.refusals import Refused
from openprobation.inspection.assessments import actions as assessments
from openprobation.inspection.assessments import queries as judging
from openprobation.inspection.programmes import actions as programmes
from openprobation.inspection.programmes import queries as plans
from openprobation.inspection.programmes.permissions import Permission
from openprobation.inspection.samples import actions, queries
from openprobation.inspection.samples.permissions import Permission as Sampling
from openprobation.ui import wording
from openprobation.ui.forms import ChoiceField, ChoicesField, Form
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.inspection import MilestoneKind, SampleState, Stratify
from openprobation.vocabulary.organisations import OrganisationKind

from . import framing
from . import inspection_forms as forms

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User

INSPECTED = (OrganisationKind.NPS, OrganisationKind.CRC, OrganisationKind.PROBATION_SERVICE)


def found(pk: int) -> plans.Planned:
    plan = plans.plan_of(pk)
    if plan is None:
        raise Http404
    return plan


def led(request: SignedInRequest, pk: int) -> plans.Planned:
    """The inspection, if the viewer leads it; to another it is not there to change."""
    plan = found(pk)
    if not plan.is_led_by(request.user.pk):
        raise Http404
    return plan


def page_of(pk: int) -> str:
    return reverse("inspecting:plan", args=[pk])


asked = partial(one_form, template="inspector/report_form.html", full=None)
"""A page with one form about an inspection."""


def first_page(
    request: SignedInRequest, form: Form, *, check: str, title: str, back: str
) -> HttpResponse:
    """The filled-in page before a check page: what is good goes on in the address, nothing is done yet."""
    if request.method == "POST" and form.is_valid():
        told = QueryDict(mutable=True)
        for name in form.fields:
            if name in {"submission", "seen"}:
                continue
            value = form.cleaned_data[name]
            values = value if isinstance(value, list) else [value]
            told.setlist(name, [str(each) for each in values if each not in (None, "")])
        return redirect(f"{check}?{told.urlencode()}")
    return render(
        request,
        "inspector/report_form.html",
        {"form": form, "full": None, "title": title, "button": _("Check"), "back": back},
    )


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


def number(text: str) -> int:
    if not text.isdecimal():
        raise Http404
    return int(text)


# ── The inspection ─────────────────────────────────────────────────────────────────────────


@permitted(Permission.VIEW)
def desk(request: SignedInRequest) -> HttpResponse:
    """Every inspection announced here, one's own cases in it, and how far it is where one leads. Flat."""
    told = plans.planned()
    return render(
        request,
        "inspector/inspections.html",
        {
            "plans": told,
            "mine": own_readings(request.user),
            "led": how_far([one.id for one in told if one.is_led_by(request.user.pk)]),
            "may_plan": may(request.user, Permission.PLAN, at=clock.now()),
        },
    )


@dataclass(frozen=True, slots=True)
class OwnReading:
    """A case given to the viewer, and what is left of it."""

    case: queries.SampledCase
    is_second: bool
    answered: int
    is_handed_in: bool


def own_readings(user: User) -> dict[int, list[OwnReading]]:
    """By inspection, what is begun first, then what is not, then what is done. Three queries."""
    begun = {one.case_id: one for one in judging.given_to(user)}
    found: dict[int, list[OwnReading]] = {}
    for case in queries.given_to(user.pk):
        one = begun.get(case.id)
        found.setdefault(case.inspection_id, []).append(
            OwnReading(
                case,
                case.second_id == user.pk,
                one.answered if one else 0,
                one is not None and one.handed_in_at is not None,
            )
        )
    for readings in found.values():
        readings.sort(key=lambda each: (each.is_handed_in, not each.answered, each.case.case))
    return found


@dataclass(frozen=True, slots=True)
class HowFar:
    readings: int
    handed_in: int
    to_settle: int


def how_far(inspection_ids: Collection[int]) -> dict[int, HowFar]:
    """Of announced samples: readings handed in, and differences to settle. Five queries, however many."""
    of = {
        case.id: case
        for case in queries.cases_of(inspection_ids)
        if case.is_announced and case.state is not SampleState.REPLACED
    }
    readings = Counter(case.inspection_id for case in of.values())
    readings.update(case.inspection_id for case in of.values() if case.second_id)
    handed_in = Counter(
        of[one.case_id].inspection_id for one in judging.of_cases(list(of)) if one.handed_in_at
    )
    to_settle = Counter(
        of[pair.case_id].inspection_id
        for pair in judging.pairs(list(of))
        if pair.differ and pair.settled is None
    )
    return {pk: HowFar(readings[pk], handed_in[pk], to_settle[pk]) for pk in readings}


def announcing(request: SignedInRequest) -> forms.Announce:
    on = timezone.localdate(clock.now())
    form = open_form(request, forms.Announce)
    framework, bodies = form.fields["framework"], form.fields["organisations"]
    follows = form.fields["follows"]
    assert isinstance(framework, ChoiceField)
    assert isinstance(follows, ChoiceField)
    assert isinstance(bodies, ChoicesField)
    framework.offer(
        [
            ("", ""),
            *(
                (str(one.id), f"{one.title}, version {one.version}")
                for one in plans.newest_frameworks()
            ),
        ]
    )
    bodies.offer(
        [
            (str(one.id), one.name)
            for one in organisations.organisations()
            if one.kind in INSPECTED
            and one.starts_on <= on
            and (one.ends_on is None or on < one.ends_on)
        ]
    )
    follows.offer([("", _("No")), *((str(pk), name) for pk, name in earlier(on).items())])
    return form


def earlier(on: date) -> dict[int, str]:
    """What an inspection may look at again, told apart by its last day where that is known."""
    return {
        one.id: f"{one.area}, {wording.plain_day(one.fieldwork_until)}"
        if one.fieldwork_until
        else one.area
        for one in plans.earlier(before=on)
    }


@permitted(Permission.PLAN)
def announce(request: SignedInRequest) -> HttpResponse:
    """Say what is inspected, by what and when. Nothing is announced before the check page."""
    return first_page(
        request,
        announcing(request),
        check=reverse("inspecting:announce_check"),
        title=_("Announce an inspection"),
        back=reverse("inspecting:desk"),
    )


@permitted(Permission.PLAN)
def announce_check(request: SignedInRequest) -> HttpResponse:
    """What is announced, with the milestones that follow; the button does it."""
    told = request.GET
    begins, ends = day(told.get("fieldwork_from", "")), day(told.get("fieldwork_until", ""))
    framework = number(told.get("framework", ""))
    bodies = [number(each) for each in told.getlist("organisations")]
    titles = {one.id: f"{one.title}, version {one.version}" for one in plans.frameworks()}
    names = {one.id: one.name for one in organisations.organisations()}
    follows = number(told["follows"]) if told.get("follows") else None
    again = earlier(timezone.localdate(clock.now())).get(follows) if follows else None

    def act() -> str:
        made = programmes.announce(
            follows_id=follows,
            framework_id=framework,
            area=told.get("area", ""),
            organisation_ids=bodies,
            fieldwork_from=begins,
            fieldwork_until=ends,
            by=request.user,
            at=clock.now(),
        )
        return page_of(made.pk)

    return asked(
        request,
        open_form(request, Form),
        act,
        title=_("Announce this inspection?"),
        facts=[
            (_("Framework"), titles.get(framework, "")),
            (_("Area"), told.get("area", "")),
            (_("Organisations"), ", ".join(names.get(each, "") for each in bodies)),
            *([(_("Looks again at"), again)] if again else []),
            *(
                (kind.label, wording.plain_day(on))
                for kind, on in plans.proposed(begins, ends).items()
            ),
        ],
        button=_("Announce"),
        done=_("Announced. You lead it: now choose the team and draw the sample."),
        back=reverse("inspecting:announce"),
    )


@permitted(Permission.VIEW)
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """One inspection: its days, its team and its sample, with what the lead can do now."""
    inspection = found(pk)
    sample = queries.sample_of(pk)
    leads = inspection.is_led_by(request.user.pk)
    on_team = inspection.member(request.user.pk) is not None
    shows = (
        queries.shows(queries.counts_of(sample.id), on=timezone.localdate(sample.as_of))
        if sample
        else None
    )
    return render(
        request,
        "inspector/inspection_plan.html",
        {
            "plan": inspection,
            "sample": sample,
            "leads": leads,
            "load": queries.load_of(pk),
            "cases": queries.cases(pk) if sample and on_team else [],
            "twice": queries.read_twice(sample) if sample and on_team else None,
            "shows": shows,
            "shown": shown(shows) if shows else [],
            "replacements": queries.replacements(sample.id) if sample and on_team else [],
            "viewer_id": request.user.pk,
        },
    )


@permitted(Permission.PLAN)
def milestone(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """Another day for a step of the plan."""
    inspection = led(request, pk)
    step = next((each for each in MilestoneKind if each.value == kind), None)
    if step is None:
        raise Http404
    form = open_form(request, forms.Day, initial={"on": dict(inspection.milestones).get(step)})
    return asked(
        request,
        form,
        lambda: programmes.move_milestone(
            inspection_id=pk,
            kind=step,
            on=form.cleaned_data["on"],
            by=request.user,
            at=clock.now(),
        ),
        title=step.label,
        button=_("Save"),
        done=_("Saved."),
        back=page_of(pk),
    )


@permitted(Permission.PLAN)
def join(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put an inspector on the team."""
    inspection = led(request, pk)
    at = clock.now()
    on = timezone.localdate(at)
    teams = [
        team.id
        for team in organisations.teams(on=on).values()
        if team.organisation_kind == OrganisationKind.INSPECTORATE
    ]
    form = open_form(request, forms.Join)
    who = form.fields["user"]
    assert isinstance(who, ChoiceField)
    who.offer(
        [
            ("", ""),
            *(
                (str(one.user_id), one.name)
                for one in organisations.members(
                    team_ids=teams, on=on, roles=[Role.INSPECTOR, Role.LEAD_INSPECTOR]
                )
                if inspection.member(one.user_id) is None
            ),
        ]
    )
    return asked(
        request,
        form,
        lambda: programmes.join_team(
            inspection_id=pk,
            user_id=int(form.cleaned_data["user"]),
            part=form.cleaned_data["part"],
            is_cleared=form.cleaned_data["is_cleared"],
            by=request.user,
            at=clock.now(),
        ),
        title=_("Put somebody on the team"),
        button=_("Add"),
        done=_("On the team."),
        back=page_of(pk),
    )


@permitted(Permission.PLAN)
def leave(request: SignedInRequest, pk: int, user: int) -> HttpResponse:
    """Take somebody off the team, by the button only; their cases wait for another."""
    member = led(request, pk).member(user)
    if member is None:
        raise Http404
    return asked(
        request,
        open_form(request, Form),
        lambda: actions.leave_team(inspection_id=pk, user_id=user, by=request.user, at=clock.now()),
        title=_("Take %(name)s off the team?") % {"name": member.name},
        lead=_("Their cases are closed to them and wait for another assessor."),
        button=_("Take off the team"),
        done=_("No longer on the team."),
        back=page_of(pk),
    )


# ── The sample ─────────────────────────────────────────────────────────────────────────────


def end_of(on: date) -> datetime:
    """The frame stands at the end of its day."""
    return datetime.combine(on + timedelta(days=1), time(), tzinfo=LONDON)


@permitted(Sampling.DRAW)
def draw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say how sure the sample is to be, and what the frame is parted by."""
    led(request, pk)
    yesterday = timezone.localdate(clock.now()) - timedelta(days=1)
    form = open_form(
        request,
        forms.Draw,
        initial={
            "as_of": yesterday,
            "confidence": 80,
            "margin": 5,
            "strata": [Stratify.ORGANISATION, Stratify.SEX, Stratify.HARM],
        },
    )
    return first_page(
        request,
        form,
        check=reverse("inspecting:draw_check", args=[pk]),
        title=_("Draw the sample"),
        back=page_of(pk),
    )


@permitted(Sampling.DRAW)
def draw_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """How many cases stand in the frame, how many would be drawn and what so many show."""
    inspection = led(request, pk)
    told = request.GET
    on = day(told.get("as_of", ""))
    confidence = number(told.get("confidence", "")) / 100
    margin = number(told.get("margin", "")) / 100
    size = number(told["size"]) if told.get("size") else None
    if not (0 < confidence < 1 and 0 < margin < 1) or size == 0:
        raise Http404
    strata = [each for each in Stratify if each.value in told.getlist("strata")]
    as_of = end_of(on)
    rows = framing.frame(inspection, as_of=as_of) if as_of <= clock.now() else []
    facts: list[tuple[Any, ...]] = [(_("The record as it stood on"), wording.plain_day(on))]
    lead = _("No case stood with these organisations on that day.")
    if as_of > clock.now():
        lead = _("That day is not over yet: the record does not stand until it is.")
    if rows:
        proposed = queries.proposal(
            len(rows), confidence=confidence, margin=margin, on=on, size=size
        )
        names = {one.id: one.name for one in inspection.providers}
        counts = queries.counts_asked(rows, size=proposed.size, strata=strata, on=on)
        found = queries.shows({names[pk]: each for pk, each in counts.items()}, on=on)
        lead = found.reach.can
        facts += [
            *shown(found),
            (_("Cases in the frame"), f"{len(rows):,}"),
            (_("Of them restricted"), sum(row.is_restricted for row in rows)),
            (_("Drawn"), f"{proposed.size:,}"),
            (
                _("Parted by"),
                ", ".join(
                    each.label
                    for each in Stratify
                    if each is Stratify.ORGANISATION or each in strata
                ),
            ),
        ]

    def act() -> str:
        actions.draw(
            inspection_id=pk,
            rows=rows,
            as_of=as_of,
            confidence=confidence,
            margin=margin,
            size=size,
            strata=strata,
            by=request.user,
            at=clock.now(),
        )
        return page_of(pk)

    return asked(
        request,
        open_form(request, Form),
        act,
        title=_("Draw these cases?"),
        lead=lead,
        facts=facts,
        button=_("Draw"),
        done=_("Drawn. The seed is kept, so anybody who was told it can draw the same cases."),
        back=reverse("inspecting:draw", args=[pk]),
        went=page_of(pk),
    )


def shown(found: queries.Shows) -> list[tuple[Any, ...]]:
    """What so many cases show of each organisation, and what they cannot show between two."""
    return [
        *(
            (
                part.name,
                _("%(drawn)s of %(framed)s: a share near half is known to within %(points)s points")
                % {
                    "drawn": f"{part.drawn:,}",
                    "framed": f"{part.framed:,}",
                    "points": f"{100 * part.margin:.0f}",
                }
                if part.drawn < part.framed
                else _("all %(framed)s: a share is exact, as far as judging is")
                % {"framed": f"{part.framed:,}"},
            )
            for part in found.parts
        ),
        *(
            (
                _("Between the two") if len(found.between) == 1 else f"{one} / {other}",
                _("A difference smaller than %(points)s points will often not be told from chance.")
                % {"points": f"{100 * smallest:.0f}"},
            )
            for one, other, smallest in found.between
            if smallest
        ),
        (
            _("One question"),
            _(
                "One that fits few of the cases is less sure than this: each share is shown with its own"
                " number of cases and interval."
            ),
        ),
    ]


@permitted(Sampling.DRAW)
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a draw back before it is announced. That it was drawn stays for all to see."""
    led(request, pk)
    form = open_form(request, forms.Why)
    return asked(
        request,
        form,
        lambda: actions.withdraw(
            inspection_id=pk, why=form.cleaned_data["why"], by=request.user, at=clock.now()
        ),
        title=_("Withdraw the sample"),
        lead=_("The providers will see that it was drawn and withdrawn, and why."),
        button=_("Withdraw"),
        done=_("Withdrawn."),
        back=page_of(pk),
    )


@permitted(Sampling.DRAW)
def share_out(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say how many of the cases are read twice before they are shared out."""
    led(request, pk)
    sample = queries.sample_of(pk)
    if sample is None:
        raise Http404
    return first_page(
        request,
        open_form(request, forms.ShareOut, initial={"twice": sample.twice}),
        check=reverse("inspecting:share_out_check", args=[pk]),
        title=_("Share out the cases") if sample.ungiven else _("Change how many are read twice"),
        back=page_of(pk),
    )


@permitted(Sampling.DRAW)
def share_out_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who would have how many, and how many the seed has read twice; the button does it."""
    inspection = led(request, pk)
    twice = number(request.GET.get("twice", ""))
    back = reverse("inspecting:share_out", args=[pk])
    facts: list[tuple[Any, ...]] = []
    try:
        shared = actions.sharing(inspection_id=pk, twice=twice, by=request.user, at=clock.now())
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(back)
    names = {one.user_id: one.name for one in inspection.team}
    facts = [
        *(
            (name, _("%(read)s of %(of)s read twice") % {"read": read, "of": of})
            for name, (read, of) in shared.by_organisation.items()
        ),
        *(
            (
                names[user_id],
                _("%(first)s to judge, %(second)s to read again")
                % {"first": first, "second": second},
            )
            for user_id, (first, second) in shared.load.items()
            if user_id in names
        ),
    ]
    if shared.waiting:
        facts.append(
            (
                _("Nobody else is cleared for"),
                _("%(cases)s. They wait until another cleared assessor is on the team.")
                % {"cases": ", ".join(shared.waiting)},
            )
        )
    return asked(
        request,
        open_form(request, Form),
        lambda: actions.share_out(inspection_id=pk, twice=twice, by=request.user, at=clock.now()),
        title=_("Share out these cases?"),
        lead=_(
            "Evenly over the assessors; restricted cases only to those cleared for them. Which are read"
            " twice, the seed says. Whoever has a case keeps it."
        ),
        facts=facts,
        button=_("Share out"),
        done=_("Shared out."),
        back=back,
        went=page_of(pk),
    )


def sampled(request: SignedInRequest, pk: int, case: int) -> queries.SampledCase:
    led(request, pk)
    one = queries.sampled_case(case)
    if one is None or one.inspection_id != pk:
        raise Http404
    return one


@permitted(Sampling.DRAW)
def give(request: SignedInRequest, pk: int, case: int) -> HttpResponse:
    """Give one case to an assessor, in place of whoever had it, or to a second one."""
    one = sampled(request, pk, case)
    form = open_form(request, forms.Give)
    who = form.fields["assessor"]
    assert isinstance(who, ChoiceField)
    who.offer([("", ""), *((str(each.user_id), each.name) for each in found(pk).team)])
    return asked(
        request,
        form,
        lambda: actions.give(
            inspection_id=pk,
            case_ids=[one.id],
            assessor_id=int(form.cleaned_data["assessor"]),
            is_second=form.cleaned_data["is_second"],
            by=request.user,
            at=clock.now(),
        ),
        title=_("Give case %(case)s") % {"case": one.case},
        button=_("Give"),
        done=_("Given."),
        back=page_of(pk),
    )


@permitted(Sampling.DRAW)
def read_once(request: SignedInRequest, pk: int, case: int) -> HttpResponse:
    """Take a case back from its second reader; the button does it."""
    one = sampled(request, pk, case)
    if one.second_id is None:
        raise Http404
    return asked(
        request,
        open_form(request, Form),
        lambda: actions.read_once(
            inspection_id=pk, case_id=one.id, by=request.user, at=clock.now()
        ),
        title=_("Have %(case)s read once?") % {"case": one.case},
        lead=_("%(name)s can open it no more. What they handed in stays, and is still compared.")
        % {"name": one.second},
        button=_("Read once"),
        done=_("Read once now."),
        back=page_of(pk),
    )


@permitted(Sampling.DRAW)
def replace(request: SignedInRequest, pk: int, case: int) -> HttpResponse:
    """Replace one case by the next in its group's order."""
    one = sampled(request, pk, case)
    form = open_form(request, forms.Replace)
    return asked(
        request,
        form,
        lambda: assessments.replace_case(
            case_id=one.id,
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
            by=request.user,
            at=clock.now(),
        ),
        title=_("Replace case %(case)s") % {"case": one.case},
        lead=_("The next case of the same group comes in. Nobody chooses it."),
        button=_("Replace"),
        done=_("Replaced. The reason is kept."),
        back=page_of(pk),
    )


@permitted(Sampling.DRAW)
def tell(request: SignedInRequest, pk: int) -> HttpResponse:
    """Announce the sample to the providers and open the cases to their assessors; the button does it."""
    inspection = led(request, pk)
    sample = queries.sample_of(pk)
    if sample is None or sample.announced_at is not None:
        raise Http404
    return asked(
        request,
        open_form(request, Form),
        lambda: actions.announce(inspection_id=pk, by=request.user, at=clock.now()),
        title=_("Announce the sample?"),
        lead=_("It cannot be withdrawn afterwards; a case can be replaced, with the reason."),
        facts=[
            (_("Cases"), f"{sample.size:,}"),
            (_("Told"), ", ".join(one.name for one in inspection.providers)),
            (_("Cases nobody has"), sample.ungiven),
        ],
        button=_("Announce"),
        done=_("Announced. Each provider sees its own cases; each assessor can open theirs."),
        back=page_of(pk),
    )
