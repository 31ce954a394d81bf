"""The API does what its OpenAPI document says, whatever is sent: every check of Schemathesis.

What is left out, and why, stands in schemathesis.toml beside this.
"""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from moderation.api.openapi import COMMENT_EXAMPLE
from moderation.app import create_app
from moderation.core.comment import Draft
from moderation.core.decision import Action
from moderation.core.key import Scope
from moderation.core.person import Role
from moderation.services import bans, redress, review
from moderation.services.keys import issue_api_key
from moderation.services.submission import submit_comment
from tests.api.test_casework import HELD, PRAISE, add_person

CONFIG = Path(__file__).with_name("schemathesis.toml")

#: The same requests each time; some thousand in half a minute.
SEED, EXAMPLES = "20261102", "5"


@pytest.fixture
def busy(runtime, article):
    """A newsroom in which the document's examples mean something; with no limit to how often it is asked."""
    mona, _, _ = (
        add_person(runtime, f"{name}@journal.example", name.title(), role)
        for name, role in (
            ("mona", Role.MODERATOR),
            ("max", Role.MODERATOR),
            ("ada", Role.ADMINISTRATOR),
        )
    )
    submit(replace(runtime, random=lambda _: COMMENT_EXAMPLE), PRAISE)
    refused = submit(runtime, HELD).public_id
    review.decide(runtime, mona, refused, seen=1, action=Action.REJECT, clause_ids=("TON",))
    redress.appeal(runtime, refused, words="Je conteste.")
    bans.ban_author(runtime, mona, refused, reason="Ce n’est pas elle.")
    bans.appeal_ban(runtime, refused, words="C’est moi.")
    settings = runtime.settings.model_copy(update={"api_per_minute": 1_000_000})
    return replace(runtime, settings=settings)


def submit(runtime, text):
    draft = Draft(text, "Rita Favre", "rita.favre@example.ch")
    return submit_comment(
        runtime, "budget", draft, idempotency_key=None, needs_acceptance=False
    ).comment


def test_every_check_of_schemathesis_holds(busy, serve, tmp_path):
    key = issue_api_key(busy, "Schemathesis", scopes=frozenset(Scope)).secret
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG)]
    command += ["run", f"{serve(busy)}/api/openapi.json", "--checks", "all"]
    command += ["--header", f"Authorization: Bearer {key}"]
    command += ["--seed", SEED, "--max-examples", EXAMPLES, "--continue-on-failure"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    document = create_app(busy).test_client().get("/api/openapi.json").json
    assert f"Tested: {sum(map(len, document['paths'].values()))}\n" in run.stdout, run.stdout
