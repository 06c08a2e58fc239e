"""Which standards does each inspection framework have, and what is each judged from?

Restated from the published frameworks, with how sure of each we are. What is rated needs only the
ids, the titles and whether a standard counts; the questions' texts are with the programmes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from openprobation.vocabulary.inspection import JudgedFrom, Sureness

V, R, D = Sureness.VERIFIED, Sureness.RECALLED, Sureness.DERIVED
EVIDENCE, CASES = JudgedFrom.EVIDENCE, JudgedFrom.CASES
SUMMED, OWN = JudgedFrom.SUMMED_CASES, JudgedFrom.OWN_CASES


@dataclass(frozen=True, slots=True)
class Standard:
    """One thing a body is rated on. `applies_when` is empty where every case is looked at."""

    id: str
    title: str
    judged_from: JudgedFrom
    key_questions: tuple[str, ...] = ()
    applies_when: str = ""
    counts: bool = True
    also_asked_as: tuple[str, ...] = ()
    """Ids under which the same questions were numbered elsewhere."""

    @property
    def is_casework(self) -> bool:
        return self.judged_from is not EVIDENCE

    def asks(self, key_question: str) -> bool:
        """Whether a key question is one of this standard's. Where none are listed, any may be."""
        known = self.key_questions + self.also_asked_as
        return not known or key_question in known


@dataclass(frozen=True, slots=True)
class Framework:
    """By what a kind of body was inspected through a period. `ends_on` is exclusive.

    `is_scored` is false where a framework rates nothing: it tells shares and words.
    """

    id: str
    title: str
    period: str
    begins_on: date
    ends_on: date | None
    unit: str
    is_scored: bool
    standards: tuple[Standard, ...]
    sureness: Sureness
    note: str = ""

    @property
    def counted(self) -> tuple[Standard, ...]:
        """The standards whose scores are added up."""
        return tuple(standard for standard in self.standards if standard.counts)

    def standard(self, standard_id: str) -> Standard | None:
        return next((each for each in self.standards if each.id == standard_id), None)


def _standard(
    standard_id: str,
    title: str,
    judged_from: JudgedFrom,
    questions: int,
    applies_when: str = "",
    also_asked_as: tuple[str, ...] = (),
) -> Standard:
    """A standard whose key questions are numbered 1 to `questions` under it."""
    return Standard(
        id=standard_id,
        title=title,
        judged_from=judged_from,
        key_questions=tuple(f"{standard_id}.{n}" for n in range(1, questions + 1)),
        applies_when=applies_when,
        also_asked_as=also_asked_as,
    )


ORGANISATION = (
    _standard("1.1", "Leadership", EVIDENCE, 3),
    _standard("1.2", "Staff", EVIDENCE, 3),
    _standard("1.3", "Services", EVIDENCE, 3),
    _standard("1.4", "Information and facilities", EVIDENCE, 4),
)
SUPERVISION = (
    _standard("2.1", "Assessment", CASES, 3),
    _standard("2.2", "Planning", CASES, 3),
    _standard("2.3", "Implementation and delivery", CASES, 3),
    _standard("2.4", "Reviewing", CASES, 3),
)
SAMPLED_COURT_WORK = "A report or an allocation falls in the sample window"

