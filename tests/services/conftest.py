"""The same runtime as everywhere, seen from the services: people are `Person`s."""

import pytest

from moderation.core.comment import Draft
from moderation.core.person import Role
from moderation.services import identity, submission


@pytest.fixture
def mona(runtime):
    return _moderator(runtime, "Mona", Role.MODERATOR)


@pytest.fixture
def max_(runtime):
    return _moderator(runtime, "Max", Role.MODERATOR)


def _moderator(runtime, name, role):
    address = f"{name.casefold()}@example.org"
    return identity.create_person(runtime, email=address, name=name, role=role).person


@pytest.fixture
def submit(runtime):
    """A function: Amir submits a text through the form."""

    def send(text, *, key=None, name="Amir Haddad", email=None):
        draft = Draft(text, name, email, accepted_charter=runtime.charter.digest)
        return submission.submit_comment(
            runtime, "budget", draft, idempotency_key=key, needs_acceptance=True
        )

    return send
