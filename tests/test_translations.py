"""The catalogues say everything that the pages say, in every language, and say it well."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from moderation.core.charter import LANGUAGES

ROOT = Path(__file__).parent.parent
TRANSLATIONS = ROOT / "moderation" / "translations"
PLACEHOLDER = re.compile(r"%\(\w+\)\w")


@pytest.fixture(scope="module")
def messages():
    """All that templates and code mark for translation."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, DEFAULT_KEYWORDS)
    return {message for _, _, message, _, _ in found}


def catalogue(language):
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file)


def forms(text):
    return text if isinstance(text, tuple) else (text,)


def test_there_is_a_catalogue_for_each_language_but_the_source():
    found = {path.name for path in TRANSLATIONS.iterdir() if path.is_dir()}
    assert found == set(LANGUAGES) - {"fr"}


@pytest.mark.parametrize("language", ["de", "it", "en"])
def test_a_catalogue_holds_every_text_and_none_other(messages, language):
    assert len(messages) > 150
    held = {message.id for message in catalogue(language) if message.id}
    assert held == messages


@pytest.mark.parametrize("language", ["de", "it", "en"])
def test_nothing_is_missing_or_doubtful(language):
    for message in catalogue(language):
        if message.id:
            assert all(forms(message.string)), message.id
            assert not message.fuzzy, message.id
            assert len(forms(message.string)) == len(forms(message.id))


@pytest.mark.parametrize("language", ["de", "it", "en"])
def test_a_translation_has_the_placeholders_of_its_source(language):
    for message in catalogue(language):
        wanted = set(PLACEHOLDER.findall(" ".join(forms(message.id))))
        for form in forms(message.string):
            if message.id:
                assert set(PLACEHOLDER.findall(form)) == wanted, message.id


def test_swiss_german_has_no_sharp_s():
    for message in catalogue("de"):
        assert "ß" not in " ".join(forms(message.string))


@pytest.mark.parametrize("language", ["fr", "de", "it", "en"])
def test_typography_is_a_newspapers(messages, language):
    texts = messages if language == "fr" else [m.string for m in catalogue(language) if m.id]
    for text in texts:
        for form in forms(text):
            assert "'" not in form, form
            assert "..." not in form, form
            if language == "fr":
                assert not re.search(r" [:;!?»]|« ", form), form
            else:
                assert not re.search(r"\s[:;!?]", form), form


def test_numbers_and_dates_are_written_as_in_switzerland(rita, runtime, amir):
    amir.write("Le vote de mars est maintenu, et c’est heureux pour les communes.")
    expected = {
        "fr": ("1’500", "2 novembre 2026, 10 h 30"),
        "de": ("1’500", "2. November 2026, 10.30 Uhr"),
        "it": ("1’500", "2 novembre 2026, ore 10.30"),
        "en": ("1,500", "2 November 2026, 10:30"),
    }
    for language, (number, moment) in expected.items():
        page = rita.get(f"/article/budget?lang={language}").text.replace("\u00a0", " ")
        assert f">{number}</span>" in page
        assert moment in page
