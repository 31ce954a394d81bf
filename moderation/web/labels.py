"""What the members of our enumerations are called on a page, in every language."""

from flask_babel import lazy_gettext as _

from moderation.core.charter import Category, Recommendation
from moderation.core.comment import Status
from moderation.core.correction import CorrectionStatus, Delivery
from moderation.core.decision import Action
from moderation.core.inquiry import Asked, Said
from moderation.core.person import ReplyMail
from moderation.core.proof import Proof, Rung
from moderation.core.pseudonym import PseudonymStatus
from moderation.core.redress import ReportReason
from moderation.core.sanction import SanctionKind, Sign
from moderation.core.verdict import VIOLATION

CATEGORIES = {
    Category.HATE: _("haine"),
    Category.RACISM: _("racisme ou xénophobie"),
    Category.DEFAMATION: _("diffamation"),
    Category.INSULT: _("injure"),
    Category.THREAT: _("menace"),
    Category.INCITEMENT: _("incitation à la violence"),
    Category.DISRESPECT: _("manque de respect"),
    Category.FULL_NAME: _("nom complet"),
    Category.FALSE_IDENTITY: _("fausse identité"),
    Category.SPAM: _("publicité"),
    Category.VULGARITY: _("vulgarité"),
    Category.LINK: _("lien"),
    Category.PERSONAL_DATA: _("données personnelles"),
    Category.REPETITION: _("répétition"),
    Category.SHOUTING: _("majuscules"),
    Category.GIBBERISH: _("texte illisible"),
    Category.LANGUAGE: _("langue"),
    VIOLATION: _("Un point quelconque de la charte"),
}

STATUSES = {
    Status.UNCONFIRMED: _("à confirmer"),
    Status.PENDING: _("en attente"),
    Status.PUBLISHED: _("publié"),
    Status.RETURNED: _("renvoyé à son auteur"),
    Status.REJECTED: _("refusé"),
    Status.WITHDRAWN: _("retiré par son auteur"),
}

#: What a decision did.
ACTIONS = {
    Action.APPROVE: _("Approuvé"),
    Action.REJECT: _("Refusé"),
    Action.RETURN: _("Renvoyé à l’auteur"),
    Action.HOLD: _("Mis de côté"),
    Action.ESCALATE: _("Transmis"),
    Action.WITHDRAW: _("Retiré par son auteur"),
    Action.UNDO: _("Décision annulée"),
}

RECOMMENDATIONS = {
    Recommendation.PUBLISH: _("publier"),
    Recommendation.REVIEW: _("faire lire"),
    Recommendation.REFUSE: _("refuser"),
}

REPORT_REASONS = {
    ReportReason.HATE: _("Haine, racisme ou xénophobie"),
    ReportReason.DEFAMATION: _("Accusation sans preuve, diffamation"),
    ReportReason.INSULT: _("Injure ou attaque personnelle"),
    ReportReason.THREAT: _("Menace ou incitation à la violence"),
    ReportReason.FALSE_IDENTITY: _("Fausse identité"),
    ReportReason.OTHER: _("Autre raison"),
}

CORRECTION_STATUSES = {
    CorrectionStatus.OPEN: _("à traiter"),
    CorrectionStatus.DONE: _("traité"),
    CorrectionStatus.ASIDE: _("mis de côté"),
}

#: What became of a note to whoever told of an error.
DELIVERIES = {
    Delivery.WAITS: _("Ce mot part dans un instant."),
    Delivery.SENT: _("Ce mot a été envoyé."),
    Delivery.GIVEN_UP: _("Ce mot n’a pas pu être envoyé : l’adresse ne reçoit rien."),
}

#: What can be set on an author.
SANCTION_KINDS = {
    SanctionKind.NAME_BAN: _("Nom banni"),
    SanctionKind.NOTE: _("Remarque"),
    SanctionKind.WARNING: _("Avertissement"),
    SanctionKind.WEEK: _("Suspension de 7 jours"),
    SanctionKind.MONTH: _("Suspension de 30 jours"),
    SanctionKind.HALF_YEAR: _("Suspension de 6 mois"),
    SanctionKind.LONGER: _("Suspension à revoir"),
}

