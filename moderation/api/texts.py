"""What the API's problems say, in every language.

The titles are constant for a kind; no sentence holds anything that was sent.
"""

from collections.abc import Mapping

from moderation.api.payload import Fault
from moderation.core.charter import Text

#: Kind of problem → its title and what it usually says.
KIND_TEXTS: Mapping[str, tuple[Text, Text]] = {
    "bad-request": (
        {
            "en": "Bad request",
            "fr": "Requête incorrecte",
            "de": "Fehlerhafte Anfrage",
            "it": "Richiesta errata",
        },
        {
            "en": "The request cannot be understood.",
            "fr": "La requête ne peut pas être comprise.",
            "de": "Die Anfrage ist nicht verständlich.",
            "it": "La richiesta non è comprensibile.",
        },
    ),
    "malformed-json": (
        {
            "en": "Malformed JSON",
            "fr": "JSON mal formé",
            "de": "Fehlerhaftes JSON",
            "it": "JSON non valido",
        },
        {
            "en": "The body is not valid JSON.",
            "fr": "Le corps de la requête n’est pas du JSON valable.",
            "de": "Der Inhalt der Anfrage ist kein gültiges JSON.",
            "it": "Il corpo della richiesta non è JSON valido.",
        },
    ),
    "invalid-idempotency-key": (
        {
            "en": "Invalid Idempotency-Key",
            "fr": "Idempotency-Key incorrect",
            "de": "Ungültiger Idempotency-Key",
            "it": "Idempotency-Key non valido",
        },
        {
            "en": "The header Idempotency-Key is a string of 1 to 200 visible ASCII characters, in double quotes or bare.",
            "fr": "L’en-tête Idempotency-Key est une chaîne de 1 à 200 caractères ASCII visibles, entre guillemets droits ou nue.",
            "de": "Der Header Idempotency-Key ist eine Zeichenkette von 1 bis 200 sichtbaren ASCII-Zeichen, in geraden Anführungszeichen oder ohne.",
            "it": "L’intestazione Idempotency-Key è una stringa da 1 a 200 caratteri ASCII visibili, tra virgolette diritte o senza.",
        },
    ),
    "invalid-if-match": (
        {
            "en": "Invalid If-Match",
            "fr": "If-Match incorrect",
            "de": "Ungültiges If-Match",
            "it": "If-Match non valido",
        },
        {
            "en": 'The header If-Match is the ETag of the version that was seen: "3". An asterisk names none.',
            "fr": 'L’en-tête If-Match est l’ETag de la version que l’on a vue\u00a0: "3". Un astérisque n’en désigne aucune.',
            "de": 'Der Header If-Match ist das ETag der Fassung, die gesehen wurde: "3". Ein Stern nennt keine.',
            "it": 'L’intestazione If-Match è l’ETag della versione che è stata vista: "3". Un asterisco non ne indica alcuna.',
        },
    ),
    "unauthorized": (
        {
            "en": "API key required",
            "fr": "Clé d’API requise",
            "de": "API-Schlüssel erforderlich",
            "it": "Chiave API richiesta",
        },
        {
            "en": "Send a valid API key: Authorization: Bearer chk_…",
            "fr": "Envoyez une clé d’API valable\u00a0: Authorization: Bearer chk_…",
            "de": "Senden Sie einen gültigen API-Schlüssel: Authorization: Bearer chk_…",
            "it": "Inviare una chiave API valida: Authorization: Bearer chk_…",
        },
    ),
    "forbidden": (
        {"en": "Forbidden", "fr": "Interdit", "de": "Nicht erlaubt", "it": "Non consentito"},
        {
            "en": "This key may not do this.",
            "fr": "Cette clé ne permet pas de faire cela.",
            "de": "Dieser Schlüssel erlaubt das nicht.",
            "it": "Questa chiave non lo consente.",
        },
    ),
    "insufficient-scope": (
        {
            "en": "The key is not for this",
            "fr": "Clé sans ce droit",
            "de": "Der Schlüssel ist nicht dafür bestimmt",
            "it": "La chiave non è destinata a questo",
        },
        {
            "en": "This key lacks the scope that this asks for; the header WWW-Authenticate names it.",
            "fr": "Il manque à cette clé le droit (scope) requis\u00a0; l’en-tête WWW-Authenticate le nomme.",
            "de": "Diesem Schlüssel fehlt das nötige Recht (scope); der Header WWW-Authenticate nennt es.",
            "it": "A questa chiave manca il diritto (scope) richiesto; l’intestazione WWW-Authenticate lo nomina.",
        },
    ),
    "not-found": (
        {"en": "Not found", "fr": "Introuvable", "de": "Nicht gefunden", "it": "Non trovato"},
        {
            "en": "There is no such thing, or no such address.",
            "fr": "Cette ressource ou ce chemin n’existe pas.",
            "de": "Das gibt es nicht, oder diesen Pfad nicht.",
            "it": "Questa risorsa o questo percorso non esiste.",
        },
    ),
    "method-not-allowed": (
        {
            "en": "Method not allowed",
            "fr": "Méthode non admise",
            "de": "Methode nicht zulässig",
            "it": "Metodo non ammesso",
        },
        {
            "en": "This address does not take this method; the header Allow names those that it takes.",
            "fr": "Ce chemin n’admet pas cette méthode\u00a0; l’en-tête Allow indique celles qu’il admet.",
            "de": "Dieser Pfad nimmt diese Methode nicht an; der Header Allow nennt die zulässigen.",
            "it": "Questo percorso non ammette questo metodo; l’intestazione Allow indica quelli ammessi.",
        },
    ),
    "conflict": (
        {"en": "Conflict", "fr": "Conflit", "de": "Konflikt", "it": "Conflitto"},
        {
            "en": "Something changed meanwhile. Read it again, then decide.",
            "fr": "Quelque chose a changé entre-temps. Relisez, puis décidez.",
            "de": "Inzwischen hat sich etwas geändert. Lesen Sie es neu und entscheiden Sie dann.",
            "it": "Nel frattempo qualcosa è cambiato. Rileggere, poi decidere.",
        },
    ),
    "content-too-large": (
        {
            "en": "Content too large",
            "fr": "Contenu trop volumineux",
            "de": "Inhalt zu gross",
            "it": "Contenuto troppo grande",
        },
        {
            "en": "The body is larger than 256 KiB.",
            "fr": "Le corps de la requête dépasse 256\u00a0Kio.",
            "de": "Der Inhalt der Anfrage ist grösser als 256 KiB.",
            "it": "Il corpo della richiesta supera 256 KiB.",
        },
    ),
    "unsupported-media-type": (
        {"en": "Not JSON", "fr": "Pas du JSON", "de": "Kein JSON", "it": "Non è JSON"},
        {
            "en": "Send JSON, with the header Content-Type: application/json.",
            "fr": "Envoyez du JSON, avec l’en-tête Content-Type: application/json.",
            "de": "Senden Sie JSON mit dem Header Content-Type: application/json.",
            "it": "Inviare JSON, con l’intestazione Content-Type: application/json.",
        },
    ),
    "invalid-input": (
        {
            "en": "Invalid input",
            "fr": "Données incorrectes",
            "de": "Ungültige Angaben",
            "it": "Dati non validi",
        },
        {
            "en": "What was sent cannot be used; “errors” names each place.",
            "fr": "Ce qui a été envoyé ne peut pas être utilisé\u00a0; «\u00a0errors\u00a0» indique chaque endroit.",
            "de": "Die gesendeten Angaben sind nicht verwendbar; «errors» nennt jede Stelle.",
            "it": "I dati inviati non sono utilizzabili; «errors» indica ogni punto.",
        },
    ),
    "idempotency-key-reused": (
        {
            "en": "Idempotency-Key used before",
            "fr": "Idempotency-Key déjà employé",
            "de": "Idempotency-Key bereits verwendet",
            "it": "Idempotency-Key già usato",
        },
        {
            "en": "This key came with another content before. Nothing was stored.",
            "fr": "Cette clé a déjà accompagné un autre contenu. Rien n’a été enregistré.",
            "de": "Dieser Schlüssel kam schon mit anderem Inhalt. Es wurde nichts gespeichert.",
            "it": "Questa chiave ha già accompagnato un altro contenuto. Nulla è stato salvato.",
        },
    ),
    "precondition-required": (
        {
            "en": "If-Match required",
            "fr": "If-Match requis",
            "de": "If-Match erforderlich",
            "it": "If-Match richiesto",
        },
        {
            "en": "Say with If-Match which version of the comment was seen: its ETag.",
            "fr": "Indiquez par If-Match quelle version du commentaire a été vue\u00a0: son ETag.",
            "de": "Nennen Sie mit If-Match die Fassung des Kommentars, die gesehen wurde: ihr ETag.",
            "it": "Indicare con If-Match quale versione del commento è stata vista: il suo ETag.",
        },
    ),
    "quota-exceeded": (
        {
            "en": "Too many requests",
            "fr": "Trop de requêtes",
            "de": "Zu viele Anfragen",
            "it": "Troppe richieste",
        },
        {
            "en": "Wait as many seconds as the header Retry-After says.",
            "fr": "Attendez le nombre de secondes qu’indique l’en-tête Retry-After.",
            "de": "Warten Sie so viele Sekunden, wie der Header Retry-After angibt.",
            "it": "Attendere i secondi indicati dall’intestazione Retry-After.",
        },
    ),
    "internal-error": (
        {
            "en": "Internal error",
            "fr": "Erreur interne",
            "de": "Interner Fehler",
            "it": "Errore interno",
        },
        {
            "en": "Something failed here, not with you. It was logged.",
            "fr": "Une erreur s’est produite de notre côté. Elle a été consignée.",
            "de": "Bei uns ist ein Fehler aufgetreten. Er wurde protokolliert.",
            "it": "Si è verificato un errore da parte nostra. È stato registrato.",
        },
    ),
    "unavailable": (
        {
            "en": "Not available now",
            "fr": "Momentanément indisponible",
            "de": "Zurzeit nicht verfügbar",
            "it": "Al momento non disponibile",
        },
        {
            "en": "The database cannot take it now; nothing was stored. Try again.",
            "fr": "La base de données ne peut pas l’accepter maintenant\u00a0; rien n’a été enregistré. Réessayez.",
            "de": "Die Datenbank kann es jetzt nicht annehmen; es wurde nichts gespeichert. Versuchen Sie es erneut.",
            "it": "La banca dati non può accettarlo ora; nulla è stato salvato. Riprovare.",
        },
    ),
}

