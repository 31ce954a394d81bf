"""A real WordPress asks Charte: with the Akismet plugin that comes with it, and with our own."""

import re
import secrets
import shutil
import tempfile
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from moderation.core.decision import Action
from moderation.core.key import Scope
from moderation.core.person import Role
from moderation.runtime import Runtime, read_charter
from moderation.services import identity, keys, review, submission
from moderation.services.telling import tell_decisions
from moderation.settings import Settings
from moderation.storage import charters
from moderation.storage.database import Database
from moderation.storage.suggestion_tables import SuggestionRow
from moderation.storage.tables import ArticleRow, CommentRow
from tests.api.conftest import ANSWERS, NOW, served
from tests.charters import with_sample
from tests.classifiers import FixedClassifier
from tests.wordpress.site import ADMINISTRATOR, PASSWORD, running

INSULT = "Ce conseiller est un connard, qu’il démissionne enfin de son poste."


def praise(word):
    return f"Merci pour l'article sur {word}, je partage l’avis du Conseil."


def unsure(word):
    return f'L\'avis sur {word} est "ambigu", comme on dit chez nous & ailleurs.'


@pytest.fixture(scope="module")
def wordpress():
    """One WordPress for all of them, in a folder with a short name."""
    folder = Path(tempfile.mkdtemp(prefix="wp"))
    try:
        with running(folder) as site:
            yield site
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def runtime(tmp_path_factory):
    """Charte as a newsroom has it that lets the machine refuse."""
    settings = Settings(
        home=tmp_path_factory.mktemp("charte"),
        secret_key="s" * 32,
        undo_seconds=0,
        webhooks_private="127.0.0.0/8",
    )
    charter = with_sample(read_charter(None), 0.0)
    database = Database(settings.resolved_database_url)
    database.upgrade()
    with database.begin() as session:
        charters.keep_charter(session, charter, adopted_at=NOW)
    classifier = FixedClassifier(ANSWERS)
    yield Runtime(settings, database, charter, classifier, None, lambda: NOW, secrets.token_urlsafe)
    database.close()


@pytest.fixture(scope="module")
def moderator(runtime):
    return identity.create_person(
        runtime, email="mona@example.org", name="Mona", role=Role.MODERATOR
    ).person


@pytest.fixture(scope="module")
def both(wordpress, runtime):
    """The site with either plugin told of Charte, and none switched on."""
    with served(runtime) as root:
        wordpress.charte.write_text(root)
        wordpress.php(
            "activate_plugin( 'akismet/akismet.php' );"
            "require_once AKISMET__PLUGIN_DIR . 'class.akismet-admin.php';"
            f"Akismet_Admin::save_key( '{keys.issue_akismet_key(runtime, 'Le Journal').secret}' );"
        )
        key = keys.issue_api_key(runtime, "Le Journal", scopes={Scope.SUBMIT, Scope.READ}).secret
        wordpress.set(charte_settings={"address": root, "key": key, "unreachable": "hold"})
        yield wordpress


@pytest.fixture(scope="module")
def akismet(both):
    """The site with Akismet's own plugin, redirected to Charte."""
    return both


@pytest.fixture(scope="module")
def charte(both):
    """The site with our own plugin, once Akismet's is switched off."""
    both.php("deactivate_plugins( 'akismet/akismet.php' ); activate_plugin( 'charte/charte.php' );")
    return both


@pytest.fixture
def decide(runtime, moderator):
    """A function: decide as a moderator on what was held last."""

    def decided(action):
        with runtime.database.read() as session:
            newest = sa.select(CommentRow.public_id).order_by(CommentRow.id.desc())
            public_id = session.scalars(newest).first()
        comment = submission.find_comment(runtime, public_id)
        clauses = ("INJURE",) if action is Action.REJECT else ()
        review.decide(
            runtime, moderator, public_id, seen=comment.version, action=action, clause_ids=clauses
        )

    return decided


@pytest.fixture
def administrator(wordpress):
    """A browser in which the site's administrator is logged in."""
    with httpx.Client(base_url=wordpress.url, follow_redirects=True, timeout=60) as browser:
        browser.get("/wp-login.php")
        form = {"log": ADMINISTRATOR, "pwd": PASSWORD, "testcookie": "1"}
        browser.post("/wp-login.php", data=form)
        yield browser


