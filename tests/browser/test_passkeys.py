"""Passkeys in chromium, with a device of its own that keeps them."""

import pytest

from moderation.core.letter import LetterKind
from tests.browser.conftest import log_in
from tests.browser.test_access_axe import assert_everybody_can_use
from tests.conftest import PASSWORD
from tests.test_accounts import posted

pytestmark = pytest.mark.browser

AMIR = "amir.haddad@example.org"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """The device that chromium asks, as its user and as somebody who copies its keys."""

    def __init__(self, page):
        self._told = page.context.new_cdp_session(page)
        self._told.send("WebAuthn.enable")
        added = self._told.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        self._id = added["authenticatorId"]

    def keys(self):
        """Return the passkeys that it keeps."""
        return self._send("getCredentials")["credentials"]

    def put_back(self, key):
        """Keep *key* in the place of the one that is there."""
        self._send("removeCredential", credentialId=key["credentialId"])
        self._send("addCredential", credential=key)

    def forget(self):
        self._send("clearCredentials")

    def recognises_its_owner(self, does):
        self._send("setUserVerified", isUserVerified=does)

    def _send(self, command, **what):
        return self._told.send(f"WebAuthn.{command}", {"authenticatorId": self._id, **what})


@pytest.fixture
def url(live_server):
    """Passkeys need a name: an address of numbers has none."""
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def device(page):
    return Device(page)


@pytest.fixture
def amir(page, url, device):
    """A window in which Amir is logged in, where a device keeps passkeys."""
    log_in_by_password(page, url)
    return page


def log_in_by_password(page, url):
    page.goto(f"{url}/compte/connexion")
    page.fill("#email", AMIR)
    page.fill("#password", PASSWORD)
    page.click("main button:text-is('Se connecter')")
    page.wait_for_url("**/compte")


def add(page, name="Mon portable"):
    page.click("text=Ajouter une clé d’accès")
    page.fill("#name", name)
    page.click("main button:text('Ajouter une clé')")


def log_out(page):
    page.goto(page.url.split("/compte")[0] + "/compte")
    page.click("text=Se déconnecter")
    page.wait_for_url("**/compte/connexion")


def log_in_by_passkey(page, url):
    page.goto(f"{url}/compte/connexion")
    page.click("text=Avec une clé d’accès")


def test_a_passkey_is_added_opens_the_account_and_is_removed(amir, device, url, live_server):
    add(amir)
    amir.wait_for_selector(".news-success:has-text('ouvre désormais votre compte')")
    assert len(posted(live_server.runtime, LetterKind.PASSKEY_ADDED)) == 1
    assert_everybody_can_use(amir)
    log_out(amir)
    log_in_by_passkey(amir, url)
    amir.wait_for_url("**/compte")
    amir.wait_for_selector("text=utilisée le")
    amir.click("text=Retirer")
    amir.wait_for_selector(".news-success:has-text('n’ouvre plus votre compte')")
    log_out(amir)
    log_in_by_passkey(amir, url)
    amir.wait_for_selector(".news-error:has-text('n’ouvre aucun compte ici')")
    assert device.keys() != [], "the device knows nothing of it"


def test_the_newsroom_has_its_link(page, url, device):
    page.goto(f"{url}/compte/connexion")
    page.fill("#email", "mona@example.org")
    page.fill("#password", PASSWORD)
    page.click("main button:text-is('Se connecter')")
    page.wait_for_url("**/desk")
    page.click("text=Mon compte")
    page.click("nav >> text=Clés d’accès")
    page.fill("#name", "Clé de la rédaction")
    page.click("main button:text('Ajouter une clé')")
    page.wait_for_selector(".news-success")
    page.goto(f"{url}/desk")
    page.click("text=Mon compte")
    page.click("text=Se déconnecter")
    log_in_by_passkey(page, url)
    page.wait_for_url("**/desk")


def test_who_says_no_is_told_so_and_can_say_yes(amir, device, url):
    device.recognises_its_owner(False)
    add(amir)
    amir.wait_for_selector("[role=alert]:has-text('n’a rien confirmé'):visible")
    assert_everybody_can_use(amir)
    assert device.keys() == []
    device.recognises_its_owner(True)
    assert amir.input_value("#name") == "Mon portable"
    amir.click("text=Réessayer")
    amir.wait_for_selector(".news-success")
    log_out(amir)
    device.recognises_its_owner(False)
    log_in_by_passkey(amir, url)
    amir.wait_for_selector("[role=alert]:has-text('n’a rien confirmé'):visible")
    assert_everybody_can_use(amir)
    device.recognises_its_owner(True)
    amir.click("text=Réessayer")
    amir.wait_for_url("**/compte")


def test_a_device_without_a_passkey_opens_nothing(page, url, device):
    log_in_by_passkey(page, url)
    page.wait_for_selector("[role=alert]:visible")
    page.click("text=Se connecter autrement")
    page.wait_for_selector("#password")


def test_a_device_is_not_added_twice(amir):
    add(amir)
    amir.wait_for_selector(".news-success")
    amir.fill("#name", "Encore lui")
    amir.click("main button:text('Ajouter une clé')")
    amir.wait_for_selector("[role=alert]:has-text('déjà une clé d’accès'):visible")


def test_a_copy_that_was_used_less_is_refused(amir, device, url):
    add(amir)
    amir.wait_for_selector(".news-success")
    (copy,) = device.keys()
    log_out(amir)
    log_in_by_passkey(amir, url)
    amir.wait_for_url("**/compte")
    log_out(amir)
    device.put_back(copy)
    log_in_by_passkey(amir, url)
    amir.wait_for_selector(".news-error:has-text('n’a pas pu être vérifiée')")


def test_what_a_login_of_a_while_ago_may_not_change_a_passkey_may(amir, url, live_server):
    add(amir)
    amir.wait_for_selector(".news-success")
    live_server.app.config["SECURITY_FRESHNESS"] /= 1e9  # every login was a while ago
    amir.goto(f"{url}/compte")
    amir.click("text=Ajouter une clé d’accès")
    amir.wait_for_selector("h1:has-text('C’est bien vous')")
    assert_everybody_can_use(amir)
    live_server.app.config["SECURITY_FRESHNESS"] *= 1e9
    amir.click("text=Avec une clé d’accès")
    amir.wait_for_url("**/compte/cles")


def test_an_address_without_a_name_says_that_it_cannot(page, live_server):
    log_in(page, live_server, AMIR)
    add(page)
    page.wait_for_selector("[role=alert]:has-text('ne permet pas de clés'):visible")


def test_without_scripts_the_other_ways_stay(browser, url):
    context = browser.new_context(java_script_enabled=False, locale="fr-CH")
    page = context.new_page()
    page.goto(f"{url}/compte/connexion")
    assert not page.is_visible("text=Avec une clé d’accès")
    log_in_by_password(page, url)
    page.click("text=Ajouter une clé d’accès")
    assert page.is_visible("text=il faut un navigateur qui les connaît, avec JavaScript")
    assert not page.is_visible("#name")
    context.close()
