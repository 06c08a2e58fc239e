"""What is done with the public shelves?"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from openprobation.foundation.audit.actions import record
from openprobation.vocabulary.publication import DocumentKind, Form

from ..models import Document, Edition, File


@transaction.atomic
def shelve(
    *,
    slug: str,
    kind: DocumentKind,
    title: str,
    summary: str,
    source: str,
    files: Mapping[Form, str],
    public_at: datetime,
    at: datetime,
    by: str,
    is_invented: bool = False,
) -> Edition:
    """Put a document on the shelves from a moment on. What is already there is not put there twice.

    A body that differs from the edition of the same moment is a correction: a new edition, which
    is sent from then on; the old one is kept. What is said of a document that is public already does
    not change by an edition still to come: that would tell of it.
    """
    said = {
        "kind": kind,
        "title": title,
        "summary": summary,
        "source": source,
        "is_invented": is_invented,
    }
    document, made = Document.objects.get_or_create(slug=slug, defaults=said)
    if not made and (public_at <= at or not document.editions.public(at).exists()):
        Document.objects.filter(pk=document.pk).update(**said)
    digests = {form.value: _digest(body) for form, body in files.items()}
    standing = document.editions.filter(public_at=public_at).order_by("-number").first()
    if standing is not None and dict(standing.files.values_list("form", "digest")) == digests:
        return standing

    latest = document.editions.aggregate(latest=Max("number"))["latest"] or 0
    edition = Edition.objects.create(
        document=document, number=latest + 1, public_at=public_at, made_at=at
    )
    File.objects.bulk_create(
        File(edition=edition, form=form, body=body, digest=digests[form.value])
        for form, body in files.items()
    )

    record("document.shelved", by=by, at=at, on=document, slug=slug, edition=edition.number)
    return edition


@transaction.atomic
def take_back(*, slug: str, at: datetime, by: str) -> int:
    """Take editions off the shelves whose moment has not come. What was public stays for good."""
    coming = Edition.objects.filter(document__slug=slug, public_at__gt=at)
    document = Document.objects.filter(slug=slug).first()
    if document is None or not coming.exists():
        return 0
    File.objects.filter(edition__in=coming).delete()
    taken, _each = coming.delete()
    record("document.taken_back", by=by, at=at, on=document, slug=slug, editions=taken)
    return taken


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
