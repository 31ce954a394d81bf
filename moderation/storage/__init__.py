"""Tables, transactions and queries; returns core dataclasses, never rows."""

# Each module adds its tables to one metadata: migrations and tests must see all of them.
from moderation.storage import (
    batch_tables,
    casework_tables,
    colleague_tables,
    correction_tables,
    figure_tables,
    glossary_tables,
    inquiry_tables,
    key_tables,
    passkeys,
    preference_tables,
    proof_tables,
    pseudonym_tables,
    queue_tables,
    revisions,
    second_reading_tables,
    tables,
    tracing_tables,
    workshop_tables,
)

__all__ = [
    "batch_tables",
    "casework_tables",
    "colleague_tables",
    "correction_tables",
    "figure_tables",
    "glossary_tables",
    "inquiry_tables",
    "key_tables",
    "passkeys",
    "preference_tables",
    "proof_tables",
    "pseudonym_tables",
    "queue_tables",
    "revisions",
    "second_reading_tables",
    "tables",
    "tracing_tables",
    "workshop_tables",
]
