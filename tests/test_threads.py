"""Replies, orders and links to one comment, as readers and moderators meet them."""

import re

import pytest
import sqlalchemy as sa

from moderation.core.comment import Draft, Status
from moderation.core.thread import HANDFUL
from moderation.errors import CommentError
from moderation.services import submission, threads
from tests.conftest import AMBIGUOUS, CLEAN
from tests.test_reader import SUBJECTS

ARTICLE = "/article/budget"

#: Replies that the rules have nothing against.
OPINIONS = [
    "Le rapport sera en retard, comme celui de mars.",
    "La commission travaille bien.",
    "Qui paiera la route ?",
    "Un tunnel coûte deux fois plus.",
    "Les communes de montagne attendent.",
    "Le train suffirait.",
    "Et les piétons ?",
    "La piscine, elle, est finie.",
    "On votera donc au printemps.",
    "Le col est fermé cinq mois par an.",
    "Bonne nouvelle pour le village.",
    "Il faudra voir les comptes.",
]


#: Ways to speak of a subject, so that no two comments are alike.
WAYS = ("Avis {} : {} mérite mieux.", "Question {} : que devient {} ?", "Note {} : oui à {} !")


def opinion(number):
    """Return an opinion that is like no other."""
    way, subject = divmod(number, len(SUBJECTS))
    return WAYS[way].format(number, SUBJECTS[subject])


@pytest.fixture
def say(runtime, clock):
    """A function: somebody writes a comment a minute later; its public id."""

    def send(body, *, name="Rita Favre", answers=None, article="budget"):
        clock.move(minutes=1)
        draft = Draft(body, name, answers=answers)
        sent = submission.submit_comment(
            runtime, article, draft, idempotency_key=None, needs_acceptance=False
        )
        assert (sent.comment.status is Status.PENDING) is (body == AMBIGUOUS)
        return sent.comment.public_id

    return send


