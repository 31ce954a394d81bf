"""Each thing that somebody of the newsroom does leaves its entry in the audit log, or a reason stands here why not."""

import ast
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from moderation import services
from moderation.core.audit import AuditKind, Wanted
from moderation.core.charter import Pseudonyms
from moderation.core.comment import Draft, Mode
from moderation.core.decision import Action
from moderation.core.event import EventType
from moderation.core.glossary import EntryText, PrecedentText
from moderation.core.inquiry import Asked as AskedWhom
from moderation.core.person import Role
from moderation.core.sanction import SanctionKind
from moderation.services import (
    auditing,
    bans,
    bulk,
    colleagues,
    glossary,
    guarding,
    identity,
    inquiries,
    keys,
    ladder,
    logins,
    pace,
    passwords,
    pseudonyms,
    publishing,
    queues,
    review,
    sanctions,
    second_factor,
    staff,
    submission,
    tracing,
    transparency,
    webhooks,
    workshop,
)
from moderation.storage import people
from moderation.web.journal_words import PHRASES, STEPS, THINGS, UNSAID, WHOLES
from tests.conftest import AMBIGUOUS, CLEAN, NOW, REFUSED, hire
from tests.databases import on_sqlite_alone
from tests.services.conftest import with_settings
from tests.services.test_guarding import usual_days, wave

#: What leaves no entry of its own, and why.
READERS = "readers do it with what is theirs, and no reader is in the log"
OWN = "it concerns nobody but whoever does it"
TEXT = "it stands where it is written, with who wrote it and when"
WITHOUT = {
    "agreement.keep_reading": "nothing changes by it, and who read is kept with the reading",
    "bulk.go_on": "it does what the entry of the batch told of",
    "closing.close_account": READERS,
    "closing.post_close_link": READERS,
    "colleagues.ask": TEXT,
    "colleagues.give_opinion": TEXT,
    "colleagues.write_memo": TEXT,
    "connecting.connect": OWN,
    "connecting.disconnect": OWN,
    "corrections.close_correction": TEXT,
    "editing.edit_comment": READERS,
    "glossary.write_entry": TEXT,
    "glossary.write_precedent": TEXT,
    "logins.add_factor": OWN,
    "logins.end": OWN,
    "logins.end_others": OWN,
    "logins.end_with_key": OWN,
    "names.change_name": READERS,
    "proofs.confirm_phone": READERS,
    "proofs.forget_phone": READERS,
    "pseudonyms.ask": READERS,
    "pseudonyms.give_up": READERS,
    "queues.be_present": "it decides nothing",
    "queues.delete_view": OWN,
    "queues.let_go": "it decides nothing",
    "queues.load_ahead": "it decides nothing",
    "queues.save_view": OWN,
    "replies.choose_reply_mail": READERS,
    "review.next_case": "it decides nothing",
    "review.skip": "it decides nothing",
    "signing.sign": READERS,
    "transparency.tell_by_hand": "nobody sees it before the report is published, which is an entry",
    "trying.start_replay": "a trial has no effect on any comment",
    "trying.start_shadow": "a trial has no effect on any comment",
    "trying.stop": "a trial has no effect on any comment",
    "wellbeing.save_preference": OWN,
    "workshop.add_list": "a draft has no effect before it is published, which is an entry",
    "workshop.begin_draft": "a draft has no effect before it is published, which is an entry",
    "workshop.put_away": "a draft has no effect before it is published, which is an entry",
    "workshop.remove_list": "a draft has no effect before it is published, which is an entry",
    "workshop.save_file": "a draft has no effect before it is published, which is an entry",
}


