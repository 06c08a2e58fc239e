"""What does the database itself refuse about codes?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError

from openprobation.foundation import clock

from .factories import CodeFactory

pytestmark = pytest.mark.django_db


def test_a_code_cannot_be_used_by_nobody():
    with pytest.raises(IntegrityError, match="code_used_by_somebody_known"):
        CodeFactory(unknown=True, used_at=clock.machine_now())


def test_a_code_cannot_run_out_before_it_was_asked_for():
    moment = clock.machine_now()

    with pytest.raises(IntegrityError, match="code_span"):
        CodeFactory(asked_at=moment, good_until=moment - timedelta(seconds=1))
