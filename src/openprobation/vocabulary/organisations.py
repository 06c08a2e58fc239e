"""Words about who provides probation."""

from openprobation.vocabulary.term import Term


class OrganisationKind(Term):
    NPS = (
        "nps",
        "National Probation Service",
        "The public provider for higher risk, courts and enforcement.",
    )
    CRC = (
        "crc",
        "Community Rehabilitation Company",
        "A contracted provider for low and medium risk, 2014 to 2021.",
    )
    PROBATION_SERVICE = "ps", "Probation Service", "The one public provider since June 2021."
    SUPPLIER = "supplier", "Supplier", "Delivers services that a probation provider buys."
    PARTNER = "partner", "Partner", "Police or a local authority that works beside probation."
    INSPECTORATE = (
        "inspectorate",
        "Inspectorate",
        "Judges the work of providers, independently of them.",
    )


class TeamKind(Term):
    SUPERVISION = "supervision", "Supervision team", "Holds cases and supervises people."
    COURT = "court", "Court team", "Advises courts, registers sentences and allocates cases."
    ENFORCEMENT = "enforcement", "Enforcement team", "Takes alleged breaches to court."
    UNPAID_WORK = "unpaid_work", "Unpaid work team", "Runs unpaid work projects."
    SERVICES = "services", "Services team", "Delivers programmes and services to people referred."
    PARTNERS = "partners", "Partners", "Police or council staff who sit with probation."
    INSPECTION = "inspection", "Inspection team", "Inspects providers and judges their work."
    ADMINISTRATION = (
        "administration",
        "Administration",
        "Keeps organisations, posts and access lists.",
    )


class Grade(Term):
    SENIOR_PROBATION_OFFICER = (
        "spo",
        "Senior probation officer",
        "Manages a team and countersigns its decisions.",
    )
    PROBATION_OFFICER = "po", "Probation officer", "A qualified officer who may hold any case."
    PROBATION_SERVICES_OFFICER = (
        "pso",
        "Probation services officer",
        "Holds lower-risk cases and delivers interventions.",
    )
    TRAINEE = "trainee", "Trainee", "Learning to be a probation officer, with a smaller load."
    HEAD = "head", "Head of delivery unit", "Leads the teams of an area."
    ADMINISTRATOR = "administrator", "Administrator", "Supports teams and keeps the system's lists."
    OTHER = "other", "Other", "A post outside the probation grades."
