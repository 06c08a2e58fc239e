"""Which files of the record go with the served papers, and under which number?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from openprobation.foundation.documents import queries as documents
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.supervision.persons import queries as persons

from ...models import Breach, Exhibit
from ...queries.exhibits import may_be_served, numbered
from .moving import Case


class NotToBeServed(Refused):
    def __init__(self) -> None:
        super().__init__(
            "A file that is not served on the person cannot be an exhibit.", field="exhibits"
        )


class NoSuchFile(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Choose files that are held about this person and were not withdrawn.",
            field="exhibits",
        )


def choose_exhibits(case: Case, wanted: Collection[int], *, by: User, at: datetime) -> None:
    """Let exactly these files go with the papers. Those chosen already may stay until taken out."""
    breach = case.breach
    standing = set(
        breach.exhibits.filter(taken_out_at__isnull=True).values_list("document_id", flat=True)
    )
    fresh = sorted(set(wanted) - standing)
    refuse_unfit_files(fresh, case.person)
    breach.exhibits.filter(taken_out_at__isnull=True).exclude(document_id__in=set(wanted)).update(
        taken_out_at=at
    )
    Exhibit.objects.bulk_create(
        Exhibit(breach=breach, document_id=pk, chosen_by=by, chosen_at=at) for pk in fresh
    )


def refuse_unfit_files(document_ids: Collection[int], person: persons.Handle) -> None:
    if not document_ids:
        return
    found = documents.by_ids(document_ids)
    if any(
        pk not in found or found[pk].person_id not in person.ids or not found[pk].stands
        for pk in document_ids
    ):
        raise NoSuchFile
    if not all(may_be_served(each) for each in found.values()):
        raise NotToBeServed


def number_exhibits(breach: Breach) -> None:
    """Give what is sent the numbers it was shown under: from now on they are its own."""
    rows = list(breach.exhibits.order_by("pk"))
    numbers = numbered([(row.document_id, row.number, row.taken_out_at) for row in rows])
    fresh = [row for row in rows if row.taken_out_at is None and row.number is None]
    for row in fresh:
        row.number = numbers[row.document_id]
    Exhibit.objects.bulk_update(fresh, ["number"])
