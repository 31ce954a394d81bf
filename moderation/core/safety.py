"""The safety rules: what the charter refuses for the harm it does.

Each reads the same `moderation.core.reading.Reading`; none knows what the
charter lets the machine do alone.
"""

from moderation.core.defamation import defamation
from moderation.core.hate import hate
from moderation.core.incitement import incitement
from moderation.core.insult import insult, vulgarity
from moderation.core.rules import Rule
from moderation.core.threat import threat

SAFETY_RULES: tuple[Rule, ...] = (threat, incitement, insult, hate, defamation, vulgarity)
