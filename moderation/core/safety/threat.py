"""Threats: direct, conditional and veiled, at a person or those dear to them."""

from collections.abc import Iterable

from moderation.core.charter import Category, Charter
from moderation.core.comment import AuthorHistory, Draft
from moderation.core.normalise import NormalisedText
from moderation.core.rules import Hit
from moderation.core.safety.reading import read
from moderation.core.safety.signs import REFUSE, REVIEW, find_signs, sign

_THREAT = Category.THREAT

_THEE = r"(?:te |t'|t |vous |vs |toi )"
_THEM = r"(?:le |la |les |l'|lui |leur |y )"
_WILL = (
    r"\b(?:(?:je|j'|j) ?(?:vais|vai|v|veux|viens|viendrai|irai|aimerais|adorerais|reve de)|jvais|jvai|jv|chui venu|on (?:va|vas|viendra|vient|ira|devrait|veut)|"
    r"nous allons|ils vont|quelqu'un (?:va|devrait|finira par)|mes potes vont|mon (?:frere|pere|mec) va|vont|finira par|finirai par|finirons par|vas-y) (?:tous |bien |venir |finir par |juste |un jour |personnellement |meme |moi-meme |aller )?"
)
_BODY = (
    r"(?:cass|pet|eclat|explos|defonc|arrach|bris|coup|tranch|demont|fracass|brul|crev|peterai|exploser|ouvr|enfonc|plant|mettr?|mets?|met|colle|coller|foutre|fous|fout|tir|log|flanqu|fai[st]?|refai[st]?|refaire|faire)\w* "
    r"(?:tous? |toutes? |bien )?(?:la|le|les|ta|tes|ton|vos|votre|sa|leur|leurs|l'|une|un|deux|du|des)? ?"
    r"(?:gueule|tete|dents|jambes?|genoux|bras|crane|nez|os|figure|couilles|yeux|oeil|doigts|machoire|reins|colonne|face|cou|gorge|langue|bouche|"
    r"balle|bastos|peau|portrait|raclee|droite|patate|mandale|baston|pruneau|plomb|couteau|lame|ventre|cervelle|rotules?)"
)
_KIN = r"(?:ta|tes|ton|vos|votre|sa|ses|son|leurs?) (?:petite?s? )?(?:fille|filles|fils|enfants?|mere|pere|famille|freres?|soeurs?|parents|copine|mari|chien|maison|voiture|bagnole|chat|G+|O+)"
_LIVE = r"(?:habit\w*|abit\w*|viv\w*|cre(?:ch|ches|che)\w*|dor(?:s|t|mez|ment)|travail\w*|boss\w*|te trouver|vous trouver|te chercher|loge\w*|gar(?:e|es|ez|ent)|trouver|etudi\w*|va a l'ecole|vont a l'ecole)"
_KNOW = r"(?:on|je|j|nous|quelqu'un) ?(?:sait|sais|savons|se|ses|c|connais|connait|connaissons|ai trouve|ai retrouve|a retrouve|a trouve|ai note|a note|ai releve|ai garde|ai|a)"
_WHO = r"(?:O+|G+|I+|S+)"
_NOT = r"(?!(?:les |le |la |l'|ces |des |un |une )?(?:frelons?|loups?|moustiques?|rats?|ours|sangliers?|cerfs?|chevreuils?|arbres?|platanes?|sapins?|plantes?|mauvaises herbes|vaches?|poulets?|porcs?|cochons?|temps|betes?|animaux|chiens?|virus|microbes?|bacteries?|tiques?|mouches?|pigeons?|corneilles?|corbeaux|lynx|castors?|renards?|limaces?|fourmis|cafards|punaises)\b)"
_ALL = r"(?:\w+ ){0,2}"
#: Stems of verbs, for the forms that no list can hold.
_STEMS = (
    r"(?:tu|but|flingu|crev|egorg|etrangl|fusill|lynch|decapit|extermin|zigouill|etrip|castr|viol|tortur|massacr|tabass|poignard|assassin|"
    r"defonc|fracass|eclat|demont|cogn|plant|saign|cram|brul|pend|dessoud|dezingu|marav|demoli|fum|trou|plomb|niqu|nik|fini|choppe?|butt?|explos)"
)
_I_FORM = rf"{_STEMS}(?:e|s|ss|erai|erais|rai|rais|era|eras|erez|ez|erons|iss|is|irai|ai|erait|d|ds|drai|drais)"

