"""Pure functions and frozen data: no I/O, no clock, no randomness.

In the order of a comment's journey: ``comment`` (draft and comment), ``normalise``
and ``disguise`` (the text that rules read, with offsets back), ``charter`` and
``charter_file`` (the policy), ``lexicon`` (its word lists), ``rules`` (what a
hit is), ``safety``, ``names``, ``hints`` (the rules), ``rulebook`` (all of them,
held to the charter), ``verdict`` (the advice), ``decision``, ``statement`` (its
reasons), ``redress`` (appeals and reports), ``person`` and ``desk`` (who decides,
and what they see), ``wording`` (what all the codes say, in four languages).
"""
