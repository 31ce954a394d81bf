"""What the name policy found, told to staff; what an author is asked stands with the problems."""

from collections.abc import Mapping

from moderation.core.charter import Text

#: A hit’s code → its sentence; {0} and {1} are its facts.
NAMES: Mapping[str, Text] = {
    "name_address": {
        "fr": "« {0} » est une adresse plutôt qu’un nom.",
        "de": "«{0}» ist eine Adresse, kein Name.",
        "it": "«{0}» è un indirizzo più che un nome.",
        "en": "“{0}” is an address rather than a name.",
    },
    "name_characters": {
        "fr": "Ce nom contient des signes inhabituels dans un nom : « {0} ».",
        "de": "Dieser Name enthält Zeichen, die in Namen unüblich sind: «{0}».",
        "it": "Questo nome contiene segni insoliti in un nome: «{0}».",
        "en": "This name contains characters unusual in a name: “{0}”.",
    },
    "name_scripts": {
        "fr": "Le mot « {0} » mêle des lettres de plusieurs alphabets.",
        "de": "Das Wort «{0}» mischt Buchstaben mehrerer Alphabete.",
        "it": "La parola «{0}» mescola lettere di più alfabeti.",
        "en": "The word “{0}” mixes letters of several alphabets.",
    },
    "name_mash": {
        "fr": "« {0} » ressemble à des touches frappées au hasard.",
        "de": "«{0}» sieht nach zufällig gedrückten Tasten aus.",
        "it": "«{0}» sembra scritto premendo tasti a caso.",
        "en": "“{0}” looks like keys struck at random.",
    },
    "name_role": {
        "fr": "« {0} » désigne un rôle, un groupe ou une opinion plutôt qu’une personne.",
        "de": "«{0}» bezeichnet eher eine Rolle, eine Gruppe oder eine Meinung als eine Person.",
        "it": "«{0}» indica un ruolo, un gruppo o un’opinione più che una persona.",
        "en": "“{0}” denotes a role, a group or an opinion rather than a person.",
    },
    "name_company": {
        "fr": "« {0} » fait penser à une entreprise plutôt qu’à une personne.",
        "de": "«{0}» lässt eher an ein Unternehmen als an eine Person denken.",
        "it": "«{0}» fa pensare a un’azienda più che a una persona.",
        "en": "“{0}” suggests a company rather than a person.",
    },
    "name_invention": {
        "fr": "Ce nom est celui d’un personnage connu : « {0} ».",
        "de": "Diesen Namen trägt eine bekannte Figur: «{0}».",
        "it": "Questo nome è quello di un personaggio noto: «{0}».",
        "en": "This is the name of a well-known figure: “{0}”.",
    },
    "name_rude": {
        "fr": "« {0} » peut être un nom de famille, mais aussi un mot grossier.",
        "de": "«{0}» kann ein Familienname sein, aber auch ein grobes Wort.",
        "it": "«{0}» può essere un cognome, ma anche una parola volgare.",
        "en": "“{0}” may be a surname, but also a rude word.",
    },
    "name_pun": {
        "fr": "Lu à voix haute, ce nom fait penser à « {0} ».",
        "de": "Laut gelesen erinnert dieser Name an «{0}».",
        "it": "Letto ad alta voce, questo nome ricorda «{0}».",
        "en": "Read aloud, this name sounds like “{0}”.",
    },
    "name_public_figure": {
        "fr": "Ce nom est celui, ou presque, d’une personne connue : {0} ({1}). Un homonyme est possible.",
        "de": "So oder fast so heisst eine bekannte Person: {0} ({1}). Namensgleichheit ist möglich.",
        "it": "Questo nome è, o quasi, quello di una persona nota: {0} ({1}). Un’omonimia è possibile.",
        "en": "This is, or nearly is, the name of a well-known person: {0} ({1}). They may be namesakes.",
    },
    "name_namesake": {
        "fr": "Une autre personne commente ici sous un nom presque identique.",
        "de": "Eine andere Person kommentiert hier unter einem fast gleichen Namen.",
        "it": "Un’altra persona commenta qui con un nome quasi identico.",
        "en": "Another person comments here under an almost identical name.",
    },
    "name_single": {
        "fr": "« {0} » n’est qu’une partie d’un nom.",
        "de": "«{0}» ist nur ein Teil eines Namens.",
        "it": "«{0}» è solo una parte di un nome.",
        "en": "“{0}” is only a part of a name.",
    },
    "name_initials": {
        "fr": "Le nom est abrégé : « {0} ».",
        "de": "Der Name ist abgekürzt: «{0}».",
        "it": "Il nome è abbreviato: «{0}».",
        "en": "The name is shortened: “{0}”.",
    },
}