class Newsroom:
    """One person in each role, and a reader's comments."""

    def __init__(self, runtime, clock, submit):
        self.runtime, self.clock, self.submit = runtime, clock, submit
        self.mona, self.max = self.hire("Mona", Role.MODERATOR), self.hire("Max", Role.MODERATOR)
        self.sofia, self.elsa = self.hire("Sofia", Role.SENIOR), self.hire("Elsa", Role.EDITOR)
        self.ada = self.hire("Ada", Role.ADMINISTRATOR)

    def hire(self, name, role):
        with self.runtime.database.read() as session:
            return people.person_by_email(session, hire(self.runtime, name, role))

    def held(self, words="", **fields):
        return self.submit(AMBIGUOUS + words, **fields).comment

    def decide(self):
        comment = self.held()
        return review.decide(
            self.runtime, self.mona, comment.public_id, seen=comment.version, action=Action.APPROVE
        )

    def batch(self):
        chosen = {one.public_id: one.version for one in (self.held(" Un."), self.held(" Deux."))}
        return bulk.decide_many(
            self.runtime, self.mona, chosen, form_key="a form", action=Action.APPROVE
        )

    def draft(self):
        draft_id = workshop.begin_draft(self.runtime, self.elsa, note="Le ton")
        file = workshop.open_draft(self.runtime, draft_id).file("charte.toml")
        text = file.text.replace('version = "1.0"', 'version = "1.1"')
        workshop.save_file(
            self.runtime, self.elsa, draft_id, file.name, text=text, seen=file.version
        )
        return draft_id

    def publish(self, from_at=None):
        draft_id = self.draft()
        publishing.publish(self.runtime, self.elsa, draft_id, from_at=from_at, reason="Le ton")
        return publishing.listed_publications(self.runtime)

    def suspension(self):
        usual_days(self.runtime, 1_000)
        wave(self.runtime, self.clock)
        return guarding.listed_suspensions(self.runtime)[0].suspension.id

    def run(self, **changed):
        run = pace.Run(True, "", Mode.CHARTER, None, None, None, None, None)
        pace.run_article(self.runtime, self.sofia, "budget", replace(run, **changed))

    def sanction(self, kind=SanctionKind.WARNING):
        amir = self.submit(CLEAN, email="amir@example.org").comment
        review_at = NOW + timedelta(days=100) if kind is SanctionKind.LONGER else None
        asked = ladder.Asked(kind, ("TON",), "Il insulte.", review_at=review_at)
        return ladder.sanction_author(self.runtime, self.elsa, amir.public_id, asked).id

    def appealed(self):
        number = self.sanction()
        ladder.appeal_sanction(self.runtime, number, words="C’était de l’ironie.")
        return number

    def known(self):
        """A comment of a reader's whose address is known."""
        return self.submit(CLEAN, email="amir@example.org").comment.public_id

    def pseudonym(self):
        reader = self.hire("Amir Haddad", Role.READER)
        comment = submission.submit_comment(
            self.runtime,
            "budget",
            Draft(CLEAN, "Amir Haddad"),
            idempotency_key=None,
            needs_acceptance=False,
            person=reader,
        ).comment
        identity.verify_name(self.runtime, self.mona, comment.public_id)
        pseudonyms.ask(self.runtime, reader, "Hirondelle", reason="Mon employeur.")
        return pseudonyms.listed_pseudonyms(self.runtime)[0].pseudonym.id

    def granted(self):
        number = self.pseudonym()
        pseudonyms.grant(self.runtime, self.mona, number)
        return number

    def key(self):
        return keys.issue_api_key(self.runtime, "Le CMS", by=self.ada).key.prefix

    def webhook(self):
        return webhooks.add_webhook(
            self.runtime,
            url="https://example.org/",
            events=[EventType.DECISION_MADE],
            by=self.ada,
        ).webhook.id

    def term(self):
        text = EntryText("ramer", "fr", "", "se dit d’un chat", "")
        return glossary.write_entry(self.runtime, self.mona, text)

    def precedent(self):
        text = PrecedentText("Le chat", None, "Publié.", None)
        return glossary.write_precedent(self.runtime, self.mona, text)

    def entries(self):
        page = auditing.journal(self.runtime, self.ada, Wanted(), before=None, limit=100)
        return [(one.entry, one.name) for one in page.entries]


