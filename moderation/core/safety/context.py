"""What speaks for the author of a harsh word: quoting, denouncing, denying, self-talk, sport.

Each function looks at a stretch of a normalised text and names what lowers the
call, or says None. Nothing here decides: a rule does, and its hit says why.
"""

import re
from bisect import bisect_right
from functools import lru_cache

from moderation.core.normalise import NormalisedText

#: A quotation longer than this is a lost quote mark.
_QUOTATION = 500

_OPENING, _CLOSING = "«“„‹", "»”›"
_SENTENCE_END = re.compile(r"(?<![ .]m)(?<!mme)(?<! dr)[.!?]+(?=[\s\"]|$)|\n+")

#: A saying verb before the words: somebody else said them.
_REPORTING = re.compile(
    r"\b(?:dire|dites|disent|disait|disaient|ecri(?:re|t|vent|vez|vait)|pretend\w*|affirm\w+|entend\w*|lire|lu|"
    r"cri(?:e|er|ee|ent|ant|aient|ait)|hurl\w+|scand\w+|trait(?:er|e|ee|es|ees|ent|ait|aient|ant|ez)|trater|appel(?:e|er|ee|ent|le|lent|ait|aient)|"
    r"qualifi\w+|insult\w+|injuri\w+|lance|lancent|lancer|balanc\w+|tagu\w+|repet\w+|racont\w+|croire|croient|pens(?:er|ent)|"
    r"crach(?:e|er) (?:au visage|que)|mot|mots|terme|phrase|slogan|propos|expression|insulte|insultes|injure|graffiti|tag|banderole|pancarte|"
    r"said|say|says|saying|call(?:s|ed|ing)?|sagt|sagen|gesagt|nennt|nennen|genannt|beschimpf\w+|dice|dicono|dire che|chiama\w*|detto)\b"
)
_OWN_SAYING = re.compile(
    r"\b(?:je (?:le |vous |te |l')?(?:dis|pense|crois|repete|trouve|traite)|j'ose (?:le )?dire|faut (?:bien |le |pas )?(?:dire|croire|avouer)|"
    r"(?:faut|peut|doit|veux|vais|vous|te|on va) (?:le |pas |te |vous )?(?:dire|traiter)|pour dire|c'est[- ]a[- ]dire|va dire|autrement dit|i say|ich sage)\b"
)
_VICTIM = re.compile(
    r"\b(?:m'a|m'ont|nous a|nous ont|l'a|l'ont|les a|les ont|lui a|s'est fait|me suis fait|se fait|se font|s'etre fait|me fais|me fait|se faire|a ete|ont ete|"
    r"j'ai ete|ai ete|etre|ete|was|been|me|wurde|worden|stata|stato) (?:souvent |encore |deja |tellement |toujours |parfois )?"
    r"(?:traite|dit|crie|lance|ecrit|insulte|appele|hurle|crache|balance|traiter|appeler|insulter|called|told|beschimpft|genannt|chiamat[oa])"
)
#: Judgements of what was said.
_CONDEMNING = re.compile(
    r"\b(?:honte a (?:ceux|celui|celle|vous qui)|(?:est|c'est|sont|quelle|une|trouve (?:ca|cela)|vraiment|tellement|totalement|profondement) (?:une )?"
    r"(?:honte|honteux|inacceptable|inadmissible|intolerable|scandaleux|abject|ignoble|odieux|horrible|indigne|revoltant|ignorant|"
    r"lamentable|degoutant de|injuste|grave|faux|stupide de|idiot de|absurde|raciste|racistes|sexiste|homophobe|antisemite|xenophobe|islamophobe|haineux|punissable)|"
    r"du racisme|de l'antisemitisme|de l'homophobie|du sexisme|de la haine|de la xenophobie|"
    r"(?:propos|commentaires?|remarques?|blagues?|cris|chants?|discours|slogans?|message|idees) (?:\w+ )?(?:racistes?|haineux|antisemites?|homophobes?|sexistes?|xenophobes?|abjects?|ignobles?)|"
    r"amalgames?|prejuges?|cliches?|stereotypes?|denonc\w+|condamn(?:er|ons|able|ez|e ces|e ce|e cette)|combatt\w+|lutter contre|lutte contre|"
    r"porter plainte|porte plainte|plainte penale|deposer plainte|depose plainte|261 ?bis|signale\w*|modera\w+|inexcusable|n'a pas sa place|n'ont pas leur place ici|"
    r"me (?:blesse|choque|glace|revolte|degoute quand)|ca fait mal|j'en ai pleure|pleur\w+|on ne (?:dit|traite) pas|arretez de (?:dire|traiter)|arrete de (?:dire|traiter)|cessez de|"
    r"ont tort|a tort|avez tort|c'est faux|rien a voir|personne n'a le droit|jamais dire|peut pas dire|droit de (?:dire|traiter)|"
    r"unacceptable|disgusting to|shame on|racist|hateful|wrong to|inakzeptabel|rassistisch|schande|schrecklich|vergogna|inaccettabile|razzist[aio])\b"
)
#: The same words in the mouth of those who say it all the same.
_EXCUSING = re.compile(
    r"\b(?:pas (?:etre )?(?:du |un |une )?(?:racis\w+|sexis\w+|homophob\w+|xenophob\w+|antisemit\w+)|anti[- ]?(?:blancs?|francais|suisses?)|trait(?:ez|e)[- ]moi|"
    r"m'en fous|sans etre (?:raciste|homophobe|sexiste)|not racist|kein rassist|nicht rassist\w*|non sono razzista)"
)
_SELF = re.compile(
    r"(?:\b(?:j(?:e )?suis|j\'suis|jss|chuis?|(?<!tu )(?<!me )(?<!les )(?<!te )suis|je (?:serais|serai|me sens|me fais|passe|vais passer|reste|deviens|faisais)|j'(?:etais|ai ete|ai l'air|avais l'air|ai fait le)|"
    r"me (?:sens|suis senti|traite|prend|prends|prenait|prennent)|nous sommes|on (?:est|etait|passe)|moi,? (?:le|la|un|une|vieux|vieille)|"
    r"nous(?:,)? les|ich bin|wir sind|i am|i'm|i feel|sono (?:un|una|proprio)|mi sento)\b(?! (?:pas|contre|entoure|sur|d'accord|pour|qui))[^.!?,;\n]{0,18}|\b(?:prend(?:re|s|nt|ez)? (?:\w+ )?pour|pris(?:e|es)? pour|passer pour|comme) (?:un |une |des |de |le |la |les )?(?:\w+ )?)$"
)
_SELF_AFTER = re.compile(
    r"^[^.!?\n,]{0,12}\b(?:je (?:suis|fais|peux|me)|j'ai ete|j'etais|que je suis|j'assume|j assume|et fiere?s?)\b"
)
_LAUGHING = re.compile(
    r"\b(?:mdr+|lol+|ptdr+|xd+|haha\w*|hihi\w*|je rigole|je plaisante|c'est une blague|jdeconne|je deconne|"
    r"just kidding|jk|spass|scherzo)\b|[😂🤣😅😁😄]|:-?\)"
)
_DEAR = re.compile(
    r"\b(?:bisous?|je t'aime|je vous aime|jtm|je t'adore|jtador\w*|mon pote|ma poule|mes potes|ma belle|mon frere|frerot|mon chat|ma cherie|love you|ti voglio bene|"
    r"jvs (?:aime|adore)|j'vous aime|jt'aime|je te kiffe|mes amours|mes cheris|mon amour|joyeux anniversaire|bon anniv\w*|felicitations|bravo a toi|t'es la meilleure|tu es la meilleure)\b|[❤🥰]"
)
_SPORT = re.compile(
    r"\b(?:match\w*|score|derby|finale?|demi-finale|playoffs?|play-off|championnat|la coupe|coupe d[eu]|gardien|attaquants?|defense|buts?|penalty|ligue|classement|"
    r"equipes?|entraineur|saison|qualif\w*|mi-temps|prolongations?|tournoi|sets?|hockey|foot\w*|fondue|raclette|servette|gotteron|lugano|ambri|"
    r"nati|young boys|partie|mario|kart|fifa|console|manette|echecs|jeu|jeux|boss|niveau|mercato|\d{1,2} ?- ?\d{1,2}|\d{1,2} a \d{1,2})\b"
)


