"""The charter as data: what ships, and how a charter file with mistakes is answered."""

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import FrozenInstanceError, fields, is_dataclass
from datetime import datetime, time
from pathlib import Path

import pytest

from moderation.core.charter import (
    LANGUAGES,
    Category,
    Charter,
    OpeningHours,
    Recommendation,
    RefusalBy,
    Text,
    in_language,
)
from moderation.core.charter_file import charter_digest, parse_charter
from moderation.core.promise import Promise
from moderation.errors import CharterError
from tests.core.conftest import CharterFiles

GOLDEN = Path(__file__).parents[1] / "golden"
CHARTER_PAGE = (GOLDEN.parents[1] / "docs" / "charter.md").read_text("utf-8")
NBSP, NARROW = "\u00a0", "\u202f"

#: The page's charter, its sentences as published.
PUBLISHED_SENTENCES = [
    "Nous vous invitons ici à donner votre point de vue, vos informations, vos arguments.",
    "Nous vous prions d’utiliser votre nom complet, la discussion est plus authentique ainsi.",
    "Les fausses identités seront bannies.",
    "Nous refusons les messages haineux, diffamatoires, racistes ou xénophobes, les menaces, incitations à la violence ou autres injures.",
    "Merci de garder un ton respectueux et de penser que de nombreuses personnes vous lisent.",
]


# --- The charter that ships --------------------------------------------------------


def texts_of(thing: object) -> Iterator[Text]:
    """Give every text in four languages that *thing* holds, at any depth."""
    if isinstance(thing, dict):
        yield thing
    elif isinstance(thing, tuple):
        for each in thing:
            yield from texts_of(each)
    elif is_dataclass(thing):
        for field in fields(thing):
            if field.name not in {"lexicon", "name_book", "files"}:
                yield from texts_of(getattr(thing, field.name))


def test_the_page_s_own_sentences_are_its_introduction(charter: Charter) -> None:
    assert charter.introduction["fr"] == " ".join(PUBLISHED_SENTENCES)
    assert charter.signature["fr"] == "La rédaction"
    assert charter.title["fr"] == "Charte des commentaires"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_quotes_the_introduction_word_for_word(
    charter: Charter, language: str
) -> None:
    for clause in charter.clauses:
        quoted = clause.words[language].removesuffix(".").split("[…]")
        pattern = ".*".join(rf"\b{re.escape(part.strip())}\b" for part in quoted)
        assert re.search(pattern, charter.introduction[language]), (clause.id, language)


def test_what_the_machine_may_do_alone_clause_by_clause(charter: Charter) -> None:
    assert {c.id: (c.category.value, c.machine_may.value) for c in charter.clauses} == {
        "NOM_COMPLET": ("full_name", "publish"),  # asked for
        "IDENTITE_FAUSSE": ("false_identity", "review"),  # banned, by a person
        "HAINE": ("hate", "refuse"),
        "DIFFAMATION": ("defamation", "review"),  # no machine knows what is true
        "RACISME": ("racism", "refuse"),
        "MENACE": ("threat", "review"),  # a person may have to tell the police
        "VIOLENCE": ("incitement", "review"),
        "INJURE": ("insult", "refuse"),
        "TON": ("disrespect", "review"),
    }


def test_limits_hours_automation_and_redress_of_the_page(charter: Charter) -> None:
    assert charter.character_limit == 1_500
    assert charter.hours is not None
    assert charter.hours.opens == charter.hours.closes == time(0)
    assert charter.hours.time_zone == "Europe/Zurich"
    assert charter.automation.publish is True
    assert charter.automation.refuse is RefusalBy.RETURN
    assert charter.redress.appeal_months == 6


def test_the_law_is_told_apart_from_the_charter(charter: Charter) -> None:
    articles = {c.id: " ".join(note.article for note in c.legal) for c in charter.clauses}
    for clause_id, numbers in {
        "DIFFAMATION": "173 174",
        "INJURE": "177",
        "MENACE": "180 258",
        "VIOLENCE": "259",
        "HAINE": "261bis 261",
        "RACISME": "261bis",
        "IDENTITE_FAUSSE": "179decies",
    }.items():
        assert set(numbers.split()) <= set(articles[clause_id].split()), clause_id
    assert articles["NOM_COMPLET"] == articles["TON"] == "", "no law asks for a name or a tone"


