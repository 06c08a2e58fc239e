"""What do signed-in people's sessions do when words must vanish?"""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from openprobation.foundation.redaction.events import Words
from openprobation.foundation.redaction.finding import texts_in

TOLD = "_messages"
"""What was to be said on the next page. The rest of a session is ids, codes and moments."""


def redact_words(event: Words) -> None:
    """A message not yet shown may hold a name: where it holds the words, it is not shown."""
    for session in Session.objects.iterator():
        kept = session.get_decoded()
        if any(event.sweep.finder.spans(text) for text in texts_in(kept.get(TOLD))):
            event.sweep.gone(Session, 1)
            if event.sweep.writes:
                without = {name: value for name, value in kept.items() if name != TOLD}
                data = SessionStore().encode(without)
                Session.objects.filter(pk=session.pk).update(session_data=data)
