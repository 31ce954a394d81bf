"""A newsroom with something of everything, for pages that are looked at as they are when in use."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from moderation.core.colleague import Vote
from moderation.core.comment import Draft
from moderation.core.decision import Action
from moderation.core.glossary import EntryText, PrecedentText
from moderation.core.guard import Rate
from moderation.core.inquiry import Asked
from moderation.core.period import Span, period_around
from moderation.core.person import Role
from moderation.core.proof import Proof
from moderation.core.redress import ReportReason
from moderation.core.sanction import SanctionKind
from moderation.core.transparency import ByHand, key_of
from moderation.runtime import Runtime
from moderation.services import (
    agreement,
    bulk,
    colleagues,
    corrections,
    glossary,
    identity,
    inquiries,
    ladder,
    pseudonyms,
    queues,
    redress,
    review,
    similar,
    staff,
    submission,
    tracing,
    transparency,
    trying,
    webhooks,
    workshop,
)
from moderation.services.delivering import try_webhook
from moderation.services.inquiries import Whom
from moderation.services.keys import issue_api_key
from moderation.storage import guard
from tests.browser.conftest import send
from tests.conftest import AMBIGUOUS, CLEAN, hire, person_of
from tests.receivers import receiving

#: Much to say of it, and hard to read.
GRAVE = (
    "Cette histoire de budget est ambigu à souhait, et totché. " * 4
    + "Sale bougnoule, retourne dans ton pays, on va te casser la gueule à la sortie. "
    + "Vous n’êtes qu’un gros connard. APPELEZ-MOI AU 021 345 67 89."
)


@dataclass(frozen=True)
class Furnished:
    """What addresses of the desk name."""

    grave: str  # public ids
    asked: str
    appealed: str
    reported: str
    batch: int
    draft: int
    wrong_draft: int
    trial: int
    webhook: int
    period: str


def furnish(site) -> Furnished:
    """Fill *site*, whose charter knows pseudonyms and a Henri Mathis; Ada is its administrator."""
    runtime = site.runtime
    for name, role in (("Ada", Role.ADMINISTRATOR), ("Elsa", Role.EDITOR)):
        hire(runtime, name, role)
    ada, mona, max_ = (person_of(runtime, f"{one}@example.org") for one in ("ada", "mona", "max"))
    grave = send(runtime, GRAVE, name="Jean Haimard", answers=site.comments["published"], hours=3)
    asked = send(runtime, f"{CLEAN} C’est ambigu.", name="Henry Mathys", hours=50)
    _decide(runtime, mona, max_)
    _speak(runtime, grave, ada, mona, max_)
    _ask_people(runtime, asked, mona)
    _sign(runtime, mona)
    _run(runtime, ada, grave)
    redress.appeal(runtime, site.comments["returned"], words="Ce n’est pas une injure.")
    redress.report(
        runtime, site.comments["published"], reason=ReportReason.DEFAMATION, words="C’est faux."
    )
    draft, wrong, trial = _rewrite(runtime, ada)
    return Furnished(
        grave=grave,
        asked=asked,
        appealed=site.comments["returned"],
        reported=site.comments["published"],
        batch=_batch(runtime, ada),
        draft=draft,
        wrong_draft=wrong,
        trial=trial,
        webhook=_connect(runtime),
        period=_report(runtime, ada),
    )


def _decide(runtime: Runtime, mona, max_):
    """Mona decides on three, the day before; two are read again, one still is to be."""
    yesterday = replace(runtime, clock=lambda: datetime.now(UTC) - timedelta(days=1))
    for number, action in enumerate((Action.REJECT, Action.APPROVE, Action.REJECT)):
        public_id = send(runtime, f"{AMBIGUOUS} ({number})", name="Rita Rey", hours=30)
        seen = submission.find_comment(runtime, public_id).version
        clauses = ("INJURE",) if action is Action.REJECT else ()
        review.decide(yesterday, mona, public_id, seen=seen, action=action, clause_ids=clauses)
    assert agreement.draw_readings(runtime) == 3
    for _ in range(2):
        reading = agreement.next_reading(runtime, max_)
        agreement.keep_reading(runtime, max_, reading.blind.decision_id, clause_ids=())
    similar.note_decided(runtime)


def _speak(runtime: Runtime, grave, ada, mona, max_):
    """The desk speaks about a comment, and writes down what it knows."""
    colleagues.write_memo(runtime, mona, grave, words="Déjà vu hier.\n\nVoir l’autre fil.")
    colleagues.ask(runtime, mona, grave, words="Ironie ou injure ?", whom=max_.id)
    colleagues.give_opinion(runtime, max_, grave, words="Injure.", vote=Vote.REFUSE)
    colleagues.ask(runtime, mona, grave, words="Et vous, Ada ?", whom=ada.id)
    text = EntryText("totché", "fr", "Jura", "Maladroit.", "Affectueux, le plus souvent.")
    number = glossary.write_entry(runtime, mona, text)
    glossary.write_entry(runtime, max_, replace(text, meaning="Empoté."), entry_id=number)
    precedent = PrecedentText(
        "Un mot à double sens", "INJURE", "Refusé : il vise quelqu’un.", grave
    )
    glossary.write_precedent(runtime, mona, precedent)


def _ask_people(runtime: Runtime, asked, mona):
    """Somebody is asked whether a comment is theirs; readers tell of errors."""
    whom = Whom(Asked.FIGURE)
    inquiries.ask(runtime, mona, asked, whom=whom, note="Nous nous sommes vus.", language="fr")
    for words in ("Le vote a eu lieu mardi.", "Le nom est mal écrit."):
        corrections.tell(
            runtime,
            "exemple",
            words=words,
            passage="mercredi",
            email="rita@example.org",
            language="fr",
        )


def _sign(runtime: Runtime, mona):
    """An author with an account is known, asks for a pseudonym, and is warned."""
    amir = person_of(runtime, "amir.haddad@example.org")
    draft = Draft("La halle du marché mérite mieux qu’un parking.", "Amir Haddad")
    public_id = submission.submit_comment(
        runtime, "exemple", draft, idempotency_key=None, needs_acceptance=False, person=amir
    ).comment.public_id
    identity.verify_name(runtime, mona, public_id, Proof.CALL)
    pseudonyms.ask(runtime, amir, "Hirondelle", reason="Mon employeur siège à la commission.")
    why = ladder.Asked(SanctionKind.WARNING, ("TON",), "Trois commentaires insultent d’autres.")
    ladder.sanction_author(runtime, mona, public_id, why)


def _run(runtime: Runtime, ada, grave):
    """What an administrator does, and what is suspended."""
    queues.watch_article(runtime, ada, "exemple", True)
    tracing.hold(runtime, ada, grave, reason="Une plainte est annoncée.")
    tracing.disclose(runtime, ada, grave, reason="Une plainte est annoncée.")
    staff.add(runtime, ada, email="nina@example.org", name="Nina", role=Role.SENIOR, language="fr")
    issue_api_key(runtime, "notre CMS", lives=timedelta(days=30))
    with runtime.database.begin() as session:
        now = runtime.clock()
        guard.suspend(session, "word:connard", Rate(12, 40), Rate(3, 9_000), now=now)


def _rewrite(runtime: Runtime, ada):
    """Two drafts of the charter: one that was tried, one with a mistake."""
    draft, wrong = (workshop.begin_draft(runtime, ada, note=one) for one in ("Le ton", "Un essai"))
    (main, *_) = workshop.open_draft(runtime, draft).files
    for number, text in ((draft, main.text.replace("connard", "crétin")), (wrong, "[[clause")):
        workshop.save_file(runtime, ada, number, main.name, text=text, seen=main.version)
    trial = trying.start_replay(runtime, ada, draft, n=10)
    trying.advance_trials(runtime)
    return draft, wrong, trial


def _batch(runtime: Runtime, ada):
    """A batch of two, of which one was left out."""
    ids = [send(runtime, f"Un texte ambigu ({n})", name="Jean Favre") for n in range(2)]
    seen = {ids[0]: submission.find_comment(runtime, ids[0]).version, ids[1]: 99}
    action = Action.REJECT
    clauses = ("INJURE",)
    made = bulk.decide_many(
        runtime, ada, seen, form_key="a form", action=action, clause_ids=clauses, note="Le ton."
    )
    return made.id


def _connect(runtime: Runtime):
    """A webhook that nothing reaches."""
    near = runtime.settings.model_copy(update={"webhooks_private": "127.0.0.0/8"})
    runtime = replace(runtime, settings=near)
    with receiving() as receiver:
        receiver.status, receiver.body = 410, b"x" * 300
        url = receiver.url + "?token=" + "x" * 200
        new = webhooks.add_webhook(runtime, url=url, events=["decision.made"])
        try_webhook(runtime, new.webhook.id)
    return new.webhook.id


def _report(runtime: Runtime, ada):
    """A month of which something was told by hand."""
    key = key_of(period_around(Span.MONTH, datetime.now(UTC).date()).before)
    transparency.tell_by_hand(runtime, ada, key, ByHand(orders_to_act=0))
    return key
