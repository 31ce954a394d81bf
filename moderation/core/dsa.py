"""Statements of reasons in the form of the European Commission's DSA Transparency Database.

The fields are those of ``POST /api/v1/statements`` in the version of 1 July 2025. What a
statement does not say is left out, and what cannot be told as it is, is not told.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from moderation.core.charter import Category, in_language
from moderation.core.comment import Status
from moderation.core.statement import Statement
from moderation.core.wording.dsa import HOW, WHERE, WHO

#: Most statements in one request.
PER_FILE = 100

#: Countries of the European Union, and those of the European Economic Area beside them.
EU = (
    "AT",
    "BE",
    "BG",
    "CY",
    "CZ",
    "DE",
    "DK",
    "EE",
    "ES",
    "FI",
    "FR",
    "GR",
    "HR",
    "HU",
    "IE",
    "IT",
    "LT",
    "LU",
    "LV",
    "MT",
    "NL",
    "PL",
    "PT",
    "RO",
    "SE",
    "SI",
    "SK",
)
EEA = tuple(sorted((*EU, "IS", "LI", "NO")))

Told = dict[str, Any]


class Untold(StrEnum):
    """Why a statement is not told."""

    NO_RESTRICTION = "no_restriction"  # nothing was restricted, or its author took it back
    UNDONE = "undone"  # whoever decided took it back at once
    NO_CLAUSE = "no_clause"  # it names none that its charter has
    TOO_OLD = "too_old"  # beyond the dates that the database takes
    NOT_VALID = "not_valid"  # a field is longer than the database takes


@dataclass(frozen=True, slots=True)
class Subject:
    """The Commission's category for one of ours, and its keyword, if there is one that fits."""

    category: str
    keyword: str | None = None


_SPEECH, _TERMS = "ILLEGAL_OR_HARMFUL_SPEECH", "OTHER_VIOLATION_TC"

#: What each category of a clause is called there. One of ours that none of theirs says is a
#: violation of the terms, and no more.
SUBJECTS: Mapping[Category, Subject] = {
    Category.HATE: Subject(_SPEECH, "HATE_SPEECH"),
    Category.RACISM: Subject(_SPEECH, "HATE_SPEECH"),
    Category.DEFAMATION: Subject(_SPEECH, "DEFAMATION"),
    Category.INSULT: Subject(_SPEECH),
    Category.THREAT: Subject("CYBER_VIOLENCE", "CYBER_BULLYING_INTIMIDATION"),
    Category.INCITEMENT: Subject(_SPEECH, "INCITEMENT_VIOLENCE_HATRED"),
    Category.FALSE_IDENTITY: Subject("SCAMS_AND_FRAUD", "IMPERSONATION_ACCOUNT_HIJACKING"),
    Category.PERSONAL_DATA: Subject("DATA_PROTECTION_AND_PRIVACY_VIOLATIONS"),
    Category.DISRESPECT: Subject(_TERMS),
    Category.FULL_NAME: Subject(_TERMS),
    Category.SPAM: Subject(_TERMS),
    Category.VULGARITY: Subject(_TERMS),
    Category.LINK: Subject(_TERMS),
    Category.REPETITION: Subject(_TERMS),
    Category.SHOUTING: Subject(_TERMS),
    Category.GIBBERISH: Subject(_TERMS),
    Category.LANGUAGE: Subject(_TERMS),
}

_CATEGORIES = frozenset(
    f"STATEMENT_CATEGORY_{name}"
    for name in [
        "ANIMAL_WELFARE",
        "CONSUMER_INFORMATION",
        "CYBER_VIOLENCE",
        "CYBER_VIOLENCE_AGAINST_WOMEN",
        "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS",
        "ILLEGAL_OR_HARMFUL_SPEECH",
        "INTELLECTUAL_PROPERTY_INFRINGEMENTS",
        "NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS",
        "NOT_SPECIFIED_NOTICE",
        "OTHER_VIOLATION_TC",
        "PROTECTION_OF_MINORS",
        "RISK_FOR_PUBLIC_SECURITY",
        "SCAMS_AND_FRAUD",
        "SELF_HARM",
        "UNSAFE_AND_PROHIBITED_PRODUCTS",
        "VIOLENCE",
    ]
)

#: The earliest dates that are taken: of content, of a decision.
EARLIEST_CONTENT, EARLIEST_DECISION = date(2000, 1, 1), date(2020, 1, 1)

