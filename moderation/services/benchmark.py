"""How fast it is, here: the measuring behind `charte bench`."""

import http.client
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import sqlalchemy as sa

from moderation.core.comment import Draft
from moderation.core.decision import Action
from moderation.core.person import Person, Role
from moderation.core.view import EVERYTHING, Need, View
from moderation.runtime import Runtime
from moderation.services.identity import create_person
from moderation.services.judging import judge, judge_many
from moderation.services.queues import count_waiting, load_ahead
from moderation.services.review import decide, next_case, skip
from moderation.services.submission import PUBLIC_ID_BYTES, put_article, submit_comment
from moderation.storage import charters
from moderation.storage.database import Database
from moderation.storage.filling import BROKEN_CLAUSE, RARE_LANGUAGE, fill_queue

#: Comments of the lengths and tones that a newspaper gets, written for this purpose.
COMMENTS = (
    "Merci pour cet article.",
    "Et qui paie, au bout du compte ? Toujours les mêmes.",
    "J’habite le quartier depuis trente ans et je n’ai jamais vu autant de camions le matin. "
    "La commune promet un comptage depuis 2019 ; on l’attend encore.",
    "Le Conseil d’État aurait pu consulter les communes avant de trancher. Sur le fond, la mesure "
    "se défend : les bus sont pleins à 7 h 30 et vides à 10 h. Mais qu’on ne vienne pas nous dire "
    "que c’est « sans incidence sur les finances » alors que le rapport de la commission chiffre "
    "le surcoût à 4,2 millions de francs par an.",
    "Vous êtes vraiment un crétin, relisez l’article avant d’écrire n’importe quoi.",
    "Je ne suis pas d’accord avec Monsieur Favre. Comparer notre caisse maladie à celle des "
    "Pays-Bas n’a pas de sens : ils ont une franchise unique, un panier de soins plus étroit et "
    "des médecins de famille qui filtrent l’accès aux spécialistes. Ce sont trois réformes que "
    "nous avons refusées dans les urnes. Alors, avant de parler de « modèle », il faudrait dire "
    "laquelle des trois on est prêt à accepter, et combien de primes elle ferait gagner. Pour ma "
    "part, je commencerais par le filtre : mon médecin m’évite deux consultations par an. Le "
    "reste viendra peut-être, mais pas sans que Berne joue cartes sur table avec les cantons.",
)


@dataclass(frozen=True, slots=True)
class Timing:
    """How long one thing took, in milliseconds, and how many went by a second."""

    name: str
    n: int
    per_second: float
    p50: float
    p95: float
    p99: float


def summarise(name: str, seconds: Sequence[float], *, elapsed: float | None = None) -> Timing:
    """Return the percentiles of *seconds*; the rate over *elapsed* or over their sum."""
    p50, p95, p99 = np.percentile(np.array(seconds) * 1000, [50, 95, 99])
    total = elapsed if elapsed is not None else sum(seconds)
    return Timing(name, len(seconds), len(seconds) / total, float(p50), float(p95), float(p99))


def time_checks(runtime: Runtime, n: int) -> list[Timing]:
    """Time *n* checks one at a time, then in batches of 128."""
    drafts = [Draft(COMMENTS[i % len(COMMENTS)], "Anne Rochat", language="fr") for i in range(n)]
    judge_many(runtime, drafts[:16])
    single = [_seconds(partial(judge, runtime, draft)) for draft in drafts]
    batches = [drafts[i : i + 128] for i in range(0, n, 128)]
    many = [_seconds(partial(judge_many, runtime, batch)) for batch in batches]
    each = [s / len(b) for s, b in zip(many, batches, strict=True) for _ in b]
    classify = runtime.classifier.probabilities
    alone = [_seconds(partial(classify, [draft.body])) for draft in drafts]
    return [
        summarise("check, one at a time", single),
        summarise("check, in batches of 128", each),
        summarise("of which the classifier, one at a time", alone),
    ]


def time_http(host: str, port: int, key: str, n: int, *, clients: int) -> list[Timing]:
    """Time *n* checks over HTTP from *clients* connections, by two protocols, and /health as the floor."""
    own = [{"text": text, "author_name": "Anne Rochat"} for text in COMMENTS]
    perspective = [
        {"comment": {"text": text}, "languages": ["fr"], "requestedAttributes": {"CHARTE": {}}}
        for text in COMMENTS
    ]
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def ask(method: str, path: str, contents: Sequence[object]) -> Callable[[int], list[float]]:
        bodies = [json.dumps(content).encode() for content in contents]

        def client(number: int) -> list[float]:
            connection = http.client.HTTPConnection(host, port, timeout=30)
            taken = []
            for i in range(number, n, clients):
                started = time.perf_counter()
                connection.request(method, path, bodies[i % len(bodies)], headers)
                response = connection.getresponse()
                response.read()
                taken.append(time.perf_counter() - started)
                if response.status != http.HTTPStatus.OK:
                    address = path.partition("?")[0]  # without the key
                    raise RuntimeError(f"{address} answered {response.status}")
            connection.close()
            return taken

        return client

    timings = []
    for name, method, path, contents in (
        ("/health", "GET", "/health", own),
        ("check", "POST", "/api/v1/check", own),
        ("as Coral asks Perspective", "POST", f"/v1alpha1/comments:analyze?key={key}", perspective),
    ):
        started = time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            client = ask(method, path, contents)
            taken = [s for part in pool.map(client, range(clients)) for s in part]
        name = f"{name} over HTTP, {clients} clients"
        timings.append(summarise(name, taken, elapsed=time.perf_counter() - started))
    return timings


