"""Wishes of death, calls to violence against people, and joy at it."""

from collections.abc import Iterable

from moderation.core.charter import Category, Charter
from moderation.core.comment import AuthorHistory, Draft
from moderation.core.normalise import NormalisedText
from moderation.core.rules import Hit
from moderation.core.safety.reading import read
from moderation.core.safety.signs import REFUSE, REVIEW, find_signs, sign

_INCITEMENT = Category.INCITEMENT

_MUST = (
    r"\b(?:(?:il |y |nous |ne )?(?:faut|fo|fodrai|faudrai|faudrait|fallait|suffit de|suffirait de|aurait fallu|reste plus qu'a|y a qu'a|n'y a qu'a)|yaka|ya qu'a|y'a qu'a|a qu'a|qu'a|devrait|devraient|doit|doivent|"
    r"aurait du|auraient du|vivement qu'on|vivement que quelqu'un|temps de|je propose de|propose qu'on|merite de se faire|meritent de se faire|merite de|meritent de|bon qu'a|bons qu'a|bonnes qu'a|"
    r"pourrait|si on pouvait|qu'on puisse|qu'attend-on pour|qu'est-ce qu'on attend pour) "
    r"(?:tous |toutes |carrement |juste |simplement |aussi |bien |vraiment |directement |enfin |absolument |tout de suite |se faire |me |commencer par |aller )*"
)
_TARGET = r"(?:les |le |la |l'|leur |lui |vous |te |t'|nous |tous |toutes |ces |cette |ce |des |un |une |cet |aux? |tous (?:les|ces) |toute cette )"
_WHO = r"(?:O+|G+|I+|S+)"
_NOT = r"(?!(?:les |le |la |l'|ces |des |un |une )?(?:frelons?|loups?|moustiques?|rats?|ours|sangliers?|cerfs?|chevreuils?|arbres?|platanes?|sapins?|plantes?|mauvaises herbes|vaches?|poulets?|porcs?|cochons?|temps|betes?|animaux|chiens?|virus|microbes?|bacteries?|tiques?|mouches?|pigeons?|corneilles?|corbeaux|lynx|castors?|renards?|limaces?|fourmis|cafards|punaises)\b)"
_ALL = r"(?:\w+ ){0,2}"
_SUBJ = (
    r"(?:tue|bute|flingue|egorge|etrangle|fusille|lynche|decapite|extermine|gaze|pende|brule|crame|abatte|castre|viole|torture|noie|tabasse|guillotine|"
    r"eventre|massacre|elimine|ecrase|ecartele|empale|mette une balle|colle une balle|tire une balle|coupe la tete|coupe les|coupe la|casse la gueule|casse les|"
    r"pete la gueule|foute le feu|fasse la peau|foute au four|tire dessus|passe dessus|roule dessus|"
    r"colle au mur|mette au poteau|plante|defonce|saigne|lapide|fouette|fasse cramer|fasse crever|laisse crever|laisse se noyer)"
)
_IMPERATIVE = (
    r"(?:tuez|butez|flinguez|egorgez|etranglez|fusillez|lynchez|decapitez|exterminez|gazez|pendez|brulez|cramez|abattez|castrez|torturez|noyez|tabassez|"
    r"guillotinez|eventrez|massacrez|eliminez|ecrasez|lapidez|foutez[- ]leur le feu|mettez[- ]leur|coupez[- ]leur|cassez[- ]leur|tirez[- ]leur|collez[- ]leur|crevez|poussez|eclatez|defoncez|frappez|cognez|"
    r"jetez|balancez|foutez|tirez|butons|tuons|pendons|brulons|lynchons|fusillons|exterminons|gazons)"
)
_OUT_OF_WORLD = r"(?:a la mer|au feu|au four|au rhone|dans le rhone|dans le lac|du pont|par la fenetre|a la flotte|sous un train|sous le train|aux crocodiles|aux requins|aux lions|aux cochons|aux chiens|a l'eau|du haut|par-dessus bord|en prison a vie avec)"

