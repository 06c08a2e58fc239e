"""How is this service set up? One file, read from the environment by helpers that fail loudly.

Two modes. `demonstration` (what ./run serves): invented people, doors instead of passwords, a clock
that began at 09:00 on 16 February 2017. `service`: a real service on the real clock.
"""

from __future__ import annotations

import os
import secrets
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from openprobation.foundation.watching.logs import configure_structlog, logging_config

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent.parent
VAR = Path(os.environ.get("OPENPROBATION_VAR", ROOT / "var"))


def env_bool(name: str, default: bool) -> bool:
    """A yes or a no from the environment; anything else is a mistake worth stopping for."""
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    value = os.environ.get(name, "").lower()
    if not value:
        return default
    if value not in words:
        raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")
    return words[value]


MODE = os.environ.get("OPENPROBATION_MODE", "demonstration")
if MODE not in {"demonstration", "service"}:
    raise ImproperlyConfigured(
        f"OPENPROBATION_MODE must be demonstration or service, not {MODE!r}."
    )
DEMONSTRATION = MODE == "demonstration"


def secret_key() -> str:
    """From the environment; a demonstration may make its own and keep it in var/."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    if not DEMONSTRATION:
        raise ImproperlyConfigured("SECRET_KEY must be set: a long random string, kept secret.")
    kept = VAR / "secret_key"
    if not kept.exists() or not kept.read_text():
        VAR.mkdir(parents=True, exist_ok=True)
        draft = VAR / f"secret_key.{os.getpid()}"
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        os.replace(draft, kept)  # in one move: a full disk leaves no half a key
    return kept.read_text()


SECRET_KEY = secret_key()
SECRET_KEY_FALLBACKS = os.environ.get("SECRET_KEY_FALLBACKS", "").split()  # those before it
DEBUG = env_bool("DEBUG", False)
ALLOWED_HOSTS = os.environ.get(
    "ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if DEMONSTRATION else ""
).split(",")

# ── What is installed ──────────────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "openprobation.ui",
    "openprobation.foundation.clock",
    "openprobation.foundation.identity",
    "openprobation.foundation.audit",
    "openprobation.foundation.backup",
    "openprobation.foundation.jobs",
    "openprobation.foundation.organisations",
    "openprobation.foundation.access",
    "openprobation.foundation.messaging",
    "openprobation.foundation.documents",
    "openprobation.foundation.drafts",
    "openprobation.foundation.reminders",
    "openprobation.publication.library",
    "openprobation.publication.news",
    "openprobation.publication.digests",
    "openprobation.inspection.programmes",
    "openprobation.inspection.samples",
    "openprobation.inspection.assessments",
    "openprobation.inspection.verdicts",
    "openprobation.inspection.ratings",
    "openprobation.inspection.reports",
    "openprobation.supervision.persons",
    "openprobation.supervision.contacts",
    "openprobation.supervision.courts",
    "openprobation.supervision.sentences",
    "openprobation.supervision.needs",
    "openprobation.supervision.risk",
    "openprobation.supervision.workforce",
    "openprobation.supervision.allocations",
    "openprobation.supervision.appointments",
    "openprobation.supervision.plans",
    "openprobation.supervision.unpaid_work",
    "openprobation.supervision.commissioning",
    "openprobation.supervision.interventions",
    "openprobation.supervision.enforcement",
    "openprobation.supervision.iom",
    "openprobation.supervision.redactions",
    "openprobation.selfservice.sign_in",
    "openprobation.selfservice.my_case",
    "openprobation.portals.practitioner",
    "openprobation.portals.court",
    "openprobation.portals.manager",
    "openprobation.portals.site",
    "openprobation.portals.provider",
    "openprobation.portals.inspector",
    "openprobation.portals.editor",
    "openprobation.portals.administration",
    "openprobation.portals.public",
    "openprobation.demo",
    "openprobation.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "openprobation.foundation.watching.middleware.Watched",
    "django.middleware.security.SecurityMiddleware",
    "openprobation.publication.library.web.released.Released",  # static files, by WhiteNoise
    "csp.middleware.CSPMiddleware",
    "openprobation.config.faults.PagesWithoutTheirSession",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "openprobation.foundation.identity.middleware.SignedOutAfterQuiet",
    "openprobation.config.second_factor.NobodyGoesWithout",
    "openprobation.portals.practitioner.device.LeavesWithItsOfficer",
    "openprobation.supervision.persons.web.opening.AskForAReason",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "openprobation.config.urls"
WSGI_APPLICATION = "openprobation.config.wsgi.application"
REACTIONS = "openprobation.config.reactions.REACTIONS"
ROLES = "openprobation.config.roles.ROLES"
SCHEDULE = "openprobation.config.schedule.SCHEDULE"
PROGRAM_VERSION = "openprobation.config.command.version"
# What a record about to be replaced hands on, by name; and who is told of a restore, in its
# transaction: docs/how-to/back-up-and-restore.md
BEFORE_RESTORE = {"redactions": "openprobation.supervision.redactions.actions.made_here"}
AFTER_RESTORE = ["openprobation.supervision.redactions.actions.replay"]
DEMONSTRATION_DOORS = "openprobation.demo.doors.doors"
POLICY_PACK = os.environ.get("OPENPROBATION_POLICY_PACK", "tr_2014_2021")

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "openprobation.ui.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "openprobation.config.context.every_page",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# ── Where the record is kept ───────────────────────────────────────────────────────────────
# Files and database are owner-only. WAL lets pages read while the worker writes; IMMEDIATE takes the
# write lock at the start of a transaction, so a check and its change are one.
os.umask(0o077)
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": VAR / "openprobation.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;"
            f"PRAGMA synchronous={'NORMAL' if DEMONSTRATION else 'FULL'};"
            "PRAGMA secure_delete=ON;"  # what was removed is overwritten: docs/decisions/0015
            "PRAGMA cache_size=-64000;PRAGMA temp_store=MEMORY;PRAGMA mmap_size=268435456;"
        ),
    },
}
DATABASES: dict[str, Any]
if url := os.environ.get("DATABASE_URL"):
    DATABASES = {"default": dj_database_url.parse(url)}
    if "postgresql" in DATABASES["default"]["ENGINE"]:
        DATABASES["default"]["OPTIONS"] = {
            **DATABASES["default"].get("OPTIONS", {}),
            "pool": {"min_size": 1, "max_size": 12, "timeout": 5, "reconnect_timeout": 4},
        }
        # Asked before each use: after PostgreSQL was restarted the old ones are let go by themselves.
        DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
else:
    DATABASES = {"default": SQLITE}
MEDIA_ROOT = VAR / "media"
REDACTIONS_JOURNAL = os.environ.get("OPENPROBATION_REDACTIONS_JOURNAL", VAR / "redactions.jsonl")
REDACTION_KEY = os.environ.get("REDACTION_KEY", "")  # of its fingerprints; empty: from SECRET_KEY
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── Who signs in ───────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by an administrator, never by signing up
ACCOUNT_ADAPTER = "openprobation.foundation.identity.adapter.NobodySignsUp"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody learns by e-mail which addresses have accounts
ACCOUNT_RATE_LIMITS = {
    "login_failed": None,  # django-axes locks out, and says so on our page
    "login": "120/m/ip",  # a whole office signs in from one address at nine
}
ACCOUNT_FORMS = {
    "login": "openprobation.foundation.identity.web.forms.SignIn",
    "reset_password": "openprobation.foundation.identity.web.forms.ForgottenPassword",
    "reset_password_from_key": "openprobation.foundation.identity.web.forms.NewPassword",
    "set_password": "openprobation.foundation.identity.web.forms.FirstPassword",
    "change_password": "openprobation.foundation.identity.web.forms.ChangePassword",
    "reauthenticate": "openprobation.foundation.identity.web.forms.PasswordAgain",
}
# Who needs more than a password is in config/second_factor.py; the demonstration has doors instead.
SECOND_FACTOR_ENFORCED = env_bool("OPENPROBATION_SECOND_FACTOR", not DEMONSTRATION)
SECOND_FACTOR_NEEDED = "openprobation.config.second_factor.is_needed"
MFA_ADAPTER = "openprobation.foundation.identity.adapter.OurFactors"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts are made by an administrator, addresses too
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}  # a whole office signs in from one address at nine
MFA_FORMS = {
    "authenticate": "openprobation.foundation.identity.web.forms.SignInCode",
    "authenticate_webauthn": "openprobation.foundation.identity.web.forms.SignInKey",
    "login_webauthn": "openprobation.foundation.identity.web.forms.KeyAlone",
    "reauthenticate": "openprobation.foundation.identity.web.forms.CodeAgain",
    "reauthenticate_webauthn": "openprobation.foundation.identity.web.forms.KeyAgain",
    "activate_totp": "openprobation.foundation.identity.web.forms.AddApp",
    "add_webauthn": "openprobation.foundation.identity.web.forms.AddKey",
    "edit_webauthn": "openprobation.foundation.identity.web.forms.RenameKey",
}
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # seconds
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "login"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "credential"]  # never kept
AXES_USERNAME_CALLABLE = "openprobation.foundation.identity.adapter.name_tried"
AXES_LOCKOUT_CALLABLE = "openprobation.foundation.identity.web.views.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# ── Sessions and cookies ───────────────────────────────────────────────────────────────────
SECURE = env_bool("OPENPROBATION_HTTPS", not DEMONSTRATION)
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_QUIET_MINUTES = int(os.environ.get("OPENPROBATION_QUIET_MINUTES", "60"))
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "openprobation_session"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "openprobation.foundation.drafts.web.views.session_lost"
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("OPENPROBATION_BEHIND_PROXY", False) else None
)
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# ── Pages ──────────────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English")), ("cy", _("Welsh"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
EMAIL_BACKEND = "openprobation.foundation.messaging.post.Outbox"
MESSAGE_CARRIER = os.environ.get(
    "OPENPROBATION_MESSAGE_CARRIER", "openprobation.foundation.messaging.carriers.Kept"
)
# `openprobation.foundation.messaging.smtp.Smtp` hands e-mail to the server named here.
SERVICE_ADDRESS = os.environ.get("OPENPROBATION_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
MAIL_FROM = os.environ.get(
    "OPENPROBATION_MAIL_FROM", "OpenProbation <news@openprobation.example.org>"
)
MAIL_SENDER = parseaddr(MAIL_FROM)[1]
MAIL_DOMAIN = MAIL_SENDER.rpartition("@")[2] or "localhost"
SMTP_HOST = os.environ.get("OPENPROBATION_SMTP_HOST", "127.0.0.1")
SMTP_PORT = int(os.environ.get("OPENPROBATION_SMTP_PORT", "25"))
SMTP_TLS = os.environ.get("OPENPROBATION_SMTP_TLS", "")  # starttls, implicit, or nothing
SMTP_USER = os.environ.get("OPENPROBATION_SMTP_USER", "")
SMTP_PASSWORD = os.environ.get("OPENPROBATION_SMTP_PASSWORD", "")
SMTP_TIMEOUT = 20.0  # seconds for each answer; three times that for a whole message
# Who says what stands above a message, by how its key begins.
MESSAGE_HEADERS = {"digest.": "openprobation.publication.digests.queries.headers"}
# Who says it in HTML too.
MESSAGE_HTML = {"digest.": "openprobation.publication.digests.queries.html_of"}
RELEASED_ROOT = (
    VAR / "released"
)  # public pages kept as files: publication/library/actions/released.py

SILENCED_SYSTEM_CHECKS = [
    "fields.W163",  # SQLite has no column comments; ours are for PostgreSQL and the house test
    "models.W046",
]
if DEMONSTRATION and not SECURE:
    # The demonstration is served over plain HTTP on the machine's own address, with invented people.
    SILENCED_SYSTEM_CHECKS += [f"security.W{n:03}" for n in (4, 5, 8, 12, 16, 18, 20, 21)]

# ── Logs: ids and codes, never content ─────────────────────────────────────────────────────
configure_structlog()
LOGGING = logging_config(
    level=os.environ.get("LOG_LEVEL", "WARNING"),
    requests=env_bool("OPENPROBATION_REQUEST_LOG", not DEMONSTRATION),
)
WATCH_TOKEN = os.environ.get("OPENPROBATION_WATCH_TOKEN", "")  # for the details of /ready/
SLOW_REQUEST_MS = int(os.environ.get("OPENPROBATION_SLOW_MS", "500"))
SLOW_REQUESTS_FILE = VAR / "slow_requests.jsonl"
