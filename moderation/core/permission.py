"""What each role may do at the desk: one table, which the pages, the services and the API ask."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from moderation.core.person import Person, Role
from moderation.errors import NotAllowed


class Permission(StrEnum):
    """Something that not everybody of the newsroom may do."""

    READ = "read"  # open the desk's pages: cases, queues, figures
    DECIDE = "decide"  # on comments, and on reports of them
    ANSWER_APPEALS = "answer_appeals"  # never against one's own decision
    TAKE_ESCALATED = "take_escalated"  # what others handed on
    SANCTION = "sanction"  # a note, a warning, seven days; a false name
    SUSPEND_LONG = "suspend_long"  # thirty days, six months
    SUSPEND_BEYOND = "suspend_beyond"  # longer, with grounds and a date of review
    RUN_ARTICLES = "run_articles"  # open, close, slow down
    SEE_IDENTITY = "see_identity"  # names, addresses, telephones behind a comment; logged
    CURATE = "curate"  # delete what colleagues wrote in the glossary
    EDIT_CHARTER = "edit_charter"  # draft, try out, publish, roll back
    HOLD = "hold"  # keep something from being erased
    AUDIT = "audit"  # read and export the audit log
    MANAGE_STAFF = "manage_staff"  # accounts of the newsroom, their roles and sessions
    MANAGE_PROGRAMS = "manage_programs"  # webhooks, keys of the API


_ADVOCATE = frozenset({Permission.READ, Permission.ANSWER_APPEALS, Permission.SEE_IDENTITY})
_MODERATOR = frozenset(
    {Permission.READ, Permission.DECIDE, Permission.ANSWER_APPEALS, Permission.SANCTION}
)
_SENIOR = _MODERATOR | {
    Permission.TAKE_ESCALATED,
    Permission.SUSPEND_LONG,
    Permission.RUN_ARTICLES,
    Permission.CURATE,
    Permission.SEE_IDENTITY,
}
_EDITOR = _SENIOR | {
    Permission.SUSPEND_BEYOND,
    Permission.EDIT_CHARTER,
    Permission.HOLD,
    Permission.AUDIT,
}

#: What each role may do. Whoever installs Charte for a small newsroom moderates, too: an
#: administrator may do everything, and a larger newsroom gives nobody that role for daily work.
PERMITS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.READER: frozenset(),
        Role.ADVOCATE: _ADVOCATE,
        Role.MODERATOR: _MODERATOR,
        Role.SENIOR: _SENIOR,
        Role.EDITOR: _EDITOR,
        Role.ADMINISTRATOR: frozenset(Permission),
    }
)

#: Who is of the newsroom.
NEWSROOM = frozenset(role for role, permits in PERMITS.items() if permits)


def may(person: Person, permission: Permission) -> bool:
    """Return whether *person*, if active, may do this."""
    return person.is_active and permission in PERMITS[person.role]


def require(person: Person, permission: Permission) -> None:
    """Raise NotAllowed unless *person* may do this."""
    if not may(person, permission):
        raise NotAllowed(f"a {person.role} has no permission to {permission}")