#: Why a key that was one opens nothing.
EXPIRED: Text = {
    "en": "This API key has expired. Whoever runs this service issues another.",
    "fr": "Cette clé d’API a expiré. Qui exploite ce service en délivre une autre.",
    "de": "Dieser API-Schlüssel ist abgelaufen. Wer diesen Dienst betreibt, stellt einen neuen aus.",
    "it": "Questa chiave API è scaduta. Chi gestisce questo servizio ne rilascia un’altra.",
}

#: Why a body is no JSON object that can be used.
FAULTS: Mapping[Fault, Text] = {
    Fault.NOT_UTF8: {
        "en": "The body is not UTF-8.",
        "fr": "Le corps de la requête n’est pas de l’UTF-8.",
        "de": "Der Inhalt der Anfrage ist kein UTF-8.",
        "it": "Il corpo della richiesta non è UTF-8.",
    },
    Fault.NOT_JSON: KIND_TEXTS["malformed-json"][1],
    Fault.DUPLICATE_NAME: {
        "en": "A name stands twice in the same object.",
        "fr": "Un nom figure deux fois dans le même objet.",
        "de": "Ein Name steht zweimal im selben Objekt.",
        "it": "Un nome compare due volte nello stesso oggetto.",
    },
    Fault.NUMBER: {
        "en": "A number is not one that JSON knows, or has too many digits.",
        "fr": "Un nombre n’existe pas en JSON, ou a trop de chiffres.",
        "de": "Eine Zahl gibt es in JSON nicht, oder sie hat zu viele Stellen.",
        "it": "Un numero non esiste in JSON, o ha troppe cifre.",
    },
    Fault.TOO_DEEP: {
        "en": "The body is nested too deeply.",
        "fr": "Le corps de la requête est imbriqué trop profondément.",
        "de": "Der Inhalt der Anfrage ist zu tief verschachtelt.",
        "it": "Il corpo della richiesta è annidato troppo in profondità.",
    },
    Fault.NOT_OBJECT: {
        "en": "The body must be a JSON object.",
        "fr": "Le corps de la requête doit être un objet JSON.",
        "de": "Der Inhalt der Anfrage muss ein JSON-Objekt sein.",
        "it": "Il corpo della richiesta deve essere un oggetto JSON.",
    },
}
