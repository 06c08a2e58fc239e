"""Where does a member of staff keep passkeys and codes, and show one? The library's names, our pages."""

from django.urls import path

from . import factors

urlpatterns = [
    path("", factors.index, name="mfa_index"),
    path("add/", factors.add_key, name="mfa_add_webauthn"),
    path("<int:pk>/rename/", factors.rename_key, name="mfa_edit_webauthn"),
    path("<int:pk>/remove/", factors.remove_key, name="mfa_remove_webauthn"),
    path("sign-in/", factors.key_alone, name="mfa_login_webauthn"),
    path("second-step/", factors.second_step, name="mfa_authenticate"),
    path("again/", factors.key_again, name="mfa_reauthenticate_webauthn"),
    path("code-again/", factors.code_again, name="mfa_reauthenticate"),
    path("app/add/", factors.add_app, name="mfa_activate_totp"),
    path("app/remove/", factors.remove_app, name="mfa_deactivate_totp"),
    path("codes/", factors.recovery_codes, name="mfa_view_recovery_codes"),
    path("codes/new/", factors.new_codes, name="mfa_generate_recovery_codes"),
]
