"""What stands on the shelves in a test?"""

from __future__ import annotations

from typing import Any

import factory

from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.publication.library.models import Document, Edition, File
from openprobation.vocabulary.publication import DocumentKind, Form


class DocumentFactory(factory.django.DjangoModelFactory[Document]):
    class Meta:
        model = Document

    slug = factory.Sequence(lambda n: f"document-{n}")
    kind = DocumentKind.DATA
    title = "A document"
    summary = "Rows."
    source = "Somebody"


class EditionFactory(factory.django.DjangoModelFactory[Edition]):
    class Meta:
        model = Edition

    document: Any = factory.SubFactory(DocumentFactory)
    number = factory.Sequence(lambda n: n + 1)
    public_at = PUBLICATION_DAY
    made_at = PUBLICATION_DAY


class FileFactory(factory.django.DjangoModelFactory[File]):
    class Meta:
        model = File

    edition: Any = factory.SubFactory(EditionFactory)
    form = Form.CSV
    body = "a,b\r\n1,2\r\n"
    digest = factory.Sequence(lambda n: f"digest-{n}")
