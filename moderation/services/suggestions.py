"""What people in other systems say of comments there, kept to learn from."""

from moderation.core.key import ApiKey
from moderation.core.suggestion import Suggestion
from moderation.runtime import Runtime
from moderation.storage import suggestions


def suggest(runtime: Runtime, key: ApiKey, suggestion: Suggestion) -> None:
    """Keep *suggestion*, which came with the API key *key*, for the next retraining.

    It changes no comment and no verdict. Of the same comment the last one counts.

    Raises Unavailable if the database cannot take it.
    """
    with runtime.database.begin() as session:
        suggestions.keep_suggestion(session, suggestion, api_key_id=key.id, now=runtime.clock())
