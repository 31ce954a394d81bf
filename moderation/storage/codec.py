"""Verdicts and statements as JSON columns, and back.

A stored object carries ``"schema": 1``. Fields are added at the end, with a
default for the rows that lack them; they are never reordered or removed.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from moderation.core.charter import Category, Recommendation
from moderation.core.comment import Status
from moderation.core.normalise import Span
from moderation.core.proof import Rung
from moderation.core.rules import Field, Hit
from moderation.core.statement import Ground, Statement
from moderation.core.verdict import Score, Verdict

SCHEMA = 1

Json = dict[str, Any]


def encode_verdict(verdict: Verdict) -> Json:
    """Return *verdict* as JSON."""
    content = asdict(verdict) | {"schema": SCHEMA}
    for row in (*content["hits"], *content["scores"]):
        row["spans"] = [[span["start"], span["end"]] for span in row["spans"]]
    return content


def decode_verdict(content: Json) -> Verdict:
    """Return the verdict that `encode_verdict` gave *content* for."""
    return Verdict(
        recommendation=Recommendation(content["recommendation"]),
        hits=tuple(_decode_hit(hit) for hit in content["hits"]),
        scores=tuple(_decode_score(score) for score in content["scores"]),
        probabilities=content["probabilities"],
        gaps=tuple(content["gaps"]),
        charter_digest=content["charter_digest"],
        rules_version=content["rules_version"],
        model_id=content["model_id"],
        language=content["language"],
        missing_rung=_decode_rung(content.get("missing_rung")),
        is_premoderated=content.get("is_premoderated", False),
    )


def _decode_rung(content: str | None) -> Rung | None:
    return Rung(content) if content is not None else None


def _decode_hit(content: Json) -> Hit:
    return Hit(
        rule=content["rule"],
        category=Category(content["category"]),
        calls_for=Recommendation(content["calls_for"]),
        code=content["code"],
        spans=_decode_spans(content["spans"]),
        field=Field(content["field"]),
        lowered_by=content["lowered_by"],
        facts=tuple(content["facts"]),
        clause_id=content["clause_id"],
    )


def _decode_score(content: Json) -> Score:
    return Score(
        clause_id=content["clause_id"],
        category=content["category"],
        probability=content["probability"],
        threshold=content["threshold"],
        calls_for=Recommendation(content["calls_for"]),
        spans=_decode_spans(content["spans"]),
    )


def encode_statement(statement: Statement) -> Json:
    """Return *statement* as JSON."""
    content = asdict(statement) | {
        "schema": SCHEMA,
        "decided_at": statement.decided_at.isoformat(),
    }
    for row in content["grounds"]:
        row["passages"] = [[span["start"], span["end"]] for span in row["passages"]]
    return content


def decode_statement(content: Json) -> Statement:
    """Return the statement that `encode_statement` gave *content* for."""
    fields = {key: value for key, value in content.items() if key != "schema"}
    grounds = tuple(
        Ground(**(ground | {"passages": _decode_spans(ground["passages"])}))
        for ground in content["grounds"]
    )
    return Statement(
        **fields
        | {
            "status": Status(content["status"]),
            "grounds": grounds,
            "decided_at": datetime.fromisoformat(content["decided_at"]),
        }
    )


def _decode_spans(spans: list[list[int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in spans)


def wordless_verdict(content: Json) -> Json:
    """Return an encoded verdict without what points at or repeats words of a comment."""
    scores = [score | {"spans": []} for score in content["scores"]]
    return content | {"hits": [], "scores": scores}


def wordless_statement(content: Json) -> Json:
    """Return an encoded statement without the moderator's words and what points at the author's."""
    grounds = [
        ground | {"passages": []} | ({"author_text": ""} if ground.get("is_reworded") else {})
        for ground in content["grounds"]
    ]
    return content | {"note": "", "grounds": grounds}
