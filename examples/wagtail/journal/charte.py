"""All that a Wagtail site needs for comments by Charte, to copy.

Articles are made known to it when they are published (`tell`), readers who are
signed in here write under their name (`token`), and the policy of the pages lets
its script and frame in (`ContentSecurityPolicy`).
"""

import logging
import time
import uuid

import jwt
import requests
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from wagtail import hooks
from wagtail.signals import page_published, page_unpublished

from .models import ArticlePage

#: Seconds for which an editor waits for Charte at most, and for which a token holds.
CHARTE_SECONDS, TOKEN_SECONDS = 5, 120

log = logging.getLogger(__name__)


def tell(page):
    """Make the article known to Charte as it is now. It never fails: what could not be told is
    marked, and told by `manage.py tell_charte`."""
    article = {
        "title": page.title,
        "url": page.full_url,
        "language": page.charte_language,
    }
    is_open = page.live and page.comments_open
    if is_open != page.told_open:  # else it stays as it is: the newsroom closes articles, too
        article["is_open"] = is_open
    try:
        answer = requests.put(
            f"{settings.CHARTE_URL}/api/v1/articles/{page.charte_key}",
            json=article,
            headers={"Authorization": f"Bearer {settings.CHARTE_KEY}"},
            timeout=CHARTE_SECONDS,
            allow_redirects=False,
        )
        is_known, said = answer.status_code in (200, 201), answer.status_code
    except (requests.RequestException, UnicodeError) as error:
        is_known, said = False, type(error).__name__
    if not is_known:
        log.warning("Charte was not told of page %s: %s", page.pk, said)
    told = {"told_open": is_open} if is_known else {}
    ArticlePage.objects.filter(pk=page.pk).update(known_to_charte=is_known, **told)
    return is_known


def _on_change(sender, instance, **more):
    # Afterwards: nothing of the database waits for Charte.
    transaction.on_commit(lambda: tell(instance))


page_published.connect(_on_change, sender=ArticlePage, dispatch_uid="charte")
page_unpublished.connect(_on_change, sender=ArticlePage, dispatch_uid="charte")


@hooks.register("after_publish_page")
def _say_what_failed(request, page):
    if ArticlePage.objects.filter(pk=page.pk, live=True, known_to_charte=False).exists():
        messages.warning(
            request,
            "L’article est publié, mais Charte n’a pas pu en être informée : "
            "ses commentaires suivront dès qu’elle répondra.",
        )


@require_GET
@never_cache
def token(request):
    """Say to Charte who is signed in here, by a token that works once; 401 if nobody is."""
    reader = request.user
    if not reader.is_authenticated:
        return HttpResponse(status=401)
    now = int(time.time())
    claims = {
        "sub": str(reader.pk),
        "name": reader.get_full_name(),
        "email": reader.email,
        "email_verified": settings.CHARTE_EMAILS_VERIFIED,
        "aud": settings.CHARTE_URL,
        "iat": now,
        "exp": now + TOKEN_SECONDS,
        "jti": str(uuid.uuid4()),
    }
    signed = jwt.encode(claims, settings.CHARTE_SSO_SECRET, algorithm="HS256")
    return HttpResponse(signed, content_type="text/plain")


def address(request):
    """Give templates `charte_url`."""
    return {"charte_url": settings.CHARTE_URL}


class ContentSecurityPolicy:
    """Has every page but Wagtail's own, under /admin/, take its parts from this site and Charte alone."""

    # Wagtail's editor shows previews in a frame, hence frame-ancestors.
    POLICY = (
        "default-src 'none'; img-src 'self'; style-src 'self'; connect-src 'self'; "
        f"script-src {settings.CHARTE_URL}; frame-src {settings.CHARTE_URL}; "
        "form-action 'self'; frame-ancestors 'self'; base-uri 'none'"
    )

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not request.path.startswith("/admin/"):
            response["Content-Security-Policy"] = self.POLICY
        return response
