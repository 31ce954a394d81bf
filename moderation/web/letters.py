"""The accounts library's mails, as letters of ours."""

from typing import Any, cast
from urllib.parse import urlsplit

from flask import Flask, after_this_request, url_for
from flask_security import MailUtil
from werkzeug.wrappers import Response

from moderation.core.letter import LetterKind
from moderation.runtime import Runtime
from moderation.services.letters import post

#: For how many hours the links of the library's letters can be used.
CONFIRM_HOURS, RESET_HOURS = 48, 4


class Letters(MailUtil):
    """Posts what the accounts library would send; the library renders nothing."""

    def __init__(self, app: Flask) -> None:
        """Write for *app*, whose runtime is installed already."""
        super().__init__(app)
        self._runtime = cast(Runtime, app.extensions["charte"])

    def send_mail(
        self,
        template: str,
        subject: object,
        recipient: object,
        sender: object,
        body: object,
        html: object,
        **context: Any,
    ) -> None:
        """Post the letter of the kind *template*, once the library has stored what it is about."""
        kind, user = LetterKind(template), context["user"]
        to, language = user.email, user.language
        facts = {"name": user.name, **self._facts(kind, context)}

        # The library stores its part in such a function too, and this one comes after it.
        @after_this_request
        def post_it(response: Response) -> Response:
            post(self._runtime, kind=kind, to=to, language=language, facts=facts)
            return response

    def _facts(self, kind: LetterKind, context: dict[str, Any]) -> dict[str, str]:
        if kind is LetterKind.CONFIRM_ADDRESS:
            return {"link": self._ours(context["confirmation_link"]), "hours": str(CONFIRM_HOURS)}
        if kind is LetterKind.RESET_PASSWORD:
            return {"link": self._ours(context["reset_link"]), "hours": str(RESET_HOURS)}
        forgotten = self._ours(url_for("security.forgot_password"))
        return {"link": self._ours(context["confirmation_link"] or forgotten)}

    def _ours(self, link: str) -> str:
        # The library's link repeats the host that the request named, and anybody can name one.
        return self._runtime.settings.base_url + urlsplit(link).path
