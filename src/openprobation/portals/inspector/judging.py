"""Pages where a case is judged beside its record as it stood, and where the lead follows and settles.

An inspector reads a case and never writes one; what is written is the judgement. Not one's own: not found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.access import queries as access
from openprobation.foundation.audit.actions import record
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    one_form,
    open_form,
    permitted,
)
from openprobation.inspection.assessments import actions, queries
from openprobation.inspection.assessments.permissions import Permission
from openprobation.inspection.programmes import queries as plans
from openprobation.inspection.samples import queries as samples
from openprobation.inspection.verdicts import queries as verdicts
from openprobation.rules.inspection.applicability import CaseFacts, Found, deciding, facts
from openprobation.supervision.contacts import queries as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.ui.forms import Form
from openprobation.vocabulary.inspection import CaseFact

from . import judging_forms as forms
from . import standing, workload

KIND = "person"


# ── The assessor ───────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class InHand:
    """A case given to the viewer, with what they answered of it."""

    case: samples.SampledCase
    person: persons.Handle
    own: queries.JudgementLine | None
    found: Mapping[CaseFact, Found]
    facts: CaseFacts
    questions: dict[int, queries.Asked]
    standing: dict[int, queries.AnswerLine]

    @property
    def sections(self) -> list[tuple[str, str, list[queries.Asked]]]:
        return [
            (code, title, list(group))
            for (code, title), group in groupby(
                (one for one in self.questions.values() if one.applies is not False),
                key=lambda one: (one.section, one.section_title),
            )
        ]

    @property
    def left_out(self) -> list[tuple[str, list[str]]]:
        """What is not asked of this case: why, and which questions."""
        found: dict[str, list[str]] = {}
        for one in self.questions.values():
            if one.applies is False:
                found.setdefault(one.because, []).append(one.code)
        return list(found.items())

    @property
    def deciding(self) -> tuple[CaseFact, ...]:
        return deciding({one.when for one in self.questions.values()})

    @property
    def must_be_said(self) -> bool:
        """Whether it hangs on what the record does not say which questions are asked."""
        return any(one.applies is None for one in self.questions.values())

    @property
    def is_handed_in(self) -> bool:
        return self.own is not None and self.own.handed_in_at is not None


def in_hand(request: SignedInRequest, case_id: int) -> InHand:
    """The case, if it is the viewer's to judge and open to them now; the look is written down."""
    at = clock.now()
    case = queries.case_to_judge(case_id, request.user)
    if case is None or not access.is_open(KIND, case.record_id, to=request.user, at=at):
        raise Http404
    person = persons.by_id(case.record_id)
    if person is None:
        raise Http404
    record(
        "sample.case.viewed",
        by=request.user.username,
        at=at,
        person_id=person.id,
        case=case.id,
    )
    own = queries.own(case_id, assessor=request.user)
    answers = queries.answers_of([own.id]).get(own.id, {}) if own else {}
    found = standing.facts_of([case])[case.id]
    known = own.facts if own else facts(found)
    asked = queries.questions(case.inspection_id, known)
    return InHand(case, person, own, found, known, asked, answers)


def what_is_left_first(
    given: tuple[samples.SampledCase, queries.JudgementLine | None],
) -> tuple[bool, bool, str]:
    """What is begun, then what is not, then what is handed in."""
    case, begun = given
    return (begun is not None and begun.handed_in_at is not None, begun is None, case.case)


