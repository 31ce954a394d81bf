"""No column that says something of a reader is forgotten when they are erased."""

import pytest

from moderation.storage.erasure import BLANK, DELETED, REWRITTEN
from moderation.storage.signed import SIGNED
from moderation.storage.tables import Table

#: What says nothing of a reader: numbers, times, the newsroom's own. To add a column here is to
#: have thought of it; one that can hold words, names or addresses of a reader belongs in
#: moderation/storage/erasure.py.
IMPERSONAL = {
    "article": {
        "id",
        "key",
        "title",
        "url",
        "language",
        "is_open",
        "character_limit",
        "closed_reason",
        "mode",
        "opens_at",
        "closes_at",
        "slow_minutes",
        "reader_limit",
        "excerpt",
        "created_at",
    },
    "appeal": {"id", "comment_id", "decision_id", "opened_at", "closed_by"},
    "api_key": {  # a program's
        "id",
        "name",
        "prefix",
        "digest",
        "scopes",
        "created_at",
        "expires_at",
        "revoked_at",
        "last_used_at",
        "old_prefix",
        "old_digest",
        "old_until",
    },
    "audit": {  # aliases, numbers and names of things: no words, no names of people
        "number",
        "at",
        "actor",
        "kind",
        "about",
        "facts",
        "previous",
        "hash",
    },
    "audit_alias": {"alias", "person_id", "month"},  # the newsroom's; deleted after a time
    "sanction": {
        "id",
        "kind",
        "clause_ids",
        "set_by",
        "set_at",
        "charter_digest",
        "found_by_machine",
        "until",
        "review_at",
        "acknowledged_at",
        "reread_at",
        "reread_by",
        "lifted_at",
        "lifted_by",
    },
    "sanction_appeal": {"id", "sanction_id", "opened_at", "answered_by", "answered_at"},
    "batch": {"id", "form_key", "made_by", "made_at", "action", "clause_ids"},
    "batch_comment": {"batch_id", "comment_id", "seen", "decision_id", "obstacle"},
    "charter": {"digest", "version", "source", "adopted_at"},
    # The newsroom's own: what editors write of the charter, and numbers.
    "charter_draft": {"id", "note", "based_on", "made_by", "made_at", "closed_at", "closed_by"},
    "charter_draft_file": {"draft_id", "name", "text", "version", "changed_by", "changed_at"},
    "charter_publication": {
        "id",
        "digest",
        "files",
        "from_at",
        "made_by",
        "made_at",
        "reason",
        "draft_id",
        "repeats",
        "cancelled_at",
        "cancelled_by",
    },
    "charter_trial": {
        "id",
        "draft_id",
        "kind",
        "state",
        "files",
        "seen_id",
        "last_id",
        "n_wanted",
        "n_done",
        "tally",
        "made_by",
        "made_at",
        "ended_at",
        "taken_until",
    },
    "trigger_count": {"trigger", "hour", "n"},  # rules, and words of the lexicons
    "guard": {"id", "seen_id"},
    "suspension": {
        "id",
        "trigger",
        "since",
        "n_hits",
        "n_comments",
        "usual_hits",
        "usual_comments",
        "lifted_at",
        "lifted_by",
        "reason",
    },
    "charter_trial_change": {"trial_id", "comment_id", "kind", "clause_id", "people"},
    "comment": {
        "id",
        "public_id",
        "article_id",
        "parent_id",
        "answers_id",
        "language",
        "status",
        "version",
        "submitted_at",
        "edited_at",
        "charter_digest",
        "erased_at",
    },
    "comment_clause": {"clause_id", "submitted_at", "comment_id"},
    "second_reading": {"id", "decision_id", "drawn_at", "read_by", "read_at", "clause_ids"},
    "transparency_report": {"key", "by_hand", "content", "published_at"},  # the newsroom's, public
    "day_figures": {"day", "counts", "counted_at"},  # numbers alone
    "counter": {"key", "n", "until"},  # a keyed digest, for a day at most
    "decision": {
        "id",
        "comment_id",
        "action",
        "clause_ids",
        "decided_by",
        "decided_at",
        "charter_digest",
        "status_before",
        "status_after",
        "reviews",
        "undoes",
    },
    # A person's of the newsroom, of how they read; goes with their account.
    "desk_preference": {"person_id", "blur", "is_grey", "grave_in_row", "pause_minutes"},
    "key_decision": {"decision_id", "api_key_id"},
    # The newsroom's own words, about words and clauses; docs/moderating.md asks for no names.
    "glossary_entry": {"id", "term", "language", "region", "meaning", "advice"},
    "precedent": {"id", "title", "clause_id", "decided", "comment_id"},
    "glossary_change": {
        "id",
        "entry_id",
        "precedent_id",
        "content",
        "changed_by",
        "changed_at",
    },
    "likeness_cursor": {"id", "decision_id"},
    "imported": {  # the name of a comment in another system, and what was decided there
        "comment_id",
        "source",
        "source_id",
        "answers_ref",
        "decision_id",
        "teaches",
        "imported_at",
    },
    "letter": {  # blanked by the worker as soon as it is sent or given up
        "id",
        "kind",
        "to_address",
        "language",
        "facts",
        "created_at",
        "try_at",
        "attempts",
        "sent_at",
    },
    "person": {
        "id",
        "email",  # becomes nobody's: blank_person
        "fs_uniquifier",
        "role",
        "language",
        "created_at",
        "closed_at",
    },
    "report": {
        "id",
        "comment_id",
        "reason",
        "opened_at",
        "closed_by",
        "clause_id",
        "is_illegal",
        "in_good_faith",
    },
    "retention": {"id", "started_at", "finished_at", "periods", "erased"},
    "saved_view": {"id", "person_id", "name", "view", "is_shared"},  # the newsroom's own
    "sample": {"comment_id", "drawn_at"},
    "suggestion": {  # comments of other systems: who wrote them is not known; kept for a time
        "id",
        "api_key_id",
        "reference",
        "community",
        "body",
        "language",
        "breaks",
        "suggested_at",
    },
    # What other programs are told of comments, by their public ids; kept for a time.
    "webhook": {
        "id",
        "url",
        "description",
        "events",
        "salt",
        "old_salt",
        "old_until",
        "created_at",
        "off_at",
        "off_reason",
        "failing_since",
        "succeeded_at",
        "rests_until",
    },
    "event": {"id", "message_id", "kind", "body", "decision_id", "created_at"},
    "delivery": {"id", "event_id", "webhook_id", "try_at", "attempts", "delivered_at"},
    "attempt": {"id", "delivery_id", "at", "status", "trouble", "milliseconds", "excerpt"},
    "watched_article": {"article_id", "watched_by", "watched_at"},
    "told_reply": {"comment_id", "told_at"},
    "statement": {"decision_id", "comment_id", "try_at", "attempts", "sent_at"},
}


