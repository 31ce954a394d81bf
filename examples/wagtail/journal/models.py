"""The pages of the site."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class FrontPage(Page):
    """Lists the articles."""

    subpage_types = ["journal.ArticlePage"]


class ArticlePage(Page):
    """An article, with Charte's comments below."""

    body = RichTextField("texte")
    comments_open = models.BooleanField("commentaires ouverts", default=True)
    #: Whether Charte has the article as it was last published; told by charte.tell.
    known_to_charte = models.BooleanField(default=False, editable=False)
    #: Whether Charte was last told that the article takes comments; None: nothing yet. Only what
    #: differs is told again: what the newsroom closes at its desk stays closed.
    told_open = models.BooleanField(null=True, editable=False)
    exclude_fields_in_copy = ["known_to_charte", "told_open"]

    content_panels = [*Page.content_panels, FieldPanel("body"), FieldPanel("comments_open")]
    parent_page_types = ["journal.FrontPage"]
    subpage_types = []

    def with_content_json(self, content):
        """Take what an editor wrote from a revision, and what Charte was told from the page."""
        page = super().with_content_json(content)
        page.told_open = self.told_open
        return page

    @property
    def charte_key(self):
        """What Charte calls the article: the page's number, which no new title or address changes."""
        return f"wagtail-{self.pk}"

    @property
    def charte_language(self):
        """The article's language, of the four that Charte speaks."""
        language = self.locale.language_code[:2]
        return language if language in ("fr", "de", "it", "en") else "fr"