#: What leaves an entry: the function, the kind and the step of the entry, whose it is, and a way there.
TABLE = [
    (
        "auditing.export",
        AuditKind.EXPORT,
        None,
        "Elsa",
        lambda n: auditing.export(n.runtime, n.elsa),
    ),
    (
        "auditing.export_table",
        AuditKind.EXPORT,
        None,
        "Elsa",
        lambda n: auditing.export_table(n.runtime, n.elsa, Wanted()),
    ),
    (
        "bans.ban_author",
        AuditKind.SANCTION,
        "banned",
        "Mona",
        lambda n: bans.ban_author(n.runtime, n.mona, n.known(), reason="Un faux nom."),
    ),
    ("bulk.decide_many", AuditKind.DECISION, None, "Mona", lambda n: n.batch()),
    (
        "bulk.undo_many",
        AuditKind.UNDO,
        None,
        "Mona",
        lambda n: bulk.undo_many(n.runtime, n.mona, n.batch().id),
    ),
    (
        "colleagues.hand_over",
        AuditKind.CASE,
        None,
        "Mona",
        lambda n: colleagues.hand_over(n.runtime, n.mona, n.held().public_id, whom=n.max.id),
    ),
    (
        "glossary.delete_entry",
        AuditKind.GLOSSARY,
        "deleted",
        "Sofia",
        lambda n: glossary.delete_entry(n.runtime, n.sofia, n.term()),
    ),
    (
        "glossary.delete_precedent",
        AuditKind.GLOSSARY,
        "deleted",
        "Sofia",
        lambda n: glossary.delete_precedent(n.runtime, n.sofia, n.precedent()),
    ),
    ("guarding.watch", AuditKind.CHARTER, "suspended", None, lambda n: n.suspension()),
    (
        "guarding.lift",
        AuditKind.CHARTER,
        "lifted",
        "Elsa",
        lambda n: guarding.lift(n.runtime, n.elsa, n.suspension(), reason="Une vague."),
    ),
    (
        "identity.create_person",
        AuditKind.ACCOUNT,
        "added",
        "Ada",
        lambda n: identity.create_person(
            n.runtime, email="leo@example.org", name="Léo", role=Role.MODERATOR, by=n.ada
        ),
    ),
    (
        "identity.verify_name",
        AuditKind.NAME,
        "checked",
        "Mona",
        lambda n: identity.verify_name(n.runtime, n.mona, n.known()),
    ),
    (
        "inquiries.ask",
        AuditKind.NAME,
        "asked",
        "Mona",
        lambda n: inquiries.ask(
            n.runtime,
            n.mona,
            n.held(name="Karin Keller Sutter").public_id,
            whom=inquiries.Whom(AskedWhom.ADDRESS, email="karin@example.org"),
            note="",
            language="fr",
        ),
    ),
    ("keys.issue_api_key", AuditKind.PROGRAM, "issued", "Ada", lambda n: n.key()),
    (
        "keys.issue_akismet_key",
        AuditKind.PROGRAM,
        "issued",
        "Ada",
        lambda n: keys.issue_akismet_key(n.runtime, "WordPress", by=n.ada),
    ),
    (
        "keys.rotate_api_key",
        AuditKind.PROGRAM,
        "rotated",
        "Ada",
        lambda n: keys.rotate_api_key(n.runtime, n.key(), by=n.ada),
    ),
    (
        "keys.revoke_api_key",
        AuditKind.PROGRAM,
        "revoked",
        "Ada",
        lambda n: keys.revoke_api_key(n.runtime, n.key(), by=n.ada),
    ),
    ("ladder.sanction_author", AuditKind.SANCTION, "set: warning", "Elsa", lambda n: n.sanction()),
    (
        "logins.begin",
        AuditKind.LOG_IN,
        None,
        "Mona",
        lambda n: logins.begin(n.runtime, n.mona, key="k", way="password", user_agent=""),
    ),
    ("pace.run_article", AuditKind.ARTICLE, "closed", "Sofia", lambda n: n.run(is_open=False)),
    ("pace.run_article", AuditKind.ARTICLE, None, "Sofia", lambda n: n.run(reader_limit=3)),
    (
        "pace.slow_down",
        AuditKind.ARTICLE,
        None,
        "Sofia",
        lambda n: pace.slow_down(n.runtime, n.sofia, "budget"),
    ),
    (
        "passwords.password_changed",
        AuditKind.ACCOUNT,
        "password chosen",
        "Mona",
        lambda n: passwords.password_changed(
            n.runtime, n.mona, ends_others=False, names={}, here=None
        ),
    ),
    (
        "pseudonyms.grant",
        AuditKind.NAME,
        "granted",
        "Mona",
        lambda n: pseudonyms.grant(n.runtime, n.mona, n.pseudonym()),
    ),
    (
        "pseudonyms.decline",
        AuditKind.NAME,
        "declined",
        "Mona",
        lambda n: pseudonyms.decline(n.runtime, n.mona, n.pseudonym(), answer="Non."),
    ),
    (
        "pseudonyms.withdraw",
        AuditKind.NAME,
        "withdrawn",
        "Mona",
        lambda n: pseudonyms.withdraw(n.runtime, n.mona, n.granted(), answer="Il trompe."),
    ),
    ("publishing.publish", AuditKind.CHARTER, "published", "Elsa", lambda n: n.publish()),
    (
        "publishing.bring_back",
        AuditKind.CHARTER,
        "brought back",
        "Elsa",
        lambda n: publishing.bring_back(
            n.runtime, n.elsa, n.publish()[-1].publication.id, reason="Le ton d’avant."
        ),
    ),
    (
        "publishing.cancel",
        AuditKind.CHARTER,
        "cancelled",
        "Elsa",
        lambda n: publishing.cancel(
            n.runtime, n.elsa, n.publish(NOW + timedelta(days=1))[0].publication.id
        ),
    ),
    (
        "queues.watch_article",
        AuditKind.ARTICLE,
        "watched",
        "Sofia",
        lambda n: queues.watch_article(n.runtime, n.sofia, "budget", True),
    ),
    ("review.decide", AuditKind.DECISION, None, "Mona", lambda n: n.decide()),
    (
        "review.undo",
        AuditKind.UNDO,
        None,
        "Mona",
        lambda n: review.undo(n.runtime, n.mona, n.decide().id),
    ),
    (
        "sanctions.answer_appeal",
        AuditKind.SANCTION,
        "appeal answered",
        "Sofia",
        lambda n: sanctions.answer_appeal(
            n.runtime, n.sofia, n.appealed(), words="Relu à deux.", lifts=False
        ),
    ),
    (
        "sanctions.confirm_sanction",
        AuditKind.SANCTION,
        "reread",
        "Sofia",
        lambda n: sanctions.confirm_sanction(n.runtime, n.sofia, n.sanction(SanctionKind.LONGER)),
    ),
    (
        "sanctions.lift_sanction",
        AuditKind.SANCTION,
        "lifted",
        "Elsa",
        lambda n: sanctions.lift_sanction(n.runtime, n.elsa, n.sanction(), reason="À tort."),
    ),
    (
        "sanctions.maintain_sanction",
        AuditKind.SANCTION,
        "maintained",
        "Elsa",
        lambda n: maintain(n),
    ),
    (
        "second_factor.note_refused",
        AuditKind.FAILED_FACTOR,
        None,
        "Mona",
        lambda n: second_factor.note_refused(n.runtime, n.mona),
    ),
    (
        "staff.set_role",
        AuditKind.ACCOUNT,
        "role changed",
        "Ada",
        lambda n: staff.set_role(n.runtime, n.ada, n.mona.id, Role.SENIOR),
    ),
    (
        "staff.set_active",
        AuditKind.ACCOUNT,
        "shut",
        "Ada",
        lambda n: staff.set_active(n.runtime, n.ada, n.mona.id, active=False),
    ),
    (
        "staff.end_sessions",
        AuditKind.ACCOUNT,
        "sessions ended",
        "Ada",
        lambda n: staff.end_sessions(n.runtime, n.ada, n.mona.id),
    ),
    ("submission.submit_comment", AuditKind.DECISION, None, None, lambda n: n.submit(REFUSED)),
    (
        "tracing.disclose",
        AuditKind.IDENTITY,
        None,
        "Ada",
        lambda n: tracing.disclose(n.runtime, n.ada, n.known(), reason="Une plainte."),
    ),
    (
        "tracing.disclose_all",
        AuditKind.IDENTITY,
        None,
        "Ada",
        lambda n: (
            n.known()
            and tracing.disclose_all(n.runtime, n.ada, "amir@example.org", reason="Une demande.")
        ),
    ),
    (
        "tracing.hold",
        AuditKind.HOLD,
        "ordered",
        "Ada",
        lambda n: tracing.hold(n.runtime, n.ada, n.known(), reason="Une plainte."),
    ),
    ("tracing.release", AuditKind.HOLD, "released", "Ada", lambda n: release(n)),
    (
        "transparency.publish",
        AuditKind.TRANSPARENCY,
        None,
        "Elsa",
        lambda n: transparency.publish(n.runtime, n.elsa, "2026-10"),
    ),
    ("webhooks.add_webhook", AuditKind.PROGRAM, "added", "Ada", lambda n: n.webhook()),
    (
        "webhooks.rotate",
        AuditKind.PROGRAM,
        "rotated",
        "Ada",
        lambda n: webhooks.rotate(n.runtime, n.webhook(), by=n.ada),
    ),
    (
        "webhooks.remove",
        AuditKind.PROGRAM,
        "removed",
        "Ada",
        lambda n: webhooks.remove(n.runtime, n.webhook(), by=n.ada),
    ),
    (
        "webhooks.turn_off",
        AuditKind.PROGRAM,
        "turned off",
        "Ada",
        lambda n: webhooks.turn_off(n.runtime, n.webhook(), by=n.ada),
    ),
    (
        "webhooks.turn_on",
        AuditKind.PROGRAM,
        "turned on",
        "Ada",
        lambda n: webhooks.turn_on(n.runtime, n.webhook(), by=n.ada),
    ),
]


