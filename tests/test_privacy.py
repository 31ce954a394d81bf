"""What a reader leaves behind, takes along, and what is shown of them to whom."""

import re
from http import HTTPStatus
from pathlib import Path

import pytest

from moderation.app import create_app
from moderation.core.comment import Status
from moderation.core.decision import Action
from moderation.core.letter import LetterKind
from moderation.core.person import Profile, Role
from moderation.core.redress import Reporter, ReportReason
from moderation.core.retention import Kind
from moderation.services import connecting, redress, retention, review, submission, tracing
from moderation.storage import people
from moderation.storage.tables import ConnectionRow, PersonRow
from tests.conftest import AMBIGUOUS, CLEAN, PASSWORD, REFUSED, Browser, hire, person_of, signed_up
from tests.everything import places_of
from tests.services.conftest import with_settings
from tests.test_accounts import path_of, posted, register

ARTICLE = "/article/budget"
IP = "203.0.113.77"
BROWSER = "Lynx/2.9 (of one reader alone)"
DOCUMENT = Path(__file__).parent.parent / "docs/privacy.md"
AMIR = "amir.haddad@example.org"


def cookies(answer):
    return [header.split("=")[0] for header in answer.headers.getlist("Set-Cookie")]


def written(runtime, email=AMIR):
    return submission.written_by(runtime, person_of(runtime, email))


def decided(runtime, moderator_name, public_id, action, *clauses, note=""):
    with runtime.database.read() as session:
        moderator = people.person_by_email(session, f"{moderator_name}@example.org")
    comment = submission.find_comment(runtime, public_id)
    review.decide(
        runtime,
        moderator,
        public_id,
        seen=comment.version,
        action=action,
        clause_ids=clauses,
        note=note,
    )


# Cookies


def test_whoever_only_reads_gets_no_cookie(runtime, amir, rita):
    amir.write(CLEAN)
    comment = written(runtime)[0]
    for path in (
        ARTICLE,
        "/charte",
        "/confidentialite",
        f"/commentaire/{comment.public_id}",
        "/compte/ferme",
        "/nulle-part",
        "/",
    ):
        assert cookies(rita.get(path)) == [], path
    assert cookies(rita.get("/charte?lang=de")) == ["lang"]


def test_the_notice_names_every_cookie(runtime, rita, clock):
    hire(runtime, "Rita", Role.READER)
    set_by = [rita.get("/charte?lang=fr"), rita.log_in("rita@example.org", PASSWORD)]
    told = rita.get("/confidentialite").text
    told = told[told.index('id="cookies-title"') :]
    named = re.findall(r"<code>(\w+)</code>[^<]*", told)
    assert sorted(named) == sorted({name for answer in set_by for name in cookies(answer)})
    kept = {cookie.split("=")[0]: cookie for cookie in set_by[1].headers.getlist("Set-Cookie")}
    days = int(re.search(r"Max-Age=(\d+)", kept["charte_device"])[1]) // 86400
    assert f"{days} jours" in told.replace("\u00a0", " ")


def test_a_guests_comment_is_taken_without_a_cookie_before(rita):
    page = rita.get(ARTICLE)
    sent = rita.write(CLEAN, name="Rita Favre", author_email="rita@example.org")
    assert cookies(page) == []
    assert sent.status_code == HTTPStatus.SEE_OTHER
    assert cookies(sent) == ["charte"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://ailleurs.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
    ],
)
def test_a_form_that_may_be_another_sites_is_given_back_with_its_text_and_then_taken(
    app, runtime, headers
):
    browser = app.test_client()
    data = {"author_name": "Rita Favre", "author_email": "rita@example.org", "body": CLEAN}
    page = browser.get(ARTICLE)
    hidden = dict(
        re.findall(r'name="(charter|submission)" type="hidden" value="([^"]*)"', page.text)
    )
    back = browser.post(ARTICLE, data=data | hidden | {"accepted": "y"}, headers=headers)
    assert back.status_code == HTTPStatus.BAD_REQUEST
    assert CLEAN in back.text
    token = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', back.text)[1]
    again = data | hidden | {"accepted": "y", "csrf_token": token}
    assert browser.post(ARTICLE, data=again, headers=headers).status_code == HTTPStatus.SEE_OTHER


