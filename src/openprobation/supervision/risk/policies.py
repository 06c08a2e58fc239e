"""Which MAPPA categories are there on a day, and who may manage them?"""

from __future__ import annotations

from datetime import date

from openprobation.rules.policy import SPLIT_ON, Dated, Timeline
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.risk import MappaCategory

MAPPA_CATEGORIES: Timeline[tuple[MappaCategory, ...]] = Timeline(
    "risk.mappa_categories",
    "MAPPA categories in use",
    (
        Dated(
            SPLIT_ON,
            (MappaCategory.ONE, MappaCategory.TWO, MappaCategory.THREE),
            "Criminal Justice Act 2003 s.325 [law]",
            95,
        ),
        Dated(
            date(2022, 6, 28),
            (MappaCategory.ONE, MappaCategory.TWO, MappaCategory.THREE, MappaCategory.FOUR),
            "Police, Crime, Sentencing and Courts Act 2022 [law]",
            95,
        ),
    ),
)
"""Chosen by the day the category begins. Under a pack that ends before 2022 there are three."""

HOLD_MAPPA_CASES = frozenset({OrganisationKind.NPS, OrganisationKind.PROBATION_SERVICE})
"""Companies held none; they co-operate and refer. [general knowledge, 90 %]"""

LONGEST_NOTE = 4_000
LONGEST_NARRATIVE = 12_000
