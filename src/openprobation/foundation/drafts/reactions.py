"""What does text that was typed and not sent do when words must vanish?"""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Q

from openprobation.foundation.redaction.events import Words

from .models import Draft


def redact_words(event: Words) -> None:
    """Whoever typed it, on any page of these records. No example: a draft is its writer's own."""
    if event.sweep.paths:
        on_their_pages = reduce(or_, (Q(path__startswith=path) for path in event.sweep.paths))
        event.sweep.over(Draft.objects.filter(on_their_pages), quietly=True)
