"""Hints for staff: what a person should look at, though no clause may forbid it.

Links, other people's data, repetition, advertising and mashed keys are worth a
look; capitals and a foreign language are only worth a note. No hint refuses
anything: `core.rulebook` shows them to staff alone unless the charter has a
clause on their subject.
"""

import re
from collections.abc import Iterator, Sequence

import phonenumbers
from stdnum import iban
from stdnum.ch import ssn

from moderation.core.charter import LANGUAGES, Category, Charter, Recommendation
from moderation.core.comment import AuthorHistory, Draft
from moderation.core.normalise import NormalisedText, Span
from moderation.core.rules import Field, Hit, Rule

_REVIEW, _PUBLISH = Recommendation.REVIEW, Recommendation.PUBLISH


# --- Links -----------------------------------------------------------------------

#: Top-level domains that readers' links and advertisers' really have. All others
#: are likelier a full stop without its space.
_ENDINGS = (
    "ch|li|com|net|org|info|biz|fr|de|it|at|eu|be|es|uk|ru|cn|io|ly|gl|tv|shop|store|xyz|online|"
    "site|club|top|app|blog|news|live|vip|bet|casino|loan"
)
_ADDRESS = re.compile(
    r"(?i:https?://|\bwww\.)[^\s<>\"«»]+"
    rf"|(?<![\w@.-])(?<![)\]])(?<![)\]] )(?:[a-z0-9-]{{1,63}}\.){{0,3}}[a-z0-9][a-z0-9-]{{0,61}}[a-z0-9]\.(?:{_ENDINGS})(?![\w@-]|\.\w)(?:/[^\s<>\"«»]*)?"
)
#: Sources that readers name by their address, as they name a newspaper.
_NAMED_SOURCES = frozenset(
    [
        "24heures.ch",
        "tdg.ch",
        "lematin.ch",
        "20min.ch",
        "rts.ch",
        "srf.ch",
        "rsi.ch",
        "letemps.ch",
        "blick.ch",
        "watson.ch",
        "heidi.news",
        "nzz.ch",
        "tagesanzeiger.ch",
        "arcinfo.ch",
        "lenouvelliste.ch",
        "laliberte.ch",
        "swissinfo.ch",
        "admin.ch",
        "ch.ch",
    ]
)


def find_links(
    text: NormalisedText, draft: Draft, history: AuthorHistory, charter: Charter
) -> Iterator[Hit]:
    """Find web addresses, but not a source that is merely named ("selon rts.ch")."""
    spans = tuple(
        Span(match.start(), match.start() + len(match[0].rstrip(".,;:!?)'’")))
        for match in _ADDRESS.finditer(text.original)
        if match[0] not in _NAMED_SOURCES
    )
    if spans:
        yield Hit("links", Category.LINK, _REVIEW, "link", spans)


# --- Other people's data ---------------------------------------------------------

_AT = r"(?:@|\s?[(\[](?:at|arobase|chez)[)\]]\s?)"
_EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{1,64}}{_AT}(?:[\w-]{{1,63}}\.){{1,4}}[a-z]{{2,24}}\b", re.I
)
#: Cheap to look for; phonenumbers then tells what is a number. Swiss ones are
#: given with their 0 or their +41, which amounts and years do not have.
_PHONE = re.compile(r"(?<![\w.,'’+])(?:\+|\(?0)\d?(?:[ ./()\u00a0\u202f-]{0,2}\d){7,14}(?!\w)")
#: Numbers that belong to services: a helpline is no personal data.
_SERVICE_LINES = frozenset(
    {
        phonenumbers.PhoneNumberType.TOLL_FREE,
        phonenumbers.PhoneNumberType.SHARED_COST,
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.UAN,
    }
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0-]?[A-Z0-9]){11,30}", re.I)
_AVS = re.compile(r"(?<!\d)756(?:[. \u00a0]?\d){10}(?!\d)")


def find_emails(
    text: NormalisedText, draft: Draft, history: AuthorHistory, charter: Charter
) -> Iterator[Hit]:
    """Find e-mail addresses, also with "(at)"."""
    spans = tuple(Span(*match.span()) for match in _EMAIL.finditer(text.original))
    if spans:
        yield Hit("emails", Category.PERSONAL_DATA, _REVIEW, "email", spans)