@permitted(Permission.JUDGE)
def desk(request: SignedInRequest) -> HttpResponse:
    """What the viewer has to judge, by inspection, and the inspections they lead."""
    begun = {one.case_id: one for one in queries.given_to(request.user)}
    given: dict[int, list[tuple[samples.SampledCase, queries.JudgementLine | None]]] = {}
    for case in samples.given_to(request.user.pk):
        given.setdefault(case.inspection_id, []).append((case, begun.get(case.id)))
    announced = plans.planned()
    return render(
        request,
        "inspector/judging_desk.html",
        {
            "given": [
                (one.area, sorted(given[one.id], key=what_is_left_first))
                for one in announced
                if one.id in given
            ],
            "led": [one for one in announced if one.is_led_by(request.user.pk)],
        },
    )


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact that decides which questions are asked: what counts, where it is from, who said so."""

    fact: CaseFact
    value: bool | float | None
    because: str
    said: queries.FactLine | None

    @property
    def shown(self) -> str:
        if self.value is None:
            return _("Not known")
        if self.fact.is_number:
            return f"{self.value:g}"
        return _("Yes") if self.value else _("No")


def fact_rows(hand: InHand) -> list[FactRow]:
    """The facts that decide something in this framework. One query where something was said."""
    wanted = hand.deciding
    said: dict[CaseFact, queries.FactLine] = {}
    for line in queries.facts_said(hand.own.id) if hand.own and wanted else ():
        said.setdefault(line.fact, line)
    return [
        FactRow(one, getattr(hand.facts, one.value), hand.found[one].because, said.get(one))
        for one in wanted
    ]


@permitted(Permission.JUDGE)
def case(request: SignedInRequest, case: int) -> HttpResponse:
    """One case: its sections, and how many questions of each are answered."""
    hand = in_hand(request, case)
    return render(
        request,
        "inspector/judging_case.html",
        {
            "hand": hand,
            "has_program": bool(hand.standing)
            and verdicts.latest(hand.case.inspection_id) is not None,
            "name": standing.name(hand.person, as_of=hand.case.as_of),
            "sections": [
                (code, title, sum(one.id in hand.standing for one in asked), len(asked))
                for code, title, asked in hand.sections
            ],
            "facts": fact_rows(hand),
        },
    )


@permitted(Permission.JUDGE)
def fact(request: SignedInRequest, case: int, fact: str) -> HttpResponse:
    """Say of a case what its record does not say, or has wrong; with how one knows."""
    hand = in_hand(request, case)
    row = next((one for one in fact_rows(hand) if one.fact == fact), None)
    if row is None or hand.is_handed_in:
        raise Http404
    form = open_form(request, forms.Weeks if row.fact.is_number else forms.YesOrNo)
    return acted(
        request,
        form,
        lambda: actions.say_fact(
            case_id=case,
            fact=row.fact,
            value=form.cleaned_data["value"],
            why=form.cleaned_data["why"],
            by=request.user,
            at=clock.now(),
            facts=hand.facts,
        ),
        title=row.fact.label,
        caption=hand.case.case,
        lead=row.fact.meaning,
        facts=[
            (_("Counts now"), row.shown),
            (_("In the record"), row.because),
            *([(_("You said"), row.said.why)] if row.said else []),
        ],
        button=_("Save"),
        done=_("Saved. It decides which questions are asked of this case."),
        back=reverse("judging:case", args=[case]),
    )


@permitted(Permission.JUDGE)
def section(request: SignedInRequest, case: int, section: str) -> HttpResponse:
    """The questions of a section beside the record as it stood. What is typed is kept as it is typed."""
    hand = in_hand(request, case)
    codes = [code for code, _title, _asked in hand.sections]
    if section not in codes or hand.is_handed_in:
        raise Http404
    _code, title, asked = hand.sections[codes.index(section)]
    stood = standing.as_it_stood(
        hand.person,
        as_of=hand.case.as_of,
        cleared=standing.is_cleared(hand.case, request.user),
    )
    days: list[tuple[date, list[contacts.Line]]] = [
        (on, list(lines))
        for on, lines in groupby(stood.lines, key=lambda line: timezone.localdate(line.at))
    ]
    form = open_form(
        request,
        forms.Judge,
        questions=asked,
        standing=hand.standing,
        entries={line.id: on for on, lines in days for line in lines},
        interviews=samples.interviews(case),
    )
    here = reverse("judging:case", args=[case])
    later = codes[codes.index(section) + 1 :]

    def act() -> str:
        given = form.given()
        if given:
            actions.answer(
                case_id=case, given=given, by=request.user, at=clock.now(), facts=hand.facts
            )
            messages.success(request, _("Saved."))
        return reverse("judging:section", args=[case, later[0]]) if later else here

    went = answer(request, form, act)
    if went is not None:
        return went
    form.show_as_asked()
    return render(
        request,
        "inspector/judging_section.html",
        {
            "hand": hand,
            "stood": stood,
            "form": form,
            "title": title,
            "asked": asked,
            "days": days,
            "back": here,
            "is_last": not later,
        },
    )


@permitted(Permission.JUDGE)
def hand_in(request: SignedInRequest, case: int) -> HttpResponse:
    """Hand a judged case in; the button does it."""
    hand = in_hand(request, case)
    if hand.is_handed_in:
        raise Http404
    here = reverse("judging:case", args=[case])
    asked = sum(len(each) for _code, _title, each in hand.sections)
    return acted(
        request,
        open_form(request, Form),
        lambda: actions.hand_in(case_id=case, by=request.user, at=clock.now()),
        title=_("Hand in case %(case)s?") % {"case": hand.case.case},
        lead=_("Its answers change no more, unless the lead gives it back to you."),
        facts=[(_("Answered"), f"{len(hand.standing)} / {asked}")],
        button=_("Hand in"),
        done=_("Handed in."),
        back=here,
    )


acted = partial(one_form, template="inspector/report_form.html", full=None)
"""A page with one form about a case."""


# ── The lead ───────────────────────────────────────────────────────────────────────────────
def led(request: SignedInRequest, pk: int) -> plans.Planned:
    """The inspection, if the viewer leads it; to another it is not there."""
    plan = plans.plan_of(pk)
    if plan is None or not plan.is_led_by(request.user.pk):
        raise Http404
    return plan


@permitted(Permission.MODERATE)
def progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far everybody is, where each case stands, and what is left to settle. Nobody is named but readers."""
    plan = led(request, pk)
    cases = [one for one in samples.cases(pk) if one.state != "replaced"]
    ids = [one.id for one in cases]
    readings: dict[int, dict[str, queries.JudgementLine]] = {}
    for one in queries.of_cases(ids):
        readings.setdefault(one.case_id, {})[one.reading.value] = one
    pairs = queries.pairs(ids)
    asked = queries.questions(pk, CaseFacts())
    numbers = {one.id: one.case for one in cases}
    differing = {one.case_id for one in pairs if one.differ and one.settled is None}
    return render(
        request,
        "inspector/judging_progress.html",
        {
            "plan": plan,
            "cases": [(one, readings.get(one.id, {})) for one in cases],
            "handed_in": sum(
                one.handed_in_at is not None for each in readings.values() for one in each.values()
            ),
            "expected": len(cases) + sum(one.second_id is not None for one in cases),
            "workload": workload.workload(cases, readings),
            "standings": [
                (one.cases, one.label)
                for one in workload.standings(cases, readings, differing=differing)
            ],
            "differences": [
                (one, numbers[one.case_id], asked[one.question_id])
                for one in pairs
                if one.differ and one.question_id in asked
            ],
        },
    )