@lru_cache(maxsize=16)
def quotations(text: NormalisedText) -> tuple[tuple[int, int], ...]:
    """Return (start, end) in the normalised text of what stands between quote marks.

    A text that is nothing but a quotation is its author's own.
    """
    found: list[tuple[int, int]] = []
    opened: int | None = None
    for match in re.finditer('"', text.text):
        i = match.start()
        mark = text.original[text.origin[i]]
        if opened is None or mark in _OPENING:
            opened = None if mark in _CLOSING else i
            continue
        if i - opened <= _QUOTATION and "\n\n" not in text.text[opened:i]:
            found.append((opened, i + 1))
        opened = None
    outside = len(text.text) - sum(end - start for start, end in found)
    return tuple(found) if outside >= 12 else ()


#: How far from the words a judgement on them is looked for where sentences never end: each
#: hit must cost the same, or a long row of insults would take minutes.
_NEAR = 600


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentences begin and end that hold *start* to *end* of *text*."""
    ends = _sentence_ends(text)
    before = bisect_right(ends, start)
    after = bisect_right(ends, max(end - 1, start))
    # "Bravo...crétin": a stop right before the words ends a sentence without a space.
    is_new = start > 0 and text[start - 1] in ".!?"
    first = start if is_new else ends[before - 1] if before else 0
    return first, ends[after] if after < len(ends) else len(text)


def _nearby(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the `sentence` of *start* to *end*, or what of it is near."""
    first, last = sentence(text, start, end)
    return max(first, start - _NEAR), min(last, end + _NEAR)


