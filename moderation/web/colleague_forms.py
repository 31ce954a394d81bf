"""The forms by which colleagues speak to each other; they check what moderation.web.forms says."""

from enum import StrEnum

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    TextAreaField,
)
from wtforms.validators import AnyOf, InputRequired
from wtforms.widgets import HiddenInput

from moderation.core.colleague import MEMO_CODE_POINTS, Vote
from moderation.services.colleagues import Exchange
from moderation.web.forms import at_most, readable


class Telling(StrEnum):
    """What is done with the words."""

    MEMO = "memo"
    ASK = "ask"
    HAND_OVER = "hand_over"
    ESCALATE = "escalate"


#: In the list of colleagues: all of them.
EVERYBODY = ""


class TellForm(FlaskForm):
    """One of the newsroom says something about a comment to the others."""

    words = TextAreaField(_("Un mot aux collègues"), [at_most(MEMO_CODE_POINTS), readable])
    to = SelectField(_("À qui"), default=EVERYBODY)
    seen = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    what = HiddenField(validators=[AnyOf([str(one) for one in Telling])])

    def offer(self, exchange: Exchange) -> "TellForm":
        """Let choose among everybody and each colleague; give the form back."""
        each = [SelectChoice(str(one.id), one.name) for one in exchange.colleagues]
        self.to.choices = [SelectChoice(EVERYBODY, _("toute l’équipe")), *each]
        return self

    def whom(self) -> int | None:
        """Return the number of the colleague who was chosen; None for everybody."""
        return int(self.to.data) if self.to.data else None


class OpinionForm(FlaskForm):
    """One of the newsroom answers a colleague's question about a comment."""

    opinion = TextAreaField(_("Votre avis"), [at_most(MEMO_CODE_POINTS), readable])
    vote = RadioField(
        _("Vous décideriez"),
        choices=[
            SelectChoice("", _("je ne me prononce pas")),
            SelectChoice(Vote.APPROVE.value, _("de publier")),
            SelectChoice(Vote.REFUSE.value, _("de refuser")),
        ],
        default="",
    )

    def said(self) -> Vote | None:
        """Return what they would decide; None: they do not say."""
        return Vote(self.vote.data) if self.vote.data else None