def test_an_older_browser_says_where_a_form_comes_from_too(app):
    browser = Browser(app)
    del browser.client.environ_base["HTTP_SEC_FETCH_SITE"]
    browser.client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    sent = browser.write(CLEAN, name="Rita Favre", author_email="rita@example.org")
    assert sent.status_code == HTTPStatus.SEE_OTHER


def test_another_site_sends_nothing_in_the_name_of_who_is_logged_in(amir, runtime):
    fields = {"body": CLEAN, "accepted": "y", "charter": runtime.charter.digest}
    sent = amir.client.post(ARTICLE, data=fields, headers={"Sec-Fetch-Site": "cross-site"})
    assert sent.status_code == HTTPStatus.BAD_REQUEST
    assert written(runtime) == ()


# Where a comment comes from


def test_where_a_comment_comes_from_is_kept_apart_shown_to_nobody_and_logged_nowhere(
    runtime, amir, mona, caplog
):
    amir.client.environ_base |= {"REMOTE_ADDR": IP, "HTTP_USER_AGENT": BROWSER}
    with caplog.at_level("DEBUG"):
        amir.write(AMBIGUOUS)
    assert places_of(runtime.database, IP, BROWSER) == {("origin", "ip"), ("origin", "user_agent")}
    assert IP not in caplog.text
    assert BROWSER not in caplog.text
    case = mona.get("/desk").text
    assert "Amir Haddad" in case
    for hidden in (IP, BROWSER, AMIR):
        assert hidden not in case


def test_a_very_long_browser_name_is_cut(runtime, amir):
    amir.client.environ_base["HTTP_USER_AGENT"] = "x" * 5000
    amir.write(CLEAN)
    assert places_of(runtime.database, "x" * 300)
    assert not places_of(runtime.database, "x" * 301)


# All of one's own


def busy(app, runtime, amir):
    """Amir has written, was refused, objected and was looked up; others were there too."""
    with runtime.database.begin() as session:
        session.add(
            ConnectionRow(
                person_id=person_of(runtime, AMIR).id,
                provider="facebook",
                subject="fb-4711",
                connected_at=runtime.clock(),
            )
        )
    amir.client.environ_base |= {"REMOTE_ADDR": IP, "HTTP_USER_AGENT": BROWSER}
    amir.write(CLEAN)
    amir.write(AMBIGUOUS)
    held = next(one for one in written(runtime) if one.status is Status.PENDING)
    decided(runtime, "mona", held.public_id, Action.REJECT, "INJURE", note="Mot pour l’auteur.")
    redress.appeal(runtime, held.public_id, words="Je conteste, et voici pourquoi.")
    published = next(one for one in written(runtime) if one.status is Status.PUBLISHED)
    redress.report(
        runtime, published.public_id, reason=ReportReason.OTHER, words="Paroles d’une voisine."
    )
    max_ = signed_up(app, runtime, "Maxime Autre")
    max_.write("Un avis bien différent sur ce budget, et sur le rapport qui arrive.")
    ada = person_of(runtime, "ada@example.org")
    tracing.disclose(runtime, ada, held.public_id, reason="Demande du juge Rochat")
    by = Reporter(person_id=person_of(runtime, AMIR).id)
    redress.report(runtime, published.public_id, reason=ReportReason.OTHER, words="Moi.", by=by)
    return held, published


def test_a_reader_takes_everything_along_and_nothing_of_others(app, runtime, amir, mona, ada):
    held, published = busy(app, runtime, amir)
    answer = amir.get("/compte/donnees")
    assert answer.headers["Content-Disposition"] == "attachment; filename=donnees.json"
    assert answer.headers["Cache-Control"] == "no-store"
    own = answer.json
    assert own["account"]["email"] == AMIR
    assert own["connections"][0]["subject"] == "fb-4711"
    by_id = {one["id"]: one for one in own["comments"]}
    assert set(by_id) == {held.public_id, published.public_id}
    refused = by_id[held.public_id]
    assert refused["text"] == AMBIGUOUS
    assert refused["origin"] == {"ip": IP, "user_agent": BROWSER}
    assert [(one["action"], one["by"]) for one in refused["decisions"]] == [("reject", "person")]
    assert refused["statements"][0]["grounds"][0]["clause_id"] == "INJURE"
    assert refused["statements"][0]["note"] == "Mot pour l’auteur."
    assert refused["appeals"][0]["words"] == "Je conteste, et voici pourquoi."
    assert by_id[published.public_id]["decisions"][0]["by"] == "charter"
    assert own["disclosures"][0]["what"] == ["name", "email", "connections", "origin"]
    for others in ("Mona", "Ada", "Maxime", "bien différent", "voisine", "Rochat"):
        assert others not in answer.text


