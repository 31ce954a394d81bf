"""Each page and each action of the desk, against each role: who may is one table, here to be read.

A new page of the desk is a row in `MAY`; if it takes a form, what a person sends by it is a row
in `SENT`; if its address holds something that `world` has not made, and the answer to who may not
is 404, ask who may before looking it up.
"""

import pytest

from moderation.core.permission import NEWSROOM
from moderation.core.person import Role
from moderation.web.access import ACCESS, Door
from tests.conftest import AMBIGUOUS, CLEAN, at_the_desk, hidden_fields
from tests.databases import on_sqlite_alone
from tests.test_access import ARGUMENTS

#: Who gets an answer of a page, by initials: Advocate, Moderator, Senior, Editor in chief,
#: aDministrator. Whoever stands as a dot gets 403.
MAY = {
    "desk.next_case": "AMSED",
    "desk.case": "AMSED",
    "desk.decisions": "AMSED",
    "desk.decide": ".MSED",
    "desk.preview": ".MSED",
    "preferences.shown": "AMSED",
    "preferences.save": "AMSED",
    "preferences.dismiss": "AMSED",
    "preferences.dismiss_reminder": "AMSED",
    "desk.skip": "AMSED",
    "desk.undo": ".....",  # a decision of Mona's: one takes one's own back alone
    "desk.verify_name": ".MSED",
    "desk.hold": "...ED",
    "desk.release": "...ED",
    "lists.listed": "AMSED",
    "lists.decide": "AMSED",  # on appeals alone, if an advocate
    "lists.show": "AMSED",  # one's own batch; nobody else's is found
    "lists.go_on": "AMSED",
    "lists.undo": "AMSED",
    "queues.ahead": "AMSED",
    "queues.presence": "AMSED",
    "queues.let_go": "AMSED",
    "queues.watch": "..SED",
    "queues.save_view": "AMSED",
    "queues.delete_view": "AMSED",  # one’s own; nobody else’s is found
    "desk_articles.listed": "AMSED",
    "desk_articles.show": "AMSED",
    "desk_articles.run": "..SED",
    "desk_articles.slow": "..SED",
    "sanctions.listed": "AMSED",
    "sanctions.names": "AMSED",
    "sanctions.set_on": ".MSED",  # graver steps: tests/test_sanctions.py
    "sanctions.ban": ".MSED",
    "sanctions.lift": ".MSED",
    "sanctions.confirm": ".MSED",
    "sanctions.maintain": ".MSED",
    "sanctions.answer": "AMSED",
    "inquiries.listed": "AMSED",
    "inquiries.begin": ".MSED",
    "inquiries.ask": ".MSED",
    "inquiries.mark_read": "AMSED",
    "colleagues.listed": "AMSED",
    "colleagues.tell": "AMSED",
    "colleagues.give_opinion": "AMSED",
    "glossary.listed": "AMSED",
    "glossary.begin_entry": ".MSED",
    "glossary.add_entry": ".MSED",
    "glossary.show_entry": "AMSED",
    "glossary.change_entry": ".MSED",
    "glossary.delete_entry": "..SED",
    "glossary.begin_precedent": ".MSED",
    "glossary.add_precedent": ".MSED",
    "glossary.show_precedent_": "AMSED",
    "glossary.change_precedent": ".MSED",
    "glossary.delete_precedent": "..SED",
    "corrections.listed": "AMSED",
    "reported.listed": "AMSED",
    "corrections.close": "AMSED",
    "corrections.reopen": "AMSED",
    "pseudonyms.listed": "AMSED",
    "pseudonyms.answer": ".MSED",
    "pseudonyms.withdraw": ".MSED",
    "keys.listed": "....D",
    "keys.issue": "....D",
    "keys.rotate": "....D",
    "keys.revoke": "....D",
    "figures.shown": "AMSED",
    "reports_public.overview": "...ED",
    "reports_public.prepare": "...ED",
    "reports_public.tell": "...ED",
    "reports_public.publish": "...ED",
    "agreement.read": ".MSED",
    "agreement.keep": ".MSED",
    "agreement.shown": "AMSED",
    "workshop.overview": "AMSED",
    "workshop.begin": "...ED",
    "workshop.draft": "AMSED",
    "workshop.preview": "AMSED",
    "workshop.file": "AMSED",
    "workshop.save": "...ED",
    "workshop.check": "...ED",
    "workshop.add_list": "...ED",
    "workshop.remove_list": "...ED",
    "workshop.put_away": "...ED",
    "workshop.publish": "...ED",
    "workshop.bring_back": "...ED",
    "workshop.cancel": "...ED",
    "workshop.lift": "...ED",
    "adjusting.settings": "AMSED",
    "adjusting.save": "...ED",
    "adjusting.check": "...ED",
    "adjusting.clause": "AMSED",
    "adjusting.save_clause": "...ED",
    "adjusting.check_clause": "...ED",
    "word_lists.find": "AMSED",
    "word_lists.words": "AMSED",
    "word_lists.save": "...ED",
    "word_lists.check": "...ED",
    "trying.replay": "...ED",
    "trying.shadow": "...ED",
    "trying.trial": "AMSED",
    "trying.stop": "...ED",
    "disclosing.ask": "A.SED",
    "disclosing.disclose": "A.SED",
    "staff.listed": "....D",
    "staff.add": "....D",
    "staff.set_role": "....D",
    "staff.shut": "....D",
    "staff.reopen": "....D",
    "staff.end_sessions": "....D",
    "journal.listed": "...ED",
    "journal.export": "...ED",
    "webhooks.listed": "....D",
    "webhooks.add": "....D",
    "webhooks.show": "....D",
    "webhooks.test": "....D",
    "webhooks.rotate": "....D",
    "webhooks.turn_off": "....D",
    "webhooks.turn_on": "....D",
    "webhooks.remove": "....D",
    "webhooks.redeliver": "....D",
}

