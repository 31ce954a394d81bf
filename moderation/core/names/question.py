"""The one question to an author about the name that they sign with."""

from moderation.core.charter import Category, Charter
from moderation.core.comment import AuthorHistory, Draft
from moderation.core.names.policy import name_rule
from moderation.core.names.signature import NameAnswer, Signature
from moderation.core.normalise import normalise
from moderation.errors import Problem

#: What a question is about: a part of the name that is missing, or whether it is theirs.
INCOMPLETE, DOUBTED = "name_incomplete", "name_doubted"

_NO_TEXT = normalise("")


def question_about(
    name: str, charter: Charter, *, known: Signature, answer: NameAnswer
) -> Problem | None:
    """Return what to ask the author who signs with *name*; None if nothing, or if it was asked.

    Spaces in *name* are single. It goes by the name alone: that another
    commenter has one like it is never told to its author, not even by a question.
    """
    if answer.asked_name == name or not known.may_be_asked:
        return None
    hits = tuple(name_rule(_NO_TEXT, Draft("", name), AuthorHistory(), charter))
    if not hits:
        return None
    is_incomplete = all(hit.category is Category.FULL_NAME for hit in hits)
    return Problem(INCOMPLETE if is_incomplete else DOUBTED, "asked_name")
