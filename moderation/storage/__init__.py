"""Tables, transactions and queries; returns core dataclasses, never rows."""

# Both modules add their tables to one metadata: migrations and tests must see all of them.
from moderation.storage import tables, tracing_tables

__all__ = ["tables", "tracing_tables"]
