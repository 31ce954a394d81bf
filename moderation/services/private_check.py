"""A reader has a text checked before sending it: what stands in the way, and nothing kept."""

from dataclasses import dataclass, replace

from itsdangerous import BadSignature, Signer

from moderation.core.charter import Recommendation
from moderation.core.comment import Draft
from moderation.core.rules import Field, Hit
from moderation.core.statement import Ground, ground_on
from moderation.core.verdict import Verdict
from moderation.runtime import Runtime
from moderation.services.judging import judge

#: Bytes of randomness that tell one sending of the form from another.
SUBMISSION_BYTES = 16

#: What the signature is for.
SALT = "submission"


@dataclass(frozen=True, slots=True)
class PrivateCheck:
    """What an author is told of a text that was not sent."""

    body: str
    language: str  # of the text
    grounds: tuple[Ground, ...]  # in the order of their passages; empty: nothing was found
    has_gaps: bool  # a check could not run: nothing is held against the text for it


def check_privately(runtime: Runtime, body: str, *, language: str) -> PrivateCheck:
    """Judge *body* as it would be if it were sent; stores nothing. Clauses are in *language*.

    The text alone is judged, without its signature: what is known of a name or
    of earlier comments would tell whoever signs with somebody else’s.
    """
    verdict = judge(runtime, Draft(body))
    shown = _shown_to_author(verdict)
    found = [hit.clause_id for hit in shown.hits] + [score.clause_id for score in shown.scores]
    grounds = [
        ground_on(clause_id, shown, runtime.charter, language)
        for clause_id in dict.fromkeys(found)
        if clause_id is not None
    ]
    end = len(body)
    grounds.sort(key=lambda ground: ground.passages[0].start if ground.passages else end)
    return PrivateCheck(body, verdict.language, tuple(grounds), bool(verdict.gaps))


def new_submission(runtime: Runtime, session_secret: str) -> str:
    """Return an id for one sending of the form, signed for the reader’s session."""
    return _signer(runtime, session_secret).sign(runtime.random(SUBMISSION_BYTES)).decode("ascii")


def is_own_submission(runtime: Runtime, submission: str, session_secret: str) -> bool:
    """Tell whether *submission* was made here, for this session."""
    try:
        _signer(runtime, session_secret).unsign(submission.encode("utf-8", "surrogatepass"))
    except BadSignature:
        return False
    return True


def _shown_to_author(verdict: Verdict) -> Verdict:
    """Return *verdict* with what its author may see: what a clause of the charter says of the text."""
    return replace(
        verdict,
        hits=tuple(hit for hit in verdict.hits if _is_shown(hit)),
        scores=tuple(score for score in verdict.scores if score.clause_id is not None),
    )


def _is_shown(hit: Hit) -> bool:
    is_hint = hit.clause_id is None
    is_held_against = hit.calls_for is not Recommendation.PUBLISH and hit.lowered_by is None
    return hit.field is Field.BODY and is_held_against and not is_hint


def _signer(runtime: Runtime, session_secret: str) -> Signer:
    return Signer(runtime.settings.secret_key or "", salt=f"{SALT} {session_secret}")
