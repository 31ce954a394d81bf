"""Keys of programs at the desk: administrators issue, rotate and revoke them."""

import re
from datetime import timedelta

import pytest

from moderation.core.key import Scope
from moderation.core.person import Role
from moderation.errors import NotAllowed
from moderation.services.keys import api_keys, authenticate
from tests.conftest import at_the_desk, hidden_fields

PAGE = "/desk/cles"


def issue(ada, *fields, name="notre CMS", kind="charte"):
    return ada.send(ada.get(PAGE), PAGE, [("name", name), ("kind", kind), *fields])


def secret_in(page):
    return re.search(r'<code class="secret">([^<]+)</code>', page.text)[1]


def test_a_key_is_for_what_is_ticked_and_its_secret_is_shown_once(ada, runtime):
    made = issue(ada, ("scopes", "check"), ("scopes", "read"), ("days", "30"))
    assert (made.status_code, made.headers["Cache-Control"]) == (201, "no-store")
    secret = secret_in(made)
    key = authenticate(runtime, secret)
    assert (key.name, key.scopes) == ("notre CMS", {Scope.CHECK, Scope.READ})
    assert key.expires_at == runtime.clock() + timedelta(days=30)
    page = ada.get(PAGE).text
    assert secret not in page
    assert key.prefix in page


def test_wordpress_has_a_key_of_its_own_kind(ada, runtime):
    secret = secret_in(issue(ada, ("scopes", "personal"), kind="akismet"))
    assert re.fullmatch("[0-9a-f]{12}", secret)
    assert authenticate(runtime, secret).scopes == {Scope.CHECK, Scope.SUBMIT}


def test_another_secret_opens_and_the_one_before_a_while_longer(ada, runtime, clock):
    old = secret_in(issue(ada, ("scopes", "check")))
    (key,) = api_keys(runtime)
    turned = ada.send(ada.get(PAGE), f"{PAGE}/{key.prefix}/rotation", [])
    new = secret_in(turned)
    assert authenticate(runtime, new).id == authenticate(runtime, old).id == key.id
    clock.move(hours=25)
    authenticate(runtime, new)
    with pytest.raises(NotAllowed):
        authenticate(runtime, old)


def test_a_secret_that_has_leaked_ends_at_once(ada, runtime):
    old = secret_in(issue(ada, ("scopes", "check")))
    (key,) = api_keys(runtime)
    new = secret_in(ada.send(ada.get(PAGE), f"{PAGE}/{key.prefix}/rotation", [("has_leaked", "y")]))
    authenticate(runtime, new)
    with pytest.raises(NotAllowed):
        authenticate(runtime, old)


def test_a_revoked_key_opens_nothing_and_stays_in_the_list(ada, runtime):
    secret = secret_in(issue(ada, ("scopes", "check")))
    (key,) = api_keys(runtime)
    answer = ada.send(ada.get(PAGE), f"{PAGE}/{key.prefix}/revocation", [])
    assert "n’ouvre plus rien" in ada.get(answer.location).text
    with pytest.raises(NotAllowed):
        authenticate(runtime, secret)
    page = ada.get(PAGE).text
    assert "révoquée" in page
    assert f"{key.prefix}/rotation" not in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Indiquez quel programme"),
        ({"name": "x" * 101}, "100"),
        ({"scopes": None}, "Cochez au moins une chose"),
        ({"scopes": "everything"}, "scopes"),
        ({"days": "0"}, "entre 1 et"),
        ({"days": "9" * 30}, "entre 1 et"),
        ({"days": "demain"}, "days"),
        ({"kind": "golden"}, "kind"),
    ],
)
def test_a_wrong_form_makes_no_key_and_says_why(ada, runtime, fields, said):
    given = {"name": "notre CMS", "kind": "charte", "scopes": "check", **fields}
    answer = ada.send(ada.get(PAGE), PAGE, [(k, v) for k, v in given.items() if v is not None])
    assert answer.status_code == 422
    assert said in answer.text
    assert api_keys(runtime) == ()


def test_a_key_that_is_not_there_is_neither_rotated_nor_revoked(ada, runtime):
    issue(ada, ("scopes", "check"))
    (key,) = api_keys(runtime)
    page = ada.get(PAGE)
    for action in ("rotation", "revocation"):
        fields = hidden_fields(page, f"{PAGE}/{key.prefix}/{action}")
        answer = ada.client.post(f"{PAGE}/chk_nobody/{action}", data=dict(fields))
        assert answer.status_code == 404


@pytest.mark.parametrize("role", [Role.ADVOCATE, Role.MODERATOR, Role.SENIOR, Role.EDITOR])
def test_nobody_else_sees_them(app, runtime, role):
    browser = at_the_desk(app, runtime, "Otto", role)
    assert browser.get(PAGE).status_code == 403
    assert PAGE not in browser.get("/desk").text
