"""How is the glossary printed? `openprobation glossary` writes docs/glossary.md."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from openprobation.vocabulary.glossary import glossary


class Command(BaseCommand):
    help = "Print the glossary from the vocabulary to docs/glossary.md."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.ROOT / "docs" / "glossary.md"
        path.write_text(glossary())
        self.stdout.write(f"Wrote {path.relative_to(settings.ROOT)}")
