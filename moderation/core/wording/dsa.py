"""What the public is told of the facts of a decision, without a word of the comment or of a person."""

from collections.abc import Mapping

from moderation.core.charter import Text

#: The comment, and where it stood; {0}: the clause.
WHERE: Text = {
    "fr": "Un commentaire de lecteur sous un article de presse. Clause de la charte\N{NO-BREAK SPACE}: «\N{NO-BREAK SPACE}{0}\N{NO-BREAK SPACE}».",
    "de": "Ein Leserkommentar unter einem Presseartikel. Artikel der Charta: «{0}».",
    "it": "Un commento di un lettore sotto un articolo di giornale. Clausola della carta: «{0}».",
    "en": "A reader’s comment under a newspaper article. Clause of the charter: “{0}”.",
}

#: How it came to be looked at.
HOW: Mapping[str, Text] = {
    "report": {
        "fr": "Un lecteur l’a signalé.",
        "de": "Eine Leserin oder ein Leser hat ihn gemeldet.",
        "it": "Un lettore l’ha segnalato.",
        "en": "A reader reported it.",
    },
    "machine": {
        "fr": "Des moyens automatiques y ont trouvé des indices d’une infraction à la charte.",
        "de": "Automatische Mittel fanden darin Hinweise auf einen Verstoss gegen die Charta.",
        "it": "Mezzi automatici vi hanno trovato indizi di una violazione della carta.",
        "en": "Automated means found signs in it that it breaks the charter.",
    },
    "newsroom": {
        "fr": "La rédaction l’a examiné de sa propre initiative.",
        "de": "Die Redaktion hat ihn von sich aus geprüft.",
        "it": "La redazione l’ha esaminato di propria iniziativa.",
        "en": "The newsroom examined it on its own initiative.",
    },
}

#: Who decided.
WHO: Mapping[str, Text] = {
    "person": {
        "fr": "Une personne de la rédaction a décidé.",
        "de": "Eine Person der Redaktion hat entschieden.",
        "it": "Ha deciso una persona della redazione.",
        "en": "A person of the newsroom decided.",
    },
    "machine": {
        "fr": "La décision a été prise automatiquement.",
        "de": "Die Entscheidung fiel automatisch.",
        "it": "La decisione è stata presa automaticamente.",
        "en": "The decision was made automatically.",
    },
}
