"""Words about who may see what."""

from openprobation.vocabulary.term import Term


class Role(Term):
    COURT_OFFICER = (
        "court_officer",
        "Court officer",
        "Advises the court, registers sentences and allocates cases to an organisation.",
    )
    PROBATION_OFFICER = (
        "probation_officer",
        "Probation officer",
        "Responsible for supervising people at any level of risk.",
    )
    PROBATION_SERVICES_OFFICER = (
        "probation_services_officer",
        "Probation services officer",
        "Responsible for supervising people at lower risk.",
    )
    SENIOR = (
        "senior",
        "Senior probation officer",
        "Manages a team: allocates its cases, reviews its looks, countersigns.",
    )
    ENFORCEMENT_OFFICER = (
        "enforcement_officer",
        "Enforcement officer",
        "Considers alleged breaches and takes them to court.",
    )
    DUTY_OFFICER = (
        "duty_officer",
        "Duty officer",
        "Answers for the office today, whoever's case it is.",
    )
    UNPAID_WORK_SUPERVISOR = (
        "unpaid_work_supervisor",
        "Unpaid work supervisor",
        "Takes a group to its work, marks who came and sees the hours; reports, and never decides.",
    )
    HEAD = "head", "Head of delivery unit", "Leads the teams of an area and answers for their work."
    INSPECTOR = "inspector", "Inspector", "Judges the work of providers and never changes a case."
    LEAD_INSPECTOR = (
        "lead_inspector",
        "Lead inspector",
        "Leads an inspection: its plan, its sample, its judgements and its report.",
    )
    EDITOR = (
        "editor",
        "Editor",
        "Prepares what the inspectorate publishes, and releases it at its moment.",
    )
    ADMINISTRATOR = (
        "administrator",
        "Administrator",
        "Keeps organisations, teams, posts and restriction lists.",
    )
    SUPPLIER = (
        "supplier",
        "Supplier",
        "Delivers a service to people referred, and sees only what was sent.",
    )
    PARTNER = (
        "partner",
        "Partner",
        "Police or council at an Integrated Offender Management team: sees its list, nothing else.",
    )
    PERSON = "person", "Person on probation", "Sees their own appointments and progress."
    PUBLIC = "public", "Public", "Reads what is published."


class RelationKind(Term):
    RESPONSIBLE_OFFICER = "responsible_officer", "Responsible officer", "Answers for the case."
    DEPUTY = "deputy", "Deputy", "Stands in for the responsible officer."
    TEAM = (
        "team",
        "Team holding the case",
        "The team whose case it is, its senior and its duty officer.",
    )
    COURT_TEAM = (
        "court_team",
        "Court team",
        "The court team that registered the sentence and allocates the case.",
    )
    RECORD_MADE = (
        "record_made",
        "Made the record",
        "The team that made the record, until a case is registered on it.",
    )
    UNIT = (
        "unit",
        "Delivery unit holding the case",
        "The head of the delivery unit whose case it is.",
    )
    HELD_LAST = (
        "held_last",
        "Held the case last",
        "Held the case until supervision ended or it moved, for some weeks after: there is work to finish.",
    )
    REFERRED = (
        "referred",
        "Considers a referral",
        "Was sent a risk escalation of the case, until it is answered.",
    )
    ASKED_FOR = (
        "asked_for",
        "Asked to take the case",
        "The team that was asked to take the case by a transfer, until it answers.",
    )
    ENFORCEMENT = (
        "enforcement",
        "Takes a breach to court",
        "The enforcement team that was sent a breach pack, until some weeks after it is over.",
    )
    APPOINTMENT = (
        "appointment",
        "Sees the person",
        "Has an appointment with the person although another officer holds the case.",
    )
    PROJECT = (
        "project",
        "Runs the person's unpaid work",
        "The team of a project the person is allocated to, until the allocation ends.",
    )
    INSPECTION = (
        "inspection",
        "Inspects the case",
        "An inspector to whom the case was given to judge: reads it and never changes it.",
    )


class HolderKind(Term):
    USER = "user", "A person in post", "One member of staff."
    TEAM = "team", "A team", "Everybody posted to one team."
    UNIT = "unit", "A delivery unit", "Those who lead a delivery unit."


class RestrictionKind(Term):
    LET_IN = "let_in", "May open", "Only those on this list may open the record."
    SHUT_OUT = (
        "shut_out",
        "May not open",
        "This member of staff may not open the record, for example a relative.",
    )


class LookReason(Term):
    DUTY_CALL = (
        "duty_call",
        "The person called or came in and I am on duty",
        "Somebody must answer today and the holder is away.",
    )
    COURT = (
        "court",
        "The person is in court today",
        "The court needs to know what the service knows.",
    )
    COVER = (
        "cover",
        "I am covering for the officer",
        "The officer is away and work on the case cannot wait.",
    )
    SAFEGUARDING = (
        "safeguarding",
        "A safeguarding or police enquiry",
        "Another service asked, to protect somebody.",
    )
    TRANSFER = (
        "transfer",
        "The case may move to us",
        "A transfer or risk escalation is being considered.",
    )
    MANAGEMENT = (
        "management",
        "Management oversight",
        "A manager is looking at work they answer for.",
    )
    EMERGENCY = (
        "emergency",
        "Somebody is in immediate danger",
        "The only reason that opens a restricted record, and always reviewed.",
    )


class LookReview(Term):
    JUSTIFIED = "justified", "Justified", "The manager is content that the look was needed."
    QUERIED = "queried", "Asked about", "The manager asked the member of staff why and is waiting."
    NOT_JUSTIFIED = (
        "not_justified",
        "Not justified",
        "The look was not needed; it is being dealt with.",
    )