def maintain(newsroom):
    number = newsroom.sanction(SanctionKind.LONGER)
    newsroom.clock.move(days=101)
    sanctions.maintain_sanction(
        newsroom.runtime,
        newsroom.elsa,
        number,
        reason="Rien n’a changé.",
        review_at=newsroom.clock() + timedelta(days=100),
    )


def release(newsroom):
    public_id = newsroom.known()
    tracing.hold(newsroom.runtime, newsroom.ada, public_id, reason="Une plainte.")
    tracing.release(newsroom.runtime, newsroom.ada, public_id)


#: One engine: what is appended is the same on both.
database_url = on_sqlite_alone


@pytest.fixture
def newsroom(runtime, clock, submit):
    charter = replace(runtime.charter, pseudonyms=Pseudonyms.CHECKED)
    runtime = with_settings(replace(runtime, charter=charter), keep_origin_days=30)
    return Newsroom(runtime, clock, submit)


@pytest.mark.parametrize(("function", "kind", "step", "name", "go"), TABLE)
def test_what_the_newsroom_does_leaves_an_entry(newsroom, function, kind, step, name, go):
    go(newsroom)
    left = [(entry.kind, entry.facts.get("step"), who) for entry, who in newsroom.entries()]
    assert (kind, step, name) in left
    for entry, _ in newsroom.entries():
        said = entry.facts.keys() - UNSAID - {"before"}
        assert said <= PHRASES.keys(), "the journal says each fact in words"
        assert entry.facts.get("step") in {None, *STEPS}
        assert entry.about.partition(" ")[0] in {"person", *THINGS} or entry.about in WHOLES
    assert auditing.verify(newsroom.runtime).broken is None


