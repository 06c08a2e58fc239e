"""How long is each kind of record kept? Dated; the rule of the day the clock began applies."""

from __future__ import annotations

from collections.abc import Mapping

from openprobation.rules.policy import SPLIT_ON, Dated, Timeline
from openprobation.vocabulary.redactions import RecordKind


def kept(kind: RecordKind, title: str, years: int, source: str, certainty: int) -> Timeline[int]:
    return Timeline(f"retention.{kind.value}", title, (Dated(SPLIT_ON, years, source, certainty),))


#: Years from the end of supervision, from sending, from the look.
YEARS: Mapping[RecordKind, Timeline[int]] = {
    RecordKind.CASE: kept(
        RecordKind.CASE,
        "Years a case is kept after supervision ends",
        6,
        "Limitation Act 1980 s.5, by analogy; the service's own schedule is not read [general knowledge]",
        60,
    ),
    RecordKind.MESSAGE: kept(
        RecordKind.MESSAGE,
        "Years the words of a message are kept after it left",
        2,
        "Our choice: the record itself says that it was sent [general knowledge]",
        40,
    ),
    RecordKind.LOOK: kept(
        RecordKind.LOOK,
        "Years the note of a look is kept",
        6,
        "As the case it is about [general knowledge]",
        50,
    ),
}
