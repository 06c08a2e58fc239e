"""How does somebody who has no password, or forgot it, get a link to set one?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.internal.flows.password_reset import request_password_reset
from django.http import HttpRequest

if TYPE_CHECKING:
    from ..models import User


def send_password_link(request: HttpRequest, user: User) -> None:
    """Write the e-mail with a link that sets a password once. It works for a day."""
    request_password_reset(request, user.email, [user], None)
