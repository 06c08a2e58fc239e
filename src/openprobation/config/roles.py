"""Who may do what? One page a manager can read. Each permission's meaning is beside its name in its context.

A right comes from a role held in a post, in an organisation, over records that are the post's business,
for a purpose: this page gives the first; `foundation.access` checks the rest.
"""

from __future__ import annotations

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


def holds(*permissions: Term) -> frozenset[str]:
    return frozenset(permission.value for permission in permissions)


PRACTITIONER = holds(
    Access.LOCATE,
    Access.OPEN_WITH_REASON,
    Person.VIEW,
    Contact.VIEW,
    Contact.WRITE,
    Workforce.VIEW_OWN,
    Workforce.ANSWER_PULSE,
)
OFFICER = PRACTITIONER | holds(
    Person.CHANGE,
    Contact.CORRECT,
    Contact.VIEW_SENSITIVE,
    Sentence.VIEW,
    Sentence.CLOSE,
    Needs.VIEW,
    Needs.ASSESS,
    Plan.VIEW,
    Plan.KEEP,
    Risk.VIEW,
    Risk.ASSESS,
    Risk.REGISTER,
    Risk.PROTECT,
    Risk.READ_QUARANTINED,
    Risk.WRITE_QUARANTINED,
    Allocation.VIEW,
    Allocation.HAND_OVER,
    Allocation.RAISE_CONCERN,
    Allocation.ANSWER_REFERRAL,
    Allocation.ASK_FOR_TRANSFER,
    Appointment.VIEW,
    Appointment.HOLD_A_DAY,
    Appointment.ARRANGE,
    Appointment.RECORD_OUTCOME,
    Appointment.CORRECT_OUTCOME,
    Enforcement.VIEW,
    Enforcement.DECIDE,
    Enforcement.WARN,
    Enforcement.PREPARE_PACK,
    Enforcement.ASK,
    Redaction.ASK,
    UnpaidWork.VIEW,
    UnpaidWork.RUN,
    UnpaidWork.ALLOCATE,
    UnpaidWork.ADJUST,
    UnpaidWork.DECIDE,
    UnpaidWork.LONGER,
    Workforce.RECORD_TIER,
    Commissioning.VIEW,
    Commissioning.BUY,
    Commissioning.SAY_WHY_NOT,
    Intervention.VIEW,
    Intervention.REFER,
    Intervention.ASK_WOMEN,
    Iom.SEE,
    Iom.WORK,
    Iom.PROPOSE,
)

