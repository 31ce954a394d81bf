"""The list at the desk: what waits as rows, several chosen and decided on at once, all undone."""

import re

import pytest

from moderation.core.comment import Status
from moderation.services import redress, submission
from tests.conftest import AMBIGUOUS, hidden_fields
from tests.databases import on_sqlite_alone

NOTE = "Sans le mot en tête, volontiers."

#: One engine: tests/services/test_bulk.py tries both.
database_url = on_sqlite_alone


def rows(page):
    return re.findall(r'name="chosen" value="([^"]+)"', page.text)


def checked(page):
    return re.findall(r'name="chosen" value="([^"]+)"[^>]* checked', page.text)


def decide(browser, page, action, chosen, *, clauses=(), note=""):
    path = re.search(r'id="list-form" method="post" action="([^"]+)"', page.text)[1]
    fields = [("action", action), ("note", note), *(("chosen", one) for one in chosen)]
    fields += [("clauses", clause) for clause in clauses]
    return browser.send(page, path, fields)


def statuses(runtime, chosen):
    ids = [part.split(":")[0] for value in chosen for part in value.split(",")]
    return [submission.find_comment(runtime, one).status for one in ids]


@pytest.fixture
def held(amir):
    """A function: *n* different comments wait."""

    def make(n, first=0):
        for i in range(first, first + n):
            amir.write(f"{AMBIGUOUS} ({i})")

    return make


def test_a_list_shows_what_waits_and_claims_nothing(runtime, held, amir, mona, max_):
    held(3)
    amir.write(AMBIGUOUS + " Appelez-moi au 021 345 67 89.")
    page = mona.get("/desk/liste")
    assert len(rows(page)) == 4
    assert '<mark class="mark mark-insult' in page.text
    for facts in re.findall(r'<div class="row-facts">.*?</div>', page.text, re.DOTALL):
        assert "Le budget passe la rampe" in facts
        assert re.search(r"<p>[^<]*Injure", facts), "the clause that the machine's evidence names"
    assert "Avis de la machine" not in page.text, "what is drawn must not be told from what is held"
    assert "(0)" in max_.get("/desk").text
    again = mona.get("/desk/liste")
    assert len(rows(again)) == 3
    assert "Max s’en occupe" in again.text


def test_one_form_approves_several_and_one_button_takes_all_back(runtime, held, mona):
    held(4)
    page = mona.get("/desk/liste")
    chosen = rows(page)[:3]
    answer = decide(mona, page, "approve", chosen)
    assert (answer.status_code, answer.location) == (303, "/desk/liste")
    assert statuses(runtime, chosen) == [Status.PUBLISHED] * 3
    page = mona.get("/desk/liste")
    assert len(rows(page)) == 1
    assert "3 décisions enregistrées" in page.text
    undo = re.search(r'action="(/desk/lots/\d+/annuler)"', page.text)[1]
    shown = mona.get(mona.send(page, undo, []).location)
    assert "3 décisions annulées" in shown.text
    assert statuses(runtime, chosen) == [Status.PENDING] * 3
    assert len(rows(mona.get("/desk/liste"))) == 4


def test_a_refusal_needs_a_clause_and_keeps_what_was_chosen(runtime, held, mona):
    held(3)
    page = mona.get("/desk/liste")
    chosen = rows(page)[:2]
    refused = decide(mona, page, "reject", chosen, note=NOTE)
    assert refused.status_code == 422
    assert "Cochez au moins un point de la charte" in refused.text
    assert checked(refused) == chosen
    assert NOTE in refused.text
    answer = decide(mona, refused, "return", chosen, clauses=["INJURE", "TON"], note=NOTE)
    assert answer.status_code == 303
    assert statuses(runtime, chosen) == [Status.RETURNED] * 2


def test_who_is_late_is_told_which_were_left_out_and_why(runtime, held, mona, max_):
    held(3)
    page = mona.get("/desk/liste")
    chosen = rows(page)
    other = max_.get("/desk/liste")
    decide(max_, other, "reject", rows(other)[:1], clauses=["INJURE"])
    answer = decide(mona, page, "approve", chosen)
    assert "/desk/lots/" in answer.location
    shown = mona.get(answer.location).text.replace("\u00a0", " ")
    assert "1 commentaire laissé de côté" in shown
    assert "quelqu’un en a décidé" in shown
    assert "2 décisions enregistrées" in shown
    assert statuses(runtime, chosen) == [Status.REJECTED, Status.PUBLISHED, Status.PUBLISHED]
    assert max_.get(answer.location).status_code == 404