def test_the_file_has_the_fields_that_are_documented(app, runtime, amir, mona, ada):
    busy(app, runtime, amir)
    own = amir.get("/compte/donnees").json
    text = DOCUMENT.read_text("utf-8")
    section = text[text.index("### `donnees.json`") :]
    named = set(re.findall(r"`(?:… )?([a-z_]+)`", section))
    fields = set(own) | set(own["account"]) | set(own["connections"][0]) | set(own["comments"][0])
    fields |= set(own["disclosures"][0]) | set(own["comments"][0]["machine"])
    fields |= set(own["reports"][0])
    assert fields - {"comments"} <= named, fields - named


def test_nobody_takes_the_data_of_others(eve, mona):
    assert eve.get("/compte/donnees").status_code == HTTPStatus.SEE_OTHER
    assert mona.get("/compte/donnees").json["comments"] == []


# Closing an account


def close(browser, choice="keep", password=PASSWORD):
    page = browser.get("/compte/fermer")
    fields = [("comments", choice), ("password", password)]
    return browser.send(page, "/compte/fermer", fields)


def test_a_wrong_password_closes_nothing(amir, runtime):
    amir.write(CLEAN)
    answer = close(amir, password="une phrase tout autre")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Ce n’est pas votre mot de passe actuel." in answer.text
    assert person_of(runtime, AMIR) is not None


def test_a_closed_account_is_nobodys_and_what_was_published_stays_signed(amir, rita, runtime):
    amir.write(CLEAN)
    amir.write(AMBIGUOUS)
    pending = next(one for one in written(runtime) if one.status is Status.PENDING)
    answer = close(amir)
    assert answer.location == "/compte/ferme"
    assert "Votre compte est fermé" in amir.get(answer.location).text
    assert amir.get("/compte").location.startswith("/compte/connexion")
    assert "Adresse e-mail ou mot de passe incorrect." in amir.log_in(AMIR, PASSWORD).text
    assert CLEAN in rita.get(ARTICLE).text
    assert "Amir Haddad" in rita.get(ARTICLE).text
    # Nobody could be told what was decided: what waits is taken back.
    assert submission.find_comment(runtime, pending.public_id).status is Status.WITHDRAWN
    assert places_of(runtime.database, AMIR) == {("trace", "email")}


def test_an_account_that_wrote_nothing_leaves_nothing(amir, runtime):
    assert "vous n’avez rien écrit" in amir.get("/compte/fermer").text
    close(amir)
    assert places_of(runtime.database, AMIR, "Amir", "Haddad") == set()


def test_one_can_come_back_with_the_same_address(amir, rita, runtime):
    amir.write(CLEAN)
    close(amir)
    made = register(rita, name="Amir Haddad", email=AMIR)
    assert made.status_code == HTTPStatus.FOUND
    (letter,) = posted(runtime, LetterKind.CONFIRM_ADDRESS)
    rita.get(path_of(letter.facts["link"]))
    assert rita.log_in(AMIR, PASSWORD).status_code == HTTPStatus.FOUND
    assert written(runtime) == ()
    close(rita)


def test_nothing_of_a_person_is_found_once_their_periods_are_over(
    app, runtime, amir, mona, ada, max_, clock
):
    held, published = busy(app, runtime, amir)
    decided(runtime, "max", held.public_id, Action.REJECT, "INJURE")
    everything = [AMIR, "Amir", "Haddad", CLEAN, AMBIGUOUS, "Je conteste", "Mot pour l’auteur"]
    everything += [IP, BROWSER, "fb-4711"]
    assert close(amir, "withdraw").location == "/compte/ferme"
    assert submission.find_comment(runtime, published.public_id).status is Status.WITHDRAWN
    assert places_of(runtime.database, "fb-4711") == set()
    clock.move(days=370)
    retention.retain(runtime)
    assert places_of(runtime.database, *everything) == set()
    # And what was decided stays.
    case = review.open_case(runtime, held.public_id)
    assert [one.action for one in case.decisions] == [Action.REJECT, Action.REJECT]
    # Of others nothing went.
    assert places_of(runtime.database, "bien différent")