def time_queue(
    runtime: Runtime, n_rows: int, n: int, *, done: Callable[[int], None]
) -> list[Timing]:
    """Time the queue with *n_rows* pending, *n* times each, and a bare query as the floor.

    The database of *runtime* must be empty and migrated; it is left full.
    """
    moderator, template_id = _seed(runtime)
    fill_queue(runtime.database, template_id, n_rows - 1, done=done)
    name = f"{runtime.database.engine.dialect.name}, {n_rows:,} pending"
    floor = [_seconds(lambda: _bare_query(runtime.database)) for _ in range(n)]
    next_one = partial(_time_next, runtime, moderator)
    return [
        summarise(f"{name}: a bare query", floor),
        summarise(f"{name}: next in queue", [next_one(EVERYTHING) for _ in range(n)]),
        summarise(
            f"{name}: next in a narrowed view",
            [next_one(view) for _ in range(n // len(_NARROWED)) for view in _NARROWED],
        ),
        summarise(
            f"{name}: how many wait in each queue",
            [_seconds(partial(count_waiting, runtime, moderator)) for _ in range(n)],
        ),
        summarise(
            f"{name}: a decision, and the next loaded ahead",
            list(_time_decisions(runtime, moderator, n)),
        ),
    ]


#: Views that find few among all that waits.
_NARROWED = (
    View(language=RARE_LANGUAGE),
    View(Need.READING, clause_id=BROKEN_CLAUSE),
    View(clause_id=BROKEN_CLAUSE, language=RARE_LANGUAGE),
    View(article="bench", waited_hours=1),
)


def _time_next(runtime: Runtime, moderator: Person, view: View) -> float:
    started = time.perf_counter()
    case = next_case(runtime, moderator, view)
    taken = time.perf_counter() - started
    if case is not None:
        skip(runtime, moderator, case.comment.public_id)
    return taken


def _time_decisions(runtime: Runtime, moderator: Person, n: int) -> Iterator[float]:
    """Decide as the desk's script does: the next one is on the screen, the one after it is loaded."""
    case = next_case(runtime, moderator)
    ahead = load_ahead(runtime, moderator, case.comment.public_id).case if case else None
    for _ in range(n):
        if case is None or ahead is None:
            raise RuntimeError("the queue is empty")
        comment = case.comment
        started = time.perf_counter()
        decide(runtime, moderator, comment.public_id, seen=comment.version, action=Action.APPROVE)
        following = load_ahead(runtime, moderator, ahead.comment.public_id).case
        yield time.perf_counter() - started
        case, ahead = ahead, following


@contextmanager
def empty_runtime(runtime: Runtime, url: str | None) -> Iterator[Runtime]:
    """Give *runtime* on an empty database: at *url*, in a schema of its own, or in a new file."""
    with TemporaryDirectory(prefix="charte-bench-") as folder:
        file_url = f"sqlite:///{Path(folder) / 'bench.db'}"
        with _schema_of_its_own(url) if url else _as_is(file_url) as address:
            database = Database(address)
            try:
                database.upgrade()
                yield replace(runtime, database=database)
            finally:
                database.close()


def memory_megabytes(pids: Sequence[int]) -> float:
    """Return the memory that processes take together, shared pages counted once (PSS)."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def family(pid: int) -> list[int]:
    """Return the process *pid* and its children (Linux)."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return [pid, *(int(child) for child in children)]


@contextmanager
def _as_is(url: str) -> Iterator[str]:
    yield url


@contextmanager
def _schema_of_its_own(url: str) -> Iterator[str]:
    schema = f"charte_bench_{os.getpid()}"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.schema.CreateSchema(schema))
    try:
        yield f"{url}{'&' if '?' in url else '?'}options=-csearch_path%3D{schema}"
    finally:
        with engine.connect() as connection:
            connection.execute(sa.schema.DropSchema(schema, cascade=True))
        engine.dispose()


def _seed(runtime: Runtime) -> tuple[Person, int]:
    with runtime.database.begin() as session:
        charters.keep_charter(session, runtime.charter, adopted_at=datetime.now(UTC))
    put_article(runtime, key="bench", title="Bench", url=None)
    held = replace(runtime, settings=runtime.settings.model_copy(update={"automation": False}))
    submitted = submit_comment(
        held,
        "bench",
        Draft(COMMENTS[3], "Anne Rochat"),
        idempotency_key=runtime.random(PUBLIC_ID_BYTES),
        needs_acceptance=False,
    )
    new = create_person(runtime, email="bench@example.org", name="Bench", role=Role.MODERATOR)
    return new.person, submitted.comment.id


def _bare_query(database: Database) -> None:
    with database.begin() as session:
        session.execute(sa.select(1))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
