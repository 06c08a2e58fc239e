"""What do public pages do when an article changes? Their files go before the change, and come back after."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from openprobation.inspection.reports import queries as reports
from openprobation.inspection.reports.events import ReportChanged
from openprobation.publication.library.actions import released
from openprobation.publication.news import queries as news
from openprobation.publication.news.events import ArticleChanged

from . import reporting
from .news import draw, name_of


def replace_pages(event: ArticleChanged) -> None:
    """Of the article and of those whose related posts may name it. They are replaced before the act answers."""
    for slug in news.kin(event.slug):
        held = released.hold(name_of(slug))
        transaction.on_commit(partial(released.keep, name_of(slug), partial(draw, slug), held=held))


def replace_reports(event: ReportChanged) -> None:
    """Of the report and of those that tell what moved since it."""
    for slug in reports.kin(event.slug):
        name = reporting.name_of(slug)
        held = released.hold(name)
        transaction.on_commit(
            partial(released.keep, name, partial(reporting.draw, slug), held=held)
        )
