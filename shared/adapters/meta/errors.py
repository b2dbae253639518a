"""The one table of Meta's error codes: code → what the product does. For answers and for webhooks' ``errors[]`` alike.

``docs/errors.md`` is made from it (``infra/tools/error_page.py``). Source: contract 4.2 and 4.3. A send is not
idempotent, so BACKOFF stands only where Meta says that it refused before doing anything (its rate limits, a number in
maintenance); whatever may hide a message that went out is UNKNOWN. Calls that only read may be repeated after either.
"""

from __future__ import annotations

import dataclasses
from typing import Final

from shared.core.meta import Effect, MetaError, Reaction, Replay

R = Reaction
_E = frozenset

_TOKEN = R(
    "token_expired",
    "The WhatsApp account is disconnected",
    "Meta no longer accepts the access token. Reconnect the account in the settings, then retry.",
    effects=_E({Effect.DISCONNECT_ACCOUNT}),
    can_retry=True,
)
_ACCESS = R(
    "access_denied",
    "Meta denies access to this account",
    "Give the system user full control of the WhatsApp account, check the token's rights, then resume the account.",
    effects=_E({Effect.STOP_ACCOUNT}),
    can_retry=True,
)
_RESTRICTED = R(
    "account_restricted",
    "Meta has restricted this account",
    "See the account's page in WhatsApp Manager for the reason and ask for a review there.",
    effects=_E({Effect.STOP_ACCOUNT}),
)
_API_LIMIT = R(
    "api_limited",
    "Too many calls to Meta",
    "Meta's hourly limit of calls is used up. Sending goes on by itself; retry later if it did not.",
    replay=Replay.BACKOFF,
    can_retry=True,
    wait=60,
)
_META_TROUBLE = R(
    "meta_trouble",
    "Meta had a problem of its own",
    "Nobody can tell yet whether the message went out. If no tick appears, retry.",
    replay=Replay.UNKNOWN,
    can_retry=True,
)
_MAINTENANCE = R(
    "number_in_maintenance",
    "Meta is working on this number",
    "Meta upgrades or moves the number, which takes minutes. Sending goes on by itself; retry later if it did not.",
    replay=Replay.BACKOFF,
    can_retry=True,
    wait=90,
)
_OUR_REQUEST = R(
    "bad_request",
    "Meta did not accept this message",
    "Something in the message is not as Meta wants it. Change it and send it anew; tell support if it happens again.",
)
_NUMBER_GONE = R(
    "number_gone",
    "Meta does not know this number any more",
    "The number was deleted or moved to another account. Check it in WhatsApp Manager and connect it again.",
    effects=_E({Effect.PAUSE_NUMBER}),
)
_NOT_REGISTERED = R(
    "number_not_registered",
    "The number is not registered",
    "Resume the account in the settings: this registers the number with Meta. Then retry.",
    effects=_E({Effect.PAUSE_NUMBER}),
    can_retry=True,
)
_PARAMETERS = R(
    "template_parameters",
    "The template's variables don't fit",
    "Meta's template wants other values than were given. Sync the templates, fill the variables anew and send again.",
    effects=_E({Effect.RESYNC_TEMPLATE}),
)
_NOT_MARKETING = R(
    "not_marketing",
    "Only marketing templates can go this way",
    "Meta's marketing endpoint refuses this template. Sync the templates; the next send takes the normal way.",
    effects=_E({Effect.RESYNC_TEMPLATE}),
    can_retry=True,
)
_PIN = R("pin_wrong", "The PIN is wrong", "Enter the number's two-step verification PIN from WhatsApp Manager.")
_PIN_LIMIT = R(
    "pin_limited",
    "Too many guesses of the PIN",
    "Meta has locked the PIN for a while. Wait as long as Meta says, then enter the right one.",
    replay=Replay.LATER,
)
_BLOCK_LIST = R("block_list", "Some people could not be blocked", "Meta refused some of them. Try those again later.")
_USERNAME = R("username_refused", "Meta refused this username", "Choose another username.")
_FLOW = R(
    "flow_refused", "Meta refused this flow", "See the flow's page in WhatsApp Manager for what is wrong with it."
)
_COEXISTENCE = R(
    "coexistence_sync",
    "The phone app's history can't be copied",
    "This is possible once, within 24 hours, if the phone's owner agrees. Disconnect the number and connect it again.",
)

