"""How is a line of the audit told? As a sentence a manager reads, made from ids and codes alone."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openprobation.foundation.audit.queries import Act
from openprobation.vocabulary.access import LookReason, LookReview
from openprobation.vocabulary.allocations import ProviderKind
from openprobation.vocabulary.appointments import Outcome
from openprobation.vocabulary.term import Term

Words = str | Promise

#: What follows the name of whoever did it. One line an action, in alphabetical order.
SENTENCES: Mapping[str, Words] = {
    "allocation.court.held": gettext_lazy("registered the sentence, so the court team answers"),
    "allocation.decision.queued": gettext_lazy("could not be told by the rule: a person decides"),
    "allocation.deputy.changed": gettext_lazy("changed who stands in for the officer"),
    "allocation.officer.assigned": gettext_lazy("gave the case to an officer"),
    "allocation.officer.changed": gettext_lazy("changed the officer"),
    "allocation.organisation.decided": gettext_lazy("allocated the case to an organisation"),
    "allocation.responsibility.ended": gettext_lazy("ended responsibility for the case"),
    "appointment.arranged": gettext_lazy("arranged an appointment"),
    "appointment.moved": gettext_lazy("moved an appointment"),
    "appointment.outcome.corrected": gettext_lazy("corrected the outcome of an appointment"),
    "appointment.outcome.recorded": gettext_lazy("recorded the outcome of an appointment"),
    "appointment.outcome.undone": gettext_lazy("undid an outcome within ten minutes"),
    "appointment.stood_down": gettext_lazy("stood an appointment down"),
    "appointment.withdrawn": gettext_lazy("took an appointment back"),
    "contact.corrected": gettext_lazy("corrected a line of the record"),
    "contact.recorded": gettext_lazy("wrote in the record"),
    "contact.withdrawn": gettext_lazy("withdrew a line of the record"),
    "look.reviewed": gettext_lazy("reviewed a look at the record"),
    "person.audited": gettext_lazy("read this list"),
    "person.created": gettext_lazy("made the record"),
    "person.death.recorded": gettext_lazy("recorded that the person died"),
    "person.death.withdrawn": gettext_lazy("took back that the person died"),
    "person.details.changed": gettext_lazy("changed personal details"),
    "person.merged": gettext_lazy("joined two records of this person"),
    "person.opened_with_reason": gettext_lazy("opened the record beyond their own cases"),
    "person.parted": gettext_lazy("parted two joined records"),
    "person.viewed": gettext_lazy("looked at the record"),
    "restriction.access_asked": gettext_lazy("asked to be let in to the record"),
    "restriction.access_decided": gettext_lazy("decided who is let in"),
    "restriction.lifted": gettext_lazy("took somebody off the restriction list"),
    "restriction.placed": gettext_lazy("put somebody on the restriction list"),
    "risk.harm.assessed": gettext_lazy("assessed the risk of harm"),
    "risk.score.recorded": gettext_lazy("recorded the reoffending score"),
    "selfservice.code_sent": gettext_lazy("was sent a sign-in code"),
    "selfservice.refused": gettext_lazy("was refused at sign-in"),
    "selfservice.signed_in": gettext_lazy("signed in to their own page"),
    "sentence.case.closed": gettext_lazy("closed the case"),
    "sentence.order.ended": gettext_lazy("ended an order"),
    "sentence.registered": gettext_lazy("registered a sentence"),
    "sentence.requirement.ended": gettext_lazy("ended a requirement"),
}
VERBS: Mapping[str, Words] = {
    "added": gettext_lazy("added"),
    "changed": gettext_lazy("changed"),
    "confirmed": gettext_lazy("confirmed"),
    "ended": gettext_lazy("ended"),
    "marked_safe": gettext_lazy("marked as safe to text"),
    "reviewed": gettext_lazy("reviewed"),
    "set": gettext_lazy("set"),
    "verified": gettext_lazy("verified"),
}
#: Codes in an act's detail that are words of ours, by the name they are kept under.
CODES: Mapping[str, type[Term]] = {
    "outcome": Outcome,
    "reason": LookReason,
    "review": LookReview,
    "decided": ProviderKind,
}


def told(act: Act) -> str:
    """What was done, after the name: "recorded the outcome of an appointment: attended and complied"."""
    sentence = str(SENTENCES.get(act.action) or plainly(act.action))
    said = [words for name, term in CODES.items() if (words := word(act.detail.get(name), term))]
    if act.detail.get("emergency") is True:
        said.append(_("an emergency"))
    return f"{sentence}: {', '.join(said)}" if said else sentence


def word(value: object, term: type[Term]) -> str:
    if not isinstance(value, str):
        return ""
    found = next((each for each in term if each.value == value), None)
    return f"{found.label[:1].lower()}{found.label[1:]}" if found else ""


def plainly(action: str) -> str:
    """Thing, part and verb of an action nobody has written a sentence for: still readable."""
    *things, verb = action.split(".")
    subject = " ".join(things).replace("_", " ")
    return f"{VERBS.get(verb) or verb.replace('_', ' ')} {subject}"