def find_phone_numbers(
    text: NormalisedText, draft: Draft, history: AuthorHistory, charter: Charter
) -> Iterator[Hit]:
    """Find valid telephone numbers, Swiss unless they say otherwise."""
    spans = tuple(
        Span(*match.span()) for match in _PHONE.finditer(text.original) if _is_personal(match[0])
    )
    if spans:
        yield Hit("phone_numbers", Category.PERSONAL_DATA, _REVIEW, "phone", spans)


def _is_personal(digits: str) -> bool:
    try:
        number = phonenumbers.parse(digits, "CH")
    except phonenumbers.NumberParseException:
        return False
    is_valid = phonenumbers.is_valid_number(number)
    return is_valid and phonenumbers.number_type(number) not in _SERVICE_LINES


def find_account_numbers(
    text: NormalisedText, draft: Draft, history: AuthorHistory, charter: Charter
) -> Iterator[Hit]:
    """Find bank accounts (IBAN) whose check digits are right."""
    spans = tuple(
        Span(match.start(), match.start() + length)
        for match in _IBAN.finditer(text.original)
        if (length := _iban_length(match[0]))
    )
    if spans:
        yield Hit("account_numbers", Category.PERSONAL_DATA, _REVIEW, "iban", spans)


def _iban_length(candidate: str) -> int:
    """Return how much of *candidate* is an IBAN: words may follow it; 0 if none."""
    for length in range(len(candidate), 14, -1):
        if candidate[length - 1].isalnum() and iban.is_valid(candidate[:length]):
            return length
    return 0


def find_social_security_numbers(
    text: NormalisedText, draft: Draft, history: AuthorHistory, charter: Charter
) -> Iterator[Hit]:
    """Find Swiss social security numbers (AVS) whose check digit is right."""
    spans = tuple(
        Span(*match.span())
        for match in _AVS.finditer(text.original)
        if ssn.is_valid(re.sub(r"\D", "", match[0]))
    )
    if spans:
        yield Hit("social_security_numbers", Category.PERSONAL_DATA, _REVIEW, "avs", spans)


# --- Shouting --------------------------------------------------------------------

#: Shorter words in capitals are abbreviations: UDC, PLR, CFF.
_CAPITALS = re.compile(r"[A-ZÀ-ÖØ-ÞŒ]{4,}")
_CAPITAL_RUN = re.compile(r"[A-ZÀ-ÖØ-ÞŒ]{2,}(?:[\s,'’-]+[A-ZÀ-ÖØ-ÞŒ]+\b)*")
_SHOUTED_LETTERS = 20  # a shout needs some length: "BRAVO FEDERER" is joy
_SHOUTED_SHARE = 0.6
_EXCLAMATIONS = re.compile(r"[!?](?:[ \u00a0\u202f]?[!?]){2,}")


