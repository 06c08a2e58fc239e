"""How are the secrets of authenticator apps kept, so that a copy of the database gives none away?"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


@cache
def key_from(secret: str) -> Fernet:
    """A key for this alone, from the service's secret key, which is never in the database."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"openprobation.identity.factors")
    return Fernet(urlsafe_b64encode(derive.derive(secret.encode())))


def sealer() -> MultiFernet:
    """Seals with the key of today and opens with those before it: `SECRET_KEY_FALLBACKS`."""
    return MultiFernet(
        [key_from(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def seal(text: str) -> str:
    return sealer().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    return sealer().decrypt(sealed.encode()).decode()
