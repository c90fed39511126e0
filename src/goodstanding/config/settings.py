"""Django settings. What an operator may change comes from env.py; everything here is the product's own."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from goodstanding.config.database import database_from
from goodstanding.config.env import read_env

ENV = read_env()
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = ENV.secret_key
DEBUG = ENV.debug
ALLOWED_HOSTS = list(ENV.hosts)
CSRF_TRUSTED_ORIGINS = [ENV.base_url] if ENV.base_url.startswith("http") else []
ROOT_URLCONF = "goodstanding.config.urls"
WSGI_APPLICATION = "goodstanding.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
BASE_URL = ENV.base_url
SMTP_URL = ENV.smtp_url
MAIL_FROM = DEFAULT_FROM_EMAIL = ENV.mail_from
MAIL_IN_ADDRESS = ENV.mail_in_address
MAIL_IN_SEPARATOR = ENV.mail_in_separator
MAIL_IN_LISTEN = ENV.mail_in_listen
MAIL_IN_IMAP_URL = ENV.mail_in_imap_url
MAIL_IN_MAX_BYTES = ENV.mail_in_max_mb * 1024 * 1024
MAIL_IN_TRUSTED = ENV.mail_in_trusted
MAIL_IN_UNKNOWN = ENV.mail_in_unknown
MAIL_IN_ASSOCIATES = ENV.mail_in_associates
MAIL_CONTEXT = "goodstanding.config.context.mail"
EMAIL_BACKEND = "goodstanding.base.mailroom.backend.MailroomBackend"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    *(["django.contrib.postgres"] if ENV.database_url.startswith("postgres") else []),  # loads its driver: 0.2 s
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "lucide",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "goodstanding.ui",
    "goodstanding.base.people",
    "goodstanding.base.timeline",
    "goodstanding.base.outbox",
    "goodstanding.base.files",
    "goodstanding.base.mailroom",
    "goodstanding.base.clock",
    "goodstanding.base.work",
    "goodstanding.base.tokens",
    "goodstanding.base.webhooks",
    "goodstanding.base.saved_views",
    "goodstanding.base.search",
    "goodstanding.systems.stores",
    "goodstanding.systems.rulebook",
    "goodstanding.systems.service",
    "goodstanding.systems.sellers",
    "goodstanding.systems.ledger",
    "goodstanding.systems.orders",
    "goodstanding.systems.health",
    "goodstanding.systems.performance",
    "goodstanding.systems.cases",
    "goodstanding.systems.desk",
    "goodstanding.systems.escalation",
    "goodstanding.systems.payouts",
    "goodstanding.flows",
    "goodstanding.portal",
    "goodstanding.console",
    "goodstanding.api",
    "goodstanding.connectors",
    "goodstanding.connectors.demo",
    "goodstanding.config",
]

MIDDLEWARE = [
    "goodstanding.config.middleware.request_id",
    "goodstanding.api.middleware.problem_details",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "goodstanding.config.middleware.without_nul",
    "goodstanding.config.middleware.actor_and_clock",
    "goodstanding.config.middleware.refusals",
]

DATABASES = {"default": database_from(ENV.database_url, data=ENV.data)}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# Counts attempts to sign in and to send public forms, for all processes together (ADR 42). Nothing hot is kept here.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "people_cache"}}

_LOADERS = [
    (
        "django.template.loaders.cached.Loader",
        [
            "django_cotton.cotton_loader.Loader",
            "django.template.loaders.filesystem.Loader",
            "django.template.loaders.app_directories.Loader",
        ],
    )
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "base" / "people" / "templates"],  # before allauth's own pages
        "OPTIONS": {
            "loaders": _LOADERS,
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "goodstanding.config.context.house",
            ],
            "builtins": ["django_cotton.templatetags.cotton", "goodstanding.ui.templatetags.quick"],
            "libraries": {"i18n": "goodstanding.ui.templatetags.words"},
        },
    }
]

FORM_RENDERER = "goodstanding.ui.widgets.DrawnInCode"

SILENCED_SYSTEM_CHECKS = ["templates.W003"]  # our i18n stands in for Django's on purpose (ADR 187)

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "goodstanding.base.people.backends.HouseBackend",
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_ADAPTER = "goodstanding.base.people.adapters.AccountAdapter"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "goodstanding.base.people.account_forms.SignInForm",
    "reset_password": "goodstanding.base.people.account_forms.ResetPasswordForm",
    "reset_password_from_key": "goodstanding.base.people.account_forms.ResetPasswordKeyForm",
    "change_password": "goodstanding.base.people.account_forms.ChangePasswordForm",
    "set_password": "goodstanding.base.people.account_forms.SetPasswordForm",
    "add_email": "goodstanding.base.people.account_forms.AddEmailForm",
    "reauthenticate": "goodstanding.base.people.account_forms.ReauthenticateForm",
}
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {}  # allauth's own limits; False switches them off
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "Goodstanding"
MFA_ADAPTER = "goodstanding.base.people.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "goodstanding.base.people.account_forms.AuthenticateForm",
    "reauthenticate": "goodstanding.base.people.account_forms.ReauthenticateCodeForm",
    "activate_totp": "goodstanding.base.people.account_forms.ActivateAppForm",
    "add_webauthn": "goodstanding.base.people.account_forms.AddKeyForm",
    "login_webauthn": "goodstanding.base.people.account_forms.SignInWithKeyForm",
    "authenticate_webauthn": "goodstanding.base.people.account_forms.AuthenticateWithKeyForm",
    "reauthenticate_webauthn": "goodstanding.base.people.account_forms.ReauthenticateWithKeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENV.https

LANGUAGE_CODE = "en-gb"
LOCALE_PATHS = [PACKAGE / "locale"]
# In which a store may be kept: its own words, its macros.
STORE_LANGUAGES = [("en-gb", _("English")), ("de", _("German"))]
# In which pages and mails speak: those with a catalogue, or a page would mix one language's dates with another's sentences.
LANGUAGES = [
    (code, name)
    for code, name in STORE_LANGUAGES
    if code == LANGUAGE_CODE or (PACKAGE / "locale" / code / "LC_MESSAGES" / "django.mo").is_file()
]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = None  # WhiteNoise serves the apps' own folders; nothing is collected
MEDIA_ROOT = ENV.data / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "goodstanding.ui.problems.csrf_failed"
SESSION_ENGINE = "goodstanding.base.people.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.https else None
SECURE_HSTS_SECONDS = 31_536_000 if ENV.https else 0

FILE_MAX_BYTES = ENV.file_max_mb * 1024 * 1024
FILE_CLEAN_IMAGES = ENV.file_clean_images
CLAMD = ENV.clamd
WEBHOOKS_INSIDE = ENV.webhooks_inside
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "goodstanding.config.logs.formatter", "style": ENV.log_format}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "goodstanding": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "goodstanding.requests": {"level": "INFO" if ENV.log_requests else "WARNING"},
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
        "apscheduler": {"level": "ERROR"},
    },
}