def find_capitals(
    text: NormalisedText, draft: Draft, history: AuthorHistory, charter: Charter
) -> Iterator[Hit]:
    """Find text mostly in capitals; the fact is their share in percent."""
    letters = sum(char.isalpha() for char in text.original)
    shouted = sum(len(word) for word in _CAPITALS.findall(text.original))
    if shouted < _SHOUTED_LETTERS or shouted < _SHOUTED_SHARE * letters:
        return
    spans = tuple(Span(*run.span()) for run in _CAPITAL_RUN.finditer(text.original))
    facts = (str(100 * shouted // letters),)
    yield Hit("capitals", Category.SHOUTING, _PUBLISH, "capitals", spans, facts=facts)


def find_exclamations(
    text: NormalisedText, draft: Draft, history: AuthorHistory, charter: Charter
) -> Iterator[Hit]:
    """Find rows of three exclamation or question marks and more."""
    spans = tuple(Span(*match.span()) for match in _EXCLAMATIONS.finditer(text.original))
    if spans:
        yield Hit("exclamations", Category.SHOUTING, _PUBLISH, "exclamations", spans)


# --- Repetition ------------------------------------------------------------------

_WORDS = re.compile(r"\w+")
_REPEATED_WORDS = 5  # shorter comments, "Bravo à toute l'équipe", repeat by themselves
_SHINGLE = 4
_SHINGLES = 8  # fewer say nothing about likeness
_LIKENESS = 0.7


def find_repetition(
    text: NormalisedText, draft: Draft, history: AuthorHistory, charter: Charter
) -> Iterator[Hit]:
    """Tell when the author sends what they sent before, or most of it.

    Likeness is the share of four-word shingles of the shorter text that the
    other holds too (Broder, "On the resemblance and containment of
    documents", 1997).
    """
    words = _WORDS.findall(draft.body.casefold())
    if len(words) < _REPEATED_WORDS:
        return
    for earlier_body in history.earlier_bodies:
        earlier = _WORDS.findall(earlier_body.casefold())
        if words == earlier or _are_alike(words, earlier):
            yield Hit("repetition", Category.REPETITION, _REVIEW, "repetition")
            return


def _are_alike(words: Sequence[str], earlier: Sequence[str]) -> bool:
    ours, theirs = _shingles(words), _shingles(earlier)
    shorter = min(len(ours), len(theirs))
    return shorter >= _SHINGLES and len(ours & theirs) >= _LIKENESS * shorter


def _shingles(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)}


# --- Gibberish -------------------------------------------------------------------

_LATIN_WORD = re.compile(r"[^\W\d_]{5,}")
_VOWELS = frozenset("aeiouyœæ")
#: Rows of the keyboards in use in Switzerland, France and abroad.
_KEY_ROWS = (
    "qwertzuiopü",
    "qwertyuiop",
    "azertyuiop",
    "asdfghjklöä",
    "qsdfghjklm",
    "yxcvbnm",
    "zxcvbnm",
)
_KEY_RUN = 4
_KEY_RUNS = frozenset(
    row[i : i + _KEY_RUN] for row in _KEY_ROWS for i in range(len(row) - _KEY_RUN + 1)
)
_MASHED_SHARE = 0.5
#: One vowel in more than this many letters is no word of our languages:
#: "Angstschweiss", "strengths" have more.
_LETTERS_PER_VOWEL = 9


def find_gibberish(
    text: NormalisedText, draft: Draft, history: AuthorHistory, charter: Charter
) -> Iterator[Hit]:
    """Find a comment that is mostly mashed keys, or one character over and over."""
    signs = {char for char in text.original.casefold() if not char.isspace()}
    if len(signs) == 1 and len(draft.body.strip()) > 4 and signs.pop() < "\u2000":
        yield Hit(
            "gibberish", Category.GIBBERISH, _REVIEW, "gibberish", (Span(0, len(text.original)),)
        )
        return
    mashed = [word for word in _LATIN_WORD.finditer(text.text) if _is_mashed(word[0])]
    letters = sum(char.isalpha() for char in text.text)
    if mashed and sum(len(word[0]) for word in mashed) >= _MASHED_SHARE * letters:
        spans = tuple(text.span(*word.span()) for word in mashed)
        yield Hit("gibberish", Category.GIBBERISH, _REVIEW, "gibberish", spans)


def _is_mashed(word: str) -> bool:
    if not word.isascii() or len(set(word)) < 4:  # "pffff", "brrr", "hahaha" are sounds
        return False
    vowels = sum(char in _VOWELS for char in word)
    if vowels * _LETTERS_PER_VOWEL < len(word) and (vowels or len(word) > 5):
        return True
    n_runs = len(word) - _KEY_RUN + 1
    n_keyed = sum(word[i : i + _KEY_RUN] in _KEY_RUNS for i in range(n_runs))
    return n_keyed > n_runs // 2


# --- Advertising and scams -------------------------------------------------------

#: On normalised text. Modest: what is said to sell, never the subject alone
#: (credit, bitcoin and working at home are what readers talk about).
_SALES_TALK = re.compile(
    r"\b(?:"
    r"cliquez (?:ici|sur (?:le|ce|mon) lien)|(?:lien|infos?) (?:dans|sur) (?:ma|mon) (?:bio|profil)"
    r"|(?:prets?|credits?) (?:d'argent )?(?:rapides? )?entre particuliers?(?: serieux| honnetes?)?"
    r"|offres? de (?:prets?|credits?) (?:entre|a tous|a toute|rapide|sans)"
    r"|(?:prets?|credits?) (?:rapide )?sans justificatifs?"
    r"|(?:gains?|rendements?|benefices?) (?:\d+ ?% )?garantis?"
    r"|gagnez (?:jusqu'a |plus de |facilement )?(?:\d+|de l'argent (?:facilement|rapidement|en ligne|depuis|chez))"
    r"|retour (?:affectif|(?:de l')?etre aime)|(?:marabout|voyant|medium) (?:serieux|africain|competent|puissant)"
    r"|(?:contactez|ecrivez|joignez)[ -](?:moi|le|la|nous) (?:sur|par|via) (?:whatsapp|telegram|e-?mail)"
    r"|code promo|profitez de (?:notre|nos|mon|mes) (?:offres?|promotions?)|visitez (?:notre|mon) (?:site|boutique|page)"
    r"|klicken sie (?:hier|auf den link)|schnell geld verdienen|kredit ohne (?:schufa|betreibungsauskunft)"
    r"|verdienen sie (?:bis zu )?\d+|garantierte (?:rendite|gewinne)|besuchen sie (?:unseren|meinen) (?:shop|webshop)"
    r"|clicca(?:te)? (?:qui|sul link)|guadagna(?:te)? (?:fino a |subito )?\d+|prestit[oi] tra privati|guadagni garantiti"
    r"|click (?:here|(?:on )?the link)|make money (?:fast|online|from home)|earn (?:up to )?[$€]? ?\d[\d',.]* ?[$€]? ?(?:a|per) (?:day|week|month)"
    r"|guaranteed (?:returns?|profits?)|(?:contact|message|text) (?:me|him|her|us) (?:on|via) (?:whatsapp|telegram)|loan offers?"
    r")\b"
)


def find_sales_talk(
    text: NormalisedText, draft: Draft, history: AuthorHistory, charter: Charter
) -> Iterator[Hit]:
    """Find what advertisers and swindlers say."""
    spans = tuple(text.span(*match.span()) for match in _SALES_TALK.finditer(text.text))
    if spans:
        yield Hit("sales_talk", Category.SPAM, _REVIEW, "sales_talk", spans)


# --- Language and identity -------------------------------------------------------

#: No detector tells the language of less: "Bravo", "OK", "No comment".
_LANGUAGE_LETTERS = 25


def find_foreign_language(
    text: NormalisedText, draft: Draft, history: AuthorHistory, charter: Charter
) -> Iterator[Hit]:
    """Note a language that is none of ours; the fact is its code (ISO 639)."""
    if draft.language is None or draft.language.partition("-")[0].lower() in LANGUAGES:
        return
    if sum(char.isalpha() for char in draft.body) >= _LANGUAGE_LETTERS:
        facts = (draft.language,)
        yield Hit("foreign_language", Category.LANGUAGE, _PUBLISH, "foreign_language", facts=facts)


def recall_banned_identity(
    text: NormalisedText, draft: Draft, history: AuthorHistory, charter: Charter
) -> Iterator[Hit]:
    """Tell that a person banned this identity: another must see what it sends.

    Not where the name was checked to be the author's own: it is no false identity then.
    A pseudonym is nobody's own, whatever is known of the account.
    """
    if history.is_banned and (history.is_pseudonym or not history.signature.verified_at):
        yield Hit(
            rule="banned_identity",
            category=Category.FALSE_IDENTITY,
            calls_for=_REVIEW,
            code="banned_identity",
            spans=(Span(0, len(draft.author_name)),),
            field=Field.NAME,
        )


HINT_RULES: tuple[Rule, ...] = (
    find_links,
    find_emails,
    find_phone_numbers,
    find_account_numbers,
    find_social_security_numbers,
    find_capitals,
    find_exclamations,
    find_repetition,
    find_gibberish,
    find_sales_talk,
    find_foreign_language,
    recall_banned_identity,
)