@lru_cache(maxsize=16)  # asked of each hit in a text
def _sentence_ends(text: str) -> tuple[int, ...]:
    return tuple(match.end() for match in _SENTENCE_END.finditer(text))


def others_words(text: NormalisedText, start: int, end: int, at: int | None = None) -> str | None:
    """Tell whether the words are quoted, reported or denounced rather than said.

    "denounced": quoted or reported, and judged; "quoted": quoted or reported.
    *at*: where the harsh word itself begins, if later than *start*.
    """
    first, last = sentence(text.text, start, end)
    quoted = any(a <= start and end <= b for a, b in quotations(text))
    reported = quoted or _is_reported(
        text.text[max(first, start - 90) : start if at is None else at]
    )
    near = max(0, first - 160, start - _NEAR), min(last + 160, end + _NEAR)
    around = text.text[near[0] : start] + " " + text.text[end : near[1]]
    judged = bool(_CONDEMNING.search(around)) and not _EXCUSING.search(around)
    if reported:
        return "denounced" if judged else "quoted"
    dismissed = _DISMISSED.match(text.text[end : last + 80])
    return "denounced" if judged and dismissed else None


_DENYING = re.compile(
    r"\b(?:pas parce qu|ne (?:signifie|veut) pas|pas synonyme|loin d'etre|faux (?:que|de)|jamais dit qu|n'ai pas dit|ne dis pas|n'a jamais ete|ne pense pas qu|ne crois pas qu|ne dira(?:i|is|it)? (?:jamais |pas )?qu|"
    r"(?:personne|nul) [^.!?]{0,20}ne (?:dit|pense|croit|pretend) qu|(?:do not|don't|doesn't|never|nobody) (?:think|believe|say|said)s?|wrong to (?:say|think)|not true|"
    r"(?:glaube|denke|sage|behaupte) nicht|niemand sagt|non tutti|nicht alle|not all|non (?:credo|penso|dico|e vero)|nessuno dice)\w*\b"
)
#: Right before the words: no such one, not all of them, or the verb's own "not".
_NONE_OF = re.compile(
    r"\b(?:aucune?|pas une?|nul(?:le)?|not(?: (?:all|every))?(?: of)?(?: the)?|nicht(?: alle)?(?: die)?|keine?|non(?: tutti)?(?: [ig]l?i?)?|nessun[ao]?|no)[ ']+$|\bn(?:'|e )$"
)
_NOTHING_BUT = re.compile(r"^[^.!?,]{0,24}\bqu(?:e |')|^(?:sono|siete|sei) (?:altro|solo)\b")


def is_denied(text: str, start: int) -> bool:
    """Tell whether the sentence denies what follows at *start* of normalised *text*.

    >>> is_denied("ce n'est pas parce qu'il est noir", 30)
    True
    """
    first, last = _nearby(text, start, start + 1)
    before = text[first:start]
    if _NONE_OF.search(before):
        return not _NOTHING_BUT.match(text[start:last])
    return bool(_DENYING.search(before))


#: Right after the words: « … : quelle honte de lire cela ».
_DISMISSED = re.compile(
    r"^[^.!?\n]{0,40}(?:[.!?\n:,;]+ ?)?[^.!?\n]{0,40}\b(?:lire (?:ca|cela)|dire (?:ca|cela)|ecrire (?:ca|cela)|ce genre de|ces propos|ce commentaire|ces commentaires)\b"
)


