"""What a reader meets: the form, what becomes of a comment, reports, appeals, bad input."""

import re
from dataclasses import replace
from datetime import time

import pytest
from itsdangerous import URLSafeSerializer

from moderation.core.charter import OpeningHours
from moderation.core.comment import Draft, Status
from moderation.core.redress import ReportReason
from moderation.core.thread import Order
from moderation.errors import Unavailable
from moderation.runtime import past_charter
from moderation.services import redress, submission, threads
from moderation.storage import charters
from tests.conftest import AMBIGUOUS, CLEAN, REFUSED, hidden_fields

ARTICLE = "/article/budget"

SUBJECTS = [
    "le lac",
    "la forêt",
    "ce train de nuit",
    "notre école primaire",
    "le budget des routes",
    "la vigne",
    "un pont",
    "le marché du samedi",
    "ce musée",
    "la loi sur les crèches",
    "l’hôpital régional",
    "le tunnel",
    "la gare",
    "cette place",
    "le théâtre",
    "un jardin public",
    "la piscine",
    "le bureau de poste",
    "l’orchestre",
    "le bus",
    "la bibliothèque",
    "une piste cyclable",
    "le vote par correspondance",
]


def thread(runtime):
    article = submission.find_article(runtime, "budget")
    return threads.published(runtime, article.id, order=Order.NEWEST, page=1).comments


def n_stored(runtime):
    with runtime.database.read() as session:
        return session.connection().exec_driver_sql("SELECT count(*) FROM comment").scalar()


def test_the_form_says_what_the_page_said(rita):
    page = rita.get(ARTICLE)
    assert page.status_code == 200
    for words in (
        "Publier un nouveau commentaire",
        "Nous vous invitons ici à donner votre point de vue",
        "La rédaction",
        "Nom complet",
        "Caractères restants",
        "J’ai lu et j’accepte la",
        "Publier le commentaire",
    ):
        assert words in page.text
    assert '<span id="remaining-number">1’500</span>' in page.text


def test_a_clean_comment_is_published_and_its_author_told(amir, rita):
    sent = amir.write(CLEAN)
    assert sent.status_code == 303
    told = amir.get(sent.location)
    assert "Votre commentaire est publié" in told.text
    assert told.headers["Cache-Control"] == "no-store"
    assert told.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in told.headers["X-Robots-Tag"]
    shown = rita.get(ARTICLE)
    assert CLEAN in shown.text
    assert "2 novembre 2026, 10 h 30" in shown.text.replace("\u00a0", " ")


def test_a_doubtful_comment_is_held_and_the_page_stays_true(amir, rita, mona):
    told = amir.write(AMBIGUOUS).location
    assert "Votre commentaire attend d’être lu" in amir.get(told).text
    assert AMBIGUOUS not in rita.get(ARTICLE).text
    case = mona.get("/desk")
    action = re.search(r'action="(/desk/comment/[^"]+/decision)"', case.text)[1]
    fields = [("action", "reject"), ("clauses", "INJURE"), ("note", "Restez au sujet.")]
    assert mona.send(case, action, fields).status_code == 303
    page = amir.get(told).text
    assert "Votre commentaire est refusé" in page
    assert "Restez au sujet." in page
    assert "Une personne de la rédaction a décidé" in page


def test_what_is_sent_back_quotes_the_clause_and_marks_the_words(amir, runtime):
    page = amir.get(amir.write(REFUSED).location).text
    clause = runtime.charter.clause("INJURE")
    assert "Votre commentaire vous revient" in page
    assert clause.words["fr"] in page
    assert clause.author_text["fr"] in page
    assert re.search(r"<mark[^>]*><span[^>]*>\[Injures: </span>[^<]*connard", page)
    assert "Un programme a décidé" in page


def test_a_comment_that_came_back_can_be_written_again(amir):
    told = amir.get(amir.write(REFUSED).location).text
    link = re.search(r'href="(/article/budget\?reprendre=[^"#]+)', told)[1]
    page = amir.get(link)
    assert REFUSED in page.text
    assert "<bdi>Amir Haddad</bdi>" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    again = amir.write(CLEAN)
    assert "Votre commentaire est publié" in amir.get(again.location).text