def test_a_hold_keeps_known_who_closed_their_account(app, runtime, amir, ada, clock):
    amir.write(CLEAN)
    administrator = person_of(runtime, "ada@example.org")
    public_id = written(runtime)[0].public_id
    tracing.hold(runtime, administrator, public_id, reason="Plainte")
    close(amir, "withdraw")
    clock.move(days=4000)
    retention.retain(runtime)
    seen = tracing.disclose(runtime, administrator, public_id, reason="Plainte")
    assert (seen.email, seen.name) == (AMIR, "Amir Haddad")
    tracing.release(runtime, administrator, public_id)
    retention.retain(runtime)
    seen = tracing.disclose(runtime, administrator, public_id, reason="Plainte")
    assert (seen.email, seen.name) == (None, "")
    assert places_of(runtime.database, AMIR, CLEAN, "Haddad") == set()


FACEBOOK = Profile("facebook", "fb-4711", "Amir", None, is_email_verified=False)


def test_a_hold_keeps_known_by_which_account_elsewhere_they_came(
    app, runtime, amir, mona, ada, max_
):
    held, published = busy(app, runtime, amir)
    decided(runtime, "max", held.public_id, Action.REJECT, "INJURE")
    administrator = person_of(runtime, "ada@example.org")
    tracing.hold(runtime, administrator, published.public_id, reason="Plainte")
    close(amir, "withdraw")
    assert places_of(runtime.database, "fb-4711") == {("trace", "connections")}
    assert connecting.whose(runtime, FACEBOOK) is None, "it opens no closed account"
    retention.retain(runtime)
    seen = tracing.disclose(runtime, administrator, published.public_id, reason="Plainte")
    assert seen.connections == ("facebook: fb-4711",)
    tracing.release(runtime, administrator, published.public_id)
    assert dict(retention.retain(runtime).erased)[Kind.CONNECTION] == 1
    assert places_of(runtime.database, "fb-4711") == set()
    seen = tracing.disclose(runtime, administrator, published.public_id, reason="Plainte")
    assert (seen.email, seen.connections) == (AMIR, ())


def test_so_does_a_report_until_somebody_decides(app, runtime, amir, mona, ada, max_):
    held, published = busy(app, runtime, amir)
    decided(runtime, "max", held.public_id, Action.REJECT, "INJURE")
    close(amir, "keep")
    retention.retain(runtime)
    assert places_of(runtime.database, "fb-4711") == {("trace", "connections")}
    decided(runtime, "mona", published.public_id, Action.APPROVE)
    retention.retain(runtime)
    assert places_of(runtime.database, "fb-4711") == set()
    assert places_of(runtime.database, AMIR) == {("trace", "email")}


def test_who_keeps_no_traces_keeps_one_for_a_hold(runtime, ada, clock):
    runtime = with_settings(runtime, keep_identity_months=0)
    app = create_app(runtime)
    app.testing = True
    amir = signed_up(app, runtime, "Amir Haddad")
    amir.write(CLEAN)
    administrator = person_of(runtime, "ada@example.org")
    public_id = written(runtime)[0].public_id
    tracing.hold(runtime, administrator, public_id, reason="Plainte")
    close(amir)
    clock.move(days=2)
    retention.retain(runtime)
    assert places_of(runtime.database, AMIR) == {("trace", "email")}
    tracing.release(runtime, administrator, public_id)
    retention.retain(runtime)
    assert places_of(runtime.database, AMIR) == set()


