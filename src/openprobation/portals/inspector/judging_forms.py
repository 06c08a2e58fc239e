"""What do we ask of whoever judges a case, and of the lead where two differ?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from openprobation.inspection.assessments.actions import Cited, Given
from openprobation.inspection.assessments.policies import LONGEST
from openprobation.inspection.assessments.queries import AnswerLine, Asked
from openprobation.ui.forms import Form, NoteField, TermField, TextField
from openprobation.vocabulary.inspection import CaseAnswer, EvidenceKind

TOLD = (EvidenceKind.OFFICER, EvidenceKind.PERSON)


class Settle(Form):
    answer = TermField(CaseAnswer, label=_("What counts?"), noun=_("what counts"))
    why = NoteField(
        label=_("What decided it?"), noun=_("what decided it"), rows=4, max_length=LONGEST
    )


class Judge(Form):
    """The questions of one section. `entries` are those of the record as it stood, with their days."""

    def __init__(
        self,
        *args: Any,
        questions: Sequence[Asked],
        standing: Mapping[int, AnswerLine],
        entries: Mapping[int, date],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, seen=versions(questions, standing), **kwargs)
        self.questions, self.standing, self.entries = questions, standing, entries
        for one in questions:
            stands = standing.get(one.id)
            told = next((each for each in stands.evidence if each.said), None) if stands else None
            self.fields[one.code] = TermField(
                CaseAnswer,
                meanings=False,
                required=False,
                label=f"{one.code}. {one.text}",
                initial=stands.answer if stands else None,
            )
            self.fields[f"{one.code}_entries"] = TextField(
                label=_("Entries that show it"),
                hint=_("Their numbers, such as 12, 15."),
                required=False,
                initial=", ".join(str(each.entry_id) for each in stands.evidence if each.entry_id)
                if stands
                else "",
            )
            self.fields[f"{one.code}_said"] = NoteField(
                label=_("What you were told"),
                rows=2,
                required=False,
                max_length=LONGEST,
                initial=told.said if told else "",
            )
            self.fields[f"{one.code}_by"] = TermField(
                EvidenceKind,
                only=TOLD,
                meanings=False,
                required=False,
                label=_("Who told you?"),
                initial=told.kind if told else None,
            )
            self.fields[f"{one.code}_why"] = NoteField(
                label=_("Why it does not apply"),
                rows=2,
                required=False,
                max_length=LONGEST,
                initial=stands.why if stands else "",
            )
        self.order_fields([name for name in self.fields if name not in {"submission", "seen"}])

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        for one in self.questions:
            code = one.code
            if f"{code}_entries" in told:
                told[f"{code}_entries"] = self._cited(code, told[f"{code}_entries"])
            said = told.get(f"{code}_said", "").strip()
            if said and not told.get(f"{code}_by"):
                self._add(f"{code}_by", _now("Say who told you"))
            if told.get(code) is None and (said or told.get(f"{code}_entries")):
                self._add(code, _now("%(code)s: choose an answer") % {"code": code})
        return told

    def _add(self, field: str, words: str) -> None:
        self.add_error(field, ValidationError(words, code="refused"))

    def _cited(self, code: str, typed: str) -> tuple[Cited, ...]:
        cited = []
        for each in typed.replace(",", " ").split():
            on = self.entries.get(int(each)) if each.isdecimal() and len(each) < 18 else None
            if on is None:
                self._add(
                    f"{code}_entries",
                    _now("The record as it stood has no entry %(number)s") % {"number": each[:20]},
                )
            else:
                cited.append(Cited(int(each), on))
        return tuple(cited)

    def show_as_asked(self) -> None:
        """A question may be left for later, yet must be answered in the end: it is not shown as optional."""
        for one in self.questions:
            self.fields[one.code].required = True

    def given(self) -> list[Given]:
        """What is new or changed: an answer that stands is not given again."""
        told = self.cleaned_data
        seen = dict(
            part.split(":") for part in str(told.get("seen") or "").split(",") if ":" in part
        )
        found = []
        for one in self.questions:
            code = one.code
            if told.get(code) is None or not any(
                name in self.changed_data
                for name in (code, *(f"{code}_{part}" for part in ("entries", "said", "by", "why")))
            ):
                continue
            version = seen.get(str(one.id), "0")
            found.append(
                Given(
                    one.id,
                    told[code],
                    why=told[f"{code}_why"],
                    entries=told[f"{code}_entries"],
                    interview=told[f"{code}_by"] or EvidenceKind.OFFICER,
                    said=told[f"{code}_said"],
                    seen=int(version) if version.isdecimal() else 0,
                )
            )
        return found


def versions(questions: Sequence[Asked], standing: Mapping[int, AnswerLine]) -> str:
    """Which answers the page shows, sent back with it."""
    return ",".join(
        f"{one.id}:{standing[one.id].version}" for one in questions if one.id in standing
    )
