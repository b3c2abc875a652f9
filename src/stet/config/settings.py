"""Django's settings, all derived from `stet.config.env.Env`."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO

from stet.config import logs
from stet.config.databases import database
from stet.config.env import Env, kept_secret
from stet.config.version import version
from stet.web.languages import LANGUAGES as _SPOKEN
from stet.web.languages import unknown_to

STET = Env.read()
STET_VERSION = version()

DEBUG = STET.debug
SECRET_KEY = STET.secret_key or kept_secret(STET.data, "secret_key")
_public = urlsplit(STET.public_url)
ALLOWED_HOSTS = [
    *([_public.hostname] if _public.hostname else []),
    *STET.allowed_hosts,
    "127.0.0.1",
    "localhost",
    "[::1]",
]
FORCE_SCRIPT_NAME = _public.path or None
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"] if _public.netloc else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "ninja",
    "django_tasks",
    "django_tasks_db",
    "stet.newsroom",
    "stet.ledger",
    "stet.comments",
    "stet.moderation",
    "stet.telling",
    "stet.exchange",
    "stet.web",
    "stet.config",
]

MIDDLEWARE = [
    "stet.web.ops.middleware.RequestLog",
    "stet.web.ops.middleware.Probes",
    "django.middleware.security.SecurityMiddleware",
    "stet.wire.front.WireFront",
    "stet.web.api.front.ApiFront",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "stet.web.embed.cookieless.Cookieless",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "stet.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "stet.web.reader.errors.WrongMethod",
]

ROOT_URLCONF = "stet.config.urls"
WSGI_APPLICATION = "stet.config.wsgi.application"
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
                "stet.web.showing.surroundings",
            ],
            # Dates and numbers as each language writes them, with no template asking for it.
            "builtins": ["stet.web.templatetags.local"],
        },
    }
]

DATABASES = {"default": database(STET)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "newsroom.Staff"
LOGIN_URL = "desk:sign_in"
LOGIN_REDIRECT_URL = "desk:next"
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 12 * 3600  # a long shift; signing in again next morning is no burden
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "stet_session"
CSRF_COOKIE_NAME = "stet_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "stet.web.reader.errors.csrf_failure"
# Below a sub-path, the publisher's other programs on the same host see none of our cookies.
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = _public.path or "/"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _public.scheme == "https"

LOGGING = logs.logging_config(STET.log_level)
logs.configure(STET.log_level)
READINESS_PROBES = {  # in this order: each needs those before it
    "database": "stet.config.readiness.database",
    "migrations": "stet.config.readiness.migrations",
    "guards": "stet.config.readiness.guards",
    "newsroom": "stet.config.readiness.newsroom",
}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [(one.tag, one.name) for one in _SPOKEN]
LANG_INFO.update(unknown_to(LANG_INFO))
LOCALE_PATHS = [str(Path(__file__).parents[1] / "locale")]
FORMAT_MODULE_PATH = ["stet.web.formats"]
LANGUAGE_COOKIE_NAME = "stet_lang"

STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
# A comment of 5,000 code points is at most 60 kB form-encoded; a megabyte leaves ample room.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Granian speaks plain HTTP; that readers came by https, only the proxy in front knows.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _public.scheme == "https" else None
SECURE_HSTS_SECONDS = 31_536_000 if _public.scheme == "https" else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
# Cookies and HSTS follow the public address (stet.W007, stet.W008); debugging is stet.W001; the
# redirect to https, and what holds for a whole domain, are the proxy's and the publisher's.
SILENCED_SYSTEM_CHECKS = [f"security.W{number:03}" for number in (4, 5, 8, 12, 16, 18, 21)]
