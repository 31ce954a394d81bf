"""The newsroom's charter as data: what readers see, moderators cite, the machine applies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from moderation.core.lexicon import Lexicon
from moderation.core.names.book import NameBook
from moderation.core.promise import Promise
from moderation.core.proof import Rung

LANGUAGES = ("fr", "de", "it", "en")

#: Words in each of LANGUAGES: language → text.
Text = Mapping[str, str]


class Recommendation(StrEnum):
    """What the machine advises, mildest first."""

    PUBLISH = "publish"
    REVIEW = "review"
    REFUSE = "refuse"

    @property
    def severity(self) -> int:
        """0 for PUBLISH to 2 for REFUSE."""
        return tuple(Recommendation).index(self)


class Category(StrEnum):
    """What a rule, a score or a clause is about."""

    HATE = "hate"
    RACISM = "racism"
    DEFAMATION = "defamation"
    INSULT = "insult"
    THREAT = "threat"
    INCITEMENT = "incitement"
    DISRESPECT = "disrespect"
    FULL_NAME = "full_name"  # asked for
    FALSE_IDENTITY = "false_identity"  # banned
    SPAM = "spam"
    VULGARITY = "vulgarity"
    LINK = "link"
    PERSONAL_DATA = "personal_data"
    REPETITION = "repetition"
    SHOUTING = "shouting"
    GIBBERISH = "gibberish"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class LegalNote:
    """A law that a clause touches, for staff: illegal and against the charter are two grounds."""

    article: str  # as lawyers cite it: "art. 177 CP"
    note: Text


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule of the charter, in the newsroom's own words."""

    id: str
    category: Category
    title: Text
    words: Text  # as published
    author_text: Text  # told to an author whose comment broke it
    machine_may: Recommendation  # the severest that the machine may advise by itself
    refused_rightly: float | None = None  # its own promise, 0 to 1; None: the charter's
    legal: tuple[LegalNote, ...] = ()
    person_reads: bool = False  # a rule's evidence on it: a person reads, whatever else is found


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When comments may be sent, in the newsroom's time zone."""

    opens: time
    closes: time  # exclusive; equal to *opens*: round the clock
    time_zone: str  # IANA name

    def is_open(self, now: datetime) -> bool:
        """Return whether comments may be sent at *now*; the hours may span midnight."""
        local = now.astimezone(ZoneInfo(self.time_zone)).time()
        if self.opens == self.closes:
            return True
        if self.opens < self.closes:
            return self.opens <= local < self.closes
        return local >= self.opens or local < self.closes


class RefusalBy(StrEnum):
    """What happens, with no person, to a comment that the machine may refuse."""

    PERSON = "person"  # nothing: it is held for one
    RETURN = "return"  # sent back to its author, the passage marked
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Automation:
    """What may happen without a person."""

    publish: bool
    refuse: RefusalBy
    sample: float = 0.0  # share of what is published that a person reads all the same, 0 to 1


class Guests(StrEnum):
    """What the charter grants a reader who has no account."""

    CONFIRMED = "confirmed"  # to write, once their address is confirmed; a person reads first
    NO = "no"  # to read


class Pseudonyms(StrEnum):
    """Whom the charter lets sign with another name than their own."""

    NO = "no"  # nobody
    CHECKED = "checked"  # whose name the newsroom checked, and whose reason it accepted


@dataclass(frozen=True, slots=True)
class Redress:
    """How an author may object."""

    appeal_months: int
    mediator: Text


@dataclass(frozen=True, slots=True)
class Charter:
    """A charter, parsed; identified by the digest of its source."""

    id: str
    version: str
    title: Text
    introduction: Text
    signature: Text
    clauses: tuple[Clause, ...]
    character_limit: int
    hours: OpeningHours | None
    automation: Automation
    guests: Guests
    publish_from: Rung  # below it a person reads what an account signs before it is published
    pseudonyms: Pseudonyms
    promise: Promise
    redress: Redress
    lexicon_names: tuple[str, ...]
    source: str
    digest: str  # SHA-256 of the source, in hexadecimal
    lexicon: Lexicon = field(compare=False)
    name_book: NameBook = field(compare=False)
    #: The lexicons and the name book that it was read with: file name → text.
    files: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    #: Rules and words that have no effect without a person now (moderation.core.guard).
    suspended: frozenset[str] = field(default=frozenset(), compare=False)

    def clause(self, clause_id: str) -> Clause:
        """Return the clause called *clause_id*. Raises KeyError if there is none."""
        for clause in self.clauses:
            if clause.id == clause_id:
                return clause
        raise KeyError(clause_id)

    def clause_on(self, category: Category) -> Clause | None:
        """Return the clause about *category*; None if the charter has none."""
        return next((c for c in self.clauses if c.category is category), None)


def in_language(text: Text, language: str) -> str:
    """Return *text* in *language*, or in French, the charter's own, if it lacks it."""
    return text.get(language) or text["fr"]
