"""The shipped charter with a sample of another size: chance would make a test now pass, now fail."""

import re
from dataclasses import replace
from pathlib import Path

from moderation import resources
from moderation.core.charter import Category, Charter, Clause, Recommendation, RefusalBy


def with_sample(charter: Charter, share: float) -> Charter:
    """Return *charter*, of which *share* of what is published unread is read all the same."""
    return replace(charter, automation=replace(charter.automation, sample=share))


def unsampled_file(folder: Path) -> Path:
    """Write the shipped charter without its sample, for a server of its own, and return its path."""
    source = (resources.charters() / "charte.toml").read_text("utf-8")
    path = folder / "unsampled.toml"
    path.write_text(re.sub(r"(?m)^sample = .*$", "sample = 0", source), "utf-8")
    return path


def with_clause_on_spam(charter: Charter) -> Charter:
    """Return *charter* with a clause on spam, and one where the machine refuses by itself."""
    words = {"fr": "La publicité n’a pas sa place ici."}
    clause = Clause("publicite", Category.SPAM, words, words, words, Recommendation.REFUSE)
    automation = replace(charter.automation, publish=True, refuse=RefusalBy.REJECT)
    return replace(charter, clauses=(*charter.clauses, clause), automation=automation)
