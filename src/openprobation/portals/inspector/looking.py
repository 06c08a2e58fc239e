"""Pages where an assessor looks, once their own answer stands, at what the program found on a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.drafts.web.writing import SignedInRequest, open_form, permitted
from openprobation.inspection.assessments import queries
from openprobation.inspection.assessments.permissions import Permission
from openprobation.inspection.verdicts import actions
from openprobation.inspection.verdicts import queries as verdicts
from openprobation.supervision.contacts import queries as contacts
from openprobation.ui.forms import Form

from . import standing
from .judging import InHand, acted, in_hand

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User

WHOLE = 5_000
"""Entries of a record that can be shown."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A question the viewer answered, and what the program found where they have looked."""

    asked: queries.Asked
    own: queries.AnswerLine
    found: tuple[tuple[verdicts.Found, contacts.Line | None], ...]

    @property
    def is_met(self) -> bool | None:
        """The program's verdict on the question; None where no standard fitted the case."""
        return all(one.met for one, _line in self.found) if self.found else None


def answered(hand: InHand) -> tuple[verdicts.LoadLine, list[queries.Asked]]:
    """The questions of a case that the viewer answered and that the program has something on."""
    load = verdicts.latest(hand.case.inspection_id)
    if load is None:
        raise Http404
    about = verdicts.covered(load.id)
    asked = hand.questions.values()
    return load, [one for one in asked if one.id in hand.standing and one.id in about]


@permitted(Permission.JUDGE)
def program(request: SignedInRequest, case: int) -> HttpResponse:
    """Each answered question; what the program found stands only where the viewer has looked."""
    hand = in_hand(request, case)
    load, asked = answered(hand)
    looked = [one.id for one in asked if hand.standing[one.id].looked]
    found = verdicts.found_on(case, load_id=load.id, question_ids=looked) if looked else {}
    lines = stood(hand, request.user) if found else {}
    return render(
        request,
        "inspector/looking_program.html",
        {
            "hand": hand,
            "load": load,
            "shown": [
                Shown(
                    one,
                    hand.standing[one.id],
                    tuple((each, lines.get(each.evidence_id)) for each in found.get(one.id, ())),
                )
                for one in asked
            ],
        },
    )


def stood(hand: InHand, by: User) -> dict[int, contacts.Line]:
    """The entries of the record as it stood, by their number, masked where the form masks them."""
    page = contacts.timeline(
        hand.person.ids,
        may_see_sensitive=standing.is_cleared(hand.case, by),
        as_of=hand.case.as_of,
        size=WHOLE,
    )
    return {line.id: line for line in page.lines}


@permitted(Permission.JUDGE)
def look(request: SignedInRequest, case: int, question: int) -> HttpResponse:
    """Look at one question; the button does it, and writes the look down."""
    hand = in_hand(request, case)
    _load, asked = answered(hand)
    one = next((each for each in asked if each.id == question), None)
    if one is None:
        raise Http404
    return acted(
        request,
        open_form(request, Form),
        lambda: actions.look(
            inspection_id=hand.case.inspection_id,
            case_id=case,
            question_id=question,
            by=request.user,
            at=clock.now(),
        ),
        title=_("Look at what the program found?"),
        lead=_("The look is written down with your answer. The lead sees how many there were."),
        facts=[
            (_("Question"), f"{one.code}. {one.text}"),
            (_("Your answer"), hand.standing[question].answer.label),
        ],
        button=_("Look"),
        done=_("Written down."),
        back=f"{reverse('judged:program', args=[case])}#question-{question}",
    )
