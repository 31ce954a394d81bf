"""Hatred said outright, and exclusion: signs that `moderation.core.safety.hate` looks for.

Sending people "home" calls for refusal only as an order; told of, or weighed as
a policy, it is for a person to read.
"""

from moderation.core.charter import Category
from moderation.core.safety.signs import REFUSE, REVIEW, sign

_HATE = Category.HATE
_PLACE = r"(?:pays|bled|brousse|desert|jungle|savane|afrique|maroc|algerie|tunisie|turquie|albanie|kosovo|cambrousse|case|cabane|foret|arbre|douar|gourbi|cocotier|grotte|tente|montagnes?|israel|arabie|asie|roumanie|caravanes?)"

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
        rf"\b(?=[acdqrtv])(?<!\btu )(?<!\bje )(?<!\bj')(?<!\bvous )(?<!\bil )(?<!\belle )(?<!\bon )(?<!\by )(?<!\bme )\b(?:retourne[sz]?(?:[- ]?(?:toi|vous))?|rentre[sz]?|repars|repartez|remonte[sz]?|degage[sz]?|tire[- ]toi|tirez[- ]vous|casse[- ]toi|cassez[- ]vous|renvoyez[- ](?:les|moi)|renvoyons[- ]les|qu'(?:ils|elles|il|elle|on les) (?:y )?(?:retourne\w*|rentre\w*|reparte\w*|renvoie|remette)|va(?:s)? (?:vivre|voir|donc)|allez (?:vivre|voir|donc))(?: (?:donc|tous|toutes|vite|plutot|bien|vivre|vous|moi|te))* (?:dans|en|au|aux|sur|a|vers) (?:ton |votre |ta |vos |tes |leurs? |la |le |l')?{_PLACE}\b(?<!en montagne)(?<!en foret)(?! (?:pour|apres|avec|voir))",
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
        r"[GSPABE]+[^.!?\n\"]{0,25}\b(?:n'(?:ont|a) (?:pas (?:leur|sa) place|rien a (?:faire|foutre)) (?:ici|chez nous|parmi nous|sur (?:notre|cette) (?:sol|terre|planete)|dans notre|en (?:suisse|france|europe))|ont rien a foutre|(?:ne )?(?:merite|meritent) (?:pas (?:de (?:vivre(?! (?:cach|dans|sous|ainsi|comme|ca|cela|un tel|tant|cet|cette|ce))|voter|exister|respirer)|d'exister|la vie|l'air|de vie)|que (?:la|le|des|d|une))|en cage|au zoo|au four|aux fours|a la mer|au gaz|a la niche|a l'abattoir|a la benne)\b",
    ),
)