def test_no_text_stands_in_for_its_translation(charter: Charter) -> None:
    texts = list(texts_of(charter))
    assert len(texts) > 30
    assert [text for text in texts if len(set(text.values())) < len(LANGUAGES)] == []


@pytest.mark.parametrize(
    ("language", "pattern", "policy"),
    [
        ("fr", r" [:;!?»]|« ", "no ordinary space before a high mark or inside « »"),
        ("fr", rf"[^{NBSP}]:|[^{NARROW}][;!?]", "a no-break space before : ; ! ?"),
        ("fr", r"['\"“”]", "apostrophes and quotation marks are typographic"),
        ("de", r"['\"ß„“]", "Swiss German: ss, and «» for quotation marks"),
        ("it", r"['\"]", "apostrophes are typographic"),
        ("en", r"['\"]", "apostrophes are typographic"),
    ],
)
def test_typography(charter: Charter, language: str, pattern: str, policy: str) -> None:
    slips = [t[language] for t in texts_of(charter) if re.search(pattern, t[language])]
    assert slips == [], policy


def test_a_charter_is_known_by_its_digest(charter: Charter, charter_files: CharterFiles) -> None:
    source = charter_files.source
    assert charter.source == source
    assert charter.digest == charter_digest(source) == hashlib.sha256(source.encode()).hexdigest()
    assert charter_digest(source + " ") != charter.digest, "the least change makes another charter"


def test_a_charter_does_not_change_under_its_readers(charter: Charter) -> None:
    with pytest.raises(FrozenInstanceError):
        charter.version = "2.0"  # type: ignore[misc]


def test_the_lexicons_that_the_charter_names_are_read(
    charter: Charter, charter_files: CharterFiles
) -> None:
    assert set(charter.lexicon_names) == set(charter_files.lexicons), "none is left unused"
    assert len(charter.lexicon.terms) > len(charter.lexicon_names)


def test_a_charter_of_the_past_is_shown_without_the_lexicons_that_are_gone(
    charter_files: CharterFiles, read_source: Callable[[str], Charter]
) -> None:
    source = charter_files.source.replace('version = "1.0"', 'version = "0.9"')
    past = read_source(source)
    assert past.version == "0.9"
    assert past.lexicon.terms == ()


def test_clauses_are_found_by_id_and_by_category(charter: Charter) -> None:
    assert charter.clause("INJURE").category is Category.INSULT
    insult = charter.clause_on(Category.INSULT)
    assert insult is not None
    assert insult.id == "INJURE"
    assert charter.clause_on(Category.LINK) is None, "the charter says nothing of links"
    with pytest.raises(KeyError, match="HORS_SUJET"):
        charter.clause("HORS_SUJET")


def test_recommendations_rise_in_severity() -> None:
    severities = [Recommendation(name).severity for name in ("publish", "review", "refuse")]
    assert severities == sorted(set(severities))


@pytest.mark.parametrize(
    ("text", "words", "policy"),
    [
        ({"fr": "oui", "de": "ja"}, "ja", "a reader's own language"),
        ({"fr": "oui"}, "oui", "French, the charter's own, where theirs is lacking"),
        ({"fr": "oui", "de": ""}, "oui", "an empty text is a lacking one"),
    ],
)
def test_a_text_is_given_in_the_language_asked_for(text: Text, words: str, policy: str) -> None:
    assert in_language(text, "de") == words, policy


@pytest.mark.parametrize(
    ("opens", "closes", "now", "is_open", "policy"),
    [
        ("00:00", "00:00", "2026-03-04T03:00+01:00", True, "round the clock"),
        ("07:00", "23:00", "2026-03-04T06:59+01:00", False, "not yet"),
        ("07:00", "23:00", "2026-03-04T07:00+01:00", True, "the opening minute is open"),
        ("07:00", "23:00", "2026-03-04T22:59+01:00", True, "still"),
        ("07:00", "23:00", "2026-03-04T23:00+01:00", False, "the closing minute is closed"),
        ("07:00", "23:00", "2026-03-04T06:00+00:00", True, "the clock is the newsroom's: winter"),
        ("07:00", "23:00", "2026-07-04T05:00+00:00", True, "and in summer time"),
        ("20:00", "02:00", "2026-03-04T01:59+01:00", True, "hours may span midnight"),
        ("20:00", "02:00", "2026-03-04T20:00+01:00", True, "from the evening on"),
        ("20:00", "02:00", "2026-03-04T02:00+01:00", False, "and end in the night"),
    ],
)
def test_opening_hours(opens: str, closes: str, now: str, is_open: bool, policy: str) -> None:
    hours = OpeningHours(time.fromisoformat(opens), time.fromisoformat(closes), "Europe/Zurich")
    assert hours.is_open(datetime.fromisoformat(now)) is is_open, policy


