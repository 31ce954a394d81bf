"""Akismet's protocol: its words, its three places for a key, and what waits for a person."""

import json
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from moderation.app import create_app
from moderation.core.charter import Automation, RefusalBy
from moderation.core.comment import Status
from moderation.core.key import Scope
from moderation.learning.classifier import ClassifierGap
from moderation.services.keys import issue_akismet_key, issue_api_key
from moderation.storage.held_tables import HeldCheckRow
from moderation.storage.suggestion_tables import SuggestionRow
from moderation.storage.tables import ArticleRow, CommentRow
from tests.charters import with_clause_on_spam
from tests.classifiers import SpamClassifier
from tests.conftest import ANSWERS

PRAISE = "Merci pour cet article, je partage l’avis du Conseil."
INSULT = "Ce conseiller est un connard, qu’il démissionne enfin de son poste."
UNSURE = "Cet avis est ambigu, comme on dit chez nous."
CALLBACK = "https://blog.example/wp-json/akismet/v1/webhook"
WORDPRESS = "WordPress/6.8.12 | Akismet/5.5"
THANKS = "Thanks for making the web a better place."


@pytest.fixture
def akismet_key(runtime):
    return issue_akismet_key(runtime, "the newspaper's blog").secret


class Blog:
    """Asks as a CMS does."""

    def __init__(self, app, key):
        self.client = app.test_client(use_cookies=False)
        self.key = key

    def post(self, call, *, agent="curl/8", content_type=None, raw=None, host=None, **fields):
        known = {"blog": "https://blog.example", "user_ip": "192.0.2.7", "api_key": self.key}
        fields = {**known, **fields}
        fields = {name: value for name, value in fields.items() if value is not None}
        headers = {"User-Agent": agent}
        headers["Content-Type"] = content_type or "application/x-www-form-urlencoded"
        headers |= {"Host": host} if host else {}
        if raw is None:
            raw = json.dumps(fields) if "json" in (content_type or "") else urlencode(fields)
        return self.client.post(f"/1.1/{call}", data=raw, headers=headers)

    def check(self, text=PRAISE, **fields):
        known = {
            "comment_content": text,
            "comment_type": "comment",
            "comment_author": "Rita Favre",
            "comment_author_email": "rita@example.org",
            "permalink": "https://blog.example/2026/11/budget/",
            "comment_post_ID": "12",
            "blog_lang": "fr_FR",
        }
        return self.post("comment-check", **{**known, **fields})


@pytest.fixture
def blog(runtime, akismet_key):
    return Blog(create_app(runtime), akismet_key)


def rows(runtime, table):
    with runtime.database.read() as session:
        found = session.query(table).all()
        session.expunge_all()
    return found


def on(runtime, key, **changes):
    return Blog(create_app(replace(runtime, **changes)), key)


def automated(runtime, refuse):
    automation = Automation(publish=True, refuse=refuse)
    return replace(runtime.charter, automation=automation)


def test_a_key_is_valid_or_invalid(blog):
    assert blog.post("verify-key").text == "valid"
    wrong = blog.post("verify-key", api_key="aaaaaaaaaaaa")
    assert (wrong.status_code, wrong.text) == (200, "invalid")
    assert wrong.headers["X-akismet-debug-help"]


def test_a_key_is_taken_wherever_clients_put_it(blog, akismet_key):
    for place in (
        {},
        {"api_key": None, "key": akismet_key},
        {"api_key": None, "host": f"{akismet_key}.charte.journal.example:8000"},
        {"content_type": "application/json"},
        {"content_type": "application/json; charset=utf-8"},
    ):
        assert blog.check(**place).text == "false", place
    usage = blog.client.get(f"/1.2/usage-limit?api_key={akismet_key}")
    assert usage.json["throttled"] is False


def test_a_new_key_is_asked_about_with_the_old_one(blog, akismet_key):
    # WordPress adds the key that it has to the one that it asks about.
    assert blog.post("verify-key", api_key="aaaaaaaaaaaa", key=akismet_key).text == "valid"
    assert blog.post("verify-key", api_key=akismet_key, key="aaaaaaaaaaaa").text == "invalid"


