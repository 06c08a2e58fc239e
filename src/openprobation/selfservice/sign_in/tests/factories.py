"""Which requests to sign in are in a test?"""

from __future__ import annotations

from datetime import timedelta

import factory

from openprobation.foundation import clock
from openprobation.selfservice.sign_in import actions
from openprobation.selfservice.sign_in.models import Code
from openprobation.supervision.persons.tests.factories import PersonFactory

NUMBER = "+447700900123"


class CodeFactory(factory.django.DjangoModelFactory[Code]):
    """The code 123456, asked for just now by somebody we know. `unknown=True`: by nobody we know."""

    class Meta:
        model = Code

    class Params:
        unknown = factory.Trait(person=None)
        expired = factory.Trait(
            asked_at=factory.LazyFunction(lambda: clock.machine_now() - timedelta(minutes=11))
        )

    person = factory.SubFactory(PersonFactory)
    number_hash = factory.LazyFunction(lambda: actions.hashed("number", NUMBER))
    asked_from_hash = factory.LazyFunction(lambda: actions.hashed("address", "127.0.0.1"))
    code_hash = factory.LazyFunction(lambda: actions.hashed("code", "123456"))
    asked_at = factory.LazyFunction(clock.machine_now)
    good_until = factory.LazyAttribute(lambda code: code.asked_at + actions.GOOD_FOR)
