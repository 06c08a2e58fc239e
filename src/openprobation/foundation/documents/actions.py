"""How is a file kept, replaced, withdrawn, and taken away for good?

The rights are the caller's, who knows what the record is. A file is never changed: another takes its place.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.audit.actions import record
from openprobation.foundation.clock import machine_now
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.rules.dates import last_day_of
from openprobation.vocabulary.documents import DocumentKind, Part

from . import storing
from .accepting import accept
from .letters import DOCX, PDF, Letter, docx, form_and_texts, pdf
from .models import Document
from .policies import YEARS

A_DAY = 24 * 60 * 60
"""seconds a file may lie without a row: whoever wrote it may still be at it"""


class ReplacedAlready(Refused):
    def __init__(self) -> None:
        super().__init__("Another file has taken the place of this one since. Open the latest.")


class WithdrawnAlready(Refused):
    def __init__(self) -> None:
        super().__init__("This file was withdrawn already.")


class WhyWithdrawn(Refused):
    def __init__(self) -> None:
        super().__init__("Say why the file is withdrawn.", field="why")


@transaction.atomic
def keep(
    *,
    kind: DocumentKind,
    record_kind: str,
    record_id: int,
    person_id: int | None,
    name: str,
    content: bytes,
    by: User,
    at: datetime,
    part: Part = Part.RECORD,
    media_type: str = "",
    replaces: Document | None = None,
) -> Document:
    """Keep a file from outside, judged by its bytes; `media_type`, as a browser claims it, decides nothing."""
    taken = accept(name, content)
    return _keep(
        kind,
        (record_kind, record_id, person_id),
        name=taken.name,
        media_type=taken.media_type,
        content=taken.content,
        part=part,
        replaces=replaces,
        by=by,
        at=at,
        words=taken.words,
    )


@transaction.atomic
def keep_letter(
    *,
    letter: Letter,
    record_kind: str,
    record_id: int,
    person_id: int | None,
    name: str,
    by: User,
    at: datetime,
    kind: DocumentKind = DocumentKind.LETTER,
    part: Part = Part.RECORD,
    as_pdf: bool = False,
    replaces: Document | None = None,
) -> Document:
    """Keep a letter of ours as it was sent: the docx, or the PDF where that is what leaves.

    Its texts are kept too, so that it can be read on a page, drawn again, and swept.
    """
    form, texts = form_and_texts(letter)
    return _keep(
        kind,
        (record_kind, record_id, person_id),
        name=f"{name}{'.pdf' if as_pdf else '.docx'}",
        media_type=PDF if as_pdf else DOCX,
        content=pdf(letter) if as_pdf else docx(letter),
        part=part,
        replaces=replaces,
        by=by,
        at=at,
        letter_form=form,
        letter_texts=texts,
    )


def _keep(
    kind: DocumentKind,
    held_against: tuple[str, int, int | None],
    *,
    content: bytes,
    replaces: Document | None,
    by: User,
    at: datetime,
    **said: Any,
) -> Document:
    if replaces is not None and Document.objects.filter(replaces=replaces).exists():
        raise ReplacedAlready
    record_kind, record_id, person_id = held_against
    document = Document.objects.create(
        kind=kind,
        record_kind=record_kind,
        record_id=record_id,
        person_id=person_id,
        size=len(content),
        digest=storing.put(content),
        keep_until=kept_until(kind, at),
        kept_by=by,
        kept_at=at,
        replaces=replaces,
        **said,
    )
    record("document.kept", on=document, by=by.username, at=at, kind=kind)
    return document


def kept_until(kind: DocumentKind, at: datetime) -> Any:
    """The first day on which it is past its time, by the policy of the day it was kept; None: as the record."""
    on = timezone.localdate(at)
    years = YEARS[kind].on(on).value
    return None if years is None else last_day_of(on, years=years)


@transaction.atomic
def withdraw(*, document_id: int, why: str, by: User, at: datetime) -> Document:
    """Say that a file no longer stands, and why. It stays, and can still be read."""
    if not why.strip():
        raise WhyWithdrawn
    document = Document.objects.select_for_update().get(pk=document_id)
    if document.withdrawn_at is not None:
        raise WithdrawnAlready
    document.withdrawn_at, document.withdrawn_by = at, by
    document.withdrawn_why = why.strip()
    document.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    record("document.withdrawn", on=document, by=by.username, at=at)
    return document


def remove(document_ids: Collection[int], *, at: datetime) -> int:
    """Take files away for good: the rows stay and say so, the bytes are written over after the commit.

    Bytes that another row still holds stay where they are. Returns how many rows had a file.
    """
    rows = Document.objects.filter(pk__in=document_ids, removed_at__isnull=True)
    digests = set(rows.values_list("digest", flat=True))
    count = rows.update(removed_at=at, digest="", words="")
    transaction.on_commit(lambda: shred_unheld(digests))
    return count


def shred_unheld(digests: Collection[str]) -> int:
    """Write over and take away the files of these digests that no row holds."""
    held = set(Document.objects.filter(digest__in=digests).values_list("digest", flat=True))
    for digest in sorted(set(digests) - held):
        storing.shred(digest)
    return len(set(digests) - held)


def forget_strays(_at: datetime) -> int:
    """Take away files a day old that no row holds: their act was undone, or a machine stopped. A job."""
    found = list(storing.strays(machine_now().timestamp() - A_DAY))
    return sum(shred_unheld(found[n : n + 500]) for n in range(0, len(found), 500))
