"""How is it told where words stand?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openprobation.foundation.redaction.sweeping import Example, Place

Said = str | Promise

#: What a row of each model is called by those who write it. A test refuses a model that is not here.
KINDS: dict[str, Said] = {
    "access.look": _("Reasons for opening the record"),
    "access.request": _("Requests to open the record"),
    "access.restriction": _("Restriction lists"),
    "allocations.allocationdecision": _("Allocation decisions"),
    "allocations.spell": _("Handover notes"),
    "appointments.appointment": _("Appointments"),
    "appointments.appointmentchange": _("Changes of appointments"),
    "contacts.contact": _("Lines of the record"),
    "drafts.draft": _("Text typed and not sent"),
    "messaging.message": _("Texts, e-mails and letters"),
    "persons.address": _("Addresses"),
    "persons.adjustment": _("Adjustments"),
    "persons.circumstance": _("Circumstances"),
    "persons.correction": _("Changes of personal details"),
    "persons.disability": _("Disabilities"),
    "persons.emergencycontact": _("Emergency contacts"),
    "persons.identifier": _("Numbers other systems know the person by"),
    "persons.merge": _("Records joined and parted"),
    "persons.othername": _("Other names"),
    "persons.person": _("Name and personal details"),
    "persons.phone": _("Telephone numbers"),
    "redactions.hold": _("Holds"),
    "redactions.redaction": _("Requests to remove words"),
    "risk.deregistration": _("Registrations ended"),
    "risk.harmassessment": _("Harm assessments"),
    "risk.mappa": _("MAPPA"),
    "risk.registration": _("Registrations"),
    "risk.registrationreview": _("Reviews of registrations"),
    "sentences.condition": _("Licence conditions"),
    "sentences.correction": _("Corrections of a sentence"),
    "sentences.event": _("Sentences"),
    "sentences.offence": _("Offences"),
    "sentences.order": _("Orders"),
    "sentences.requirement": _("Requirements"),
    "sessions.session": _("Messages about to be shown"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of row that holds the words."""

    kind: Said
    rows: int
    times: int
    example: Example | None


def lines(places: Iterable[Place]) -> list[Line]:
    """Most first."""
    found = [
        Line(
            KINDS.get(each.model._meta.label_lower, each.model._meta.verbose_name_plural or ""),
            each.rows,
            each.times,
            each.example,
        )
        for each in places
    ]
    return sorted(found, key=lambda line: (-line.times, str(line.kind)))