TABLE: Final[dict[int, Reaction]] = {
    0: _TOKEN,
    102: _TOKEN,
    190: _TOKEN,
    3: R(
        "app_lacks_capability",
        "The app may not do this",
        "Meta's app needs another permission or an app review. See the app's dashboard.",
    ),
    10: _ACCESS,
    131005: _ACCESS,
    4: _API_LIMIT,
    17: _API_LIMIT,
    32: _API_LIMIT,
    341: _API_LIMIT,
    613: _API_LIMIT,
    80007: dataclasses.replace(_API_LIMIT, wait=300),
    130429: R(
        "rate_limited",
        "The number sends too fast",
        "Meta's limit of messages per second was reached. Sending goes on by itself; retry later if it did not.",
        replay=Replay.BACKOFF,
        effects=_E({Effect.SLOW_NUMBER}),
        can_retry=True,
        wait=2,
    ),
    131056: R(
        "pair_limited",
        "Too many messages to this customer",
        "Meta allows about ten messages a minute to one person. Sending goes on by itself; retry later if it did not.",
        replay=Replay.BACKOFF,
        effects=_E({Effect.BACK_OFF_RECIPIENT}),
        can_retry=True,
        wait=4,
    ),
    131048: R(
        "spam_limited",
        "Meta limits this number because of its quality",
        "Too many people blocked or reported the number. Pause campaigns and see its quality in WhatsApp Manager.",
        effects=_E({Effect.PAUSE_BULK}),
    ),
    131064: R(
        "template_misclassified",
        "Meta limits templates of a wrong category",
        "Templates were filed under a wrong category. Correct the categories in WhatsApp Manager.",
        effects=_E({Effect.PAUSE_BULK}),
    ),
    133016: R(
        "register_limited",
        "The number was registered too often",
        "Meta allows ten registrations in 72 hours. Wait three days, then try again.",
        replay=Replay.LATER,
        wait=72 * 3600,
    ),
    368: _RESTRICTED,
    131031: dataclasses.replace(
        _RESTRICTED,
        reason="account_locked",
        title="Meta has locked this account",
        advice="See the account's page in WhatsApp Manager; a wrong two-step verification PIN can be the reason too.",
    ),
    130497: R(
        "country_not_allowed",
        "This country can't be reached",
        "Meta does not let this account write to people in the customer's country.",
    ),
    1: _META_TROUBLE,
    2: _META_TROUBLE,
    131000: _META_TROUBLE,
    131016: _META_TROUBLE,
    133004: _META_TROUBLE,
    131057: _MAINTENANCE,
    2494100: dataclasses.replace(_MAINTENANCE, wait=300),
    33: _NUMBER_GONE,
    100: _OUR_REQUEST,
    131008: _OUR_REQUEST,
    131009: _OUR_REQUEST,
    135000: _OUR_REQUEST,
    131021: R("own_number", "This is the business's own number", "A number can't write to itself."),
    131026: R(
        "recipient_unreachable",
        "The customer can't be reached on WhatsApp",
        "They may not use WhatsApp, use a very old version, or have blocked the business. Reach them another way.",
        effects=_E({Effect.UNREACHABLE}),
        can_retry=True,
    ),
    131030: R(
        "test_number",
        "A test number writes to listed people only",
        "Add the customer to the list of recipients in Meta's app dashboard, or connect a real number.",
        can_retry=True,
    ),
    131037: R(
        "display_name_missing",
        "The number has no approved display name",
        "Have a display name approved in WhatsApp Manager first.",
        can_retry=True,
    ),
    131042: R(
        "payment_problem",
        "Meta can't bill this account",
        "Add or repair the payment method in WhatsApp Manager, then retry.",
        effects=_E({Effect.STOP_BILLABLE}),
        can_retry=True,
    ),
    131044: R(
        "payment_problem",
        "Meta can't bill this account",
        "Add or repair the payment method in WhatsApp Manager, then retry.",
        can_retry=True,
    ),
    131045: _NOT_REGISTERED,
    133000: dataclasses.replace(
        _NOT_REGISTERED,
        reason="deregistration_incomplete",
        title="The number's last deregistration did not finish",
        advice="Deregister the number once more in WhatsApp Manager, then resume the account.",
    ),
    133010: _NOT_REGISTERED,
    131047: R(
        "outside_window",
        "More than 24 hours have passed",
        "The customer has not written for 24 hours. Send a template; free messages work again once they answer.",
        effects=_E({Effect.CLOSE_WINDOW}),
    ),
    131049: R(
        "not_delivered_by_meta",
        "Meta chose not to deliver this",
        "Meta limits the marketing one person gets and delivers none to US numbers. Don't send it again within a day.",
    ),
    131050: R(
        "opted_out",
        "The customer wants no marketing",
        "They stopped marketing messages from this business. Only they can resume them.",
        effects=_E({Effect.OPT_OUT}),
    ),
    130403: R(
        "blocked_by_us",
        "This customer is blocked",
        "The business has blocked this person. Unblock them first.",
        can_retry=True,
    ),
    130472: R(
        "meta_experiment",
        "Not sent because of a Meta experiment",
        "Meta leaves some people out of marketing for a test. Reach this customer another way.",
    ),
    131051: R("unsupported_type", "WhatsApp does not know this kind of message", "Send it as another kind of message."),
    131052: R(
        "media_download_failed",
        "The file could not be fetched",
        "The link or the file was not readable. Upload the file again and send it anew.",
        effects=_E({Effect.REUPLOAD_MEDIA}),
        can_retry=True,
    ),
    131053: R(
        "media_upload_failed",
        "Meta did not accept the file",
        "Check its type, codec and size, and send it as another type if it happens again.",
        effects=_E({Effect.REUPLOAD_MEDIA}),
    ),
    131055: _NOT_MARKETING,
    134100: _NOT_MARKETING,
    131059: R("bad_cursor", "The list has changed", "Start again from the first page."),
    131062: R(
        "phone_needed",
        "This needs the customer's phone number",
        "Messages of this kind can't go to people known by username only. Ask the customer for their number.",
    ),
    131063: R(
        "marketing_endpoint_needed",
        "Marketing goes through another endpoint here",
        "This account sends marketing through Meta's marketing endpoint only: an operator sets MARKETING_ENDPOINT.",
        can_retry=True,
    ),
    132000: _PARAMETERS,
    132008: _PARAMETERS,
    132012: _PARAMETERS,
    132018: _PARAMETERS,
    132001: R(
        "template_missing",
        "The template does not exist or is not approved",
        "It was deleted, renamed or not approved in this language. Sync the templates and choose another.",
        effects=_E({Effect.RESYNC_TEMPLATE}),
    ),
    132005: R("text_too_long", "The filled template is too long", "Shorten the values of its variables."),
    132007: R(
        "template_policy",
        "The template's content breaks a rule of Meta's",
        "See the template's page in WhatsApp Manager for the reason and change it there.",
    ),
    132015: R(
        "template_paused",
        "The template is paused",
        "Meta paused it because of its quality. It may come back by itself; choose another template meanwhile.",
        effects=_E({Effect.RESYNC_TEMPLATE}),
    ),
    132016: R(
        "template_disabled",
        "The template is disabled for good",
        "Meta disabled it because of its quality. Make a new template.",
        effects=_E({Effect.RESYNC_TEMPLATE}),
    ),
    132068: R("flow_blocked", "The flow is blocked", "Meta blocked this flow. See its page in WhatsApp Manager."),
    132069: R(
        "flow_throttled",
        "The flow is throttled",
        "Meta sends this flow ten times an hour only. Sending goes on by itself; retry later if it did not.",
        replay=Replay.BACKOFF,
        can_retry=True,
        wait=3600,
    ),
    133005: _PIN,
    133006: R("verify_first", "The number must be verified first", "Ask for a verification code in WhatsApp Manager."),
    133008: _PIN_LIMIT,
    133009: _PIN_LIMIT,
    133015: R(
        "number_just_deleted",
        "The number was just deleted",
        "Wait five minutes, then register it again.",
        replay=Replay.LATER,
        wait=300,
    ),
    134011: R(
        "payments_terms",
        "Payment terms are not accepted",
        "Accept the payments terms in WhatsApp Manager.",
        can_retry=True,
    ),
    134101: R(
        "template_syncing",
        "The template is not ready yet",
        "Meta's marketing endpoint needs about ten minutes for a new template. Retry then.",
        replay=Replay.LATER,
        can_retry=True,
        wait=600,
    ),
    134102: R(
        "template_not_eligible",
        "The template can't go through the marketing endpoint",
        "An operator can send marketing through the normal endpoint (MARKETING_ENDPOINT).",
        can_retry=True,
    ),
    136024: R("already_verified", "The number is verified already", "Nothing to do: go on with the next step."),
    137000: R(
        "identity_changed",
        "The customer's identity has changed",
        "They may have a new phone. Confirm who they are before you write.",
    ),
    1752041: R("already_requested", "This was requested already", "Nothing to do: Meta works on it."),
    2593107: _COEXISTENCE,
    2593108: _COEXISTENCE,
    2593109: _COEXISTENCE,
}

