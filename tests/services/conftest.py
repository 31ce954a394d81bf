"""The same runtime as everywhere, seen from the services: people are `Person`s."""

from dataclasses import replace

import pytest

from moderation.core.comment import Draft
from moderation.core.person import Role
from moderation.services import identity, submission


@pytest.fixture
def mona(runtime):
    return _of_the_newsroom(runtime, "Mona", Role.MODERATOR)


@pytest.fixture
def max_(runtime):
    return _of_the_newsroom(runtime, "Max", Role.MODERATOR)


@pytest.fixture
def edda(runtime):
    """The editor-in-chief."""
    return _of_the_newsroom(runtime, "Edda", Role.EDITOR)


def _of_the_newsroom(runtime, name, role):
    address = f"{name.casefold()}@example.org"
    return identity.create_person(runtime, email=address, name=name, role=role).person


@pytest.fixture
def submit(runtime):
    """A function: the CMS sends a text of Amir's, whom it vouches for."""

    def send(text, *, key=None, name="Amir Haddad", email=None):
        draft = Draft(text, name, email)
        return submission.submit_comment(
            runtime, "budget", draft, idempotency_key=key, needs_acceptance=False
        )

    return send


def with_settings(runtime, **changed):
    """Return *runtime* with other settings."""
    return replace(runtime, settings=runtime.settings.model_copy(update=changed))
