"""The newsroom's accounts at the desk: added, given a role, shut; an administrator is always left."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from moderation.core.audit import AuditKind, Wanted
from moderation.core.person import Role
from moderation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from moderation.services import auditing, staff
from moderation.storage import people
from tests.conftest import PASSWORD, Browser, hire
from tests.test_access import passwords

PAGE = "/desk/equipe"
NINA = [("email", "nina@example.org"), ("name", "Nina Rey"), ("role", "senior"), ("language", "de")]


def person(runtime, email):
    with runtime.database.read() as session:
        return people.person_by_email(session, email)


def sole_administrator(runtime):
    """Return Ada; the installation's first administrator, who is nobody, is shut."""
    ada = person(runtime, "ada@example.org")
    for one in staff.colleagues(runtime, ada):
        if one.person.role is Role.ADMINISTRATOR and one.person.id != ada.id:
            staff.set_active(runtime, ada, one.person.id, active=False)
    return ada


def test_somebody_is_added_and_comes_in_by_a_password_that_is_shown_once(app, runtime, ada):
    page = ada.send(ada.get(PAGE), PAGE, NINA)
    assert page.status_code == 201
    password = re.search(r'class="once">([^<]+)<', page.text)[1]
    assert password not in ada.get(PAGE).text
    nina = Browser(app)
    nina.log_in("nina@example.org", password)
    assert nina.get("/desk").location == "/compte/mot-de-passe"
    form = nina.get("/compte/mot-de-passe")
    nina.send(form, "/compte/mot-de-passe", passwords(password, PASSWORD))
    assert nina.get("/desk").status_code == 200
    assert person(runtime, "nina@example.org").role is Role.SENIOR


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"email": "ada@example.org"}, 409, "Cette adresse a déjà un compte."),
        ({"email": "nina"}, 422, "n’est pas complète"),
        ({"name": "  "}, 422, "Indiquez le nom"),
        ({"role": "reader"}, 422, ""),
        ({"language": "xx"}, 422, ""),
    ],
)
def test_what_cannot_be_added_is_said(runtime, ada, changed, status, said):
    answer = ada.send(ada.get(PAGE), PAGE, list((dict(NINA) | changed).items()))
    assert answer.status_code == status
    assert said in answer.text
    assert person(runtime, "nina@example.org") is None


def test_a_role_is_changed_and_it_is_in_the_log(runtime, ada, mona):
    mona_ = person(runtime, "mona@example.org")
    ada.send(ada.get(PAGE), f"{PAGE}/{mona_.id}/role", [("role", "editor")])
    assert person(runtime, "mona@example.org").role is Role.EDITOR
    assert mona.get("/desk/journal").status_code == 200
    ada_ = person(runtime, "ada@example.org")
    found = auditing.journal(runtime, ada_, Wanted(kind=AuditKind.ACCOUNT), before=None, limit=1)
    (one,) = found.entries
    assert one.name == "Ada"
    assert found.people[one.entry.about] == "Mona"
    assert one.entry.facts == {"step": "role changed", "before": "moderator", "after": "editor"}


def test_an_account_is_shut_at_once_and_opened_again(app, runtime, ada, mona):
    mona_ = person(runtime, "mona@example.org")
    ada.send(ada.get(PAGE), f"{PAGE}/{mona_.id}/fermer", [])
    assert mona.get("/desk").status_code == 303
    assert "incorrect" in Browser(app).log_in("mona@example.org", PASSWORD).text
    ada.send(ada.get(PAGE), f"{PAGE}/{mona_.id}/rouvrir", [])
    assert mona.get("/desk").status_code == 303  # its sessions ended
    assert Browser(app).log_in("mona@example.org", PASSWORD).status_code == 302


def test_all_sessions_of_somebody_are_ended(runtime, ada, mona):
    mona_ = person(runtime, "mona@example.org")
    page = ada.get(PAGE)
    assert "Terminer 1 session" in page.text.replace("\u00a0", " ")
    ada.send(page, f"{PAGE}/{mona_.id}/sessions", [])
    assert mona.get("/desk").status_code == 303


def test_the_last_administrator_stays(runtime, ada):
    sole = sole_administrator(runtime)
    page = ada.get(PAGE)
    for action, fields in (("role", [("role", "editor")]), ("fermer", [])):
        answer = ada.send(page, f"{PAGE}/{sole.id}/{action}", fields)
        assert answer.status_code == 409
        assert "Il faut qu’il reste une personne" in answer.text
    assert person(runtime, "ada@example.org") == sole
    hire(runtime, "Bea", Role.ADMINISTRATOR)
    staff.set_role(runtime, sole, sole.id, Role.EDITOR)
    assert person(runtime, "ada@example.org").role is Role.EDITOR


def test_two_who_take_the_role_from_each_other_do_not_both_succeed(runtime, ada):
    sole = sole_administrator(runtime)
    hire(runtime, "Bea", Role.ADMINISTRATOR)
    bea = person(runtime, "bea@example.org")

    def demote(by, whom):
        try:
            staff.set_role(runtime, by, whom.id, Role.MODERATOR)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(demote, (sole, bea), (bea, sole)))
    assert sorted(done) == [False, True]


def test_only_who_may_manages_accounts_and_only_the_newsrooms(runtime, ada, mona, amir):
    ada_, mona_ = person(runtime, "ada@example.org"), person(runtime, "mona@example.org")
    with pytest.raises(NotAllowed):
        staff.set_role(runtime, mona_, mona_.id, Role.ADMINISTRATOR)
    with pytest.raises(InvalidInput):
        staff.set_role(runtime, ada_, mona_.id, Role.READER)
    reader = person(runtime, "amir.haddad@example.org")
    with pytest.raises(NotFound):
        staff.set_role(runtime, ada_, reader.id, Role.MODERATOR)
