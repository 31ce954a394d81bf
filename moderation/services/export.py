"""A reader gets everything that is stored of them, as one JSON object; docs/privacy.md describes it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from moderation.core.comment import Article, Comment
from moderation.core.correction import Correction, Delivery
from moderation.core.decision import Action, Decision
from moderation.core.inquiry import InquiryAbout
from moderation.core.person import Person
from moderation.core.pseudonym import Pseudonym
from moderation.core.redress import Reporter
from moderation.core.reported import OwnReport
from moderation.core.revision import Revision
from moderation.core.rules import Hit
from moderation.core.sanction import Sanction, SanctionAppeal
from moderation.core.statement import Statement
from moderation.core.tracing import NameCheck, Origin
from moderation.core.verdict import Score, Verdict
from moderation.runtime import Runtime
from moderation.services.digests import reporter_key
from moderation.services.submission import stored
from moderation.services.suspending import address_digest, target_of_person
from moderation.storage import (
    comments,
    corrections,
    decisions,
    inquiries,
    passkeys,
    people,
    pseudonyms,
    redress,
    reporters,
    revisions,
    sanctions,
    signatures,
    standing,
    tracing,
)
from moderation.storage.sanctions import Target

#: Rises when a field changes its meaning or goes; a new one does not raise it.
FORMAT = 1

#: What decides nothing for the reader, and says how the newsroom works.
_INTERNAL = frozenset({Action.HOLD, Action.ESCALATE})

Json = dict[str, Any]


def export_of(runtime: Runtime, person: Person) -> Json:
    """Return all that is stored of *person*, and nothing of anybody else.

    Of a decision it says that a person made it and not which; of a report on
    their comments nothing, for it is its sender's.
    """
    with runtime.database.read() as session:
        return {**_head(runtime), **_of_account(session, runtime, person)}


def export_at(runtime: Runtime, email: str) -> tuple[Json, Person | None] | None:
    """Return all that is stored of whoever has the address *email*, and whose account it is.

    What they signed at it without an account is there, too; without any account what only
    accounts have is empty. None if nothing is stored of the address.
    """
    with runtime.database.read() as session:
        person = people.person_by_email(session, email)
        signed = comments.written_from(session, email)
        told = corrections.of_address(session, email)
        reported = _reports(session, runtime, person, email)
        if person is None and not signed and not told and not reported:
            return None
        content = _of_account(session, runtime, person) if person else _NO_ACCOUNT
        asked = [_name(one) for one in signatures.checks_at(session, email)]
        written = [_comment(session, comment) for comment in reversed(signed)]
        export = _head(runtime) | content
        banned = sanctions.bans_made_on(session, [comment.id for comment in signed])
        if person is None:
            target = Target(address_digest=address_digest(runtime, email))
            record = standing.record_of(session, target)
            export["sanctions"] = [_sanction(session, one) for one in record]
        export["bans"] = [*content["bans"], *(_ban(ban) for ban in banned)]
        export["names"] = [*content["names"], *asked]
        export["comments"] = [*content["comments"], *written]
        export["corrections"] = [_correction(one, article) for one, article in told]
        export["reports"] = reported
    return export, person


def _head(runtime: Runtime) -> Json:
    return {"format": FORMAT, "exported_at": _moment(runtime.clock())}


def _of_account(session: Session, runtime: Runtime, person: Person) -> Json:
    account = tracing.account_of(session, person.id)
    return {
        "account": {
            "name": person.name,
            "email": person.email,
            "language": person.language,
            "reply_mail": person.reply_mail,
            "created_at": _moment(account.created_at),
            "confirmed_at": _moment(account.confirmed_at),
        },
        "proofs": [
            {
                "proof": one.proof,
                "proved_at": _moment(one.at),
                "number_ends_in": one.ending or None,
            }
            for one in account.proofs
        ],
        "connections": [
            asdict(one) | {"connected_at": _moment(one.connected_at)} for one in account.connections
        ],
        "passkeys": [
            {
                "name": one.name,
                "added_at": _moment(one.added_at),
                "used_at": _moment(one.used_at),
            }
            for one in passkeys.passkeys_of(session, person.id)
        ],
        "names": [_name(one) for one in account.names],
        "pseudonyms": [_pseudonym(one) for one in reversed(pseudonyms.all_of(session, person.id))],
        "bans": [_ban(ban) for ban in sanctions.bans_of(session, person.id)],
        "sanctions": [
            _sanction(session, one)
            for one in standing.record_of(session, target_of_person(runtime, person))
        ],
        "comments": [
            _comment(session, comment)
            for comment in reversed(comments.written_by(session, person.id))
        ],
        "corrections": [
            _correction(one, article)
            for one, article in corrections.of_address(session, person.email)
            if person.is_confirmed
        ],
        "reports": _reports(
            session, runtime, person, person.email if person.is_confirmed else None
        ),
        "inquiries": [_inquiry(one) for one in inquiries.answers_of(session, person.id)],
        "disclosures": [
            {"comment": one.public_id, "what": list(one.what), "seen_at": _moment(one.seen_at)}
            for one in tracing.disclosures_about(session, person.id)
        ],
    }


#: What `_of_account` says where there is none.
_NO_ACCOUNT: Json = {
    "account": None,
    "proofs": [],
    "connections": [],
    "passkeys": [],
    "names": [],
    "pseudonyms": [],
    "bans": [],
    "sanctions": [],
    "comments": [],
    "corrections": [],
    "reports": [],
    "inquiries": [],
    "disclosures": [],
}


def _name(check: NameCheck) -> Json:
    return {
        "name": check.author_key,
        "asked_at": _moment(check.asked_at),
        "answered_at": _moment(check.answered_at),
        "verified_at": _moment(check.verified_at),
        "verified_how": check.verified_how,
    }


def _pseudonym(pseudonym: Pseudonym) -> Json:
    return {
        "name": pseudonym.name,
        "reason": pseudonym.reason,
        "status": pseudonym.status,
        "asked_at": _moment(pseudonym.asked_at),
        "granted_at": _moment(pseudonym.granted_at),
        "closed_at": _moment(pseudonym.closed_at),
        "answer": pseudonym.answer,
    }


def _ban(ban: Sanction) -> Json:
    return {
        "name": ban.name,
        "reason": ban.reason,
        "banned_at": _moment(ban.set_at),
        "lifted_at": _moment(ban.lifted_at),
        "lift_reason": ban.lift_reason,
        "appeal": _appeal(ban.appeal),
    }


def _sanction(session: Session, sanction: Sanction) -> Json:
    rests_on = sanctions.comments_of(session, [sanction.id]).get(sanction.id, ())
    return {
        "kind": sanction.kind,
        "clauses": list(sanction.clause_ids),
        "reason": sanction.reason,
        "comments": [comments.public_id_of(session, one) for one in rests_on],
        "set_at": _moment(sanction.set_at),
        "until": _moment(sanction.until),
        "read_at": _moment(sanction.acknowledged_at),
        "lifted_at": _moment(sanction.lifted_at),
        "lift_reason": sanction.lift_reason,
        "appeal": _appeal(sanction.appeal),
    }


def _appeal(appeal: SanctionAppeal | None) -> Json | None:
    if appeal is None:
        return None
    return {
        "words": appeal.words,
        "opened_at": _moment(appeal.opened_at),
        "answered_at": _moment(appeal.answered_at),
        "answer": appeal.answer,
    }


def _comment(session: Session, comment: Comment) -> Json:
    found = stored(session, comment.public_id)
    return {
        "id": comment.public_id,
        "article": _article(found.article),
        "name": comment.author_name,
        "is_pseudonym": comment.is_pseudonym,
        "text": comment.body,
        "language": comment.language,
        "status": comment.status,
        "submitted_at": _moment(comment.submitted_at),
        "edited_at": _moment(comment.edited_at),
        "charter": comment.charter_digest,
        "charter_accepted_at": _moment(tracing.accepted_at(session, comment.id)),
        "origin": _origin(tracing.origin_of(session, comment.id)),
        "machine": _machine(found.verdict),
        "revisions": [_revision(one) for one in revisions.revisions_of(session, comment.id)],
        "decisions": [
            _decision(one)
            for one in decisions.decisions_on(session, comment.id)
            if one.action not in _INTERNAL
        ],
        "statements": [
            _statement(one, sent_at)
            for one, sent_at in decisions.statements_on(session, comment.id)
        ],
        "appeals": [
            {"words": one.words, "opened_at": _moment(one.opened_at), "answered_by": one.closed_by}
            for one in redress.appeals_on(session, comment.id)
        ],
    }


def _correction(correction: Correction, article: Article) -> Json:
    return {
        "article": _article(article),
        "words": correction.words,
        "passage": correction.passage,
        "received_at": _moment(correction.received_at),
        "status": correction.status,
        "closed_at": _moment(correction.closed_at),
        # What was not sent is the newsroom's own.
        "note": correction.note if correction.delivery is Delivery.SENT else None,
    }


def _reports(
    session: Session, runtime: Runtime, person: Person | None, email: str | None
) -> list[Json]:
    """Return what *person*, or whoever has the address *email*, reported and was told."""
    account = reporter_key(runtime, Reporter(person_id=person.id)) if person else None
    address = reporter_key(runtime, Reporter(email=email)) if email else None
    found = reporters.reports_of(
        session, account_key=account, address=(email or "").casefold(), address_key=address
    )
    return [_report(one) for one in found]


def _report(found: OwnReport) -> Json:
    report, told = found.report, found.told
    return {
        "comment": found.public_id,
        "article": _article(found.article),
        "reason": report.reason,
        "words": report.words,
        "clause": report.said.clause_id,
        "illegal": report.said.is_illegal,
        "good_faith": report.said.in_good_faith,
        "name": found.by.name,
        "email": found.by.email,
        "language": found.by.language,
        "reported_at": _moment(report.opened_at),
        "told": told
        and {
            "outcome": told.outcome,
            "clauses": list(told.clause_ids),
            "sent_at": _moment(told.sent_at),
        },
    }


def _inquiry(found: InquiryAbout) -> Json:
    """Return what somebody was asked and answered; who signed the comment is its author's."""
    inquiry = found.inquiry
    return {
        "article": _article(found.article),
        "asked_at": _moment(inquiry.asked_at),
        "note": inquiry.note,
        "answer": inquiry.said,
        "words": inquiry.words,
        "answered_at": _moment(inquiry.answered_at),
    }


