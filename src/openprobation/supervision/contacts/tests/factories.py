"""What is in the record in a test?"""

from __future__ import annotations

from datetime import datetime, timedelta

import factory

from openprobation.foundation.clock import LONDON
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.vocabulary.contacts import ContactKind

BEGAN = datetime(2016, 3, 1, 10, 0, tzinfo=LONDON)


class ContactFactory(factory.django.DjangoModelFactory[Contact]):
    class Meta:
        model = Contact

    person = factory.SubFactory(PersonFactory)
    kind = ContactKind.CASE_NOTE
    at = factory.Sequence(lambda n: BEGAN + timedelta(hours=n))
    summary = "Where things stand"
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = factory.SelfAttribute("at")
