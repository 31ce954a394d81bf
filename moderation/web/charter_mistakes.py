"""Mistakes in a charter, as editors read them in their language.

The core says them in English, as `charte check` prints them; here stands each
sentence with its translation. One that is not here is shown as it is.
"""

import re
from dataclasses import dataclass
from functools import cache

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from moderation.errors import CharterMistake

#: The core's sentence → ours; what stands in braces is taken over.
SENTENCES = {
    # What is no TOML
    "not TOML: {a}": _("ce n’est pas du TOML : %(a)s"),
    "this is not TOML: {a}": _("ce n’est pas du TOML : %(a)s"),
    "{a} (at line {b}, column {c})": _("%(a)s (ligne %(b)s, colonne %(c)s)"),
    "{a} (at end of document)": _("%(a)s (à la fin du fichier)"),
    "brackets stand too deep within brackets": _("trop de crochets imbriqués"),
    "a number is too long, or no moment of a calendar": _(
        "un nombre est trop long, ou une date n’existe pas"
    ),
    "Unterminated string": _("un texte n’est pas fermé : il manque des guillemets droits"),
    "Unclosed array": _("une liste n’est pas fermée : il manque ]"),
    "Unclosed inline table": _("une table n’est pas fermée : il manque }"),
    "Invalid value": _("cette valeur n’en est pas une : un texte se met entre guillemets droits"),
    "Invalid statement": _("cette ligne n’est ni une clé, ni une table"),
    "Invalid initial character for a key part": _("une clé commence par une lettre ou un chiffre"),
    "Invalid date or datetime": _("cette date n’existe pas"),
    "Illegal character {a}": _("un caractère n’est pas permis ici : %(a)s"),
    "Found invalid character {a}": _("un caractère n’est pas permis ici : %(a)s"),
    "Expected '=' after a key in a key/value pair": _("il manque = après la clé"),
    "Expected newline or end of document after a statement": _(
        "il y a quelque chose de trop à la fin de la ligne"
    ),
    "Expected ']' at the end of a table declaration": _("il manque ] à la fin du nom de la table"),
    "Expected ']]' at the end of an array declaration": _(
        "il manque ]] à la fin du nom de la table"
    ),
    "Unescaped '\\' in a string": _("une barre oblique inverse doit être doublée : \\\\"),
    "Cannot overwrite a value": _("cette clé y est déjà"),
    "Cannot redefine namespace {a}": _("cette table y est déjà : %(a)s"),
    "Expected {a}": _("il manque ici : %(a)s"),
    "Invalid hex value": _("ce code de caractère n’en est pas un"),
    "Escaped character is not a Unicode scalar value": _("ce code de caractère n’en est pas un"),
    "Cannot declare {a} twice": _("cette table y est déjà : %(a)s"),
    "Cannot mutate immutable namespace {a}": _("cette table est déjà fermée : %(a)s"),
    "Duplicate inline table key {a}": _("cette clé y est deux fois : %(a)s"),
    'a text stands between straight quotes on one line: fr = "…"; a key stands once in its table': _(
        'un texte se met entre guillemets droits, sur une ligne : fr = "…" ; une clé figure une fois dans sa table'
    ),
    "words stand in straight quotes, with commas between them, in square brackets": _(
        "les mots se mettent entre guillemets droits, séparés de virgules, entre crochets"
    ),
    "check quotes and brackets there": _("vérifiez-y guillemets et crochets"),
    # Keys and values
    "there is no such key": _("cette clé n’existe pas"),
    "there is no such key any more": _("cette clé n’existe plus"),
    "is missing": _("manque"),
    "is empty": _("est vide"),
    "is not a list": _("n’est pas une liste"),
    "is not a table": _("n’est pas une table"),
    "is not a list of tables": _("n’est pas une suite de tables"),
    "{a} is no text": _("%(a)s n’est pas un texte"),
    "{a} is neither true nor false": _("%(a)s n’est ni true ni false"),
    "{a} is no share": _("%(a)s n’est pas une part"),
    "{a} is out of range": _("%(a)s est hors des limites"),
    "{a} is no time of day": _("%(a)s n’est pas une heure"),
    "{a} is no time zone": _("%(a)s n’est pas un fuseau horaire"),
    "{a} cannot be part of a page's address": _(
        "%(a)s ne peut pas figurer dans l’adresse d’une page"
    ),
    "there is no {a} {b}": _("%(b)s n’existe pas ici (%(a)s)"),
    "clause {a} of the file has {b} already": _("le point %(a)s du fichier a déjà %(b)s"),
    "has no effect while machine_may is {a}": _("est sans effet tant que machine_may vaut %(a)s"),
    "did you mean {a}?": _("vouliez-vous dire %(a)s ?"),
    "known here: {a}": _("connus ici : %(a)s"),
    "write {a}": _("écrivez %(a)s"),
    "write a table {a}": _("écrivez une table %(a)s"),
    "write a table: {a}": _("écrivez une table : %(a)s"),
    "write a table with one text a language: {a}": _(
        "écrivez une table avec un texte par langue : %(a)s"
    ),
    'write a text between straight quotes: "…"': _(
        'écrivez un texte entre guillemets droits : "…"'
    ),
    "write true or false, without quotes": _("écrivez true ou false, sans guillemets"),
    "write a number from 0 to 1, without quotes: 0.02 for 2 %": _(
        "écrivez un nombre de 0 à 1, sans guillemets : 0.02 pour 2 %%"
    ),
    "write a number above 0 and below 1, without quotes: 0.02 for 2 %": _(
        "écrivez un nombre entre 0 et 1 exclus, sans guillemets : 0.02 pour 2 %%"
    ),
    "write a whole number from {a} to {b}, without quotes": _(
        "écrivez un nombre entier de %(a)s à %(b)s, sans guillemets"
    ),
    "write hours and minutes in quotes: {a}": _(
        "écrivez heures et minutes entre guillemets : %(a)s"
    ),
    "write a list in square brackets: {a}": _("écrivez une liste entre crochets : %(a)s"),
    "each one begins with a line {a}": _("chacune commence par une ligne %(a)s"),
    "each clause has an id of its own": _("chaque point a son propre id"),
    "one clause a category: join the two, or choose another category": _(
        "un point par catégorie : réunissez les deux, ou choisissez une autre catégorie"
    ),
    "leave it out: thresholds follow from the table [promise]": _(
        "supprimez-la : les seuils découlent de la table [promise]"
    ),
    'leave it out, or write machine_may = "refuse"': _(
        'supprimez-la, ou écrivez machine_may = "refuse"'
    ),
    "at most 40 letters without accents, digits, _ and -, a letter first: TON, PROPOS-HAINEUX": _(
        "40 lettres sans accent au plus, chiffres, _ et -, une lettre d’abord : TON, PROPOS-HAINEUX"
    ),
    # Lexicons
    "unknown setting {a}": _("réglage inconnu : %(a)s"),
    "only category and terms are known": _("seuls category et terms sont connus"),
    "no terms": _("aucun terme"),
    "each entry starts with [[terms]]": _("chaque entrée commence par [[terms]]"),
    "not an entry": _("ce n’est pas une entrée"),
    "known are {a}": _("sont connus : %(a)s"),
    "no category": _("pas de catégorie"),
    "say for example {a}": _("écrivez par exemple %(a)s"),
    "no grade": _("pas de grade"),
    "grade = 1 is mild, 2 an insult or slur, 3 grave": _(
        "grade = 1 est léger, 2 une injure, 3 grave"
    ),
    "the note is not a sentence": _("la note n’est pas une phrase"),
    "{a} is not a list": _("%(a)s n’est pas une liste"),
    "no {a}": _("il manque %(a)s"),
    "a bracket is open, alone or inside another": _("un crochet est ouvert, seul ou dans un autre"),
    "a star is not at the end": _("une étoile n’est pas à la fin"),
    "it can be read in more than {a} ways": _("cela se lit de plus de %(a)s façons"),
    "write several of them": _("écrivez-en plusieurs"),
    'write "islamis*": only the last word may be a stem': _(
        'écrivez "islamis*" : seul le dernier mot peut être abrégé'
    ),
    "{a} has fewer than two letters": _("%(a)s a moins de deux lettres"),
    "single letters stand everywhere": _("une lettre seule se trouve partout"),
    "{a} is a short stem": _("%(a)s est abrégé trop court"),
    "write at least {a} letters before the star": _(
        "écrivez au moins %(a)s lettres avant l’étoile"
    ),
    "{a} is there already ({b})": _("%(a)s y est déjà (%(b)s)"),
    "keep it in one place": _("gardez-le à un seul endroit"),
    # The name book
    "there is no such list": _("cette liste n’existe pas"),
    "the lists are {a}": _("les listes sont %(a)s"),
    "this must be one text": _("ce doit être un seul texte"),
    "this must be a list of texts": _("ce doit être une liste de textes"),
    "this must be a table": _("ce doit être une table"),
    "{a} has no letters": _("%(a)s n’a pas de lettres"),
    "take it out": _("supprimez-le"),
    "this is not a full name": _("ce n’est pas un nom complet"),
    "write first name and surname": _("écrivez prénom et nom"),
    "the office must be a text": _("la fonction doit être un texte"),
    "nothing is known by {a}": _("rien ne s’appelle %(a)s"),
    "the contact must be one e-mail address": _("le contact doit être une adresse e-mail"),
    "its spellings must be a list": _("ses graphies doivent former une liste"),
    "{a} is too short: many a real name sounds so": _(
        "%(a)s est trop court : maint nom véritable sonne ainsi"
    ),
}


@dataclass(frozen=True, slots=True)
class SaidMistake:
    """What is wrong, and what to do about it."""

    message: str
    hint: str


def say_mistake(mistake: CharterMistake) -> SaidMistake:
    """Return *mistake* in the language of the page."""
    return SaidMistake(_said(mistake.message), _said(mistake.hint))


def _said(sentence: str) -> str:
    for pattern, ours in _patterns():
        if found := pattern.fullmatch(sentence):
            facts = {name: _said(fact) for name, fact in found.groupdict().items()}
            return str(ours) % facts
    return sentence


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], LazyString], ...]:
    """Return what each sentence looks like; those that take over least go first."""
    ordered = sorted(SENTENCES.items(), key=lambda pair: (pair[0].count("{"), -len(pair[0])))
    return tuple((_pattern(theirs), ours) for theirs, ours in ordered)


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w)\}", sentence)
    return re.compile(
        "".join(f"(?P<{part}>.+)" if n % 2 else re.escape(part) for n, part in enumerate(parts)),
        re.DOTALL,
    )
