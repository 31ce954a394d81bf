"""Hate: slurs, images, blame and exclusion for what people are."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from moderation.core.charter import Category, Charter
from moderation.core.comment import AuthorHistory, Draft
from moderation.core.normalise import NormalisedText, Span
from moderation.core.rules import Hit
from moderation.core.safety.reading import Reading, read
from moderation.core.safety.rejection import REJECTION
from moderation.core.safety.signs import REFUSE, REVIEW, find_signs, sign

_HATE = Category.HATE

_FILL = (
    r"(?:(?:vraiment|bien|tellement|trop|si|aussi|toujours|tous|toutes|juste|que|tout|gros|sales?|pauvres?|petite?s?|vraie?s?|pires?|souvent|"
    r"rien|qu'|espece de|bande de|tas de|V+ de|un peu|plutot|naturellement|par nature|presque|quasiment|surtout|plus|les pires|decidement|simplement) ?){0,3}"
)
_NO = r"(?P<no>(?:pas|jamais|ni|plus) (?:tous |toutes |forcement |plus |moins |que |seulement )?)?"
_BAD = r"(?:[SPAEIJDCN]+|sales?\b)"
_DET = r"\b(?:les|ces|tous les|toutes les|vos|nos|leurs|la plupart des|tout(?:es|e)? (?:ces|les)|tous ces)"
#: A relative clause or a place between the group and its verb.
_GAP = r"(?:,? (?:qui |de |d'|en |aux? |du |des |a |eux|elles|la|ici)[^.!?,;:\n\"]{0,30}?)?,?"
_BE = r"(?:(?:ne |n')?(?:sont|etaient|seront|restent|est|etait|reste)|c'est|ce sont|cest|c|=|:|ne sont)"

SLURS = (
    sign(
        "slur",
        _HATE,
        REFUSE,
        r"\b(?:(?<!une )especes? (?:de |d')|sal(?:e|es)? )(?:\w+ )?(?:[SP]+|A+|B+|E+|G+)|\b(?:bande (?:de |d')|tas de |gros |grosse |putains? de )(?:\w+ )?(?:[SP]+|A+|E+)|\bV+ de [SP]+|\b(?:t'es|t es|tu es|vous etes|casse[- ]toi|degage|ta gueule|ces|vos) (?:(?:un|une|des|qu'un|qu'une|que des|le|la) )?(?:vraie? |petite? |grosse? |gros )?E+",
        "self",
        "dear",
        "laughing",
        "discussed",
    ),
    sign(
        "slur_ambiguous",
        _HATE,
        REVIEW,
        r"(?<!\bune )(?<!\bla )\b(?:(?:bande|tas|putains?|V+) (?:de |d')(?:\w+ )?[BG]+|gros(?:se)? B+)",
        "self",
        "dear",
        "game",
    ),
    sign("slur", _HATE, REFUSE, r"[SPABEG]+ (?:de V+|Y+|de m\*+)", "self", "discussed"),
    # The form itself aims.
    sign("slur", _HATE, REFUSE, r"P+", "self", "dear", "laughing", "discussed"),
    sign(
        "slur",
        _HATE,
        REFUSE,
        r"(?:\b(?:c'est|trop|les|ces|des|vos|tes|ton|ta|aux|tous|toutes|que|cette|cet|ce|toi|tu es|t'es|t es|vous etes|they|these|those|you|all|alle|diese|du|ihr|questi|voi|tutti|gli|i|the) (?:(?:un|une|des|les|ces|de|d'|trop|ein|eine|a|you|fucking|bunch of|vrai|vraie|autres|pauvres?|petite?s?|jeunes|vieux) ){0,2})S+|S+ (?:comme (?:toi|vous|lui|eux)|raus|fuori|dehors|out|go home|degage\w*)",
        "self",
        "dear",
        "laughing",
        "asked",
        "discussed",
    ),
    # Thrown alone, or at the end of what is said to somebody.
    sign(
        "slur",
        _HATE,
        REFUSE,
        r"\b(?:tu|toi|te|t'|vous|ton|ta|tes|votre|vos|you|your|du|ihr|dich|euch)\b[^.!?\n\"]{0,60}(?<!\ble)(?<!\bla)(?<!\bun)(?<!\bde)(?<!\bdu)(?<!\bmot)[ ,]S+(?= ?[!.,\n]|$)|^S+(?= ?!|$)",
        "self",
        "dear",
        "laughing",
        "discussed",
    ),
    sign("slur", _HATE, REVIEW, r"S+", "self", "dear"),
    sign(
        "slur_ambiguous",
        _HATE,
        REVIEW,
        r"\b(?:ces|cette|cet|tous les|toutes les|vos|quels?|tous des|que des) A+",
        "self",
        "friendly",
    ),
    sign("slur_ambiguous", _HATE, REVIEW, r"E+", "self", "dear"),
    sign(
        "slur_ambiguous",
        _HATE,
        REVIEW,
        r"\b(?:un|une|1|des|ce|cet|le|la|les|mon|ton|petit|vieux|l'|deux|trois) ?A+(?! (?:de (?:velo|frein|course|la|velos)|a mouche|a souris|litteraire|d'embrayage|droite|gauche|sourd|et fier|et fiere))",
        "self",
        "dear",
    ),
)
IMAGES = (
    sign(
        "group_image",
        _HATE,
        REFUSE,
        rf"[GSPABE]+{_GAP} ?{_BE} {_NO}{_FILL}(?:(?:comme|pire que|pires que) )?(?:un|une|des|de la|de l'|du|la|le|les|de|d'|que des|que de la|qu'une?)? ?{_FILL}D+",
        "asked",
    ),
    sign(
        "group_image",
        _HATE,
        REFUSE,
        r"\b(?:ces?|cette|cet|sales|bande de|espece de|especes de|toute cette|cette sale|votre|vos) (?:V+ de |sales? |gros )?(?:[DIJ]+) (?:de |d')[GSPABE]+",
    ),
    sign(
        "group_image",
        _HATE,
        REVIEW,
        r"(?:D+|I+|J+|nuees?|invasion|deferlante|tsunami|raz de maree|submersion) (?:de |d')[GSPABE]+",
        "asked",
    ),
    sign(
        "group_image",
        _HATE,
        REFUSE,
        r"[GSPABE]+ ?[,=:?]? (?:ces|cette|quelle|quels|bande de|tas de|des|une|de la|=) (?:vraie? |sale )?D+(?! ?\?)",
        "asked",
    ),
    sign(
        "group_image",
        _HATE,
        REVIEW,
        r"(?s:[GSPABE]+.{0,160})(?P<is>\b(?:ils|elles|eux|ceux-la|ces gens|ca)[^.!?\n\"]{0,12} ?(?:sont|est|c'est) (?:que |tous |toutes |pire que |pires que |comme )*(?:des|de la|une|du|les|le)? ?D+)",
        "asked",
    ),
)
BLAME = (
    sign(
        "group_blame",
        _HATE,
        REFUSE,
        rf"(?:\b(?:tous|toutes) (?:les|ces) |\b(?:chaque|n'importe quel|n'importe quelle) )[GSPABE]+{_GAP} ?{_BE} {_NO}{_FILL}(?:un|une|des|que des|de la|de l'|du)? ?{_FILL}{_BAD}",
        "asked",
    ),
    sign(
        "group_blame",
        _HATE,
        REFUSE,
        rf"{_DET} [GSPABE]+(?: [GSPABE]+)*,? {_BE} {_NO}(?:(?:tous|toutes|que|rien que|juste|vraiment|une honte|des|les|de la|de|pires?|trop|tellement|si|de gros|de grosses|de vraie?s?|de sales?) ){{0,4}}{_BAD}",
        "asked",
    ),
    sign(
        "group_blame",
        _HATE,
        REVIEW,
        rf"[GSPABE]+{_GAP} ?{_BE} {_NO}{_FILL}(?:un|une|des|que des|de)? ?{_FILL}(?:[SPAEIJD]+|C+)",
        "asked",
    ),
    sign(
        "group_blame",
        _HATE,
        REVIEW,
        rf"[GSPABE]+[^.!?\n\"]{{0,40}}\b(?:tous|toutes|que|rien que) (?:des |les |de )?{_BAD}",
        "asked",
    ),
    sign(
        "group_blame",
        _HATE,
        REVIEW,
        rf"\b(?:tous|toutes) (?:des |de |les )?{_BAD}[^.!?\n\"]{{0,12}}[GSPABE]+",
        "asked",
    ),
    sign(
        "group_blame",
        _HATE,
        REVIEW,
        r"(?:\b(?:les|ces|tous les|vos) [GSPABE]+(?: [GSPABE]+)?,? (?:ils |elles |ca |tous |toutes |qui )?)Q+(?! (?:caches?|dans|sous|ainsi|comme|ca|cela|un tel|tant|cet|cette|ce))",
        "asked",
    ),
    sign(
        "group_blame",
        _HATE,
        REVIEW,
        r"[GSPABE]+[^.!?\n\"]{0,60}?Q+|(?s:[GSPABE]+.{0,200})(?P<is>\b(?:ils|elles|eux|ceux-la|ca) (?:nous )?Q+)",
        "asked",
    ),
    sign(
        "group_blame",
        _HATE,
        REFUSE,
        r"\b(?:salete|saletes|saloperies?|vermines?|raclures?|ordures?) (?:de |d')[GSPABE]+",
        "discussed",
        "asked",
    ),
    sign(
        "group_blame",
        _HATE,
        REVIEW,
        r"\b(?:I+|V+|putains?) (?:de |d')[GSPABE]+",
        "friendly",
        "game",
        "asked",
    ),
    sign(
        "group_blame",
        _HATE,
        REFUSE,
        r"\b(?:race|peuple|religion|civilisation|culture|ethnie) (?:inferieure?|maudite?|de V+|Y+|degeneree?|(?:de|d') ?[DIJC]+)",
        "discussed",
        "asked",
    ),
    sign("group_blame", _HATE, REVIEW, r"[GSPABE]+[^.!?\n\"]{0,60}[ ,:'](?:C+|J+|I+)", "asked"),
    sign(
        "group_blame",
        _HATE,
        REVIEW,
        rf"\bislam\b[^.!?\n\"]{{0,15}}(?:est|=|c'est) {_NO}{_FILL}(?:un|une|la|le) ?{_FILL}[DC]+",
        "asked",
    ),
)
#: What is said of a whole group, or of "them", whatever the words.
ESSENCE = (
    sign(
        "group_blame",
        _HATE,
        REVIEW,
        r"\b(?:dans|de) leurs? (?:genes|sang|adn)\b|[GSPABE]+[^.!?\n\"]{0,90}\bc'est (?:dans )?leur (?:nature|religion|culture|mentalite)\b|\bs(?:e|') ?reprodui(?:sent|t) (?:comme|pour)\b",
        "asked",
        "discussed",
    ),
    sign(
        "group_blame",
        _HATE,
        REVIEW,
        r"[GSPABE]+[^.!?\n\"]{0,40}\b(?:c'est|c|sont|est|ca n'est) (?:pas|meme pas) (?:des? |un |une |vraiment )*(?:etres? )?humains?\b(?! comme)|[GSPABE]+[^.!?\n\"]{0,70}?\b(?P<no>(?:pas|jamais) )?(?:tous|toutes) (?:les memes|pareil(?:le)?s)\b|[GSPABE]+ de malheur\b",
        "asked",
        "discussed",
    ),
    sign(
        "group_hatred",
        _HATE,
        REVIEW,
        r"[GSPABE]+[^.!?\n\"]{0,40}\bn'ont (?:pas leur place|rien a (?:faire|foutre))\b|[GSPABE]+ (?:ne )?devrai(?:en)?t (?:pas|jamais|plus) (?:avoir (?:le droit|le permis)|voter|conduire|enseigner|travailler|se reproduire|se marier|adopter)|\binterdi\w+ (?:\w+ ){0,3}de se reproduire\b|"
        r"\b(?:remett\w+|renvoy\w+|ramen\w+) (?:les |ces |tous ces )[DJI]+ (?:au|dans leur) (?:zoo|jungle|cage)",
        "asked",
    ),
)
GENOCIDE = (
    sign(
        "genocide",
        _HATE,
        REFUSE,
        r"\b(?:chambres? a gaz|shoah|holocauste|genocide|auschwitz|six millions|6 millions|camps)[^.!?\n\"]{0,45}\b(?:n'(?:a|ont|est|etait) (?:jamais|pas) (?:existe|eu lieu|arrive|prouve)|jamais existe|jamais eu lieu|(?:est|etait|c'est|sont) (?:un |une |des |que |qu'un |qu'une |de la |du |de )*(?:mythe|mensonge|invention|bobard|fable|legende|canular|arnaque|farce|foutaise|propagande|pipeau|hoax|exagerations?|conte|betise|detail))\b",
    ),
    sign(
        "genocide",
        _HATE,
        REFUSE,
        r"\b(?:mythe|mensonge|invention|arnaque|business|religion|escroquerie|pretendue?|soi-disant|bobard) (?:de |du |de l'|de la |des )?(?:shoah|holocauste|holocaust|chambres? a gaz|genocide|six millions|6 millions)\b|\b(?:shoah business|holohoax|shoananas|shoahnanas|auschwitzluge|holocaustluge|holocaust (?:is|was) a (?:lie|hoax|myth))\b",
    ),
    sign(
        "genocide",
        _HATE,
        REFUSE,
        r"\b(?:hitler|adolf|tonton adolf|le moustachu|l'autrichien|les nazis|pinochet|staline|les turcs|milosevic|mladic|le (?:3e|iiie) reich|les allemands)\b[^.!?\n\"]{0,40}\b(?:avait raison|a eu raison|avait (?:tout )?compris|avait vu juste|aurait du (?:finir|terminer|continuer|tous)|n'a pas (?:fini|termine)|a pas (?:fini|termine)|pas (?:fini|termine) (?:le|son)|avait commence un|avait prevenu|savait (?:quoi|comment|y faire)|etait un grand|avait du bon|reviens|manque|was right|hatte recht|aveva ragione)",
    ),
    sign(
        "genocide",
        _HATE,
        REFUSE,
        r"\b(?:dommage|pitie|regret\w*)[^.!?\n\"]{0,45}\b(?:hitler|adolf|moustachu|autrichien|nazis?|srebrenica|auschwitz|fini le (?:taf|boulot|travail))\b|\b(?:rallum\w+|rouvr\w+|reouvr\w+|remettre en route|remettre en marche) (?:les |des )?(?:fours|camps|chambres)(?! (?:a (?:bois|pain|chaux)|de vacances|d'ete))|\bil (?:nous )?(?:faudrait|manque) (?:un |une )?(?:nouvel |nouveau |bon |petit )?(?:hitler|adolf)\b",
    ),
    sign(
        "genocide",
        _HATE,
        REVIEW,
        r"\b(?:solution finale|finir le (?:boulot|travail|taf|job)|(?:lobby|complot|pouvoir|conspiration|finance|mafia) (?:juif|juive|sioniste|judeo\S*)|judeo[- ]?mac\w+|qui\s?\?{3,}|(?:juifs|sionistes)[^.!?\n]{0,20}(?:controlent|tiennent|dirigent|dominent))\b",
        "asked",
    ),
)
_OTHER_TONGUES = (
    sign(
        "group_blame",
        _HATE,
        REFUSE,
        r"(?:\b(?:all|alle|die|tutti i|tutti gli|i|gli|le|the|these|diese|questi|those) )?G+ (?:are|sind|sono|is|e) (?P<no>not |nicht |keine |non )?(?:(?:all|alle|nur|tutti|tutte|just|nothing but|a|the|ein|eine|dei|degli|delle|solo|so|really|fucking|wie|like|come) )*[DCISPA]+",
        "asked",
        language="any",
    ),
    sign(
        "group_hatred",
        _HATE,
        REFUSE,
        r"\b(?:i (?:fucking |really )?(?:hate|despise|detest)|i can't stand|ich hasse|io odio|odio|ich verachte)(?: (?:all|alle|the|those|these|diese|tutti|i|gli|le|die|these|fucking))* G+",
        language="any",
    ),
    sign(
        "group_hatred",
        _HATE,
        REFUSE,
        r"\b(?:fucking|scheiss|verdammte|drecks|dirty|filthy|schifosi|sporchi|maledetti|maledette|disgusting) ?G+|G+ di V*merda\b",
        language="any",
    ),
    sign(
        "exclusion",
        _HATE,
        REFUSE,
        r"\b(?:deport|ban|kick out|get rid of|send back|throw out)(?: (?:all|the|these|those|every))* G+|G+ (?:should|must|don't|do not|mussen|sollten|verdienen|devono|dovrebbero|non meritano)[^.!?\n]{0,30}(?:die|be killed|disappear|deserve|weg|raus|verschwinden|sterben|morire|sparire|vivere|exist|leave|be shot|vergast|tornare a casa)",
        language="any",
    ),
)
#: The gravest first: of signs that overlap the first wins.
_SIGNS = sorted(
    (*SLURS, *IMAGES, *BLAME, *REJECTION, *ESSENCE, *_OTHER_TONGUES),
    key=lambda each: each.calls_for is not REFUSE,
)

#: Groups whose contempt is racism.
_RACIST = frozenset({"ethnic", "religion", "migration"})
_ORIGIN_CODES = frozenset({"exclusion", "genocide"})
#: Exclusion without a group word that sends people home: about origin.
_HOME = re.compile(
    r"cuisine|casserole|fourneau|vaisselle|menage|repassage|tricot|aspirateur|gosses|pondre"
)


def hate(
    text: NormalisedText, draft: Draft, history: AuthorHistory, charter: Charter
) -> Iterable[Hit]:
    """Give what is said against people for what they are; also as racism if origin or belief."""
    reading = read(text, charter.lexicon)
    found = [
        *find_signs("hate", _SIGNS, reading.hostile, reading),
        *find_signs("hate", GENOCIDE, text.text, reading),
    ]
    for hit in found:
        yield hit
        if _is_about_origin(hit, reading):
            yield replace(hit, category=Category.RACISM)


def _is_about_origin(hit: Hit, reading: Reading) -> bool:
    tags = set(_tags(hit.spans, reading))
    if tags & _RACIST:
        return True
    said = reading.text.original[hit.spans[0].start : hit.spans[0].end].lower()
    return not tags and hit.code in _ORIGIN_CODES and not _HOME.search(said)


def _tags(spans: Iterable[Span], reading: Reading) -> Iterator[str]:
    for span in spans:
        for match in reading.matches:
            is_inside = match.span.start < span.end and span.start < match.span.end
            if is_inside and match.term.category in {"group", "slur"}:
                yield from match.term.tags
