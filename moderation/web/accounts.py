"""Accounts, as the accounts library wants them.

The one module of the pages that sees tables: those of people and of passkeys,
which the library reads. The rest of the code knows only `Person` and `Passkey`.
"""

from typing import Any, cast

import flask_security as security
from flask import current_app
from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from moderation.core.person import Person, ReplyMail, Role
from moderation.errors import Unavailable
from moderation.runtime import Runtime
from moderation.services.identity import SESSION_KEY_BYTES
from moderation.storage.database import Database
from moderation.storage.passkeys import PasskeyRow
from moderation.storage.people import to_person
from moderation.storage.tables import PersonRow
from moderation.web.language import current_language


class AccountKey(security.WebAuthnMixin, PasskeyRow):  # type: ignore[misc]
    """A passkey as the accounts library wants it."""

    def get_user_mapping(self) -> dict[str, Any]:
        """Return by what its account is found."""
        return {"id": self.person_id}


class Account(security.UserMixin, PersonRow):  # type: ignore[misc]
    """A person as the accounts library wants them."""

    @property
    def person(self) -> Person:
        """Who has the account, as the rest of the code knows them."""
        return to_person(self)

    @property
    def webauthn(self) -> list[AccountKey]:  # type: ignore[override]
        """The account's passkeys, oldest first."""
        accounts = cast(Accounts, current_app.extensions["security"].datastore)
        return accounts.keys_where(PasskeyRow.person_id == self.id)


class Accounts(security.SQLAlchemySessionUserDatastore):
    """The accounts; a transaction ends with each look-up, so that none stays open in a request."""

    def __init__(self, database: Database) -> None:
        """Read and write accounts in *database*, in a session of the library's own: it commits by itself."""
        # Look-ups only read; a change begins with its own write.
        engine = database.engine.execution_options(writes=False)
        self._rows = scoped_session(sessionmaker(engine, expire_on_commit=False))
        super().__init__(self._rows, Account, security.RoleMixin, AccountKey)

    def forget_session(self) -> None:
        """End what the request that is over has left open."""
        self._rows.remove()

    def create_user(self, **attributes: Any) -> Account:
        """Return a new reader, to be stored at the end of the request."""
        runtime = _runtime()
        reader = Account(
            **attributes,
            role=Role.READER,
            language=current_language(),
            active=True,
            must_change_password=False,
            reply_mail=ReplyMail.NEVER,
            fs_uniquifier=runtime.random(SESSION_KEY_BYTES),
            created_at=runtime.clock(),
        )
        return cast(Account, self.put(reader))  # type: ignore[no-untyped-call]

    def find_user(self, *arguments: Any, **attributes: Any) -> Account | None:
        """Return the account with *attributes*. Raises Unavailable if the database is out of reach."""
        try:
            return cast("Account | None", super().find_user(*arguments, **attributes))
        except (OperationalError, InterfaceError) as error:
            kind = type(error.orig).__name__
            raise Unavailable(f"accounts cannot be read ({kind})") from None
        finally:
            self.db.session.close()

    def keys_where(self, condition: ColumnElement[bool]) -> list[AccountKey]:
        """Return passkeys, oldest first, by a look-up of its own: what is not stored yet stays."""
        with Session(self.db.session.get_bind(), expire_on_commit=False) as reading:
            found = select(AccountKey).where(condition).order_by(PasskeyRow.id)
            return list(reading.scalars(found))

    def tf_reset(self, user: Any) -> None:
        """Ask for no code any more, and forget the recovery codes."""
        user.tf_primary_method = user.tf_totp_secret = user.mf_recovery_codes = None
        self.put(user)  # type: ignore[no-untyped-call]

    def mf_delete_recovery_code(self, user: Any, idx: int) -> bool:
        """Take a recovery code away; False if another request used one meanwhile."""
        known = list(user.mf_recovery_codes or ())
        left = known[:idx] + known[idx + 1 :]
        user.mf_recovery_codes = left
        self.put(user)  # type: ignore[no-untyped-call]
        return len(left) < len(known)

    def find_webauthn(self, credential_id: bytes) -> AccountKey | None:
        """Return the passkey that devices know as *credential_id*."""
        return next(iter(self.keys_where(PasskeyRow.credential_id == credential_id)), None)

    def create_webauthn(self, user: Any, *_: Any, **attributes: Any) -> None:
        """Add a passkey to an account, to be stored at the end of the request."""
        now = _runtime().clock()
        key = AccountKey(person_id=user.id, added_at=now, lastuse_datetime=now, **attributes)
        self.put(key)  # type: ignore[no-untyped-call]


def _runtime() -> Runtime:
    return cast(Runtime, current_app.extensions["charte"])
