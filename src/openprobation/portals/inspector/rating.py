"""Pages where the ratings of an inspection stand side by side, are settled, and are moved by a panel.

Inspectors read them; the lead of the inspection acts. To anybody else none of it is there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.access.check import may
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    one_form,
    open_form,
    permitted,
)
from openprobation.foundation.identity import queries as identity
from openprobation.foundation.organisations import queries as organisations
from openprobation.inspection.programmes import queries as plans
from openprobation.inspection.ratings import actions, queries
from openprobation.inspection.ratings.permissions import Permission
from openprobation.inspection.reports import queries as reports
from openprobation.rules.inspection.frameworks import Standard
from openprobation.ui.forms import ChoiceField, ChoicesField, Form
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.inspection import Rating
from openprobation.vocabulary.organisations import OrganisationKind

from . import rating_forms as forms


@dataclass(frozen=True, slots=True)
class Cell:
    """One organisation on one standard: what was settled, what evidence says, and the words of the report."""

    body: queries.Body
    line: queries.StandardLine | None
    evidence: queries.EvidenceLine | None
    would_change: bool
    words: str

    @property
    def standing(self) -> queries.MoveLine | None:
        return next((m for m in self.line.moves if m.stands), None) if self.line else None

    @property
    def ended(self) -> list[queries.MoveLine]:
        return [m for m in self.line.moves if not m.stands] if self.line else []


@dataclass(frozen=True, slots=True)
class Row:
    """A standard, a cell for each organisation, and its key questions with a share for each."""

    standard: Standard
    cells: tuple[Cell, ...]
    questions: tuple[tuple[str, str, tuple[queries.ShareLine | None, ...]], ...]


def found_plan(pk: int) -> plans.Planned:
    plan = plans.plan_of(pk)
    if plan is None:
        raise Http404
    return plan


def led(request: SignedInRequest, pk: int) -> plans.Planned:
    """The inspection, if the viewer leads it; to another it is not there to change."""
    plan = found_plan(pk)
    if not plan.is_led_by(request.user.pk):
        raise Http404
    return plan


def page_of(pk: int) -> str:
    return reverse("rating:table", args=[pk])


def stood(request: SignedInRequest, pk: int) -> queries.Ratings:
    found = queries.ratings_of(pk, by=request.user, at=clock.now())
    if found is None:
        raise Http404
    return found


# ── To read ────────────────────────────────────────────────────────────────────────────────


@permitted(Permission.VIEW)
def table(request: SignedInRequest, pk: int) -> HttpResponse:
    """Both organisations side by side, standard by standard, and what settling now would change."""
    plan, found = found_plan(pk), stood(request, pk)
    at = clock.now()
    proposal = queries.proposal(pk, by=request.user, at=at)
    assert proposal is not None
    changes = proposal.differs_from(found)
    leads = plan.is_led_by(request.user.pk)
    return render(
        request,
        "inspector/rating_table.html",
        {
            "plan": plan,
            "found": found,
            "rows": rows_of(found, proposal, changes, words_of(plan)),
            "judged": proposal.judged,
            "changes": len(changes),
            "scored": found.inspection.framework is not None
            and found.inspection.framework.is_scored,
            "may_settle": leads and may(request.user, Permission.SETTLE, at=at),
            "may_move": leads and may(request.user, Permission.MOVE, at=at),
        },
    )


def words_of(plan: plans.Planned) -> dict[tuple[int, str], str]:
    """The words of the report, by organisation and outcome, where one is being written. Four queries."""
    line = next((each for each in reports.desk() if each.slug == plan.slug), None)
    if line is None:
        return {}
    codes = {one.id: one.code for one in reports.outline_of(plan.id)}
    return {
        (given.provider_id, codes.get(given.section_id or 0, "")): given.words
        for given in reports.verdicts_of(line.id)
    }


def rows_of(
    found: queries.Ratings,
    proposal: queries.Proposal,
    changes: list[tuple[int, str]],
    words: dict[tuple[int, str], str],
) -> list[Row]:
    framework = found.inspection.framework
    if framework is None:
        return []
    lines = {
        (body.body.id, line.standard): line for body in found.bodies for line in body.standards
    }
    evidence = {(each.provider_id, each.standard): each for each in proposal.findings}
    rows = []
    for standard in framework.standards:
        cells = tuple(
            Cell(
                body,
                lines.get((body.id, standard.id)),
                evidence.get((body.id, standard.id)),
                (body.id, standard.id) in changes,
                words.get((body.id, standard.id), ""),
            )
            for body in found.inspection.bodies
        )
        shares = [
            {share.question: share for share in cell.line.shares} if cell.line else {}
            for cell in cells
        ]
        codes = list(dict.fromkeys(code for each in shares for code in each))
        rows.append(
            Row(
                standard,
                cells,
                tuple(
                    (
                        code,
                        found.inspection.text_of(code),
                        tuple(each.get(code) for each in shares),
                    )
                    for code in codes
                ),
            )
        )
    return rows


# ── To settle ──────────────────────────────────────────────────────────────────────────────


@permitted(Permission.SETTLE)
def settle(request: SignedInRequest, pk: int) -> HttpResponse:
    """What settling now would come to, line by line; the button does it."""
    plan, found = led(request, pk), stood(request, pk)
    proposal = queries.proposal(pk, by=request.user, at=clock.now())
    assert proposal is not None
    form = open_form(request, Form, seen=proposal.number)
    names = {body.id: body.name for body in found.inspection.bodies}
    before = {
        (body.body.id, line.standard): line for body in found.bodies for line in body.standards
    }
    changes = proposal.differs_from(found)
    framework = found.inspection.framework
    is_scored = framework is not None and framework.is_scored

    def act() -> None:
        seen = str(form.cleaned_data.get("seen") or "")
        actions.settle_judged(
            inspection_id=pk,
            by=request.user,
            at=clock.now(),
            seen_number=int(seen) if seen.isdecimal() and len(seen) < 9 else None,
        )

    return answered(
        request,
        form,
        act,
        plan=plan,
        template="inspector/rating_settle.html",
        done=_("Settled."),
        title=_("Settle the ratings?") if is_scored else _("Settle the shares?"),
        button=_("Settle the ratings") if is_scored else _("Settle the shares"),
        names=names,
        judged=proposal.judged,
        worked=[
            (each, before.get((each.provider_id, each.standard)))
            for each in proposal.worked
            if (each.provider_id, each.standard) in changes
        ],
        unchanged=len(proposal.worked)
        - sum((each.provider_id, each.standard) in changes for each in proposal.worked),
        carried=[move for move in proposal.moves if not move.move.lapsed_why],
        titles={each.standard: each.title for each in proposal.worked},
    )


def answered(
    request: SignedInRequest,
    form: Form,
    act: Callable[[], object],
    *,
    plan: plans.Planned,
    template: str = "inspector/report_form.html",
    **shown: Any,
) -> HttpResponse:
    """A page with one form about the ratings of an inspection."""
    back, caption = page_of(plan.id), plan.area
    return one_form(
        request, form, act, template=template, back=back, full=None, caption=caption, **shown
    )


# ── Standards judged from evidence ─────────────────────────────────────────────────────────


def of_evidence(
    request: SignedInRequest, pk: int, provider: int, standard: str
) -> tuple[plans.Planned, queries.Body, Standard, queries.EvidenceLine | None]:
    """An organisation and a standard that this inspection judges from evidence, with what holds."""
    plan = led(request, pk)
    proposal = queries.proposal(pk, by=request.user, at=clock.now())
    inspection = stood(request, pk).inspection
    body = next((each for each in inspection.bodies if each.id == provider), None)
    framework = inspection.framework
    judged = framework.standard(standard) if framework and framework.is_scored else None
    if proposal is None or body is None or judged is None or judged.is_casework:
        raise Http404
    holds = next(
        (e for e in proposal.findings if (e.provider_id, e.standard) == (provider, standard)), None
    )
    return plan, body, judged, holds


@permitted(Permission.SETTLE)
def found(request: SignedInRequest, pk: int, provider: int, standard: str) -> HttpResponse:
    """Rate an organisation on a standard judged from evidence, new or again."""
    plan, body, judged, holds = of_evidence(request, pk, provider, standard)
    form = open_form(
        request, forms.Found, initial={"rating": holds.rating, "why": holds.why} if holds else None
    )
    return answered(
        request,
        form,
        lambda: actions.rate_from_findings(
            provider_id=provider,
            standard=standard,
            rating=form.cleaned_data["rating"],
            why=form.cleaned_data["why"],
            by=request.user,
            at=clock.now(),
        ),
        plan=plan,
        title=f"{body.name}: {judged.title}",
        button=_("Save"),
        done=_("Saved. It counts when the ratings are settled."),
        also=(_("Take the rating out"), reverse("rating:found_back", args=[pk, provider, standard]))
        if holds
        else None,
    )


@permitted(Permission.SETTLE)
def found_back(request: SignedInRequest, pk: int, provider: int, standard: str) -> HttpResponse:
    """Take such a rating out, by the button only."""
    plan, body, judged, holds = of_evidence(request, pk, provider, standard)
    if holds is None:
        raise Http404
    return answered(
        request,
        open_form(request, Form),
        lambda: actions.take_back_findings(
            provider_id=provider, standard=standard, by=request.user, at=clock.now()
        ),
        plan=plan,
        title=_("Take the rating out?"),
        facts=[
            (_("Organisation"), body.name),
            (_("Standard"), judged.title),
            (_("Rated"), holds.rating.label),
            (_("Why"), holds.why),
        ],
        button=_("Take it out"),
        done=_("Taken out. It counts no more when the ratings are settled."),
    )


# ── The panel ──────────────────────────────────────────────────────────────────────────────


def of_line(
    request: SignedInRequest, pk: int, line: int
) -> tuple[plans.Planned, queries.Body, queries.StandardLine]:
    plan = led(request, pk)
    for body in stood(request, pk).bodies:
        for each in body.standards:
            if each.id == line:
                return plan, body.body, each
    raise Http404


def sitting(plan: plans.Planned) -> list[tuple[str, str]]:
    """Every inspector today: who may sit on a panel, the team of the inspection first."""
    on = timezone.localdate(clock.now())
    teams = [
        team.id
        for team in organisations.teams(on=on).values()
        if team.organisation_kind == OrganisationKind.INSPECTORATE
    ]
    found = {
        one.user_id: one.name
        for one in organisations.members(
            team_ids=teams, on=on, roles=[Role.INSPECTOR, Role.LEAD_INSPECTOR]
        )
    }
    own = {one.user_id for one in plan.team}
    return [
        (str(user), name)
        for user, name in sorted(found.items(), key=lambda each: (each[0] not in own, each[1]))
    ]


@permitted(Permission.MOVE)
def move(request: SignedInRequest, pk: int, line: int) -> HttpResponse:
    """Write down that a panel moved a rating: to which, who sat and why."""
    plan, body, rated = of_line(request, pk, line)
    form = open_form(request, forms.Moved)
    to, members = form.fields["to"], form.fields["members"]
    assert isinstance(to, ChoiceField)
    assert isinstance(members, ChoicesField)
    to.offer([(each.to.value, each.to.label, each.explanation) for each in rated.may_move])
    members.offer(sitting(plan))
    return answered(
        request,
        form,
        lambda: actions.move_by_panel(
            rating_id=line,
            to=Rating(form.cleaned_data["to"]),
            members=[
                user for each in form.cleaned_data["members"] if (user := identity.by_id(each))
            ],
            why=form.cleaned_data["why"],
            by=request.user,
            at=clock.now(),
        ),
        plan=plan,
        title=_("A panel moved a rating"),
        facts=[
            (_("Organisation"), body.name),
            (_("Standard"), f"{rated.standard} {rated.title}"),
            (_("The cases give"), rated.explanation),
        ],
        nothing=""
        if rated.may_move
        else _("The rules do not let a panel move this rating, or one did already."),
        button=_("Write it down"),
        done=_("Written down. It can be taken back."),
    )


@permitted(Permission.MOVE)
def move_back(request: SignedInRequest, pk: int, line: int) -> HttpResponse:
    """Take a panel's move back, with the reason."""
    plan, body, rated = of_line(request, pk, line)
    standing = next((each for each in rated.moves if each.stands), None)
    if standing is None:
        raise Http404
    form = open_form(request, forms.Why)
    return answered(
        request,
        form,
        lambda: actions.take_back_move(
            rating_id=line, why=form.cleaned_data["why"], by=request.user, at=clock.now()
        ),
        plan=plan,
        title=_("Take the panel’s move back?"),
        facts=[
            (_("Organisation"), body.name),
            (_("Standard"), f"{rated.standard} {rated.title}"),
            (_("Moved"), f"{standing.from_rating.label} → {standing.to_rating.label}"),
            (_("Why"), standing.why),
        ],
        button=_("Take it back"),
        done=_("Taken back. The rating is again what the cases give."),
    )
