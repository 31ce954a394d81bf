"""What the page on the audit log shows, as moderation.web.pages says of the others, and its form."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, SelectChoice, SelectField
from wtforms.validators import Optional

from moderation.core.audit import AuditKind, Wanted
from moderation.core.desk import LARGEST_ID
from moderation.services.auditing import Journal
from moderation.web.forms import OneButtonForm
from moderation.web.journal_words import KINDS


class JournalForm(FlaskForm):
    """Somebody looks for entries; it changes nothing, and its address can be kept."""

    class Meta:
        """A form that is asked by GET has no token."""

        csrf = False

    qui = SelectField(_("Qui"), validate_choice=False, default="")
    quoi = SelectField(_("Quoi"), default="")
    du = DateField(_("Du"), [Optional()])
    au = DateField(_("Au"), [Optional()])

    def offer(self, people: list[tuple[str, str]]) -> None:
        """Let people choose among *people* (number, name) and all kinds."""
        self.qui.choices = [
            SelectChoice("", _("toutes les personnes")),
            *(SelectChoice(number, name) for number, name in people),
        ]
        kinds = [SelectChoice(kind.value, name) for kind, name in KINDS.items()]
        self.quoi.choices = [SelectChoice("", _("tout")), *kinds]

    def wanted(self) -> Wanted:
        """Return what is looked for; what makes no sense is not asked for."""
        is_number = (self.qui.data or "").isascii() and (self.qui.data or "").isdecimal()
        return Wanted(
            person_id=min(int(self.qui.data), LARGEST_ID) if is_number else None,
            kind=AuditKind(self.quoi.data) if self.quoi.data in set(AuditKind) else None,
            since=_begin(self.du.data, 0),
            until=_begin(self.au.data, 1),  # that day included
        )


def _begin(day: object, days: int) -> datetime | None:
    try:
        return datetime.combine(day, time(), UTC) + timedelta(days=days) if day else None  # type: ignore[arg-type]
    except OverflowError:
        return None


@dataclass(frozen=True, slots=True)
class JournalPage:
    """desk/journal.html: who of the newsroom did what."""

    journal: Journal
    form: JournalForm
    button: OneButtonForm
    is_filtered: bool
    older: str | None  # the address of the next page
