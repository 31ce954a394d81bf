"""The safety rules: what the charter refuses for the harm it does.

Each reads the same `moderation.core.safety.reading.Reading`; none knows what the
charter lets the machine do alone.
"""

from moderation.core.rules import Rule
from moderation.core.safety.defamation import defamation
from moderation.core.safety.hate import hate
from moderation.core.safety.incitement import incitement
from moderation.core.safety.insult import insult, vulgarity
from moderation.core.safety.threat import threat

SAFETY_RULES: tuple[Rule, ...] = (threat, incitement, insult, hate, defamation, vulgarity)
