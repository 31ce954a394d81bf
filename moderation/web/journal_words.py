"""What stands in the audit log as short English words, in the words of the newsroom."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from moderation.core.audit import AuditEntry, AuditKind, Fact
from moderation.core.proof import Proof
from moderation.web.key_pages import SCOPES
from moderation.web.labels import ACTIONS, PROOFS, SANCTION_KINDS, STATUSES
from moderation.web.language import count, moment
from moderation.web.staff_pages import ROLES

KINDS = {
    AuditKind.DECISION: _("décision"),
    AuditKind.UNDO: _("annulation"),
    AuditKind.CASE: _("dossier remis"),
    AuditKind.SANCTION: _("sanction"),
    AuditKind.NAME: _("nom d’un lecteur"),
    AuditKind.HOLD: _("conservation sur ordre"),
    AuditKind.IDENTITY: _("identité vue"),
    AuditKind.ACCOUNT: _("compte de la rédaction"),
    AuditKind.PROGRAM: _("clé ou webhook"),
    AuditKind.CHARTER: _("charte"),
    AuditKind.ARTICLE: _("article"),
    AuditKind.GLOSSARY: _("lexique"),
    AuditKind.TRANSPARENCY: _("rapport de transparence"),
    AuditKind.LOG_IN: _("connexion"),
    AuditKind.FAILED_FACTOR: _("second facteur refusé"),
    AuditKind.EXPORT: _("exportation"),
}

#: What was done to it; what sets a sanction names its kind behind a colon.
STEPS: Mapping[str, object] = {
    "added": _("ajout"),
    "appeal answered": _("réponse au recours"),
    "asked": _("question à la personne qui porte ce nom"),
    "banned": _("nom banni"),
    "brought back": _("remise en vigueur"),
    "cancelled": _("publication annulée"),
    "checked": _("nom vérifié"),
    "closed": _("fermeture"),
    "declined": _("pseudonyme refusé"),
    "deleted": _("suppression"),
    "granted": _("pseudonyme accordé"),
    "in force": _("entrée en vigueur"),
    "issued": _("création"),
    "lifted": _("levée"),
    "maintained": _("maintien après révision"),
    "opened": _("ouverture"),
    "opened again": _("compte rouvert"),
    "ordered": _("ordre donné"),
    "password chosen": _("mot de passe choisi"),
    "password reset": _("mot de passe remplacé"),
    "published": _("publication"),
    "released": _("ordre levé"),
    "removed": _("suppression"),
    "reread": _("relue par une seconde personne"),
    "revoked": _("révocation"),
    "role changed": _("rôle changé"),
    "rotated": _("secret remplacé"),
    "sessions ended": _("sessions fermées"),
    "shut": _("compte fermé"),
    "suspended": _("règle ou mot suspendu"),
    "turned off": _("arrêt"),
    "turned on": _("reprise"),
    "unwatched": _("sans file à part"),
    "watched": _("dans une file à part"),
    "withdrawn": _("pseudonyme retiré"),
    **{f"set: {kind}": name for kind, name in SANCTION_KINDS.items()},
}

#: Of what is about something that has no page, or none any more: the word before its number or name.
THINGS: Mapping[str, object] = {
    "article": _("article n° %(n)s"),
    "batch": _("lot n° %(n)s"),
    "charter": _("charte %(n)s"),
    "comment": _("commentaire n° %(n)s"),
    "key": _("clé n° %(n)s"),
    "precedent": _("précédent n° %(n)s"),
    "pseudonym": _("pseudonyme n° %(n)s"),
    "report": _("rapport %(n)s"),
    "sanction": _("sanction n° %(n)s"),
    "suspension": _("règle ou mot, suspension n° %(n)s"),
    "term": _("entrée du lexique n° %(n)s"),
    "webhook": _("webhook n° %(n)s"),
}
#: What is a whole, and has no number.
WHOLES: Mapping[str, object] = {
    "audit log": _("le journal"),
    "everything": _("tout ce qui est enregistré"),
    "statements": _("les exposés des motifs"),
    "export": _("tout ce qui est enregistré d’une personne"),
}

#: How somebody came in.
WAYS: Mapping[str, object] = {
    "password": _("par mot de passe"),
    "code": _("par mot de passe et code"),
    "passkey": _("par clé d’accès"),
    "provider": _("par un autre compte"),
}
#: What was seen of a person.
SEEN: Mapping[str, object] = {
    "name": _("nom"),
    "email": _("adresse e-mail"),
    "phone": _("fin du numéro de téléphone"),
    "connections": _("comptes reliés"),
    "origin": _("adresse IP"),
    "export": _("tout"),
    Proof.CALL: PROOFS[Proof.CALL],
    Proof.DOCUMENT: PROOFS[Proof.DOCUMENT],
}
#: What can be changed of an article.
FIELDS: Mapping[str, object] = {
    "title": _("titre"),
    "url": _("adresse"),
    "language": _("langue"),
    "character_limit": _("longueur"),
    "closed_reason": _("motif de la fermeture"),
    "mode": _("parution"),
    "excerpt": _("extrait"),
    "opens_at": _("heure d’ouverture"),
    "closes_at": _("heure de fermeture"),
    "slow_minutes": _("attente entre deux commentaires"),
    "reader_limit": _("commentaires par personne"),
}

#: Facts that say nothing to people: numbers of decisions' own, and the charter's digest.
UNSAID = frozenset({"decision", "charter"})


def about_in_words(about: str) -> str | None:
    """Return what an entry is about; None if its word is not known here.

    >>> about_in_words("teapot 4") is None
    True
    """
    if about in WHOLES:
        return str(WHOLES[about])
    what, _space, number = about.partition(" ")
    if what == "person":
        return str(gettext("nom oublié"))
    # A charter's digest is long: its beginning tells it from others.
    return str(THINGS[what]) % {"n": number[:12]} if what in THINGS else None


def facts_in_words(entry: AuditEntry) -> Iterator[str]:
    """Give what an entry tells, a phrase each; a fact that is not known here as it stands."""
    told = {k: v for k, v in entry.facts.items() if k not in UNSAID and v not in (None, [])}
    if "before" in told and "after" in told:
        told["after"] = [str(told.pop("before")), str(told["after"])]
    for name in sorted(told, key=_place):
        yield PHRASES[name](told[name]) if name in PHRASES else f"{name} {told[name]}"


def _place(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _named(names: Mapping[str, object], between: str = ", ") -> Callable[[Fact], str]:
    def words(value: Fact) -> str:
        values = value if isinstance(value, list) else [value]
        return between.join(str(names.get(str(one), one)) for one in values)

    return words


def _moment(value: Fact) -> str:
    return str(gettext("dès le %(moment)s", moment=moment(datetime.fromisoformat(str(value)))))


def _comments(value: Fact) -> str:
    n = int(str(value))
    return str(ngettext("%(count)s commentaire", "%(count)s commentaires", n, count=count(n)))


def _sessions(value: Fact) -> str:
    n = int(str(value))
    return str(ngettext("%(count)s session", "%(count)s sessions", n, count=count(n)))


def _personal(value: Fact) -> str:
    return str(
        gettext("avec les données des personnes") if value else gettext("sans nom ni adresse")
    )


def _changed(value: Fact) -> str:
    return str(gettext("modifié : %(fields)s", fields=_named(FIELDS)(value)))


def _seen(value: Fact) -> str:
    return str(gettext("vu : %(fields)s", fields=_named(SEEN)(value)))


def _clauses(value: Fact) -> str:
    return str(gettext("points de la charte : %(clauses)s", clauses=_named({})(value)))


_ROLES = {str(role): name for role, name in ROLES.items()}

#: What a comment, or who has an account, was before and is after.
_STATES = {**{str(one): name for one, name in STATUSES.items()}, **_ROLES}

#: How each fact is said, in the order in which they are told.
PHRASES: Mapping[str, Callable[[Fact], str]] = {
    "step": _named(STEPS),
    "action": _named({str(one): name for one, name in ACTIONS.items()}),
    "clauses": _clauses,
    "after": _named(_STATES, " → "),
    "role": _named(_ROLES),
    "reviews": lambda value: str(gettext("revient sur la décision n° %(n)s", n=value)),
    "undoes": lambda value: str(gettext("annule la décision n° %(n)s", n=value)),
    "comments": _comments,
    "comment": lambda value: str(gettext("commentaire n° %(n)s", n=value)),
    "version": lambda value: str(gettext("version %(n)s", n=value)),
    "draft": lambda value: str(gettext("brouillon n° %(n)s", n=value)),
    "from_at": _moment,
    "changed": _changed,
    "what": _seen,
    "how": _named({str(one): name for one, name in PROOFS.items()}),
    "way": _named(WAYS),
    "sessions": _sessions,
    "scopes": _named({str(one): name for one, name in SCOPES.items()}),
    "personal": _personal,
}
_ORDER = list(PHRASES)