def test_the_same_text_is_judged_once(runtime, amir, mona):
    for body in (AMBIGUOUS, AMBIGUOUS.upper(), AMBIGUOUS + "  "):
        amir.write(body)
    amir.write(AMBIGUOUS + " Encore.")
    page = mona.get("/desk/liste")
    assert "3 fois le même texte" in page.text.replace("\u00a0", " ")
    (same,) = [value for value in rows(page) if "," in value]
    decide(mona, page, "reject", [same], clauses=["INJURE"])
    assert statuses(runtime, [same]) == [Status.REJECTED] * 3
    assert len(rows(mona.get("/desk/liste"))) == 1


def test_pages_follow_each_other_without_gap(runtime, held, mona, monkeypatch, clock):
    monkeypatch.setattr("moderation.web.lists.PAGE_SIZES", (2, 200))
    held(5)
    seen, path = [], "/desk/liste"
    while path:
        page = mona.get(path)
        seen += rows(page)
        following = re.search(r'href="(/desk/liste\?apres=[^"]+)"', page.text)
        path = following and following[1]
    assert len(set(seen)) == len(seen) == 5
    assert len(rows(mona.get("/desk/liste?par=200"))) == 5
    assert mona.get("/desk/liste?apres=9-9-x&par=7&file=rien").status_code == 200


def test_a_link_chooses_the_whole_page_and_a_filter_narrows_it(runtime, held, mona, max_):
    held(2)
    page = mona.get("/desk/liste?tout=1")
    assert checked(page) == rows(page) != []
    assert rows(mona.get("/desk/liste?file=recours")) == []
    assert len(rows(mona.get("/desk/liste?clause=INJURE&langue=fr&article=budget"))) == 2
    narrowed = mona.get("/desk/liste?file=lecture&langue=fr&par=200")
    assert 'href="/desk/liste?par=200&amp;file=recours"' in narrowed.text
    form = re.search(r'<form class="list-filters".*?</form>', narrowed.text, re.DOTALL)[0]
    # Passed on, and not chosen a second time: the row of queues is where one chooses among them.
    assert re.findall(r'<[^>]*name="file"[^>]*>', form) == [
        '<input type="hidden" name="file" value="lecture">'
    ]
    assert 'name="langue" value="fr"' in form
    assert rows(mona.get("/desk/liste?clause=TON")) == rows(mona.get("/desk/liste?langue=de")) == []
    assert "Rien n’attend ici" in mona.get("/desk/liste?file=recours").text
    decide(mona, page, "reject", rows(page)[:1], clauses=["INJURE"])
    refused = rows(page)[0].split(":")[0]
    redress.appeal(runtime, refused, words="Ce n’est pas une injure.")
    assert rows(mona.get("/desk/liste?file=recours")) == [], "the appeal is against her own"
    assert len(rows(max_.get("/desk/liste?file=recours"))) == 1


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"chosen": "abc:1"}, 404),
        ({"chosen": "abc"}, 422),
        ({"chosen": "abc:x"}, 422),
        ({"chosen": "abc:99999999999999999999"}, 422),
        ({}, 422),
        ({"chosen": ",".join(f"c{i}:1" for i in range(201))}, 422),
        ({"chosen": "abc:1", "action": "hold"}, 422),
        ({"chosen": "abc:1", "action": ""}, 422),
        ({"chosen": "abc:1", "note": "a\x00b"}, 422),
        ({"chosen": "abc:1", "form_key": ""}, 422),
        ({"chosen": "abc:1", "form_key": "k" * 65}, 422),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_clearly(held, mona, fields, status):
    held(1)
    page = mona.get("/desk/liste")
    hidden = dict(hidden_fields(page, "/desk/lots"))
    data = hidden | {"action": "approve", "note": ""} | fields
    assert mona.client.post("/desk/lots", data=data).status_code == status


def test_a_batch_is_one_entry_among_ones_decisions(held, mona):
    held(8)
    page = mona.get("/desk/liste")
    decide(mona, page, "approve", rows(page)[:7])
    page = mona.get("/desk/decisions")
    assert "7 commentaires" in page.text.replace("\u00a0", " ")
    assert page.text.count("(0)") == 1
    batch = re.search(r"/desk/lots/\d+", page.text)[0]
    assert all(f"({i})" in mona.get(batch).text for i in range(7))
    mona.send(mona.get("/desk/liste"), f"{batch}/annuler", [])
    page = mona.get("/desk/decisions")
    assert "7 annulés" in page.text.replace("\u00a0", " ")
    assert "Décision annulée" not in page.text
