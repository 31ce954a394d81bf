"""What is wrong with a draft, told to its author."""

from collections.abc import Mapping

from moderation.core.charter import Text

#: A problem’s code → its sentence; {limit}, {count} and {opens} are its facts.
PROBLEMS: Mapping[str, Text] = {
    "name_missing": {
        "fr": "Veuillez indiquer votre nom complet.",
        "de": "Bitte geben Sie Ihren vollständigen Namen an.",
        "it": "Indichi per favore il suo nome completo.",
        "en": "Please give your full name.",
    },
    "name_too_long": {
        "fr": "Ce nom est trop long : {limit} caractères au plus.",
        "de": "Dieser Name ist zu lang: höchstens {limit} Zeichen.",
        "it": "Questo nome è troppo lungo: al massimo {limit} caratteri.",
        "en": "This name is too long: {limit} characters at most.",
    },
    "name_unreadable": {
        "fr": "Ce nom contient des signes qui ne se lisent pas, ou n’a aucune lettre. Merci de l’écrire à nouveau.",
        "de": "Dieser Name enthält unlesbare Zeichen oder keinen einzigen Buchstaben. Bitte schreiben Sie ihn noch einmal.",
        "it": "Questo nome contiene segni illeggibili o nessuna lettera. La preghiamo di riscriverlo.",
        "en": "This name has signs that cannot be read, or no letter at all. Please write it again.",
    },
    "name_incomplete": {
        "fr": "Nous vous prions d’utiliser votre nom complet, la discussion est plus authentique ainsi. Complétez-le ci-dessous ; si vous préférez, laissez-le tel quel.",
        "de": "Wir bitten Sie, Ihren vollständigen Namen zu verwenden; so wird die Diskussion authentischer. Ergänzen Sie ihn unten, oder lassen Sie ihn, wie er ist.",
        "it": "La preghiamo di utilizzare il suo nome completo: la discussione ne guadagna in autenticità. Lo completi qui sotto; se preferisce, lo lasci così com’è.",
        "en": "Please use your full name; it makes the discussion more authentic. Complete it below or, if you prefer, leave it as it is.",
    },
    "name_doubted": {
        "fr": "Votre nom nous sert de signature. Est-ce bien le vôtre ?",
        "de": "Mit Ihrem Namen zeichnen Sie Ihren Beitrag. Ist es wirklich Ihrer?",
        "it": "Il suo nome vale come firma. È davvero il suo?",
        "en": "Your name is your signature here. Is it really yours?",
    },
    "pseudonym_missing": {
        "fr": "Indiquez le pseudonyme que vous souhaitez.",
        "de": "Geben Sie das gewünschte Pseudonym an.",
        "it": "Indichi lo pseudonimo che desidera.",
        "en": "Give the pseudonym that you would like.",
    },
    "pseudonym_unreadable": {
        "fr": "Ce pseudonyme contient des signes qui ne se lisent pas, ou n’a aucune lettre. Merci de l’écrire à nouveau.",
        "de": "Dieses Pseudonym enthält unlesbare Zeichen oder keinen einzigen Buchstaben. Bitte schreiben Sie es noch einmal.",
        "it": "Questo pseudonimo contiene segni illeggibili o nessuna lettera. La preghiamo di riscriverlo.",
        "en": "This pseudonym has signs that cannot be read, or no letter at all. Please write it again.",
    },
    "pseudonym_long": {
        "fr": "Ce pseudonyme est trop long : {limit} caractères au plus.",
        "de": "Dieses Pseudonym ist zu lang: höchstens {limit} Zeichen.",
        "it": "Questo pseudonimo è troppo lungo: al massimo {limit} caratteri.",
        "en": "This pseudonym is too long: {limit} characters at most.",
    },
    "pseudonym_short": {
        "fr": "Ce pseudonyme est trop court : {limit} lettres au moins.",
        "de": "Dieses Pseudonym ist zu kurz: mindestens {limit} Buchstaben.",
        "it": "Questo pseudonimo è troppo corto: almeno {limit} lettere.",
        "en": "This pseudonym is too short: {limit} letters at least.",
    },
    "pseudonym_own": {
        "fr": "Ce pseudonyme dit votre vrai nom, ou votre nom de famille. Choisissez-en un qui ne le trahisse pas.",
        "de": "Dieses Pseudonym nennt Ihren wirklichen Namen oder Nachnamen. Wählen Sie eines, das ihn nicht verrät.",
        "it": "Questo pseudonimo dice il suo vero nome o cognome. Ne scelga uno che non lo tradisca.",
        "en": "This pseudonym tells your real name or surname. Choose one that does not give it away.",
    },
    "pseudonym_taken": {
        "fr": "Ce pseudonyme ne peut pas être donné : il est pris, ou pourrait passer pour le nom de quelqu’un d’autre. Choisissez-en un autre.",
        "de": "Dieses Pseudonym kann nicht vergeben werden: Es gehört jemand anderem oder könnte für dessen Namen gehalten werden. Wählen Sie ein anderes.",
        "it": "Questo pseudonimo non può essere dato: è di qualcun altro, o potrebbe passare per il suo nome. Ne scelga un altro.",
        "en": "This pseudonym cannot be given: it is somebody else’s, or could pass for their name. Choose another one.",
    },
    "signature_changed": {
        "fr": "Votre signature a changé pendant que vous écriviez : votre commentaire serait maintenant signé « {name} ». Votre texte est conservé ; si cela vous convient, envoyez-le encore une fois.",
        "de": "Ihre Unterschrift hat sich geändert, während Sie schrieben: Ihr Kommentar wäre jetzt mit «{name}» gezeichnet. Ihr Text ist noch da; wenn Sie einverstanden sind, senden Sie ihn noch einmal.",
        "it": "La sua firma è cambiata mentre scriveva: il suo commento sarebbe ora firmato «{name}». Il suo testo è conservato; se è d’accordo, lo invii ancora una volta.",
        "en": "Your signature changed while you were writing: your comment would now be signed “{name}”. Your text is still here; if that is all right, send it once more.",
    },
    "email_missing": {
        "fr": "Sans compte, indiquez votre adresse e-mail : vous y recevrez un lien à confirmer. Elle n’est jamais publiée.",
        "de": "Ohne Konto brauchen wir Ihre E-Mail-Adresse: Sie erhalten einen Link zum Bestätigen. Sie wird nie veröffentlicht.",
        "it": "Senza un conto, indichi il suo indirizzo e-mail: riceverà un link da confermare. Non viene mai pubblicato.",
        "en": "Without an account, give your e-mail address: you will receive a link to confirm. It is never published.",
    },
    "address_waits": {
        "fr": "Plusieurs commentaires attendent déjà que cette adresse soit confirmée. Ouvrez d’abord un des liens reçus, ou connectez-vous.",
        "de": "Mehrere Kommentare warten schon auf die Bestätigung dieser Adresse. Öffnen Sie zuerst einen der erhaltenen Links, oder melden Sie sich an.",
        "it": "Diversi commenti attendono già la conferma di questo indirizzo. Apra prima uno dei link ricevuti, oppure acceda al suo conto.",
        "en": "Several comments already wait for this address to be confirmed. Open one of the links you received first, or log in.",
    },
    "body_empty": {
        "fr": "Votre commentaire est vide. Il manque votre texte.",
        "de": "Ihr Kommentar ist leer. Es fehlt Ihr Text.",
        "it": "Il suo commento è vuoto. Manca il testo.",
        "en": "Your comment is empty. Your text is missing.",
    },
    "body_too_long": {
        "fr": "Votre commentaire compte {count} caractères ; la limite est de {limit}. Merci de le raccourcir.",
        "de": "Ihr Kommentar hat {count} Zeichen; erlaubt sind {limit}. Bitte kürzen Sie ihn.",
        "it": "Il suo commento conta {count} caratteri; il limite è di {limit}. La preghiamo di accorciarlo.",
        "en": "Your comment has {count} characters; the limit is {limit}. Please shorten it.",
    },
    "body_unreadable": {
        "fr": "Votre commentaire contient des signes qui ne sont pas du texte. Merci de le saisir à nouveau au clavier.",
        "de": "Ihr Kommentar enthält Zeichen, die kein Text sind. Bitte tippen Sie ihn noch einmal ein.",
        "it": "Il suo commento contiene segni che non sono testo. La preghiamo di digitarlo di nuovo.",
        "en": "Your comment has signs that are not text. Please type it again.",
    },
    "body_marks": {
        "fr": "Votre commentaire empile plus de {limit} signes sur une seule lettre. Merci de les enlever.",
        "de": "In Ihrem Kommentar sind mehr als {limit} Zeichen auf einem Buchstaben gestapelt. Bitte entfernen Sie sie.",
        "it": "Il suo commento accumula più di {limit} segni su una sola lettera. La preghiamo di toglierli.",
        "en": "Your comment piles more than {limit} marks on one letter. Please remove them.",
    },
    "body_direction": {
        "fr": "Votre commentaire contient des signes invisibles qui inversent le sens de lecture. Merci de le saisir à nouveau au clavier.",
        "de": "Ihr Kommentar enthält unsichtbare Zeichen, die die Leserichtung umkehren. Bitte tippen Sie ihn noch einmal ein.",
        "it": "Il suo commento contiene segni invisibili che invertono il senso di lettura. La preghiamo di digitarlo di nuovo.",
        "en": "Your comment has invisible signs that reverse the reading direction. Please type it again.",
    },
    "not_accepted": {
        "fr": "Pour envoyer votre commentaire, veuillez lire et accepter la Charte des commentaires.",
        "de": "Um Ihren Kommentar zu senden, lesen und akzeptieren Sie bitte die Kommentarregeln.",
        "it": "Per inviare il suo commento, legga e accetti la Carta dei commenti.",
        "en": "To send your comment, please read and accept the comment charter.",
    },
    "charter_changed": {
        "fr": "La Charte des commentaires a changé pendant que vous écriviez. Votre texte est conservé : veuillez relire la charte et l’accepter à nouveau.",
        "de": "Die Kommentarregeln haben sich geändert, während Sie schrieben. Ihr Text ist noch da: Bitte lesen und akzeptieren Sie die Regeln noch einmal.",
        "it": "La Carta dei commenti è cambiata mentre scriveva. Il suo testo è conservato: la rilegga e la accetti di nuovo.",
        "en": "The comment charter changed while you were writing. Your text is still here: please read the charter again and accept it.",
    },
    "answer_gone": {
        "fr": "Le commentaire auquel vous répondez n’est pas, ou plus, publié ici. Votre texte peut paraître comme nouveau commentaire : envoyez-le encore une fois.",
        "de": "Der Kommentar, auf den Sie antworten, ist hier nicht (mehr) veröffentlicht. Ihr Text kann als neuer Kommentar erscheinen: Senden Sie ihn noch einmal.",
        "it": "Il commento al quale risponde non è (più) pubblicato qui. Il suo testo può apparire come nuovo commento: lo invii ancora una volta.",
        "en": "The comment that you answer is not, or no longer, published here. Your text can appear as a new comment: send it once more.",
    },
    "edit_settled": {
        "fr": "Ce commentaire ne peut plus être modifié : il est retiré, refusé ou confirmé, ou une personne de la rédaction s’en est occupée.",
        "de": "Dieser Kommentar lässt sich nicht mehr ändern: Er ist zurückgezogen, abgelehnt oder bestätigt, oder jemand aus der Redaktion hat sich damit befasst.",
        "it": "Questo commento non si può più modificare: è ritirato, rifiutato o confermato, oppure qualcuno della redazione se n’è occupato.",
        "en": "This comment can no longer be edited: it is withdrawn, refused or confirmed, or somebody in the newsroom has dealt with it.",
    },
    "edit_late": {
        "fr": "Un commentaire peut être modifié dans les {limit} minutes qui suivent son envoi ; ce temps est passé. Vous pouvez toujours le retirer.",
        "de": "Ein Kommentar lässt sich innert {limit} Minuten nach dem Absenden ändern; diese Zeit ist vorbei. Zurückziehen können Sie ihn jederzeit.",
        "it": "Un commento si può modificare nei {limit} minuti dopo l’invio; questo tempo è trascorso. Può ritirarlo in ogni momento.",
        "en": "A comment can be edited within {limit} minutes of being sent; that time is over. You can still withdraw it.",
    },
    "edit_often": {
        "fr": "Ce commentaire a déjà été modifié {limit} fois ; c’est le plus. Vous pouvez toujours le retirer.",
        "de": "Dieser Kommentar wurde schon {limit}-mal geändert; öfter geht es nicht. Zurückziehen können Sie ihn jederzeit.",
        "it": "Questo commento è già stato modificato {limit} volte; di più non si può. Può ritirarlo in ogni momento.",
        "en": "This comment has been edited {limit} times already, and no more is possible. You can still withdraw it.",
    },
    "article_closed": {
        "fr": "Cet article n’accepte pas, ou plus, de commentaires.",
        "de": "Zu diesem Artikel werden keine Kommentare (mehr) angenommen.",
        "it": "Questo articolo non accetta (più) commenti.",
        "en": "This article does not, or no longer, take comments.",
    },
    "article_closed_because": {
        "fr": "Les commentaires sont fermés sous cet article\u00a0: {reason}",
        "de": "Die Kommentare zu diesem Artikel sind geschlossen: {reason}",
        "it": "I commenti a questo articolo sono chiusi: {reason}",
        "en": "Comments on this article are closed: {reason}",
    },
    "suspended": {
        "fr": "Vous êtes suspendu des commentaires jusqu’au {until} (charte : {clause}). Les motifs, et comment les contester : {link}",
        "de": "Sie sind bis {until} von den Kommentaren ausgeschlossen (Charta: {clause}). Begründung und Einsprache: {link}",
        "it": "Lei è sospeso dai commenti fino al {until} (Carta: {clause}). I motivi e come contestarli: {link}",
        "en": "You are suspended from commenting until {until} (charter: {clause}). The reasons, and how to object: {link}",
    },
    "hours_closed": {
        "fr": "Les commentaires sont fermés pour le moment ; ils rouvrent à {opens}.",
        "de": "Die Kommentare sind im Moment geschlossen und öffnen wieder um {opens} Uhr.",
        "it": "I commenti sono chiusi per il momento e riaprono alle {opens}.",
        "en": "Comments are closed for now and open again at {opens}.",
    },
    "slow_mode": {
        "fr": "Sous cet article, chaque personne écrit au plus un commentaire toutes les {minutes} minutes : vous pourrez envoyer celui-ci à {again}.",
        "de": "Zu diesem Artikel schreibt jede Person höchstens alle {minutes} Minuten einen Kommentar: Diesen können Sie um {again} Uhr senden.",
        "it": "Sotto questo articolo ognuno scrive al massimo un commento ogni {minutes} minuti: potrà inviare questo alle {again}.",
        "en": "Under this article everybody writes at most one comment every {minutes} minutes: you can send this one at {again}.",
    },
    "reader_limit": {
        "fr": "Sous cet article, chaque personne écrit au plus {limit} commentaires, et vous y êtes.",
        "de": "Zu diesem Artikel schreibt jede Person höchstens {limit} Kommentare, und Sie haben sie geschrieben.",
        "it": "Sotto questo articolo ognuno scrive al massimo {limit} commenti, e Lei li ha scritti.",
        "en": "Under this article everybody writes at most {limit} comments, and you have written yours.",
    },
}
