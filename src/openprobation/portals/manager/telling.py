"""How is a line of the audit told? As a sentence a manager reads, made from ids and codes alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openprobation.foundation.audit.queries import Act
from openprobation.vocabulary.access import LookReason, LookReview, RestrictionKind, Role
from openprobation.vocabulary.allocations import ProviderKind, SpellReason
from openprobation.vocabulary.appointments import Outcome
from openprobation.vocabulary.breach import BreachMove, BreachState, PackPart, QuestionKind
from openprobation.vocabulary.commissioning import PurchaseMove, PurchaseState
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.documents import DocumentKind
from openprobation.vocabulary.enforcement import Excuse, SeniorAnswer
from openprobation.vocabulary.identity import FactorKind, FactorLoss
from openprobation.vocabulary.inspection import (
    AccuracyAnswer,
    CaseFact,
    InterviewWith,
    MilestoneKind,
    Progress,
    Rating,
    ReplacedFor,
    ReportMove,
    TeamPart,
)
from openprobation.vocabulary.inspection import ReportState as StateOfReport
from openprobation.vocabulary.interventions import (
    Attendance,
    ReferralMove,
    ReferralState,
    SessionKind,
)
from openprobation.vocabulary.iom import PanelDecision
from openprobation.vocabulary.needs import EngagementKind, ProtectiveKind
from openprobation.vocabulary.plans import Agreement, GoalState, ReviewReason, Stage, StepState
from openprobation.vocabulary.protection import (
    CheckFinding,
    FactKind,
    ProtectionTask,
    ReadingPurpose,
)
from openprobation.vocabulary.publication import ArticleMove, ArticleState, SubscriptionEnd
from openprobation.vocabulary.risk import HarmLevel, MappaCategory, MappaLevel, RegistrationKind
from openprobation.vocabulary.term import Term
from openprobation.vocabulary.unpaid_work import (
    AttendanceMark,
    EntryKind,
    ExtensionAnswer,
    ReportState,
    StandDown,
)
from openprobation.vocabulary.women import OfferAnswer
from openprobation.vocabulary.workforce import Tier

Words = str | Promise
say = gettext_lazy


@dataclass(frozen=True, slots=True)
class Sentence:
    """What follows the name of whoever did it, with codes of the act read as words.

    `terms` are codes that are words of ours; `people` are codes that name an account; `figures` are
    whole numbers; `marks` are words added when a code is true.
    """

    words: Words
    terms: Mapping[str, type[Term]] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    marks: Mapping[str, Words] = field(default_factory=dict)


#: One line an action, in the order of the alphabet. A test refuses an action that is not here.
SENTENCES: dict[str, Sentence] = {
    "allocation.caseload.moved": Sentence(say("moved a whole caseload")),
    "allocation.caseload.undone": Sentence(say("took back the move of a caseload")),
    "allocation.court.held": Sentence(say("put the case with the court team")),
    "allocation.decision.queued": Sentence(
        say("left it to a person to decide who supervises, because something is not known")
    ),
    "allocation.deputy.changed": Sentence(say("changed who stands in for an officer")),
    "allocation.escalation.accepted": Sentence(say("accepted a risk escalation")),
    "allocation.escalation.kept": Sentence(say("decided that the case stays")),
    "allocation.escalation.lapsed": Sentence(say("let a risk escalation lapse")),
    "allocation.escalation.met": Sentence(
        say("recorded the handover meeting of a risk escalation")
    ),
    "allocation.escalation.passed": Sentence(say("passed a risk escalation to a colleague")),
    "allocation.escalation.raised": Sentence(say("raised a risk escalation")),
    "allocation.escalation.referred": Sentence(say("referred a risk escalation")),
    "allocation.escalation.refused": Sentence(say("refused a risk escalation")),
    "allocation.escalation.returned": Sentence(say("returned a risk escalation for information")),
    "allocation.escalation.sent_again": Sentence(
        say("answered what was asked of a risk escalation")
    ),
    "allocation.escalation.taken": Sentence(say("took responsibility by a risk escalation")),
    "allocation.escalation.withdrawn": Sentence(say("withdrew a risk escalation")),
    "allocation.handover.read": Sentence(say("read the handover of the case")),
    "allocation.officer.assigned": Sentence(
        say("gave the case to %(officer)s"), people=("officer",)
    ),
    "allocation.officer.changed": Sentence(
        say("moved the case from %(before)s to %(officer)s: %(reason)s"),
        terms={"reason": SpellReason},
        people=("before", "officer"),
    ),
    "allocation.organisation.decided": Sentence(
        say("allocated the case: %(decided)s"),
        terms={"decided": ProviderKind},
        marks={"override": say("otherwise than the rule, with a reason")},
    ),
    "allocation.record.joined": Sentence(say("joined the case of a joined record to this one")),
    "allocation.record.parted": Sentence(say("gave the case of a parted record its own holder")),
    "allocation.responsibility.ended": Sentence(say("ended responsibility for the case")),
    "allocation.team.changed": Sentence(
        say("moved the case to another team: %(reason)s"), terms={"reason": SpellReason}
    ),
    "allocation.transfer.accepted": Sentence(say("accepted a transfer of the case")),
    "allocation.transfer.asked": Sentence(say("asked for a transfer of the case")),
    "allocation.transfer.lapsed": Sentence(say("let a transfer of the case lapse")),
    "allocation.transfer.rejected": Sentence(say("rejected a transfer of the case")),
    "allocation.transfer.withdrawn": Sentence(say("withdrew a transfer of the case")),
    "appointment.arranged": Sentence(
        say("arranged an appointment with %(officer)s"), people=("officer",)
    ),
    "appointment.moved": Sentence(say("moved an appointment")),
    "appointment.officer.changed": Sentence(
        say("put %(officer)s in an appointment still to come"), people=("officer",)
    ),
    "appointment.outcome.corrected": Sentence(
        say("corrected the outcome of an appointment: %(outcome)s"), terms={"outcome": Outcome}
    ),
    "appointment.outcome.recorded": Sentence(
        say("recorded the outcome of an appointment: %(outcome)s"), terms={"outcome": Outcome}
    ),
    "appointment.outcome.undone": Sentence(say("undid the outcome of an appointment")),
    "appointment.stood_down": Sentence(say("stood down an appointment")),
    "appointment.withdrawn": Sentence(say("took back an appointment")),
    "article.moved": Sentence(
        say("moved an article: %(move)s, now %(state)s"),
        terms={"move": ArticleMove, "state": ArticleState},
    ),
    "article.written": Sentence(say("changed the draft of an article")),
    "assessment.answered": Sentence(
        say("answered questions on a case as an inspector: %(questions)s"), figures=("questions",)
    ),
    "assessment.difference.viewed": Sentence(
        say("looked at a difference between two readings of a case")
    ),
    "assessment.fact.said": Sentence(
        say("said as an inspector what the record does not: %(fact)s"), terms={"fact": CaseFact}
    ),
    "assessment.given_back": Sentence(say("gave a judged case back to its inspector")),
    "assessment.handed_in": Sentence(say("handed in a judged case")),
    "assessment.settled": Sentence(say("settled a difference between two readings of a case")),
    "assessment.verdict.looked_at": Sentence(
        say("looked, after answering, at what the program had found")
    ),
    "breach.exhibit.saved": Sentence(say("saved an exhibit of a breach")),
    "breach.moved": Sentence(
        say("moved a breach: %(move)s"), terms={"move": BreachMove, "state": BreachState}
    ),
    "breach.pack.changed": Sentence(say("changed a breach pack")),
    "breach.papers.saved": Sentence(
        say("saved papers of a breach: %(part)s"), terms={"part": PackPart}
    ),
    "breach.question.answered": Sentence(
        say("answered a question between the two organisations"),
        marks={"closes": say("and closed it")},
    ),
    "breach.question.asked": Sentence(
        say("asked between the two organisations: %(kind)s"), terms={"kind": QuestionKind}
    ),
    "breach.question.handed_on": Sentence(
        say("gave a question between the two organisations to another owner")
    ),
    "commissioning.dispute.answered": Sentence(say("answered a dispute about a delivery")),
    "commissioning.line.disputed": Sentence(say("disputed a delivery")),
    "commissioning.not_used.said": Sentence(say("said why a need had no service")),
    "commissioning.order.moved": Sentence(
        say("moved an order: %(move)s"), terms={"move": PurchaseMove, "state": PurchaseState}
    ),
    "commissioning.price.set": Sentence(say("set a price on the rate card")),
    "commissioning.service.added": Sentence(say("put a service on the catalogue")),
    "commissioning.service.changed": Sentence(say("changed what the catalogue says of a service")),
    "commissioning.service.retired": Sentence(say("retired a service from the catalogue")),
    "commissioning.statement.issued": Sentence(say("issued a statement")),
    "commissioning.units.delivered": Sentence(say("recorded a delivery")),
    "commissioning.units.taken_back": Sentence(
        say("took back units that were not delivered: %(units)s"), figures=("units",)
    ),
    "contact.corrected": Sentence(say("corrected a line of the record")),
    "contact.recorded": Sentence(say("wrote in the record: %(kind)s"), terms={"kind": ContactKind}),
    "contact.withdrawn": Sentence(say("withdrew a line of the record")),
    "day.sheet.kept": Sentence(say("kept the sheet for the day on a device")),
    "demonstration.entered": Sentence(say("came in by a door of the demonstration")),
    "digest.written": Sentence(
        say("wrote the e-mail at noon, of %(articles)s articles"), figures=("articles",)
    ),
    "document.kept": Sentence(say("kept a file: %(kind)s"), terms={"kind": DocumentKind}),
    "document.shelved": Sentence(say("put a document in the library")),
    "document.taken_back": Sentence(say("took back a document whose moment had not come")),
    "document.withdrawn": Sentence(say("withdrew a file")),
    "enforcement.evidence.asked": Sentence(say("asked the person to explain a failure")),
    "enforcement.evidence.sent_in": Sentence(say("took in evidence sent by the person")),
    "enforcement.excuse.decided": Sentence(
        say("decided on an excuse: %(excuse)s"), terms={"excuse": Excuse}
    ),
    "enforcement.failure.changed": Sentence(
        say("put a failure to comply right: %(outcome)s"), terms={"outcome": Outcome}
    ),
    "enforcement.failure.explained": Sentence(say("wrote down an explanation")),
    "enforcement.failure.noticed": Sentence(
        say("noticed a failure to comply: %(outcome)s"), terms={"outcome": Outcome}
    ),
    "enforcement.failure.taken_back": Sentence(say("took a failure to comply back")),
    "enforcement.licence.answered": Sentence(
        say("answered a licence matter: %(answer)s"), terms={"answer": SeniorAnswer}
    ),
    "enforcement.licence.sent": Sentence(say("put a licence matter to the senior")),
    "enforcement.warning.given": Sentence(say("gave a warning")),
    "enforcement.warning.withdrawn": Sentence(say("withdrew a warning")),
    "extract.written": Sentence(say("took an extract without names"), figures=("tables",)),
    "framework.loaded": Sentence(say("loaded an inspection framework")),
    "identity.account.closed": Sentence(say("closed an account")),
    "identity.account.created": Sentence(say("made an account")),
    "identity.account.reopened": Sentence(say("opened an account again")),
    "identity.factor.added": Sentence(
        say("added a way to sign in: %(kind)s"), terms={"kind": FactorKind}
    ),
    "identity.factor.removed": Sentence(
        say("removed a way to sign in: %(kind)s"), terms={"kind": FactorKind}
    ),
    "identity.factor.reset": Sentence(
        say("removed a colleague's keys and codes: %(loss)s"), terms={"loss": FactorLoss}
    ),
    "identity.locked_out": Sentence(say("was locked out after too many wrong passwords or codes")),
    "identity.password_link.sent": Sentence(say("sent a link to set a password")),
    "identity.recovery_code.used": Sentence(say("used a recovery code")),
    "identity.recovery_codes.made": Sentence(say("made new recovery codes")),
    "identity.signed_in": Sentence(say("signed in")),
    "inspection.announced": Sentence(say("announced an inspection")),
    "inspection.milestone.moved": Sentence(
        say("gave a step of an inspection another day: %(milestone)s"),
        terms={"milestone": MilestoneKind},
    ),
    "inspection.team.joined": Sentence(
        say("put somebody on the team of an inspection: %(part)s"), terms={"part": TeamPart}
    ),
    "inspection.team.left": Sentence(
        say("took somebody off the team of an inspection: %(part)s"), terms={"part": TeamPart}
    ),
    "iom.action.done": Sentence(say("marked a shared action of the IOM team as done")),
    "iom.action.set": Sentence(say("agreed a shared action of the IOM team")),
    "iom.cleared": Sentence(say("cleared for intelligence: %(user)s"), people=("user",)),
    "iom.decided": Sentence(
        say("recorded what an IOM panel decided: %(decision)s"), terms={"decision": PanelDecision}
    ),
    "iom.intelligence.viewed": Sentence(say("looked at intelligence of the IOM team")),
    "iom.intelligence.withdrawn": Sentence(say("withdrew intelligence of the IOM team")),
    "iom.intelligence.written": Sentence(say("wrote intelligence of the IOM team")),
    "iom.list_viewed": Sentence(say("looked at the list of the IOM team")),
    "iom.panel.called": Sentence(say("called an IOM panel")),
    "iom.panel.closed": Sentence(say("closed an IOM panel")),
    "iom.panel.seated": Sentence(
        say("said who was at an IOM panel: %(people)s"), figures=("people",)
    ),
    "iom.panel.viewed": Sentence(say("looked at an IOM panel")),
    "iom.proposed": Sentence(say("proposed for Integrated Offender Management")),
    "iom.rated": Sentence(say("changed the colour at the IOM team")),
    "iom.seat.ended": Sentence(say("ended the seat at an IOM team of %(user)s"), people=("user",)),
    "iom.seat.given": Sentence(say("gave a seat at an IOM team to %(user)s"), people=("user",)),
    "iom.team.set_up": Sentence(say("set up an IOM team")),
    "iom.viewed": Sentence(say("looked at what the IOM team shares")),
    "iom.visited": Sentence(say("recorded a joint visit")),
    "look.reviewed": Sentence(
        say("reviewed a look at the record: %(review)s"), terms={"review": LookReview}
    ),
    "message.sent_again": Sentence(say("sent a message again that may have left before")),
    "needs.assessment.countersigned": Sentence(
        say("countersigned the assessment of needs, version %(version)s"), figures=("version",)
    ),
    "needs.assessment.sent_back": Sentence(
        say("sent the assessment of needs back, version %(version)s"), figures=("version",)
    ),
    "needs.assessment.signed": Sentence(
        say("signed an assessment of needs and strengths, version %(version)s"),
        figures=("version",),
    ),
    "needs.engagement.noted": Sentence(
        say("wrote down how to work with the person: %(kind)s"), terms={"kind": EngagementKind}
    ),
    "needs.engagement.withdrawn": Sentence(
        say("took back a note on working with the person: %(kind)s"),
        terms={"kind": EngagementKind},
    ),
    "needs.factor.added": Sentence(
        say("added a protective factor: %(kind)s"), terms={"kind": ProtectiveKind}
    ),
    "needs.factor.confirmed": Sentence(
        say("made sure that a protective factor still holds: %(kind)s"),
        terms={"kind": ProtectiveKind},
    ),
    "needs.factor.ended": Sentence(
        say("ended a protective factor: %(kind)s"), terms={"kind": ProtectiveKind}
    ),
    "needs.own_view.recorded": Sentence(say("wrote down the person’s own view")),
    "organisation.added": Sentence(say("added an organisation")),
    "organisation.area.added": Sentence(say("added an area")),
    "organisation.area.covered": Sentence(say("said which team serves an area")),
    "organisation.cover.ended": Sentence(say("ended a deputy's cover")),
    "organisation.cover.set": Sentence(say("named a deputy")),
    "organisation.office.added": Sentence(say("added an office")),
    "organisation.post.ended": Sentence(say("ended a post")),
    "organisation.post.filled": Sentence(
        say("posted %(user)s: %(role)s"), terms={"role": Role}, people=("user",)
    ),
    "organisation.region.added": Sentence(say("added a region")),
    "organisation.team.added": Sentence(say("added a team")),
    "organisation.team.changed": Sentence(say("changed a team")),
    "organisation.team.closed": Sentence(say("closed a team")),
    "organisation.unit.added": Sentence(say("added a delivery unit")),
    "person.audited": Sentence(say("read who saw and did what")),
    "person.created": Sentence(say("made the record")),
    "person.death.recorded": Sentence(say("recorded that the person died")),
    "person.death.withdrawn": Sentence(say("took back that the person died")),
    "person.details.changed": Sentence(say("changed personal details")),
    "person.located": Sentence(say("searched for somebody")),
    "person.merged": Sentence(say("joined two records of this person")),
    "person.opened_with_reason": Sentence(
        say("opened the record: %(reason)s"), terms={"reason": LookReason}
    ),
    "person.parted": Sentence(say("parted two joined records")),
    "person.viewed": Sentence(
        say("looked at the record"), marks={"beyond": say("under the reason they gave")}
    ),
    "plan.agreed": Sentence(
        say("asked the person about the plan: %(answer)s"), terms={"answer": Agreement}
    ),
    "plan.goal.added": Sentence(say("set a goal in the plan")),
    "plan.goal.closed": Sentence(
        say("closed a goal of the plan: %(now)s"), terms={"now": GoalState}
    ),
    "plan.model.kept": Sentence(say("set the operating model")),
    "plan.reviewed": Sentence(
        say("reviewed the plan formally: %(reason)s"), terms={"reason": ReviewReason}
    ),
    "plan.stage.reached": Sentence(
        say("marked a stage as reached: %(stage)s"), terms={"stage": Stage}
    ),
    "plan.step.added": Sentence(say("added a step to the plan")),
    "plan.step.marked": Sentence(
        say("marked a step of the plan: %(now)s"), terms={"now": StepState}
    ),
    "programme.group.joined": Sentence(say("put the person in a programme group")),
    "programme.group.made": Sentence(say("made a programme group")),
    "programme.group.viewed": Sentence(say("looked at a programme group")),
    "programme.register.taken": Sentence(
        say("took the register of a group: %(marks)s marks"), figures=("marks",)
    ),
    "programme.register.viewed": Sentence(say("looked at the register of a group")),
    "programme.session.moved": Sentence(say("moved a session of a group")),
    "published.judgements.loaded": Sentence(say("loaded published judgements")),
    "rating.evidence.rated": Sentence(
        say("rated a standard from evidence: %(rating)s"), terms={"rating": Rating}
    ),
    "rating.evidence.taken_back": Sentence(say("took out a rating from evidence")),
    "rating.move.taken_back": Sentence(say("took back a panel's move of a rating")),
    "rating.moved": Sentence(
        say("wrote that a panel moved a rating from %(before)s to %(after)s"),
        terms={"before": Rating, "after": Rating},
    ),
    "rating.settled": Sentence(
        say("settled the ratings of an inspection"),
        figures=("number", "moves_kept", "moves_lapsed"),
    ),
    "redaction.asked": Sentence(say("asked to remove words from the record")),
    "redaction.confirmed": Sentence(
        say("removed words from the record, as %(asked_by)s asked"), people=("asked_by",)
    ),
    "redaction.disk.cleared": Sentence(say("cleared removed words from the disk")),
    "redaction.expired": Sentence(say("let a request to remove words run out")),
    "redaction.made_again": Sentence(say("removed words again that an older backup brought back")),
    "redaction.refused": Sentence(say("refused to remove words from the record")),
    "redaction.withdrawn": Sentence(say("took back a request to remove words")),
    "referral.list_viewed": Sentence(say("looked at the referrals sent to a supplier")),
    "referral.moved": Sentence(
        say("moved a referral: %(move)s"), terms={"move": ReferralMove, "state": ReferralState}
    ),
    "referral.session.booked": Sentence(
        say("booked a session with a supplier: %(kind)s"), terms={"kind": SessionKind}
    ),
    "referral.session.cancelled": Sentence(say("cancelled a session with a supplier")),
    "referral.session.corrected": Sentence(
        say("corrected a report on a session: %(attendance)s"), terms={"attendance": Attendance}
    ),
    "referral.session.moved": Sentence(say("moved a session with a supplier")),
    "referral.session.reported": Sentence(
        say("reported on a session: %(attendance)s"), terms={"attendance": Attendance}
    ),
    "referral.viewed": Sentence(say("read a referral as its supplier")),
    "reminder.brought_back": Sentence(say("brought back what they had put off")),
    "reminder.put_off": Sentence(say("put off something due, in their own list alone")),
    "report.copy.returned": Sentence(say("sent a draft report back, read for accuracy")),
    "report.copy.viewed": Sentence(say("read a draft report sent for accuracy")),
    "report.corrected": Sentence(say("corrected a published report")),
    "report.moved": Sentence(
        say("moved a report of an inspection: %(move)s, now %(state)s"),
        terms={"move": ReportMove, "state": StateOfReport},
    ),
    "report.plan.step_added": Sentence(say("added a step to an action plan")),
    "report.plan.step_dropped": Sentence(say("took a step out of an action plan")),
    "report.plan.step_shown": Sentence(say("showed that a step of an action plan was done")),
    "report.point.answered": Sentence(
        say("answered a point on the accuracy of a draft report: %(answer)s"),
        terms={"answer": AccuracyAnswer},
    ),
    "report.point.taken_back": Sentence(say("took back a point on the accuracy of a draft report")),
    "report.point.written": Sentence(say("disputed a fact of a draft report")),
    "report.progress.judged": Sentence(
        say("judged how far a recommendation was carried out: %(progress)s"),
        terms={"progress": Progress},
    ),
    "report.viewed": Sentence(say("read a report in the making")),
    "report.written": Sentence(say("changed the draft of a report")),
    "restriction.access_asked": Sentence(say("asked to be let in to the record")),
    "restriction.access_decided": Sentence(
        say("decided a request to be let in"), marks={"granted": say("let in")}
    ),
    "restriction.lifted": Sentence(say("took somebody off the restriction list")),
    "restriction.list_viewed": Sentence(say("looked at the restriction list")),
    "restriction.placed": Sentence(
        say("put %(user)s on the restriction list: %(restriction)s"),
        terms={"restriction": RestrictionKind},
        people=("user",),
    ),
    "retention.hold.lifted": Sentence(say("lifted the hold on the record")),
    "retention.hold.placed": Sentence(say("held the record, whatever the schedule says")),
    "retention.words.removed": Sentence(say("removed what was past its time")),
    "risk.at_risk.added": Sentence(say("named somebody as at risk")),
    "risk.at_risk.checked": Sentence(
        say("checked what protects somebody at risk: %(finding)s"), terms={"finding": CheckFinding}
    ),
    "risk.at_risk.ended": Sentence(say("said that somebody is no longer at risk")),
    "risk.enquiry.answered": Sentence(
        say("wrote down an answer: %(task)s"), terms={"task": ProtectionTask}
    ),
    "risk.enquiry.asked": Sentence(say("asked: %(task)s"), terms={"task": ProtectionTask}),
    "risk.enquiry.chased": Sentence(
        say("chased an answer: %(task)s"), terms={"task": ProtectionTask}
    ),
    "risk.enquiry.not_needed": Sentence(
        say("decided it is not needed: %(task)s"), terms={"task": ProtectionTask}
    ),
    "risk.enquiry.used": Sentence(
        say("used an answer in the assessment: %(task)s"), terms={"task": ProtectionTask}
    ),
    "risk.harm.assessed": Sentence(
        say("assessed the risk of serious harm: %(now)s"), terms={"now": HarmLevel}
    ),
    "risk.mappa.ended": Sentence(say("ended MAPPA")),
    "risk.mappa.set": Sentence(
        say("set MAPPA %(category)s, %(level)s"),
        terms={"category": MappaCategory, "level": MappaLevel},
    ),
    "risk.quarantined.ended": Sentence(
        say("ended what was kept from papers: %(kind)s"), terms={"kind": FactKind}
    ),
    "risk.quarantined.read": Sentence(
        say("read what is kept from papers: %(purpose)s"), terms={"purpose": ReadingPurpose}
    ),
    "risk.quarantined.written": Sentence(
        say("wrote what is kept from papers: %(kind)s"), terms={"kind": FactKind}
    ),
    "risk.registration.added": Sentence(
        say("registered: %(kind)s"), terms={"kind": RegistrationKind}
    ),
    "risk.registration.ended": Sentence(
        say("ended a registration: %(kind)s"), terms={"kind": RegistrationKind}
    ),
    "risk.registration.reviewed": Sentence(
        say("reviewed a registration: %(kind)s"), terms={"kind": RegistrationKind}
    ),
    "risk.score.recorded": Sentence(say("recorded an RSR score")),
    "sample.announced": Sentence(
        say("announced the sample of an inspection: %(cases)s cases"), figures=("cases",)
    ),
    "sample.case.replaced": Sentence(
        say("replaced a case of a sample: %(reason)s"), terms={"reason": ReplacedFor}
    ),
    "sample.case.viewed": Sentence(say("read a case as an inspector")),
    "sample.drawn": Sentence(
        say("drew the sample of an inspection: %(cases)s of %(framed)s cases"),
        figures=("cases", "framed"),
    ),
    "sample.frame.downloaded": Sentence(say("took a copy of a frame to draw it again")),
    "sample.given": Sentence(
        say("gave cases of a sample to an assessor: %(cases)s"), figures=("cases",)
    ),
    "sample.interview.kept": Sentence(
        say("wrote down an interview of an inspection: %(who)s"), terms={"who": InterviewWith}
    ),
    "sample.second.taken_back": Sentence(say("had a case of a sample read once, not twice")),
    "sample.shared_out": Sentence(
        say("shared out the cases of a sample: %(cases)s"), figures=("cases",)
    ),
    "sample.withdrawn": Sentence(say("withdrew the sample of an inspection")),
    "selfservice.code_sent": Sentence(say("asked for a sign-in code, and one was sent")),
    "selfservice.refused": Sentence(say("was refused at sign-in")),
    "selfservice.signed_in": Sentence(say("signed in to their own page")),
    "selfservice.viewed": Sentence(say("looked at their own page")),
    "sentence.case.closed": Sentence(say("closed the case")),
    "sentence.corrected": Sentence(say("corrected a sentence")),
    "sentence.order.ended": Sentence(say("ended an order")),
    "sentence.registered": Sentence(say("registered a sentence")),
    "sentence.requirement.ended": Sentence(say("ended a requirement")),
    "sentence.withdrawn": Sentence(say("took back a sentence registered in error")),
    "subscription.asked": Sentence(say("was asked for the e-mail at noon")),
    "subscription.confirmed": Sentence(say("had an address for the e-mail at noon confirmed")),
    "subscription.ended": Sentence(
        say("ended an e-mail at noon: %(why)s"), terms={"why": SubscriptionEnd}
    ),
    "unpaid_work.allocated": Sentence(say("gave a place on an unpaid work project")),
    "unpaid_work.allocation.ended": Sentence(say("ended a place on an unpaid work project")),
    "unpaid_work.attendance.corrected": Sentence(
        say("corrected a day of unpaid work: %(mark)s"), terms={"mark": AttendanceMark}
    ),
    "unpaid_work.attendance.marked": Sentence(
        say("marked a day of unpaid work: %(mark)s"), terms={"mark": AttendanceMark}
    ),
    "unpaid_work.completed": Sentence(say("counted the last of the hours owed")),
    "unpaid_work.control.list_viewed": Sentence(say("looked at who owes hours")),
    "unpaid_work.day.finished": Sentence(say("finished a day of unpaid work")),
    "unpaid_work.day.looked_at": Sentence(say("looked at the people of an unpaid work day")),
    "unpaid_work.day.supervised": Sentence(say("said who takes an unpaid work group on a day")),
    "unpaid_work.hours.adjusted": Sentence(
        say("counted %(minutes)s minutes of unpaid work: %(kind)s"),
        terms={"kind": EntryKind},
        figures=("minutes",),
    ),
    "unpaid_work.inducted": Sentence(say("recorded an unpaid work induction")),
    "unpaid_work.longer.answered": Sentence(
        say("recorded what the court said about longer for unpaid work: %(answer)s"),
        terms={"answer": ExtensionAnswer},
    ),
    "unpaid_work.longer.asked": Sentence(say("wrote down that the court is asked for longer")),
    "unpaid_work.project.changed": Sentence(say("changed an unpaid work project")),
    "unpaid_work.project.closed": Sentence(say("closed an unpaid work project")),
    "unpaid_work.project.opened": Sentence(say("opened an unpaid work project")),
    "unpaid_work.report.decided": Sentence(
        say("decided on a report from unpaid work: %(decision)s"),
        terms={"decision": ReportState},
    ),
    "unpaid_work.sheet.kept": Sentence(say("kept the supervisor’s sheet on a device")),
    "unpaid_work.stood_down": Sentence(
        say("stood down a day of unpaid work: %(reason)s"), terms={"reason": StandDown}
    ),
    "verdict.loaded": Sentence(
        say("loaded what the program found on the cases of an inspection: %(kept)s verdicts"),
        figures=("kept",),
    ),
    "women.asked": Sentence(
        say("recorded what she was offered: a women-only space %(space)s, an officer %(officer)s"),
        terms={"space": OfferAnswer, "officer": OfferAnswer},
    ),
    "women.asked.undone": Sentence(say("took back what was recorded of an offer")),
    "women.centre.kept": Sentence(say("said where a women’s centre is and how far")),
    "women.list_viewed": Sentence(say("looked at which women were not asked")),
    "women.provision.stated": Sentence(say("stated what a service does for women")),
    "workforce.absence.ended": Sentence(say("said that a member of staff is back")),
    "workforce.absence.reason_read": Sentence(say("read why a member of staff was away")),
    "workforce.absence.recorded": Sentence(say("recorded an absence of a member of staff")),
    "workforce.hours.set": Sentence(say("set the hours of a member of staff")),
    "workforce.induction.planned": Sentence(say("planned an induction")),
    "workforce.night.kept": Sentence(say("kept what officers carried on a night")),
    "workforce.practice.observed": Sentence(say("wrote down practice that was seen")),
    "workforce.pulse.opened": Sentence(say("asked the staff how work is")),
    "workforce.reduction.added": Sentence(say("took hours off the week of a member of staff")),
    "workforce.reduction.deleted": Sentence(say("took back a reduction of hours")),
    "workforce.reduction.ended": Sentence(say("ended a reduction of hours")),
    "workforce.supervision.action_done": Sentence(say("ticked off what supervision agreed")),
    "workforce.supervision.held": Sentence(say("wrote down a supervision session")),
    "workforce.tier.recorded": Sentence(say("recorded a tier: %(tier)s"), terms={"tier": Tier}),
    "workforce.training.done": Sentence(say("recorded training done")),
    "workforce.training.planned": Sentence(say("planned training")),
}

#: Details of a person that come and go, and what is done to them: "person.phone.confirmed".
DETAILS: Mapping[str, Words] = {
    "address": say("an address"),
    "adjustment": say("an adjustment"),
    "circumstance": say("a circumstance"),
    "disability": say("a disability"),
    "emergency_contact": say("an emergency contact"),
    "identifier": say("an identifier"),
    "name": say("another name"),
    "phone": say("a telephone number"),
}
DETAIL_VERBS: Mapping[str, Words] = {
    "added": gettext_lazy("added %(what)s"),
    "confirmed": gettext_lazy("confirmed %(what)s for signing in"),
    "ended": gettext_lazy("ended %(what)s"),
    "text_safety_changed": gettext_lazy("said whether texts to %(what)s are safe"),
    "verified": gettext_lazy("checked %(what)s"),
}

#: Pages of a person, by name, as a manager would call them; the person's own page needs no name.
PAGES: Mapping[str, Words] = {
    "allocations:assign": say("to assign the case"),
    "allocations:decide": say("to allocate the case"),
    "allocations:escalate": say("to raise a risk escalation"),
    "allocations:escalation": say("a risk escalation"),
    "allocations:handover": say("the handover page"),
    "allocations:history": say("who held the case"),
    "allocations:reallocate": say("to change the officer"),
    "allocations:transfer": say("to ask for a transfer"),
    "appointments:appointment": say("an appointment"),
    "appointments:arrange": say("to arrange an appointment"),
    "appointments:outcome": say("to record an outcome"),
    "contacts:line": say("a line of the record"),
    "contacts:write": say("to write in the record"),
    "manager:audit": say("who saw and did what"),
    "persons:details": say("personal details"),
    "practitioner:later": say("to be reminded later"),
    "practitioner:record": say("the record"),
    "redactions:ask": say("to ask that words are removed"),
    "redactions:check": say("words to remove"),
    "redactions:hold": say("to hold the record"),
    "redactions:take_back": say("to take back a request to remove words"),
    "risk:add_at_risk": say("to name somebody as at risk"),
    "risk:answer": say("to write down an answer"),
    "risk:ask": say("to make an enquiry"),
    "risk:assess": say("to assess harm"),
    "risk:chase": say("to chase an answer"),
    "risk:check": say("to check what protects somebody"),
    "risk:end_at_risk": say("to say that somebody is no longer at risk"),
    "risk:end_quarantined": say("to end what is kept from papers"),
    "risk:not_needed": say("to decide that an enquiry is not needed"),
    "risk:protection": say("who is at risk and what policy asks"),
    "risk:quarantine": say("to write what is kept from papers"),
    "risk:quarantined": say("that something is kept from papers"),
    "risk:summary": say("risk"),
    "risk:use": say("to use an answer in the assessment"),
    "sentences:correct": say("to correct a sentence"),
    "sentences:order": say("an order"),
    "sentences:register": say("to register a sentence"),
    "sentences:withdraw": say("to take back a sentence"),
    "workforce:tier": say("to type a tier"),
}


def sentence_of(action: str) -> Sentence | None:
    """The sentence of an action; None for one that nobody has written a sentence for."""
    if action in SENTENCES:
        return SENTENCES[action]
    thing, _dot, rest = action.partition(".")
    part, _dot, verb = rest.partition(".")
    if thing == "person" and part in DETAILS and verb in DETAIL_VERBS:
        return Sentence(str(DETAIL_VERBS[verb]) % {"what": DETAILS[part]})
    return None


def accounts_in(acts: Iterable[Act]) -> set[str]:
    """Usernames whose names the sentences need: who did it, and whom it names."""
    found = set()
    for act in acts:
        found.add(act.by)
        sentence = sentence_of(act.action)
        for code in sentence.people if sentence else ():
            if isinstance(named := act.detail.get(code), str):
                found.add(named)
    return found


def told(act: Act, names: Mapping[str, str]) -> str:
    """What was done, to follow the name: "opened the record: the person is in court today"."""
    sentence = sentence_of(act.action)
    if sentence is None:
        return plainly(act.action)
    words: dict[str, str] = {}
    for code, term in sentence.terms.items():
        words[code] = word(act.detail.get(code), term)
    for code in sentence.people:
        username = act.detail.get(code)
        words[code] = names.get(str(username), _("somebody"))
    for code in sentence.figures:
        figure = act.detail.get(code)
        words[code] = str(figure) if isinstance(figure, int) else _("not said")
    said = str(sentence.words) % words if words else str(sentence.words)
    marks = [str(mark) for code, mark in sentence.marks.items() if is_marked(act, code)]
    return ", ".join([said, *marks])


def is_marked(act: Act, code: str) -> bool:
    if code == "beyond":
        return act.detail.get("in_relation") is False
    return act.detail.get(code) is True


def word(value: object, term: type[Term]) -> str:
    """A stored value as it reads inside a sentence."""
    found = next((each for each in term if each.value == value), None)
    if found is None:
        return _("not said")
    label = found.label
    keeps_capital = label[:2].isupper() or label.startswith("I ") or term is ProviderKind
    return label if keeps_capital else f"{label[:1].lower()}{label[1:]}"


def plainly(action: str) -> str:
    """Thing, part and verb of an action nobody has written a sentence for: still readable."""
    *things, verb = action.split(".")
    return f"{verb} {' '.join(things)}".replace("_", " ")


# ── A page of the audit ────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Told:
    """One sentence of the list: who, what, when; looks in a row by one person are one sentence."""

    at: datetime
    name: str
    sentence: str

    @property
    def day(self) -> date:
        """The day as people here count it."""
        return timezone.localdate(self.at)


def page_told(acts: Iterable[Act], names: Mapping[str, str], *, person: str) -> list[Told]:
    """Acts, latest first, as sentences. `person` is the CRN by which the person acts themselves."""
    found: list[Told] = []
    run: list[Act] = []
    for act in without_how_often_inspected(acts):
        if run and not continues(run[-1], act):
            found.append(run_told(run, names, person=person))
            run = []
        run.append(act)
    if run:
        found.append(run_told(run, names, person=person))
    return found


def is_of_an_inspection(act: Act) -> bool:
    return act.action.startswith(("sample.", "assessment."))


def without_how_often_inspected(acts: Iterable[Act]) -> Iterator[Act]:
    """One look a day for all that inspectors did. Whose case it is, how often it was read and that two
    readings differ would tell an organisation of judgements before they are public; the audit keeps each.
    """
    days: set[date] = set()
    for act in acts:
        if is_of_an_inspection(act):
            day = timezone.localdate(act.at)
            if day in days:
                continue
            days.add(day)
        yield act


def continues(before: Act, act: Act) -> bool:
    """Whether a look is one more of the same by the same person on the same day."""
    return (
        before.action == act.action == "person.viewed"
        and before.by == act.by
        and before.detail.get("in_relation") == act.detail.get("in_relation")
        and timezone.localdate(before.at) == timezone.localdate(act.at)
    )


def run_told(run: list[Act], names: Mapping[str, str], *, person: str) -> Told:
    latest = run[0]
    if is_of_an_inspection(latest):
        return Told(latest.at, _("An inspector"), _("read the case for an inspection"))
    name = _("The person") if latest.by == person else names.get(latest.by, latest.by)
    said = told(latest, names)
    if latest.action == "person.viewed":
        said = looks_told(run, said)
    return Told(latest.at, name, said)


def looks_told(run: list[Act], said: str) -> str:
    """ "looked at the record 4 times: risk, to assess harm"."""
    if len(run) > 1:
        said += " " + ngettext("%(n)s time", "%(n)s times", len(run)) % {"n": len(run)}
    pages = dict.fromkeys(str(act.detail.get("page", "")) for act in reversed(run))
    spoken = [str(PAGES[page]) for page in pages if page in PAGES]
    return f"{said}: {', '.join(spoken)}" if spoken else said
