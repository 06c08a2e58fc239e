"""How does the table of roles read: which role holds which right, and what does the right mean?"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openprobation.foundation.access.check import roles
from openprobation.foundation.access.permissions import Permission as Access
from openprobation.foundation.organisations.permissions import Permission as Organisation
from openprobation.foundation.watching.permissions import Permission as Watching
from openprobation.inspection.assessments.permissions import Permission as Assessment
from openprobation.inspection.programmes.permissions import Permission as Inspection
from openprobation.inspection.ratings.permissions import Permission as Rating
from openprobation.inspection.reports.permissions import Permission as Report
from openprobation.inspection.samples.permissions import Permission as Sample
from openprobation.inspection.verdicts.permissions import Permission as Verdict
from openprobation.publication.digests.permissions import Permission as Digest
from openprobation.publication.news.permissions import Permission as Article
from openprobation.supervision.allocations.permissions import Permission as Allocation
from openprobation.supervision.appointments.permissions import Permission as Appointment
from openprobation.supervision.commissioning.permissions import Permission as Commissioning
from openprobation.supervision.contacts.permissions import Permission as Contact
from openprobation.supervision.enforcement.permissions import Permission as Enforcement
from openprobation.supervision.interventions.permissions import Permission as Intervention
from openprobation.supervision.iom.permissions import Permission as Iom
from openprobation.supervision.needs.permissions import Permission as Needs
from openprobation.supervision.persons.permissions import Permission as Person
from openprobation.supervision.plans.permissions import Permission as Plan
from openprobation.supervision.redactions.permissions import Permission as Redaction
from openprobation.supervision.risk.permissions import Permission as Risk
from openprobation.supervision.sentences.permissions import Permission as Sentence
from openprobation.supervision.unpaid_work.permissions import Permission as UnpaidWork
from openprobation.supervision.workforce.permissions import Permission as Workforce
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.term import Term

GROUPS: tuple[tuple[str | Promise, type[Term]], ...] = (
    (_("Access and audit"), Access),
    (_("People"), Person),
    (_("The record"), Contact),
    (_("Sentences"), Sentence),
    (_("Needs and strengths"), Needs),
    (_("Risk"), Risk),
    (_("Allocation"), Allocation),
    (_("Unpaid work"), UnpaidWork),
    (_("Appointments"), Appointment),
    (_("Plans"), Plan),
    (_("Services and what they cost"), Commissioning),
    (_("Referrals and interventions"), Intervention),
    (_("Failures, warnings and breach"), Enforcement),
    (_("Integrated Offender Management"), Iom),
    (_("Staff and their work"), Workforce),
    (_("Words removed"), Redaction),
    (_("Inspections"), Inspection),
    (_("Samples of inspections"), Sample),
    (_("Judging of cases"), Assessment),
    (_("What the program found, beside inspectors"), Verdict),
    (_("Ratings of inspections"), Rating),
    (_("Reports of inspections"), Report),
    (_("Articles"), Article),
    (_("The e-mail at noon"), Digest),
    (_("Organisations and accounts"), Organisation),
    (_("The service"), Watching),
)


@dataclass(frozen=True, slots=True)
class Right:
    permission: Term
    held_by: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class RightsOfRole:
    role: Role
    rights: tuple[Term, ...]


def by_right() -> list[tuple[str | Promise, list[Right]]]:
    """Every right with the roles that hold it, under its subject."""
    table = roles()
    return [
        (
            title,
            [
                Right(right, tuple(role for role in Role if right.value in table[role]))
                for right in permissions
            ],
        )
        for title, permissions in GROUPS
    ]


def by_role() -> list[RightsOfRole]:
    """Every role with what it may do."""
    table = roles()
    every = [right for _title, permissions in GROUPS for right in permissions]
    return [
        RightsOfRole(role, tuple(right for right in every if right.value in table[role]))
        for role in Role
    ]
