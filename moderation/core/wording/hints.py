"""What the hints found, told to staff."""

from collections.abc import Mapping

from moderation.core.charter import Text

#: A hit’s code → its sentence; {0} is its first fact.
HINTS: Mapping[str, Text] = {
    "link": {
        "fr": "Le commentaire contient un lien.",
        "de": "Der Kommentar enthält einen Link.",
        "it": "Il commento contiene un link.",
        "en": "The comment contains a link.",
    },
    "email": {
        "fr": "Le commentaire contient une adresse e-mail : celle d’un tiers ?",
        "de": "Der Kommentar enthält eine E-Mail-Adresse: die einer anderen Person?",
        "it": "Il commento contiene un indirizzo e-mail: quello di un’altra persona?",
        "en": "The comment contains an e-mail address: somebody else’s?",
    },
    "phone": {
        "fr": "Le commentaire contient un numéro de téléphone : celui d’un tiers ?",
        "de": "Der Kommentar enthält eine Telefonnummer: die einer anderen Person?",
        "it": "Il commento contiene un numero di telefono: quello di un’altra persona?",
        "en": "The comment contains a telephone number: somebody else’s?",
    },
    "iban": {
        "fr": "Le commentaire contient un numéro de compte bancaire (IBAN) valable.",
        "de": "Der Kommentar enthält eine gültige Kontonummer (IBAN).",
        "it": "Il commento contiene un numero di conto bancario (IBAN) valido.",
        "en": "The comment contains a valid bank account number (IBAN).",
    },
    "avs": {
        "fr": "Le commentaire contient un numéro AVS valable.",
        "de": "Der Kommentar enthält eine gültige AHV-Nummer.",
        "it": "Il commento contiene un numero AVS valido.",
        "en": "The comment contains a valid Swiss social security number (AVS/AHV).",
    },
    "capitals": {
        "fr": "Le texte est écrit à {0} % en capitales.",
        "de": "Der Text steht zu {0} % in Grossbuchstaben.",
        "it": "Il testo è scritto per il {0} % in maiuscole.",
        "en": "{0}% of the text is in capitals.",
    },
    "exclamations": {
        "fr": "Le texte aligne les points d’exclamation ou d’interrogation.",
        "de": "Der Text reiht Ausrufe- oder Fragezeichen aneinander.",
        "it": "Il testo mette in fila punti esclamativi o interrogativi.",
        "en": "The text has rows of exclamation or question marks.",
    },
    "repetition": {
        "fr": "L’auteur a déjà envoyé ce texte, ou presque le même.",
        "de": "Derselbe oder fast derselbe Text wurde von dieser Person bereits eingesandt.",
        "it": "L’autore ha già inviato questo testo, o quasi lo stesso.",
        "en": "The author has already sent this text, or nearly the same.",
    },
    "gibberish": {
        "fr": "Le texte ne semble pas fait de mots.",
        "de": "Der Text scheint nicht aus Wörtern zu bestehen.",
        "it": "Il testo non sembra composto di parole.",
        "en": "The text does not seem to be made of words.",
    },
    "sales_talk": {
        "fr": "Le passage ressemble à de la publicité ou à une arnaque.",
        "de": "Die Stelle klingt nach Werbung oder Betrug.",
        "it": "Il passaggio somiglia a pubblicità o a una truffa.",
        "en": "The passage reads like advertising or a scam.",
    },
    "foreign_language": {
        "fr": "Le texte semble écrit dans une autre langue que le français, l’allemand, l’italien ou l’anglais (code : {0}).",
        "de": "Der Text scheint in einer anderen Sprache als Deutsch, Französisch, Italienisch oder Englisch geschrieben zu sein (Code: {0}).",
        "it": "Il testo sembra scritto in una lingua diversa da italiano, francese, tedesco o inglese (codice: {0}).",
        "en": "The text seems to be in a language other than French, German, Italian or English (code: {0}).",
    },
    "banned_identity": {
        "fr": "Cette identité a été bannie par une décision de la rédaction.",
        "de": "Diese Identität wurde durch einen Entscheid der Redaktion gesperrt.",
        "it": "Questa identità è stata esclusa con una decisione della redazione.",
        "en": "This identity was banned by a decision of the newsroom.",
    },
}
