"""Words about why we hold somebody."""

from openprobation.vocabulary.term import Term


class OrderKind(Term):
    COMMUNITY_ORDER = (
        "community_order",
        "Community order",
        "A sentence served in the community, with at least one requirement.",
    )
    SUSPENDED_SENTENCE = (
        "suspended_sentence",
        "Suspended sentence order",
        "Prison held over the person while they meet requirements in the community.",
    )
    LICENCE = (
        "licence",
        "Licence",
        "The part of a prison sentence served in the community, under conditions.",
    )
    POST_SENTENCE_SUPERVISION = (
        "post_sentence_supervision",
        "Post-sentence supervision",
        "Supervision from the end of a short prison sentence until twelve months after release.",
    )


class RequirementKind(Term):
    RAR = (
        "rar",
        "Rehabilitation activity",
        "Up to a number of days of activities that reduce reoffending.",
    )
    UNPAID_WORK = "unpaid_work", "Unpaid work", "40 to 300 hours of work for the community."
    PROGRAMME = "programme", "Accredited programme", "A programme shown to reduce reoffending."
    CURFEW = "curfew", "Curfew", "At an address for set hours, usually with a tag."
    ALCOHOL_ABSTINENCE = (
        "alcohol_abstinence",
        "Alcohol abstinence and monitoring",
        "No alcohol, checked by a tag, for up to 120 days.",
    )
    EXCLUSION = "exclusion", "Exclusion", "Must not enter a place."
    PROHIBITED_ACTIVITY = (
        "prohibited_activity",
        "Prohibited activity",
        "Must not do a stated thing.",
    )
    RESIDENCE = "residence", "Residence", "Must live where the court says."
    FOREIGN_TRAVEL = (
        "foreign_travel",
        "Foreign travel prohibition",
        "Must not leave the British Islands.",
    )
    DRUG_REHABILITATION = (
        "drug_rehabilitation",
        "Drug rehabilitation",
        "Treatment and testing, reviewed by the court.",
    )
    ALCOHOL_TREATMENT = (
        "alcohol_treatment",
        "Alcohol treatment",
        "Treatment for dependence on alcohol.",
    )
    MENTAL_HEALTH = (
        "mental_health_treatment",
        "Mental health treatment",
        "Treatment by a doctor or psychologist.",
    )
    ATTENDANCE_CENTRE = (
        "attendance_centre",
        "Attendance centre",
        "12 to 36 hours at a centre, for those under 25.",
    )
    SPECIFIED_ACTIVITY = (
        "specified_activity",
        "Specified activity",
        "Up to 60 days of activity, in orders made before February 2015.",
    )
    SUPERVISION = (
        "supervision",
        "Supervision",
        "Regular meetings with an officer, in orders made before February 2015.",
    )


class Unit(Term):
    HOURS = "hours", "Hours", "Counted in hours."
    DAYS = "days", "Days", "Counted in days."
    WEEKS = "weeks", "Weeks", "Counted in weeks."
    MONTHS = "months", "Months", "Counted in months."
    SESSIONS = "sessions", "Sessions", "Counted in sessions."


class ConditionKind(Term):
    STANDARD = "standard", "Standard condition", "On every licence or supervision notice."
    ADDITIONAL = (
        "additional",
        "Additional condition",
        "Chosen from the published list because it is needed here.",
    )
    BESPOKE = "bespoke", "Bespoke condition", "Written for this person alone."


class EndReason(Term):
    COMPLETED = "completed", "Ran its course", "The order or licence reached its end date."
    REVOKED_PROGRESS = (
        "revoked_progress",
        "Revoked for good progress",
        "The court ended it early because it had done its work.",
    )
    REVOKED_BREACH = (
        "revoked_breach",
        "Revoked after a breach",
        "The court ended it and dealt with the person again.",
    )
    REVOKED_OFFENCE = (
        "revoked_offence",
        "Revoked after a new offence",
        "The court replaced it when sentencing for something new.",
    )
    RECALLED = "recalled", "Recalled to prison", "The licence was revoked."
    DIED = "died", "The person died", "Everything ends; nothing more is sent."
    TRANSFERRED = (
        "transferred",
        "Moved out of England and Wales",
        "Another jurisdiction took the case.",
    )
    REPLACED = "replaced", "Replaced on appeal", "A higher court put another sentence in its place."
    IN_ERROR = (
        "registered_in_error",
        "Registered in error",
        "It was never passed on this person, so it was taken back.",
    )


class CourtKind(Term):
    MAGISTRATES = "magistrates", "Magistrates' court", "Tries and sentences most cases."
    CROWN = "crown", "Crown Court", "Tries and sentences the more serious cases."
