"""Measure a replay of a charter's draft as an editor meets it: how far it is, when it ends, that it stops.

    python -m tests.browser.measure_replay --rows 100000 [--postgres URL]

A real server with its worker, a database of so many comments, Debian's chromium. The draft knows one
more word, which each of the comments has. It prints figures and judges nothing.
"""

import argparse
import os
import shutil
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from moderation.core.comment import Draft
from moderation.core.person import Role
from moderation.runtime import Runtime
from moderation.services import submission, workshop
from moderation.services.installation import prepare
from moderation.settings import Settings
from moderation.storage import people
from moderation.storage.filling import fill_queue
from tests.browser.measure_desk import SENTENCES
from tests.conftest import PASSWORD, hire
from tests.servers import serving

ADDED = ('"connard(s)"', '"connard(s)", "schtroumpfeur(s)"')

#: In the page: how far the replay is, whenever that changes, and when.
WATCH = """() => {
  window.steps = [];
  const look = () => {
    const value = document.querySelector("#progress")?.value ?? 0;
    if (value !== (steps.at(-1)?.value ?? 0)) steps.push({ value, at: performance.now() });
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true });
}"""


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000, help="comments that are replayed")
    parser.add_argument("--postgres", help="an empty database's URL; otherwise SQLite")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="charte-replay-") as folder:
        settings = Settings(home=Path(folder), database_url=given.postgres, secret_key="s" * 32)
        runtime = prepare(settings).runtime
        draft_id = _fill(runtime, given.rows)
        runtime.database.close()
        environment = {"CHARTE_SECRET_KEY": "s" * 32}
        environment |= {"CHARTE_DATABASE_URL": given.postgres} if given.postgres else {}
        with serving(Path(folder), **environment) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            page = browser.new_page(locale="fr-CH")
            _log_in(page, server.url)
            engine = "PostgreSQL" if given.postgres else "SQLite"
            for tell in (_whole, _stopped):
                page.goto(f"{server.url}/desk/charte/projet/{draft_id}")
                page.fill("#n", str(given.rows))
                page.click("text=Rejouer les derniers")
                page.wait_for_selector("#progress")
                page.evaluate(WATCH)
                load = os.getloadavg()[0]
                print(f"{engine}, {given.rows:,} comments: {tell(page)} (load {load:.1f})")  # noqa: T201 - what it is for
            browser.close()


def _fill(runtime: Runtime, n_rows: int) -> int:
    """Store *n_rows* comments; the number of a draft that would decide otherwise on each."""
    hire(runtime, "Edda", Role.EDITOR)
    text = f"{SENTENCES[0]} Quel schtroumpfeur, ce conseiller !"
    first = submission.submit_comment(
        runtime, "exemple", Draft(text, "Rita Favre"), idempotency_key=None, needs_acceptance=False
    )
    fill_queue(runtime.database, first.comment.id, n_rows - 1, done=lambda n: None)
    with runtime.database.read() as session:
        edda = people.person_by_email(session, "edda@example.org")
    draft_id = workshop.begin_draft(runtime, edda, note="Un mot de plus")
    file = workshop.open_draft(runtime, draft_id).file("insults.fr.toml")
    workshop.save_file(
        runtime, edda, draft_id, file.name, text=file.text.replace(*ADDED, 1), seen=file.version
    )
    return draft_id


def _log_in(page: Page, url: str) -> None:
    page.goto(f"{url}/compte/connexion")
    page.fill("#email", "edda@example.org")
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/desk")


def _whole(page: Page) -> str:
    started = time.perf_counter()
    page.wait_for_function("() => !document.querySelector('[data-running]')", timeout=3_600_000)
    taken = time.perf_counter() - started
    steps = page.evaluate("steps")
    changed = page.inner_text("#changed")
    longest = max((b["at"] - a["at"] for a, b in pairwise(steps)), default=0)
    return f"{taken:.0f} s, shown in {len(steps)} steps, {longest / 1000:.1f} s apart at most; « {changed} »"


def _stopped(page: Page) -> str:
    page.wait_for_function("() => steps.length > 2", timeout=600_000)
    started = time.perf_counter()
    page.click("text=Arrêter")
    page.wait_for_function("() => !document.querySelector('[data-running]')", timeout=600_000)
    taken = time.perf_counter() - started
    return f"stopped after « {page.inner_text('label[for=progress]')} », {taken:.1f} s after it was asked"


if __name__ == "__main__":
    main()
