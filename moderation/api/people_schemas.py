"""What goes in and out of the export of a person's data."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from moderation.api.casework_schemas import By
from moderation.api.schemas import WORDS, Email, Received, Sent
from moderation.core.tracing import REASON_CODE_POINTS


class ExportRequest(Received):
    """Whose data are asked for, by whom of the newsroom, and why; the last two are kept in a log."""

    email: Email = Field(description="The address of the person whose data they are.")
    by: By = Field(
        description="The administrator who answers for it: the e-mail address of their account here. The key vouches for it."
    )
    reason: str = Field(
        max_length=REASON_CODE_POINTS,
        pattern=WORDS,
        description="Why. It is kept for longer than the data: name nobody in it.",
        examples=["Request of 3 May"],
    )


_Record = dict[str, Any]


class Export(Sent):
    """All that is kept of a person: what they download themselves, described in docs/privacy.md."""

    format: int = Field(description="Rises when a field goes or changes its meaning.")
    exported_at: datetime
    account: _Record | None = Field(description="Null: they have none here.")
    proofs: list[_Record]
    connections: list[_Record]
    passkeys: list[_Record]
    names: list[_Record]
    pseudonyms: list[_Record]
    bans: list[_Record]
    sanctions: list[_Record]
    comments: list[_Record]
    corrections: list[_Record]
    reports: list[_Record]
    inquiries: list[_Record]
    disclosures: list[_Record]


#: Both models that a caller meets.
MODELS: tuple[type[BaseModel], ...] = (ExportRequest, Export)
