"""Comments of another system are taken over: in portions, any number of times, with a remark on what is not.

Each portion is one transaction. What was stored is known by its source and its name there, so
a run that was cut short is simply started again. Nobody is written to, and nothing is judged
but what waits for a person.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from moderation.adapters.remarks import report_in
from moderation.adapters.sources import READERS, Item, detect
from moderation.adapters.sources.files import Meter
from moderation.core.charter import LANGUAGES, Category, Recommendation
from moderation.core.comment import Article, Draft, Status
from moderation.core.decision import Action
from moderation.core.importing import (
    NOTES,
    Format,
    Learn,
    Reason,
    Remark,
    SourceArticle,
    SourceComment,
    Standing,
    Taken,
    article_key,
    cleaned_article,
    is_public_id,
    is_source_id,
    taken,
    teaches,
)
from moderation.core.names.key import author_key, name_key
from moderation.core.retention import Kind
from moderation.core.rulebook import rules_version
from moderation.core.verdict import Verdict
from moderation.errors import Conflict, InvalidInput
from moderation.runtime import Runtime
from moderation.services.hanging import hang_waiting, places_of
from moderation.services.judging import VOUCHED_FOR, detect_language, judge_many
from moderation.services.retention import periods_of
from moderation.services.submission import PUBLIC_ID_BYTES
from moderation.storage import articles, imported, people
from moderation.storage.imported import Known, NewImported

#: Rows in one transaction: other writers wait for its end.
PORTION = 500

#: Articles whose numbers are remembered between portions.
_REMEMBERED = 10_000

#: Of what was not judged: says so to whoever looks at the case.
NOT_JUDGED = "imported"

#: What a status follows from. Of what is published, or waits, nobody has decided anything.
_ACTIONS: Mapping[Status, Action] = {
    Status.REJECTED: Action.REJECT,
    Status.RETURNED: Action.RETURN,
    Status.WITHDRAWN: Action.WITHDRAW,
}


@dataclass(frozen=True, slots=True)
class Options:
    """How comments of a source are taken over."""

    source: str  # what their system is called: names of comments are told apart by it
    language: str = "fr"  # of articles that do not say theirs
    takes_emails: bool = False
    learn: Learn | None = None
    is_own: bool = False  # from Charte itself: public ids are kept
    is_dry_run: bool = False


@dataclass(slots=True)
class Imported:
    """What became of the rows that were read."""

    articles: int = 0  # new ones
    taken: Counter[Status] = field(default_factory=Counter)
    known: int = 0  # here already
    remarks: Counter[Reason] = field(default_factory=Counter)
    broken: InvalidInput | None = None  # why the source could not be read to its end

    @property
    def refused(self) -> int:
        """Rows that are not taken."""
        return sum(n for reason, n in self.remarks.items() if reason not in NOTES)


def import_file(
    runtime: Runtime,
    path: Path,
    form: Format | None,
    options: Options,
    *,
    report: Path,
    done: Callable[[int, int], None] = lambda n, total: None,
) -> Imported:
    """Take over what *path* holds, a file or a folder; *form*: None for what it shows itself to be.

    Remarks are written to the file *report*, if there are any. *done* is told how much of how
    much was read. Without a source in *options* its form is the source.

    Raises InvalidInput if it cannot be told what it is, or a file not be opened; see also
    `import_comments`.
    """
    form = form or detect(path)
    options = replace(options, source=options.source or form, is_own=form is Format.CHARTE)
    meter = Meter()
    with report_in(report) as remark:
        return import_comments(
            runtime,
            READERS[form](path, meter),
            options,
            remark=remark,
            done=lambda: done(meter.done, meter.total),
        )


def import_comments(
    runtime: Runtime,
    items: Iterable[Item],
    options: Options,
    *,
    remark: Callable[[Remark], None],
    done: Callable[[], None] = lambda: None,
) -> Imported:
    """Store what *items* gives and is not here yet; *remark* is told of what is refused or changed.

    An article that is here already stays as it is. *done* is called after each portion. What
    answers a comment that comes later, or in another file, waits for it at the top.

    Where the source cannot be read any further what came before is stored, and the answer says why.

    Raises Unavailable if the database cannot take it, Conflict if somebody else imports the same.
    """
    importer = _Importer(runtime, options, remark)
    try:
        for portion in _portions(items):
            importer.take(portion)
            done()
    except InvalidInput as error:
        importer.result.broken = error
    importer.hang_rest()
    return importer.result


def _portions(items: Iterable[Item]) -> Iterator[Sequence[Item]]:
    """Give *items* in portions, the last one, too, if they cannot be read to their end."""
    portion: list[Item] = []
    try:
        for item in items:
            portion.append(item)
            if len(portion) == PORTION:
                yield portion
                portion = []
    except InvalidInput:
        if portion:
            yield portion
        raise
    if portion:
        yield portion


class _Importer:
    def __init__(
        self, runtime: Runtime, options: Options, remark: Callable[[Remark], None]
    ) -> None:
        self.result = Imported()
        self._runtime, self._options, self._tell = runtime, options, remark
        self._now = runtime.clock()
        self._articles: dict[str, int] = {}
        self._stand_in: int | None = None
        months = runtime.charter.redress.appeal_months
        due = periods_of(runtime.settings).before(self._now, appeal_months=months)
        self._emails_after = due[Kind.ADDRESS] if options.takes_emails else None
        spam = runtime.charter.clause_on(Category.SPAM)
        self._spam = (spam.id,) if spam else ()
        self._clauses = {clause.id for clause in runtime.charter.clauses}
        self._verdicts: dict[str, Verdict] = {}

    def take(self, portion: Sequence[Item]) -> None:
        """Store one portion; prepared first, for nothing slow belongs in a transaction."""
        remarks = [item for item in portion if isinstance(item, Remark)]
        found = {item.id: item for item in portion if isinstance(item, SourceArticle)}
        ready, refused = self._ready([x for x in portion if isinstance(x, SourceComment)])
        remarks += refused
        with self._runtime.database.read() as session:
            known = self._known(session, {one.source.id for one in ready})
        new, changed = self._new(ready, known)
        remarks += changed
        remarks += [
            Remark(one.source.row, one.source.id, note) for one in new for note in one.notes
        ]
        self.result.known += len(ready) - len(new) - len(changed)
        if not self._options.is_dry_run:
            self._store(new, list(found.values()))
        self.result.taken.update(one.status for one in new)
        self._remark(remarks)

    def _ready(self, sources: Sequence[SourceComment]) -> tuple[list[Taken], list[Remark]]:
        ready, refused = [], []
        for source in sources:
            found: Taken | Reason = taken(
                source,
                now=self._now,
                language=self._options.language,
                emails_after=self._emails_after,
            )
            if self._options.is_own and not is_public_id(source.id):
                found = Reason.NO_ID
            if isinstance(found, Taken):
                ready.append(found)
            else:
                refused.append(Remark(source.row, source.id, found))
        return ready, refused

    def _new(
        self, ready: Sequence[Taken], known: Mapping[str, Known]
    ) -> tuple[list[Taken], list[Remark]]:
        """Return what is not here yet, and remarks on what is here with another text."""
        digests = {name: found.digest for name, found in known.items()}
        new, changed = [], []
        for one in ready:
            name = one.source.id
            if name not in digests:
                digests[name] = one.digest
                new.append(one)
            elif digests[name] not in ("", one.digest):
                changed.append(Remark(one.source.row, name, Reason.CHANGED))
        return new, changed

    def _known(self, session: Session, names: set[str]) -> Mapping[str, Known]:
        found = imported.known(session, self._options.source, names)
        if not self._options.is_own:
            return found
        return {**imported.own(session, {n for n in names if is_public_id(n)}), **found}

    def _store(self, new: Sequence[Taken], found: Sequence[SourceArticle]) -> None:
        verdicts = self._judged(new)
        languages = {one.source.id: self._language(one, verdicts) for one in new}
        parents = {one.source.parent for one in new if one.source.parent is not None}
        parents = {name for name in parents if is_source_id(name)}
        try:
            with self._runtime.database.begin() as session:
                for article in found:
                    self._article(session, article)
                if not new:
                    return
                known = self._known(session, parents)
                rows = [self._row(session, one, verdicts, languages) for one in new]
                ids = imported.add_imported(
                    session,
                    self._options.source,
                    rows,
                    charter_digest=self._runtime.charter.digest,
                    now=self._now,
                )
                imported.hang(session, places_of(rows, ids, known))
        except IntegrityError as error:
            self._articles.clear()
            self._stand_in = None
            raise Conflict("the same comments are being imported by somebody else") from error

    def _judged(self, new: Sequence[Taken]) -> Mapping[str, Verdict]:
        """Return verdicts on what waits for a person, by its name."""
        waiting = [one for one in new if one.status is Status.PENDING]
        drafts = [Draft(one.body, one.author_name) for one in waiting]
        found = judge_many(self._runtime, drafts, VOUCHED_FOR) if drafts else []
        return {one.source.id: verdict for one, verdict in zip(waiting, found, strict=True)}

    def _language(self, one: Taken, verdicts: Mapping[str, Verdict]) -> str:
        own = one.source.article.language
        otherwise = own if own in LANGUAGES else self._options.language
        verdict = verdicts.get(one.source.id)
        said = one.source.language or (
            verdict.language if verdict else detect_language(one.body, otherwise=otherwise)
        )
        return said if said in LANGUAGES else otherwise

    def _row(
        self,
        session: Session,
        one: Taken,
        verdicts: Mapping[str, Verdict],
        languages: Mapping[str, str],
    ) -> NewImported:
        source, action = one.source, _ACTIONS.get(one.status)
        language = languages[source.id]
        is_refusal = action in (Action.REJECT, Action.RETURN)
        clauses = tuple(name for name in source.clause_ids if name in self._clauses)
        if source.standing is Standing.SPAM:
            clauses = self._spam
        parent = source.parent if source.parent and is_source_id(source.parent) else None
        return NewImported(
            source_id=source.id,
            answers_ref=parent,
            public_id=source.id if self._options.is_own else self._runtime.random(PUBLIC_ID_BYTES),
            article_id=self._article(session, source.article),
            author_name=one.author_name,
            author_key=author_key(one.author_name) if one.author_name else "",
            name_key=_sound(one.author_name) if one.author_name else "",
            author_email=one.author_email,
            is_pseudonym=source.is_pseudonym,
            body=one.body,
            language=language,
            status=one.status,
            submitted_at=one.written_at,
            edited_at=source.edited_at,
            is_erased=source.is_gone,
            verdict=verdicts.get(source.id) or self._not_judged(language),
            digest="" if source.is_gone else one.digest,
            action=action,
            clause_ids=clauses if is_refusal else (),
            decided_by=self._newsroom(session) if is_refusal and not source.by_machine else None,
            teaches=teaches(one, self._options.learn),
        )

    def _not_judged(self, language: str) -> Verdict:
        if language not in self._verdicts:
            self._verdicts[language] = Verdict(
                recommendation=Recommendation.REVIEW,
                hits=(),
                scores=(),
                probabilities={},
                gaps=(NOT_JUDGED,),
                charter_digest=self._runtime.charter.digest,
                rules_version=rules_version(self._runtime.charter),
                model_id=None,
                language=language,
            )
        return self._verdicts[language]

    def _newsroom(self, session: Session) -> int:
        """Return the number of who stands for the newsroom: looked up once."""
        if self._stand_in is None:
            self._stand_in = people.stand_in(session, now=self._now)
        return self._stand_in

    def _article(self, session: Session, source: SourceArticle) -> int:
        """Return the number of an article, made if it is new."""
        key = article_key(source.id)
        if key in self._articles:
            return self._articles[key]
        found = articles.article_by_key(session, key)
        if found is None:
            clean = cleaned_article(source)
            new = Article(
                id=0,
                key=key,
                title=clean.title,
                url=clean.url or None,
                language=clean.language or self._options.language,
                is_open=clean.is_open,
                character_limit=clean.character_limit,
                excerpt=clean.excerpt,
            )
            found = articles.save_article(session, new, now=self._now)
            self.result.articles += 1
        if len(self._articles) >= _REMEMBERED:
            self._articles.clear()
        self._articles[key] = found.id
        return found.id

    def hang_rest(self) -> None:
        """Hang the replies whose parents came after them."""
        if not self._options.is_dry_run:
            source = self._options.source
            hang_waiting(self._runtime, source, self._known, remark=lambda one: self._remark([one]))

    def _remark(self, remarks: Iterable[Remark]) -> None:
        for one in remarks:
            self.result.remarks[one.reason] += 1
            self._tell(one)


@lru_cache(maxsize=_REMEMBERED)
def _sound(name: str) -> str:
    return name_key(name)
