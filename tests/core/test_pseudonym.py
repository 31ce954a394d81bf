"""What may be a pseudonym, and which name an account signs with."""

from dataclasses import replace

import pytest

from moderation.core.charter import Pseudonyms
from moderation.core.comment import AuthorHistory, Draft, Limits, check_draft
from moderation.core.hints import recall_banned_identity
from moderation.core.names.policy import name_rule
from moderation.core.names.signature import Signature, Signer
from moderation.core.normalise import normalise
from moderation.core.pseudonym import (
    MOST_CHARACTERS,
    Pseudonym,
    PseudonymStatus,
    SigningName,
    pseudonym_problem,
    signing_name,
)
from moderation.errors import CharterError, CommentError
from tests.conftest import CLEAN, NOW

OWN, NAME = "Amir Haddad", "Hirondelle"
GRANTED = Pseudonym(
    id=1,
    person_id=1,
    name=NAME,
    reason="Mon employeur.",
    status=PseudonymStatus.GRANTED,
    asked_at=NOW,
    granted_at=NOW,
    decided_by=2,
    decided_at=NOW,
    answer="",
    closed_at=None,
)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (NAME, None),
        ("Une infirmière de nuit", None),
        ("Ольга", None),
        ("Marie", None),  # an incomplete name is what a pseudonym may be
        ("", "pseudonym_missing"),
        ("Mi", "pseudonym_short"),
        ("1234", "pseudonym_unreadable"),
        ("Hiron\u202edelle", "pseudonym_unreadable"),
        ("H" * (MOST_CHARACTERS + 1), "pseudonym_long"),
        ("H" * 151, "pseudonym_long"),
        ("Haddad Amir", "pseudonym_own"),
        ("Hamir Adad", "pseudonym_own"),  # sounds like it
        ("Le citoyen Haddad", "pseudonym_own"),  # the surname tells it
        ("Amir des bois", None),
        ("Alain Berset", "pseudonym_taken"),
        ("Alian Berset", "pseudonym_taken"),
        ("La rédaction", "pseudonym_taken"),
        ("Migros", "pseudonym_taken"),
        ("amir@example.org", "pseudonym_taken"),
        ("Hirоndelle", "pseudonym_taken"),  # a Cyrillic о
    ],
)
def test_a_pseudonym_is_nobodys_name(charter, name, code):
    problem = pseudonym_problem(name, OWN, charter)
    assert (problem and problem.code) == code


@pytest.mark.parametrize(
    ("last", "is_possible", "is_checked", "signs"),
    [
        (None, True, True, SigningName(OWN)),
        (replace(GRANTED, status="asked", granted_at=None), True, True, SigningName(OWN)),
        (GRANTED, True, True, SigningName(NAME, is_pseudonym=True)),
        (GRANTED, False, True, SigningName(OWN, lapsed=NAME)),
        (GRANTED, True, False, SigningName(OWN, lapsed=NAME)),
        (replace(GRANTED, status="withdrawn"), True, True, SigningName(OWN, lapsed=NAME)),
        (replace(GRANTED, status="given_up"), True, True, SigningName(OWN)),
        (replace(GRANTED, status="declined", granted_at=None), True, True, SigningName(OWN)),
    ],
)
def test_which_name_signs(last, is_possible, is_checked, signs):
    if last is not None:
        last = replace(last, status=PseudonymStatus(last.status))
    assert signing_name(OWN, last, is_possible=is_possible, is_checked=is_checked) == signs


@pytest.mark.parametrize(
    ("told", "signs", "is_refused"),
    [(None, OWN, False), (NAME, NAME, False), (NAME, OWN, True), (OWN, NAME, True)],
)
def test_no_other_name_signs_than_the_form_said(told, signs, is_refused):
    draft, limits = Draft(CLEAN, OWN, signs_as=told), Limits(1500, signs_as=signs)
    if not is_refused:
        assert check_draft(draft, limits).body == CLEAN
        return
    with pytest.raises(CommentError) as caught:
        check_draft(draft, limits)
    ((code, facts),) = [(one.code, one.facts) for one in caught.value.problems]
    assert (code, facts) == ("signature_changed", {"name": signs})


def test_the_name_rule_asks_nothing_of_a_pseudonym_and_a_ban_is_remembered(charter):
    text, draft = normalise(CLEAN), Draft(CLEAN, "Batman")
    assert tuple(name_rule(text, draft, AuthorHistory(), charter))
    assert tuple(name_rule(text, draft, AuthorHistory(is_pseudonym=True), charter)) == ()
    known = Signature(verified_at=NOW)
    own = AuthorHistory(is_banned=True, signature=known)
    assert tuple(recall_banned_identity(text, draft, own, charter)) == ()
    (hit,) = recall_banned_identity(text, draft, replace(own, is_pseudonym=True), charter)
    assert hit.code == "banned_identity"


def test_what_is_known_of_a_name_is_of_the_accounts_own():
    assert Signer("hirondelle", 1, account_key="amir haddad").own_key == "amir haddad"
    assert Signer("amir haddad", 1).own_key == "amir haddad"
    assert Signer("hirondelle", 1, account_key="").own_key == ""  # the account is closed


def test_a_pseudonym_is_not_printed():
    assert NAME not in repr(GRANTED)


@pytest.mark.parametrize("value", ["no", "checked"])
def test_the_charter_says_whether_there_are_any(charter_files, read_source, value):
    assert read_source(charter_files.source).pseudonyms is Pseudonyms.NO
    keyed = charter_files.source.replace("[identity]\n", f'[identity]\npseudonyms = "{value}"\n')
    assert read_source(keyed).pseudonyms is Pseudonyms(value)


def test_what_the_charter_says_of_pseudonyms_is_one_of_two(charter_files, read_source):
    keyed = charter_files.source.replace("[identity]\n", '[identity]\npseudonyms = "yes"\n')
    with pytest.raises(CharterError, match="pseudonyms"):
        read_source(keyed)
