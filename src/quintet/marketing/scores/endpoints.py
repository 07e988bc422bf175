"""`/api/v1/leads/{id}/score` and `/api/v1/score-rules`."""

from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.marketing.scores import service, subscribers  # noqa: F401 - registers them
from quintet.marketing.scores.schemas import RulesBody, RulesRead, ScoreRead

lead_routes = router("/leads", "Leads")
routes = router("/score-rules", "Score rules")


@lead_routes.get("/{id}/score", operation_id="get_lead_score", response_model=ScoreRead, responses=ERRORS)
async def read(request: Request, id: str) -> Response:
    """What the lead scores, and why."""
    return (await door_of(request).read(request, lambda s, a: Reply.json(service.read_score(s, a, id)))).response()


@lead_routes.delete(
    "/{id}/score/by-hand", operation_id="drop_lead_score_by_hand", response_model=ScoreRead, responses=ERRORS
)
async def drop(request: Request, id: str) -> Response:
    """Let the rules alone say again what the lead scores, after somebody set it."""
    return await door_of(request).write(request, lambda s, a: Reply.json(service.drop_by_hand(s, a, id)))


@routes.get("", operation_id="get_score_rules", response_model=RulesRead, responses=ERRORS)
async def rules(request: Request) -> Response:
    """By which rules the workspace's leads are scored."""
    return (await door_of(request).read(request, lambda s, a: Reply.json(service.read_rules(s, a)))).response()


@routes.put("", operation_id="change_score_rules", response_model=RulesRead, responses=ERRORS)
async def change(request: Request, body: RulesBody) -> Response:
    """Replace the rules. All open leads are scored anew in the background."""
    return await door_of(request).write(request, lambda s, a: Reply.json(service.change_rules(s, a, body)))
