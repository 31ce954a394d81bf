"""Who is behind a comment is shown at the desk to who may, with a purpose, and it is noted."""

import pytest

from moderation.core.audit import AuditKind, Wanted
from moderation.core.person import Role
from moderation.services import auditing, identity, tracing
from tests.conftest import AMBIGUOUS, at_the_desk

PURPOSE = "Le ministère public demande qui a écrit cela."


@pytest.fixture
def case(amir, mona, runtime):
    amir.write(AMBIGUOUS)
    page = mona.get("/desk").text
    return next(part for part in page.split('"') if part.endswith("/decision"))[: -len("/decision")]


@pytest.mark.parametrize("role", [Role.ADVOCATE, Role.SENIOR, Role.EDITOR])
def test_who_may_says_why_and_sees_it(app, runtime, case, role):
    browser = at_the_desk(app, runtime, "Sara", role)
    page = browser.get(case)
    assert "amir.haddad@example.org" not in page.text
    seen = browser.send(page, f"{case}/identite", [("purpose", PURPOSE)])
    assert "amir.haddad@example.org" in seen.text
    assert seen.headers["Cache-Control"] == "no-store"
    (noted,) = tracing.disclosures(runtime, limit=10)
    assert (noted.seen_by, noted.reason) == ("Sara", PURPOSE)
    assert "email" in noted.what


def test_it_stands_in_the_audit_log_without_the_purpose(app, runtime, case):
    browser = at_the_desk(app, runtime, "Sara", Role.SENIOR)
    browser.send(browser.get(case), f"{case}/identite", [("purpose", PURPOSE)])
    editor = identity.create_person(
        runtime, email="e@example.org", name="Eva", role=Role.EDITOR
    ).person
    page = auditing.journal(runtime, editor, Wanted(kind=AuditKind.IDENTITY), before=None, limit=10)
    (one,) = page.entries
    assert one.name == "Sara"
    assert "email" in one.entry.facts["what"]
    assert PURPOSE not in str(one.entry.facts)


@pytest.mark.parametrize("purpose", ["", "   ", "x" * 501, "a\x00b"])
def test_without_a_purpose_nothing_is_shown_and_nothing_noted(app, runtime, case, purpose):
    browser = at_the_desk(app, runtime, "Sara", Role.SENIOR)
    page = browser.get(f"{case}/identite")
    answer = browser.send(page, f"{case}/identite", [("purpose", purpose)])
    assert answer.status_code == 422
    assert "amir.haddad@example.org" not in answer.text
    assert tracing.disclosures(runtime, limit=10) == ()


def test_a_moderator_is_not_even_asked(mona, case):
    assert "/identite" not in mona.get(case).text
    assert mona.get(f"{case}/identite").status_code == 403