THREATS = (
    sign(
        "threat_direct",
        _THREAT,
        REFUSE,
        rf"{_WILL}K+ (?:tous |toutes )?(?:les |ces |tous les )(?:\w+ )?[GS]+",
    ),
    sign(
        "threat_direct",
        _THREAT,
        REFUSE,
        rf"{_WILL}{_THEE}(?:tous |toutes |bien |la |le |les )?(?:faire |venir |laisser )?(?:K+|L+|{_BODY})",
        "friendly",
        "game",
    ),
    sign(
        "threat_direct",
        _THREAT,
        REFUSE,
        rf"\b(?:je|j|on|nous) (?:te |t'|t |vous |vs ){_I_FORM}\b",
        "friendly",
        "game",
    ),
    sign(
        "threat_direct",
        _THREAT,
        REFUSE,
        rf"\b(?:jte|j'te|jt|jvous|je te|je t'|je vous|on te|on t'|on vous) ?(?:{_I_FORM}|{_BODY})\b",
        "friendly",
        "game",
    ),
    sign(
        "threat_direct",
        _THREAT,
        REFUSE,
        rf"{_WILL}(?:K+|L+) {_KIN}|{_WILL}m'occuper de {_KIN}|{_WILL}(?:K+|L+) (?:toute )?{_KIN}|{_WILL}(?:foutre|mettre) le feu|{_WILL}(?:faire )?(?:bruler|cramer|peter|sauter) (?:ta|ton|votre|vos|leur|leurs|sa|la)\b",
        "friendly",
    ),
    sign(
        "threat_direct",
        _THREAT,
        REFUSE,
        r"\b(?:tu es|t'es|t es|tes|t|vous etes) (?:un homme mort|une femme morte|deja mort|mort|morte|des hommes morts|un mort en sursis)\b(?! de| pour| a| au| d'|s? en| dans)|\b(?:tes|vos|ses|leurs) jours sont comptes|\bta mort (?:est|approche)|\btu vas (?:y passer|te faire (?:K+|L+|crever|defoncer|exploser|demonter|buter))",
        "friendly",
        "game",
    ),
    sign(
        "threat_direct",
        _THREAT,
        REFUSE,
        r"\b(?:tu|vous|ils|il|elle|elles) (?:vas|va|allez|vont) (?:tous |toutes |bientot |tellement |bien )?(?:crever|saigner|L{6}(?!L)|finir (?:dans|sous|au fond|pendu|a la morgue|avec une balle|six pieds)|(?:avaler|bouffer|manger|ramasser) (?:vos|tes|ses|leurs) dents|y rester|pas (?:en )?(?:rentrer|sortir|revenir|ressortir) (?:entiers?|vivants?|en un seul morceau)|prendre une balle|se prendre une balle|te prendre une balle)(?! (?:de (?:faim|chaud|froid|soif|rire|jalousie|chaleur)|d'ennui))",
        "friendly",
        "game",
    ),
    sign(
        "threat_direct",
        _THREAT,
        REVIEW,
        r"\b(?:tu|vous) (?:vas|va|allez) (?:tous |toutes |bientot )?(?:mourir|le payer|le regretter|la payer|me le payer|nous le payer|payer cher|payer|regretter|souffrir|morfler|prendre cher|pleurer|deguster|comprendre ta douleur|manger|t'en mordre|l'avoir|t'en souvenir|moins (?:rire|rigoler))|\b(?:tu|vous|ils|il|elle) (?:le |la |me le |nous le )?(?:paier|pair|payer|regretter)(?:as|a|ez|ont)\b|\b(?:fer(?:as|ez|a)|vas faire|allez|va) moins (?:le |la |les )?(?:malin|maline|fier|fiere|rigoler|rire|rigoles|fiers|malins)",
        "friendly",
        "game",
    ),
    sign(
        "threat_veiled",
        _THREAT,
        REFUSE,
        rf"\b{_KNOW} (?:tres bien |bien |tous |deja |exactement )?(?:ou (?:est-ce que )?(?:tu|vous|t'|ta|tes|vos|votre) ?(?:\w+ )?{_LIVE}|ton adresse|votre adresse|ta plaque|l'ecole de (?:ta|tes|vos|votre|son|ses)|a quelle heure (?:tu|vous|tes|ta|vos))",
        "friendly",
        "asked",
    ),
    sign(
        "threat_veiled",
        _THREAT,
        REVIEW,
        rf"\b{_KNOW} (?:tres bien |bien |tous |deja |exactement )?(?:ou (?:est-ce qu')?(?:il|elle|ils|elles|son|ses|sa|leurs?|O+) ?(?:\w+ )?{_LIVE}|(?:son|leur|leurs) (?:adresse|plaque|domicile|horaires)|a quelle heure (?:il|elle|ils|ses|sa|leurs))",
    ),
    sign(
        "threat_veiled",
        _THREAT,
        REVIEW,
        rf"\b(?:fais|faites|fait|faite) (?:bien |tres |gaffe|attention|gaffe )?(?:attention |gaffe )?(?:a (?:toi|vous|tes fesses|tes arrieres|{_KIN})|en (?:rentrant|sortant|traversant)|quand (?:tu|vous) (?:rentr|sor|traver|marche)\w*|la nuit|le soir|dans la rue)\b",
        "friendly",
    ),
    sign(
        "threat_veiled",
        _THREAT,
        REVIEW,
        r"\b(?:surveille[zr]?|regarde[zr]?|assure[zr]?|protege[zr]?)(?: bien)? (?:tes|vos|ses|leurs|ton|votre|derriere) (?:arrieres|I+|dos|toi|vous|lui|elle|epaules?)|\binteret a (?:bien )?(?:regarder derriere|raser les murs|se planquer|numeroter|changer de|courir|pas croiser|verrouiller|fermer (?:a cle|ta porte))|\b(?:numerote[zr]?|compte[zr]?) (?:tes|vos|ses) (?:abattis|os|dents)|\bnumeroter (?:tes|vos|ses) abattis",
        "friendly",
    ),
    sign(
        "threat_veiled",
        _THREAT,
        REVIEW,
        r"\b(?:on|je|j|jt|nous|mes potes)? ?(?:t'|te |vous |vs |t )(?:attends?|attendons|attend|attendent|retrouver\w*|retrouv\w*|croise(?:ra|rai|rons)?|chope\w*|choppe\w*|attrape\w*|tombe dessus|aura|aurai|auront|rate(?:ra|rai|rons)? pas|a a l'oeil|surveille|suit|cherche)\b[^.!?\n\"]{0,30}\b(?:dehors|sortie (?:du (?:travail|boulot|bureau|stade|match|gymnase|college)|de (?:l'ecole|la boite)|des vestiaires)|sortie(?= ?[!.,]|$)|seul|coin|parking|rue|soir|nuit|chez toi|chez vous|un jour|tot ou tard|cache|verras|la-bas|gare|demonte|gueule|flon|ruelle|dents|gymnase|adresse)",
        "friendly",
        "game",
    ),
    sign(
        "threat_veiled",
        _THREAT,
        REVIEW,
        rf"\b(?:il )?(?:va|pourrait|risque de|peut|finira par|va finir par) ?(?:t'|te |vous |lui |leur |s')?(?:arriver|tomber|passer)[^.!?\n\"]{{0,20}}(?:malheur|quelque chose|qqch|bricoles?|accident|truc|dessus)|\b(?:malheur|accident) (?:est|c'est|peut|pourrait) (?:si )?(?:vite |etre vite )?(?:arrive|arriver)|\baccident,? (?:c|ca) (?:est )?(?:vite )?arrive|\bdommage (?:s'il|qu'il) (?:arriv\w+|t'arriv\w+|vous arriv\w+)|\barrive quelque chose a {_KIN}",
    ),
    sign(
        "threat_veiled",
        _THREAT,
        REVIEW,
        r"\b(?:on|je|j|nous) (?:va |vais |allons )?(?:viendra|viendrai|viendrons|venir|passer|passera|passerai|debarque|debarquer|debarquera|passe|viens|rendre)(?: te| vous| t'| une petite| un jour)*(?: voir| visite| chercher| trouver| cueillir| rendre visite)? ?(?:chez (?:toi|vous|lui)|visite chez|te chercher|vous chercher|avec (?:un|une|des|mes|mon|le|la) (?:L+|W+|K+|I+|fusil|couteau|battes?|bidon|briquet|potes|fourche|hache|essence|marteau|barre))",
        "friendly",
    ),
    sign(
        "threat_veiled",
        _THREAT,
        REVIEW,
        rf"\b(?:pense[zr]?|reflechi\w*|songe[zr]?) (?:bien )?a {_KIN}|{_KIN}[^.!?\n\"]{{0,40}}(?:rentr\w+ (?:pas|plus|jamais)|pas rentrer|ne rentr\w+|pas reveil\w+|disparai\w+|va y passer|vont y passer|K+|accident|auront leur|aura sa|se souvien\w+)",
        "friendly",
    ),
    sign(
        "threat_veiled",
        _THREAT,
        REVIEW,
        r"\b(?:dernier avertissement|tu (?:ne )?perds rien pour attendre|vous ne perdez rien pour attendre|ca va mal (?:finir|se finir|se passer|tourner) pour|profite[sz]? bien (?:de (?:tes|vos) derniers|tant que)|tu verras|c'est une promesse|c une promesse|pas (?:une menace|des menaces)[^.!?\n]{0,20}promesse|le jour (?:venu|ou on|ou les)|l'heure (?:des comptes|viendra)|ton heure|votre heure|on (?:te|vous|les) (?:reglera|aura)|tu (?:es|seras) le prochain|le prochain (?:c'est|ce sera) (?:toi|vous)|vous etes les prochains|dormez bien|dors bien|chacun (?:un|son) fusil|preparez[- ]vous les gars)\b",
        "friendly",
        "asked",
        "game",
    ),
    sign(
        "threat_direct",
        _THREAT,
        REVIEW,
        rf"{_WILL}{_THEM}(?:tous |toutes )?(?:faire )?K+|{_WILL}K+ (?:tous )?(?:les |ces |ce |cette |tous les |le |la |l'|un ){_NOT}{_ALL}{_WHO}|\b(?:je|on) (?:le|la|les|l') ?(?:bute|egorge|flingue|lynche|creve|fusille|massacre|tuerai|buterai|buterais)\w*\b",
        "friendly",
        "game",
    ),
    sign(
        "threat_direct",
        _THREAT,
        REVIEW,
        rf"\bsi (?:je|j'|on|tu|il|elle|ils|vous|jamais|un jour|t')[^.!?\n\"]{{0,70}}(?:je|j'|on|jte) ?(?:le |la |les |l'|lui |leur |te |vous )(?:{_I_FORM}|{_BODY}|K+|L+)",
        "friendly",
        "game",
    ),
    sign(
        "threat_direct",
        _THREAT,
        REFUSE,
        r"\b(?:pass\w+|ven\w+|vien\w+|envoy\w+|irai|irons|iront|vais|on va|vont|allons|veux|voudrais)(?: te \w+ et)? (?:tous )?(?:te |t'|vous |vs )K+|\bet (?:te|vous) (?:K+|L+)",
        "friendly",
        "game",
    ),
    sign(
        "threat_veiled",
        _THREAT,
        REVIEW,
        r"\b(?:(?:j'ai|jai|g|on a|nous avons|on a les) (?:ton|ta|tes|votre|vos|les|leurs?) (?:ip|adresse|plaques?|nudes|matricules?|numero|coordonnees|listes?|nom)\b|(?:votre|ton|leur) adresse[^.!?\n]{0,20}(?:circule|annuaire|trouv)|efface \w+ \w+ sinon|sinon (?:jbalance|jte|je te|je vous|c'est dans le coffre)|t(?:'es| es|u es)? prevenue?\b|vous (?:etes|voila) prevenue?s?|apprendr(?:a|as|ez|ont) a (?:leurs|tes|vos|ses) depens|prie[zr]? pour que|compte[zr]? (?:les|tes) jours|(?:feraient|ferait|ferais|feriez) (?:bien|mieux) de (?:pas|ne pas|y|d'y|faire|se faire|se planquer|raser)|ferai(?:en)?t bien d'y|ne (?:devrait|devraient) pas s'etonner si|subire[zs]? les consequences|t'enterrer|vous enterrer|ne freine(?:ra)? plus|je l'ai repere|je t'ai repere|on vous a repere|ce sera (?:le|ton|votre|leur) dernier)",
        "friendly",
        "asked",
    ),
    sign(
        "threat_veiled",
        _THREAT,
        REVIEW,
        rf"\b(?:je|j'|on|nous) ?(?:sais|sait|connais|connait) (?:a quel(?:le)? (?:arret|heure|etage|adresse|ecole|porte|rue) (?:tu|vous|ta|tes|vos)|{_KIN}|(?:dans|de) (?:quel|quelle|kel) (?:rue|immeuble|quartier|bureau) (?:tu|vous))|"
        r"\b(?:ferais|ferait|feriez|feraient|as interet|a interet|avez interet) (?:mieux de |bien de |a )(?:pas|ne pas|plus|ne plus) (?:trop )?(?:trainer|sortir|se montrer|venir|passer|croiser|mettre les pieds)|\b(?:tu|vous) (?:vas|va|allez) (?:bien )?apprendre ce que c'est\b",
        "friendly",
        "asked",
    ),
    # German, Italian, English
    sign(
        "threat_direct",
        _THREAT,
        REFUSE,
        r"\b(?:ich|wir|i|mir) (?:werde|wird|werden|bringe|bringen|steche|schlag|schlage|mach|mache|stech|bring|bringed|schlo|knall|knalle|erschiesse|fick|ficke|wird)[^.!?\n]{0,12}\b(?:dich|euch|di|dir|eu)\b[^.!?\n]{0,30}(?:K+|um|ab|tot|fertig|kaputt|zusammen|fresse|alle|platt)",
        "friendly",
        language="de",
    ),
    sign(
        "threat_direct",
        _THREAT,
        REFUSE,
        r"\b(?:ti|vi) (?:ammazzo|uccido|spacco|faccio fuori|spezzo|scanno|sgozzo|sparo|brucio|gonfio|rompo|massacro|distruggo|vengo a (?:prendere|cercare))|\b(?:vengo|veniamo) (?:a casa tua )?(?:ad? |a )?K+|\b(?:ti|vi) veniamo a (?:prendere|cercare)|\b(?:devo|voglio|vado ad?|andiamo ad?) K+",
        "friendly",
        language="it",
    ),
    sign(
        "threat_direct",
        _THREAT,
        REFUSE,
        r"\b(?:i|i'll|i'm|we|we'll|im|ima|gonna|going to|someone) (?:will |am |are |should |gonna |going to |'ll |want to |would love to )*(?:personally |fucking |come and |find and |find you and )*K+ (?:you|u|your|ya)\b|\byou(?:'re| are) (?:dead|a dead man|going to die|gonna die)\b|\bwatch your back\b",
        "friendly",
        "game",
        language="en",
    ),
    sign(
        "threat_veiled",
        _THREAT,
        REVIEW,
        r"\b(?:ich|wir|mir) (?:weiss|wissen|wussed?|kennen|weiss genau|wussed gnau) (?:genau )?wo (?:du|ihr|er|sie|d) ?(?:wohn\w*|lebst|arbeitest|schlaf\w*)|\b(?:so|sappiamo|sai che so|conosco) (?:bene )?(?:dove (?:abiti|vivi|abitate|lavori)|il tuo indirizzo)|\b(?:i|we) know where (?:you|u) (?:live|sleep|work)|\bpass (?:gut )?auf (?:dich )?auf|\bdu wirst (?:es|das|schon) (?:noch )?bereuen|\bte ne pentirai|\bstai attento|\bguardati le spalle|\byou(?:'ll| will) (?:regret|pay for) (?:this|it)",
        "friendly",
        language="any",
    ),
)


def threat(
    text: NormalisedText, draft: Draft, history: AuthorHistory, charter: Charter
) -> Iterable[Hit]:
    """Give threats, direct, conditional and veiled."""
    reading = read(text, charter.lexicon)
    yield from find_signs("threat", THREATS, reading.violent, reading)
