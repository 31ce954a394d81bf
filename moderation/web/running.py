"""What the application at work runs on, as long as one request lasts."""

from typing import cast

from flask import Flask, current_app, g

from moderation.core.charter import Charter
from moderation.runtime import Runtime
from moderation.services.charter_in_force import InForce

#: Where an application keeps its runtime, and what knows the charter in force.
EXTENSION, IN_FORCE = "charte", "charte.in_force"


def install_runtime(app: Flask, runtime: Runtime) -> None:
    """Give *app* what it runs on."""
    app.extensions[EXTENSION] = runtime
    app.extensions.setdefault(IN_FORCE, InForce())


def current_runtime() -> Runtime:
    """Return what the application at work runs on; one request sees one charter, to its end."""
    if "runtime" not in g:
        runtime = cast(Runtime, current_app.extensions[EXTENSION])
        g.runtime = cast(InForce, current_app.extensions[IN_FORCE]).over(runtime)
    return cast(Runtime, g.runtime)


def charter_of_file() -> Charter:
    """Return the charter that the application began with: in force until one is published at the desk."""
    return cast(Runtime, current_app.extensions[EXTENSION]).charter


def look_again() -> None:
    """Have the next request see what was published by this one."""
    cast(InForce, current_app.extensions[IN_FORCE]).forget()