@permitted(Permission.MODERATE)
def give_back(request: SignedInRequest, pk: int, judgement: int) -> HttpResponse:
    """Let an assessor change answers again; the button does it."""
    led(request, pk)
    ids = {one.id: one.case for one in samples.cases(pk)}
    found = next((one for one in queries.of_cases(list(ids)) if one.id == judgement), None)
    if found is None or found.handed_in_at is None:
        raise Http404
    return acted(
        request,
        open_form(request, Form),
        lambda: actions.give_back(judgement_id=judgement, by=request.user, at=clock.now()),
        title=_("Give case %(case)s back?") % {"case": ids[found.case_id]},
        lead=_("%(name)s can change the answers again, and hands it in anew.")
        % {"name": found.assessor},
        button=_("Give back"),
        done=_("Given back."),
        back=reverse("judging:progress", args=[pk]),
    )


@permitted(Permission.MODERATE)
def settle(request: SignedInRequest, pk: int, case: int, question: int) -> HttpResponse:
    """Settle a difference, both answers side by side. A restricted case only to a cleared lead."""
    plan = led(request, pk)
    one, at = samples.sampled_case(case), clock.now()
    asked = queries.questions(pk, CaseFacts()).get(question)
    if one is None or one.inspection_id != pk or asked is None:
        raise Http404
    member = plan.member(request.user.pk)
    is_closed = one.is_restricted or access.is_restricted(KIND, [one.record_id], at=at)
    if is_closed and not (member and member.is_cleared):
        raise Http404
    pair = next((each for each in queries.pairs([case]) if each.question_id == question), None)
    if pair is None or not pair.differ:
        raise Http404
    both = sorted(
        (each for each in queries.of_cases([case]) if each.handed_in_at is not None),
        key=lambda each: each.reading.value,
    )
    answers = queries.answers_of([each.id for each in both])
    record(
        "assessment.difference.viewed",
        by=request.user.username,
        at=at,
        person_id=one.record_id,
        case=one.id,
    )
    form = open_form(request, forms.Settle)
    back = reverse("judging:progress", args=[pk])

    def act() -> str:
        actions.settle(
            case_id=case,
            question_id=question,
            answer=form.cleaned_data["answer"],
            why=form.cleaned_data["why"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Settled. Both readings are kept as they were given."))
        return back

    return answer(request, form, act) or render(
        request,
        "inspector/judging_settle.html",
        {
            "form": form,
            "case": one,
            "asked": asked,
            "pair": pair,
            "both": [(each, answers[each.id][question]) for each in both],
            "back": back,
        },
    )
