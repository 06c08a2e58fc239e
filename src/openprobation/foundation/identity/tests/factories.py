"""Who is in a test?"""

from __future__ import annotations

import factory

from openprobation.foundation.identity.models import User


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User

    name = factory.Sequence(lambda n: f"Officer {n}")
    username = factory.Sequence(lambda n: f"officer{n}@example.org")
    email = factory.SelfAttribute("username")
