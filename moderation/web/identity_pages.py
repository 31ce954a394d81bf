"""What the pages on who somebody is show, as moderation.web.pages says of the others."""

from dataclasses import dataclass

from flask_wtf import FlaskForm

from moderation.core.proof import Proof, Proved, Rung
from moderation.core.tracing import Identity
from moderation.services.pseudonyms import ListedPseudonym, OwnPseudonym
from moderation.web.forms import OneButtonForm
from moderation.web.identity_forms import (
    CodeForm,
    PhoneForm,
    PseudonymAnswerForm,
    PseudonymForm,
    WithdrawPseudonymForm,
)


@dataclass(frozen=True, slots=True)
class Step:
    """A proof, given or not."""

    proof: Proof
    proved: Proved | None


@dataclass(frozen=True, slots=True)
class IdentityPage:
    """account/identity.html: what a reader has shown of who they are, and what they can show."""

    steps: tuple[Step, ...]  # the weakest first
    asked: Rung  # from which on the charter publishes without a person reading first
    is_reached: bool
    countries: str  # whose numbers are taken; empty: no messages are sent here
    phone_form: PhoneForm
    code_form: CodeForm | None  # None: no code is under way
    forget_form: OneButtonForm
    pseudonym: OwnPseudonym | None  # None: the charter has none, and they have none
    pseudonym_form: PseudonymForm
    give_up_form: OneButtonForm


@dataclass(frozen=True, slots=True)
class PseudonymsPage:
    """desk/pseudonyms.html: the pseudonyms that readers ask for and have."""

    pseudonyms: tuple[ListedPseudonym, ...]  # those asked for first
    n_asked: int
    problem: str | None  # what just went wrong, worded
    refused: (
        PseudonymAnswerForm | WithdrawPseudonymForm | None
    )  # what was typed, if it was not taken
    refused_id: int | None  # and about which pseudonym
    answer_form: PseudonymAnswerForm
    withdraw_form: WithdrawPseudonymForm


@dataclass(frozen=True, slots=True)
class IdentityOfAuthorPage:
    """desk/identity.html: why somebody must know who wrote a comment, and then who it was."""

    public_id: str
    form: FlaskForm  # one field: purpose
    identity: Identity | None  # None: the purpose is still to be said
