"""What users get: the wheel, installed elsewhere."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

ASK = """
from moderation.resources import charters, resource
from moderation.runtime import open_classifier, read_charter
from moderation.settings import load_settings
assert (resource("templates") / "base.html").is_file()
assert (resource("models") / "baseline" / "manifest.json").is_file()
print(read_charter(None).version, open_classifier(load_settings()).model_id)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", folder, ROOT],
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.mark.slow
def test_the_wheel_holds_one_package_with_all_its_files(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"moderation"}
    for needed in (
        "moderation/_data/templates/base.html",
        "moderation/_data/models/baseline/model.skops",
        "moderation/charters/charte.toml",
        "moderation/translations/de/LC_MESSAGES/messages.mo",
        "moderation/storage/migrations/versions/0001_the_first_tables.py",
    ):
        assert needed in names
    assert not [name for name in names if "training_data" in name or "tests/" in name]


@pytest.mark.slow
def test_an_installed_wheel_finds_its_files_from_anywhere(wheel, tmp_path):
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    ran = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(site)!r}){ASK}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    version, model_id = ran.stdout.split()
    assert version
    assert model_id