def held(runtime, word):
    """Return the comments at Charte about *word*."""
    with runtime.database.read() as session:
        bodies = session.scalars(sa.select(CommentRow.body).order_by(CommentRow.id)).all()
    return [body for body in bodies if word in body]


def suggestions(runtime):
    with runtime.database.read() as session:
        return [(row.body, row.breaks) for row in session.scalars(sa.select(SuggestionRow))]


def test_akismets_plugin_publishes_refuses_and_holds(akismet, runtime):
    for text, status in (
        (praise("le budget"), "approved"),
        (INSULT, "spam"),
        (unsure("le budget"), "unapproved"),
    ):
        assert akismet.write(text).status_code == 302
        assert akismet.status(text[:12]) == status, text
    assert held(runtime, "le budget") == [unsure("le budget")]
    with runtime.database.read() as session:
        article = session.scalars(sa.select(ArticleRow)).one()
        assert (article.key, article.url.startswith(akismet.url)) == ("127.0.0.1:1", True)


@pytest.mark.parametrize(
    ("action", "status", "word"),
    [(Action.APPROVE, "approved", "les écoles"), (Action.REJECT, "spam", "les routes")],
)
def test_akismets_plugin_is_told_what_our_moderator_decided(
    akismet, runtime, decide, action, status, word
):
    akismet.write(unsure(word))
    assert akismet.status(f"L'avis sur {word}") == "unapproved"
    decide(action)
    assert tell_decisions(runtime) == 1
    assert akismet.status(f"L'avis sur {word}") == status
    assert suggestions(runtime) == []


def test_akismets_plugin_of_before_asks_again(akismet, runtime, decide):
    akismet.set(without_callback=True)
    akismet.write(unsure("la gare"))
    assert akismet.status("L'avis sur la gare") == "unapproved"
    akismet.php("Akismet::cron_recheck();")
    assert akismet.status("L'avis sur la gare") == "unapproved"
    assert held(runtime, "la gare") == [unsure("la gare")]
    decide(Action.APPROVE)
    akismet.php("Akismet::cron_recheck();")
    assert akismet.status("L'avis sur la gare") == "approved"
    akismet.set(without_callback=False)


def test_akismets_plugin_holds_while_charte_is_away(akismet, runtime):
    there = akismet.charte.read_text()
    akismet.charte.write_text("http://127.0.0.1:9")
    akismet.write(praise("la piscine"))
    assert akismet.status("Merci pour l'article sur la piscine") == "unapproved"
    akismet.charte.write_text(there)
    akismet.php("Akismet::cron_recheck();")
    assert akismet.status("Merci pour l'article sur la piscine") == "approved"


def test_what_people_of_wordpress_decide_is_learnt_from(akismet, runtime):
    akismet.write(praise("le musée"))
    akismet.php(
        "wp_set_current_user( 1 ); $_POST['spam'] = 1;"
        "$found = get_comments( array( 'search' => 'le musée', 'number' => 1 ) );"
        "wp_spam_comment( $found[0] );"
    )
    assert suggestions(runtime) == [(praise("le musée"), {"violation": True})]


def test_akismets_settings_take_our_key(akismet, administrator, runtime):
    # Its form drops what is no hexadecimal digit, and takes 12 of them.
    key = keys.issue_akismet_key(runtime, "Le Journal").secret
    path = "/wp-admin/options-general.php?page=akismet-key-config"
    nonce = re.search(r'name="_wpnonce" value="(\w+)"', administrator.get(path).text)[1]
    form = {"action": "enter-key", "key": key, "_wpnonce": nonce}
    page = administrator.post(path, data=form)
    assert akismet.php("return get_option( 'wordpress_api_key' );") == key
    assert "Active" in page.text


def test_our_plugin_publishes_holds_and_tells_the_clause(charte, runtime):
    assert charte.write(praise("la voirie")).status_code == 302
    assert charte.status("Merci pour l'article sur la voirie") == "approved"
    assert charte.write(unsure("la voirie")).status_code == 302
    assert charte.status("L'avis sur la voirie") == "unapproved"
    refused = charte.write(INSULT, name="Amir Haddad")
    clause = runtime.charter.clause("INJURE")
    assert refused.status_code == 403
    assert clause.title["fr"] in refused.text
    assert "<mark>est un connard</mark>" in refused.text
    assert "/suivi/" in refused.text
    too_long = charte.write("long " * 4_200)
    assert too_long.status_code == 400
    assert held(runtime, "la voirie") == [praise("la voirie"), unsure("la voirie")]


