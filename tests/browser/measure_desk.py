"""Measure the desk as a moderator meets it: a key is pressed, the next comment is on the screen.

    python -m tests.browser.measure_desk --rows 1000000 [--postgres URL]

A real server, a database of so many comments, Debian's chromium. The time is the browser's own:
from the key to the frame that shows another comment. It prints figures and judges nothing.
"""

import argparse
import os
import shutil
import statistics
import tempfile
from pathlib import Path

import sqlalchemy as sa
from playwright.sync_api import Page, sync_playwright

from moderation.core.comment import Draft
from moderation.core.person import Role
from moderation.runtime import Runtime
from moderation.services import submission
from moderation.services.installation import prepare
from moderation.settings import Settings
from moderation.storage.filling import fill_queue
from tests.conftest import PASSWORD, hire
from tests.servers import serving

#: What people write, more or less; each is told apart by its number.
SENTENCES = (
    "Je ne comprends pas que la commune refuse encore ce projet de piste cyclable.",
    "Votre argument est ambigu, et vous le savez aussi bien que moi, Monsieur.",
    "Les frontaliers paient aussi leurs impôts, il serait temps de s’en souvenir un peu.",
    "Bravo à la rédaction pour cette enquête, il y en a trop peu de ce genre chez nous.",
    "Encore une hausse des primes, et personne à Berne pour nous dire où va cet argent !",
    "Ce conseiller raconte n’importe quoi depuis des mois, qu’il démissionne enfin.",
)

#: In the page: the moments from a key to the frame with another comment, in milliseconds.
WATCH = """() => {
  window.taken = [];
  const shown = () => document.querySelector(".case .body")?.textContent ?? "";
  let from = null, before = "";
  addEventListener("keydown", () => { from = performance.now(); before = shown(); }, true);
  new MutationObserver(() => {
    if (from === null || shown() === before || !document.querySelector("#desk h1")) return;
    const start = from;
    from = null;
    requestAnimationFrame(() => requestAnimationFrame(() => taken.push(performance.now() - start)));
  }).observe(document.body, { childList: true, subtree: true });
}"""


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="comments in the database")
    parser.add_argument("--decisions", type=int, default=200, help="decided, one key each")
    parser.add_argument("--postgres", help="an empty database's URL; otherwise SQLite")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="charte-desk-") as folder:
        settings = Settings(
            home=Path(folder),
            database_url=given.postgres,
            secret_key="s" * 32,
            model="none",
        )
        runtime = prepare(settings).runtime
        _fill(runtime, given.rows, given.decisions)
        runtime.database.close()
        environment = {"CHARTE_SECRET_KEY": "s" * 32, "CHARTE_MODEL": "none"}
        environment |= {"CHARTE_DATABASE_URL": given.postgres} if given.postgres else {}
        with serving(Path(folder), **environment) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            taken = _decide(browser.new_page(locale="fr-CH"), server.url, given.decisions)
            browser.close()
    engine = "PostgreSQL" if given.postgres else "SQLite"
    cuts = statistics.quantiles(taken, n=100, method="inclusive")
    print(  # noqa: T201 - what it is for
        f"{engine}, {given.rows:,} comments, {len(taken)} decisions by one key: "
        f"median {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, p99 {cuts[98]:.0f} ms, "
        f"longest {max(taken):.0f} ms (load {os.getloadavg()[0]:.1f})"
    )


def _fill(runtime: Runtime, n_rows: int, n_waiting: int) -> None:
    """Store *n_rows* comments, of which *n_waiting* wait: those that will be read, oldest first."""
    hire(runtime, "Mona", Role.MODERATOR)
    first = _submit(runtime, 0)
    fill_queue(runtime.database, first, n_rows - n_waiting, done=lambda n: None)
    with runtime.database.begin() as session:
        session.execute(sa.text("DELETE FROM queue"))
        session.execute(sa.text("UPDATE comment SET status = 'published'"))
    for number in range(1, n_waiting + 1):
        _submit(runtime, number)


def _submit(runtime: Runtime, number: int) -> int:
    text = f"{SENTENCES[number % len(SENTENCES)]} ({number})"
    return submission.submit_comment(
        runtime,
        "exemple",
        Draft(text, f"{('Rita', 'Jean', 'Ursula')[number % 3]} Favre"),
        idempotency_key=None,
        needs_acceptance=False,
    ).comment.id


def _decide(page: Page, url: str, n_decisions: int) -> list[float]:
    page.goto(f"{url}/compte/connexion")
    page.fill("#email", "mona@example.org")
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/desk")
    page.evaluate(WATCH)
    for done in range(n_decisions - 1):
        page.wait_for_selector(".case .body")
        page.wait_for_timeout(400)  # who reads one comment takes twelve seconds and more
        page.keyboard.press("a")
        page.wait_for_function("n => taken.length > n", arg=done, timeout=60_000)
    return page.evaluate("taken")


if __name__ == "__main__":
    main()
