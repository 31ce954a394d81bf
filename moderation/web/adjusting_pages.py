"""What the pages show on which a draft of the charter is changed value by value, and their form."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from moderation.core.charter import LANGUAGES, Guests, Pseudonyms, RefusalBy
from moderation.core.charter_settings import Kind, Setting
from moderation.core.lexicon_entries import Entry, WordChange
from moderation.core.workshop import DraftFile, Hunk
from moderation.errors import CharterMistake
from moderation.services.workshop import OpenedDraft, PlacedMistake
from moderation.web.forms import SeenForm
from moderation.web.labels import RECOMMENDATIONS, RUNGS

_SHARE = _("De 0 à 1 : 0.02 pour 2 %.")

#: The settings of the charter as a whole: heading → setting → label and hint.
GENERAL: tuple[tuple[LazyString, dict[str, tuple[LazyString, LazyString | str]]], ...] = (
    (
        _("La charte"),
        {
            "version": (_("Version"), _("Un autre texte demande une autre version.")),
            "limits.characters": (_("Caractères d’un commentaire, au plus"), _("De 1 à 10’000.")),
            "redress.appeal_months": (_("Mois pour contester une décision"), _("De 1 à 120.")),
        },
    ),
    (
        _("Ce qui arrive sans que personne n’ait lu"),
        {
            "automation.publish": (_("Publier aussitôt ce à quoi rien ne s’oppose"), ""),
            "automation.refuse": (_("Ce que la machine peut refuser"), ""),
            "automation.sample": (
                _("De ce qui paraît aussitôt, part qu’une personne lit tout de même"),
                _SHARE,
            ),
        },
    ),
    (
        _("Ce que la rédaction en promet"),
        {
            "promise.base_rate": (
                _("De ce qui arrive, part qui enfreint la charte : une hypothèse"),
                _SHARE,
            ),
            "promise.published_wrongly": (
                _("De ce qui paraît sans avoir été lu, part qui l’enfreint, au plus"),
                _SHARE,
            ),
            "promise.refused_rightly": (
                _("De ce que la machine refuse seule, part qui l’enfreint, au moins"),
                _SHARE,
            ),
            "promise.confidence": (
                _("Certitude de ces promesses"),
                _("De 0 à 1 : 0.95, dix-neuf fois sur vingt."),
            ),
        },
    ),
    (
        _("Qui écrit"),
        {
            "identity.guests": (_("Sans compte"), ""),
            "identity.publish_from": (_("Publié sans lecture préalable dès"), ""),
            "identity.pseudonyms": (_("Sous pseudonyme"), ""),
        },
    ),
)

#: What the machine may do on a clause: key → label and hint.
OF_CLAUSE = {
    "machine_may": (_("La machine peut au plus"), ""),
    "person_reads": (_("Une personne lit ce qu’une règle y trouve"), ""),
    "refused_rightly": (
        _("Refus justes, au moins"),
        _("De 0 à 1 ; vide : ce que promet la charte."),
    ),
}

#: The texts of a clause: key → heading.
TEXTS = {
    "title": _("Titre"),
    "words": _("La règle, telle qu’elle est publiée"),
    "author_text": _("Ce que lit l’auteur d’un commentaire qui l’enfreint"),
}

#: What stands in a choice: key → name in the file → label.
CHOICES: dict[str, dict[str, LazyString]] = {
    "refuse": {
        RefusalBy.PERSON: _("attend une personne"),
        RefusalBy.RETURN: _("est renvoyé à son auteur"),
        RefusalBy.REJECT: _("est refusé"),
    },
    "guests": {
        Guests.CONFIRMED: _("une fois l’adresse confirmée ; une personne lit"),
        Guests.NO: _("personne"),
    },
    "publish_from": {str(rung): name for rung, name in RUNGS.items()},
    "pseudonyms": {
        Pseudonyms.NO: _("personne"),
        Pseudonyms.CHECKED: _("qui a montré son nom à la rédaction"),
    },
    "machine_may": {str(one): name for one, name in RECOMMENDATIONS.items()},
}


@dataclass(frozen=True, slots=True)
class SettingField:
    """A setting on a page: what it is called, what stands in it, what is wrong with it."""

    setting: Setting
    label: LazyString | str
    hint: LazyString | str = ""
    typed: str | None = None  # None: nothing, it shows what is stored
    mistake: CharterMistake | None = None

    @property
    def id(self) -> str:
        """Its name in the form, and the anchor of its field."""
        return field_id(self.setting)

    @property
    def key(self) -> str:
        """The last of its keys in the file."""
        return str(self.setting.path[-1])

    @property
    def shown(self) -> str:
        """What stands in its field."""
        return self.setting.shown if self.typed is None else self.typed

    @property
    def is_long(self) -> bool:
        """Whether it takes more than a line."""
        return self.setting.kind is Kind.TEXT or "\n" in self.shown

    @property
    def is_text(self) -> bool:
        """Whether it is a text in one of the languages, and its label the language."""
        return self.setting.language in LANGUAGES

    @property
    def options(self) -> tuple[tuple[str, LazyString | str], ...]:
        """What can be chosen, with labels; and what stands there though it cannot."""
        labels = CHOICES.get(self.key, {})
        known = tuple((name, labels.get(name, name)) for name in self.setting.choices)
        stray = self.setting.shown not in self.setting.choices
        return ((self.setting.shown, self.setting.shown or "–"), *known) if stray else known


def field_id(setting: Setting) -> str:
    """Return the name of *setting* in a form."""
    return "-".join(str(step) for step in setting.path)


@dataclass(frozen=True, slots=True)
class SettingGroup:
    """Some settings under a heading."""

    heading: LazyString | str
    fields: tuple[SettingField, ...]
    clause: int | None = None  # the clause that they are of, counted from 1


@dataclass(frozen=True, slots=True)
class ToldMistake:
    """What is wrong, and the field that it is about."""

    field: str  # the field's id
    label: LazyString | str
    mistake: CharterMistake


def others(
    mistakes: Iterable[PlacedMistake], told: Iterable[ToldMistake]
) -> tuple[PlacedMistake, ...]:
    """Return *mistakes* without those that are told of at a field."""
    at_fields = {one.mistake for one in told}
    return tuple(one for one in mistakes if one.mistake not in at_fields)


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """desk/charter_settings.html: what the machine may do by a draft, or the texts of a clause."""

    opened: OpenedDraft
    file: DraftFile
    form: SeenForm
    clause: int | None  # counted from 1; None: the settings
    heading: str | None  # the title of the clause
    names: list[str]  # of all clauses
    groups: tuple[SettingGroup, ...]
    told: tuple[ToldMistake, ...]  # about the fields of the page
    mistakes: tuple[PlacedMistake, ...]  # the draft's others
    theirs: tuple[Hunk, ...]  # what saving would change of what somebody else saved meanwhile
    may_edit: bool
    is_toml: bool  # False: the text alone can be changed
    problem: str | None


@dataclass(frozen=True, slots=True)
class WordsPage:
    """desk/charter_words.html: the words of a list of a draft."""

    opened: OpenedDraft
    file: DraftFile
    form: SeenForm
    entries: tuple[Entry, ...]  # all of them
    found: tuple[Entry, ...]  # with those of their words that are shown
    query: str
    change: WordChange  # what somebody typed and ticked
    told: tuple[ToldMistake, ...]
    mistakes: tuple[PlacedMistake, ...]
    theirs: tuple[Hunk, ...]
    may_edit: bool
    is_toml: bool
    problem: str | None


@dataclass(frozen=True, slots=True)
class FindPage:
    """desk/charter_find.html: where a word stands in the lists of a draft."""

    opened: OpenedDraft
    query: str
    found: tuple[tuple[str, tuple[Entry, ...]], ...]  # list and entries, with the words found


@dataclass(frozen=True, slots=True)
class ToldPart:
    """desk/_told.html: what is wrong with a draft, as somebody types."""

    told: tuple[ToldMistake, ...]
    mistakes: tuple[PlacedMistake, ...]  # the draft's others
    draft_id: int