# --- A charter file with mistakes --------------------------------------------------


def changed(source: str, after: str, old: str, new: str) -> str:
    """Return *source* with the first *old* that follows *after* made *new*."""
    head, found, tail = source.partition(after)
    assert found, f"the shipped charter has {after!r}"
    assert old in tail, f"the shipped charter has {old!r} after {after!r}"
    return head + found + tail.replace(old, new, 1)


TOP, INJURE, TON = "# La charte", 'id = "INJURE"', 'id = "TON"'
INSULT = 'category = "insult"'

#: After what, what stands there, what an editor makes of it; where the mistake
#: is shown, its message and its hint (in part).
MISTAKES = [
    # Keys
    ("[limits]", "characters", "caracters", "limits.caracters", "no such key", "mean characters?"),
    (INJURE, INSULT, INSULT + "\nx = 1", "clause INJURE, x", "no such key", "known here: id,"),
    (TOP, 'version = "1.0"', "", "version", "missing", 'version = "1.0"'),
    ("[automation]", "publish = true", "", "automation.publish", "missing", "publish = true"),
    (INJURE, INSULT, "", "clause INJURE, category", "missing", 'category = "insult"'),
    ("[redress]", "appeal_months = 6", "", "redress.appeal_months", "missing", "= 6"),
    # Texts
    ("[signature]", 'de = "Die Redaktion"', "", "signature.de", "missing", 'de = "…"'),
    ("[signature]", "Die Redaktion", "  ", "signature.de", "empty", "straight quotes"),
    ("[signature]", '"Die Redaktion"', "3", "signature.de", "3 is no text", "straight quotes"),
    ("[signature]", "de =", 'rm = "La redacziun"\nde =', "signature.rm", "no such key", "fr, de"),
    (TON, "de =", "#", "clause TON, title.de", "missing", 'de = "…"'),
    ("180 CP", "it =", "#", "clause MENACE, legal 1, note.it", "missing", 'it = "…"'),
    # Ids and categories
    (TOP, 'id = "charte"', 'id = "à nous"', "id", '"à nous" cannot be part', "without accents"),
    (TOP, 'id = "charte"', "id = 7", "id", "7 cannot be part", "without accents"),
    ("[[clauses]]", '"TON"', '"LE TON"', "clause 9, id", '"LE TON" cannot', "letter first"),
    ("[[clauses]]", '"TON"', f'"{"T" * 41}"', "clause 9, id", "cannot be part", "at most 40"),
    (
        "[[clauses]]",
        '"TON"',
        '"HAINE"',
        "clause HAINE, id",
        "clause 3 of the file has HAINE",
        "of its own",
    ),
    (
        TON,
        "disrespect",
        "insult",
        "clause TON, category",
        "clause 8 of the file has insult",
        "join the",
    ),
    (TON, "disrespect", "disrepect", "clause TON, category", "no category", "mean disrespect?"),
    (TON, "disrespect", "colour", "clause TON, category", "no category", "known here: hate,"),
    # What the machine may do
    (TON, '"review"', '"hold"', "clause TON, machine_may", "no recommendation", "publish, review"),
    (INJURE, INSULT, INSULT + "\nreview_at = 0.3", "clause INJURE, review_at", "", "[promise]"),
    ("[automation]", "publish", "review_at = 1\npublish", "automation.review_at", "", "[promise]"),
    (
        TON,
        '"review"',
        '"review"\nrefused_rightly = 0.9',
        "clause TON, refused_rightly",
        "no effect",
        '= "refuse"',
    ),
    # Promises
    ("[promise]", "= 0.03", "= 1.01", "promise.published_wrongly", "1.01 is no share", "0 to 1"),
    ("[promise]", "= 0.03", "= -0.1", "promise.published_wrongly", "-0.1 is no share", "0 to 1"),
    ("[promise]", "= 0.97", "= nan", "promise.refused_rightly", "NaN is no share", "0 to 1"),
    ("[promise]", "= 0.97", "= true", "promise.refused_rightly", "true is no share", "0 to 1"),
    ("[promise]", "= 0.95", '= "0.95"', "promise.confidence", "no share", "without quotes"),
    ("[promise]", "= 0.95", "= 1", "promise.confidence", "1 is no share", "below 1"),
    ("[promise]", "= 0.10", "= 0", "promise.base_rate", "0 is no share", "above 0"),
    ("[automation]", '"return"', '"retrun"', "automation.refuse", "no way", "mean return?"),
    ("[automation]", "= 0.02", "= 2", "automation.sample", "2 is no share", "0 to 1"),
    ("[automation]", "= 0.02", "= true", "automation.sample", "true is no share", "0 to 1"),
    ("[automation]", "sample", "smaple", "automation.smaple", "no such key", "mean sample?"),
    ("[automation]", "true", '"yes"', "automation.publish", "neither true nor", "without quotes"),
    # Limits and hours
    ("[limits]", "1500", "0", "limits.characters", "0 is out of range", "1 to 10000"),
    ("[limits]", "1500", "10001", "limits.characters", "10001 is out", "1 to 10000"),
    ("[limits]", "1500", "true", "limits.characters", "true is out", "1 to 10000"),
    ("[limits]", "1500", "1500.0", "limits.characters", "1500.0 is out", "a whole number"),
    ("[redress]", "= 6", "= 0", "redress.appeal_months", "0 is out of range", "1 to 120"),
    ("[hours]", '"00:00"', '"7:00"', "hours.opens", '"7:00" is no time of day', '"07:00"'),
    ("[hours]", '"00:00"', '"24:00"', "hours.opens", '"24:00" is no time of day', '"07:00"'),
    ("[hours]", '"00:00"', "07:00:00", "hours.opens", "is no time of day", "in quotes"),
    ("[hours]", "Europe/Zurich", "Europe/Zuerich", "hours.time_zone", "no time", "Europe/Zurich?"),
    ("[hours]", "Europe/Zurich", "Europe", "hours.time_zone", "no time zone", "Europe"),
    ("[hours]", '"Europe/Zurich"', "1", "hours.time_zone", "1 is no time zone", "IANA"),
    ("[hours]", "Europe/Zurich", "../../tmp", "hours.time_zone", "no time zone", "IANA"),
    # Lexicons
    ("lexicons", "slurs.fr.toml", "slur.fr.toml", "lexicons", "no lexicon", "mean slurs.fr.toml?"),
]