_LIMITS = {
    "puid": 500,
    "incompatible_content_ground": 500,
    "incompatible_content_explanation": 2_000,
    "decision_facts": 5_000,
}
_PUID = re.compile(r"[A-Za-z0-9_-]{1,500}")
_ONE_OF: Mapping[str, frozenset[str]] = {
    "category": _CATEGORIES,
    "decision_ground": frozenset({"DECISION_GROUND_INCOMPATIBLE_CONTENT"}),
    "source_type": frozenset({"SOURCE_TYPE_OTHER_NOTIFICATION", "SOURCE_VOLUNTARY"}),
    "automated_detection": frozenset({"Yes", "No"}),
    "automated_decision": frozenset(
        {"AUTOMATED_DECISION_FULLY", "AUTOMATED_DECISION_NOT_AUTOMATED"}
    ),
}


def tell(
    statement: Statement,
    *,
    puid: str,
    categories: Mapping[str, Category],
    content_date: date,
    content_language: str,
    status_before: Status,
    territory: Sequence[str],
) -> Told | Untold:
    """Return *statement* as the database takes it, or why it cannot be told.

    *categories* are those of the clauses of the charter that it was decided under.
    *content_language*: ISO 639-1.
    """
    if statement.status not in (Status.REJECTED, Status.RETURNED):
        return Untold.NO_RESTRICTION
    grounds = [ground for ground in statement.grounds if ground.clause_id in categories]
    if not grounds or len(grounds) < len(statement.grounds):
        return Untold.NO_CLAUSE
    decided = statement.decided_at.date()
    if content_date < EARLIEST_CONTENT or decided < EARLIEST_DECISION:
        return Untold.TOO_OLD
    subjects = [SUBJECTS[categories[ground.clause_id]] for ground in grounds]
    first, *others = dict.fromkeys(f"STATEMENT_CATEGORY_{one.category}" for one in subjects)
    keywords = dict.fromkeys(f"KEYWORD_{one.keyword}" for one in subjects if one.keyword)
    was_seen = status_before is Status.PUBLISHED
    told: Told = {
        "puid": puid,
        "decision_visibility": [
            f"DECISION_VISIBILITY_CONTENT_{'REMOVED' if was_seen else 'DISABLED'}"
        ],
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": " ; ".join(ground.title for ground in grounds),
        "incompatible_content_explanation": "\n\n".join(ground.words for ground in grounds),
        "content_type": ["CONTENT_TYPE_TEXT"],
        "category": first,
        "territorial_scope": list(territory),
        "content_language": content_language.upper(),
        "content_date": content_date.isoformat(),
        "application_date": decided.isoformat(),
        "decision_facts": _facts(statement),
        "source_type": "SOURCE_TYPE_OTHER_NOTIFICATION"
        if statement.found_by_report
        else "SOURCE_VOLUNTARY",
        "automated_detection": "Yes" if statement.detected_by_machine else "No",
        "automated_decision": "AUTOMATED_DECISION_FULLY"
        if statement.decided_by_machine
        else "AUTOMATED_DECISION_NOT_AUTOMATED",
    }
    told |= {"category_addition": others} if others else {}
    told |= {"category_specification": list(keywords)} if keywords else {}
    return Untold.NOT_VALID if faults_of(told) else told


def faults_of(told: Told) -> tuple[str, ...]:
    """Return the fields of *told* that the database would refuse."""
    found = [name for name, limit in _LIMITS.items() if not 0 < len(told[name]) <= limit]
    found += [name for name, values in _ONE_OF.items() if told[name] not in values]
    found += [] if _PUID.fullmatch(told["puid"]) else ["puid"]
    is_known = bool(told["territorial_scope"]) and set(told["territorial_scope"]) <= set(EEA)
    found += [] if is_known else ["territorial_scope"]
    found += [] if re.fullmatch(r"[A-Z]{2}", told["content_language"]) else ["content_language"]
    return tuple(dict.fromkeys(found))


def _facts(statement: Statement) -> str:
    language = statement.language
    how = "report" if statement.found_by_report else "newsroom"
    how = "machine" if statement.detected_by_machine and how == "newsroom" else how
    where = in_language(WHERE, language).format(statement.grounds[0].title)
    who = "machine" if statement.decided_by_machine else "person"
    return f"{where} {in_language(HOW[how], language)} {in_language(WHO[who], language)}"