DEATH_WISHES = (
    sign(
        "death_wish",
        _INCITEMENT,
        REFUSE,
        r"(?:^|[.!?,;:\n\"] ?|\b(?:alors|vas-y|mais|allez|tiens|donc|et) )(?:creve[zs]?|crevez tous|meurs|mourez)(?: (?:donc|sale|en|tous|vite|charogne|ordure|I+|S+|la|bien|salope|enfin|une bonne fois|toi|seul))*(?= ?[!.,;\n]|$)",
    ),
    sign(
        "death_wish",
        _INCITEMENT,
        REFUSE,
        r"\b(?:va|vas|allez|aller|fais nous plaisir|vas-y) (?:donc |tous |vite |bien )?(?:te K+(?! a la)|vous K+|crever|te pendre|vous pendre|te suicider|vous suicider|te tuer|te jeter|te foutre (?:en l'air|dans le|sous)|te noyer|vous noyer|mourir|te tirer une balle|sauter d(?:u|e) |te faire K+)",
        "asked",
    ),
    sign(
        "death_wish",
        _INCITEMENT,
        REFUSE,
        r"\b(?:(?:devrais|devriez|ferais mieux de|feriez mieux de|peux|pourrais) (?:te|vous) (?:suicider|K+|foutre en l'air|jeter sous)|suicide[- ]toi|suicidez[- ]vous|tue[- ]toi|tuez[- ]vous|pends[- ]toi|pend toi|pendez[- ]vous|noie[- ]toi|jette[- ]toi (?:sous|du|d'|par|dans)|ouvre[- ]toi les veines|tire[- ]toi une balle|flingue[- ]toi|bois de la javel|kill yourself|kill urself|go die|neck yourself|hang yourself|drop dead|bring dich um|hang dich auf|verreck\w*|ammazzati|ucciditi|impiccati|crepa|crepate|devi morire|dovete morire|muori|spero che muoi\w*)\b",
        "friendly",
    ),
    sign(
        "death_wish",
        _INCITEMENT,
        REFUSE,
        r"(?:^|[.!?,;:\n\"(] ?|\b(?:et|alors|ben|mais|bah|ouais|oui|non|donc|puis|eux|la|ici|cause) )qu'(?:ils?|elles?) (?:y |en |s'y |se |s'|tous |toutes |aille\w* |en )?(?:creve\w*|meure\w*|noie\w*|pende\w*|brule\w*|etouffe\w*|pourriss\w+|suicide\w*|grille\w*|souffre\w*|rotiss\w+|crame\w*)(?! (?:en prison|l'ecran))|(?:(?:^|[.!?;:\n\"] ?)que|\bpuisse\w*) (?:tu|ta|tes|ton|vous|vos|ces|ce|cet|cette|tous|toute|les|le|la|l'|O+|G+|I+)[^.!?\n\"]{0,35}\b(?:creve(?:nt|s|z)?|meure(?:nt|s)?|pourriss(?:e|es|ent|iez)|brule\w* en enfer|souffre(?:nt|s)?)\b(?! (?:de|du|d')\b)",
    ),
    sign(
        "death_wish",
        _INCITEMENT,
        REFUSE,
        r"\b(?:j'espere|esperons|je souhaite|je te souhaite|je vous souhaite|je lui souhaite|je leur souhaite|vivement qu[e']|hate qu[e']|je prie pour|prions|on espere)(?: (?:juste|vraiment|bien|pour toi|de tout coeur|sincerement|donc))*(?: qu[e']?)?[^.!?\n\"]{0,20}?\b(?:tu|t|vous|il|elle|ils|elles|ta|tes|ton|son|sa|ces|cet|ce|cette|te|lui|le|la|O+|G+|les)(?:(?! (?:ne|n|pas|sans|jamais|avant|plus|aucun|aucune|moins|contre|apres|malgre|responsables?|coupables?)\b| n')[^.!?\n\"]){0,35}\b(?:creve\w*|crever\w*|creves|mour\w+|meur\w+|mort|mortes?|morts|la mort|cancer|suicid\w+|pendu|violee?|violer|te faire K+|se faire K+|se fera K+|fera K+|fasse K+|K+|W+|bruler|souffrir|souffre|souffriras|un avc|une tumeur|accident)\b",
    ),
    sign(
        "death_wish",
        _INCITEMENT,
        REFUSE,
        r"\b(?:tu|vous|il|elle|ils|elles|on|qui|ca|O+|G+|I+|S+)[^.!?\n\"]{0,20} ?(?:merit\w+) (?:tous |toutes |tout simplement |juste |que |vraiment |pas mieux que |bien )?(?:la mort|de crever|de mourir|une balle|W+|d'etre (?:pend|fusill|brul|tu|gaz|lynch|abatt|egorg|decapit|viol|castr|tabass|guillotin|extermin|elimin|noy|steriliz|sterilis|euthanasi|erradiqu|eradiqu)(?:e|u)e?s?\b|la corde|la guillotine|la chaise|le poteau|qu'on (?:te|vous|le|la|les|lui|leur) \w+|de (?:te|se|vous) faire K+|de se faire L+|le bucher|la potence|la peine capitale|que la mort|le goudron|de finir (?:sous|dans|pendu))",
        "asked",
    ),
    sign(
        "death_wish",
        _INCITEMENT,
        REVIEW,
        r"\b(?:bien fait (?:pour|qu'il|qu'elle|qu'ils|s'il)|bon debarras|(?:un|une) (?:\w+ ){0,2}de moins\b(?! (?:de|que|d'))|dommage qu'(?:il|elle|ils|on)[^.!?\n\"]{0,30}(?:pas|rate|sorti|survecu|loupe|vivante?)|quel dommage[^.!?\n\"]{0,8}qu'il|(?:il|elle|ils)[^.!?\n\"]{0,12}(?:l'a|l'ont) (?:bien )?(?:cherche|merite)|bravo (?:au|aux|a celui|a ceux|a l)[^.!?\n\"]{0,25}(?:tireur|tire|tue|frappe|brule|W+|K+|O+ qui a|heros)|(?:la prochaine fois|dommage)[^.!?\n\"]{0,20}(?:vise\w* mieux|visez|la tete|dedans)|justice est faite,? (?:il|elle) est mort|que (?:du )?bonheur,? (?:il|elle) est mort|champagne,? (?:il|elle) est mort)",
        "game",
        "asked",
    ),
)

