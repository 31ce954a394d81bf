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
    "en": "This sanction was lifted already, or is over.",
    "fr": "Cette sanction est déjà levée, ou elle est finie.",
    "de": "Diese Sanktion ist schon aufgehoben oder vorbei.",
    "it": "Questa sanzione è già stata revocata, o è finita.",
}
SUSPENDED_ALREADY: Text = {
    "en": "This author is suspended already, is not known, or the comment was erased.",
    "fr": "Cet auteur est déjà suspendu, il n’est pas connu, ou le commentaire a été effacé.",
    "de": "Dieser Autor ist schon ausgeschlossen, er ist nicht bekannt, oder der Kommentar wurde gelöscht.",
    "it": "Questo autore è già sospeso, non è noto, o il commento è stato cancellato.",
}
REREAD_ALREADY: Text = {
    "en": "This sanction waits for no second reader.",
    "fr": "Cette sanction n’attend pas de deuxième lecture.",
    "de": "Diese Sanktion wartet auf keine zweite Lektüre.",
    "it": "Questa sanzione non attende una seconda lettura.",
}
NO_OPEN_APPEAL: Text = {
    "en": "No appeal against this sanction waits for an answer.",
    "fr": "Aucun recours contre cette sanction n’attend de réponse.",
    "de": "Kein Rekurs gegen diese Sanktion wartet auf eine Antwort.",
    "it": "Nessun ricorso contro questa sanzione attende una risposta.",
}
