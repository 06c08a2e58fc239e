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
    "commissioning.deliveryline": _("What shows that a service was delivered"),
    "commissioning.dispute": _("Disputes of statements"),
    "commissioning.notused": _("Why no service was used"),
    "interventions.referral": _("Referrals"),
    "interventions.referralstep": _("Steps of referrals"),
    "interventions.wantedoutcome": _("Outcomes wanted of referrals"),
    "interventions.paper": _("Papers of suppliers"),
    "interventions.session": _("Sessions with suppliers"),
    "interventions.womensoffer": _("What women were offered"),
    "documents.document": _("Files and letters"),
    "risk.atrisk": _("People at risk"),
    "risk.protectioncheck": _("Checks of what protects them"),
    "risk.enquiry": _("Enquiries"),
    "risk.enquirystep": _("Steps of enquiries"),
    "risk.quarantinedfact": _("Quarantined words"),
    "assessments.answer": _("Answers of inspectors"),
    "assessments.evidence": _("Evidence of inspectors"),
    "assessments.factsaid": _("Facts of a case, said by inspectors"),
    "assessments.moderation": _("Differences between inspectors, settled"),
    "samples.framedcase": _("Cases an inspection could draw"),
    "samples.interview": _("Interviews of inspections"),
    "samples.replacement": _("Replacements in samples"),
    "workforce.supervisionsession": _("Supervision of staff"),
    "workforce.agreedaction": _("Actions agreed with staff"),
    "workforce.observation": _("Observed practice"),
    "workforce.absencereason": _("Reasons of absence"),
    "workforce.reduction": _("Workload reductions"),
    "allocations.escalation": _("Risk escalations"),
    "allocations.escalationstep": _("Steps of risk escalations"),
    "allocations.handoverpage": _("Handover pages"),
    "allocations.transferstep": _("Steps of transfers"),
    "enforcement.failure": _("Failures to comply"),
    "enforcement.warning": _("Warnings"),
    "enforcement.licencematter": _("Licence matters"),
    "enforcement.breach": _("Breaches"),
    "enforcement.sentpack": _("Packs as sent"),
    "enforcement.breachstep": _("Steps of breaches"),
    "enforcement.returnedline": _("Lines of returned packs"),
    "enforcement.breachhearing": _("Hearings of breaches"),
    "enforcement.question": _("Questions about breaches"),
    "enforcement.answer": _("Answers about breaches"),
    "enforcement.handedon": _("Questions handed on"),
    "practitioner.gathered": _("What lists show"),
    "appointments.appointmentchange": _("Changes of appointments"),
    "contacts.contact": _("Lines of the record"),
    "digests.subscription": _("Addresses for the e-mail at noon"),
    "drafts.draft": _("Text typed and not sent"),
    "needs.assessment": _("Assessments of needs"),
    "needs.assessedneed": _("Needs and strengths assessed"),
    "needs.ownview": _("The person’s own view"),
    "needs.protectivefactor": _("Protective factors"),
    "needs.engagementnote": _("Notes on working with the person"),
    "plans.goal": _("Goals of plans"),
    "plans.goalchange": _("What became of goals"),
    "plans.planagreement": _("What the person said of plans"),
    "plans.review": _("Reviews of plans"),
    "plans.stagemark": _("Stages of supervision"),
    "plans.step": _("Steps of plans"),
    "messaging.message": _("Texts, e-mails and letters"),
    "iom.decision": _("What IOM panels decided"),
    "iom.intelligence": _("Intelligence of the IOM team"),
    "iom.jointvisit": _("Joint visits"),
    "iom.nominal": _("People before the IOM team"),
    "iom.rating": _("Colours at the IOM team"),
    "iom.sharedaction": _("Shared actions of the IOM team"),
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
    "persons.spelling": _("Words of names, as searches find them"),
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
    "unpaid_work.allocation": _("Places on unpaid work projects"),
    "unpaid_work.extension": _("Longer asked of the court for unpaid work"),
    "unpaid_work.hoursentry": _("Hours of unpaid work"),
    "unpaid_work.obligation": _("Unpaid work owed"),
    "unpaid_work.workappointment": _("Days of unpaid work"),
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