def test_each_kind_of_entry_is_left_by_something():
    assert {kind for _, kind, *_ in TABLE} == set(AuditKind)


def test_whatever_a_person_can_change_leaves_an_entry_or_a_reason_stands_here_why_not():
    known = {function for function, *_ in TABLE} - {"guarding.watch"}  # the service's own
    assert not known & set(WITHOUT)
    assert set(_changed_by_people()) == known | set(WITHOUT)


def _changed_by_people():
    """Give the public functions of the services that are told who does it, and write."""
    for path in Path(services.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text())
        functions = {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef)}
        for name, function in functions.items():
            if not name.startswith("_") and _is_told_who(function) and _writes(name, functions):
                yield f"{path.stem}.{name}"


def _is_told_who(function):
    arguments = (*function.args.args, *function.args.kwonlyargs)
    annotations = (ast.unparse(one.annotation) for one in arguments if one.annotation)
    return any("Person" in one.split(" | ") for one in annotations)


def _writes(name, functions, seen=frozenset()):
    for node in ast.walk(functions[name]):
        if isinstance(node, ast.Attribute) and ast.unparse(node).endswith("database.begin"):
            return True
        called = node.id if isinstance(node, ast.Name) else name
        others = functions.keys() - seen - {name}
        if called in others and _writes(called, functions, seen | {name}):
            return True
    return False
