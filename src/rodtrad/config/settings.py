"""Every setting of an installation, typed and in one place.

All come from the environment, so that the same code runs for one municipality on SQLite and for a
nation on PostgreSQL. docs/reference/settings.md lists them for operators.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF

from rodtrad.config import environment as env

django_stubs_ext.monkeypatch()

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR: Path = env.data_dir()

SECRET_KEY: str = env.secret_key(DATA_DIR)
DEBUG: bool = env.flag("RODTRAD_DEBUG")
# One click to enter as a demo person. Needs this flag and an authority that is marked as a demo.
DEMO: bool = env.flag("RODTRAD_DEMO")
# The address that people use: `https://rodtrad.lindvalla.example`.
PUBLIC_URL: str = env.address("RODTRAD_PUBLIC_URL")
ALLOWED_HOSTS: list[str] = env.words("RODTRAD_HOSTS", "127.0.0.1,localhost,[::1]")
if PUBLIC_URL:
    ALLOWED_HOSTS.append(str(urlsplit(PUBLIC_URL).hostname))
# Host names of authorities' own public sites, and whose: `plan.lindvalla.example=lindvalla-kommun`.
PUBLIC_HOSTS: dict[str, str] = env.pairs("RODTRAD_PUBLIC_HOSTS")
ALLOWED_HOSTS += PUBLIC_HOSTS
HTTPS: bool = env.flag("RODTRAD_HTTPS", default=PUBLIC_URL.startswith("https://"))
# How many proxies stand before the web processes: who called is read from what the outermost of them says.
PROXIES: int = env.number("RODTRAD_PROXIES", 1 if HTTPS else 0)

INSTALLED_APPS = [
    "rodtrad.config.apps.ConfigConfig",
    "rodtrad.portal.apps.PortalConfig",
    "rodtrad.reports.apps.ReportsConfig",
    "rodtrad.activities.apps.ActivitiesConfig",
    "rodtrad.coding.apps.CodingConfig",
    "rodtrad.assessments.apps.AssessmentsConfig",
    "rodtrad.referrals.apps.ReferralsConfig",
    "rodtrad.public.apps.PublicConfig",
    "rodtrad.plans.apps.PlansConfig",
    "rodtrad.cycle.apps.CycleConfig",
    "rodtrad.organisation.apps.OrganisationConfig",
    "rodtrad.rendering.apps.RenderingConfig",
    "rodtrad.common.apps.CommonConfig",
    "allauth",
    "allauth.account",
    "django_htmx",
    "django_tasks_db",
    "template_partials",
    "treebeard",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "rodtrad.public.middleware.PublicHostMiddleware",
    "rodtrad.common.middleware.NoNulMiddleware",
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
    "rodtrad.organisation.middleware.ScopeMiddleware",
    "rodtrad.cycle.middleware.PlaceMiddleware",
    "rodtrad.common.middleware.UserErrorMiddleware",
    "rodtrad.common.middleware.BodyLimitMiddleware",
]

ROOT_URLCONF = "rodtrad.config.urls"
WSGI_APPLICATION = "rodtrad.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rodtrad.config.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "rodtrad.organisation.templatetags.place",
            ],
        },
    }
]

# SQLite waits its turn and takes the write lock at once (an upgraded read lock fails under load);
# write-ahead logging lets readers go on. A commit is on the disk before it is acknowledged. What is removed
# is overwritten, so that no free page holds an answer in the order in which it came.
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    " PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON;",
}


def _database() -> dict[str, Any]:
    config = env.database(f"sqlite:///{quote(str(DATA_DIR / 'rodtrad.sqlite3'))}")
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = _SQLITE_OPTIONS
        # A file, not memory: tests meet the same journal, locks and threads as users do.
        config["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    return config


DATABASES = {"default": _database()}
# What is asked over and over is planned once for each connection. A pooler that lends a connection to one
# transaction at a time may not know of that.
PLAN_ONCE: bool = env.flag("RODTRAD_PLAN_ONCE", default=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organisation.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "rodtrad.organisation.login.ClosedSignupAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "entry:front"
LOGOUT_REDIRECT_URL = "account_login"

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "sprak"
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "files"
# `rodtrad serve` collects the static files first and then says so: names then carry a hash.
COLLECTED: bool = env.flag("RODTRAD_COLLECTED")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not COLLECTED
WHITENOISE_AUTOREFRESH = DEBUG

SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "rodtrad.common.views.form_expired"
CSRF_TRUSTED_ORIGINS: list[str] = [PUBLIC_URL] if PUBLIC_URL else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_SSL_REDIRECT = HTTPS
# Subdomains and browsers' preload lists are for the owner of the whole domain to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Plans are at most some megabytes. Django refuses larger bodies before they reach a view.
UPLOAD_LIMIT_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
# What all web processes must agree on, as how often someone has guessed a password, is in the database;
# what each may make for itself is in memory.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "rodtrad_cache"},
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Public pages and files, as rodtrad.public.keeping keeps them: some 15 MB at most.
    "public": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "public",
        "OPTIONS": {"MAX_ENTRIES": 600},
    },
    "files": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "files",
        "OPTIONS": {"MAX_ENTRIES": 20},
    },
}

EMAIL_BACKEND = env.text("RODTRAD_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = env.text("RODTRAD_EMAIL_FROM", "rodtrad@localhost")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "rodtrad.config.logs.DiscreetFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Scanners try names all day; each is answered 400, and is no news to an operator.
    "loggers": {"django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL", "propagate": False}},
    "root": {"handlers": ["console"], "level": env.text("RODTRAD_LOG_LEVEL", "WARNING")},
}
