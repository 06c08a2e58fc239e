"""Through which doors does a visitor enter the demonstration, and as whom?

Doors take the place of passwords, so they exist in demonstration mode only, and open only accounts
marked as the demonstration's.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openprobation.foundation.identity.models import User
from openprobation.vocabulary.access import Role

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Door:
    """A way in: `team` and `role` say who stands behind it, `opens` where they begin."""

    name: str
    title: Words
    story: Words
    team: str
    role: Role | None
    opens: str
    number: int = 0


DOORS = (
    Door(
        "officer",
        _("Probation officer, CRC"),
        _(
            "08:50 gone. People to see, outcomes nobody wrote down, a new case whose five days are running, and something that changed overnight."
        ),
        "CRC-BOL",
        Role.PROBATION_OFFICER,
        "practitioner:day",
    ),
    Door(
        "court",
        _("Court officer, NPS"),
        _(
            "A man was sentenced this morning and somebody must hold him by the end of the second working day. One case waits because nobody typed a score."
        ),
        "NPS-C-BOL",
        Role.COURT_OFFICER,
        "court:home",
    ),
    Door(
        "senior",
        _("Senior probation officer, CRC"),
        _("Cases from court with no officer yet, loads already above fifty, and looks to review."),
        "CRC-BOL",
        Role.SENIOR,
        "manager:monday",
    ),
    Door(
        "duty",
        _("Duty officer, NPS"),
        _(
            "A hostel rings about somebody who is not yours. Who holds the case, and is it safe to open the door?"
        ),
        "NPS-BOL",
        Role.DUTY_OFFICER,
        "practitioner:locate",
    ),
    Door(
        "nps_officer",
        _("Probation officer, NPS"),
        _("Fewer cases, higher risk: MAPPA levels and reviews that fall due this week."),
        "NPS-BOL",
        Role.PROBATION_OFFICER,
        "practitioner:day",
    ),
    Door(
        "enforcement",
        _("Enforcement officer, NPS"),
        _(
            "Fourteen breach packs from both organisations, some returned before, and two days for each. Two minutes a pack."
        ),
        "NPS-ENF",
        Role.ENFORCEMENT_OFFICER,
        "court:packs",
    ),
    Door(
        "head",
        _("Head of delivery unit, CRC"),
        _("Every case of the unit, who has no officer, and who looked at what."),
        "CRC-BOL",
        Role.HEAD,
        "manager:unallocated",
    ),
    Door(
        "unpaid_work",
        _("Unpaid work supervisor, CRC"),
        _(
            "The van at 07:45, twelve people due and no signal at the gate. Last week one was sent home; the week before the van did not come."
        ),
        "CRC-UPW",
        Role.UNPAID_WORK_SUPERVISOR,
        "site:sheet",
    ),
    Door(
        "administrator",
        _("Administrator"),
        _(
            "Organisations, teams, posts, accounts and the lists of who may open a restricted record."
        ),
        "NPS-ADM",
        Role.ADMINISTRATOR,
        "administration:home",
    ),
    Door(
        "supplier",
        _("Supplier"),
        _(
            "The company's programmes and services. A few referrals, most of them waiting; of every other record: not found."
        ),
        "CRC-SVC",
        Role.SUPPLIER,
        "provider:home",
    ),
    Door(
        "centre",
        _("Women’s centre"),
        _(
            "A building for women only. The women who chose to come, how to reach them safely, and nobody else’s record."
        ),
        "WAY-1",
        Role.SUPPLIER,
        "provider:home",
    ),
    Door(
        "police",
        _("Police at the IOM team"),
        _(
            "One list for police and both providers. A panel meets today; an action is overdue. Of every other record: not found."
        ),
        "POL-IOM",
        Role.PARTNER,
        "iom:team",
    ),
    Door(
        "lead_inspector",
        _("Lead inspector"),
        _(
            "The second week of an invented inspection: cases judged and cases waiting, one in five read twice, and a difference to settle."
        ),
        "INSPECT-1",
        Role.LEAD_INSPECTOR,
        "inspecting:desk",
    ),
    Door(
        "inspector",
        _("Inspector"),
        _(
            "Cases handed in, one begun and some to read, each as it stood on one day. Nothing in them can be changed from here."
        ),
        "INSPECT-1",
        Role.INSPECTOR,
        "inspecting:desk",
    ),
    Door(
        "second_inspector",
        _("Second inspector"),
        _(
            "Other cases of the same sample, some of them the first inspector’s to read again. Of what the first answered: nothing."
        ),
        "INSPECT-1",
        Role.INSPECTOR,
        "inspecting:desk",
        1,
    ),
    Door(
        "editor",
        _("Editor"),
        _(
            "An article to approve, one to publish, and the e-mail that goes at noon. A mail catcher shows what readers got on Monday."
        ),
        "INSPECT-1",
        Role.EDITOR,
        "editor:desk",
    ),
    Door(
        "person",
        _("Person on probation"),
        _("In the evening, on a phone: when is my next appointment, where, and with whom?"),
        "",
        None,
        "sign_in:number",
    ),
)


def doors() -> tuple[Door, ...]:
    """The doors of the public page, in order."""
    return DOORS


def door(name: str) -> Door | None:
    return next((each for each in DOORS if each.name == name), None)


def who_stands_behind(found: Door) -> User | None:
    """The demonstration's account of a door."""
    if found.role is None:
        return None
    users = User.objects.filter(
        is_demonstration=True,
        is_active=True,
        postings__team__code=found.team,
        postings__role=found.role,
        postings__ends_on__isnull=True,
    ).order_by("postings__pk")
    return next(iter(users[found.number : found.number + 1]), None)


__all__ = ["DOORS", "Door", "door", "doors", "who_stands_behind"]
