"""Webhooks at the desk, and in the terminal: administrators see whether what is told gets through."""

import re

import pytest
from click.testing import CliRunner

from moderation.app import create_app
from moderation.cli import main
from moderation.core.event import WANTED
from moderation.core.webhook import OffReason
from moderation.services import webhooks
from moderation.services.delivering import deliver_due
from tests.conftest import CLEAN
from tests.databases import on_sqlite_alone
from tests.receivers import receiving
from tests.services.conftest import submit, with_settings

__all__ = ["submit"]

ALL = [kind.value for kind in WANTED]

#: One engine: tests/services/test_webhooks.py tries both.
database_url = on_sqlite_alone


@pytest.fixture
def runtime(runtime):
    return with_settings(runtime, webhooks_private="127.0.0.0/8")


@pytest.fixture
def app(runtime):
    app = create_app(runtime)
    app.testing = True
    return app


@pytest.fixture
def receiver():
    with receiving() as receiver:
        yield receiver


def add(ada, url, **fields):
    page = ada.get("/desk/webhooks")
    chosen = [("events", kind) for kind in fields.pop("events", ALL)]
    return ada.send(page, "/desk/webhooks", [("url", url), *fields.items(), *chosen])


def press(ada, path, action):
    """Press the button of the page *path* that goes to *action*, and follow."""
    answer = ada.send(ada.get(path), action, [])
    assert answer.status_code == 303
    return ada.get(answer.location).text


def test_an_endpoint_is_added_tried_rotated_turned_off_and_removed(ada, runtime, receiver):
    answer = add(ada, receiver.url, description="Le <CMS>")
    own = answer.location
    page = ada.get(own).text
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", page)[0]
    assert "Le &lt;CMS&gt;" in page
    assert "jamais essayé" in page
    assert "L’essai est arrivé" in press(ada, own, f"{own}/essai")
    assert len(receiver.received) == 1
    assert "fonctionne" in ada.get("/desk/webhooks").text

    rotated = press(ada, own, f"{own}/secret")
    assert "Le précédent signe encore" in rotated
    assert re.search(r"whsec_[A-Za-z0-9+/=]+", rotated)[0] != secret

    receiver.status, receiver.body = 500, b"<script>alert(1)</script>"
    tried = press(ada, own, f"{own}/essai")
    assert "Le programme a répondu 500." in tried
    assert "&lt;script&gt;alert(1)" in tried
    assert "Réactiver" in press(ada, own, f"{own}/desactiver")
    assert "Réactivé" in press(ada, own, f"{own}/activer")
    assert "Aucun programme n’écoute." in press(ada, own, f"{own}/retirer")
    assert ada.get(own).status_code == 404


def test_what_failed_is_seen_everywhere_at_the_desk_and_sent_again(
    ada, mona, runtime, receiver, submit
):
    add(ada, receiver.url, events=["decision.made"])
    receiver.status = 410
    submit(CLEAN)
    deliver_due(runtime)
    (listed,) = webhooks.listed_webhooks(runtime)
    assert listed.webhook.off_reason is OffReason.GONE
    assert "1 webhook est désactivé" in ada.get("/desk/decisions").text
    assert "webhook" not in mona.get("/desk/decisions").text
    assert "n’existe plus (410)" in ada.get("/desk/webhooks").text

    receiver.status = 204
    own = f"/desk/webhooks/{listed.webhook.id}"
    assert "Réactivé\u00a0: 1 événement" in press(ada, own, f"{own}/activer")
    assert deliver_due(runtime) == 1
    assert "webhook est désactivé" not in ada.get("/desk").text
    (logged,) = webhooks.log_of(runtime, listed.webhook.id, limit=9)
    again = f"/desk/webhooks/livraison/{logged.delivery.id}/renvoyer"
    assert "repart dans un instant" in press(ada, own, again)
    assert deliver_due(runtime) == 1
    ids = [received.headers["webhook-id"] for received in receiver.received]
    assert len(ids) == 3
    assert len(set(ids)) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"url": ""}, "Indiquez l’adresse"),
        ({"url": "ftp://cms.example/"}, "https:// ou http://"),
        ({"url": "https://a:b@cms.example/"}, "sans nom ni mot de passe"),
        ({"url": "https://cms.example/", "events": []}, "Choisissez au moins un"),
        ({"url": "https://cms.example/", "events": ["webhook.test"]}, "problems"),
        ({"url": "https://cms.example/", "description": "x" * 201}, "trop long"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(ada, runtime, fields, said):
    answer = add(ada, **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert webhooks.listed_webhooks(runtime) == ()


def test_a_private_address_is_named_as_the_reason(ada, app, runtime, receiver):
    add(ada, receiver.url.replace("127.0.0.1", "169.254.169.254"))
    own = "/desk/webhooks/1"
    assert "elle n’est pas publique" in press(ada, own, f"{own}/essai")


def test_moderators_and_strangers_see_nothing_of_it(mona, eve, runtime):
    webhooks.add_webhook(runtime, url="https://cms.example/?token=geheim", events=ALL)
    for path in ("/desk/webhooks", "/desk/webhooks/1"):
        assert mona.get(path).status_code == 403
        assert eve.get(path).status_code == 303
    page = mona.get("/desk")
    assert "webhooks" not in page.text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
    for action in ("", "/1/essai", "/1/retirer", "/livraison/1/renvoyer"):
        answer = mona.client.post(f"/desk/webhooks{action}", data={"csrf_token": token})
        assert answer.status_code == 403, action


def test_the_terminal_does_all_of_it(tmp_path):
    environment = {
        "CHARTE_HOME": str(tmp_path / "home"),
        "CHARTE_MODEL": "none",
        "CHARTE_WEBHOOKS_PRIVATE": "127.0.0.0/8",
    }

    def charte(*arguments):
        return CliRunner().invoke(main, ["webhooks", *map(str, arguments)], env=environment)

    with receiving() as receiver:
        added = charte("add", receiver.url, "--event", "decision.made", "--description", "CMS")
        secret = re.search(r"whsec_\S+", added.output)[0]
        assert charte("secret", 1).output.strip() == secret
        assert "not tried yet" in charte("list").output
        tried = charte("test", 1)
        assert tried.exit_code == 0
        assert tried.output.startswith("204 in ")
        receiver.status = 503
        assert charte("test", 1).exit_code == 1
        assert secret not in charte("rotate", 1).output
        log = charte("log", 1).output
        assert "webhook.test" in log
        assert "given up" in log
        number = int(re.search(r"^ +(\d+)", log)[1])
        assert charte("redeliver", number).exit_code == 0
        assert "off since" in (charte("off", 1), charte("list"))[1].output
        assert charte("redeliver", number).exit_code == 1
        assert charte("on", 1).exit_code == 0
        receiver.status = 200
        once = CliRunner().invoke(main, ["worker", "--once"], env=environment)
        assert "1 events delivered" in once.output
        assert charte("remove", 1).exit_code == 0
        assert charte("remove", 1).exit_code == 1
        refused = charte("add", "ftp://cms.example/")
        assert refused.exit_code == 1
        assert "begins with https://" in refused.output
