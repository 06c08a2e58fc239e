"""Letters and files for tests."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.foundation.documents import actions
from openprobation.foundation.documents.letters import Heading, Letter, Paragraph, Points, Table
from openprobation.foundation.documents.models import Document
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.vocabulary.documents import DocumentKind

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32
HOSTILE = (
    "</w:t></w:r><script>alert(1)</script>{{ 7 * 7 }}{% for x in y %}&lt;<!--"
    "\x00\x08\u202e\ud800<img src=file:///etc/passwd>"
)


def a_letter(words: str = "You did not come.", **changes: Any) -> Letter:
    said: dict[str, Any] = {
        "title": "You did not keep your appointment",
        "language": "en-GB",
        "sender": ("Bolton office", "Bolton BL1 1AA"),
        "to": ("Sam Carter",),
        "date": date(2017, 2, 16),
        "reference": "X123456",
        "blocks": (
            Heading("What happened"),
            Paragraph(words),
            Points((words, "Ring us.")),
            Table("Failures", ("Day", "What"), (("14 February", words),)),
        ),
    }
    return Letter(**{**said, **changes})


def kept(
    content: bytes = b"Off sick until Monday.", name: str = "note.txt", **changes: Any
) -> Document:
    said: dict[str, Any] = {
        "kind": DocumentKind.EVIDENCE,
        "record_kind": "story",
        "record_id": 1,
        "person_id": 7,
        "by": changes.pop("by", None) or UserFactory(),
        "at": PUBLICATION_DAY,
    }
    return actions.keep(name=name, content=content, **{**said, **changes})


def archive(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in parts.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return out.getvalue()
