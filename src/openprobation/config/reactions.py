"""What follows from what? The one table; each reaction runs in the transaction of the fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from openprobation.foundation.access import reactions as access
from openprobation.foundation.audit.events import RecordWritten
from openprobation.foundation.documents import reactions as documents
from openprobation.foundation.drafts import reactions as drafts
from openprobation.foundation.identity import reactions as identity
from openprobation.foundation.messaging import reactions as messaging
from openprobation.foundation.messaging.events import AddressRefused
from openprobation.foundation.redaction.events import WordsRedacted, WordsSought
from openprobation.inspection.assessments import reactions as assessments
from openprobation.inspection.reports.events import ReportChanged
from openprobation.inspection.samples import reactions as samples
from openprobation.portals.practitioner import reactions as practitioner
from openprobation.portals.public import reactions as public
from openprobation.publication.digests import reactions as digests
from openprobation.publication.news.events import ArticleChanged
from openprobation.supervision.allocations import reactions as allocations
from openprobation.supervision.allocations.events import OfficersAssigned
from openprobation.supervision.appointments import reactions as appointments
from openprobation.supervision.appointments.events import OutcomeRecorded, OutcomeUndone
from openprobation.supervision.commissioning import reactions as commissioning
from openprobation.supervision.contacts import reactions as contacts
from openprobation.supervision.enforcement import reactions as enforcement
from openprobation.supervision.interventions import reactions as interventions
from openprobation.supervision.iom import reactions as iom
from openprobation.supervision.needs import reactions as needs
from openprobation.supervision.persons import reactions as persons
from openprobation.supervision.persons.events import (
    DetailsChanged,
    PersonDied,
    RecordsMerged,
    RecordsParted,
)
from openprobation.supervision.plans import reactions as plans
from openprobation.supervision.redactions import reactions as redactions
from openprobation.supervision.risk import reactions as risk
from openprobation.supervision.sentences import reactions as sentences
from openprobation.supervision.sentences.events import (
    SentenceRegistered,
    SentenceWithdrawn,
    SupervisionEnded,
)
from openprobation.supervision.unpaid_work import reactions as unpaid_work
from openprobation.supervision.unpaid_work.events import ReportTakenUp, SessionMarked
from openprobation.supervision.workforce import reactions as workforce

#: Every context with personal words answers, and is asked the same way where they stand as to remove them.
WORDS: Sequence[Callable[[Any], None]] = [
    persons.redact_words,
    contacts.redact_words,
    sentences.redact_words,
    needs.redact_words,
    risk.redact_words,
    workforce.redact_words,
    allocations.redact_words,
    appointments.redact_words,
    plans.redact_words,
    unpaid_work.redact_words,
    commissioning.redact_words,
    interventions.redact_words,
    enforcement.redact_words,
    iom.redact_words,
    assessments.redact_words,
    samples.redact_words,
    redactions.redact_words,
    access.redact_words,
    drafts.redact_words,
    messaging.redact_words,
    documents.redact_words,
    identity.redact_words,
    digests.redact_words,
    practitioner.redact_words,
]

REACTIONS: Mapping[type, Sequence[Callable[[Any], None]]] = {
    AddressRefused: [digests.stop_address],
    ArticleChanged: [public.replace_pages],
    DetailsChanged: [contacts.tell_of_details],
    OfficersAssigned: [appointments.follow_the_officer],
    OutcomeRecorded: [enforcement.notice_failure],
    OutcomeUndone: [enforcement.take_failure_back],
    PersonDied: [
        sentences.close_the_case,
        appointments.stand_down_after_death,
        allocations.nobody_answers_after_death,
        unpaid_work.stop_after_death,
        interventions.withdraw_after_death,
        plans.end_after_death,
        enforcement.end_breaches_after_death,
        contacts.tell_of_death,
    ],
    RecordWritten: [practitioner.forget],
    RecordsMerged: [
        allocations.one_answers,
        unpaid_work.projects_follow,
        contacts.tell_of_joining,
        practitioner.forget_both,
    ],
    RecordsParted: [
        allocations.each_has_a_holder,
        contacts.tell_of_parting,
        practitioner.forget_both,
    ],
    ReportChanged: [public.replace_reports],
    ReportTakenUp: [enforcement.notice_report],
    SentenceRegistered: [allocations.court_team_holds],
    SentenceWithdrawn: [appointments.keep_what_counts, unpaid_work.keep_what_was_worked],
    SessionMarked: [enforcement.put_report_right],
    SupervisionEnded: [
        interventions.withdraw_when_supervision_ends,
        appointments.stand_down_when_supervision_ends,
        unpaid_work.stop_when_supervision_ends,
        plans.end_when_supervision_ends,
        allocations.nobody_answers,
    ],
    WordsRedacted: WORDS,
    WordsSought: WORDS,
}
