"""Defamation: a named person or body tied to a crime or a vice without hedge."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from moderation.core.charter import Category, Charter
from moderation.core.comment import AuthorHistory, Draft
from moderation.core.normalise import NormalisedText
from moderation.core.rules import Hit
from moderation.core.safety.context import others_words, sentence
from moderation.core.safety.reading import Reading, read
from moderation.core.safety.signs import PUBLISH, REVIEW

#: An office or relation, with a determiner that singles somebody out.
_OFFICE = re.compile(
    r"\b(?:le|la|l'|ce|cet|cette|mon|ma|notre|votre|leur|son|sa|du|au) ?(?:\w+ )?(?:O+|entreprise|societe|banque|caisse|regie|gerance|clinique|hopital|ecole|"
    r"commune|canton|municipalite|association|fondation|ems|commissaire|commandant|tresorier|tresoriere|boursier|boursiere|notaire|garagiste|concierge|boucher|"
    r"restaurateur|ingenieur|chirurgien|entrepreneur|promoteur|architecte|assurance|office|sem|journal|redaction|parti|secretaire|comptable|gerant|gerante|"
    r"cure|abbe|pasteur|ministre|chancelier|ambassadeur|proprietaire|locataire|belle-mere|beau-frere|ex|collegue|type|patron|candidat|candidate)\b"
)
#: A word with a capital that does not open a sentence, or two in a row that may.
_NAME = re.compile(
    r"(?<=[\w,;:)’'] )[A-ZÀ-Þ][\w’'-]*[a-zà-ÿ][\w’'-]*|\b[A-ZÀ-Þ][a-zà-ÿ’'-]+ (?:[dD]e |[vV]on )?[A-ZÀ-Þ][a-zà-ÿ][\w’'-]+|(?:^|[.!?]\s)[A-ZÀ-Þ][a-zà-ÿ]{2,}(?= (?:est|a|vole|détourne|touche|ment|magouille|truque|blanchit)\b)"
)
#: Capitals that name nobody who could be defamed.
_COMMON_CAPITALS = """
suisse france europe allemagne italie etat dieu internet facebook twitter google covid monsieur
madame berne geneve lausanne valais vaud fribourg neuchatel jura tessin zurich bale romandie
russie chine israel ukraine allah coran bible noel paques islam les des une qui que mais pour
dans avec
"""
_NOBODY = frozenset(_COMMON_CAPITALS.split())
_DEED = re.compile(
    r"M++(?! (?:la vedette|le game|le match|le wifi|l'ambiance|au secours|en eclats|le temps))"
)
_IS = re.compile(
    r"\b(?:(?:est|sont|etait|etaient|es|etes|reste|restent|n'est qu'|c'est|ce sont|etre|d'|de|=)\s?(?:bien |vraiment |tous |aussi |rien d'autre que |que )?(?:un|une|des|le|la|du|qu'un|les)? ?(?:vrai |gros |sale |sacre |dangereux |petit |veritable |fieffe )?|, (?:ce|cet|cette|un|une|le|la|quel) (?:\w+ )?|(?:bande|clique|espece|tas) (?:d'|de ))T+|\bcorrompus? jusqu'"
)


def defamation(
    text: NormalisedText, draft: Draft, history: AuthorHistory, charter: Charter
) -> Iterable[Hit]:
    """Give accusations of somebody who can be recognised: for a person to judge, always."""
    reading = read(text, charter.lexicon)
    if "T" not in reading.accusing and "M" not in reading.accusing:
        return
    yield from _accusations(reading)


def _accusations(reading: Reading) -> Iterator[Hit]:
    text, shape = reading.text, reading.accusing
    done: set[int] = set()
    found = [*_DEED.finditer(shape), *_IS.finditer(shape)]
    for match in sorted(found, key=lambda m: m.start()):
        start, end = match.span()
        first, last = sentence(text.text, start, end)
        if first in done or not _names_somebody(reading, first, min(end + 40, last)):
            continue
        done.add(first)
        hit = Hit("defamation", Category.DEFAMATION, REVIEW, "accusation", (text.span(start, end),))
        reason = _hedge(reading, first, last) or others_words(text, start, end)
        yield replace(hit, calls_for=PUBLISH, lowered_by=reason) if reason else hit


def _names_somebody(reading: Reading, first: int, last: int) -> bool:
    if _OFFICE.search(reading.accusing, first, last):
        return True
    span = reading.text.span(max(0, first - 1), last)
    stretch = reading.text.original[span.start : span.end]
    if stretch.isupper():
        return False
    return any(_is_name(m[0]) for m in _NAME.finditer(stretch))


def _is_name(words: str) -> bool:
    plain = words.strip(" .!?\n").lower()
    return len(plain) > 2 and plain not in _NOBODY


def _hedge(reading: Reading, first: int, last: int) -> str | None:
    """Return "hedged" if the sentence is careful, or asks."""
    sentence_shape = reading.accusing[first:last]
    return "hedged" if "HH" in sentence_shape or sentence_shape.rstrip().endswith("?") else None