@pytest.mark.parametrize(("after", "old", "new", "place", "message", "hint"), MISTAKES)
def test_a_mistake_is_shown_once_with_its_place_and_a_hint(
    charter_files: CharterFiles,
    read_source: Callable[[str], Charter],
    after: str,
    old: str,
    new: str,
    place: str,
    message: str,
    hint: str,
) -> None:
    with pytest.raises(CharterError) as caught:
        read_source(changed(charter_files.source, after, old, new))
    (mistake,) = caught.value.mistakes
    assert mistake.place == place
    assert message in mistake.message
    assert hint in mistake.hint


TEXT = '{fr = "a", de = "b", it = "c", en = "d"}'
MINIMAL = f"""\
id = "c"
version = "1"
title = {TEXT}
introduction = {TEXT}
signature = {TEXT}
lexicons = []
limits = {{characters = 1}}
automation = {{publish = false, refuse = "person"}}
promise = {{base_rate = 0.1, published_wrongly = 0.02, refused_rightly = 0.97, confidence = 0.95}}
redress = {{appeal_months = 1, mediator = {TEXT}}}
[[clauses]]
id = "A"
category = "insult"
machine_may = "refuse"
title = {TEXT}
words = {TEXT}
author_text = {TEXT}
"""


def test_what_may_be_left_out(read_source: Callable[[str], Charter]) -> None:
    charter = read_source(MINIMAL)
    (clause,) = charter.clauses
    assert charter.hours is None, "no opening hours: always open"
    assert charter.promise == Promise(0.1, 0.02, 0.97, 0.95), "the clause promises nothing else"
    assert charter.automation.sample == 0.0, "nothing is drawn"
    assert clause.legal == ()
    assert charter.lexicon.terms == ()


def test_a_clause_may_promise_more_than_the_charter(read_source: Callable[[str], Charter]) -> None:
    source = MINIMAL.replace('"insult"', '"insult"\nrefused_rightly = 0.999')
    promise = read_source(source).promise
    assert promise.refused_rightly_on("insult") == 0.999
    assert promise.refused_rightly_on("hate") == 0.97


