"""``/uploads``: a way for the browser to put a file straight into the store."""

from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import Field

from shared.core.clock import stamp
from shared.features.http import CurrentActor, Shape, problem_responses
from shared.features.media.rules import KINDS
from shared.features.media.uploads import Uploads

_TYPES = sorted({mime for types in KINDS.values() for mime in types})


class UploadIn(Shape):
    """The file to be uploaded."""

    filename: str = Field(min_length=1, max_length=240)
    mime_type: str = Field(min_length=3, max_length=120, description=f"One of {', '.join(_TYPES)}.")
    size: int = Field(ge=1, description="In bytes.")


class UploadOut(Shape):
    """Post `fields` and then the file (as `file`) as multipart/form-data to `url`; then send it by its `upload_id`."""

    upload_id: str
    url: str
    fields: dict[str, str]
    expires_at: str


def upload_routes(uploads: Uploads) -> Router:
    """Routes for uploading files."""
    router = Router()

    @router.post(
        "/workspaces/<workspace>/uploads",
        operation_id="createUpload",
        tags=["messages"],
        summary="Prepare to upload a file",
        status_code=201,
        responses=problem_responses(400, 401, 403, 404, 413),
    )
    def create(workspace: str, actor: CurrentActor, body: UploadIn) -> UploadOut:
        ticket = uploads.create(actor, body.filename, body.mime_type, body.size)
        return UploadOut(upload_id=ticket.id, url=ticket.url, fields=ticket.fields, expires_at=stamp(ticket.expires_at))

    return router
