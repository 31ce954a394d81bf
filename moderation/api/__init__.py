"""The protocols of CMSs."""

from apiflask import APIFlask

from moderation.api import articles, casework, native, people, redress, sanctions
from moderation.api.akismet import akismet, akismet_test
from moderation.api.blueprint import api
from moderation.api.coral import coral
from moderation.api.documentation import reference
from moderation.api.keys import EXTENSION, IN_FORCE, install_limits
from moderation.api.openai import openai
from moderation.api.openapi import configure_openapi
from moderation.api.perspective import perspective, perspective_discovery
from moderation.api.problems import tell_unknown_addresses
from moderation.runtime import Runtime
from moderation.services.charter_in_force import InForce

#: What the native API's operations are in.
OPERATIONS = (native, articles, casework, redress, sanctions, people)


def register(app: APIFlask, runtime: Runtime) -> None:
    """Give *app* the API, its documentation, its limits and its problems.

    Call it after the extensions of the pages are installed: the API is let
    off their form tokens and their limits, and has its own.
    """
    app.extensions[EXTENSION] = runtime
    app.extensions.setdefault(IN_FORCE, InForce())
    protocols = (
        api,
        akismet,
        akismet_test,
        coral,
        openai,
        perspective,
        perspective_discovery,
    )
    for blueprint in protocols:
        if csrf := app.extensions.get("csrf"):
            csrf.exempt(blueprint)
        for limiter in app.extensions.get("limiter", ()):
            limiter.exempt(blueprint)
    install_limits(app)
    # Fields come in the order in which they are described.
    app.json.sort_keys = False  # type: ignore[attr-defined]
    configure_openapi(app, runtime.settings)
    tell_unknown_addresses(app)
    for blueprint in protocols:
        app.register_blueprint(blueprint)
    app.register_blueprint(reference)
