"""What do we ask of whoever judges a case, and of the lead where two differ?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from openprobation.inspection.assessments.actions import AnsweredSince, Cited, Given
from openprobation.inspection.assessments.policies import LONGEST, MOST_WEEKS
from openprobation.inspection.assessments.queries import AnswerLine, Asked
from openprobation.inspection.samples.queries import InterviewLine
from openprobation.ui import wording
from openprobation.ui.forms import (
    ChoicesField,
    Form,
    NoteField,
    TermField,
    TextField,
    WholeNumberField,
    YesNo,
)
from openprobation.vocabulary.inspection import CaseAnswer, EvidenceKind

TOLD = (EvidenceKind.OFFICER, EvidenceKind.PERSON)


class Settle(Form):
    answer = TermField(CaseAnswer, label=_("What counts?"), noun=_("what counts"))
    why = NoteField(
        label=_("What decided it?"), noun=_("what decided it"), rows=4, max_length=LONGEST
    )


class Otherwise(Form):
    why = NoteField(
        label=_("How do you know?"),
        noun=_("how you know"),
        hint=_("Where you read it, or who told you."),
        rows=4,
        max_length=LONGEST,
    )


class YesOrNo(Otherwise):
    value = YesNo(label=_("Is it so?"), noun=_("whether it is so"))
    field_order = ("value", "why")


class Weeks(Otherwise):
    value = WholeNumberField(
        label=_("How many weeks?"),
        noun=_("how many weeks"),
        hint=_("Weeks begun: eight weeks and a day are 9."),
        at_least=0,
        at_most=MOST_WEEKS,
        suffix=_("weeks"),
    )
    field_order = ("value", "why")


PARTS = ("entries", "interviews", "said", "by", "why")
"""What may be told of an answer, each a field named by the question and this."""


class Judge(Form):
    """The questions of one section.

    `entries` are those of the record as it stood, with their days; `interviews` those on this case,
    whoever held them: both readers of a case judge from the same facts.
    """

    def __init__(
        self,
        *args: Any,
        questions: Sequence[Asked],
        standing: Mapping[int, AnswerLine],
        entries: Mapping[int, date],
        interviews: Sequence[InterviewLine] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, seen=versions(questions, standing), **kwargs)
        self.questions, self.standing, self.entries = questions, standing, entries
        self.answered_since: set[str] = set()
        held = [(each.id, interview_said(each), each.note) for each in interviews]
        for one in questions:
            stands = standing.get(one.id)
            rests = stands.evidence if stands else ()
            told = next((each for each in rests if each.said and not each.interview_id), None)
            self.fields[one.code] = TermField(
                CaseAnswer,
                meanings=False,
                required=False,
                label=f"{one.code}. {one.text}",
                initial=stands.answer if stands else None,
            )
            self.fields[one.code].small = True  # type: ignore[attr-defined]  # how the macro draws it
            self.fields[f"{one.code}_entries"] = TextField(
                label=_("Entries that show it"),
                hint=_("Their numbers, such as 12, 15."),
                required=False,
                initial=", ".join(str(each.entry_id) for each in rests if each.entry_id),
                max_length=LONGEST,
            )
            if held:
                self.fields[f"{one.code}_interviews"] = ChoicesField(
                    held,
                    label=_("Interviews that show it"),
                    required=False,
                    initial=[str(each.interview_id) for each in rests if each.interview_id],
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
            cited = told.get(f"{code}_entries") or told.get(f"{code}_interviews")
            if told.get(code) is None and (said or cited):
                self._add(code, _now("%(code)s: choose an answer") % {"code": code})
        return told

    def refuse(self, refusal: Any) -> None:
        """Where another page answered since, show what stands; the next save is over that."""
        super().refuse(refusal)
        since = [
            part.field
            for part in refusal.parts or (refusal,)
            if isinstance(part, AnsweredSince) and part.field
        ]
        if since:
            self.answered_since = set(since)
            self.data = self.data.copy()  # type: ignore[attr-defined]  # what was sent is a QueryDict
            self.data["seen"] = versions(self.questions, self.standing)  # type: ignore[index]

    def stands(self, one: Asked) -> AnswerLine | None:
        """What another page saved meanwhile, to be looked at beside what was typed here."""
        return self.standing.get(one.id) if one.code in self.answered_since else None

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
            for name in (one.code, f"{one.code}_entries", f"{one.code}_why"):
                self.fields[name].required = True

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
                name in self.changed_data for name in (code, *(f"{code}_{part}" for part in PARTS))
            ):
                continue
            version = seen.get(str(one.id), "0")
            found.append(
                Given(
                    one.id,
                    told[code],
                    why=told[f"{code}_why"],
                    entries=told[f"{code}_entries"],
                    interviews=tuple(int(pk) for pk in told.get(f"{code}_interviews", ())),
                    interview=told[f"{code}_by"] or EvidenceKind.OFFICER,
                    said=told[f"{code}_said"],
                    seen=int(version) if version.isdecimal() else 0,
                )
            )
        return found


def interview_said(one: InterviewLine) -> str:
    return f"{one.with_whom.label}, {wording.plain_day(one.held_on)}"


def versions(questions: Sequence[Asked], standing: Mapping[int, AnswerLine]) -> str:
    """Which answers the page shows, sent back with it."""
    return ",".join(
        f"{one.id}:{standing[one.id].version}" for one in questions if one.id in standing
    )
