"""What the safety rules found, told to author and moderator."""

from collections.abc import Mapping

from moderation.core.charter import Text

#: A hit’s code → its sentence; {0} and {1} are its facts.
SAFETY: Mapping[str, Text] = {
    "threat_direct": {
        "fr": "Ces mots annoncent une violence contre quelqu’un ou peuvent le faire craindre.",
        "de": "Diese Worte kündigen jemandem Gewalt an oder lassen sie befürchten.",
        "it": "Queste parole annunciano una violenza contro qualcuno o la fanno temere.",
        "en": "These words announce violence against somebody, or let it be feared.",
    },
    "threat_veiled": {
        "fr": "Ces mots peuvent être compris comme une menace, même indirecte.",
        "de": "Diese Worte können als Drohung verstanden werden, auch als indirekte.",
        "it": "Queste parole possono essere intese come una minaccia, anche indiretta.",
        "en": "These words can be read as a threat, even an indirect one.",
    },
    "death_wish": {
        "fr": "Ces mots souhaitent la mort ou un mal grave à quelqu’un, ou s’en réjouissent.",
        "de": "Diese Worte wünschen jemandem den Tod oder schweres Leid oder begrüssen es.",
        "it": "Queste parole augurano a qualcuno la morte o un grave male, o se ne rallegrano.",
        "en": "These words wish somebody death or grave harm, or rejoice at it.",
    },
    "call_to_violence": {
        "fr": "Ces mots appellent à la violence contre des personnes ou l’approuvent.",
        "de": "Diese Worte rufen zu Gewalt gegen Menschen auf oder heissen sie gut.",
        "it": "Queste parole incitano alla violenza contro delle persone o la approvano.",
        "en": "These words call for violence against people, or approve of it.",
    },
    "insult_aimed": {
        "fr": "Ces mots visent une personne ou un groupe par une injure.",
        "de": "Diese Worte richten eine Beschimpfung an eine Person oder eine Gruppe.",
        "it": "Queste parole rivolgono un’ingiuria a una persona o a un gruppo.",
        "en": "These words aim an insult at a person or a group.",
    },
    "insult_mentioned": {
        "fr": "Une injure figure dans le texte ; il reste à voir si elle vise quelqu’un.",
        "de": "Der Text enthält eine Beschimpfung; ob sie jemandem gilt, ist noch zu prüfen.",
        "it": "Nel testo compare un’ingiuria; resta da vedere se è rivolta a qualcuno.",
        "en": "The text holds an insult; whether it is aimed at anybody remains to be seen.",
    },
    "disrespect_aimed": {
        "fr": "Ces mots peuvent être reçus comme méprisants par la personne à qui ils s’adressent.",
        "de": "Diese Worte können auf die angesprochene Person abschätzig wirken.",
        "it": "Queste parole possono risultare sprezzanti per la persona a cui sono rivolte.",
        "en": "These words may come across as contemptuous to the person they address.",
    },
    "vulgar_words": {
        "fr": "Le texte contient des mots grossiers.",
        "de": "Der Text enthält derbe Wörter.",
        "it": "Il testo contiene parole volgari.",
        "en": "The text holds coarse words.",
    },
    "slur": {
        "fr": "Ces mots rabaissent des personnes pour leur origine, leur religion, leur genre, leur orientation ou un handicap.",
        "de": "Diese Worte setzen Menschen wegen ihrer Herkunft, ihrer Religion, ihres Geschlechts, ihrer Orientierung oder einer Behinderung herab.",
        "it": "Queste parole sminuiscono delle persone per la loro origine, religione, genere, orientamento o per una disabilità.",
        "en": "These words demean people for their origin, religion, gender, orientation or a disability.",
    },
    "slur_ambiguous": {
        "fr": "Ce mot peut rabaisser un groupe de personnes ; son sens dépend du contexte.",
        "de": "Dieses Wort kann eine Gruppe von Menschen herabsetzen; was gemeint ist, hängt vom Zusammenhang ab.",
        "it": "Questa parola può sminuire un gruppo di persone; il senso dipende dal contesto.",
        "en": "This word can demean a group of people; what it means depends on the context.",
    },
    "group_image": {
        "fr": "Ces mots comparent un groupe de personnes à des animaux, à une maladie ou à des déchets.",
        "de": "Diese Worte vergleichen eine Gruppe von Menschen mit Tieren, mit einer Krankheit oder mit Abfall.",
        "it": "Queste parole paragonano un gruppo di persone ad animali, a una malattia o a rifiuti.",
        "en": "These words compare a group of people to animals, a disease or refuse.",
    },
    "group_blame": {
        "fr": "Ces mots adressent un même reproche à tout un groupe de personnes.",
        "de": "Diese Worte machen einer ganzen Gruppe von Menschen denselben Vorwurf.",
        "it": "Queste parole rivolgono uno stesso rimprovero a un intero gruppo di persone.",
        "en": "These words lay the same blame on a whole group of people.",
    },
    "group_hatred": {
        "fr": "Ces mots expriment un rejet ou de la haine envers un groupe de personnes.",
        "de": "Diese Worte drücken Ablehnung oder Hass gegen eine Gruppe von Menschen aus.",
        "it": "Queste parole esprimono rifiuto o odio verso un gruppo di persone.",
        "en": "These words express rejection or hatred of a group of people.",
    },
    "exclusion": {
        "fr": "Ces mots demandent de chasser ou d’écarter des personnes pour ce qu’elles sont.",
        "de": "Diese Worte verlangen, Menschen wegen dessen, was sie sind, zu vertreiben oder auszuschliessen.",
        "it": "Queste parole chiedono di cacciare o escludere delle persone per quello che sono.",
        "en": "These words ask for people to be driven out or shut out for what they are.",
    },
    "genocide": {
        "fr": "Ces mots nient, minimisent ou approuvent un génocide, ou peuvent être compris ainsi.",
        "de": "Diese Worte leugnen, verharmlosen oder billigen einen Völkermord oder können so verstanden werden.",
        "it": "Queste parole negano, minimizzano o approvano un genocidio, o possono essere intese così.",
        "en": "These words deny, play down or approve of a genocide, or can be read that way.",
    },
    "accusation": {
        "fr": "Ces mots attribuent un acte punissable ou déshonorant à une personne ou à un organisme reconnaissable.",
        "de": "Diese Worte schreiben einer erkennbaren Person oder Stelle eine strafbare oder ehrenrührige Handlung zu.",
        "it": "Queste parole attribuiscono un atto punibile o disonorevole a una persona o a un ente riconoscibile.",
        "en": "These words attribute a punishable or dishonourable act to a recognisable person or body.",
    },
}
