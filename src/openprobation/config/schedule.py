"""What is done on a clock, and how often?"""

from __future__ import annotations

from datetime import datetime, timedelta

from openprobation.foundation import clock
from openprobation.foundation.audit import actions as audit
from openprobation.foundation.documents import actions as documents
from openprobation.foundation.drafts import actions as drafts
from openprobation.foundation.identity.actions import system_user
from openprobation.foundation.jobs.schedule import Job
from openprobation.foundation.messaging import actions as messaging
from openprobation.portals.practitioner import gathered
from openprobation.portals.public import measured, news, reporting
from openprobation.publication.digests import actions as digests
from openprobation.selfservice.sign_in import actions as sign_in
from openprobation.supervision.allocations import actions as allocations
from openprobation.supervision.allocations import tasks as nightly
from openprobation.supervision.redactions import actions as redactions
from openprobation.supervision.redactions import tasks as retention


def seal_the_audit(at: datetime) -> None:
    audit.seal(at=at)


def forget_old_drafts(_at: datetime) -> None:
    drafts.clear_old(clock.machine_now())


def forget_old_codes(_at: datetime) -> None:
    sign_in.forget_old(clock.machine_now())


def forget_stray_files(at: datetime) -> None:
    documents.forget_strays(at)


def let_deputies_in(at: datetime) -> None:
    allocations.stand_in(by=system_user(), at=at)


def keep_the_night(at: datetime) -> None:
    nightly.keep_when_it_is_night(by=system_user(), at=at)


def take_what_is_due(at: datetime) -> None:
    allocations.take_what_is_due(by=system_user(), at=at)


def say_what_is_past_its_time(at: datetime) -> None:
    """Counted, never removed: that is for a person, by `openprobation retention --do`."""
    retention.keep_the_plan(at=at)


SCHEDULE = [
    Job("seal the audit", timedelta(minutes=1), seal_the_audit),
    Job("send waiting messages", timedelta(minutes=1), messaging.send_waiting, in_pieces=True),
    Job("clear removed words from the disk", timedelta(minutes=10), redactions.clear_the_disk),
    Job("forget old drafts", timedelta(hours=1), forget_old_drafts),
    Job("forget old codes", timedelta(hours=1), forget_old_codes),
    Job("forget stray files", timedelta(hours=1), forget_stray_files),
    Job("let deputies in", timedelta(hours=1), let_deputies_in),
    Job("gather what lists show", timedelta(hours=1), gathered.gather_at_five),
    Job("write the e-mail at noon", timedelta(minutes=1), digests.write_noon),
    Job("keep public pages as files", timedelta(minutes=1), news.keep_pages, in_pieces=True),
    Job("keep reports as files", timedelta(minutes=1), reporting.keep_pages, in_pieces=True),
    Job("measure the report line by line", timedelta(minutes=10), measured.measure_each_day),
    Job("forget old subscriptions", timedelta(hours=1), digests.forget_old),
    Job("say what is past its time", timedelta(days=1), say_what_is_past_its_time),
    Job("keep what officers carry tonight", timedelta(hours=1), keep_the_night),
    Job("move cases whose moment has come", timedelta(minutes=1), take_what_is_due),
]
