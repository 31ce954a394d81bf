"""E-mail addresses, as a newsroom writes them down."""

import regex

#: Longest address, in characters (RFC 5321, section 4.5.3.1.3).
ADDRESS_CHARACTERS = 254

_ADDRESS = regex.compile(r"[^\s@,;:<>()\[\]\"\\]+@[^\s@,;:<>()\[\]\"\\]+\.[^\s@,;:<>()\[\]\"\\.]+")


def is_address(text: str) -> bool:
    """Return whether *text* is one bare e-mail address, in any script.

    >>> [is_address(a) for a in ("anne@exemple.ch", "anne", "Anne <a@b.ch>", "a@b.ch, c@d.ch")]
    [True, False, False, False]
    """
    is_whole = _ADDRESS.fullmatch(text) is not None
    return is_whole and text.isprintable() and len(text) <= ADDRESS_CHARACTERS


def has_address(text: str) -> bool:
    """Return whether an e-mail address stands somewhere in *text*."""
    return _ADDRESS.search(text) is not None


def mailbox_of(address: str) -> str:
    """Return the mailbox in which mail to *address* most probably arrives; to compare, not to write to.

    >>> mailbox_of("Jean.Faux+journal@GMail.com"), mailbox_of("jean.faux+a@exemple.ch")
    ('jeanfaux@gmail.com', 'jean.faux@exemple.ch')
    """
    local, _, domain = address.casefold().strip().rpartition("@")
    domain = "gmail.com" if domain == "googlemail.com" else domain
    local = local.partition("+")[0] or local
    return f"{local.replace('.', '') if domain == 'gmail.com' else local}@{domain}"
