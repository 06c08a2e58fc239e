"""What could go wrong, to whom, what protects them, and what policy asks for?"""

from .assessment import (
    Deregistration,
    HarmAssessment,
    Mappa,
    Registration,
    RegistrationReview,
    ReoffendingScore,
)
from .protection import AtRisk, Enquiry, EnquiryStep, ProtectionCheck, QuarantinedFact

__all__ = [
    "AtRisk",
    "Deregistration",
    "Enquiry",
    "EnquiryStep",
    "HarmAssessment",
    "Mappa",
    "ProtectionCheck",
    "QuarantinedFact",
    "Registration",
    "RegistrationReview",
    "ReoffendingScore",
]
