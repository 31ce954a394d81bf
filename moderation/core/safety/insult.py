"""Insults: aimed at somebody or merely mentioned; coarse words that aim at nobody."""

from collections.abc import Iterable, Iterator

from moderation.core.charter import Category, Charter
from moderation.core.comment import AuthorHistory, Draft
from moderation.core.normalise import NormalisedText
from moderation.core.rules import Hit
from moderation.core.safety.reading import read
from moderation.core.safety.signs import PUBLISH, REFUSE, REVIEW, find_signs, sign

_INSULT, _DISRESPECT = Category.INSULT, Category.DISRESPECT

#: What may stand between an article and the insult.
_FILL = (
    r"(?:(?:vraiment|bien|tellement|trop|si|aussi|toujours|tous|toutes|juste|que|tout|gros|grosse|grosses|sales?|pauvres?|vieux|vieille|"
    r"petite?s?|beau|belle|beaux|vraie?s?|sacree?s?|parfaite?|sinistre|triste|immonde|ignoble|infame|pire|grande?s?|vulgaires?|simple|quand meme|clairement|"
    r"franchement|donc|rien|qu'|foutue?s?|jeune|espece de|bande de|tas de|putain de|V+ de|C+|J+ (?=[IJ])|un peu|plutot) ?){0,3}"
)
_ART = r"(?:(?:qu')?(?:une|un|des|du|de la|de|les|la|le) |(?:qu')?[dl]')?"
_YOU = r"\b(?:(?<!quand )(?<!si )(?<!\bque )tu (?:n')?(?:es|est|serais|resteras|seras)|t'(?:es|est|e|as l'air)|t (?:es|est|e)|tes|t|ta|toi(?: t'es)?,?|(?<!vous )vous (?:n')?etes|(?<!vous )v(?:ou)?s etes|etes[- ]vous|n'etes|n'es|soyez)"
#: Kinds that insult when they are aimed; C and D (reproaches, images) too.
_ANY = r"(?:I+|[SP]+|A+|J+|D+|V+(?= ?[!.,]|$))"
_WHOM = r"(?:O+|G+)"
_START, _STOP = r'(?:^|[.!?,;:\n"(] ?)', r"(?= ?[!.,;:?\n\")]|$)"

