"""Does a line that PostgreSQL shows late come under a seal that was made without it?"""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from openprobation.foundation.audit.actions import record, seal
from openprobation.foundation.audit.models import Entry, Seal
from openprobation.foundation.audit.queries import chain

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_nothing_is_sealed_past_an_act_that_is_still_under_way(at):
    wrote, may_end = threading.Event(), threading.Event()

    def slow_act():
        with transaction.atomic():
            record("thing.done", by="slow@example.org", at=at)
            wrote.set()
            may_end.wait(20)
        connection.close()

    slow = threading.Thread(target=slow_act)
    slow.start()
    wrote.wait(20)
    record("thing.done", by="quick@example.org", at=at)

    early = seal(at=at, settled_for=0)
    may_end.set()
    slow.join()
    late = seal(at=at, settled_for=0)

    assert early is None
    assert late is not None
    assert Entry.objects.filter(pk__lte=late.last_entry).count() == 2
    assert Seal.objects.count() == 1
    assert chain().is_whole
