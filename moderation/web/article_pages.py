"""What the desk's pages on articles show and take, as moderation.web.pages says of the others."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectChoice, StringField, TimeField
from wtforms.validators import NumberRange, Optional, ValidationError
from wtforms.widgets import TextInput

from moderation.core.comment import Article, Mode
from moderation.core.heat import Level
from moderation.services.pace import (
    MOST_CHARACTERS,
    MOST_READER_LIMIT,
    MOST_SLOW_MINUTES,
    REASON_CODE_POINTS,
    Run,
    RunArticle,
)
from moderation.web.forms import OneButtonForm, at_most, readable

MODES = {
    Mode.CHARTER: _("Selon la charte : ce qui passe paraît aussitôt"),
    Mode.PREMODERATED: _("Tout est lu par une personne avant de paraître"),
}

LEVELS = {Level.USUAL: "", Level.WARM: _("s’échauffe"), Level.HOT: _("s’enflamme")}


def _number(label: object, most: int) -> IntegerField:
    within = NumberRange(1, most, message=_("Un nombre de %(min)d à %(max)d, ou rien."))
    return IntegerField(label, [Optional(), within], widget=TextInput())


class RunForm(FlaskForm):
    """A senior opens or closes an article, and gives it a pace."""

    state = RadioField(
        _("Commentaires"),
        choices=[SelectChoice("open", _("ouverts")), SelectChoice("closed", _("fermés"))],
    )
    closed_reason = StringField(
        _("Pourquoi ils sont fermés"), [at_most(REASON_CODE_POINTS), readable]
    )
    mode = RadioField(
        _("Parution"), choices=[SelectChoice(mode.value, label) for mode, label in MODES.items()]
    )
    opens_at = TimeField(_("Ouverts de"), [Optional()])
    closes_at = TimeField(_("à"), [Optional()])
    slow_minutes = _number(_("Minutes d’un commentaire au suivant"), MOST_SLOW_MINUTES)
    reader_limit = _number(_("Commentaires par personne"), MOST_READER_LIMIT)
    character_limit = _number(_("Caractères par commentaire"), MOST_CHARACTERS)

    def validate_opens_at(self, field: TimeField) -> None:
        """Raise ValidationError if the hours have a beginning without an end."""
        if self.closes_at.data is None:
            raise ValidationError(_("Indiquez les deux heures, ou aucune."))

    def validate_closes_at(self, field: TimeField) -> None:
        """Raise ValidationError if the hours have an end without a beginning."""
        if self.opens_at.data is None:
            raise ValidationError(_("Indiquez les deux heures, ou aucune."))

    def run(self) -> Run:
        """Return how the article is to be run."""
        return Run(
            is_open=self.state.data == "open",
            closed_reason=self.closed_reason.data or "",
            mode=Mode(self.mode.data),
            character_limit=self.character_limit.data,
            opens_at=self.opens_at.data,
            closes_at=self.closes_at.data,
            slow_minutes=self.slow_minutes.data,
            reader_limit=self.reader_limit.data,
        )


def form_of(article: Article) -> RunForm:
    """Return the form filled with how *article* is run now."""
    names = ("closed_reason", "opens_at", "closes_at", "slow_minutes", "reader_limit")
    data = {name: getattr(article, name) for name in (*names, "character_limit")}
    data |= {"state": "open" if article.is_open else "closed", "mode": article.mode.value}
    return RunForm(formdata=None, data=data)


@dataclass(frozen=True, slots=True)
class ArticlesPage:
    """desk/articles.html: articles, and first those that heat up."""

    heating: tuple[RunArticle, ...]
    articles: tuple[RunArticle, ...]
    following: int | None  # the id before which the next page begins; None: this is the last
    is_first: bool
    may_run: bool  # whoever sees it
    slow_minutes: int  # of the one button
    form: OneButtonForm


@dataclass(frozen=True, slots=True)
class RunPage:
    """desk/article.html: how one article is run."""

    shown: RunArticle
    form: RunForm | None  # None: for seniors alone
    slow_form: OneButtonForm
    slow_minutes: int  # of the one button
    heat_hours: int
