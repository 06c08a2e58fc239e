"""What has the editor of the demonstration to do, and what did readers get at noon?

Three invented readers, an article that went out to them last Monday, one that waits to be approved and
one that waits to be published. Written by the actions people use.
"""

from __future__ import annotations

from datetime import date, timedelta

from openprobation.foundation.identity.models import User
from openprobation.publication.digests import actions as digests
from openprobation.publication.digests import queries as readers
from openprobation.publication.digests.policies import noon, token
from openprobation.publication.news import actions as news
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.publication import Topic

from .plan import at_clock
from .service import Service

TEAM = "INSPECT-1"
READERS = ("reader.one@example.org", "reader.two@example.org", "press.desk@example.org")
ASKED = at_clock(date(2017, 2, 1), 9)
PUBLISHED = date(2017, 2, 13)
WRITTEN = at_clock(date(2017, 2, 15), 16)

GONE_OUT = (
    "Irwell Valley, two months on: one thing done, two begun",
    "Inspectors looked again at three of their recommendations. Every enquiry without an answer is chased"
    " now. Training has no dates yet, and the list for breach papers is agreed and seldom used.",
    "In December both organisations of Irwell Valley were told what to change. This is how far they are.\n\n"
    "Of twelve enquiries that had no answer, all were chased within five days.\n\n"
    "New staff are supervised each week. The dates of their training are not set.\n\n"
    "The list for breach papers is agreed. In the papers inspectors saw it was used in three of ten.",
    (Topic.INSPECTION, Topic.PROTECTION),
)
TO_APPROVE = (
    "Upper Irwell: inspectors are reading cases",
    "Two assessors read cases of both organisations until 24 February. Nobody chose the cases: a seed did,"
    " and the organisations can draw them again.",
    "The cases were drawn from everybody under supervision at the end of January.\n\n"
    "One in five is read by a second assessor who does not know what the first one found.",
    (Topic.INSPECTION,),
)
TO_PUBLISH = (
    "How to read a figure with its interval",
    "A share of a sample is not the share of everybody. What the bar beside it says, in four sentences.",
    "When 14 of 20 cases are good enough, the share is 70 per cent. Had other cases been drawn it might have"
    " been another.\n\nThe interval says between which shares the truth most likely lies. With 20 cases it"
    " is wide. Two organisations whose intervals overlap may be no different.",
    (Topic.INSPECTION,),
)


def tell(made: Service) -> None:
    """Readers, an edition, and what waits."""
    lead = made.by_role[TEAM, Role.LEAD_INSPECTOR]
    editor = made.by_role[TEAM, Role.EDITOR]
    for address in READERS:
        digests.ask(address=address, at=ASKED)
        asked = readers.subscription_of(address)
        assert asked is not None
        digests.confirm(token=token("confirm", asked), at=ASKED + timedelta(minutes=4))
    article_id = write(GONE_OUT, by=lead)
    news.approve(article_id=article_id, by=editor, at=noon(PUBLISHED) - timedelta(hours=3))
    news.publish(
        article_id=article_id, publish_at=None, by=editor, at=noon(PUBLISHED) - timedelta(hours=2)
    )
    digests.write_noon(noon(PUBLISHED))
    write(TO_APPROVE, by=lead)
    news.approve(article_id=write(TO_PUBLISH, by=editor), by=lead, at=WRITTEN)


def write(told: tuple[str, str, str, tuple[Topic, ...]], *, by: User) -> int:
    title, summary, text, topics = told
    at = at_clock(PUBLISHED, 8) if told is GONE_OUT else WRITTEN
    return news.write(
        title=title, summary=summary, text=text, topics=topics, by=by, at=at, is_invented=True
    ).pk