CALLS = (
    sign(
        "call_to_violence",
        _INCITEMENT,
        REFUSE,
        rf"{_MUST}{_TARGET}{{1,3}}(?:\w+ ){{0,2}}?(?:faire |foutre |tous |toutes |se faire |laisser )?K+",
        "game",
        "asked",
    ),
    sign(
        "call_to_violence",
        _INCITEMENT,
        REFUSE,
        rf"{_MUST}(?:se faire |tous |en )?K+ (?:tous |toutes |un ou deux |quelques |de )?(?:les |ces |ce |cette |cet |tous les |tous ces |des |le |la |l'|du |d'|de )*{_NOT}{_ALL}{_WHO}",
        "game",
        "asked",
    ),
    sign(
        "call_to_violence",
        _INCITEMENT,
        REFUSE,
        rf"(?:^|[.!?,;:\n\"] ?|\b(?:et|alors|allez|vas-y|go|puis) )K+,? (?:tous |toutes |moi )?(?:les |ces |tous les |tous ces |toutes ces |cette |ce |toute cette ){_NOT}{_ALL}{_WHO}",
        "game",
        "asked",
    ),
    sign(
        "call_to_violence",
        _INCITEMENT,
        REFUSE,
        rf"\b{_IMPERATIVE}(?:[- ](?:moi|les|le|la|leur|lui))? ?(?:tous |toutes |donc |vite |moi )?(?:les |ces |tous les |tous ces |ce |cette |cet |toute cette |des |la |le |l')(?:[a-z]+ )?{_WHO}(?! (?:dehors|au cachot))",
        "game",
        "asked",
    ),
    sign(
        "call_to_violence",
        _INCITEMENT,
        REFUSE,
        r"\b(?:tuez|butez|flinguez|egorgez|etranglez|fusillez|lynchez|decapitez|exterminez|gazez|pendez|castrez|torturez|tabassez|guillotinez|massacrez|lapidez|crevez|eliminez|noyez|brulez|cramez|abattez|ecrasez|saignez|butons|tuons|pendons|brulons|lynchons|fusillons|exterminons|poussez)(?:-(?:les|le|la|moi ca|lui|leur)\b| (?:les|le|la) (?:tous|toutes)\b| (?:les|tous)(?= ?[!.,]|$))(?! (?:oeufs|prix|calories|graisses|dechets|feuilles))",
        "game",
        "asked",
    ),
    sign(
        "call_to_violence",
        _INCITEMENT,
        REFUSE,
        r"\b(?:foutez|mettez|fous|mets|foutre|mettre|mettons|foutons|mette|foute|boute[zr]?)(?:[- ](?:leur|lui|moi|nous))? (?:y )?(?:vite )?(?:le feu|une bombe|une bastos)(?: (?:a|au|aux|dans|chez|sur))?(?: (?:leur|leurs|la|les|ces|ce|cette|tout|l'))? ?(?:[a-z]+)?|\b(?:brule[zr]?|incendie[zr]?|cramer?|crame[zr]|faire sauter|raser?|rase[zr]|bruler)(?: (?:toutes|tous|moi))? (?:les |leurs? |cette |la |ces |ce |le |l')(?:mosquees?|synagogues?|eglises?|centres?|foyers?|camps? de|villas?|maisons?|redaction|bureaux|baraque|caravanes?|campement|abri)",
        "asked",
        "game",
    ),
    sign(
        "call_to_violence",
        _INCITEMENT,
        REFUSE,
        rf"\b(?:qu'on|que quelqu'un|que l'on|vivement qu'on|et qu'on|faut qu'on|j'espere qu'on) (?:les|le|la|lui|leur|l'|te|vous|t')(?: (?:tous|toutes|aussi|donc|enfin))? ?{_SUBJ}\b|\bqu'on {_SUBJ} (?:tous |toutes )?(?:les |ces |ce |cette |cet |des ){_NOT}{_ALL}{_WHO}",
        "game",
        "asked",
    ),
    sign(
        "call_to_violence",
        _INCITEMENT,
        REVIEW,
        r"\b(?:qu'on|que quelqu'un|que l'on|vivement qu'on) (?:les|le|la|lui|leur|l'|te|vous|t')(?: (?:tous|toutes|aussi|donc|enfin))? ?(?:fasse pareil|fasse subir|jette|balance|attache|enferme|pique|renvoie les pieds devant)\b",
        "game",
        "asked",
    ),
    sign(
        "call_to_violence",
        _INCITEMENT,
        REFUSE,
        rf"\b(?:jetez|balancez|foutez|jeter|foutre|balancer|rejeter|rejetez|pousser|poussez|jetons|renvoyez|qu'on (?:les |le |la )?(?:jette|balance|foute))(?:[- ](?:les|le|la|moi|tous|toutes|ca|moi ca|en))* (?:les |ces |tous les |ce |cette )?(?:[A-Z]+ )?(?:tous |toutes )?{_OUT_OF_WORLD}",
    ),
    sign(
        "call_to_violence",
        _INCITEMENT,
        REFUSE,
        r"(?:^|[.!?,;:\n\"] ?|\b(?:tous|toutes|eux|lui|elle|et|hop|direct|allez|les|[OGISJ]+) )(?:[OGISJ]+ )?(?:direct(?:ement)? |tous |toutes )?(?:au poteau|a la potence|a la guillotine|au bucher|au gibet|a la lanterne|au peloton|devant le peloton|au mur et|au four|aux fours|aux galeres|au lance-flammes?|au napalm|a l'abattoir|au hachoir|a l'echafaud|a la W+|au W+|a mort l[ea]s?|aux W+|an die wand|an den galgen|al rogo|alla forca|al muro)(?= ?[!.,;:\n]|$| (?:et|tous|toutes|pour|les|ces|avec|[OGIS]+))",
        "game",
        "asked",
    ),
    sign(
        "call_to_violence",
        _INCITEMENT,
        REFUSE,
        r"(?:^|[.!?,;:\n\"] ?|\b(?:faut|merite|meritent|meriterait|juste|leur|lui|allez|hop|a coups? de|direct|moi) )(?:une bonne |une |deux |trois |12 |douze |un bon |un coup de |quelques |du |au |la |les )?W+(?: (?:dans|entre|pour|sur|chez)\b|(?:,| et) (?:on en|c'est regle|le probleme|probleme|basta|hop))",
        "asked",
        "game",
    ),
    sign(
        "call_to_violence",
        _INCITEMENT,
        REVIEW,
        r"(?P<no>\b(?:pas|jamais|ni) (?:\w+ ){0,2})?W{8,}",
        "asked",
        "game",
    ),
    sign(
        "call_to_violence",
        _INCITEMENT,
        REVIEW,
        rf"{_MUST}{_TARGET}{{1,3}}(?:tous |toutes |faire |se faire )?L+(?! (?:la (?:barre|bague|facture|loi|hache|tva)|les (?:prix|couts|depenses|charges|budgets?|impots)))|{_MUST}L+ (?:tous |toutes )?(?:les |ces |ce |cette |tous les |tous ces |des )+{_NOT}{_ALL}{_WHO}",
        "game",
        "asked",
    ),
    sign(
        "call_to_violence",
        _INCITEMENT,
        REVIEW,
        r"\b(?:oeil pour oeil|dent pour dent|le lynch\w*|on le lynche|on les lynche|justice nous-memes|justice soi-meme|regler ca (?:nous-memes|soi-meme|entre nous)|sortez les (?:fusils|fourches|battes)|prenez les armes|aux armes et|tir a vue|tirez a vue|tirer a vue|tirez dans le tas|tirer dans le tas|vivement la guerre civile|lacher les chiens (?:dessus|sur)|lachez les chiens|faire le menage nous-memes|a nous de faire le menage|une bonne correction|une bonne (?:raclee|lecon|baffe|claque|derouillee)|faire subir (?:la meme|le meme|pareil)|lui (?:faire|fasse) pareil|leur faire ce qu|le meme sort)\b",
        "game",
        "asked",
    ),
    sign(
        "call_to_violence",
        _INCITEMENT,
        REVIEW,
        r"\b(?:a raison de|il fait bien de|il a bien fait de|on a raison de|bien fait de|raison de) (?:le |la |les |lui |leur )?(?:K+|L+)|\b(?:femmes?|elles?|chieuses?|elle) (?:a|ont) (?:bien )?besoin (?:d'une|d'une bonne|de quelques) (?:baffe|claque|gifle|correction)s?",
    ),
    sign(
        "call_to_violence",
        _INCITEMENT,
        REFUSE,
        r"\b(?:un|une|1) bon(?:ne)? [\w'-]+ (?:c'est|c|est|ca reste) (?:un|une|1) [\w'-]+ mort",
        "asked",
    ),
    sign(
        "call_to_violence",
        _INCITEMENT,
        REVIEW,
        r"\b(?:mett?\w*|log\w+|coll\w+|tir(?:e|er|ez|es)|fou(?:t|tre|te|tez)|merit\w+) (?:lui |leur |que |qu')?(?:une|deux|trois|quelques|des) balles?\b(?! (?:au|de|en|dans les|hors|neuve))|\bballes? pour (?:chac\w+|ce|cet|cette|ces|lui|eux|tous)|"
        r"\broule[zr]? (?:leur |lui )?dessus\b|\bsort(?:ez|ons)[- ](?:les|nos|le)(?: (?:fusils|armes|fourches|fusil))?(?= et |$| ?!| nos)|\balign\w+(?:[- ](?:les|tous|moi)){0,2} (?:devant|contre) (?:un|le) mur\b|\b(?:la potence|la guillotine|le peloton|la corde) pour (?:lui|eux|elle|tous|tout|ces|cette|ce)\b|"
        r"(?:^|[.!?,;] ?)(?:poussez|noyez|brulez|ecrasez|enfermez)[- ](?:les|le|la|moi)\b(?! (?:oeufs|portes?|velo|chariots?|feux?|boutons?))|\bs(?:'|e )entretue(?:nt)?\b|\bentretuent tous\b",
        "game",
        "asked",
    ),
    sign(
        "call_to_violence",
        _INCITEMENT,
        REVIEW,
        r"\b(?:poignard|tu|abatt|frapp|brul|tir|agress|flingu|but|egorg|sabot)\w*[^.!?\n\"]{0,60}\b(?:merit\w+ (?:une|la) (?:medaille|legion|statue)|(?:chapeau|bravo) (?:l'artiste|a lui|a eux|les gars))\b|\bmedaille (?:pour|a) (?:celui|ceux|l'auteur|le tireur)\b|\b(?:nos|freres|des) martyrs?\b[^.!?\n]{0,60}\b(?:se leveront|suivront|d'autres)\b",
        "asked",
        "game",
    ),
    # German, Italian, English
    sign(
        "call_to_violence",
        _INCITEMENT,
        REFUSE,
        r"\b(?:man sollte|sollte man|gehoren|gehort|gehor(?:t|en) (?:alle|sofort)|mann sott|sott mer|muss man|musste man|alle|einfach|sofort|an die wand|bisogna|bisognerebbe|bisogna|dobbiamo|andrebbero|da|vanno|dovete|tutti|si dovrebbe|dovrebbero) (?:[^.!?\n\"]{0,25} )?K+(?:t|en)?\b",
        "game",
        "asked",
        language="any",
    ),
    sign(
        "call_to_violence",
        _INCITEMENT,
        REFUSE,
        r"\b(?:we should|should|need to|must|let's|lets|someone|somebody|have to|deserve to be|please|just|they should|should be|needs to be|ought to be) (?:all |just |be |really |fucking |go and |all be )*K+(?: (?:all |every |these |those |them\b|him\b|her\b|every single |(?:the |this |that )?(?:\w+ )?[GISO]+)|(?:ed|t|d)\b|(?= ?[!.]|$))|\bK+ (?:all |every |the |these |them all|all the )(?:of )?(?:\w+ )?[GISO]+",
        "game",
        "asked",
        language="en",
    ),
)


def incitement(
    text: NormalisedText, draft: Draft, history: AuthorHistory, charter: Charter
) -> Iterable[Hit]:
    """Give wishes of death and calls to violence, and joy at them."""
    reading = read(text, charter.lexicon)
    yield from find_signs("incitement", (*DEATH_WISHES, *CALLS), reading.violent, reading)
