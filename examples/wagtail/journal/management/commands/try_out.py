"""Fill the site with one article, an editor and a reader, whose passwords are printed."""

import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Page, Site

from journal.models import ArticlePage, FrontPage

BODY = """<p>Le Grand Conseil a accepté mardi le budget de l’an prochain, par 82 voix contre 61.
Le débat a duré neuf heures ; la commission rendra son rapport sur les subventions en janvier.</p>"""


class Command(BaseCommand):
    help = "Fill the site with one article, an editor and a reader."

    def handle(self, **options):
        if FrontPage.objects.exists():
            raise CommandError("The site is filled already.")
        address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
        front = Page.objects.get(depth=1).add_child(
            instance=FrontPage(title="Le Journal", slug="journal")
        )
        Site.objects.update(root_page=front, hostname=address.hostname, port=address.port or 80)
        article = ArticlePage(title="Le budget passe la rampe", slug="budget", body=BODY)
        front.add_child(instance=article)
        article.save_revision().publish()

        editor = secrets.token_urlsafe(9)
        User.objects.create_superuser("redaction", "redaction@example.org", editor)
        reader = secrets.token_urlsafe(9)
        User.objects.create_user(
            "rita", "rita@example.org", reader, first_name="Rita", last_name="Favre"
        )
        self.stdout.write(f"redaction {editor}\nrita {reader}\n{article.full_url}")
