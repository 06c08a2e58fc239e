"""How long is each kind of file kept, how large may it be, and which kinds of file are taken?"""

from __future__ import annotations

from collections.abc import Mapping

from openprobation.rules.policy import SPLIT_ON, Dated, Timeline
from openprobation.vocabulary.documents import DocumentKind


def kept(
    kind: DocumentKind, years: int | None, source: str, certainty: int
) -> Timeline[int | None]:
    return Timeline(
        f"documents.retention.{kind.value}",
        f"Years a file is kept: {kind.label.lower()}",
        (Dated(SPLIT_ON, years, source, certainty),),
    )


#: Years from the day it was kept; None: as long as the record it is held against.
YEARS: Mapping[DocumentKind, Timeline[int | None]] = {
    DocumentKind.LETTER: kept(
        DocumentKind.LETTER, None, "As the case it is in [general knowledge]", 60
    ),
    DocumentKind.EVIDENCE: kept(
        DocumentKind.EVIDENCE,
        3,
        "Our choice: sick notes and photographs are of no use once the order is over"
        " [general knowledge]",
        40,
    ),
    DocumentKind.PAPER: kept(
        DocumentKind.PAPER, None, "As the case it is in [general knowledge]", 60
    ),
    DocumentKind.PACK: kept(
        DocumentKind.PACK, None, "As the case it is in [general knowledge]", 60
    ),
}

LARGEST = 10 * 1024 * 1024
"""bytes of one file"""
LONGEST_NAME = 150
MOST_WORDS = 200_000
"""characters of a file's text that are kept to be searched when words must vanish"""
