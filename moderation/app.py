"""The web application: wiring only."""

from apiflask import APIFlask
from flask_compress import Compress
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from moderation import __version__, api
from moderation.resources import resource
from moderation.runtime import Runtime
from moderation.web.access import install_access
from moderation.web.account import account
from moderation.web.adjusting import adjusting
from moderation.web.agreement import agreement
from moderation.web.articles import desk_articles
from moderation.web.author import author
from moderation.web.colleagues import colleagues
from moderation.web.connect import install_connect
from moderation.web.corrections import correction, corrections
from moderation.web.desk import desk
from moderation.web.disclosing import disclosing
from moderation.web.editing import editing
from moderation.web.embedding import install_embedding
from moderation.web.failures import install_failures
from moderation.web.figures import figures
from moderation.web.files import install_files
from moderation.web.glossary import glossary
from moderation.web.headers import install_headers
from moderation.web.inquiries import inquiries, inquiry
from moderation.web.journal import journal
from moderation.web.keys import keys
from moderation.web.language import install_languages
from moderation.web.lists import lists
from moderation.web.own_data import own_data
from moderation.web.own_identity import own_identity
from moderation.web.preferences import preferences
from moderation.web.privacy import privacy
from moderation.web.promptness import PromptBodies
from moderation.web.pseudonyms import pseudonyms
from moderation.web.queues import queues
from moderation.web.reader import reader
from moderation.web.reports import report, reported
from moderation.web.sanction import sanction
from moderation.web.sanctions import sanctions
from moderation.web.sessions import sessions
from moderation.web.single_sign_on import install_single_sign_on
from moderation.web.staff import staff
from moderation.web.transparency import reports, transparency
from moderation.web.trying import trying
from moderation.web.unsubscribing import unsubscribing
from moderation.web.webhooks import webhooks
from moderation.web.word_lists import word_lists
from moderation.web.workshop import workshop

#: Largest request taken: 1,500 family emoji, each code point escaped in JSON, are half of it.
REQUEST_BYTES = 256 * 1024


def create_app(runtime: Runtime) -> APIFlask:
    """Return the application that serves readers, moderators and programs."""
    app = APIFlask(
        __name__,
        title="Charte",
        version=__version__,
        enable_openapi=False,  # the API brings its own pages
        json_errors=False,
        template_folder=str(resource("templates")),
    )
    # By a redirect, the router would lead to whatever host the request named.
    app.url_map.merge_slashes = False
    app.config.update(MAX_CONTENT_LENGTH=REQUEST_BYTES, MAX_FORM_MEMORY_SIZE=REQUEST_BYTES)
    app.config["COMPRESS_STREAMS"] = False  # they would leave files open
    app.jinja_options = {
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        # A newsroom's own templates go before ours.
        "loader": ChoiceLoader(
            [
                FileSystemLoader(runtime.settings.home / "templates"),
                app.create_global_jinja_loader(),
            ]
        ),
    }
    app.wsgi_app = PromptBodies(app.wsgi_app)  # type: ignore[method-assign]
    if n_proxies := runtime.settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, n_proxies, n_proxies, n_proxies, n_proxies)  # type: ignore[method-assign]
    install_embedding(app, runtime.settings)  # before what would ask for a form's token
    install_access(app, runtime)
    install_languages(app)
    install_headers(app)
    install_failures(app)
    # A secret in a compressed page could be guessed by what a stranger makes it reflect (BREACH), but
    # for a stranger’s request no page has a secret: our cookies are not sent with it (SameSite).
    Compress(app)
    install_files(app)
    app.register_blueprint(reader)
    app.register_blueprint(author)
    app.register_blueprint(editing)
    app.register_blueprint(unsubscribing)
    app.register_blueprint(desk)
    app.register_blueprint(lists)
    app.register_blueprint(preferences)
    app.register_blueprint(queues)
    app.register_blueprint(desk_articles)
    app.register_blueprint(sanction)
    app.register_blueprint(sanctions)
    app.register_blueprint(correction)
    app.register_blueprint(report)
    app.register_blueprint(reported)
    app.register_blueprint(corrections)
    app.register_blueprint(pseudonyms)
    app.register_blueprint(inquiry)
    app.register_blueprint(inquiries)
    app.register_blueprint(colleagues)
    app.register_blueprint(glossary)
    app.register_blueprint(disclosing)
    app.register_blueprint(staff)
    app.register_blueprint(journal)
    app.register_blueprint(webhooks)
    app.register_blueprint(keys)
    app.register_blueprint(figures)
    app.register_blueprint(agreement)
    app.register_blueprint(workshop)
    app.register_blueprint(trying)
    app.register_blueprint(adjusting)
    app.register_blueprint(word_lists)
    app.register_blueprint(transparency)
    app.register_blueprint(reports)
    app.register_blueprint(account)
    app.register_blueprint(sessions)
    app.register_blueprint(own_data)
    app.register_blueprint(own_identity)
    app.register_blueprint(privacy)
    install_connect(app, runtime.settings)
    install_single_sign_on(app, runtime.settings)
    api.register(app, runtime)
    return app
