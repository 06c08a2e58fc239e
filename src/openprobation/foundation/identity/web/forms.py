"""What is asked of whoever signs in or changes a password? The library's forms, in our words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from allauth.account import forms
from allauth.core import context
from allauth.mfa.base import forms as codes
from allauth.mfa.totp import forms as apps
from allauth.mfa.webauthn import forms as keys
from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openprobation.foundation.clock import now
from openprobation.vocabulary.identity import FactorKind

from .. import factors

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


class PasswordAgain(OurWords, forms.ReauthenticateForm):  # type: ignore[misc]
    words = {"password": (_("Password"), _("Enter your password"))}


# ── Beside the password ────────────────────────────────────────────────────────────────────
CODE = (_("Code"), _("Enter a code"))
APP_CODE = (_("Code from the app"), _("Enter the code from the app"))
KEY_NAME = (_("Name of this key"), _("Enter a name"))
WRONG_CODE = _("This code is wrong or too old. Enter the newest one.")
NO_KEY_USED = _("The key was not used. Press the button, then do what your browser asks.")
LONGEST_NAME = 60


class OneCode(OurWords):
    """A code typed: numbers on a phone's keyboard; wrong ones counted, right ones taken once."""

    words = {"code": CODE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.fields["code"]  # type: ignore[attr-defined]
        asked.width, asked.inputmode, asked.max_length = "10", "numeric", 20

    def clean_code(self) -> Any:
        user = self.user  # type: ignore[attr-defined]
        factors.hold(user)
        try:
            code = super().clean_code()  # type: ignore[misc]
            used = getattr(self, "authenticator", None)
            if used and used.type == FactorKind.APP and not factors.is_first_use(used, code):
                raise ValidationError(_("This code was used already. Wait for the next one."))
        except ValidationError as why:
            factors.wrong(context.request, user)
            raise (ValidationError(WRONG_CODE) if why.code == "incorrect_code" else why) from None
        return code


BROKEN = (AttributeError, KeyError, TypeError, ValueError)
"""What the library lets through of an answer that no key gave."""


class OneKey:
    """A key used. Its answer is put into the form by the page's script."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.fields["credential"]  # type: ignore[attr-defined]
        asked.error_messages["required"] = asked.error_messages["invalid"] = NO_KEY_USED

    def clean_credential(self) -> Any:
        check = getattr(super(), "clean_credential", lambda: self.cleaned_data["credential"])  # type: ignore[attr-defined]
        return sound(check)

    def clean(self) -> Any:
        return sound(super().clean)  # type: ignore[misc]


def sound(check: Callable[[], Any]) -> Any:
    try:
        return check()
    except BROKEN:
        raise ValidationError(NO_KEY_USED) from None


class Proves:
    """Mixed into a form that shows a second factor: from now this session has been shown it."""

    def save(self) -> None:
        super().save()  # type: ignore[misc]
        row = getattr(self, "authenticator", None) or self.cleaned_data["credential"]  # type: ignore[attr-defined]
        factors.prove(context.request, row.user)
        if row.type == FactorKind.CODES:
            factors.note_code_used(user=row.user, at=now())


class SignInCode(Proves, OneCode, codes.AuthenticateForm):  # type: ignore[misc]
    pass


class CodeAgain(Proves, OneCode, codes.ReauthenticateForm):  # type: ignore[misc]
    pass


class SignInKey(Proves, OneKey, keys.AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class KeyAgain(OneKey, keys.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class KeyAlone(OneKey, keys.LoginWebAuthnForm):  # type: ignore[misc]
    pass


class AddApp(OneCode, apps.ActivateTOTPForm):  # type: ignore[misc]
    words = {"code": APP_CODE}


class AddKey(OurWords, OneKey, keys.AddWebAuthnForm):  # type: ignore[misc]
    words = {"name": KEY_NAME}
    passwordless = django_forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = LONGEST_NAME
        self.fields["passwordless"].label = _("Sign in with this key alone, without a password")
        self.fields["passwordless"].help_text = _(
            "Your device asks for your PIN, finger or face instead. Untick it for an older key"
            " that only has a button."
        )

    def clean_name(self) -> Any:
        return super().clean_name()[:LONGEST_NAME]


class RenameKey(OurWords, keys.EditWebAuthnForm):  # type: ignore[misc]
    words = {"name": KEY_NAME}

    def clean_name(self) -> Any:
        return self.cleaned_data["name"][:LONGEST_NAME]