@pytest.mark.parametrize(
    ("old", "new", "place", "message", "hint"),
    [
        ("lexicons = []", 'lexicons = "x"', "lexicons", "not a list", "square brackets"),
        ("lexicons = []", "lexicons = [7]", "lexicons", "no lexicon 7", "known here:"),
        (f"title = {TEXT}", 'title = "Charte"', "title", "not a table", "fr, de, it, en"),
        ("{characters = 1}", "1500", "limits", "not a table", "[limits]"),
        ("limits = {characters = 1}", "", "limits", "missing", "[limits]"),
        ("limits = ", "limit = ", "limit", "no such key", "did you mean limits?"),
        ("[[clauses]]", "[clauses]", "clauses", "not a list of tables", "[[clauses]]"),
        ('id = "A"', "", "clause 1, id", "missing", 'id = "INJURE"'),
        ('id = "A"', 'id = "A"\nlegal = {}', "clause A, legal", "not a list", "[[clauses.legal]]"),
        ('id = "A"', 'id = "A"\nlegal = ["173"]', "clause A, legal", "not a list", "[[clauses"),
    ],
)
def test_a_thing_of_the_wrong_shape_is_told_how_to_be_written(
    read_source: Callable[[str], Charter], old: str, new: str, place: str, message: str, hint: str
) -> None:
    with pytest.raises(CharterError) as caught:
        read_source(MINIMAL.replace(old, new, 1))
    (mistake,) = caught.value.mistakes
    assert mistake.place == place
    assert message in mistake.message
    assert hint in mistake.hint


def test_a_charter_has_at_least_one_clause(read_source: Callable[[str], Charter]) -> None:
    with pytest.raises(CharterError, match="clauses: is not a list of tables"):
        read_source(MINIMAL.partition("[[clauses]]")[0] + "clauses = []")


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ('id = "c"\nversion = 1.\n', "line 2", "after a statement"),
        ('id = "c"\nid = "d"\n', "line 2", "overwrite"),
        ("id = 'c'\n\ntitle = \"Charte", "line 3", "Unterminated string"),
        ("id = « c »", "line 1", "Invalid value"),
    ],
)
def test_what_is_not_toml_is_shown_by_its_line(
    read_source: Callable[[str], Charter], source: str, line: str, message: str
) -> None:
    with pytest.raises(CharterError) as caught:
        read_source(source)
    (mistake,) = caught.value.mistakes
    assert (mistake.place, message in mistake.message) == (line, True)
    assert "straight quotes" in mistake.hint


def test_mistakes_of_charter_lexicon_and_name_book_are_shown_together() -> None:
    source = MINIMAL.replace("lexicons = []", 'lexicons = ["a.toml"]').replace("= 1}", "= 0}", 1)
    with pytest.raises(CharterError) as caught:
        parse_charter(source, lexicons={"a.toml": "[[terms]]"}, name_book="[")
    places = [mistake.place for mistake in caught.value.mistakes]
    assert places[0] == "limits.characters"
    assert any(place.startswith("a.toml") for place in places)
    assert places[-1].startswith("name book")


def test_every_mistake_is_shown_at_once_as_an_editor_reads_it(
    read_source: Callable[[str], Charter],
) -> None:
    with pytest.raises(CharterError) as caught:
        read_source((GOLDEN / "charter_with_mistakes.toml").read_text("utf-8"))
    assert str(caught.value) + "\n" == (GOLDEN / "charter_errors.txt").read_text("utf-8")


# --- What the documentation says of it ---------------------------------------------


def keys_of(table: object) -> Iterator[str]:
    """Give every key in *table*, at any depth, but those of languages."""
    if isinstance(table, dict):
        for key, value in table.items():
            if key not in LANGUAGES:
                yield key
            yield from keys_of(value)
    elif isinstance(table, list):
        for each in table:
            yield from keys_of(each)


def test_every_key_and_category_is_documented(charter_files: CharterFiles) -> None:
    documented = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", CHARTER_PAGE))))
    named = set(keys_of(tomllib.loads(charter_files.source))) | set(Category)
    assert named - documented == set()


def test_the_errors_in_the_documentation_are_real_ones() -> None:
    shown = re.findall(r"```\n(version: .+?)```", CHARTER_PAGE, re.DOTALL)[0]
    real = (GOLDEN / "charter_errors.txt").read_text("utf-8")
    assert [entry for entry in re.split(r"\n(?! )", shown.strip()) if entry not in real] == []
