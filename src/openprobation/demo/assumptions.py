"""Which numbers shape the demonstration, and where does each come from?

Published figures carry their source; where none was found the number is an assumption and says so.
Nothing here is a finding about a real service.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Figure:
    """A number the demonstration is drawn from. `source` is "assumption" where nothing published was found."""

    value: float
    meaning: str
    source: str


SEED = 16022017
HISTORY_BEGINS = date(2015, 2, 1)
PEOPLE = 3000

WOMEN = Figure(
    0.125,
    "Share of people under supervision who are women",
    "Greater Manchester 2015-16: 12.5% of caseload (cgm-probation.org.uk, women offenders page)",
)
RAR = Figure(
    0.36,
    "Share of community and suspended sentence orders with a rehabilitation activity requirement",
    "England and Wales, April to June 2016: 36% (thematic review of rehabilitation activity requirements)",
)
HELD_BY_NPS = Figure(
    0.36,
    "Share of people the public provider holds; comes out of the allocation rule",
    "assumption",
)
UNPAID_WORK = Figure(0.34, "Share of orders with unpaid work", "assumption")
SUSPENDED = Figure(0.3, "Share of court orders that are suspended sentence orders", "assumption")
LICENCE = Figure(0.3, "Share of people on licence or post-sentence supervision", "assumption")
HIGH_HARM = Figure(0.17, "Share of people at high risk of serious harm", "assumption")
VERY_HIGH_HARM = Figure(0.008, "Share of people at very high risk of serious harm", "assumption")
MEDIUM_HARM = Figure(0.47, "Share of people at medium risk of serious harm", "assumption")
MAPPA = Figure(
    0.13, "Share of people managed under MAPPA, all with the public provider", "assumption"
)
INTERPRETER = Figure(0.03, "Share of people who need an interpreter", "assumption")
CHANGES_OF_OFFICER = Figure(0.9, "Changes of officer a person, CRC", "assumption")
MISSED = Figure(0.16, "Share of appointments not attended", "assumption")
MISSED_UNACCEPTABLE = Figure(
    0.35, "Of those not attended, the share without an acceptable reason", "assumption"
)
OUTCOME_NOT_LOGGED = Figure(
    0.012, "Share of past appointments whose outcome nobody wrote down", "assumption"
)
REVIEW_NOT_DONE_YET = Figure(
    0.1, "Share of reviews of risk due in the last two months that nobody has done", "assumption"
)
NPS_ASKS = Figure(0.97, "Share of the enquiries policy asks for that are made, NPS", "assumption")
NPS_ANSWERS = Figure(0.95, "Share of enquiries made that are answered, NPS", "assumption")
NPS_USES = Figure(0.95, "Share of answers used in the assessment, NPS", "assumption")
CRC_ASKS = Figure(0.85, "Share of the enquiries policy asks for that are made, CRC", "assumption")
CRC_ANSWERS = Figure(0.8, "Share of enquiries made that are answered, CRC", "assumption")
CRC_USES = Figure(0.7, "Share of answers used in the assessment, CRC", "assumption")
KEPT_FROM_PAPERS = Figure(
    0.25, "Share of cases of domestic abuse where a victim's whereabouts are known", "assumption"
)
CONTACTS = Figure(40, "Contacts a person over two years, about", "product page")

FIGURES = {name: value for name, value in list(globals().items()) if isinstance(value, Figure)}
