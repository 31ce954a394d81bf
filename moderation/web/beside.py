"""What stands beside a case at the desk: what colleagues say, how others like it were decided, words."""

from dataclasses import dataclass

from moderation.core.desk import Case
from moderation.core.person import Person
from moderation.core.wellbeing import DeskPreference
from moderation.runtime import Runtime
from moderation.web.colleague_pages import Colleagues, view_colleagues
from moderation.web.glossary_pages import KnownWords, view_known
from moderation.web.similar_pages import Similar, view_similar


@dataclass(frozen=True, slots=True)
class Beside:
    """The side column of desk/_case.html, as far as it is the newsroom's own knowledge."""

    colleagues: Colleagues
    similar: tuple[Similar, ...]
    known: KnownWords


def view_beside(runtime: Runtime, person: Person, case: Case, reads: DeskPreference) -> Beside:
    """Return what *person*, who *reads* so, sees beside *case*."""
    return Beside(
        colleagues=view_colleagues(runtime, person, case),
        similar=view_similar(runtime, case, reads),
        known=view_known(runtime, case),
    )
