"""Why something of the casework cannot be done now, in every language."""

from moderation.core.charter import Text

NOTHING_TO_APPEAL: Text = {
    "en": "There is no decision to appeal, it is too late, or it was appealed already.",
    "fr": "Il n’y a pas de décision à contester, le délai est passé, ou elle a déjà été contestée.",
    "de": "Es gibt keinen Entscheid anzufechten, die Frist ist vorbei, oder er wurde schon angefochten.",
    "it": "Non c’è una decisione da contestare, il termine è scaduto, o è già stata contestata.",
}
ALREADY_ANSWERED: Text = {
    "en": "This appeal was answered already.",
    "fr": "Ce recours a déjà reçu une réponse.",
    "de": "Dieser Rekurs wurde schon beantwortet.",
    "it": "A questo ricorso è già stato risposto.",
}
BANNED_ALREADY: Text = {
    "en": "This name is banned already, or the comment was erased.",
    "fr": "Ce nom est déjà banni, ou le commentaire a été effacé.",
    "de": "Dieser Name ist schon gesperrt, oder der Kommentar wurde gelöscht.",
    "it": "Questo nome è già bandito, o il commento è stato cancellato.",
}
LIFTED_ALREADY: Text = {
    "en": "This ban was lifted already.",
    "fr": "Ce bannissement est déjà levé.",
    "de": "Diese Sperre ist schon aufgehoben.",
    "it": "Questo bando è già stato revocato.",
}
NO_OPEN_APPEAL: Text = {
    "en": "No appeal against this ban waits for an answer.",
    "fr": "Aucun recours contre ce bannissement n’attend de réponse.",
    "de": "Kein Rekurs gegen diese Sperre wartet auf eine Antwort.",
    "it": "Nessun ricorso contro questo bando attende una risposta.",
}
