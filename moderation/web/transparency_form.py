"""The form of what the newsroom tells by hand in its public report."""

from dataclasses import fields

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import IntegerField, TextAreaField
from wtforms.validators import NumberRange, Optional

from moderation.core.transparency import ByHand, by_hand_of
from moderation.web.forms import at_most, readable

#: Longest text told by hand, in code points; largest number.
TEXT_CODE_POINTS, LARGEST = 2_000, 10**9

#: What each number that is told by hand is.
BY_HAND = {
    "orders_to_act": _("Injonctions d’autorités d’agir contre un contenu illicite"),
    "orders_to_inform": _("Injonctions d’autorités de fournir des informations sur une personne"),
    "disputes": _("Litiges soumis à un organe de règlement extrajudiciaire"),
    "disputes_upheld": _("dont tranchés en faveur de l’auteur"),
    "disputes_days": _("Durée médiane de ces litiges, en jours"),
    "disputes_followed": _("dont l’issue a été mise en œuvre"),
    "suspended_for_content": _("Suspensions pour des contenus manifestement illicites"),
    "suspended_for_reports": _("Suspensions pour des signalements ou recours manifestement infondés"),
    "closed_articles": _("Articles dont les commentaires ont été fermés"),
    "closed_why": _("Pourquoi ils l’ont été"),
    "training": _("Formation et soutien des personnes qui décident"),
}  # fmt: skip

TEXTS = ("closed_why", "training")


class ByHandForm(FlaskForm):
    """What the newsroom knows and the database does not; what is left empty was not measured."""

    def told(self) -> ByHand:
        """Return what was filled in."""
        values = {field.name: self[field.name].data for field in fields(ByHand)}
        return by_hand_of({name: value for name, value in values.items() if value is not None})


for _name, _label in BY_HAND.items():
    setattr(
        ByHandForm,
        _name,
        TextAreaField(_label, [at_most(TEXT_CODE_POINTS), readable])
        if _name in TEXTS
        else IntegerField(_label, [Optional(), NumberRange(0, LARGEST)]),
    )