#: The steps of the ladder, in a word or two, where all of them stand in one row.
STEPS = {
    SanctionKind.NOTE: _("Remarque"),
    SanctionKind.WARNING: _("Avertissement"),
    SanctionKind.WEEK: _("7 jours"),
    SanctionKind.MONTH: _("30 jours"),
    SanctionKind.HALF_YEAR: _("6 mois"),
    SanctionKind.LONGER: _("À revoir"),
}

#: By what somebody may be one who was sanctioned under another account or name.
SIGNS = {
    Sign.NAME: _("un nom qui sonne de même"),
    Sign.ADDRESS: _("la même boîte aux lettres"),
    Sign.PHONE: _("le même numéro de téléphone"),
}

#: What sanctions wait for.
SANCTION_GROUPS = {
    "appeals": _("Recours"),
    "reread": _("À relire"),
    "review": _("À revoir"),
    "in_force": _("En vigueur"),
    "past": _("Passées"),
}

PSEUDONYM_STATUSES = {
    PseudonymStatus.ASKED: _("demandé"),
    PseudonymStatus.GRANTED: _("accordé"),
    PseudonymStatus.DECLINED: _("refusé"),
    PseudonymStatus.GIVEN_UP: _("rendu"),
    PseudonymStatus.WITHDRAWN: _("retiré"),
}

#: Who was asked about a name; never at which address.
ASKED = {
    Asked.COMMENTER: _("le compte d’une personne qui commente ici sous ce nom, ou presque"),
    Asked.FIGURE: _("la personne connue, à l’adresse que la rédaction a d’elle"),
    Asked.ADDRESS: _("une adresse indiquée par la rédaction"),
}

#: What they answered.
SAID = {Said.MINE: _("C’est moi"), Said.NOT_MINE: _("Ce n’est pas moi")}

REPLY_MAILS = {
    ReplyMail.NEVER: _("Ne pas m’écrire"),
    ReplyMail.EACH: _("M’écrire chaque fois"),
    ReplyMail.DAILY: _("M’écrire une fois par jour, le matin"),
}

PROOFS = {
    Proof.EMAIL: _("Adresse e-mail confirmée"),
    Proof.PHONE: _("Téléphone confirmé"),
    Proof.KNOWN: _("Nom connu de la rédaction"),
    Proof.CALL: _("Rappel de la rédaction"),
    Proof.DOCUMENT: _("Pièce d’identité vue"),
}

#: What each proves, and what it does not.
PROOF_MEANINGS = {
    Proof.EMAIL: _(
        "Quelqu’un a ouvert le lien envoyé à cette adresse. Cela ne dit rien du nom : une adresse se crée en une minute."
    ),
    Proof.PHONE: _(
        "Quelqu’un a ce téléphone en main. Cela ne dit rien du nom ; mais en Suisse, un opérateur doit savoir à qui il donne un numéro, et un juge peut le lui demander."
    ),
    Proof.KNOWN: _("Une personne de la rédaction connaît l’auteur, sous ce nom."),
    Proof.CALL: _(
        "La rédaction a appelé un numéro qu’elle a trouvé elle-même à ce nom, et l’auteur a répondu que c’était lui. Qui se sert du nom d’un autre n’y répond pas."
    ),
    Proof.DOCUMENT: _(
        "Une personne de la rédaction a vu une pièce d’identité à ce nom. Aucune copie n’en est gardée : seulement qui l’a vue, et quand."
    ),
}

RUNGS = {
    Rung.EMAIL: _("adresse e-mail confirmée"),
    Rung.PHONE: _("téléphone confirmé"),
    Rung.CHECKED: _("nom vérifié par la rédaction"),
}