INITIALS = {
    "A": Role.ADVOCATE,
    "M": Role.MODERATOR,
    "S": Role.SENIOR,
    "E": Role.EDITOR,
    "D": Role.ADMINISTRATOR,
}

#: What a person sends by the form of a page; the others are one button.
SENT = {
    "desk.decide": {"action": "approve", "seen": "1", "note": ""},
    "lists.decide": {"action": "approve", "form_key": "a form", "note": ""},
    "desk.preview": {"action": "reject", "seen": "1", "note": "", "clauses": "INJURE"},
    "desk_articles.run": {"state": "open", "mode": "charter"},
    "desk.verify_name": {"how": "known"},
    "agreement.keep": {"outcome": "stand"},
    "desk.hold": {"reason": "Une plainte est annoncée."},
    "queues.save_view": {"name": "Ma vue", "view": "file=recours"},
    "queues.watch": {"key": "budget", "watched": "yes"},
    "staff.add": {"email": "n@example.org", "name": "Nina", "role": "senior", "language": "fr"},
    "staff.set_role": {"role": "senior"},
    "disclosing.disclose": {"purpose": "Une plainte pénale."},
    "sanctions.set_on": {"kind": "note", "sanction_clauses": "TON", "grounds": "Restez poli."},
    "sanctions.ban": {"reason": "Ce n’est pas son nom."},
    "sanctions.lift": {"lift_reason": "C’est bien son nom."},
    "sanctions.maintain": {"keep_reason": "Rien n’a changé.", "review_on": "2026-12-01"},
    "sanctions.answer": {"answer": "C’est bien son nom.", "outcome": "lift"},
    "inquiries.ask": {"whom": "author", "note": "", "language": "fr"},
    "colleagues.tell": {"what": "memo", "words": "À relire demain.", "to": "", "seen": "1"},
    "colleagues.give_opinion": {"opinion": "Ironie, je crois.", "vote": ""},
    "corrections.close": {"status": "done", "note": ""},
    "workshop.begin": {"note": "Préciser le ton"},
    "workshop.save": {"text": "", "seen": "1"},
    "workshop.check": {"text": "", "seen": "1"},
    "workshop.add_list": {"name": "canton.fr.toml"},
    "adjusting.save": {"seen": "1", "automation-sample": "0.05"},
    "adjusting.check": {"seen": "1", "automation-sample": "0.05"},
    "adjusting.save_clause": {"seen": "1", "clauses-0-title-fr": "Nom"},
    "adjusting.check_clause": {"seen": "1", "clauses-0-title-fr": "Nom"},
    "word_lists.save": {"seen": "1", "entry": "0", "added": "schtroumpfeur"},
    "word_lists.check": {"seen": "1", "entry": "0", "added": "schtroumpfeur"},
    "workshop.publish": {"reason": "Le ton est précisé"},
    "workshop.lift": {"reason": "Une vague, et à raison"},
    "workshop.bring_back": {"reason": "Trop sévère"},
    "trying.replay": {"n": "10"},
    "pseudonyms.answer": {"answer": "Oui.", "outcome": "grant"},
    "pseudonyms.withdraw": {"answer": "Ce nom trompe."},
}