def _article(article: Article) -> Json:
    return {"key": article.key, "title": article.title, "url": article.url}


def _revision(revision: Revision) -> Json:
    return {
        "text": revision.body,
        "status": revision.status,
        "written_at": _moment(revision.written_at),
        "replaced_at": _moment(revision.replaced_at),
        "machine": _machine(revision.verdict),
    }


def _machine(verdict: Verdict) -> Json:
    """Return what the machine made of a comment, as far as a clause of the charter speaks of it."""
    evidence: list[Hit | Score] = [*verdict.hits, *verdict.scores]
    clauses = [found.clause_id for found in evidence if found.clause_id]
    return {
        "recommendation": verdict.recommendation,
        "clauses": list(dict.fromkeys(clauses)),
        "probabilities": dict(verdict.probabilities),
        "model": verdict.model_id,
    }


def _decision(decision: Decision) -> Json:
    by_author = decision.action is Action.WITHDRAW
    return {
        "id": decision.id,
        "action": decision.action,
        "by": "author" if by_author else "charter" if decision.decided_by is None else "person",
        "decided_at": _moment(decision.decided_at),
        "clauses": list(decision.clause_ids),
        "note": decision.note,
        "status": decision.status_after,
    }


def _statement(statement: Statement, sent_at: datetime | None) -> Json:
    moments = {"decided_at": _moment(statement.decided_at), "sent_at": _moment(sent_at)}
    content = asdict(statement) | moments
    del content["comment_id"]  # a number of ours; the statement stands with its comment
    return content


def _origin(origin: Origin | None) -> Json | None:
    return asdict(origin) if origin else None


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
