"""`charte check`."""

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from moderation.cli.failures import told
from moderation.core.charter import Charter, Recommendation, in_language
from moderation.core.comment import Draft
from moderation.core.rules import Field
from moderation.core.verdict import Verdict
from moderation.core.wording import explain
from moderation.runtime import Runtime, open_runtime
from moderation.services.charter_in_force import with_charter_in_force
from moderation.services.installation import with_secret_key
from moderation.services.judging import judge, judge_many
from moderation.services.reasons import reasons_of
from moderation.settings import load_settings

#: Comments judged together.
BATCH = 128

_COLOURS = {
    Recommendation.PUBLISH: "green",
    Recommendation.REVIEW: "yellow",
    Recommendation.REFUSE: "red",
}
_WORDS = {
    Recommendation.PUBLISH: "publier",
    Recommendation.REVIEW: "faire lire",
    Recommendation.REFUSE: "refuser",
}


@click.command()
@click.argument("text", required=False)
@click.option("--name", default="", help="The author's name, to be checked too.")
@click.option(
    "--charter",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Judge by this file, to try it, and not by the charter in force.",
)
@click.option(
    "--jsonl", is_flag=True, help='Read {"id","text","lang"?} lines, write a verdict a line.'
)
def check(text: str | None, name: str, file: Path | None, jsonl: bool) -> None:
    """Judge TEXT by the charter in force, or by a file; nothing is stored.

    With --jsonl comments are read from standard input, one JSON object a
    line, and judged in batches.
    """
    with told():
        runtime = _opened(file)
        if jsonl:
            for line in judged_lines(runtime, sys.stdin.buffer):
                click.echo(line)
        elif text is None:
            raise click.UsageError("give a text, or --jsonl")
        else:
            draft = Draft(text, name)
            show(Console(), runtime.charter, draft, judge(runtime, draft))


def _opened(file: Path | None) -> Runtime:
    """Return what judges: by *file*, or by the charter in force. Says which, where there are two."""
    settings = with_secret_key(load_settings())
    if file is not None:
        return open_runtime(settings.model_copy(update={"charter": file}))
    of_file = open_runtime(settings)
    if not of_file.database.is_ready():
        return of_file  # a machine where nothing is installed: the file is all there is
    runtime = with_charter_in_force(of_file)
    if (
        runtime.charter.source != of_file.charter.source
        or runtime.charter.files != of_file.charter.files
    ):
        click.echo(
            f"By charter {runtime.charter.version}, published at the desk; the file's"
            f" ({of_file.charter.version}) is not in force: try it with --charter.",
            err=True,
        )
    return runtime


def judged_lines(runtime: Runtime, lines: Iterable[bytes]) -> Iterator[str]:
    """Give a line of JSON for each of *lines*, in their order, batch by batch.

    Raises click.ClickException, naming the line, if one is not as expected.
    """
    numbered = enumerate((line for line in lines if line.strip()), 1)
    while batch := list(islice(numbered, BATCH)):
        rows = [_read(number, line) for number, line in batch]
        drafts = [Draft(row["text"], language=row.get("lang")) for row in rows]
        for row, draft, verdict in zip(rows, drafts, judge_many(runtime, drafts), strict=True):
            answer = {
                "id": row["id"],
                "recommendation": verdict.recommendation,
                "scores": {name: round(p, 6) for name, p in verdict.probabilities.items()},
                "reasons": reasons_of(verdict, draft, language="fr"),
                "gaps": list(verdict.gaps),
            }
            yield json.dumps(answer, ensure_ascii=False)


def _read(number: int, line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, UnicodeDecodeError) as error:
        raise click.ClickException(f"line {number}: this is not JSON") from error
    if not isinstance(row, dict) or "id" not in row or not isinstance(row.get("text"), str):
        raise click.ClickException(f'line {number}: an object with "id" and "text" is expected')
    if not isinstance(row.get("lang"), str | None):
        raise click.ClickException(f'line {number}: "lang" is a language code')
    return row


def show(console: Console, charter: Charter, draft: Draft, verdict: Verdict) -> None:
    """Print a verdict that a person likes to read."""
    colour = _COLOURS[verdict.recommendation]
    console.print(Text(f" {_WORDS[verdict.recommendation]} ", style=f"bold reverse {colour}"))
    console.print(_highlighted(draft, verdict))
    table = Table(show_edge=False, pad_edge=False, header_style="dim")
    for heading in ("clause", "motif", "demande", "d’après"):
        table.add_column(heading)
    for hit in verdict.hits:
        table.add_row(
            _title(charter, hit.clause_id) or "(indice pour l’équipe)",
            explain(hit, "fr"),
            _WORDS[hit.calls_for],
            f"règle {hit.rule}",
        )
    for score in verdict.scores:
        table.add_row(
            _title(charter, score.clause_id) or "charte",
            f"probabilité {_per_cent(score.probability)} (seuil {_per_cent(score.threshold)})",
            _WORDS[score.calls_for],
            "classificateur",
        )
    if table.row_count:
        console.print(table)
    for gap in verdict.gaps:
        console.print(Text(f"non vérifié : {gap}", style="magenta"))


def _highlighted(draft: Draft, verdict: Verdict) -> Text:
    shown = Text(draft.body)
    for score in verdict.scores:
        for span in score.spans:
            shown.stylize("underline", span.start, span.end)
    for hit in verdict.hits:
        if hit.field is Field.BODY:
            for span in hit.spans:
                shown.stylize(f"bold {_COLOURS[hit.calls_for]}", span.start, span.end)
    return shown


def _per_cent(probability: float) -> str:
    return f"{probability * 100:.0f}\N{NO-BREAK SPACE}%"


def _title(charter: Charter, clause_id: str | None) -> str | None:
    return in_language(charter.clause(clause_id).title, "fr") if clause_id else None
