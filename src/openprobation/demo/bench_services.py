"""Which pages about services, women and unpaid work does the benchmark open, and as whom?

Each is the fullest of its kind: the supplier with most referrals, the project with most people on its
fullest day, the head with most women; so that no page is fast because it is empty.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Count

from openprobation.vocabulary.access import Role
from openprobation.vocabulary.persons import Sex

Referral: Any = apps.get_model("interventions.Referral")
Worked: Any = apps.get_model("unpaid_work.WorkAppointment")
Need: Any = apps.get_model("needs.AssessedNeed")
Posting: Any = apps.get_model("organisations.Posting")
Spell: Any = apps.get_model("allocations.Spell")

Asked = dict[str, tuple[Any, str]]
"""What is measured: who asks, and for which address."""


def asked() -> Asked:
    """The catalogue of services, both lists of referrals, the women's page and a project's day."""
    return {
        **the_catalogue(),
        **a_suppliers_list(),
        **the_womens_page(),
        **a_project_day(),
    }


def posted(role: Role) -> Any:
    return Posting.objects.filter(role=role, ends_on__isnull=True).order_by("pk")


def the_catalogue() -> Asked:
    """Somebody with assessed needs, opened by whoever holds the case: services that fit, and what was sent."""
    assessed = Need.objects.values("assessment__person")
    held = Spell.objects.filter(ends_at__isnull=True, officer__isnull=False, person__in=assessed)
    spell = held.order_by("pk").first()
    address = f"/people/{spell.person.crn}/services/"
    return {"the catalogue for a person's first need": (spell.officer, address)}


def a_suppliers_list() -> Asked:
    counted = Referral.objects.values("supplier").annotate(n=Count("pk")).order_by("-n", "supplier")
    for row in counted:
        worker = (
            posted(Role.SUPPLIER).filter(team__unit__region__organisation=row["supplier"]).first()
        )
        if worker:
            return {f"a supplier's list, {row['n']} referrals": (worker.user, "/provider/")}
    return {}


def the_womens_page() -> Asked:
    women = Spell.objects.filter(ends_at__isnull=True, person__sex=Sex.FEMALE)
    counted = women.values("team__unit").annotate(n=Count("pk")).order_by("-n", "team__unit")
    for row in counted:
        head = posted(Role.HEAD).filter(team__unit=row["team__unit"]).first()
        if head:
            return {f"the women's page, {row['n']} women": (head.user, "/women/")}
    return {}


def a_project_day() -> Asked:
    booked = Worked.objects.filter(taken_back_at__isnull=True)
    days = booked.values("project", "project__team", "on").annotate(n=Count("pk"))
    for row in days.order_by("-n", "project", "on")[:200]:
        supervisor = posted(Role.UNPAID_WORK_SUPERVISOR).filter(team=row["project__team"]).first()
        if supervisor:
            address = f"/unpaid-work/projects/{row['project']}/{row['on']:%Y-%m-%d}/"
            return {f"a project's day, {row['n']} people": (supervisor.user, address)}
    return {}