def test_an_ordinary_key_of_charte_opens_it_too(blog, key):
    assert blog.check(api_key=key).text == "false"


def test_wrong_keys_are_limited(blog):
    answers = [blog.check(api_key=f"{n:a>12}") for n in range(31)]
    assert [answers[0].status_code, answers[-1].status_code] == [200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_what_may_be_published_is_ham_and_not_stored(blog, runtime):
    answer = blog.check(PRAISE, callback=CALLBACK)
    assert answer.text == "false"
    assert "X-akismet-recheck-after" not in answer.headers
    assert rows(runtime, CommentRow) == rows(runtime, ArticleRow) == []


def test_what_the_machine_may_refuse_is_spam_and_never_deleted_unseen(runtime, akismet_key):
    blog = on(runtime, akismet_key, charter=automated(runtime, RefusalBy.REJECT))
    answer = blog.check(INSULT, callback=CALLBACK)
    assert answer.text == "true"
    assert "X-akismet-pro-tip" not in answer.headers
    assert answer.headers["X-akismet-guid"]  # or WordPress lets it pass all the same
    assert rows(runtime, CommentRow) == []


def test_what_a_person_should_read_waits_in_our_queue(blog, runtime, akismet_key):
    answer = blog.check(UNSURE, callback=CALLBACK, agent=WORDPRESS)
    assert answer.text == "false"
    assert int(answer.headers["X-akismet-recheck-after"]) > 30 * 24 * 3600
    (comment,), (held,), (article,) = (
        rows(runtime, table) for table in (CommentRow, HeldCheckRow, ArticleRow)
    )
    assert (comment.body, comment.status) == (UNSURE, Status.PENDING)
    assert (comment.author_name, comment.author_email) == ("Rita Favre", "rita@example.org")
    assert held.guid == answer.headers["X-akismet-guid"]
    assert (held.callback, held.post) == (CALLBACK, "12")
    assert held.key_prefix == akismet_key[:4]
    assert (article.key, article.url) == (
        "blog.example:12",
        "https://blog.example/2026/11/budget/",
    )


def test_where_only_people_refuse_it_waits_for_them(runtime, akismet_key):
    blog = on(runtime, akismet_key, charter=automated(runtime, RefusalBy.PERSON))
    answer = blog.check(INSULT, callback=CALLBACK)
    assert (answer.text, "X-akismet-recheck-after" in answer.headers) == ("false", True)


def test_asked_again_it_is_the_same_comment(blog, runtime):
    slashed = "Cet avis est ambigu, qu\\'on le dise \\\"ici\\\" &amp; l\\'écrive"
    stored = "Cet avis est ambigu, qu'on le dise \"ici\" &amp; l'écrive"
    first = blog.check(slashed, callback=CALLBACK, agent=WORDPRESS)
    again = blog.check(stored, recheck_reason="retry", agent=WORDPRESS)
    assert len(rows(runtime, CommentRow)) == 1
    assert rows(runtime, CommentRow)[0].body.startswith('Cet avis est ambigu, qu\'on le dise "ici"')
    assert again.headers["X-akismet-guid"] == first.headers["X-akismet-guid"]
    assert again.text == "held"  # without a callback WordPress keeps back what is neither word


def test_an_older_wordpress_is_held_by_neither_word(blog, runtime):
    assert blog.check(UNSURE, agent="WordPress/6.1.9 | Akismet/5.0.2").text == "held"
    assert len(rows(runtime, CommentRow)) == 1


def test_with_a_key_for_checks_alone_nothing_is_held(blog, runtime):
    checks = issue_api_key(runtime, "a form", scopes={Scope.CHECK}).secret
    answer = blog.check(UNSURE, api_key=checks, callback=CALLBACK, agent=WORDPRESS)
    assert (answer.text, rows(runtime, CommentRow)) == ("held", [])
    taught = blog.post("submit-spam", comment_content=UNSURE, api_key=checks)
    assert (taught.text, rows(runtime, SuggestionRow)) == ("invalid", [])


def test_who_cannot_wait_is_told_as_the_operator_chose(blog, runtime, akismet_key):
    assert blog.check(UNSURE).text == "true"
    settings = runtime.settings.model_copy(update={"akismet_review": "publish"})
    assert on(runtime, akismet_key, settings=settings).check(UNSURE).text == "false"
    assert rows(runtime, CommentRow) == []


BUY = "Achetez nos montres, livraison gratuite chez vous."

#: What the classifier says of it.
SPAM = {"Achetez": {"violation": 0.99, "spam": 0.99}}


def test_spam_may_be_deleted_unseen_only_where_the_operator_wishes_it(runtime, akismet_key):
    known = {
        "charter": with_clause_on_spam(runtime.charter),
        "classifier": SpamClassifier({**ANSWERS, **SPAM}),
    }
    answer = on(runtime, akismet_key, **known).check(BUY)
    assert (answer.text, answer.headers.get("X-akismet-pro-tip")) == ("true", None)
    settings = runtime.settings.model_copy(update={"akismet_discard": True})
    blog = on(runtime, akismet_key, settings=settings, **known)
    answer = blog.check(BUY)
    assert (answer.text, answer.headers.get("X-akismet-pro-tip")) == ("true", "discard")
    # Not what is more than spam, nor what another clause speaks against, nor what a person reads.
    for text in (f"{BUY} {INSULT}", INSULT, UNSURE, f"{BUY} {UNSURE}"):
        answer = blog.check(text)
        assert (answer.text, "X-akismet-pro-tip" in answer.headers) == ("true", False), text


def test_a_check_that_could_not_run_accuses_nobody(runtime, akismet_key):
    blog = on(runtime, akismet_key, classifier=ClassifierGap("none"))
    answer = blog.check(PRAISE)
    assert (answer.text, "X-akismet-error" in answer.headers) == ("false", True)
    held = blog.check(PRAISE, callback=CALLBACK)
    assert (held.text, "X-akismet-recheck-after" in held.headers) == ("false", True)


def test_decisions_are_told_to_the_blog_itself_alone(blog, runtime):
    elsewhere = "https://elsewhere.example/wp-json/akismet/v1/webhook"
    for n, callback in enumerate((elsewhere, "file:///etc/passwd", "//x", "\x00", "https://[")):
        answer = blog.check(f"{UNSURE} {n}", callback=callback, agent=WORDPRESS)
        assert answer.text == "held", callback
    assert [one.callback for one in rows(runtime, HeldCheckRow)] == [None] * 5


def test_values_to_try_spam_out(blog):
    for fields in (
        {"comment_author": "viagra-test-123"},
        {"comment_author": "akismet-guaranteed-spam"},
        {"comment_author_email": "akismet-guaranteed-spam@example.com"},
    ):
        assert blog.check(PRAISE, **fields).text == "true"


def test_an_administrator_of_the_blog_is_let_pass(blog, runtime):
    assert blog.check(UNSURE, user_role="administrator", callback=CALLBACK).text == "false"
    assert rows(runtime, CommentRow) == []


def test_a_test_is_never_stored(blog, runtime):
    for yes in ("1", "true"):
        blog.check(UNSURE, is_test=yes, callback=CALLBACK, agent=WORDPRESS)
        blog.post("submit-spam", comment_content=UNSURE, is_test=yes)
    assert rows(runtime, CommentRow) == rows(runtime, SuggestionRow) == []


def test_coral_sends_that_it_is_no_test(blog, runtime):
    blog.check(UNSURE, is_test="false", callback=CALLBACK)
    assert len(rows(runtime, CommentRow)) == 1


def test_what_is_no_comment_is_not_kept(blog, runtime):
    for kind in ("contact-form", "signup", "pingback"):
        answer = blog.check(UNSURE, comment_type=kind, callback=CALLBACK, agent=WORDPRESS)
        assert answer.text == "held"
    assert rows(runtime, CommentRow) == []


@pytest.mark.parametrize(("call", "breaks"), [("submit-spam", True), ("submit-ham", False)])
@pytest.mark.parametrize("content_type", [None, "application/json"])
def test_what_people_there_decided_is_learnt_from(blog, runtime, call, breaks, content_type):
    # Coral sends JSON, and no blog.
    changes = {"blog": None} if content_type else {"comment_ID": "77"}
    for _ in range(2):
        answer = blog.post(
            call, comment_content=f"<p>{UNSURE}</p>", content_type=content_type, **changes
        )
        assert answer.text == THANKS
    (said,) = rows(runtime, SuggestionRow)
    assert (said.body, said.breaks, said.language) == (UNSURE, {"violation": breaks}, "fr")


def test_other_charsets_are_read(blog, runtime):
    fields = {
        "api_key": blog.key,
        "blog": "https://blog.example",
        "blog_charset": "ISO-8859-15",
        "comment_content": "Cet avis est ambigu à Genève: 5 €",
        "comment_author": "Zoé",
        "callback": CALLBACK,
    }
    blog.post("comment-check", raw=urlencode(fields, encoding="iso-8859-15"))
    (comment,) = rows(runtime, CommentRow)
    assert (comment.body, comment.author_name) == (fields["comment_content"], "Zoé")


UNREADABLE = [
    ("comment-check", {"blog": ""}),
    ("comment-check", {"comment_content": "é" * 10_241}),
    ("comment-check", {"raw": b"{", "content_type": "application/json"}),
    ("comment-check", {"raw": b'{"a": 1, "a": 2}', "content_type": "application/json"}),
    ("comment-check", {"raw": b"api_key=%ff&blog=%ff&comment_content=%ff"}),
    ("comment-check", {"raw": b"a=1&" * 1_001}),
    ("comment-check", {"raw": b""}),
    ("submit-spam", {"comment_content": "x" * 20_481}),
    ("verify-key", {"raw": b"\x00\xff"}),
]


def test_what_cannot_be_read_is_invalid_and_says_why(blog, runtime):
    for call, options in UNREADABLE:
        answer = blog.post(call, **options)
        assert (answer.status_code, answer.text) == (200, "invalid"), options
        assert answer.headers["X-akismet-debug-help"]
        assert ("X-akismet-guid" in answer.headers) == (call == "comment-check")
    assert rows(runtime, CommentRow) == rows(runtime, SuggestionRow) == []


@pytest.mark.parametrize("content_type", [None, "application/json"])
def test_what_is_no_text_is_not_kept(blog, runtime, content_type):
    strange = "a\x00b" if content_type is None else "a\ud800b"
    options = {"content_type": content_type, "agent": WORDPRESS, "callback": CALLBACK}
    for name in ("comment_author", "comment_author_email", "comment_post_ID", "permalink"):
        assert blog.check(f"{UNSURE} {name}", **{name: strange}, **options).text == "false"
    names = {row.author_name for row in rows(runtime, CommentRow)}
    assert names == {"Anonyme", "Rita Favre"}
    assert blog.check(UNSURE + strange, **options).text == "invalid"
    told = blog.post("submit-ham", comment_content=UNSURE, comment_ID=strange, **options)
    assert told.text == THANKS
    assert strange not in {row.key for row in rows(runtime, ArticleRow)}


def test_unknown_fields_and_strange_charsets_do_not_matter(blog):
    more = {f"HTTP_{n}": "x" for n in range(60)} | {"blog_charset": "unicode_escape"}
    assert blog.check(**more, honeypot_field_name="hp", hp="").text == "false"


def test_a_body_without_end_is_refused(blog):
    answer = blog.post("comment-check", raw=b"comment_content=" + b"a" * 300_000)
    assert (answer.status_code, answer.text) == (413, "invalid")


def test_a_comment_without_words_is_none_of_ours(blog):
    assert blog.check(" <br> ").text == "false"


def test_what_the_charter_cannot_take_waits_at_the_blog(blog, runtime):
    assert (
        blog.check(UNSURE, comment_author="12345", callback=CALLBACK, agent=WORDPRESS).text
        == "held"
    )
    assert rows(runtime, CommentRow) == rows(runtime, ArticleRow) == []


def test_what_the_settings_of_wordpress_ask_for(blog):
    assert blog.client.get("/1.1/test").text == "connected"
    account = blog.post("get-subscription").json
    assert (account["status"], account["limit_reached"]) == ("active", False)
    assert blog.post("get-stats").text == ""
    assert blog.post("deactivate").text == "deactivated"
    unknown = blog.post("key-sites")
    assert (unknown.status_code, unknown.text) == (404, "invalid")