@pytest.mark.parametrize(
    ("action", "status", "word"),
    [(Action.APPROVE, "approved", "le théâtre"), (Action.REJECT, "trash", "la patinoire")],
)
def test_our_plugin_does_what_our_moderator_decided(charte, decide, action, status, word):
    charte.write(unsure(word))
    charte.php("Charte_Comments::catch_up();")
    assert charte.status(f"L'avis sur {word}") == "unapproved"
    decide(action)
    charte.php("Charte_Comments::catch_up();")
    assert charte.status(f"L'avis sur {word}") == status


def test_our_plugin_hears_of_what_comes_after_many_that_wait(charte, decide):
    charte.write(unsure("le lac"))
    # As many as it looks at in one go, of which nobody decides anything.
    charte.php(
        """$waits = get_comments( array( 'search' => 'le lac', 'number' => 1 ) )[0];
        $id = get_comment_meta( $waits->comment_ID, 'charte_waits', true );
        for ( $n = 1; $n < Charte_Comments::AT_ONCE; $n++ ) {
            $copy = array( 'comment_content' => "Copie $n", 'comment_approved' => 0 );
            $copy += array( 'comment_post_ID' => 1, 'comment_meta' => array( 'charte_waits' => $id ) );
            wp_insert_comment( $copy );
        }"""
    )
    charte.write(unsure("le quai"))
    decide(Action.APPROVE)
    charte.php("delete_option( Charte_Comments::LAST ); Charte_Comments::catch_up();")
    assert charte.status("L'avis sur le quai") == "unapproved"
    charte.php("Charte_Comments::catch_up();")
    assert charte.status("L'avis sur le quai") == "approved"


def test_our_plugin_holds_while_charte_is_away_and_sends_later(charte, runtime):
    settings = charte.php("return get_option( 'charte_settings' );")
    charte.set(charte_settings={**settings, "address": "http://127.0.0.1:9"})
    charte.write(praise("le marché"))
    assert charte.status("Merci pour l'article sur le marché") == "unapproved"
    charte.set(charte_settings=settings)
    charte.php("Charte_Comments::catch_up();")
    assert charte.status("Merci pour l'article sur le marché") == "approved"


def test_the_settings_of_our_plugin_speak_four_languages(charte):
    words = charte.php(
        "$of = array(); foreach ( array( 'fr_FR', 'de_CH', 'de_DE', 'it_IT' ) as $locale ) {"
        "unload_textdomain( 'charte' ); load_textdomain( 'charte', WP_PLUGIN_DIR ."
        ' "/charte/languages/charte-$locale.mo", $locale );'
        "$of[] = translate( 'Charte answers.', 'charte' ); } return $of;"
    )
    assert words == [
        "Charte répond.",
        "Charte antwortet.",
        "Charte antwortet.",
        "Charte risponde.",
    ]


def test_the_settings_of_our_plugin_are_the_administrators(charte, administrator, runtime):
    path = "/wp-admin/options-general.php?page=charte"
    page = administrator.get(path)
    assert "Charte answers." in page.text
    settings = charte.php("return get_option( 'charte_settings' );")
    assert settings["key"] not in page.text
    nonce = re.search(r'name="_wpnonce" value="(\w+)"', page.text)[1]
    form = {
        "option_page": "charte",
        "action": "update",
        "charte_settings[address]": "http://127.0.0.1:9/",
        "charte_settings[key]": "",
        "charte_settings[unreachable]": "publish",
        "_wp_http_referer": path,
    }
    assert administrator.post("/wp-admin/options.php", data=form).status_code == 403
    stranger = httpx.post(
        f"{charte.url}/wp-admin/options.php", data={**form, "_wpnonce": nonce}, timeout=60
    )
    assert "wp-login.php" in stranger.headers["Location"]
    assert charte.php("return get_option( 'charte_settings' );") == settings
    saved = administrator.post("/wp-admin/options.php", data={**form, "_wpnonce": nonce})
    assert "Charte does not answer" in saved.text
    assert charte.php("return get_option( 'charte_settings' );") == {
        "address": "http://127.0.0.1:9",
        "key": settings["key"],
        "unreachable": "publish",
    }
    charte.write(unsure("la cantine"))
    assert charte.status("L'avis sur la cantine") == "approved"
