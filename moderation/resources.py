"""Where the shipped, read-only files are: templates/ and models/.

In an installed wheel they lie inside the package, under ``moderation/_data``
(pyproject.toml, ``force-include``); in a checkout they are the top-level
directories of the same names.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """Return the directory of shipped files called *name*.

    Raises FileNotFoundError, naming both places looked in.
    """
    places = [_PACKAGE / "_data" / name, _PACKAGE.parent / name]
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"neither {places[0]} nor {places[1]} exists")


def charters() -> Path:
    """Return the directory of the shipped charter and its lexicons."""
    return _PACKAGE / "charters"
