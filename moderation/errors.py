"""Every error this package raises on purpose.

ModerationError
├── InvalidInput            what a person or a caller sent cannot be used     422
│   ├── CommentError          … a comment: empty, too long, article closed
│   ├── CharterError          … a charter file: names every place and a hint
│   └── PublicationError      … a draft of the charter that cannot be published
├── NotFound                no such comment, decision or article              404
├── NotAllowed              this person, or this key, may not do this         403
│   ├── ExpiredKey            … an API key whose time is over
│   └── MissingScope          … an API key that is not for this
├── Conflict                somebody else acted first; reload and try again   409
├── ProviderError           Facebook or the like did not say who a reader is  502
├── SmsError                the provider took no text message; try again      503
├── Unavailable             the database cannot take it now; nothing stored   503
├── ArtifactError           a trained model is missing, altered or untrusted  500
└── ConfigurationError      a setting is missing or malformed: refuse to start

A message is a sentence for the person who can act. It never holds comment
text, an e-mail address or an IP address: errors end in logs.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass


class ModerationError(Exception):
    """The root: catch it to catch all that is raised on purpose."""


class InvalidInput(ModerationError):
    """What a person or a caller sent cannot be used."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a draft, for `web` and `api` to word.

    *code* is a name from ``moderation.core.wording.PROBLEMS``; *field* the
    part of the form that it belongs to (``body``, ``author_name``,
    ``accepted``, ``answers``, ``article``, ``author``); *facts* the numbers and words that its sentence needs, in each
    language where they differ.
    """

    code: str
    field: str
    facts: Mapping[str, int | str | Mapping[str, str]] = dataclasses.field(default_factory=dict)


class CommentError(InvalidInput):
    """A comment that cannot be taken, with everything that is wrong with it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("a comment cannot be taken: " + ", ".join(p.code for p in problems))
        #: All problems found, in the order of the form's fields.
        self.problems = problems


@dataclass(frozen=True, slots=True)
class CharterMistake:
    """One mistake in a charter file: where it is, what it is, what to do."""

    place: str
    message: str
    hint: str


class CharterError(InvalidInput):
    """A charter file that cannot be used, with every mistake in it."""

    def __init__(self, mistakes: tuple[CharterMistake, ...]) -> None:
        lines = [f"{m.place}: {m.message}\n    hint: {m.hint}" for m in mistakes]
        super().__init__("\n".join(lines))
        #: All mistakes, in the order of the file.
        self.mistakes = mistakes


class PublicationError(InvalidInput):
    """A draft of the charter that cannot be put in force, though it has no mistakes."""

    def __init__(self, obstacle: str) -> None:
        super().__init__(f"a draft cannot be published: {obstacle}")
        #: Why, as core.workshop.Obstacle.
        self.obstacle = obstacle


class NotFound(ModerationError):
    """No such comment, decision, article or person."""


class NotAllowed(ModerationError):
    """This person, or this key, may not do this."""


class ExpiredKey(NotAllowed):
    """An API key whose time is over."""


class MissingScope(NotAllowed):
    """An API key that is not for this."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"this API key has no scope {scope}")
        #: What it should have been for.
        self.scope = scope


class Conflict(ModerationError):
    """Somebody else acted first: reload and try again."""


class ProviderError(ModerationError):
    """Facebook, or another provider, did not say who a reader is."""


class SmsError(ModerationError):
    """The provider took no text message; trying again may help."""


class Unavailable(ModerationError):
    """The database cannot be reached, is locked or full; nothing was stored."""


class ArtifactError(ModerationError):
    """A trained model is missing, altered or not trusted."""


class ConfigurationError(ModerationError):
    """A setting is missing or malformed: refuse to start."""