def words(page):
    """What a person reads."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.text)).replace("&#39;", "’")


def test_a_reader_answers_by_a_plain_link_and_stands_under_the_comment(amir, rita, say):
    top = say(CLEAN)
    link = re.search(r'href="(/article/budget\?repondre=[^"#]+)#commenter"', rita.get(ARTICLE).text)
    page = amir.get(link[1])
    assert "Réponse à Rita Favre" in words(page)
    box = re.search(r'<input type="checkbox" id="answers"[^>]*>', page.text)[0]
    assert f'value="{top}"' in box
    assert "checked" in box
    told = amir.write("Le rapport sera en retard.", answers=top)
    assert "En réponse à Rita Favre" in words(amir.get(told.location))
    thread = rita.get(ARTICLE).text
    assert thread.index(CLEAN) < thread.index('class="replies"') < thread.index("sera en retard")
    assert "2 commentaires" in thread


def test_a_box_left_empty_makes_a_comment_of_its_own(amir, runtime, say):
    say(CLEAN)
    amir.write("Le rapport sera en retard.", answers="")
    article = submission.find_article(runtime, "budget")
    with runtime.database.read() as session:
        parents = session.connection().exec_driver_sql("SELECT parent_id FROM comment").scalars()
        assert list(parents) == [None, None]
    assert article


def test_a_reply_to_a_reply_says_to_whom(rita, say):
    top = say(CLEAN)
    first = say(OPINIONS[0], name="Luc Favre", answers=top)
    say(OPINIONS[1], name="Anne Müller", answers=first)
    assert "Anne Müller répond à Luc Favre" in words(rita.get(ARTICLE))


@pytest.mark.parametrize("target", ["nul", "\x00", "", "held", "elsewhere", "withdrawn"])
def test_what_is_not_published_here_cannot_be_answered_and_no_word_is_lost(
    amir, runtime, say, target
):
    submission.put_article(runtime, key="autre", title="Un autre article", url=None)
    known = {
        "held": lambda: say(AMBIGUOUS),
        "elsewhere": lambda: say(CLEAN, article="autre"),
        "withdrawn": lambda: say(CLEAN),
    }
    answers = known[target]() if target in known else target
    if target == "withdrawn":
        submission.withdraw(runtime, answers)
    draft = Draft("Le train suffirait.", "Amir Haddad", answers=answers)
    with pytest.raises(CommentError) as caught:
        submission.submit_comment(
            runtime, "budget", draft, idempotency_key=None, needs_acceptance=False
        )
    assert [p.code for p in caught.value.problems] == ["answer_gone"]
    if not answers:
        return
    page = amir.write("Le train suffirait.", answers=answers)
    assert page.status_code == 422
    assert "n’est pas, ou plus, publié ici" in words(page)
    assert 'href="#answers"' in page.text
    assert "Le train suffirait." in page.text
    # The form that came back answers nothing any more, and can be sent.
    fields = [("author_name", "Amir Haddad"), ("body", "Le train suffirait."), ("accepted", "y")]
    assert amir.send(page, ARTICLE, fields).status_code == 303
    # And nobody is offered to answer it.
    offered = amir.client.get(ARTICLE, query_string={"repondre": answers})
    assert "n’est pas, ou plus, publié ici" in words(offered)


def test_a_closed_article_takes_no_replies(rita, runtime, say):
    top = say(CLEAN)
    submission.put_article(runtime, key="budget", title="Le budget", url=None, is_open=False)
    for path in (ARTICLE, f"/commentaire/{top}"):
        assert "Répondre" not in words(rita.get(path))


def test_more_than_a_handful_of_replies_is_folded_and_the_rest_has_its_own_page(rita, say):
    top = say(CLEAN)
    for number, text in enumerate(OPINIONS, start=1):
        say(text, answers=top)
        page = rita.get(ARTICLE).text
        assert ("<details" in page) is (number > HANDFUL)
    folded = page[page.index("<details") : page.index("</details>")]
    assert OPINIONS[2] in page[: page.index("<details")]
    assert "9 autres réponses" in folded
    assert OPINIONS[3] in folded
    assert OPINIONS[threads.REPLIES_IN_THREAD - 1] in folded
    assert OPINIONS[threads.REPLIES_IN_THREAD] not in page
    assert f'href="/commentaire/{top}">Lire toutes les réponses (12)' in folded
    whole = rita.get(f"/commentaire/{top}").text
    assert [whole.index(o) for o in OPINIONS] == sorted(whole.index(o) for o in OPINIONS)
    assert "<details" not in whole


@pytest.mark.parametrize(
    ("order", "expected"), [("", "CBA"), ("anciens", "ABC"), ("discutes", "ACB"), ("%00", "CBA")]
)
def test_three_orders_that_pages_and_reply_links_keep(rita, say, order, expected):
    ids = {name: say(OPINIONS[n], name=f"{name}nne Roux") for n, name in enumerate("ABC")}
    say(OPINIONS[5], answers=ids["A"])
    page = rita.get(f"{ARTICLE}?tri={order}").text
    found = re.findall(r"<h3><bdi>(\w)nne Roux", page)
    assert "".join(found) == expected
    kept = f"tri={order}&amp;" if order in ("anciens", "discutes") else ""
    assert f"/article/budget?{kept}repondre={ids['B']}#commenter" in page


@pytest.mark.parametrize("how", ["withdrawn", "refused"])
def test_replies_stay_when_what_they_answer_is_gone_without_its_name_or_text(
    amir, rita, mona, runtime, say, how
):
    top = say(CLEAN, name="Paul Départ")
    reply = say(OPINIONS[0], answers=top)
    if how == "withdrawn":
        submission.withdraw(runtime, top)
    else:
        case = mona.get(f"/desk/comment/{top}")
        mona.send(
            case,
            f"/desk/comment/{top}/decision",
            [("action", "reject"), ("clauses", "TON"), ("note", "")],
        )
    for path in (ARTICLE, f"/commentaire/{reply}", f"/commentaire/{top}"):
        page = rita.get(path)
        assert page.status_code == 200
        assert "Ce commentaire a été retiré." in words(page)
        assert OPINIONS[0] in page.text
        assert "Paul Départ" not in page.text
        assert CLEAN not in page.text
        assert f"repondre={top}" not in page.text
    # Without replies nothing is left to show.
    submission.withdraw(runtime, reply)
    for path in (f"/commentaire/{reply}", f"/commentaire/{top}"):
        assert rita.get(path).status_code == 404
    assert "retiré" not in words(rita.get(ARTICLE))


def test_a_link_to_one_comment_shows_it_in_place_and_leads_back_to_the_right_page(
    rita, runtime, say
):
    top = say(CLEAN)
    reply = say(OPINIONS[0], answers=top)
    for number in range(threads.PAGE_SIZE + 3):
        say(opinion(number))
    page = rita.get(f"/commentaire/{reply}").text
    assert CLEAN in page
    assert OPINIONS[0] in page
    assert re.search(rf'id="commentaire-{reply}" aria-current="true"', page)
    back = re.search(r'href="(/article/budget\?page=2)#commentaire-([\w-]+)"', page)
    assert back[2] == top
    assert f'id="commentaire-{top}"' in rita.get(back[1]).text
    newest = re.search(r'id="commentaire-([\w-]+)"', rita.get(ARTICLE).text)[1]
    assert f'href="/article/budget#commentaire-{newest}"' in rita.get(f"/commentaire/{newest}").text


def test_the_page_of_a_reply_is_that_where_it_stands(rita, runtime, say):
    top = say(CLEAN)
    sent = [say(opinion(number), answers=top) for number in range(threads.REPLIES_ON_PAGE + 2)]
    last = rita.get(f"/commentaire/{sent[-1]}")
    assert "Page 2 sur 2" in words(last)
    assert f'id="commentaire-{sent[-1]}"' in last.text
    assert f'id="commentaire-{sent[0]}"' not in last.text
    assert f'id="commentaire-{sent[0]}"' in rita.get(f"/commentaire/{sent[0]}").text
    assert rita.get(f"/commentaire/{top}?page=99999").status_code == 200
    assert rita.get(f"/commentaire/{top}?page=-1").status_code == 200


def test_the_desk_shows_what_a_comment_answers_whatever_became_of_it(mona, runtime, say):
    top = say(CLEAN, name="Claire Rochat")
    reply = say(OPINIONS[0], name="Luc Favre", answers=top)
    held = say(AMBIGUOUS, name="Anne Müller", answers=reply)
    submission.withdraw(runtime, top)
    page = mona.get(f"/desk/comment/{held}")
    answered = re.search(r'<details class="answered">.*?</details>', page.text, re.DOTALL)[0]
    assert "Répond à <bdi>Luc Favre</bdi>" in answered
    assert CLEAN in answered
    assert OPINIONS[0] in answered
    assert "retiré par son auteur" in answered


def test_a_thread_takes_as_many_queries_for_one_comment_as_for_many(rita, runtime, say):
    def n_queries():
        made = []

        def note(connection, cursor, statement, *_):
            made.append(statement)

        sa.event.listen(runtime.database.engine, "before_cursor_execute", note)
        rita.get(ARTICLE)
        sa.event.remove(runtime.database.engine, "before_cursor_execute", note)
        return len([s for s in made if s.startswith("SELECT")])

    top = say(CLEAN)
    few = n_queries()
    for number, text in enumerate(OPINIONS):
        own = say(opinion(number))
        say(text, answers=own if number % 2 else top)
    assert n_queries() == few


def test_a_returned_reply_is_written_again_as_a_reply(amir, say):
    top = say(CLEAN)
    told = amir.write("Vous n’êtes qu’un gros connard, relisez donc l’article.", answers=top)
    link = re.search(r'href="(/article/budget\?reprendre=[^"#]+)', amir.get(told.location).text)[1]
    assert f'name="answers" value="{top}" checked' in amir.get(link).text


def test_the_same_text_sent_as_reply_and_as_comment_are_two(runtime, say):
    top = say(CLEAN)
    sent = {}
    for answers in (None, top, top):
        draft = Draft(OPINIONS[0], "Rita Favre", answers=answers)
        made = submission.submit_comment(
            runtime, "budget", draft, idempotency_key=f"k{answers}", needs_acceptance=False
        )
        sent.setdefault(answers, set()).add(made.comment.public_id)
    assert [len(ids) for ids in sent.values()] == [1, 1]
    assert submission.find_comment(runtime, top).status is Status.PUBLISHED