QUALITY_IMPACT_2016 = Framework(
    id="quality_impact_2016",
    title="Quality and Impact",
    period="April 2016 to spring 2018",
    begins_on=date(2016, 4, 1),
    ends_on=date(2018, 4, 1),
    unit="One police area; the CRC and the NPS inspected together",
    is_scored=False,
    sureness=D,
    note="Three outcomes for each organisation. Questions in our words. No ratings.",
    standards=(
        Standard("protect", "Protecting the public", CASES, ("P1", "P2", "P3", "P4")),
        Standard("reoffend", "Reducing reoffending", CASES, ("R1", "R2", "R3", "R4")),
        Standard("abide", "Abiding by the sentence", CASES, ("A1", "A2", "A3")),
    ),
)
CORE_2018_CRC = Framework(
    id="core_2018_crc",
    title="Core programme, CRC",
    period="2018-2020",
    begins_on=date(2018, 4, 1),
    ends_on=date(2021, 6, 26),
    unit="One Community Rehabilitation Company",
    is_scored=True,
    sureness=V,
    note="The standards and their numbers were read; the questions' numbers are recalled.",
    standards=(
        *ORGANISATION,
        *SUPERVISION,
        _standard("4.1", "Unpaid work", CASES, 4, "The case has an unpaid work requirement"),
        _standard("4.2", "Through the Gate", CASES, 3, "Left custody in the sample window"),
    ),
)
CORE_2018_NPS = Framework(
    id="core_2018_nps",
    title="Core programme, NPS division",
    period="2018-2020",
    begins_on=date(2018, 4, 1),
    ends_on=date(2021, 6, 26),
    unit="One division of the National Probation Service",
    is_scored=True,
    sureness=V,
    note="The names of the last two were read; the numbers 3.1 and 3.2 are recalled.",
    standards=(
        *ORGANISATION,
        *SUPERVISION,
        _standard("3.1", "Court reports and case allocation", CASES, 2, SAMPLED_COURT_WORK),
        _standard(
            "3.2", "Statutory victim work", CASES, 2, "The case qualifies for victim contact"
        ),
    ),
)
PDU_2021 = Framework(
    id="pdu_2021",
    title="PDU inspections",
    period="2021-2023",
    begins_on=date(2021, 6, 26),
    ends_on=date(2023, 7, 1),
    unit="One probation delivery unit",
    is_scored=True,
    sureness=V,
    note="Nine standards, five of them casework, were read; their numbers are ours.",
    standards=(
        *ORGANISATION,
        _standard("2.1", "Court work", CASES, 2, SAMPLED_COURT_WORK, ("3.1.1", "3.1.2")),
        _standard("2.2", "Assessment", CASES, 3),
        _standard("2.3", "Planning", CASES, 3),
        _standard("2.4", "Implementation and delivery", CASES, 3),
        _standard("2.5", "Reviewing", CASES, 3),
    ),
)
PDU_2023 = Framework(
    id="pdu_2023",
    title="PDU inspections, revised",
    period="2023-2025",
    begins_on=date(2023, 7, 1),
    ends_on=date(2025, 10, 1),
    unit="One probation delivery unit",
    is_scored=True,
    sureness=V,
    note="Three titles of organisation and four of casework were read.",
    standards=(
        _standard("1.1", "Leadership", EVIDENCE, 3),
        _standard("1.2", "Staffing", EVIDENCE, 3),
        _standard("1.3", "Services", EVIDENCE, 3),
        *SUPERVISION,
    ),
)
REGION_2023 = Framework(
    id="region_2023",
    title="Regional inspections",
    period="2024-2025",
    begins_on=date(2024, 1, 1),
    ends_on=date(2025, 10, 1),
    unit="One probation region",
    is_scored=True,
    sureness=V,
    note="Titles and where the cases come from were read; that all eight count is not confirmed.",
    standards=(
        Standard("R1.1", "Leadership", EVIDENCE),
        Standard("R1.2", "Staffing", EVIDENCE),
        Standard("R2.1", "Desistance", SUMMED),
        Standard("R2.2", "Public protection", SUMMED),
        Standard("R2.3", "Resettlement", SUMMED),
        Standard("R2.4", "Court work", SUMMED),
        Standard("R2.5", "Unpaid work", OWN),
        Standard("R2.6", "Statutory victim work", OWN),
    ),
)
DYNAMIC_2025 = Framework(
    id="dynamic_2025",
    title="Dynamic inspection of public protection",
    period="October 2025, six months, 12 regions",
    begins_on=date(2025, 10, 1),
    ends_on=date(2026, 4, 1),
    unit="One probation region",
    is_scored=False,
    sureness=V,
    note="The adjusted set's questions were not reached; the rule that chooses it was read.",
    standards=(
        Standard("C", "Core set", CASES, ("C1", "C2", "C3", "C4")),
        Standard(
            "A",
            "Adjusted set",
            CASES,
            applies_when=(
                "Contact was suspended, and there was post-sentence supervision only or a licence"
                " of eight weeks or less"
            ),
        ),
    ),
)
YOUTH_2021 = Framework(
    id="yjs_2021",
    title="Youth justice services",
    period="2021-2024",
    begins_on=date(2021, 7, 1),
    ends_on=None,
    unit="One youth justice service",
    is_scored=True,
    sureness=V,
    note="No probation; here because its published ratings prove the rules. Resettlement is rated"
    " and left out of the sum.",
    standards=(
        Standard("1.1", "Governance and leadership", EVIDENCE),
        Standard("1.2", "Staff", EVIDENCE),
        Standard("1.3", "Partnerships and services", EVIDENCE),
        Standard("1.4", "Information and facilities", EVIDENCE),
        Standard("2.1", "Assessment", CASES),
        Standard("2.2", "Planning", CASES),
        Standard("2.3", "Implementation and delivery", CASES),
        Standard("2.4", "Reviewing", CASES),
        Standard("3.1", "Assessment (out of court)", CASES),
        Standard("3.2", "Planning (out of court)", CASES),
        Standard("3.3", "Implementation and delivery (out of court)", CASES),
        Standard("3.4", "Out-of-court policy and provision", EVIDENCE),
        Standard("4.1", "Resettlement policy and provision", EVIDENCE, counts=False),
    ),
)

FRAMEWORKS: Mapping[str, Framework] = {
    framework.id: framework
    for framework in (
        QUALITY_IMPACT_2016,
        CORE_2018_CRC,
        CORE_2018_NPS,
        PDU_2021,
        PDU_2023,
        REGION_2023,
        DYNAMIC_2025,
        YOUTH_2021,
    )
}
