"""What is asked of whoever signs in or changes a password? The library's forms, in our words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class OurWords:
    """Mixed into a library form: our labels, and what to say when a field is empty."""

    words: Mapping[str, tuple[Words, Words]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, missing) in self.words.items():
            field = self.fields[name]  # type: ignore[attr-defined]
            field.label, field.help_text = label, ""
            field.error_messages["required"] = missing
            field.error_messages["invalid"] = EMAIL_SHAPE


EMAIL_SHAPE = _("Enter an e-mail address in the form name@example.org")
EMAIL = (_("E-mail address"), _("Enter your e-mail address"))
NEW = (_("New password"), _("Enter a new password"))
AGAIN = (_("New password again"), _("Enter the new password again"))


class SignIn(OurWords, forms.LoginForm):  # type: ignore[misc]  # allauth ships no types
    words = {"login": EMAIL, "password": (_("Password"), _("Enter your password"))}


class ForgottenPassword(OurWords, forms.ResetPasswordForm):  # type: ignore[misc]
    words = {"email": EMAIL}


class NewPassword(OurWords, forms.ResetPasswordKeyForm):  # type: ignore[misc]
    words = {"password1": NEW, "password2": AGAIN}


class FirstPassword(OurWords, forms.SetPasswordForm):  # type: ignore[misc]
    words = {"password1": NEW, "password2": AGAIN}


class ChangePassword(OurWords, forms.ChangePasswordForm):  # type: ignore[misc]
    words = {
        "oldpassword": (_("Password now"), _("Enter the password you have now")),
        "password1": NEW,
        "password2": AGAIN,
    }
