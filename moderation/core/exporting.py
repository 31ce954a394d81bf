"""The tables of an export: which there are, and what each of their columns holds."""

from collections.abc import Mapping
from enum import StrEnum

#: Rises when a column changes its meaning or goes; a new one does not raise it.
FORMAT = 1


class Form(StrEnum):
    """What an export is written in."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class Kind(StrEnum):
    """What a column holds; any may be null but a flag."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    MOMENT = "moment"  # in UTC
    NAMES = "names"  # some short names, none of which holds a space
    JSON = "json"  # an object or a list


Columns = Mapping[str, Kind]

TEXT, NUMBER, FLAG = Kind.TEXT, Kind.NUMBER, Kind.FLAG
MOMENT, NAMES, JSON = Kind.MOMENT, Kind.NAMES, Kind.JSON

#: The tables, in the order in which an import needs them.
TABLES: Mapping[str, Columns] = {
    "articles": {
        "key": TEXT,
        "title": TEXT,
        "url": TEXT,
        "language": TEXT,
        "is_open": FLAG,
        "character_limit": NUMBER,
        "created_at": MOMENT,
        "excerpt": TEXT,
    },
    "comments": {
        "id": TEXT,
        "article": TEXT,
        "parent": TEXT,  # what it answers
        "author_name": TEXT,
        "is_pseudonym": FLAG,
        "author_email": TEXT,
        "body": TEXT,
        "language": TEXT,
        "status": TEXT,
        "submitted_at": MOMENT,
        "edited_at": MOMENT,
        "erased_at": MOMENT,
        "decided_by": TEXT,  # person, charter, or null
        "clauses": NAMES,
        "charter": TEXT,
        "verdict": JSON,
        "source": TEXT,
        "source_id": TEXT,
    },
    "decisions": {
        "id": NUMBER,
        "comment": TEXT,
        "action": TEXT,
        "clauses": NAMES,
        "note": TEXT,
        "decided_by": TEXT,  # person, charter or author
        "decided_at": MOMENT,
        "charter": TEXT,
        "status_before": TEXT,
        "status_after": TEXT,
        "reviews": NUMBER,
        "undoes": NUMBER,
    },
    "statements": {
        "decision": NUMBER,
        "comment": TEXT,
        "sent_at": MOMENT,
        "content": JSON,
    },
    "appeals": {
        "id": NUMBER,
        "comment": TEXT,
        "decision": NUMBER,
        "words": TEXT,
        "opened_at": MOMENT,
        "closed_by": NUMBER,
    },
    "reports": {
        "id": NUMBER,
        "comment": TEXT,
        "reason": TEXT,
        "words": TEXT,
        "opened_at": MOMENT,
        "closed_by": NUMBER,
        "clause": TEXT,
        "illegal": FLAG,
        "good_faith": FLAG,
        "reporter_name": TEXT,
        "reporter_email": TEXT,
        "reporter_language": TEXT,
        "told_at": MOMENT,  # when the decision was mailed to them
    },
    "sanctions": {
        "id": NUMBER,
        "name": TEXT,
        "reason": TEXT,
        "comment": TEXT,
        "banned_at": MOMENT,
        "charter": TEXT,
        "found_by_machine": FLAG,
        "lifted_at": MOMENT,
        "lift_reason": TEXT,
        "appeal": TEXT,
        "appealed_at": MOMENT,
        "answer": TEXT,
        "answered_at": MOMENT,
        "kind": TEXT,
        "clauses": NAMES,
        "until": MOMENT,
        "review_at": MOMENT,
        "reread_at": MOMENT,
    },
}
