"""Where can a post go first? One line a place, in the order shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openprobation.foundation import clock
from openprobation.foundation.access.check import authority
from openprobation.foundation.access.permissions import Permission as Access
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations.permissions import Permission as Organisation
from openprobation.inspection.assessments.permissions import Permission as Assessment
from openprobation.inspection.programmes.permissions import Permission as Inspecting
from openprobation.inspection.reports.permissions import Permission as Report
from openprobation.publication.news.permissions import Permission as Article
from openprobation.supervision.allocations.permissions import Permission as Allocation
from openprobation.supervision.appointments.permissions import Permission as Appointment
from openprobation.supervision.commissioning.permissions import Permission as Commissioning
from openprobation.supervision.enforcement.permissions import Permission as Enforcement
from openprobation.supervision.interventions.permissions import Permission as Intervention
from openprobation.supervision.iom.permissions import Permission as Iom
from openprobation.supervision.needs.permissions import Permission as Needs
from openprobation.supervision.redactions.permissions import Permission as Redaction
from openprobation.supervision.risk.permissions import Permission as Risk
from openprobation.supervision.sentences.permissions import Permission as Sentence
from openprobation.supervision.unpaid_work.permissions import Permission as UnpaidWork
from openprobation.supervision.workforce.permissions import Permission as Workforce
from openprobation.vocabulary.term import Term


@dataclass(frozen=True, slots=True)
class Place:
    label: str | Promise
    url_name: str
    permission: Term
    is_on_team_page: bool = False
    """Whether those who have the page of a team reach it from there, and not from the menu."""


TEAM_PAGE = Workforce.VIEW_TEAM
NAVIGATION = [
    Place(_("My team"), "manager:monday", TEAM_PAGE),
    Place(_("My day"), "practitioner:day", Appointment.HOLD_A_DAY),
    Place(_("My cases"), "practitioner:cases", Appointment.HOLD_A_DAY),
    Place(_("My group"), "site:sheet", UnpaidWork.MARK),
    Place(_("Breach packs"), "court:packs", Enforcement.JUDGE_PACK),
    Place(_("Find a person"), "practitioner:locate", Access.LOCATE),
    Place(_("Court"), "court:home", Sentence.REGISTER),
    Place(_("To allocate"), "manager:unallocated", Allocation.ALLOCATE_TO_OFFICER, True),
    Place(_("Protecting people"), "manager:protection", Risk.OVERSEE, True),
    Place(_("Needs and plans"), "manager:plans", Needs.COUNTERSIGN, True),
    Place(_("On the move"), "allocations:moves", Allocation.HAND_OVER),
    Place(_("Unpaid work"), "unpaid_work:day", UnpaidWork.RUN),
    Place(_("Spend and need"), "interventions:spend", Commissioning.VIEW_SPEND),
    Place(_("Women’s services"), "interventions:women_lead", Intervention.LEAD_WOMEN, True),
    Place(_("IOM team"), "iom:team", Iom.SEE, True),
    Place(_("Referrals to us"), "provider:home", Intervention.SUPPLY),
    Place(_("Looks to review"), "manager:looks", Access.REVIEW_LOOKS, True),
    Place(_("Other organisation"), "enforcement:questions", Enforcement.KEEP_STANDING, True),
    Place(_("Words to remove"), "manager:removals", Redaction.CONFIRM, True),
    Place(_("Inspection"), "manager:inspection", Report.CHECK_ACCURACY, True),
    Place(_("Inspections"), "inspecting:desk", Inspecting.VIEW),
    Place(_("Cases to judge"), "judging:desk", Assessment.JUDGE),
    Place(_("Reports"), "reporting:desk", Report.VIEW),
    Place(_("News"), "editor:desk", Article.WRITE),
    Place(_("Administration"), "administration:home", Organisation.KEEP_ORGANISATIONS),
    Place(_("Catalogue"), "commissioning:catalogue", Commissioning.KEEP),
    Place(_("My work"), "workforce:own", Workforce.VIEW_OWN),
]


def start(request: HttpRequest) -> HttpResponse:
    """After signing in: the first place the viewer's posts allow, else the public page."""
    if isinstance(request.user, User):
        theirs = authority(request.user, clock.now())
        for place in NAVIGATION:
            if theirs.may(place.permission):
                return redirect(place.url_name)
    return redirect("home")