#: Talk of a word, of what it means or does, rather than use of it.
_DISCUSSING = re.compile(
    r"\b(?:veu(?:t|lent) (?:\w+ )?dire|voulai(?:t|ent) (?:\w+ )?dire|signifi\w+|connot\w+|synonymes?|equivalent|differences?|etymolog\w+|semantiq?u?e?s?|le mot|les mots|un mot|ce mot|termes?|"
    r"expressions?|insultes?|insulter?|insultent|insultant\w*|injures?|injurieux|injurieuse|trait(?:e|er|es|ent|ez|ant|ait|ee|ees) (?:\w+ )?de|propos|slogans?|humour|blagues?|diffamation|liberte d'expression|"
    r"racis(?:te|tes|me)|antisemit\w+|homophob\w+|xenophob\w+|sexis(?:te|tes|me)|islamophob\w+|negrophob\w+|discrimin\w+|stereotypes?|prejuges?|"
    r"means?|slurs?|racist|word|wort|bedeutet|rassis\w+|parola|significa|razzis\w+)\b"
)
#: Right before the words: somebody says them, or they stand in a list of such words.
_BRINGING_UP = re.compile(
    r"(?:\b(?:di[st]|dite|dise|dites|dire|dira|disait|disent|du style|du genre|genre|entend\w*|appel\w+|nomm\w+|comme|"
    r"(?:nous|me|m'|le|la|les|lui) (?:voi[st]|voient|prend|prennent|prenait|considere\w*) (?:en|comme|pour)|ou|ni|soit|c'est quoi(?= (?:un|une|du|des|le|la|les) )|say|said|call\w*|sagt|sagen|dice|dire)(?: (?:que|c'est|a|un|une|des|du|le|la|les|qlq|qqn))*|[(=/])[ \"]*$"
)
_LISTED = re.compile(r"^[ \"]*(?:[=/)]|(?:ou|ni|et/ou|or|oder)\b)")


def is_discussed(text: str, start: int, end: int) -> bool:
    """Tell whether the words at *start* to *end* of normalised *text* are rather talked about.

    Weaker than `others_words`: a reason to let a person read, none to publish.

    >>> is_discussed("sale juif veut dire quoi", 0, 9)
    True
    """
    first, _ = sentence(text, start, end)
    brought_up = _BRINGING_UP.search(text[max(first, start - 60) : start])
    if brought_up or _LISTED.match(text[end : end + _NEAR]):
        return True
    around = text[max(0, start - 200) : start] + " " + text[end : end + 200]
    return bool(_DISCUSSING.search(around)) and not _EXCUSING.search(around)


#: What cannot be offended, though it be called names.
_THING = re.compile(
    r"\b(?:guepes?|moustiques?|coccinelles?|araignees?|mouches?|frelons?|pigeons?|corneilles?|souris|fourmis?|tiques?|chats?|ordi(?:nateur)?s?|imprimantes?|machines?|voitures?|bagnoles?|trains?|bus|"
    r"telephones?|natels?|applis?|logiciels?|serveurs?|meteo|vent|neige|pluie|portes?|velos?|distributeurs?|automates?|ascenseurs?|reveils?|robots?|lave-linge|four|frigo|wifi|box|"
    r"wasp|printer|car|phone|drucker|wecker|auto|zug|stampante|macchina|treno)\b"
)


def is_about_a_thing(text: str, start: int, end: int) -> bool:
    """Tell whether the sentence of the words speaks of an animal or a thing.

    >>> is_about_a_thing("la guepe m'a pique, cette peste", 20, 31)
    True
    """
    return bool(_THING.search(text, *_nearby(text, start, end)))


#: Whoever wrote or said something is spoken of: what follows is not theirs.
_AUTHORSHIP = re.compile(r"\bqui (?:a|ont|avez|as|ai) (?:ecrit|dit|publie|signe|pondu)\b")


def _is_reported(before: str) -> bool:
    before = _AUTHORSHIP.sub(" ", before)
    if _VICTIM.search(before):
        return True
    return bool(_REPORTING.search(before)) and not _OWN_SAYING.search(before)


def of_oneself(text: str, start: int, end: int) -> bool:
    """Tell whether the words of normalised *text* are said of their author.

    >>> of_oneself("quel con je suis", 5, 8)
    True
    """
    first, last = _nearby(text, start, end)
    return bool(_SELF.search(text[first:start]) or _SELF_AFTER.search(text[end:last]))


def is_question(text: str, start: int, end: int) -> bool:
    """Tell whether the sentence of the words ends with a question mark."""
    _, last = sentence(text, start, end)
    return "?" in text[end : last + 1][-4:]


@lru_cache(maxsize=16)  # asked of each hit in a text
def is_dear(text: str) -> bool:
    """Tell whether normalised *text* speaks to somebody dear."""
    return bool(_DEAR.search(text))


@lru_cache(maxsize=16)  # asked of each hit in a text
def is_laughing(text: str) -> bool:
    """Tell whether normalised *text* laughs."""
    return bool(_LAUGHING.search(text))


@lru_cache(maxsize=16)  # asked of each hit in a text
def is_game(text: str) -> bool:
    """Tell whether normalised *text* talks of sport, games or food."""
    return bool(_SPORT.search(text))
