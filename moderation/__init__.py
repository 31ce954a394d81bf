"""Charte: a newspaper's own comment charter, enforced.

A map of the package, in the order in which a comment travels:

``web``, ``api``   a reader's form, the moderators' desk, the protocols of CMSs
``services``       one function per user story: submit, decide, appeal, …
``core``           pure: what a comment, a charter, a hit, a verdict, a decision are
``learning``       the classifier
``storage``        tables, transactions, queries
``adapters``       the world outside: mail
``runtime``        the seven things that services are given
``cli``            the command ``charte``

``tests/test_architecture.py`` holds what may import what.
"""

__version__ = "0.1.0"
