"""Everybody can use the pages on sanctions: the list, the ladder on a case, the author's statement."""

from urllib.parse import urlsplit

import pytest

from moderation.core.comment import Draft
from moderation.core.person import Role
from moderation.core.sanction import SanctionKind
from moderation.services import ladder, submission
from moderation.services.ladder import Asked
from moderation.services.links import sanction_url
from moderation.storage import people
from tests.browser.test_access_axe import assert_everybody_can_use
from tests.conftest import CLEAN, hire

pytestmark = pytest.mark.browser

WHY = "Trois commentaires sur cinq insultent d’autres lecteurs."


def test_the_ladder_the_list_and_the_statement(desk, page, live_server):
    runtime = live_server.runtime
    draft = Draft(CLEAN, "Rita Favre", "rita@example.org")
    public_id = submission.submit_comment(
        runtime, "exemple", draft, idempotency_key=None, needs_acceptance=False
    ).comment.public_id
    with runtime.database.read() as session:
        senior = people.person_by_email(session, hire(runtime, "Sofia", Role.SENIOR))
    made = [
        ladder.sanction_author(runtime, senior, public_id, Asked(kind, ("TON",), WHY))
        for kind in (SanctionKind.WARNING, SanctionKind.MONTH)
    ]
    desk.goto(f"{live_server.url}/desk/comment/{public_id}")
    desk.click("text=Sanctionner l’auteur")
    assert desk.locator("text=Suspension de 7 jours").first.is_visible()
    assert_everybody_can_use(desk)
    desk.goto(f"{live_server.url}/desk/sanctions")
    assert_everybody_can_use(desk)
    desk.click("text=Confirmer la sanction")
    desk.wait_for_selector("text=relue le")
    for sanction in made:
        page.goto(live_server.url + urlsplit(sanction_url(runtime, sanction.id)).path)
        assert page.locator(f"text={WHY}").is_visible()
        assert_everybody_can_use(page)
