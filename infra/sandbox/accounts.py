"""Accounts and numbers as Graph shows them: fields, subscriptions, block list, message history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from infra.sandbox import health, payloads
from infra.sandbox.errors import GraphError, error_entry
from infra.sandbox.listing import page, select, wanted
from infra.sandbox.model import Account, App, Bubble, Json, Number, Person
from infra.sandbox.world import DAY, World

NUMBER_FIELDS = (
    "verified_name",
    "code_verification_status",
    "display_phone_number",
    "quality_rating",
    "platform_type",
    "throughput",
    "id",
)


class Accounts:
    """Everything about accounts and numbers that is not a message."""

    def __init__(self, world: World) -> None:
        self._world = world

    # -- the account ------------------------------------------------------------------------------------------------
    def account_fields(self, account: Account, fields: str | None) -> Json:
        makers: dict[str, Callable[[], Any]] = {
            "id": lambda: account.id,
            "name": lambda: account.name,
            "currency": lambda: account.currency,
            "timezone_id": lambda: account.timezone_id,
            "country": lambda: account.country,
            "message_template_namespace": lambda: f"ns_{account.id}",
            "account_review_status": lambda: account.review,
            "business_verification_status": lambda: "verified",
            "ownership_type": lambda: "SELF",
            "status": lambda: "DISABLED" if account.ban == "DISABLE" else "ACTIVE",
            "health_status": lambda: health.of(self._world, account),
            "marketing_messages_lite_api_status": lambda: "ONBOARDED" if account.marketing_onboarded else "ELIGIBLE",
            "marketing_messages_onboarding_status": lambda: "ONBOARDED" if account.marketing_onboarded else "ELIGIBLE",
            "owner_business_info": lambda: {"name": account.business or account.name, "id": account.portfolio},
            "phone_numbers": lambda: {
                "data": [self.number_fields(item, None) for item in self._world.numbers_of(account)]
            },
        }
        return select(
            makers,
            wanted(fields, ("id", "name", "timezone_id", "currency", "message_template_namespace")),
            "WhatsAppBusinessAccount",
        )

    # -- the number -------------------------------------------------------------------------------------------------
    def number_fields(self, number: Number, fields: str | None) -> Json:
        account = self._world.account_of(number)
        makers: dict[str, Callable[[], Any]] = {
            "id": lambda: number.id,
            "display_phone_number": lambda: number.display,
            "verified_name": lambda: number.verified_name,
            "quality_rating": lambda: number.quality,
            "quality_score": lambda: {"score": number.quality},
            "code_verification_status": lambda: number.verification,
            "platform_type": lambda: "CLOUD_API" if number.registered else "NOT_APPLICABLE",
            "throughput": lambda: {"level": number.throughput if number.registered else "NOT_APPLICABLE"},
            "status": lambda: number.status,
            "name_status": lambda: number.name_status,
            "new_name_status": lambda: "NONE",
            "is_official_business_account": lambda: False,
            "is_on_biz_app": lambda: number.coexistence,
            "is_pin_enabled": lambda: bool(number.pin),
            "account_mode": lambda: "SANDBOX" if number.tests_only else "LIVE",
            "whatsapp_business_manager_messaging_limit": lambda: number.tier,
            "messaging_limit_tier": lambda: number.tier,
            "health_status": lambda: health.of(self._world, account, number),
            "last_onboarded_time": lambda: int(number.signed_up_at) or None,
            "conversational_automation": lambda: number.automation or None,
            "webhook_configuration": lambda: self._callbacks(account, number),
        }
        return select(makers, wanted(fields, NUMBER_FIELDS), "WhatsAppBusinessPhoneNumber")

    def _callbacks(self, account: Account, number: Number) -> Json:
        app = self._world.app()
        subscription = account.subscriptions.get(app.id, {})
        found = {
            "phone_number": number.override.get("override_callback_uri"),
            "whatsapp_business_account": subscription.get("override_callback_uri"),
            "application": app.callback,
        }
        return {key: value for key, value in found.items() if value}

    def change_callback(self, number: Number, given: Json) -> None:
        """`POST /{number}` with a webhook configuration; the caller has verified the address."""
        number.override = given if given.get("override_callback_uri") else {}
        self._world.state.numbers.touch(number.id)

    # -- subscriptions ----------------------------------------------------------------------------------------------
    def subscribe(self, account: Account, app: str, body: Json) -> None:
        override = body.get("override_callback_uri", "")
        if len(override) > 200:
            raise GraphError(100, message="(#100) Param override_callback_uri must be at most 200 characters long.")
        keys = ("override_callback_uri", "verify_token")
        account.subscriptions[app] = {key: body[key] for key in keys if body.get(key)} if override else {}
        self._world.state.accounts.touch(account.id)
        self._world.tell(kind="accounts")

    def unsubscribe(self, account: Account, app: str) -> None:
        account.subscriptions.pop(app, None)
        self._world.state.accounts.touch(account.id)
        self._world.tell(kind="accounts")

    def subscriptions(self, account: Account) -> Json:
        data: list[Json] = []
        for key, subscription in account.subscriptions.items():
            app = self._world.state.apps.get(key) or App(key, "", "")
            link = f"https://www.facebook.com/games/?app_id={app.id}"
            entry: Json = {"whatsapp_business_api_data": {"id": app.id, "name": app.name, "link": link}}
            if subscription.get("override_callback_uri"):
                entry["override_callback_uri"] = subscription["override_callback_uri"]
            data.append(entry)
        return {"data": data}

    # -- block list -------------------------------------------------------------------------------------------------
    def blocked(self, number: Number, query: dict[str, str], address: str) -> Json:
        """One page of the people this number blocked."""
        account = self._world.account_of(number)
        people = [self._world.state.people[key] for key in number.blocked if key in self._world.state.people]
        rows = [{"messaging_product": "whatsapp", **self._blocked_entry(person, account)} for person in people]
        return page(rows, query, address)

    def _blocked_entry(self, person: Person, account: Account) -> Json:
        return {"wa_id": person.phone} if person.phone else {"user_id": payloads.bsuid(person, account)}

    def block(self, number: Number, body: Json, *, remove: bool) -> tuple[Json, bool]:
        """The answer, and whether every user went through; partial failure is both lists and an error."""
        if body.get("messaging_product") != "whatsapp":
            raise GraphError(100, message="(#100) The parameter messaging_product is required.")
        users = body.get("block_users")
        if not isinstance(users, list) or not users or not all(isinstance(user, dict) for user in users):
            raise GraphError(100, message="(#100) The parameter block_users is required.")
        account = self._world.account_of(number)
        done: list[Json] = []
        failed: list[Json] = []
        for user in users:
            written = str(user.get("user") or user.get("user_id") or "")
            person = self._world.person_by_phone(written) if user.get("user") else None
            person = person or self._world.person_by_bsuid(account.portfolio, written)
            problem = self._unblockable(number, person, remove=remove)
            if person is None or problem:
                failed.append({"input": written, "errors": problem})
                continue
            if remove and person.id in number.blocked:
                number.blocked.remove(person.id)
            elif not remove and person.id not in number.blocked:
                number.blocked.append(person.id)
            done.append({"input": written, **self._blocked_entry(person, account)})
        self._world.state.numbers.touch(number.id)
        lists: Json = {"removed_users" if remove else "added_users": done}
        if failed:
            lists["failed_users"] = failed
        return {"messaging_product": "whatsapp", "block_users": lists}, not failed

    def _unblockable(self, number: Number, person: Person | None, *, remove: bool) -> list[Json]:
        """Why this person can't be put on the list (or taken off it), as errors; none when they can."""
        if person is None:
            return [error_entry(139100, "Nobody on WhatsApp has this number or id")]
        if remove or person.id in number.blocked:
            return []
        if not self._world.window_open(number, person):
            return [error_entry(139100, "The user did not write in 24 hours")]
        limit = self._world.settings.block_limit
        return [error_entry(139101, f"{limit} users are blocked already")] if len(number.blocked) >= limit else []

    def forget_contact(self, number: Number, bsuid: str) -> bool:
        """Removes a person from the portfolio's contact book; whether they were in it."""
        account = self._world.account_of(number)
        person = self._world.person_by_bsuid(account.portfolio, bsuid)
        if person is None or not person.contact_book.pop(account.portfolio, False):
            return False
        self._world.state.people.touch(person.id)
        return True

    # -- message history --------------------------------------------------------------------------------------------
    def history(self, number: Number, wamid: str) -> Json:
        """What became of an outbound message, for those who missed its webhooks."""
        bubble = self._world.state.bubbles.get(wamid)
        if bubble is None or bubble.number != number.id or bubble.direction != "out":
            return {"data": []}
        events = [self._event(bubble, stage, at, place) for place, (stage, at) in enumerate(bubble.stages.items())]
        events.insert(0, self._event(bubble, "accepted", bubble.at, 99))
        return {"data": [{"id": f"history:{wamid[-24:]}", "message_id": wamid, "events": {"data": events}}]}

    def _event(self, bubble: Bubble, stage: str, at: float, place: int) -> Json:
        state = "ERROR" if stage == "failed" else stage.upper()
        return {
            "id": f"event:{bubble.id[-16:]}:{place}",
            "delivery_status": state,
            "timestamp": int(at),
            "webhook_update_state": "DELIVERED" if self._world.now() - at < 30 * DAY else "FAILED",
        }