RANGES: Final[tuple[tuple[int, int, Reaction], ...]] = (
    (200, 299, _ACCESS),
    (138000, 138999, R("calling_refused", "Meta refused the call", "See the number's calling settings.")),
    (139000, 139004, _FLOW),
    (139100, 139103, _BLOCK_LIST),
    (147001, 147004, _USERNAME),
)

SUBCODES: Final[dict[tuple[int, int], str]] = {
    (
        190,
        458,
    ): "The app was removed from the business. Add it again in Meta Business settings and reconnect the account.",
    (190, 459): "Meta wants the person behind the token to confirm who they are. Sign in to Facebook, then reconnect.",
    (190, 464): "Meta wants the person behind the token to confirm who they are. Sign in to Facebook, then reconnect.",
    (190, 460): "The password behind the token was changed. Make a new token and reconnect the account.",
    (190, 463): "The token has expired. Make a new one, best one that never expires, and reconnect the account.",
    (190, 467): "The token was made invalid. Make a new one and reconnect the account.",
    (100, 33): "What Meta was asked about (a number, a template, a file) does not exist or is hidden from this token.",
}

UNKNOWN_CODE: Final = R(
    "refused_by_meta",
    "Meta refused this message",
    "Meta gave a reason this version does not know; an administrator finds its code with the message.",
    can_retry=True,
)
UNKNOWN_TRANSIENT: Final = _META_TROUBLE
EDGE_LIMIT: Final = dataclasses.replace(_API_LIMIT, wait=10)


def classify(error: MetaError) -> Reaction:
    """The reaction to an error, however it came. A code that is not in the table is never replayed."""
    found = TABLE.get(error.code)
    if found is None:
        found = next((reaction for low, high, reaction in RANGES if low <= error.code <= high), None)
    if found is not None:
        advice = SUBCODES.get((error.code, error.subcode or 0))
        return dataclasses.replace(found, advice=advice) if advice else found
    if error.http_status == 429:
        return EDGE_LIMIT
    if error.is_transient or error.http_status >= 500:
        return UNKNOWN_TRANSIENT
    return UNKNOWN_CODE
