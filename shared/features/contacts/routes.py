"""HTTP: contacts."""

from datetime import datetime
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import Field

from shared.core.ids import ContactId
from shared.features.contacts.model import Contact
from shared.features.contacts.service import ContactBook
from shared.features.contacts.store import no_contact
from shared.features.http import CurrentActor, Cursor, Limit, Shape, problem_responses


class ContactShape(Shape):
    """A person you write with. `profile_name` is what they call themselves, `name` what is shown."""

    id: str
    name: str
    profile_name: str | None
    phone: str | None
    username: str | None
    bsuid: str | None
    marketing: str | None
    marketing_at: datetime | None
    created_at: datetime


class ContactList(Shape):
    """Contacts that were found."""

    items: list[ContactShape]
    next_cursor: str | None


class ContactPatch(Shape):
    """What to call the contact here; empty goes back to the name they gave themselves."""

    name: str = Field(max_length=120)


def contact_routes(book: ContactBook) -> Router:
    router = Router()
    base = "/workspaces/<workspace>/contacts"

    @router.get(
        base,
        operation_id="listContacts",
        summary="List contacts, or find them by name or number",
        tags=["contacts"],
        responses=problem_responses(400, 401, 403, 404),
    )
    def list_contacts(
        workspace: str,
        actor: CurrentActor,
        q: Annotated[str, Query(max_length=100, description="Words of the name, or a part of the number.")] = "",
        limit: Limit = 30,
        cursor: Cursor = None,
    ) -> ContactList:
        found, following = book.list(actor, q, limit, cursor)
        return ContactList(items=[_shape(contact) for contact in found], next_cursor=following)

    @router.get(
        f"{base}/<contact>",
        operation_id="getContact",
        summary="Read a contact",
        tags=["contacts"],
        responses=problem_responses(401, 403, 404),
    )
    def get_contact(workspace: str, contact: str, actor: CurrentActor) -> ContactShape:
        return _shape(book.contact(actor, _id(contact)))

    @router.patch(
        f"{base}/<contact>",
        operation_id="renameContact",
        summary="Give a contact another name",
        tags=["contacts"],
        responses=problem_responses(401, 403, 404),
    )
    def rename_contact(workspace: str, contact: str, actor: CurrentActor, body: ContactPatch) -> ContactShape:
        return _shape(book.rename(actor, _id(contact), body.name))

    return router


def _id(text: str) -> ContactId:
    if len(text) != 26 or not text.isalnum():
        raise no_contact()
    return ContactId(text)


def _shape(contact: Contact) -> ContactShape:
    return ContactShape(
        id=contact.id,
        name=contact.shown_name,
        profile_name=contact.name or None,
        phone=contact.phone or None,
        username=contact.username or None,
        bsuid=contact.bsuid or None,
        marketing=contact.marketing or None,
        marketing_at=contact.marketing_at,
        created_at=contact.created_at,
    )