def test_who_has_no_password_closes_the_account_by_a_link(amir, eve, app, runtime):
    amir.write(CLEAN)
    with runtime.database.begin() as session:
        person = session.get(PersonRow, person_of(runtime, AMIR).id)
        person.password = None
    page = amir.get("/compte/fermer")
    assert "Mot de passe" not in page.text[page.text.index("<main") :]
    asked = amir.send(page, "/compte/fermer", [("comments", "withdraw")])
    assert "Un lien vient de partir" in asked.text
    (letter,) = posted(runtime, LetterKind.CLOSE_ACCOUNT)
    path = path_of(letter.facts["link"])
    other = signed_up(app, runtime, "Maxime Autre")
    assert other.get(path).status_code == HTTPStatus.FORBIDDEN
    assert eve.get(path).status_code == HTTPStatus.SEE_OTHER
    assert amir.get(path + "x").status_code == 404
    answer = amir.send(amir.get(path), path, [])
    assert answer.location == "/compte/ferme"
    assert person_of(runtime, AMIR) is None
    assert CLEAN not in eve.get(ARTICLE).text


def test_the_newsroom_does_not_close_its_accounts_here(mona, runtime):
    assert close(mona).status_code == HTTPStatus.FORBIDDEN
    assert person_of(runtime, "mona@example.org").is_active


# The notice


def test_the_notice_says_what_is_set(runtime):
    told = with_settings(
        runtime,
        controller="Journal du Léman SA",
        controller_contact="donnees@journal.example",
        hosting="Exoscale, Genève",
        keep_origin_days=30,
        keep_identity_months=18,
        keep_refused_months=9,
        keep_unconfirmed_days=5,
    )
    page = Browser(create_app(told)).get("/confidentialite").text
    for words in (
        "Journal du Léman SA",
        'href="mailto:donnees@journal.example"',
        "Exoscale, Genève",
        "30 jours",
        "18 mois",
        "9 mois",
        "5 jours",
    ):
        assert words in page, words
    none = Browser(create_app(with_settings(runtime, keep_origin_days=0)))
    assert "Nous ne les enregistrons pas." in none.get("/confidentialite").text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "Ce que nous gardons"),
        ("de", "Was wir aufbewahren"),
        ("it", "Che cosa conserviamo"),
        ("en", "What we keep"),
    ],
)
def test_the_notice_speaks_four_languages_and_is_linked_everywhere(rita, language, words):
    assert words in rita.get(f"/confidentialite?lang={language}").text
    for path in (ARTICLE, "/charte", "/compte/connexion"):
        assert 'href="/confidentialite"' in rita.get(path).text


# At the desk


def test_an_administrator_holds_and_releases_at_the_desk_and_others_see_it(
    runtime, amir, mona, ada
):
    amir.write(AMBIGUOUS)
    case = f"/desk/comment/{written(runtime)[0].public_id}"
    assert f"{case}/hold" not in mona.get(case).text
    refused = ada.send(ada.get(case), f"{case}/hold", [("reason", " ")])
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    ada.send(ada.get(case), f"{case}/hold", [("reason", "Plainte pénale")])
    seen = mona.get(case).text
    assert "Conservé sur ordre" in seen
    assert "Plainte pénale" in seen
    assert f"{case}/release" not in seen
    ada.send(ada.get(case), f"{case}/release", [])
    assert "Conservé sur ordre" not in mona.get(case).text


def test_a_moderator_cannot_hold(runtime, amir, mona):
    amir.write(AMBIGUOUS)
    case = f"/desk/comment/{written(runtime)[0].public_id}"
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', mona.get(case).text)[1]
    for action in ("hold", "release"):
        sent = mona.client.post(f"{case}/{action}", data={"csrf_token": token, "reason": "non"})
        assert sent.status_code == HTTPStatus.FORBIDDEN
    assert tracing.open_holds(runtime) == ()


def test_what_was_erased_says_so_to_its_author_and_at_the_desk(runtime, amir, mona, clock):
    outcome = amir.write(REFUSED).location
    public_id = written(runtime)[0].public_id
    clock.move(days=200)
    retention.retain(runtime)
    page = amir.get(outcome).text
    assert "Ce texte a été effacé le" in page
    assert "connard" not in page
    assert "Retirer mon commentaire" not in page
    mona.log_in("mona@example.org", PASSWORD)  # a session of then is over
    desk = mona.get(f"/desk/comment/{public_id}").text
    assert "Texte et auteur effacés le" in desk
    assert 'value="approve"' not in desk
    assert amir.get(f"{ARTICLE}?reprendre={outcome.split('/')[-1]}").status_code == 404
