"""The name that people sign with: asked about once, answered, checked, changed."""

from datetime import datetime

from sqlalchemy.orm import Session

from moderation.core.comment import name_problems_of
from moderation.core.names.key import author_key
from moderation.core.names.question import question_about
from moderation.core.names.signature import NO_ANSWER, NameAnswer, Signature, Signer
from moderation.core.person import Person
from moderation.core.pseudonym import SigningName
from moderation.errors import CommentError
from moderation.runtime import Runtime
from moderation.storage import people, signatures


def signer_named(name: str, *, person: Person | None = None, email: str | None = None) -> Signer:
    """Return who signs with *name*: *person*'s account, or else a guest at *email*."""
    return Signer(author_key(name), person.id if person else None, None if person else email)


def signer_as(signs: SigningName, person: Person) -> Signer:
    """Return *person*'s account as what signs with the name that it now signs with."""
    own_key = author_key(person.name) if signs.is_pseudonym else None
    return Signer(author_key(signs.name), person.id, account_key=own_key)


def ask_about_name(runtime: Runtime, name: str, answer: NameAnswer, *, known: Signature) -> None:
    """Raise CommentError with the one question about *name*, unless it was put already."""
    question = question_about(name, runtime.charter, known=known, answer=answer)
    if question is not None:
        raise CommentError((question,))


def note_answer(
    session: Session, signer: Signer, answer: NameAnswer, *, is_confirmed: bool, now: datetime
) -> None:
    """Remember what *signer* answered, if they were asked about the name that they sign with.

    Without *is_confirmed* it counts once the guest's address is confirmed.
    """
    was_asked = answer.asked_name is not None and author_key(answer.asked_name) == signer.author_key
    if was_asked and (signer.person_id is not None or signer.email is not None):
        signatures.note_question(
            session, signer, asked_at=now, is_own=answer.is_own, is_confirmed=is_confirmed
        )


def note_registration(runtime: Runtime, email: str, answer: NameAnswer) -> None:
    """Remember what whoever has just made the account at *email* answered about their name."""
    with runtime.database.begin() as session:
        person = people.person_by_email(session, email)
        if person is not None:
            signer = signer_named(person.name, person=person)
            note_answer(session, signer, answer, is_confirmed=True, now=runtime.clock())


def change_name(runtime: Runtime, person: Person, name: str, answer: NameAnswer) -> Person:
    """Give an account another name, or note what its owner says of the one it has.

    What they signed keeps the name that it was signed with. Raises
    CommentError if nobody could sign so, or with the one question about the name.
    """
    name = " ".join(name.split())
    if problems := name_problems_of(name):
        raise CommentError(tuple(problems))
    signer = signer_named(name, person=person)
    with runtime.database.read() as session:
        known = signatures.signature_of(session, signer)
    ask_about_name(runtime, name, answer, known=known)
    with runtime.database.begin() as session:
        note_answer(session, signer, answer, is_confirmed=True, now=runtime.clock())
        return people.set_name(session, person.id, name)


def is_asked(runtime: Runtime, person: Person) -> bool:
    """Tell whether *person* has still to be asked about the name of their account."""
    with runtime.database.read() as session:
        known = signatures.signature_of(session, signer_named(person.name, person=person))
    return question_about(person.name, runtime.charter, known=known, answer=NO_ANSWER) is not None
