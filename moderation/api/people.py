"""All that is kept of a person, by /api/v1: for who asks the newsroom for their data, and never unseen."""

from moderation.api import people_schemas as schemas
from moderation.api.blueprint import api
from moderation.api.casework_examples import EXAMPLES
from moderation.api.keys import current_runtime, require_scope
from moderation.api.openapi import LANGUAGE, failures
from moderation.api.problems import INVALID_INPUT, mistake, stop
from moderation.core.key import Scope
from moderation.errors import NotAllowed
from moderation.services import tracing


@api.post("/people/export")
@require_scope(Scope.PERSONAL)
@api.input(schemas.ExportRequest, example=EXAMPLES["exportPerson"]["request"])
@api.output(
    schemas.Export,
    description="All that is kept.",
    example=EXAMPLES["exportPerson"]["reply"],
)
@api.doc(
    operation_id="exportPerson",
    extensions={"parameters": [LANGUAGE]},
    responses=failures(400, 401, 404, 413, 415, 422, 429, 500, 503),
)
def export_person(json_data: schemas.ExportRequest) -> schemas.Export:
    """Export all that is kept of a person

    Of whoever has an e-mail address: their account, and what was signed or reported at that address
    without one. It is a POST, so that no address stands in a log. An administrator answers for it by name,
    for a reason; both are noted, and the person can see that it happened. Without anything of the
    address it is a 404, and nothing is noted.
    """
    runtime = current_runtime()
    try:
        administrator = tracing.administrator(runtime, json_data.by)
    except NotAllowed:
        stop(INVALID_INPUT, errors=[mistake("not_administrator", "#/by")])
    kept = tracing.disclose_all(runtime, administrator, json_data.email, reason=json_data.reason)
    return schemas.Export(**kept)
