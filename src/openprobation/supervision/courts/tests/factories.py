"""Which courts are in a test?"""

from __future__ import annotations

import factory

from openprobation.foundation.organisations.tests.factories import AreaFactory
from openprobation.supervision.courts.models import Court
from openprobation.vocabulary.sentences import CourtKind


class CourtFactory(factory.django.DjangoModelFactory[Court]):
    class Meta:
        model = Court

    name = factory.Sequence(lambda n: f"Court {n}")
    kind = CourtKind.MAGISTRATES
    area = factory.SubFactory(AreaFactory)
