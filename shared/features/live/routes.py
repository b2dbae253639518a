"""HTTP: a ticket for the live line."""

from datetime import datetime

from aws_lambda_powertools.event_handler.api_gateway import Router

from shared.features.http import CurrentActor, Shape, problem_responses
from shared.features.live.service import Live


class LiveTicketShape(Shape):
    """Open a WebSocket at `url` before `expires_at`; it works once."""

    url: str
    expires_at: datetime


def live_routes(live: Live) -> Router:
    router = Router()

    @router.post(
        "/workspaces/<workspace>/live-tickets",
        operation_id="createLiveTicket",
        summary="Get a one-time ticket for the live line",
        tags=["live"],
        status_code=201,
        responses=problem_responses(401, 403, 404),
    )
    def create_ticket(workspace: str, actor: CurrentActor) -> LiveTicketShape:
        ticket = live.ticket(actor)
        return LiveTicketShape(url=ticket.url, expires_at=ticket.expires_at)

    return router
