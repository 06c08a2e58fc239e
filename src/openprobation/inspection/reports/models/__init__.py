"""What was published about an inspection, what is being written about one, and what follows from it?"""

from .following import PlanStep, ProgressJudgement
from .published import (
    FactsFile,
    Finding,
    Judgement,
    Recommendation,
    RelatedReading,
    Report,
    ReportQuerySet,
    Source,
)
from .written import (
    AccuracyCopy,
    AccuracyPoint,
    Advice,
    Correction,
    Passage,
    ReportedEstimate,
    ReportedRow,
    ReportStep,
    Verdict,
    WrittenReport,
)

__all__ = [
    "AccuracyCopy",
    "AccuracyPoint",
    "Advice",
    "Correction",
    "FactsFile",
    "Finding",
    "Judgement",
    "Passage",
    "PlanStep",
    "ProgressJudgement",
    "Recommendation",
    "RelatedReading",
    "Report",
    "ReportQuerySet",
    "ReportStep",
    "ReportedEstimate",
    "ReportedRow",
    "Source",
    "Verdict",
    "WrittenReport",
]
