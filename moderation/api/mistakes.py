"""What the API says is wrong with a field, and why something cannot be promised, in every language.

No sentence holds anything that was sent.
"""

from collections.abc import Mapping

from moderation.core.charter import Text

_OBJECT: Text = {
    "en": "This must be an object.",
    "fr": "Il faut un objet.",
    "de": "Hier wird ein Objekt erwartet.",
    "it": "Deve essere un oggetto.",
}
_TRUE_OR_FALSE: Text = {
    "en": "This must be true or false.",
    "fr": "Il faut true ou false.",
    "de": "Hier wird true oder false erwartet.",
    "it": "Deve essere true o false.",
}
_WHOLE_NUMBER: Text = {
    "en": "This must be a whole number.",
    "fr": "Il faut un nombre entier.",
    "de": "Hier wird eine ganze Zahl erwartet.",
    "it": "Deve essere un numero intero.",
}

#: What is wrong with a field: pydantic's own name of the mistake → sentence.
MISTAKES: Mapping[str, Text] = {
    "missing": {
        "en": "This field is required.",
        "fr": "Ce champ est obligatoire.",
        "de": "Dieses Feld ist erforderlich.",
        "it": "Questo campo è obbligatorio.",
    },
    "extra_forbidden": {
        "en": "There is no field of this name.",
        "fr": "Il n’existe pas de champ de ce nom.",
        "de": "Ein Feld dieses Namens gibt es nicht.",
        "it": "Non esiste un campo con questo nome.",
    },
    "string_type": {
        "en": "This must be a string.",
        "fr": "Il faut une chaîne de caractères.",
        "de": "Hier wird eine Zeichenkette erwartet.",
        "it": "Deve essere una stringa.",
    },
    "string_unicode": {
        "en": "This holds half a character (a lone surrogate, \\ud800 to \\udfff).",
        "fr": "Il y a là une moitié de caractère (un substitut isolé, \\ud800 à \\udfff).",
        "de": "Hier steht ein halbes Zeichen (ein einzelnes Surrogat, \\ud800 bis \\udfff).",
        "it": "Contiene mezzo carattere (un surrogato isolato, da \\ud800 a \\udfff).",
    },
    "string_too_long": {
        "en": "This has more than {max_length} code points.",
        "fr": "Plus de {max_length} points de code.",
        "de": "Mehr als {max_length} Codepunkte.",
        "it": "Più di {max_length} punti di codice.",
    },
    "string_pattern_mismatch": {
        "en": "This does not have the form that the documentation describes.",
        "fr": "Cela n’a pas la forme que décrit la documentation.",
        "de": "Das hat nicht die Form, die die Dokumentation beschreibt.",
        "it": "Non ha la forma descritta nella documentazione.",
    },
    "bool_type": _TRUE_OR_FALSE,
    "bool_parsing": _TRUE_OR_FALSE,
    "int_type": _WHOLE_NUMBER,
    "int_from_float": _WHOLE_NUMBER,
    "int_parsing": _WHOLE_NUMBER,
    "int_parsing_size": _WHOLE_NUMBER,
    "cursor": {
        "en": "This is no cursor of this list: hand `next` back as it came, or leave it out.",
        "fr": "Ce n’est pas un curseur de cette liste\u00a0: renvoyez `next` tel que reçu, ou omettez-le.",
        "de": "Das ist kein Cursor dieser Liste: Geben Sie `next` unverändert zurück oder lassen Sie es weg.",
        "it": "Non è un cursore di questo elenco: rimandare `next` così come è arrivato, o ometterlo.",
    },
    "greater_than_equal": {
        "en": "This must be at least {ge}.",
        "fr": "Le minimum est {ge}.",
        "de": "Das Minimum ist {ge}.",
        "it": "Il minimo è {ge}.",
    },
    "less_than_equal": {
        "en": "This must be at most {le}.",
        "fr": "Le maximum est {le}.",
        "de": "Das Maximum ist {le}.",
        "it": "Il massimo è {le}.",
    },
    "literal_error": {
        "en": "This must be one of {expected}.",
        "fr": "Valeurs admises\u00a0: {expected}.",
        "de": "Zulässige Werte: {expected}.",
        "it": "Valori ammessi: {expected}.",
    },
    "list_type": {
        "en": "This must be a list.",
        "fr": "Il faut une liste.",
        "de": "Hier wird eine Liste erwartet.",
        "it": "Deve essere un elenco.",
    },
    "too_long": {
        "en": "These are {actual_length}; at most {max_length} are taken at a time.",
        "fr": "Il y en a {actual_length}\u00a0; on en prend {max_length} à la fois, au plus.",
        "de": "Das sind {actual_length}; auf einmal werden höchstens {max_length} angenommen.",
        "it": "Sono {actual_length}; se ne accettano al massimo {max_length} alla volta.",
    },
    "too_short": {
        "en": "At least {min_length} is needed.",
        "fr": "Il en faut au moins {min_length}.",
        "de": "Mindestens {min_length} wird gebraucht.",
        "it": "Ne serve almeno {min_length}.",
    },
    "model_type": _OBJECT,
    "dict_type": _OBJECT,
    "moment": {
        "en": "This must be a moment with its offset: 2026-11-01T00:00:00Z.",
        "fr": "Il faut un moment avec son décalage\u00a0: 2026-11-01T00:00:00Z.",
        "de": "Hier wird ein Zeitpunkt mit Verschiebung erwartet: 2026-11-01T00:00:00Z.",
        "it": "Deve essere un momento con il suo scarto: 2026-11-01T00:00:00Z.",
    },
    "not_newsroom": {
        "en": "No moderator and no administrator has this address.",
        "fr": "Aucune personne de la rédaction n’a cette adresse.",
        "de": "Niemand von der Redaktion hat diese Adresse.",
        "it": "Nessuno della redazione ha questo indirizzo.",
    },
    "not_administrator": {
        "en": "No administrator has this address.",
        "fr": "Aucun membre de l’administration n’a cette adresse.",
        "de": "Niemand von der Administration hat diese Adresse.",
        "it": "Nessun amministratore ha questo indirizzo.",
    },
    "not_this_person": {
        "en": "This person may not do this: an appeal is answered by another than the one who decided, and what was escalated by an administrator.",
        "fr": "Cette personne ne peut pas le faire\u00a0: c’est une autre que celle qui a décidé qui répond à un recours, et l’administration à ce qui lui a été transmis.",
        "de": "Diese Person darf das nicht: Einen Rekurs beantwortet jemand anderes als wer entschieden hat, und was weitergegeben wurde, die Administration.",
        "it": "Questa persona non può farlo: a un ricorso risponde un’altra rispetto a chi ha deciso, e a ciò che è stato trasmesso l’amministrazione.",
    },
    "not_undoable": {
        "en": "Only one's own last decision can be taken back, and only shortly after.",
        "fr": "On ne revient que sur sa propre dernière décision, et peu de temps après.",
        "de": "Zurücknehmen lässt sich nur der eigene letzte Entscheid, und nur kurz danach.",
        "it": "Si può annullare solo la propria ultima decisione, e solo poco dopo.",
    },
    "no_comment": {
        "en": "There is no such comment.",
        "fr": "Ce commentaire n’existe pas.",
        "de": "Diesen Kommentar gibt es nicht.",
        "it": "Questo commento non esiste.",
    },
    "no_ground": {
        "en": "A step of the ladder names clauses of the charter in force, comments of the same author, and for “longer” a day of review within six months.",
        "fr": "Une sanction nomme des points de la charte en vigueur, des commentaires du même auteur et, pour « longer », un jour de révision d’ici à six mois.",
        "de": "Eine Sanktion nennt Klauseln der geltenden Charta, Kommentare desselben Autors und für «longer» einen Tag der Überprüfung innert sechs Monaten.",
        "it": "Una sanzione nomina clausole della carta in vigore, commenti dello stesso autore e, per «longer», un giorno di riesame entro sei mesi.",
    },
    "clause_unknown": {
        "en": "The charter in force has no such clause.",
        "fr": "La charte en vigueur n’a pas cette clause.",
        "de": "Die geltende Charta hat diese Klausel nicht.",
        "it": "La carta in vigore non ha questa clausola.",
    },
    "clause_missing": {
        "en": "A refusal names at least one clause.",
        "fr": "Un refus nomme au moins une clause.",
        "de": "Eine Ablehnung nennt mindestens eine Klausel.",
        "it": "Un rifiuto indica almeno una clausola.",
    },
    "good_faith_missing": {
        "en": "Whoever leaves an address, or says that a comment is against the law, states that they do so in good faith.",
        "fr": "Qui laisse une adresse, ou dit qu’un commentaire est contraire au droit, déclare le faire de bonne foi.",
        "de": "Wer eine Adresse angibt oder sagt, ein Kommentar sei rechtswidrig, erklärt, dies nach bestem Wissen zu tun.",
        "it": "Chi lascia un indirizzo, o dice che un commento è contrario al diritto, dichiara di farlo in buona fede.",
    },
    "address": {
        "en": "This must be one bare e-mail address.",
        "fr": "Il faut une seule adresse e-mail, sans rien autour.",
        "de": "Hier wird genau eine E-Mail-Adresse erwartet, ohne Zusatz.",
        "it": "Deve essere un solo indirizzo e-mail, senza altro.",
    },
    "day": {
        "en": "This must be a day: 2026-09-01.",
        "fr": "Il faut une date\u00a0: 2026-09-01.",
        "de": "Hier wird ein Datum erwartet: 2026-09-01.",
        "it": "Deve essere una data: 2026-09-01.",
    },
    "article_key": {
        "en": "An article's key has 1 to 200 of A–Z a–z 0–9 . _ ~ : -, a letter or digit first.",
        "fr": "La clé d’un article se compose de 1 à 200 signes parmi A–Z a–z 0–9 . _ ~ : -, une lettre ou un chiffre en tête.",
        "de": "Der Schlüssel eines Artikels hat 1 bis 200 Zeichen aus A–Z a–z 0–9 . _ ~ : -, zuerst ein Buchstabe oder eine Ziffer.",
        "it": "La chiave di un articolo ha da 1 a 200 segni tra A–Z a–z 0–9 . _ ~ : -, una lettera o cifra all’inizio.",
    },
}

