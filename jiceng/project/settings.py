"""Django's settings, read from the environment and from files in the data directory.

Every name a county may set is listed in docs/reference/settings.md, which a test compares with
`NAMES` below.
"""

from __future__ import annotations

import os
import sqlite3
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("JICENG_DATA_DIR", "var")).resolve()

NAMES = {
    "JICENG_DATA_DIR": "var",
    "JICENG_DATABASE_URL": "",
    "JICENG_REPLICA_URL": "",
    "JICENG_SECRET_KEY": "",
    "JICENG_ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
    "JICENG_TIME_ZONE": "Asia/Shanghai",
    "JICENG_NOW": "",
    "JICENG_ANALYTICS": "duckdb",
    "JICENG_COUNTY_NAME": "",
    "JICENG_SECOND_FACTOR": "staff",
    "JICENG_BEHIND_TLS": "no",
    "JICENG_DEMO": "no",
    "JICENG_MAP_TILES": "",
    "JICENG_UPLOAD_MB_PER_HOUR": "200",
}
"""Name -> default. The environment wins over `jiceng.toml` in the data directory."""


def _read(name: str) -> dict[str, Any]:
    path = DATA_DIR / name
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


_FILE = _read("jiceng.toml")
_SECRETS = _read("secrets.toml")


def setting(name: str) -> str:
    """One setting as text: environment, then jiceng.toml (lower case, no prefix), then default."""
    in_file = _FILE.get(name.removeprefix("JICENG_").lower())
    return os.environ.get(name) or ("" if in_file is None else str(in_file)) or NAMES[name]


def _secret(name: str) -> str:
    return os.environ.get(f"JICENG_{name.upper()}") or str(_SECRETS.get(name, ""))


def _sqlite() -> dict[str, Any]:
    journal = "WAL" if sqlite3.sqlite_version_info >= (3, 51, 3) else "TRUNCATE"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "jiceng.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": f"PRAGMA journal_mode={journal};PRAGMA synchronous=FULL;"
            "PRAGMA secure_delete=ON;"  # what is erased leaves no trace in a freed page
            "PRAGMA cache_size=-65536;PRAGMA temp_store=MEMORY;",
        },
        "TEST": {"NAME": DATA_DIR / "test.sqlite3"},  # a file, so that threads meet as in service
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


_URL = setting("JICENG_DATABASE_URL")
DATABASES = {"default": _postgresql(_URL) if _URL.startswith("postgres") else _sqlite()}
if _REPLICA := setting("JICENG_REPLICA_URL"):
    DATABASES["replica"] = _postgresql(_REPLICA)

SECRET_KEY = _secret("secret_key")
MASTER_KEY = _secret("master_key")
"""Hex, 32 bytes: wraps the data key of every contact; never in the database."""
JOURNAL_KEY = _secret("journal_key")
"""Hex, 32 bytes: keys the hash chain of the journal."""

DEBUG = False
IS_DEMO = setting("JICENG_DEMO") == "yes"
FIXED_NOW = setting("JICENG_NOW") if IS_DEMO else ""
COUNTY_NAME = setting("JICENG_COUNTY_NAME")
SECOND_FACTOR = "off" if IS_DEMO else setting("JICENG_SECOND_FACTOR")
MAP_TILES = setting("JICENG_MAP_TILES")
UPLOAD_MB_PER_HOUR = int(setting("JICENG_UPLOAD_MB_PER_HOUR"))
ALLOWED_HOSTS = [h for h in setting("JICENG_ALLOWED_HOSTS").split(",") if h]
ROOT_URLCONF = "jiceng.project.urls"
WSGI_APPLICATION = "jiceng.project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "records.Person"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "jiceng.kernel.records",
    "jiceng.web",
    "jiceng.casework",
    "jiceng.party",
    "jiceng.performance",
    "jiceng.services",
    "jiceng.economy",
    "jiceng.outreach",
    "jiceng.emergency",
    "jiceng.project",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jiceng.web.middleware.SecurityHeaders",
    "jiceng.web.middleware.Sessions",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jiceng.web.middleware.Doors",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "jiceng.web.context.page",
            ],
        },
    },
]

FORM_RENDERER = "jiceng.web.rendering.Controls"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = setting("JICENG_TIME_ZONE")
LANGUAGE_COOKIE_NAME = "jiceng_language"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "web" / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {"BACKEND": "jiceng.web.assets.Hashed"},
}

LOGIN_URL = "/sign-in"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "jiceng.web.faults.no_form_token"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if setting("JICENG_BEHIND_TLS") == "yes":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_HSTS_SECONDS = 31_536_000

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
