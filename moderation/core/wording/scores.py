"""How the classifier's evidence is told, and what speaks for an author."""

from collections.abc import Mapping

from moderation.core.charter import Text

#: {0} is a probability in per cent.
SCORES: Text = {
    "fr": "Le classificateur estime à {0} % la probabilité que ce passage enfreigne la charte.",
    "de": "Der Klassifikator schätzt die Wahrscheinlichkeit, dass diese Stelle gegen die Charta verstösst, auf {0} %.",
    "it": "Il classificatore stima al {0} % la probabilità che questo passaggio violi la carta.",
    "en": "The classifier puts the probability that this passage breaks the charter at {0}%.",
}

#: What could not be checked; {0} is the rule's name.
GAPS: Mapping[str, Text] = {
    "classifier": {
        "fr": "le classificateur",
        "de": "der Klassifikator",
        "it": "il classificatore",
        "en": "the classifier",
    },
    "script": {
        "fr": "tout le texte, dans une écriture que ni les règles ni le classificateur ne connaissent",
        "de": "der ganze Text, in einer Schrift, die weder Regeln noch Klassifikator kennen",
        "it": "tutto il testo, in una scrittura che né le regole né il classificatore conoscono",
        "en": "the whole text, in a script that neither rules nor classifier know",
    },
    "imported": {
        "fr": "tout le texte, qui vient d’un autre système et n’a pas été relu",
        "de": "der ganze Text, der aus einem anderen System kommt und nicht geprüft wurde",
        "it": "tutto il testo, che viene da un altro sistema e non è stato riletto",
        "en": "the whole text, which comes from another system and was not read again",
    },
    "rule": {
        "fr": "la règle {0}",
        "de": "die Regel {0}",
        "it": "la regola {0}",
        "en": "the rule {0}",
    },
}

#: What lowered a rule's call.
LOWERED: Mapping[str, Text] = {
    "suspended": {
        "fr": "Cette règle a trouvé trop de choses ces derniers temps : une personne lit.",
        "de": "Diese Regel hat zuletzt zu viel gefunden: Eine Person liest.",
        "it": "Questa regola ha trovato troppo negli ultimi tempi: legge una persona.",
        "en": "This rule has found too much of late: a person reads.",
    },
    "quoted": {
        "fr": "Le passage est cité.",
        "de": "Die Stelle ist ein Zitat.",
        "it": "Il passaggio è una citazione.",
        "en": "The passage is a quotation.",
    },
    "denounced": {
        "fr": "Le passage est dénoncé par l’auteur.",
        "de": "Die Stelle wird vom Autor verurteilt.",
        "it": "Il passaggio è denunciato dall’autore.",
        "en": "The passage is denounced by the author.",
    },
    "negated": {
        "fr": "Le passage est nié.",
        "de": "Die Stelle ist verneint.",
        "it": "Il passaggio è negato.",
        "en": "The passage is negated.",
    },
    "hedged": {
        "fr": "L’auteur le dit avec réserve.",
        "de": "Der Autor sagt es mit Vorbehalt.",
        "it": "L’autore lo dice con riserva.",
        "en": "The author says it with a reservation.",
    },
    "asked": {
        "fr": "L’auteur pose une question.",
        "de": "Der Autor stellt eine Frage.",
        "it": "L’autore pone una domanda.",
        "en": "The author is asking a question.",
    },
    "dear": {
        "fr": "Le ton est affectueux.",
        "de": "Der Ton ist liebevoll.",
        "it": "Il tono è affettuoso.",
        "en": "The tone is affectionate.",
    },
    "friendly": {
        "fr": "Le ton est amical ou plaisant.",
        "de": "Der Ton ist freundschaftlich oder scherzhaft.",
        "it": "Il tono è amichevole o scherzoso.",
        "en": "The tone is friendly or joking.",
    },
    "discussed": {
        "fr": "L’auteur parle du mot lui-même.",
        "de": "Der Autor spricht über das Wort selbst.",
        "it": "L’autore parla della parola stessa.",
        "en": "The author is talking about the word itself.",
    },
    "laughing": {
        "fr": "Le ton est plaisant.",
        "de": "Der Ton ist scherzhaft.",
        "it": "Il tono è scherzoso.",
        "en": "The tone is joking.",
    },
    "thing": {
        "fr": "L’auteur parle d’une chose ou d’un animal.",
        "de": "Der Autor spricht von einer Sache oder einem Tier.",
        "it": "L’autore parla di una cosa o di un animale.",
        "en": "The author is talking about a thing or an animal.",
    },
    "game": {
        "fr": "Il s’agit de sport ou de jeu.",
        "de": "Es geht um Sport oder Spiel.",
        "it": "Si tratta di sport o di gioco.",
        "en": "This is about sport or a game.",
    },
    "self": {
        "fr": "L’auteur parle de lui-même.",
        "de": "Der Autor spricht von sich selbst.",
        "it": "L’autore parla di sé.",
        "en": "The author speaks of themselves.",
    },
}