OTHER_MISTAKE: Text = {
    "en": "This value cannot be used.",
    "fr": "Cette valeur ne peut pas être utilisée.",
    "de": "Dieser Wert ist nicht verwendbar.",
    "it": "Questo valore non è utilizzabile.",
}

#: Why something cannot be promised, by the reason's name.
OBSTACLES: Mapping[str, Text] = {
    "no_examples": {
        "en": "The classifier was judged on no example of one of the two sides, so nothing can be said.",
        "fr": "Le classificateur n’a été jugé sur aucun exemple de l’un des deux côtés\u00a0: on ne peut rien en dire.",
        "de": "Der Klassifikator wurde an keinem Beispiel der einen Seite geprüft: Es lässt sich nichts sagen.",
        "it": "Il classificatore non è stato giudicato su alcun esempio di uno dei due lati: non si può dire nulla.",
    },
    "too_few": {
        "en": "There are too few examples: not even a classifier without an error could promise it.",
        "fr": "Il y a trop peu d’exemples\u00a0: même un classificateur sans erreur ne pourrait pas le promettre.",
        "de": "Es gibt zu wenige Beispiele: Nicht einmal ein fehlerloser Klassifikator könnte es versprechen.",
        "it": "Gli esempi sono troppo pochi: nemmeno un classificatore senza errori potrebbe prometterlo.",
    },
    "too_many_errors": {
        "en": "The classifier makes more errors than the promise allows.",
        "fr": "Le classificateur fait plus d’erreurs que la promesse n’en admet.",
        "de": "Der Klassifikator macht mehr Fehler, als das Versprechen zulässt.",
        "it": "Il classificatore commette più errori di quanti ne ammetta la promessa.",
    },
    "no_classifier": {
        "en": "There is no classifier: a person reads everything.",
        "fr": "Il n’y a pas de classificateur\u00a0: une personne lit tout.",
        "de": "Es gibt keinen Klassifikator: Ein Mensch liest alles.",
        "it": "Non c’è alcun classificatore: una persona legge tutto.",
    },
}
