"""Text messages, in every language: letters of the GSM alphabet alone, so that each is one message."""

from datetime import timedelta

from moderation.core.charter import Text, in_language

_CODE: Text = {
    "fr": "{code} est votre code pour {site}, valable {minutes} minutes. Ne le donnez à personne. Si vous n'avez rien demandé, oubliez ce message.",
    "de": "{code} ist Ihr Code für {site}, gültig {minutes} Minuten. Geben Sie ihn niemandem weiter. Wenn Sie nichts verlangt haben, vergessen Sie diese Nachricht.",
    "it": "{code} è il suo codice per {site}, valido {minutes} minuti. Non lo dia a nessuno. Se non ha chiesto nulla, lo ignori.",
    "en": "{code} is your code for {site}, valid for {minutes} minutes. Give it to nobody. If you asked for nothing, forget this message.",
}


def say_code(code: str, site: str, valid_for: timedelta, language: str) -> str:
    """Return the message that brings *code*, which begins it: a locked screen shows no more."""
    minutes = int(valid_for.total_seconds() // 60)
    return in_language(_CODE, language).format(code=code, site=site, minutes=minutes)
