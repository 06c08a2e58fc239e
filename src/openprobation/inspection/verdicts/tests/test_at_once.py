"""Two files of verdicts loaded at the same moment, on PostgreSQL: has each its number, and is each whole?"""

from __future__ import annotations

import pytest

from openprobation.foundation.drafts.tests.at_once import at_once
from openprobation.foundation.identity.actions import system_user
from openprobation.inspection.verdicts.models import Load, StoredVerdict

from .area import Area

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("by_command", [False, True])
def test_two_loads_at_once_are_two_whole_loads(by_command):
    area = Area()
    by = {"by": system_user()} if by_command else {}

    at_once(lambda: area.load(**by), lambda: area.load(**by))

    assert sorted(Load.objects.values_list("number", flat=True)) == [1, 2]
    assert StoredVerdict.objects.count() == 1200
