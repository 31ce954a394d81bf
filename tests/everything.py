"""Look for words in every column of every table."""

import json

import sqlalchemy as sa

from moderation.storage.tables import Table


def places_of(database, *needles):
    """Return the columns that hold one of *needles*, in any case: (table, column)."""
    found = set()
    with database.engine.connect() as connection:
        for table in Table.metadata.sorted_tables:
            for row in connection.execute(sa.select(table)).mappings():
                for column, value in row.items():
                    text = json.dumps(value, ensure_ascii=False, default=str).casefold()
                    if any(needle.casefold() in text for needle in needles):
                        found.add((table.name, column))
    return found
