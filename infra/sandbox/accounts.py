"""Accounts and numbers as Graph shows them: fields, registration, subscriptions, profile, block list, templates."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from infra.sandbox import payloads
from infra.sandbox.errors import GraphError, error_entry
from infra.sandbox.limits import CALLS_PER_HOUR, REGISTRATION_WINDOW, REGISTRATIONS, Calls
from infra.sandbox.listing import page, select, wanted
from infra.sandbox.model import Account, App, Bubble, Json, Number, Person, Template
from infra.sandbox.post import Post
from infra.sandbox.world import DAY, World

PROFILE_LIMITS = {"about": 139, "address": 256, "description": 512, "email": 128}
PROFILE_KEYS = ("about", "address", "description", "email", "profile_picture_url", "websites", "vertical")
NUMBER_FIELDS = (
    "verified_name",
    "code_verification_status",
    "display_phone_number",
    "quality_rating",
    "platform_type",
    "throughput",
    "id",
)
TEMPLATE_FIELDS = ("name", "parameter_format", "components", "language", "status", "category", "id")
_PIN = re.compile(r"[0-9]{6}")


class Accounts:
    """Everything about accounts and numbers that is not a message."""

    def __init__(self, world: World, post: Post) -> None:
        self._world, self._post = world, post
        self._calls = Calls()

    # -- usage ------------------------------------------------------------------------------------------------------
    def used(self, account: Account) -> int:
        """Counts a management call; percent of the hourly limit, or 80007."""
        active = any(number.registered for number in self._world.numbers_of(account))
        passes, percent = self._calls.take(account.id, CALLS_PER_HOUR[active], self._world.now())
        if not passes:
            raise GraphError(80007, "There have been too many calls to this WhatsApp Business account.")
        return percent

    # -- the account ------------------------------------------------------------------------------------------------
    def health(self, account: Account, number: Number | None = None) -> Json:
        blocked = account.restriction in ("ALL", "LOCKED") or not account.payment_ok
        state = "BLOCKED" if blocked else ("LIMITED" if account.restriction else account.health)
        entity: Json = {"entity_type": "WABA", "id": account.id, "can_send_message": state}
        if not account.payment_ok:
            entity["errors"] = [
                {
                    "error_code": 141006,
                    "error_description": "There is an error with the payment method.",
                    "possible_solution": "Add a payment method in WhatsApp Manager.",
                }
            ]
        entities = [
            entity,
            {"entity_type": "BUSINESS", "id": account.portfolio, "can_send_message": "AVAILABLE"},
            {"entity_type": "APP", "id": self._world.settings.app_id, "can_send_message": "AVAILABLE"},
        ]
        if number is not None:
            own = "AVAILABLE" if number.registered else "BLOCKED"
            entities.insert(0, {"entity_type": "PHONE_NUMBER", "id": number.id, "can_send_message": own})
        worst = {"AVAILABLE": 0, "LIMITED": 1, "BLOCKED": 2}
        overall = max((str(item["can_send_message"]) for item in entities), key=lambda value: worst[value])
        return {"can_send_message": overall, "entities": entities}

    def account_fields(self, account: Account, fields: str | None) -> Json:
        makers: dict[str, Callable[[], Any]] = {
            "id": lambda: account.id,
            "name": lambda: account.name,
            "currency": lambda: account.currency,
            "timezone_id": lambda: account.timezone_id,
            "country": lambda: account.country,
            "message_template_namespace": lambda: f"ns_{account.id}",
            "account_review_status": lambda: "APPROVED",
            "business_verification_status": lambda: "verified",
            "ownership_type": lambda: "SELF",
            "status": lambda: "ACTIVE",
            "health_status": lambda: self.health(account),
            "marketing_messages_lite_api_status": lambda: "ONBOARDED" if account.marketing_onboarded else "ELIGIBLE",
            "marketing_messages_onboarding_status": lambda: "ONBOARDED" if account.marketing_onboarded else "ELIGIBLE",
            "owner_business_info": lambda: {"name": account.name, "id": account.portfolio},
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
            "code_verification_status": lambda: "VERIFIED",
            "platform_type": lambda: "CLOUD_API" if number.registered else "NOT_APPLICABLE",
            "throughput": lambda: {"level": number.throughput if number.registered else "NOT_APPLICABLE"},
            "status": lambda: number.status,
            "name_status": lambda: "APPROVED",
            "new_name_status": lambda: "NONE",
            "is_official_business_account": lambda: False,
            "is_on_biz_app": lambda: number.coexistence,
            "is_pin_enabled": lambda: bool(number.pin),
            "account_mode": lambda: "SANDBOX" if number.tests_only else "LIVE",
            "whatsapp_business_manager_messaging_limit": lambda: number.tier,
            "messaging_limit_tier": lambda: number.tier,
            "health_status": lambda: self.health(account, number),
            "last_onboarded_time": lambda: None,
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

    def register(self, number: Number, body: Json) -> None:
        """Sets the PIN when there is none, must match it otherwise; ten times in 72 hours."""
        if body.get("messaging_product") != "whatsapp":
            raise GraphError(100, message="(#100) The parameter messaging_product is required.")
        pin = body.get("pin")
        if pin is None:
            raise GraphError(100, message="(#100) The parameter pin is required.")
        if not _PIN.fullmatch(str(pin)):
            raise GraphError(100, message="(#100) Param pin must be 6 characters long and numeric.")
        self._count_registration(number)
        if number.pin and number.pin != str(pin):
            raise GraphError(133005, "Two-step verification PIN mismatch")
        changed = not number.pin
        number.pin, number.registered, number.status = str(pin), True, "CONNECTED"
        self._world.state.numbers.touch(number.id)
        if changed:
            value = {"display_phone_number": number.digits, "event": "PIN_CHANGED", "requester": "61000000000417"}
            self._post.send(
                self._world.account_of(number),
                "security",
                value,
                number=number,
                key=f"pin/{number.id}",
                time=int(self._world.now()),
            )

    def deregister(self, number: Number) -> None:
        if number.coexistence:
            raise GraphError(100, message="(#100) A number shared with the phone app cannot be deregistered")
        self._count_registration(number)
        if not number.registered:
            raise GraphError(133010, "The number is not registered")
        number.registered, number.status = False, "PENDING"
        self._world.state.numbers.touch(number.id)

    def _count_registration(self, number: Number) -> None:
        now = self._world.now()
        recent = [moment for moment in number.registrations if now - moment < REGISTRATION_WINDOW]
        if len(recent) >= REGISTRATIONS:
            raise GraphError(133016, "Too many requests to register or deregister this number in 72 hours")
        number.registrations = [*recent, now]
        self._world.state.numbers.touch(number.id)

    def change_number(self, number: Number, body: Json) -> None:
        """`POST /{number}`: a new PIN, or a callback override (checked by the caller)."""
        if "pin" in body:
            if not _PIN.fullmatch(str(body["pin"])):
                raise GraphError(100, message="(#100) Param pin must be 6 characters long and numeric.")
            number.pin = str(body["pin"])
        if isinstance(body.get("webhook_configuration"), dict):
            given = body["webhook_configuration"]
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

    def unsubscribe(self, account: Account, app: str) -> None:
        account.subscriptions.pop(app, None)
        self._world.state.accounts.touch(account.id)

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

    # -- profile ----------------------------------------------------------------------------------------------------
    def profile(self, number: Number, fields: str | None) -> Json:
        names = set(wanted(fields, PROFILE_KEYS))
        shown = {key: value for key, value in number.profile.items() if key in names}
        return {"data": [{**shown, "messaging_product": "whatsapp"}]}

    def change_profile(self, number: Number, body: Json) -> None:
        for key, longest in PROFILE_LIMITS.items():
            if len(str(body.get(key, ""))) > longest:
                raise GraphError(100, message=f"(#100) Param {key} must be at most {longest} characters long.")
        sites = body.get("websites", [])
        if len(sites) > 2 or any(not str(site).startswith(("http://", "https://")) for site in sites):
            raise GraphError(100, message="(#100) Param websites must hold at most 2 URLs with a scheme.")
        number.profile.update({key: body[key] for key in PROFILE_KEYS if key in body})
        self._world.state.numbers.touch(number.id)

    # -- block list -------------------------------------------------------------------------------------------------
    def blocked(self, number: Number) -> list[Json]:
        account = self._world.account_of(number)
        people = [self._world.state.people[key] for key in number.blocked if key in self._world.state.people]
        return [{"messaging_product": "whatsapp", **self._blocked_entry(person, account)} for person in people]

    def _blocked_entry(self, person: Person, account: Account) -> Json:
        return {"wa_id": person.phone} if person.phone else {"user_id": payloads.bsuid(person, account)}

    def block(self, number: Number, body: Json, *, remove: bool) -> tuple[Json, bool]:
        """The answer, and whether every user went through; partial failure is both lists and an error."""
        users = body.get("block_users")
        if not isinstance(users, list) or not users:
            raise GraphError(100, message="(#100) The parameter block_users is required.")
        account = self._world.account_of(number)
        done: list[Json] = []
        failed: list[Json] = []
        for user in users:
            written = str(user.get("user") or user.get("user_id") or "")
            person = self._world.person_by_phone(written) if user.get("user") else None
            person = person or self._world.person_by_bsuid(account.portfolio, written)
            if person is None or (not remove and not self._world.window_open(number, person)):
                failed.append({"input": written, "errors": [error_entry(139100, "The user did not write in 24 hours")]})
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

    def forget_contact(self, number: Number, bsuid: str) -> bool:
        """Removes a person from the portfolio's contact book; whether they were in it."""
        account = self._world.account_of(number)
        person = self._world.person_by_bsuid(account.portfolio, bsuid)
        if person is None or not person.contact_book.pop(account.portfolio, False):
            return False
        self._world.state.people.touch(person.id)
        return True

    # -- templates --------------------------------------------------------------------------------------------------
    def template(self, template: Template, fields: tuple[str, ...] = TEMPLATE_FIELDS) -> Json:
        makers: dict[str, Callable[[], Any]] = {
            "id": lambda: template.id,
            "name": lambda: template.name,
            "language": lambda: template.language,
            "status": lambda: template.status,
            "category": lambda: template.category,
            "components": lambda: template.components,
            "parameter_format": lambda: template.parameter_format,
            "quality_score": lambda: {"score": template.quality, "date": int(template.quality_at)},
            "rejected_reason": lambda: template.rejected_reason,
            "correct_category": lambda: None,
            "previous_category": lambda: None,
            "sub_category": lambda: None,
            "message_send_ttl_seconds": lambda: template.ttl,
            "last_updated_time": lambda: None,
        }
        return select(makers, fields, "MessageTemplate")

    def templates(self, account: Account, query: dict[str, str], address: str) -> Json:
        chosen = [item for item in self._world.state.templates if item.account == account.id]
        for key in ("status", "category", "language"):
            if query.get(key):
                values = query[key].replace("[", "").replace("]", "").replace('"', "").split(",")
                chosen = [item for item in chosen if getattr(item, key) in values]
        if query.get("name"):
            chosen = [item for item in chosen if query["name"] in item.name]
        fields = wanted(query.get("fields"), TEMPLATE_FIELDS)
        return page([self.template(item, fields) for item in chosen], query, address)

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
