"""What the name policy found, told to staff, and the question to ask."""

from collections.abc import Mapping

from moderation.core.charter import Text

#: A hit’s code → its sentence; {0} and {1} are its facts.
NAMES: Mapping[str, Text] = {
    "name_address": {
        "fr": "« {0} » est une adresse plutôt qu’un nom. Votre nom nous sert de signature. Est-ce bien le vôtre ?",
        "de": "«{0}» ist eine Adresse, kein Name. Mit Ihrem Namen zeichnen Sie Ihren Beitrag. Ist es wirklich Ihrer?",
        "it": "«{0}» è un indirizzo più che un nome. Il Suo nome vale come firma. È davvero il Suo?",
        "en": "“{0}” is an address rather than a name. Your name is your signature here. Is it really yours?",
    },
    "name_characters": {
        "fr": "Ce nom contient des signes inhabituels dans un nom : « {0} ». Votre nom nous sert de signature. Est-ce bien le vôtre ?",
        "de": "Dieser Name enthält Zeichen, die in Namen unüblich sind: «{0}». Mit Ihrem Namen zeichnen Sie Ihren Beitrag. Ist es wirklich Ihrer?",
        "it": "Questo nome contiene segni insoliti in un nome: «{0}». Il Suo nome vale come firma. È davvero il Suo?",
        "en": "This name contains characters unusual in a name: “{0}”. Your name is your signature here. Is it really yours?",
    },
    "name_scripts": {
        "fr": "Le mot « {0} » mêle des lettres de plusieurs alphabets. Votre nom nous sert de signature. Est-ce bien le vôtre ?",
        "de": "Das Wort «{0}» mischt Buchstaben mehrerer Alphabete. Mit Ihrem Namen zeichnen Sie Ihren Beitrag. Ist es wirklich Ihrer?",
        "it": "La parola «{0}» mescola lettere di più alfabeti. Il Suo nome vale come firma. È davvero il Suo?",
        "en": "The word “{0}” mixes letters of several alphabets. Your name is your signature here. Is it really yours?",
    },
    "name_mash": {
        "fr": "« {0} » ressemble à des touches frappées au hasard. Votre nom nous sert de signature. Est-ce bien le vôtre ?",
        "de": "«{0}» sieht nach zufällig gedrückten Tasten aus. Mit Ihrem Namen zeichnen Sie Ihren Beitrag. Ist es wirklich Ihrer?",
        "it": "«{0}» sembra scritto premendo tasti a caso. Il Suo nome vale come firma. È davvero il Suo?",
        "en": "“{0}” looks like keys struck at random. Your name is your signature here. Is it really yours?",
    },
    "name_role": {
        "fr": "« {0} » désigne un rôle, un groupe ou une opinion plutôt qu’une personne. Votre nom nous sert de signature. Est-ce bien le vôtre ?",
        "de": "«{0}» bezeichnet eher eine Rolle, eine Gruppe oder eine Meinung als eine Person. Mit Ihrem Namen zeichnen Sie Ihren Beitrag. Ist es wirklich Ihrer?",
        "it": "«{0}» indica un ruolo, un gruppo o un’opinione più che una persona. Il Suo nome vale come firma. È davvero il Suo?",
        "en": "“{0}” denotes a role, a group or an opinion rather than a person. Your name is your signature here. Is it really yours?",
    },
    "name_company": {
        "fr": "« {0} » fait penser à une entreprise plutôt qu’à une personne. Votre nom nous sert de signature. Est-ce bien le vôtre ?",
        "de": "«{0}» lässt eher an ein Unternehmen als an eine Person denken. Mit Ihrem Namen zeichnen Sie Ihren Beitrag. Ist es wirklich Ihrer?",
        "it": "«{0}» fa pensare a un’azienda più che a una persona. Il Suo nome vale come firma. È davvero il Suo?",
        "en": "“{0}” suggests a company rather than a person. Your name is your signature here. Is it really yours?",
    },
    "name_invention": {
        "fr": "Ce nom est celui d’un personnage connu : « {0} ». Votre nom nous sert de signature. Est-ce bien le vôtre ?",
        "de": "Diesen Namen trägt eine bekannte Figur: «{0}». Mit Ihrem Namen zeichnen Sie Ihren Beitrag. Ist es wirklich Ihrer?",
        "it": "Questo nome è quello di un personaggio noto: «{0}». Il Suo nome vale come firma. È davvero il Suo?",
        "en": "This is the name of a well-known figure: “{0}”. Your name is your signature here. Is it really yours?",
    },
    "name_rude": {
        "fr": "« {0} » peut être un nom de famille, mais aussi un mot grossier. Votre nom nous sert de signature. Est-ce bien le vôtre ?",
        "de": "«{0}» kann ein Familienname sein, aber auch ein grobes Wort. Mit Ihrem Namen zeichnen Sie Ihren Beitrag. Ist es wirklich Ihrer?",
        "it": "«{0}» può essere un cognome, ma anche una parola volgare. Il Suo nome vale come firma. È davvero il Suo?",
        "en": "“{0}” may be a surname, but also a rude word. Your name is your signature here. Is it really yours?",
    },
    "name_pun": {
        "fr": "Lu à voix haute, ce nom fait penser à « {0} ». Votre nom nous sert de signature. Est-ce bien le vôtre ?",
        "de": "Laut gelesen erinnert dieser Name an «{0}». Mit Ihrem Namen zeichnen Sie Ihren Beitrag. Ist es wirklich Ihrer?",
        "it": "Letto ad alta voce, questo nome ricorda «{0}». Il Suo nome vale come firma. È davvero il Suo?",
        "en": "Read aloud, this name sounds like “{0}”. Your name is your signature here. Is it really yours?",
    },
    "name_public_figure": {
        "fr": "Ce nom est celui, ou presque, d’une personne connue : {0} ({1}). Un homonyme est possible. Votre nom nous sert de signature. Est-ce bien le vôtre ?",
        "de": "So oder fast so heisst eine bekannte Person: {0} ({1}). Namensgleichheit ist möglich. Mit Ihrem Namen zeichnen Sie Ihren Beitrag. Ist es wirklich Ihrer?",
        "it": "Questo nome è, o quasi, quello di una persona nota: {0} ({1}). Un’omonimia è possibile. Il Suo nome vale come firma. È davvero il Suo?",
        "en": "This is, or nearly is, the name of a well-known person: {0} ({1}). They may be namesakes. Your name is your signature here. Is it really yours?",
    },
    "name_namesake": {
        "fr": "Une autre personne commente ici sous un nom presque identique. Votre nom nous sert de signature. Est-ce bien le vôtre ?",
        "de": "Eine andere Person kommentiert hier unter einem fast gleichen Namen. Mit Ihrem Namen zeichnen Sie Ihren Beitrag. Ist es wirklich Ihrer?",
        "it": "Un’altra persona commenta qui con un nome quasi identico. Il Suo nome vale come firma. È davvero il Suo?",
        "en": "Another person comments here under an almost identical name. Your name is your signature here. Is it really yours?",
    },
    "name_single": {
        "fr": "« {0} » n’est qu’une partie d’un nom. Votre nom nous sert de signature : voulez-vous bien nous donner votre prénom et votre nom ?",
        "de": "«{0}» ist nur ein Teil eines Namens. Mit Ihrem Namen zeichnen Sie Ihren Beitrag: Nennen Sie uns bitte Vor- und Nachnamen.",
        "it": "«{0}» è solo una parte di un nome. Il Suo nome vale come firma: vuole darci nome e cognome, per favore?",
        "en": "“{0}” is only a part of a name. Your name is your signature here: would you give us your first name and surname, please?",
    },
    "name_initials": {
        "fr": "Le nom est abrégé : « {0} ». Votre nom nous sert de signature : voulez-vous bien nous donner votre prénom et votre nom ?",
        "de": "Der Name ist abgekürzt: «{0}». Mit Ihrem Namen zeichnen Sie Ihren Beitrag: Nennen Sie uns bitte Vor- und Nachnamen.",
        "it": "Il nome è abbreviato: «{0}». Il Suo nome vale come firma: vuole darci nome e cognome, per favore?",
        "en": "The name is shortened: “{0}”. Your name is your signature here: would you give us your first name and surname, please?",
    },
}