@pytest.mark.parametrize("table", Table.metadata.sorted_tables, ids=lambda table: table.name)
def test_each_column_is_erased_or_says_nothing_of_a_reader(table):
    if table.name in {row.__tablename__ for row in DELETED}:
        return
    blanked = {
        column
        for row, blank in BLANK.items()
        if row.__tablename__ == table.name
        for column in blank
    }
    rewritten = {column for row, column in REWRITTEN if row.__tablename__ == table.name}
    of_a_reader = blanked | rewritten
    assert not of_a_reader & IMPERSONAL[table.name]
    assert of_a_reader | IMPERSONAL[table.name] == set(table.columns.keys()), (
        "a new column: erase it in moderation/storage/erasure.py, or say here that it is nobody's"
    )


#: Who else is pointed at, and why the newsroom never takes their place.
NOT_SIGNED = {
    # Readers: moderation/storage/erasure.py, or the row goes with them.
    "comment.person_id",
    "connection.person_id",
    "inquiry.person_id",
    "phone.person_id",
    "pseudonym.person_id",
    "sanction.person_id",
    "signature.person_id",
    "trace.person_id",
    # The whole row is deleted after its period.
    "audit_alias.person_id",
    "disclosure.person_id",
    "disclosure.seen_by",
    "hold.placed_by",
    "hold.released_by",
    "login.person_id",
    "memo.to_person",
    "memo.written_by",
    # What somebody set, until they unset it; the queue's lapse by themselves.
    "desk_preference.person_id",
    "passkey.person_id",
    "queue.claimed_by",
    "queue.not_for",
    "saved_view.person_id",
    "watched_article.watched_by",
}


def test_whoever_of_the_newsroom_signed_something_is_forgotten():
    pointing = {
        f"{table.name}.{key.parent.name}"
        for table in Table.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "person"
    }
    signed = {f"{person.class_.__tablename__}.{person.key}" for person, _ in SIGNED.values()}
    assert not signed & NOT_SIGNED
    assert signed | NOT_SIGNED == pointing, (
        "who signs here? Add them to moderation/storage/signed.py with a Kind, or say here why not"
    )