ROLES: dict[Role, frozenset[str]] = {
    Role.COURT_OFFICER: PRACTITIONER
    | holds(
        Person.CREATE,
        Person.CHANGE,
        Sentence.VIEW,
        Sentence.REGISTER,
        Sentence.CORRECT,
        Risk.VIEW,
        Risk.ASSESS,
        Allocation.VIEW,
        Allocation.ALLOCATE_TO_ORGANISATION,
        Allocation.OVERRIDE,
        Appointment.VIEW,
        Appointment.ARRANGE,
        Enforcement.VIEW,
        Enforcement.RECORD_HEARING,
    ),
    Role.PROBATION_OFFICER: OFFICER,
    Role.PROBATION_SERVICES_OFFICER: OFFICER,
    Role.SENIOR: OFFICER
    | holds(
        UnpaidWork.KEEP_PROJECTS,
        Person.MERGE,
        Sentence.CORRECT,
        Needs.COUNTERSIGN,
        Risk.OVERSEE,
        Allocation.ALLOCATE_TO_OFFICER,
        Allocation.REALLOCATE,
        Allocation.REFER_CONCERN,
        Allocation.ANSWER_TRANSFER,
        Access.REVIEW_LOOKS,
        Access.READ_AUDIT,
        Enforcement.ANSWER_LICENCE,
        Enforcement.ENDORSE_PACK,
        Enforcement.KEEP_STANDING,
        Redaction.CONFIRM,
        Workforce.VIEW_TEAM,
        Workforce.KEEP_STAFF,
        Workforce.SUPERVISE,
        Intervention.LEAD_WOMEN,
        Iom.CHAIR,
        Iom.CLEAR,
    ),
    Role.ENFORCEMENT_OFFICER: PRACTITIONER
    | holds(
        Sentence.VIEW,
        Risk.VIEW,
        Allocation.VIEW,
        Appointment.VIEW,
        Contact.VIEW_SENSITIVE,
        Enforcement.VIEW,
        Enforcement.JUDGE_PACK,
        Enforcement.LAY_INFORMATION,
        Enforcement.RECORD_HEARING,
        Enforcement.ASK,
        Enforcement.KEEP_STANDING,
    ),
    Role.DUTY_OFFICER: OFFICER,
    Role.UNPAID_WORK_SUPERVISOR: holds(
        UnpaidWork.RUN,
        UnpaidWork.MARK,
        Workforce.VIEW_OWN,
        Workforce.ANSWER_PULSE,
    ),
    Role.HEAD: PRACTITIONER
    | holds(
        UnpaidWork.VIEW,
        UnpaidWork.RUN,
        UnpaidWork.KEEP_PROJECTS,
        Sentence.VIEW,
        Sentence.CORRECT,
        Needs.VIEW,
        Needs.COUNTERSIGN,
        Plan.VIEW,
        Plan.KEEP_MODEL,
        Risk.VIEW,
        Risk.OVERSEE,
        Allocation.VIEW,
        Allocation.ALLOCATE_TO_OFFICER,
        Allocation.REALLOCATE,
        Allocation.HAND_OVER,
        Allocation.RAISE_CONCERN,
        Allocation.ANSWER_REFERRAL,
        Allocation.ASK_FOR_TRANSFER,
        Allocation.REFER_CONCERN,
        Allocation.ANSWER_TRANSFER,
        Appointment.VIEW,
        Enforcement.VIEW,
        Enforcement.ENDORSE_PACK,
        Enforcement.ASK,
        Enforcement.KEEP_STANDING,
        Contact.VIEW_SENSITIVE,
        Access.REVIEW_LOOKS,
        Access.READ_AUDIT,
        Redaction.ASK,
        Redaction.CONFIRM,
        Redaction.HOLD,
        Workforce.VIEW_TEAM,
        Workforce.KEEP_STAFF,
        Workforce.SUPERVISE,
        Workforce.VIEW_ABSENCE_REASON,
        Workforce.RUN_PULSE,
        Commissioning.VIEW,
        Commissioning.VIEW_SPEND,
        Commissioning.CHECK_STATEMENT,
        Intervention.VIEW,
        Intervention.LEAD_WOMEN,
        Intervention.KEEP_CENTRES,
        Report.CHECK_ACCURACY,
        Report.PLAN,
        Sample.VERIFY,
    ),
    Role.INSPECTOR: holds(Inspection.VIEW, Sample.VIEW, Assessment.JUDGE, Rating.VIEW, Report.VIEW),
    Role.LEAD_INSPECTOR: holds(
        Inspection.VIEW,
        Inspection.PLAN,
        Sample.VIEW,
        Sample.DRAW,
        Assessment.JUDGE,
        Assessment.MODERATE,
        Verdict.LOAD,
        Verdict.ESTIMATE,
        Rating.VIEW,
        Rating.SETTLE,
        Rating.MOVE,
        Report.VIEW,
        Report.WRITE,
        Report.RELEASE,
        Report.FOLLOW_UP,
        Article.WRITE,
        Article.APPROVE,
    ),
    Role.EDITOR: holds(
        Verdict.ESTIMATE,
        Rating.VIEW,
        Report.VIEW,
        Report.WRITE,
        Report.RELEASE,
        Article.WRITE,
        Article.APPROVE,
        Article.PUBLISH,
        Digest.KEEP,
    ),
    Role.ADMINISTRATOR: holds(
        Organisation.KEEP_ORGANISATIONS,
        Organisation.KEEP_ACCOUNTS,
        Access.RESTRICT,
        Iom.SEAT,
        Watching.WATCH,
        Commissioning.VIEW,
        Commissioning.KEEP,
    ),
    Role.PARTNER: holds(Iom.SEE, Iom.WORK),
    Role.SUPPLIER: holds(Commissioning.DELIVER, Intervention.SUPPLY),
    Role.PERSON: frozenset(),
    Role.PUBLIC: frozenset(),
}
