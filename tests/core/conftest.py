"""The shipped charter, as the core's tests need it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from moderation import resources
from moderation.core.charter import Charter
from moderation.core.charter_file import parse_charter

NAME_BOOK = "names.toml"


@dataclass(frozen=True, slots=True)
class CharterFiles:
    """The shipped charter's text and the texts of what it needs."""

    source: str
    lexicons: Mapping[str, str]
    name_book: str


@pytest.fixture(scope="session")
def charter_files() -> CharterFiles:
    folder = resources.charters()
    lexicons = {file.name: file.read_text("utf-8") for file in (folder / "lexicons").glob("*.toml")}
    name_book = lexicons.pop(NAME_BOOK)
    return CharterFiles((folder / "charte.toml").read_text("utf-8"), lexicons, name_book)


@pytest.fixture(scope="session")
def charter(charter_files: CharterFiles) -> Charter:
    """The shipped charter, with its lexicons and names."""
    return parse_charter(
        charter_files.source, lexicons=charter_files.lexicons, name_book=charter_files.name_book
    )


@pytest.fixture
def read_source(charter_files: CharterFiles) -> Callable[[str], Charter]:
    """Parse another source beside the shipped lexicons, whose words are left out for speed."""

    def read(source: str) -> Charter:
        lexicons = dict.fromkeys(charter_files.lexicons, "")
        return parse_charter(source, lexicons=lexicons, name_book="")

    return read
