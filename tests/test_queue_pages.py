"""The row of queues on top of the desk: chosen, narrowed, kept under a name, told as one reads."""

import re

from moderation.core.person import Role
from tests.conftest import AMBIGUOUS, at_the_desk, hidden_fields
from tests.test_desk import AMBIGUOUS_END, OTHER, OTHER_END, action_of, decide


def current(page):
    """Return the name of the queue that is chosen."""
    return re.search(r'aria-current="page">([^<]+?) ?<', page.text.partition('class="queues"')[2])[
        1
    ]


def test_a_queue_that_is_chosen_is_read_on_after_each_decision(amir, mona):
    for text in (AMBIGUOUS, OTHER):
        amir.write(text)
    page = mona.get("/desk?file=lecture&langue=fr")
    assert current(page) == "À lire"
    assert "actif" in page.text
    answer = decide(mona, page, "approve")
    assert answer.location == "/desk?file=lecture&langue=fr"
    assert OTHER_END in mona.get(answer.location).text
    empty = mona.get("/desk?file=recours")
    assert "Rien n’attend dans cette file" in empty.text


def test_a_queue_that_is_chosen_is_read_on_after_a_case_is_handed_on(amir, mona):
    amir.write(AMBIGUOUS)
    page = mona.get("/desk?file=lecture&langue=fr")
    path = re.search(r'action="(/desk/comment/[^"]+/collegues)"', page.text)[1]
    answer = mona.send(page, path, [("what", "escalate"), ("words", "Qu’en dites-vous ?")])
    assert answer.location == "/desk?file=lecture&langue=fr"


def test_what_makes_no_sense_narrows_nothing(amir, mona):
    amir.write(AMBIGUOUS)
    page = mona.get("/desk?file=tout&langue=x&attente=7&clause=&article=%00")
    assert AMBIGUOUS_END in page.text
    assert current(page) == "Tout"


def test_the_place_in_the_queue_is_explained_with_its_numbers(amir, mona, clock):
    amir.write(AMBIGUOUS)
    clock.move(minutes=30)
    page = mona.get("/desk").text.replace("\u00a0", " ")
    assert "Il attend depuis 30 min" in page
    assert "Indice le plus grave de la machine : injure (60 %)" in page
    assert "Risque : 2.80 sur 16" in page or "Risque : 2,80 sur 16" in page


def test_a_view_is_kept_found_again_and_deleted(amir, mona, max_):
    amir.write(AMBIGUOUS)
    page = mona.get("/desk?file=lecture&clause=INJURE")
    kept = mona.send(page, "/desk/views", [("name", "  Les   injures ")])
    assert kept.location == "/desk?file=lecture&clause=INJURE"
    page = mona.get(kept.location)
    assert ">Les injures</a>" in page.text
    assert "Les injures" not in max_.get("/desk").text
    assert (
        mona.send(page, "/desk/views", [("name", "À toutes"), ("shared", "y")]).status_code == 403
    )
    assert mona.send(page, "/desk/views", [("name", " ")]).status_code == 422
    action = action_of(page, "delete")
    stolen = dict(hidden_fields(max_.get("/desk"), "/desk/views"))
    assert max_.client.post(action, data=stolen).status_code == 404
    assert mona.send(page, action, []).location == kept.location
    assert "Les injures" not in mona.get("/desk").text


def test_a_senior_shares_a_view_with_all(runtime, app, mona):
    sara = at_the_desk(app, runtime, "Sara", Role.SENIOR)
    page = sara.get("/desk?file=signalements")
    sara.send(page, "/desk/views", [("name", "Les signalements"), ("shared", "y")])
    shown = mona.get("/desk").text
    assert ">Les signalements</a>" in shown
    assert "/delete" not in shown


def test_a_page_in_use_is_told_how_many_wait(amir, mona, max_):
    amir.write(AMBIGUOUS)
    page = mona.get("/desk")
    public_id = action_of(page).split("/")[3]
    token = dict(hidden_fields(page, action_of(page)))["csrf_token"]
    fields = {"csrf_token": token, "reading": public_id, "ahead": ""}
    told = mona.client.post("/desk/presence", data=fields).json
    assert (told["kept"], told["reader"], told["ahead"]) == (True, None, False)
    assert told["counts"]["reading"] == "1"
    assert "escalated" not in told["counts"]
    other = max_.get(f"/desk/comment/{public_id}")
    assert "Mona lit ce commentaire" in other.text
