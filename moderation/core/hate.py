"""Hate: slurs, images, blame and exclusion for what people are."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from moderation.core.charter import Category, Charter
from moderation.core.comment import AuthorHistory, Draft
from moderation.core.normalise import NormalisedText, Span
from moderation.core.reading import Reading, read
from moderation.core.rules import Hit
from moderation.core.signs import REFUSE, REVIEW, find_signs, sign

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
_PLACE = r"(?:pays|bled|brousse|desert|jungle|savane|afrique|maroc|algerie|tunisie|turquie|albanie|kosovo|cambrousse|case|cabane|foret|arbre|douar|gourbi|cocotier|grotte|tente|montagnes?|israel|arabie|asie|roumanie|caravanes?)"

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
        REFUSE,
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
REJECTION = (
    sign(
        "group_hatred",
        _HATE,
        REFUSE,
        r"\b(?:je|j'|on|nous|j) ?(?:les )?(?:hais|deteste|detestons|hait|execre|execrons|meprise|meprisons|vomis|abhorre|emmerde|nique|baise|encule|conchie|pisse sur|chie sur|crache sur|supporte (?:pas|plus)|ne supporte (?:pas|plus)|(?:ne )?peux (?:pas|plus) (?:saquer|blairer|encadrer|voir|sentir|supporter)|n?'?ai (?:aucun respect|que du mepris|horreur|la haine)|souhaite (?:la mort|le pire|du mal))(?: (?:vraiment|tous|trop|tellement|toutes|profondement|de tout mon coeur|tout|pour|de|des|envers|aux?))* ?(?:les |ces |tous les |toutes les |tous ces |la |des |aux? |cette |vos )?[GSPABE]+",
    ),
    sign(
        "group_hatred",
        _HATE,
        REFUSE,
        r"\b(?:mort aux?|a mort les|a mort|a bas les|fuck (?:les|the|all|you)?|niquez? (?:les|la|ces|tous les)|nik (?:les?|la)|crevez (?:les )?|f\*ck les|V+ (?:les|la|tous les)|kill all|death to|tod den|tod allen|morte agli|morte ai|a morte gli|a morte i) ?[GSPABE]+",
    ),
    sign(
        "group_hatred",
        _HATE,
        REFUSE,
        r"\baucune? G+ ne merite (?:le |du |de |notre |mon )(?:respect|vivre|pitie|droits?)|"
        r"G+[^.!?,\n\"]{0,25} (?:devraient|devrait|doivent|doit|peuvent|meritent|merite) (?:bien |aller |y )?(?:tous |toutes )?"
        r"(?:crever|mourir|disparaitre|se pendre|bruler|souffrir|(?:d'|de |se faire )?(?:etre )?(?:pend|fusill|brul|tu|gaz|lynch|abatt|egorg|decapit|viol|castr|tabass|guillotin|extermin|elimin|noy|steriliz|sterilis|euthanasi|erradiqu|eradiqu)(?:e|u)e?s?\b|d'etre (?:pend|fusill|brul|tu|gaz|lynch|abatt|egorg|decapit|viol|castr|tabass|guillotin|extermin|elimin|noy|steriliz|sterilis|euthanasi|erradiqu|eradiqu)(?:e|u)e?s?\b)(?! (?:en paix|dignement))",
        "asked",
    ),
    sign(
        "group_hatred",
        _HATE,
        REVIEW,
        r"\b(?:ras[- ]le[- ]bol|marre|plein le C*V*|plein le dos|trop|infestee?s? (?:de|d')|envahie?s? par|pourri(?:e|s)? par|gangrenee?s? par|bouffee?s? par|souillee?s? par|peur) (?:de |d'|des |par |les )?(?:les |tous ces |ces )?[GSPABE]+",
    ),
    sign(
        "group_hatred",
        _HATE,
        REVIEW,
        r"\b(?:je|j') ?(?:n'aime pas|aime pas|n'aimerai jamais|me mefie des|n'aime pas du tout|louerais pas|ne loue pas|n'embauche pas|n'engage pas|veux pas|ne veux pas) (?:les |aux? |de |d'|voir de |ces |des )?[GSPABE]+",
    ),
    sign(
        "group_hatred",
        _HATE,
        REFUSE,
        r"\b(?:monde|suisse|france|europe|pays|ville|ecole|quartier) (?:serait |sera |irait )?(?:mieux |meilleure? |plus \w+ |propre )?sans (?:les |tous ces |ces |aucun )?[GSPABE]+",
    ),
    sign(
        "group_hatred",
        _HATE,
        REFUSE,
        r"\b(?:debarrass\w+|purg\w+|nettoy\w+|eradiqu\w+|extermin\w+|eliminer|epur\w+)[^.!?\n\"]{0,20} (?:de |d'|des |les |ces |tous les |la )(?:toute cette |tous ces |ces |cette )?[GSP]+",
    ),
    sign(
        "exclusion",
        _HATE,
        REFUSE,
        r"\b(?:dehors|foutez(?: dehors)?|virez(?: moi)?|degagez|degage|hors d'ici|cassez vous|raus|ausländer|foutez-moi|jetez|renvoyez|renvoie|expulsez|chassez|out|fuori)(?: (?:dehors|moi|tous|toutes|a la porte|le camp|mit|aus|avec))*,? (?:les |ces |tous les |tous ces |toutes les |cette |la |den |allen |i |gli |le |de )?[GSPAE]+",
    ),
    sign(
        "exclusion",
        _HATE,
        REFUSE,
        r"[GSPAE]+ (?:dehors|go home|raus|hors de (?:suisse|france|europe|chez|nos|notre|mon|ce|la|l')|out|fuori|au bled|a la porte|degage\w*|en enfer|tornate a casa)\b(?!,? (?:en|dans|a|il|par)\b)",
    ),
    sign(
        "exclusion",
        _HATE,
        REFUSE,
        rf"(?<!\btu )(?<!\bje )(?<!\bj')(?<!\bvous )(?<!\bil )(?<!\belle )(?<!\bon )(?<!\by )(?<!\bme )\b(?:retourne[sz]?(?:[- ]?(?:toi|vous))?|rentre[sz]?|repars|repartez|remonte[sz]?|degage[sz]?|tire[- ]toi|tirez[- ]vous|casse[- ]toi|cassez[- ]vous|renvoyez[- ](?:les|moi)|renvoyons[- ]les|qu'(?:ils|elles|il|elle|on les) (?:y )?(?:retourne\w*|rentre\w*|reparte\w*|renvoie|remette)|va(?:s)? (?:vivre|voir|donc)|allez (?:vivre|voir|donc))(?: (?:donc|tous|toutes|vite|plutot|bien|vivre|vous|moi|te))* (?:dans|en|au|aux|sur|a|vers) (?:ton |votre |ta |vos |tes |leurs? |la |le |l')?{_PLACE}\b(?<!en montagne)(?<!en foret)(?! (?:pour|apres|avec|voir))",
        "discussed",
        "asked",
        "friendly",
    ),
    sign(
        "exclusion",
        _HATE,
        REVIEW,
        rf"\b(?:retourner|rentrer|repartir|renvoyer|remonter|renvoyez|renvoyons|degager)(?: (?:tous|toutes|vite|vivre|[GSPABE]+|les|ces))* (?:dans|en|au|aux|sur|vers) (?:ton |votre |ta |vos |tes |leurs? )?{_PLACE}\b(?<!en montagne)(?<!en foret)",
        "discussed",
        "asked",
    ),
    sign(
        "exclusion",
        _HATE,
        REVIEW,
        r"\b(?:retourn(?:e|es|ez)|rentr(?:e|es|ez|er|é)|reste[sz]?|restez|go back|geh|geht|torna|tornate|vattene)(?:[- ](?:toi|vous|donc|vite|tous))* (?:chez (?:toi|vous|soi)|a ta place|back to|where you|zuruck|nach hause|heim|a casa(?: tua| vostra| loro)|al tuo paese|to your country)\b",
    ),
    sign(
        "exclusion",
        _HATE,
        REVIEW,
        r"\bqu'(?:ils|elles|il|elle|on les) (?:y )?(?:retourne\w*|rentre\w*|reparte\w*|reste\w*|renvoie|degage\w*|aille\w* (?:voir|vivre|se)|foutent le camp|se cassent|expulse|vire)[^.!?\n\"]{0,20}(?:chez (?:eux|elles|lui|elle)|pays|bled|d'ici|tous|dehors|ailleurs|frontiere|cuisine|menage|afrique)?",
    ),
    sign(
        "exclusion",
        _HATE,
        REVIEW,
        r"\b(?:renvoyer|virer|expulser|foutre|deporter|jeter|mettre|dehors|charter|chasser|renvoi de)(?: dehors| a la porte| tous| toutes| au large)* (?:tous les |toutes les |tous ces |tous les sales |ces |toute cette )[GSPABE]+|\b(?:on (?:devrait|doit)|faut|faudrait|qu'on) (?:tous |toutes )?(?:les|vous) (?:tous |toutes )?(?:renvoyer|expulser|virer|deporter|foutre dehors|remettre dans|foutre dans|renvoie|vire|expulse)\b",
    ),
    sign(
        "exclusion",
        _HATE,
        REVIEW,
        r"\b(?:on (?:est|n'est plus) chez nous|la suisse aux suisses|la france aux francais|europe aux europeens|remigration|grand remplacement|white power|sieg heil|heil hitler|88 ?/? ?1488|14 ?/ ?88|preference raciale|auslander raus|umvolkung|great replacement|sostituzione etnica|prima gli italiani|la valise ou le cercueil|tous au charter|tous dans (?:un|le) charter)\b(?! (?:est|n'est|de camus|theorie|these))",
        "asked",
    ),
    sign(
        "exclusion",
        _HATE,
        REFUSE,
        r"\b(?:pas de|aucun|zero|stop aux|plus de|interdi\w+ (?:aux|les|l'entree aux|de)|interdire (?:aux|les)) [GSPABE]+ (?:ici|chez nous|dans (?:mon|notre|nos|ma|le)|en suisse|a l'ecole|dans nos|de (?:vivre|voter|respirer|se reproduire))",
    ),
    sign(
        "exclusion",
        _HATE,
        REFUSE,
        r"\b(?:retourn\w+|rest\w+|rentr\w+|va|allez|renvoy\w+|remett\w+|place est|sont faites? pour)[^.!?\n\"]{0,25}\b(?:cuisine|casseroles?|fourneaux|vaisselle|menage|repassage|tricot|aspirateur|faire des gosses|pondre)\b(?! (?:de|du|d')\b)",
    ),
    sign(
        "exclusion",
        _HATE,
        REFUSE,
        r"[GSPABE]+[^.!?\n\"]{0,25}\b(?:n'(?:est|ont|a) (?:pas leur place|rien a (?:faire|foutre))|n'a (?:rien a (?:faire|foutre)|pas sa place)|ont rien a foutre|(?:ne )?(?:merite|meritent) (?:pas|que)|en cage|au zoo|au four|aux fours|a la mer|au gaz|a la niche|a l'abattoir|a la benne)\b",
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
        r"[GSPABE]+[^.!?\n\"]{0,40}\b(?:c'est|c|sont|est|ca n'est) (?:pas|meme pas) (?:des? |un |une |vraiment )*(?:etres? )?humains?\b(?! comme)|[GSPABE]+[^.!?\n\"]{0,70}\b(?P<no>(?:pas|jamais) )?(?:tous|toutes) (?:les memes|pareil(?:le)?s)\b|[GSPABE]+ de malheur\b",
        "asked",
        "discussed",
    ),
    sign(
        "group_hatred",
        _HATE,
        REVIEW,
        r"[GSPABE]+ (?:ne )?devrai(?:en)?t (?:pas|jamais|plus) (?:avoir (?:le droit|le permis)|voter|conduire|enseigner|travailler|se reproduire|se marier|adopter)|\binterdi\w+ (?:\w+ ){0,3}de se reproduire\b|"
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
_SIGNS = (*SLURS, *IMAGES, *BLAME, *REJECTION, *ESSENCE, *_OTHER_TONGUES)

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
