"""Who writes and publishes in a test, and what do their articles say?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.publication.news import actions
from openprobation.publication.news.models import Article
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.publication import Topic

SECRET = "Zq9Embargoed"


@dataclass(frozen=True)
class Desk:
    lead: User
    editor: User

    def approved(self, at: datetime, title: str = f"{SECRET} is told", **more: Any) -> Article:
        given = {"summary": "What it comes to.", "text": "One.\n\nTwo.", "topics": [Topic.STAFF]}
        article = actions.write(**{"title": title, **given, **more}, by=self.lead, at=at)
        actions.approve(article_id=article.pk, by=self.editor, at=at)
        article.refresh_from_db()
        return article

    def published(self, at: datetime, when: datetime | None = None, **more: Any) -> Article:
        article = self.approved(at, **more)
        actions.publish(article_id=article.pk, publish_at=when, by=self.editor, at=at)
        article.refresh_from_db()
        return article


def desk() -> Desk:
    return Desk(officer(role=Role.LEAD_INSPECTOR), officer(role=Role.EDITOR))