def test_a_double_click_makes_one_comment_and_an_edited_text_another(amir, runtime):
    page = amir.get(ARTICLE)
    form = [("author_name", "Amir Haddad"), ("accepted", "y")]
    first, second = (amir.send(page, ARTICLE, [*form, ("body", CLEAN)]) for _ in range(2))
    assert first.location == second.location
    assert len(thread(runtime)) == 1
    edited = amir.send(page, ARTICLE, [*form, ("body", "Le vote de mars, lui, est maintenu.")])
    assert edited.location != first.location
    assert len(thread(runtime)) == 2


@pytest.mark.parametrize(
    ("fields", "sentences"),
    [
        pytest.param({"body": ""}, ["commentaire"], id="empty"),
        pytest.param({"body": "a" * 1501}, ["1501|1’501|1'501", "1500|1’500|1'500"], id="1,501"),
        pytest.param({"body": CLEAN, "accepted": False}, ["[Cc]harte"], id="not accepted"),
        pytest.param({"body": CLEAN, "name": ""}, ["nom"], id="no name"),
        pytest.param({"body": CLEAN, "author_email": ""}, ["adresse e-mail"], id="no mail"),
        pytest.param(
            {"body": CLEAN, "author_email": "amir@"},
            ["adresse e-mail n’est pas complète"],
            id="mail",
        ),
        pytest.param(
            {"body": "", "name": "", "author_email": "amir@", "accepted": False},
            ["nom", "adresse e-mail n’est pas complète", "commentaire", "[Cc]harte"],
            id="all of them at once",
        ),
        pytest.param({"body": "a\x00b"}, [""], id="NUL"),
        pytest.param({"body": "\u202e" + CLEAN}, [""], id="a bidirectional override"),
        pytest.param({"body": "a" + "\u0301" * 10_000}, [""], id="10,000 combining marks"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_with_the_text_kept(rita, runtime, fields, sentences):
    page = rita.write(**{"author_email": "rita@example.org", **fields})
    assert page.status_code == 422
    summary = re.search(r'<div class="problems".*?</div>', page.text, re.DOTALL)[0]
    links = re.findall(r'<a href="#(\w+)">(.*?)</a>', summary)
    for sentence in sentences:
        assert any(re.search(sentence, words) for _, words in links), (sentence, links)
    for field, _ in links:
        assert f'id="{field}"' in page.text
        assert re.search(rf'aria-describedby="[^"]*{field}-error', page.text)
    kept = fields["body"].replace("\x00", "")
    assert kept[:40] in page.text.replace("\x00", "")
    assert n_stored(runtime) == 0


def test_a_lone_surrogate_is_not_stored_as_such(amir, runtime):
    page = amir.get(ARTICLE)
    hidden = "&".join(f"{k}={v}" for k, v in hidden_fields(page, ARTICLE))
    raw = f"{hidden}&author_name=Amir+Haddad&accepted=y&body=Bonjour+%ED%A0%80+tous"
    answer = amir.client.post(ARTICLE, data=raw, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (303, 422)
    assert all("\ud800" not in comment.body for comment in thread(runtime))


def test_html_is_text(amir, rita):
    amir.write('<script>alert("x")</script> & <b>gras</b>, dit la note du canton de janvier.')
    page = rita.get(ARTICLE).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page or "alert" not in page


def test_1500_characters_are_counted_as_people_see_them(amir, runtime):
    family = "👨‍👩‍👧‍👦"
    assert amir.write(family * 1500).status_code == 303
    assert amir.write(family * 1501).status_code == 422
    # The browser sends line ends as CR LF; they count one.
    assert amir.write("\r\n".join("ab" for _ in range(500))).status_code == 303


def test_one_megabyte_is_refused_in_the_readers_language(amir, runtime):
    page = amir.write("a" * 1_000_000)
    assert page.status_code == 413
    assert "C’est trop long" in page.text
    assert n_stored(runtime) == 0


@pytest.mark.parametrize("token", ["", "forged"])
def test_a_missing_or_forged_token_loses_no_text(amir, runtime, token):
    data = {"csrf_token": token, "author_name": "Amir Haddad", "body": CLEAN, "accepted": "y"}
    page = amir.client.post(ARTICLE, data=data, headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status_code == 400
    assert CLEAN in page.text
    assert "envoyez-le encore une fois" in page.text
    assert n_stored(runtime) == 0
    # And the form that came back can be sent.
    data |= {"charter": runtime.charter.digest}
    assert amir.send(page, ARTICLE, list(data.items())[1:]).status_code == 303


def test_a_charter_that_changed_is_asked_for_again(amir, runtime):
    page = amir.get(ARTICLE)
    fields = dict(hidden_fields(page, ARTICLE)) | {"charter": "0" * 64}
    data = {**fields, "author_name": "Amir Haddad", "body": CLEAN, "accepted": "y"}
    again = amir.client.post(ARTICLE, data=data)
    assert again.status_code == 422
    assert CLEAN in again.text
    box = re.search(r'<input[^>]*id="accepted"[^>]*>', again.text)[0]
    assert "checked" not in box
    assert amir.send(again, ARTICLE, [*data.items()][-3:]).status_code == 303


def test_when_the_database_is_out_of_reach_the_text_is_still_there(amir, runtime, monkeypatch):
    page = amir.get(ARTICLE)

    def fail(self):
        raise Unavailable("no database")

    monkeypatch.setattr(type(runtime.database), "read", fail)
    data = [("author_name", "Amir Haddad"), ("body", CLEAN), ("accepted", "y")]
    unsent = amir.send(page, ARTICLE, data)
    assert unsent.status_code == 503
    assert "Votre commentaire n’a pas pu être transmis. Veuillez réessayer." in unsent.text
    assert CLEAN in unsent.text
    assert amir.get("/health").status_code == 503
    monkeypatch.undo()
    assert amir.send(unsent, ARTICLE, data).status_code == 303
    assert len(thread(runtime)) == 1


def test_an_error_of_ours_gives_the_text_back(amir, app, runtime):
    def fail(n_bytes):
        raise OSError("no randomness")

    page = amir.get(ARTICLE)
    data = [("author_name", "Amir Haddad"), ("body", CLEAN), ("accepted", "y")]
    app.extensions["charte"] = replace(runtime, random=fail)
    app.testing = False  # an error is answered, not raised
    unsent = amir.send(page, ARTICLE, data)
    assert unsent.status_code == 500
    assert "Votre commentaire n’a pas pu être transmis. Veuillez réessayer." in unsent.text
    assert CLEAN in re.search(r"<textarea.*?</textarea>", unsent.text, re.DOTALL)[0]
    app.extensions["charte"] = runtime
    assert amir.send(unsent, ARTICLE, data).status_code == 303


def test_a_script_and_a_browser_send_the_same_comment(amir, runtime):
    """Their line ends differ; a comment that both send in turn is one."""
    page = amir.get(ARTICLE)
    form = [("author_name", "Amir Haddad"), ("accepted", "y")]
    first, second = (
        amir.send(page, ARTICLE, [*form, ("body", f"{CLEAN}{end}Et en mars ?")])
        for end in ("\n\n", "\r\n\r\n")
    )
    assert first.location == second.location
    assert len(thread(runtime)) == 1


def test_comments_come_newest_or_oldest_first_in_pages(rita, clock, runtime):
    for number in range(23):
        clock.move(minutes=1)
        draft = Draft(f"Avis {number} : {SUBJECTS[number]} mérite mieux.", "Amir Haddad")
        submission.submit_comment(
            runtime, "budget", draft, idempotency_key=None, needs_acceptance=False
        )
    assert "23 commentaires" in rita.get(ARTICLE).text
    first = re.findall(r"Avis (\d+)", rita.get(ARTICLE).text)
    assert first == sorted(first, key=int, reverse=True)
    assert len(first) == threads.PAGE_SIZE
    second = re.findall(r"Avis (\d+)", rita.get(f"{ARTICLE}?page=2").text)
    oldest = re.findall(r"Avis (\d+)", rita.get(f"{ARTICLE}?tri=anciens").text)
    assert oldest == sorted(oldest, key=int)
    assert set(first).isdisjoint(second)
    assert rita.get(f"{ARTICLE}?page=999999").status_code == 200
    assert rita.get(f"{ARTICLE}?page=x&tri=%00").status_code == 200


def test_a_closed_article_shows_its_comments_and_no_form(amir, runtime):
    amir.write(CLEAN)
    page = amir.get(ARTICLE)
    submission.put_article(runtime, key="budget", title="Le budget", url=None, is_open=False)
    closed = amir.get(ARTICLE)
    assert CLEAN in closed.text
    assert "n’accepte pas, ou plus, de commentaires" in closed.text
    assert 'name="body"' not in closed.text
    late = amir.send(page, ARTICLE, [("author_name", "A B"), ("body", CLEAN), ("accepted", "y")])
    assert late.status_code == 422
    assert CLEAN in re.search(r"<textarea.*?</textarea>", late.text, re.DOTALL)[0]


def test_outside_opening_hours_the_form_says_when_it_opens_and_keeps_the_text(amir, app, runtime):
    page = amir.get(ARTICLE)
    hours = OpeningHours(time(17), time(23), "Europe/Zurich")  # it is 10.30 there
    app.extensions["charte"] = replace(runtime, charter=replace(runtime.charter, hours=hours))
    assert "rouvrent à 17:00" in amir.get(ARTICLE).text
    late = amir.send(page, ARTICLE, [("author_name", "A B"), ("body", CLEAN), ("accepted", "y")])
    assert late.status_code == 422
    assert CLEAN in re.search(r"<textarea.*?</textarea>", late.text, re.DOTALL)[0]


def test_a_flood_from_one_address_is_slowed_and_no_word_of_it_lost(amir):
    sent = [amir.write(f"{CLEAN} Ligne {n}.") for n in range(31)]
    assert [answer.status_code for answer in sent] == [303] * 30 + [429]
    assert "Veuillez réessayer. Attendez 1 minute, puis" in sent[-1].text
    assert 0 < int(sent[-1].headers["Retry-After"]) <= 61
    assert "Ligne 30" in re.search(r"<textarea.*?</textarea>", sent[-1].text, re.DOTALL)[0]


def test_anybody_may_report_and_nothing_disappears_for_it(amir, rita, runtime, mona):
    amir.write(CLEAN)
    (comment,) = thread(runtime)
    path = f"/commentaire/{comment.public_id}/signaler"
    page = rita.get(path)
    assert rita.send(page, path, []).status_code == 422
    sent = rita.send(page, path, [("reason", "other"), ("words", "Ce n’est pas lui.")])
    assert sent.status_code == 303
    assert "Merci de votre signalement" in rita.get(sent.location).text
    assert CLEAN in rita.get(ARTICLE).text
    case = mona.get("/desk").text
    assert "Ce n’est pas lui." in case
    assert "1 signalement" in case
    # What is not published cannot be reported.
    redress.report(runtime, comment.public_id, reason=ReportReason.OTHER, words="")
    submission.withdraw(runtime, comment.public_id)
    assert rita.get(path).status_code == 404
    assert rita.get(f"/commentaire/{comment.public_id}").status_code == 404


def test_an_author_contests_and_sees_that_it_is_under_way(amir, runtime):
    told = amir.write(REFUSED).location
    page = amir.get(told)
    assert "Contester cette décision" in page.text
    empty = amir.send(page, f"{told}/contester", [("words", " ")])
    assert empty.status_code == 422
    sent = amir.send(page, f"{told}/contester", [("words", "Je parlais du texte.")])
    assert sent.status_code == 303
    after = amir.get(told)
    assert "Votre recours est en cours" in after.text
    assert "Je parlais du texte." in after.text
    # A second click changes nothing.
    again = amir.send(page, f"{told}/contester", [("words", "Je parlais du texte.")])
    assert again.status_code == 303


def test_after_the_deadline_nothing_is_offered(amir, clock):
    told = amir.write(REFUSED).location
    page = amir.get(told)
    clock.move(days=200)
    assert "Contester cette décision" not in amir.get(told).text
    assert amir.send(page, f"{told}/contester", [("words", "Trop tard ?")]).status_code == 403


def test_an_author_takes_a_comment_back(amir, rita, runtime):
    told = amir.write(CLEAN).location
    page = amir.get(told)
    for _ in range(2):
        assert amir.send(page, f"{told}/retirer", []).status_code == 303
    assert "Vous avez retiré votre commentaire" in amir.get(told).text
    assert CLEAN not in rita.get(ARTICLE).text


def test_the_link_opens_one_page_and_cannot_be_guessed(amir, eve, app, runtime):
    told = amir.write(CLEAN).location
    (comment,) = thread(runtime)
    forged = URLSafeSerializer("s" * 32, salt="something else").dumps(comment.public_id)
    for token in (comment.public_id, forged, told.rsplit("/", 1)[1][:-1], "%00", "é"):
        assert eve.get(f"/suivi/{token}").status_code == 404
    assert eve.get(f"{ARTICLE}?reprendre={forged}").status_code == 404
    # Nobody writes again what was published.
    token = told.rsplit("/", 1)[1]
    assert eve.get(f"{ARTICLE}?reprendre={token}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/article/inconnu",
        "/article/%00",
        "/article/" + "x" * 5000,
        "/commentaire/nul",
        "/commentaire/%00/signaler",
        "/charte/0000",
        "/charte/%00",
        "/nulle-part",
    ],
)
def test_what_does_not_exist_is_a_clear_page(eve, path):
    page = eve.get(path)
    assert page.status_code == 404
    assert "Cette page n’existe pas" in page.text


def test_the_charter_has_an_anchor_for_each_clause_and_says_what_the_machine_may(rita, runtime):
    page = rita.get("/charte").text
    for clause in runtime.charter.clauses:
        assert f'id="{clause.id}"' in page
        assert clause.words["fr"] in page
    of_threats = re.search(r'<li id="MENACE">.*?</li>', page, re.DOTALL)[0]
    assert "une personne décide" in of_threats
    of_insults = re.search(r'<li id="INJURE">.*?</li>', page, re.DOTALL)[0]
    assert "la machine renvoie seule" in of_insults


def test_an_old_charter_can_still_be_read(rita, runtime, clock):
    old = past_charter(runtime.charter.source.replace('version = "1.0"', 'version = "0.9"'))
    with runtime.database.begin() as session:
        charters.keep_charter(session, old, adopted_at=clock())
    page = rita.get(f"/charte/{old.digest}").text
    assert "Version 0.9" in page
    assert "Cette version n’est plus en vigueur" in page


def test_a_language_is_asked_for_by_browser_or_by_hand_and_remembered(rita):
    assert '<html lang="fr">' in rita.get(ARTICLE).text
    german = rita.get(ARTICLE, headers={"Accept-Language": "de-CH,de;q=0.9"})
    assert '<html lang="de">' in german.text
    assert "Einen neuen Kommentar veröffentlichen" in german.text
    assert "Set-Cookie: lang" not in str(german.headers)
    assert '<html lang="it">' in rita.get(f"{ARTICLE}?lang=it").text
    later = rita.get("/charte", headers={"Accept-Language": "de"})
    assert '<html lang="it">' in later.text
    assert '<html lang="it">' in rita.get("/charte?lang=xx").text


def test_problems_come_in_the_readers_language(amir):
    amir.get("/charte?lang=de")
    page = amir.write("a" * 1501)
    assert "Kommentar" in re.search(r'<div class="problems".*?</div>', page.text, re.DOTALL)[0]
    assert "1’500" in page.text


def test_every_answer_carries_the_security_headers(rita):
    for path in (ARTICLE, "/nulle-part", "/static/style.css", "/compte/connexion"):
        headers = rita.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Referrer-Policy" in headers


def test_the_first_view_weighs_less_than_25_kilobytes(rita):
    """What older browsers take; the newer ones take less."""
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', rita.get(ARTICLE).text)
    headers = {"Accept-Encoding": "gzip"}
    weight = sum(len(rita.get(path, headers=headers).data) for path in (ARTICLE, *files))
    assert weight < 25_000


def test_no_page_holds_script_or_style_of_its_own(amir, mona):
    pages = [amir.get(ARTICLE), amir.get(amir.write(REFUSED).location), amir.get("/charte")]
    amir.write(AMBIGUOUS)
    for page in (*pages, mona.get("/desk"), mona.get("/desk/decisions")):
        assert "<style" not in page.text
        assert " style=" not in page.text
        assert not re.search(r"<script(?! src=)", page.text)
        assert not re.search(r"\son\w+=", page.text)


def test_health_answers(rita):
    answer = rita.get("/health")
    assert answer.json == {"status": "ok"}


def test_a_held_comment_is_held_for_a_reason_that_is_no_gap(amir, runtime):
    token = amir.write(AMBIGUOUS).location
    assert token
    with runtime.database.read() as session:
        public_id = session.connection().exec_driver_sql("SELECT public_id FROM comment").scalar()
    assert submission.stored_verdict(runtime, public_id).gaps == ()
    assert submission.find_comment(runtime, public_id).status is Status.PENDING
