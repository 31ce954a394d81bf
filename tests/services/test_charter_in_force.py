"""Which charter is in force, as each process sees it."""

from dataclasses import replace

import pytest

from moderation.core.person import Role
from moderation.services import identity, publishing, workshop
from moderation.services.charter_in_force import InForce, with_charter_in_force
from moderation.storage.database import Database


@pytest.fixture
def published(runtime):
    """A function: the editor-in-chief publishes a charter of another version, now."""
    edda = identity.create_person(
        runtime, email="edda@example.org", name="Edda", role=Role.EDITOR
    ).person

    def publish(before, after):
        live = with_charter_in_force(runtime)
        draft_id = workshop.begin_draft(live, edda, note=f"Version {after}")
        file = workshop.open_draft(live, draft_id).file("charte.toml")
        text = file.text.replace(f'version = "{before}"', f'version = "{after}"')
        workshop.save_file(live, edda, draft_id, file.name, text=text, seen=file.version)
        publishing.publish(live, edda, draft_id, from_at=None, reason="Un essai")

    return publish


def test_another_process_notices_within_seconds(runtime, published, clock):
    other = InForce()
    assert other.over(runtime) is runtime
    published("1.0", "1.1")
    assert other.over(runtime).charter.version == "1.0"
    clock.move(seconds=3)
    assert other.over(runtime).charter.version == "1.1"
    published("1.1", "1.2")
    clock.move(seconds=3)
    assert other.over(runtime).charter.version == "1.2"


def test_what_was_begun_ends_under_its_charter(runtime, published, clock):
    process = InForce()
    begun = process.over(runtime)
    published("1.0", "1.1")
    clock.move(seconds=3)
    assert process.over(runtime).charter.version == "1.1"
    assert begun.charter.version == "1.0"


def test_out_of_reach_of_the_database_the_last_one_known_serves(
    runtime, published, clock, tmp_path
):
    process = InForce()
    published("1.0", "1.1")
    assert process.over(runtime).charter.version == "1.1"
    clock.move(seconds=3)
    gone = replace(runtime, database=Database(f"sqlite:///{tmp_path}/nowhere/charte.db"))
    assert process.over(gone).charter.version == "1.1"
    assert InForce().over(gone).charter.version == "1.0"  # begun just then: the file's
