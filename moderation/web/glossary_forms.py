"""The forms of the desk's glossary and precedents; they check what moderation.web.forms says."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired

from moderation.core.charter import Clause
from moderation.core.glossary import (
    NAME_CODE_POINTS,
    TEXT_CODE_POINTS,
    EntryText,
    PrecedentText,
)
from moderation.web.forms import at_most, readable
from moderation.web.language import LANGUAGE_NAMES, spoken

#: In the lists: of no language, of no clause.
NONE = ""

_SHORT = (at_most(NAME_CODE_POINTS), readable)
_LONG = (at_most(TEXT_CODE_POINTS), readable)


class EntryForm(FlaskForm):
    """Somebody of the newsroom writes what a word means here."""

    term = StringField(_("Mot ou expression"), [DataRequired(_("Indiquez le mot.")), *_SHORT])
    term_language = SelectField(
        _("Langue"),
        choices=[
            SelectChoice(NONE, _("plusieurs, ou aucune")),
            *(SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items()),
        ],
    )
    region = StringField(_("Où on le dit"), [*_SHORT])
    meaning = TextAreaField(
        _("Ce qu’il veut dire"), [DataRequired(_("Dites ce qu’il veut dire.")), *_LONG]
    )
    advice = TextAreaField(_("Conseil pour décider"), [*_LONG])

    def written(self) -> EntryText:
        """Return what was written."""
        return EntryText(
            term=self.term.data or "",
            language=self.term_language.data or None,
            region=self.region.data or "",
            meaning=self.meaning.data or "",
            advice=self.advice.data or "",
        )

    def show(self, text: EntryText) -> "EntryForm":
        """Fill the form with *text*; give it back."""
        self.process(
            data={
                "term": text.term,
                "term_language": text.language or NONE,
                "region": text.region,
                "meaning": text.meaning,
                "advice": text.advice,
            }
        )
        return self


class PrecedentForm(FlaskForm):
    """Somebody of the newsroom writes how a case was decided, and why."""

    precedent_title = StringField(_("Titre"), [DataRequired(_("Donnez un titre.")), *_SHORT])
    clause = SelectField(_("Point de la charte"))
    decided = TextAreaField(
        _("Ce qui a été décidé, et pourquoi"),
        [DataRequired(_("Dites ce qui a été décidé, et pourquoi.")), *_LONG],
    )
    comment = StringField(_("Commentaire"), [*_SHORT])

    def offer(self, clauses: tuple[Clause, ...], known: str | None = None) -> "PrecedentForm":
        """Let choose among *clauses*, and the one *known* that the charter has no more."""
        ids = {clause.id for clause in clauses}
        gone = [SelectChoice(known, known)] if known and known not in ids else []
        self.clause.choices = [
            SelectChoice(NONE, _("aucun")),
            *(SelectChoice(clause.id, spoken(clause.title)) for clause in clauses),
            *gone,
        ]
        return self

    def written(self) -> PrecedentText:
        """Return what was written; of an address of a comment its last part counts."""
        comment = (self.comment.data or "").strip().rstrip("/").rsplit("/", 1)[-1]
        return PrecedentText(
            title=self.precedent_title.data or "",
            clause_id=self.clause.data or None,
            decided=self.decided.data or "",
            public_id=comment or None,
        )

    def show(self, text: PrecedentText) -> "PrecedentForm":
        """Fill the form with *text*; give it back."""
        self.process(
            data={
                "precedent_title": text.title,
                "clause": text.clause_id or NONE,
                "decided": text.decided,
                "comment": text.public_id or "",
            }
        )
        return self
