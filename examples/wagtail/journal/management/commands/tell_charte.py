"""Tell Charte of the articles that it could not be told of; run it every few minutes."""

from django.core.management.base import BaseCommand, CommandError

from journal.charte import tell
from journal.models import ArticlePage


class Command(BaseCommand):
    help = "Tell Charte of the articles that it could not be told of."

    def handle(self, **options):
        # What was never published has no revision that went live.
        untold = ArticlePage.objects.filter(known_to_charte=False, first_published_at__isnull=False)
        for page in untold:
            if not tell(page):
                raise CommandError("Charte does not answer as it should: the log says how.")
            self.stdout.write(f"{page.charte_key}: {page.title}")