#: What a page answers whoever may: it is done, or what it would be done to is not there.
ANSWERS = {200, 201, 204, 302, 303, 404, 409, 422, 429}

#: One engine: who may what does not depend on it.
database_url = on_sqlite_alone


@pytest.fixture
def world(app, runtime, amir, mona):
    """Return what addresses of the desk name: a comment that waits, a decision of Mona's."""
    link = amir.write(CLEAN).location
    amir.write(AMBIGUOUS)
    page = mona.get("/desk")
    (action,) = [part for part in page.text.split('"') if part.endswith("/decision")]
    mona.send(page, action, [("action", "approve"), ("note", "")])
    return ARGUMENTS | {"public_id": action.split("/")[3], "decision_id": 1}, link


def pages(app):
    """Return the endpoints of the desk, with the rules and methods by which each is reached."""
    found = {}
    for rule in app.url_map.iter_rules():
        if ACCESS[rule.endpoint.split(".")[0]] is Door.NEWSROOM:
            for method in rule.methods & {"GET", "POST", "PUT", "PATCH", "DELETE"}:
                found.setdefault(rule.endpoint, []).append((method, rule))
    return found


def test_every_page_of_the_desk_is_in_the_table(app):
    missing, gone = sorted(set(pages(app)) - set(MAY)), sorted(set(MAY) - set(pages(app)))
    assert not missing, f"say who may: add to MAY in {__name__} {missing}"
    assert not gone, f"take out of MAY in {__name__} {gone}: there is no such page"


def test_the_table_knows_every_role():
    assert set(INITIALS.values()) == NEWSROOM
    for endpoint, row in MAY.items():
        assert all(sign in (initial, ".") for sign, initial in zip(row, "AMSED", strict=True)), (
            endpoint
        )


def desk_of(app, runtime, role):
    """Return a browser of somebody in this role, and the token of their forms."""
    browser = at_the_desk(app, runtime, f"Une {role}", role)
    fields = dict(hidden_fields(browser.get("/compte/mot-de-passe"), "/compte/mot-de-passe"))
    return browser, fields["csrf_token"]


@pytest.mark.parametrize("endpoint", sorted(MAY))
def test_each_page_asks_who_may(app, runtime, world, endpoint):
    values, _ = world
    # Those who may not come first: what they would do must not be done already.
    order = sorted(INITIALS, key=lambda initial: initial in MAY[endpoint])
    for initial in order:
        browser, token = desk_of(app, runtime, INITIALS[initial])
        for method, rule in pages(app)[endpoint]:
            with app.test_request_context():
                path = app.url_for(endpoint, **{name: values[name] for name in rule.arguments})
            data = None if method == "GET" else SENT.get(endpoint, {}) | {"csrf_token": token}
            status = browser.client.open(path, method=method, data=data).status_code
            told = f"{method} {endpoint}: {INITIALS[initial]} got {status}"
            if initial in MAY[endpoint]:
                assert status in ANSWERS, told
            else:
                assert status == 403, f"{told}, and may not"