AIMED = (
    sign("insult_aimed", _INSULT, REFUSE, r"X+", "dear"),
    sign(
        "insult_aimed",
        _INSULT,
        REFUSE,
        rf"\bespeces? (?:de |d'){_FILL}(?:{_ANY}|[OZ]+ (?:de V+|Y+)|C+)",
        "self",
        "dear",
    ),
    sign(
        "insult_aimed",
        _INSULT,
        REFUSE,
        rf"{_YOU} {_FILL}{_ART}{_FILL}{_ANY}",
        "self",
        "dear",
        "laughing",
        "asked",
    ),
    sign(
        "insult_aimed",
        _INSULT,
        REFUSE,
        rf"\b(?:bande|tas|ramassis|clique|collection|brochette) (?:de |d'){_FILL}(?:{_ANY}|C+)",
        "self",
        "dear",
    ),
    sign(
        "insult_aimed",
        _INSULT,
        REFUSE,
        rf"\bquels? {_FILL}(?:I+|J+)(?! (?:je|j'))|\bquelles? {_FILL}(?:I+|J+)(?! (?:je|j'))",
        "self",
    ),
    sign(
        "insult_aimed",
        _INSULT,
        REFUSE,
        rf"\b(?:ce|cet|cette|ces|les|le|la|l'|un|une|des|mon|son|sa) ?{_FILL}(?:I+|J+|A+) (?:de |d'){_WHOM}",
        "self",
    ),
    sign(
        "insult_aimed",
        _INSULT,
        REFUSE,
        rf"\b(?:ces?|cette|sales|bande de) {_FILL}(?:D+) (?:de |d')O+",
    ),
    sign(
        "insult_aimed",
        _INSULT,
        REFUSE,
        rf"\b(?:est|sont|reste|restent|c'est|c|cest|etait|etaient|serait|=|s'est) {_FILL}(?:qu')?(?:un|une|1|dun|des|le|la|les|que des|qu'un|qu'une) {_FILL}I+",
        "self",
        "asked",
    ),
    sign(
        "insult_aimed",
        _INSULT,
        REVIEW,
        rf"\b(?:est|sont|reste|restent|c'est|c|cest|etait|etaient|serait|=|s'est) {_FILL}(?:qu')?(?:un|une|1|dun|des|le|la|les|que des|qu'un|qu'une) {_FILL}J+",
        "self",
        "asked",
    ),
    sign(
        "insult_aimed", _INSULT, REFUSE, r"\bsal(?:e|es)? (?:I+|J+|O+|D+)", "self", "thing", "asked"
    ),
    sign(
        "insult_aimed",
        _INSULT,
        REVIEW,
        r"\bsal(?:e|es)? (?:(?:grosse?s?|petite?s?|vieux|vieille) )?(?:N+|C+)",
        "self",
        "friendly",
    ),
    sign("insult_aimed", _INSULT, REFUSE, r"[OZ]+ (?:a deux balles )?(?:de V+|Y+)", "dear"),
    sign(
        "insult_aimed",
        _INSULT,
        REFUSE,
        rf"\b(?:tu|toi|te|t|vous|ton|ta|tes|votre|vos)\b[^.!?\n\"]{{0,60}}(?<!\bde)(?<!\bdu)(?<!\bdes)(?<!\bles)(?<!\bcet)(?<!\bcette)(?<!\bun)(?<!\bune)(?<!\bd')(?<!\bla)(?<!\ble)(?<!\baux)[ ,](?:gros |sale |pauvre |petit |espece de )?I+{_STOP}",
        "self",
        "dear",
    ),
    sign(
        "insult_aimed",
        _INSULT,
        REFUSE,
        rf"(?:^|[.!?\n] ?)(?:et |va |alors |mais |tiens |gros |grosse |sale |pauvre |petit |petite )*I+{_STOP}|[,;:] ?I+ ?!",
        "self",
        "dear",
    ),
    sign(
        "insult_aimed",
        _INSULT,
        REFUSE,
        r"\b(?:cet|cette|ces|ce) (?:putains? de |gros |petits? |sales? |vieux |V+ de |pauvres? |jeunes? )*I+",
        "self",
        "thing",
    ),
    sign(
        "insult_aimed",
        _INSULT,
        REFUSE,
        r"\b(?:pauvre|gros|grosse|petit|petite|sombre|vieux|vieille|bande|fichu|foutu|espece) J+{_STOP}".replace(
            "{_STOP}", _STOP
        ),
        "self",
        "dear",
    ),
    # German, Italian, English
    sign(
        "insult_aimed",
        _INSULT,
        REFUSE,
        r"\b(?:du|ihr|sie|dini?|er|sii?) (?:(?:bist|bisch|sind|seid|ist|isch|verdammte[rs]?|dreckige[rs]?|widerliche[rs]?|dumme[rs]?|blode[rs]?|elende[rs]?|kleine[rs]?|fette[rs]?|huere|mieses?|ein|eine|en|so|doch|nur|echt|wirklich|alle) )*[ISPDJNC]+",
        "dear",
        language="de",
    ),
    sign(
        "insult_aimed",
        _INSULT,
        REFUSE,
        r"\b(?:sei|siete|sono|e|che|brutt[oaie]|sporc[oaie]|tu|voi|quel|quest[oaie]|razza di|branco di|massa di|pezzo di) (?:(?:un|una|uno|dei|degli|delle|solo|proprio|veramente|tutti|solo dei|gran|grandissimo|grandissimi|vecchio|povero) )*(?:un')?[ISPDJNC]+(?! (?:noi|te|me|lui|lei|loro|il|la|i|gli|le|un|una)\b)",
        "dear",
        language="it",
    ),
    sign(
        "insult_aimed",
        _INSULT,
        REFUSE,
        r"\b(?:you|u|ur|you're|youre|your|he|she|they|they're|he's|she's|that|these|those|what|such|ya)(?: (?:are|is|r|re|a|an|all|just|such|fucking|fuckin|stupid|dumb|fat|ugly|little|old|bunch of|nothing but|the|pathetic|complete|total|absolute|people|guys|goddamn|damn))* [ISPDJNC]+",
        "dear",
        language="en",
    ),
)
MENTIONED = (
    sign("insult_mentioned", _INSULT, REVIEW, r"I+", "self", "dear"),
    sign(
        "insult_mentioned",
        _INSULT,
        REVIEW,
        r"[OZ]+[^.!?\n\"]{0,30} (?:sont|est|c'est|=|c) (?:que |tous |toutes |vraiment |de )*(?:des |un |une |les )?(?:D+|C+)",
        "asked",
    ),
    sign(
        "insult_mentioned",
        _INSULT,
        REVIEW,
        r"[OZ]+[^.!?\n\"]{0,40}\b(?:tous|toutes) (?:des |de |les )?(?:D+|C+|N+|J+)|\b(?:c'est|ils sont|elles sont|c) (?:tous|toutes|que) (?:des |de |les )(?:D+|C+|N+|J+)",
        "asked",
    ),
    # Thrown at somebody in a form that insults whatever word follows.
    sign(
        "insult_aimed",
        _INSULT,
        REVIEW,
        r"\bespece(?<!une espece)(?<!cette espece)(?<!chaque espece)(?<!quelle espece)(?<!toute espece)(?<!autre espece)(?<!meme espece)(?<!nouvelle espece)(?<!notre espece)(?<!l'espece)s? (?:de |d')\w+(?= ?[!,.\n]|$)|"
        r"(?:^|[.!?,;:\n] ?)(?:bande|tas) (?:de |d')(?!copains|potes|amis|nouvelles|jeunes)\w{4,}(?= ?!)|[.!?,;:] ?sales? (?!temps|histoire|affaire|journee|coup|epoque|periode|boulot|gosse|type)\w+ de \w+(?= ?[!.]|$)",
        "self",
        "friendly",
    ),
    sign("insult_mentioned", _INSULT, PUBLISH, r"[SP]+", "self"),
)
#: Read on the plain text: names for people as filth, which as plain words also name animals.
FILTH = (
    sign(
        "insult_mentioned",
        _INSULT,
        REVIEW,
        r"\b(?:toute |pour |de |avec )?cette (?:vermine|racaille|engeance|pourriture|raclure|salete de \w+)\b|\b(?:sont|est|c'est) de la (?:vermine|racaille|pourriture)\b|\bdechets? (?:ambulants?|humains?)\b",
        "asked",
        "thing",
    ),
)
SLIGHTS = (
    sign("disrespect_aimed", _DISRESPECT, REVIEW, r"R+", "self", "dear"),
    sign(
        "disrespect_aimed",
        _DISRESPECT,
        REVIEW,
        rf"(?:{_YOU} {_FILL}{_ART}{_FILL}|\b(?:especes?|bande|tas|ramassis) (?:de |d'){_FILL})(?:N+|C+)",
        "self",
        "dear",
        "asked",
    ),
    sign(
        "disrespect_aimed",
        _DISRESPECT,
        REVIEW,
        rf"\b(?:quels? |quelles? |(?:cet|cette|ces|ce) {_FILL})N+(?: de {_WHOM})?",
        "self",
        "dear",
    ),
    sign(
        "disrespect_aimed",
        _DISRESPECT,
        REVIEW,
        rf"(?:est|sont|c\'est|c) {_FILL}(?:un|une|des|que des|1) {_FILL}N+|(?:^|[.!] )(?:degage[zs]?|casse[- ]toi|tire[- ]toi|tais[- ]toi|taisez[- ]vous|ferme[- ]la|fermez[- ]la)(?= ?[!.,]|$)",
        "self",
        "thing",
    ),
)
COARSE = (sign("vulgar_words", Category.VULGARITY, PUBLISH, r"[VY]+"),)


def insult(
    text: NormalisedText, draft: Draft, history: AuthorHistory, charter: Charter
) -> Iterable[Hit]:
    """Give what insults somebody, what slights somebody, and insults that aim at nobody."""
    reading = read(text, charter.lexicon)
    found = list(find_signs("insult", (*AIMED, *MENTIONED), reading.hostile, reading))
    if not found:
        found = list(find_signs("insult", FILTH, text.text, reading))
    yield from found
    insulted = {span for hit in found for span in hit.spans}
    yield from _apart(find_signs("insult", SLIGHTS, reading.hostile, reading), insulted)


def _apart(hits: Iterable[Hit], spans: Iterable[object]) -> Iterator[Hit]:
    """Give the hits whose evidence no other hit has claimed."""
    claimed = set(spans)
    return (hit for hit in hits if not claimed.intersection(hit.spans))


def vulgarity(
    text: NormalisedText, draft: Draft, history: AuthorHistory, charter: Charter
) -> Iterable[Hit]:
    """Give coarse words: a note for staff."""
    reading = read(text, charter.lexicon)
    if "V" in reading.hostile or "Y" in reading.hostile:
        yield from find_signs("vulgarity", COARSE, reading.hostile, reading)
