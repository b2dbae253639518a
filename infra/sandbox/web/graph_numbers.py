"""Meta's routes of a business number: registration, codes, profile with picture, conversational components."""

from __future__ import annotations

from infra.sandbox.access import MANAGEMENT, MESSAGING
from infra.sandbox.errors import missing_object
from infra.sandbox.model import Number
from infra.sandbox.web.call import Answer, Call, Route

SUCCESS = {"success": True}


def _number(call: Call, scope: str = MANAGEMENT) -> Number:
    return call.sandbox.access.number(call.token(), call.path["node"], scope)


# -- registration -----------------------------------------------------------------------------------------------------
def register(call: Call) -> Answer:
    call.sandbox.registration.register(_number(call), call.object())
    return Answer(SUCCESS)


def deregister(call: Call) -> Answer:
    call.sandbox.registration.deregister(_number(call))
    return Answer(SUCCESS)


def request_code(call: Call) -> Answer:
    call.sandbox.registration.request_code(_number(call), {**call.query, **call.object()})
    return Answer(SUCCESS)


def verify_code(call: Call) -> Answer:
    call.sandbox.registration.verify_code(_number(call), {**call.query, **call.object()})
    return Answer(SUCCESS)


def app_data(call: Call) -> Answer:
    return Answer(call.sandbox.coexistence.ask(_number(call), call.object()))


# -- profile ----------------------------------------------------------------------------------------------------------
def read_profile(call: Call) -> Answer:
    return Answer(call.sandbox.profiles.read(_number(call, MESSAGING), call.query.get("fields")))


def change_profile(call: Call) -> Answer:
    call.sandbox.profiles.change(_number(call, MESSAGING), call.object())
    return Answer(SUCCESS)


def read_automation(call: Call) -> Answer:
    number = _number(call)
    return Answer({"data": [number.automation]} if number.automation else {"data": []})


def change_automation(call: Call) -> Answer:
    call.sandbox.profiles.change_automation(_number(call), {**call.query, **call.object()})
    return Answer(SUCCESS)


# -- resumable upload -------------------------------------------------------------------------------------------------
def begin_upload(call: Call) -> Answer:
    token, app = call.token(), call.path["node"]
    if app != token.app:
        raise missing_object(app)
    given = {**call.query, **(call.object() if call.raw else {})}
    return Answer({"id": call.sandbox.uploads.begin(app, given)})


def add_bytes(call: Call) -> Answer:
    """`POST /upload:…`: bytes from `file_offset` on. The switch `upload_cut` keeps half of them and cuts the line."""
    call.token()
    key, sig, content = call.path["node"], call.query.get("sig", ""), call.raw
    offset = call.headers.get("file_offset", "")
    cut = call.sandbox.world.faults.strike("upload_cut", key)
    if cut is not None:
        call.sandbox.uploads.add(key, sig, offset, content[: len(content) // 2])
        return Answer(wire="reset")
    handle = call.sandbox.uploads.add(key, sig, offset, content)
    return Answer({"h": handle}) if handle else upload_offset(call)


def upload_offset(call: Call) -> Answer:
    key, sig = call.path["node"], call.query.get("sig", "")
    return Answer({"id": f"{key}?sig={sig}", "file_offset": call.sandbox.uploads.offset(key, sig)})


NODE = "/{version}/{node}"
ROUTES = [
    Route("POST", f"{NODE}/register", register, group="register"),
    Route("POST", f"{NODE}/deregister", deregister, group="deregister"),
    Route("POST", f"{NODE}/request_code", request_code, group="codes"),
    Route("POST", f"{NODE}/verify_code", verify_code, group="codes"),
    Route("POST", f"{NODE}/smb_app_data", app_data, group="coexistence"),
    Route("GET", f"{NODE}/whatsapp_business_profile", read_profile, group="profile"),
    Route("POST", f"{NODE}/whatsapp_business_profile", change_profile, group="profile"),
    Route("GET", f"{NODE}/conversational_automation", read_automation, group="automation"),
    Route("POST", f"{NODE}/conversational_automation", change_automation, group="automation"),
    Route("POST", f"{NODE}/uploads", begin_upload, group="uploads"),
]
