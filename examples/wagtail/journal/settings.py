"""Settings of the example: as short as Wagtail allows, and for trying out alone."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).parent.parent

# What is of Charte.

#: Where Charte is, without a slash at the end: its CHARTE_PUBLIC_URL.
CHARTE_URL = os.environ.get("CHARTE_URL", "http://127.0.0.1:8000")
#: A key of it: `charte admin issue-key "Wagtail" --scope submit`.
CHARTE_KEY = os.environ.get("CHARTE_KEY", "")
#: What this site and Charte alone know, 32 characters or more: its CHARTE_SSO_SECRET.
CHARTE_SSO_SECRET = os.environ.get("CHARTE_SSO_SECRET", "")
#: Whether every account of this site was made by opening a letter to its address. If not, say
#: False: Charte then sends the letter. True without it lets people in under others' addresses.
CHARTE_EMAILS_VERIFIED = True

# What any Wagtail site has.

DEBUG = True
SECRET_KEY = os.environ.get("SECRET_KEY", "for trying out alone")
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
WAGTAIL_SITE_NAME = "Le Journal"
WAGTAILADMIN_BASE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8080")

INSTALLED_APPS = [
    "journal",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "journal.charte.ContentSecurityPolicy",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "journal.urls"
LOGIN_REDIRECT_URL = "/"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "journal.charte.address",
            ]
        },
    }
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "site.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Zurich"
USE_TZ = True
