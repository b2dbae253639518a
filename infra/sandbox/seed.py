"""The invented world a new sandbox starts with: two businesses, six people, templates of each sort."""

from __future__ import annotations

from infra.sandbox.access import Access
from infra.sandbox.model import Account, App, Json, Number, Person, Template
from infra.sandbox.world import World

DEMO_ACCOUNT = "770100200300401"
DEMO_NUMBER = "660900800700501"
SECOND_NUMBER = "660900800700502"
OTHER_ACCOUNT = "770100200300402"
OTHER_NUMBER = "660900800700601"
PORTFOLIO, OTHER_PORTFOLIO = "550100200300401", "550100200300402"


def _body(text: str, *example: str) -> Json:
    part: Json = {"type": "BODY", "text": text}
    if example:
        part["example"] = {"body_text": [list(example)]}
    return part


def _named(text: str, **example: str) -> Json:
    values = [{"param_name": name, "example": value} for name, value in example.items()]
    return {"type": "BODY", "text": text, "example": {"body_text_named_params": values}}


def _replies(*texts: str) -> Json:
    return {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": text} for text in texts]}


def hello_world() -> list[Json]:
    """The components of the sample that every new account begins with."""
    return [
        {"type": "HEADER", "format": "TEXT", "text": "Hello World"},
        _body("Welcome and congratulations!! This message shows that your number can send."),
        {"type": "FOOTER", "text": "WhatsApp Business Platform sample message"},
    ]


def templates(account: str) -> list[Template]:
    """Realistic templates: positional and named, media header, each button kind, three languages, one paused."""
    order = "Hi {{1}}, your order {{2}} has left our workshop and arrives on {{3}}."
    order_pt = "Olá {{1}}, o seu pedido {{2}} já saiu da oficina e chega em {{3}}."
    rows: list[tuple[str, str, str, str, str, list[Json]]] = [
        ("order_shipped", "en_GB", "UTILITY", "POSITIONAL", "APPROVED", [
            {"type": "HEADER", "format": "TEXT", "text": "Order {{1}}", "example": {"header_text": ["A-17"]}},
            _body(order, "Mira", "A-17", "Tuesday"),
            {"type": "FOOTER", "text": "Quill Kettles"},
            {"type": "BUTTONS", "buttons": [
                {"type": "URL", "text": "Track parcel", "url": "https://example.test/track/{{1}}",
                 "example": ["https://example.test/track/A17"]},
                {"type": "PHONE_NUMBER", "text": "Call us", "phone_number": "+441134960321"}]}]),
        ("order_shipped", "pt_BR", "UTILITY", "POSITIONAL", "APPROVED", [
            {"type": "HEADER", "format": "TEXT", "text": "Pedido {{1}}", "example": {"header_text": ["A-17"]}},
            _body(order_pt, "Rafael", "A-17", "terça-feira"),
            {"type": "FOOTER", "text": "Quill Kettles"},
            {"type": "BUTTONS", "buttons": [
                {"type": "URL", "text": "Rastrear", "url": "https://example.test/track/{{1}}",
                 "example": ["https://example.test/track/A17"]},
                {"type": "PHONE_NUMBER", "text": "Ligar", "phone_number": "+441134960321"}]}]),
        ("repair_ready", "en_GB", "UTILITY", "NAMED", "APPROVED", [
            _named("Hello {{first_name}}, the repair of your {{product}} is done. When would you like to collect it?",
                   first_name="Mira", product="teal kettle"),
            _replies("Tomorrow", "This weekend", "Post it to me")]),
        ("repair_ready", "es", "UTILITY", "NAMED", "APPROVED", [
            _named("Hola {{first_name}}, la reparación de tu {{product}} está lista. ¿Cuándo quieres recogerla?",
                   first_name="Lucía", product="tetera"),
            _replies("Mañana", "Este fin de semana", "Envíamela")]),
        ("winter_offer", "en_GB", "MARKETING", "NAMED", "APPROVED", [
            {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::aW52ZW50ZWQ="]}},
            _named("Hi {{first_name}}, our winter range is here and delivery is free until {{end_date}}.",
                   first_name="Mira", end_date="Sunday"),
            {"type": "FOOTER", "text": "Reply STOP to opt out"},
            {"type": "BUTTONS", "buttons": [
                {"type": "URL", "text": "Shop", "url": "https://example.test/w/{{1}}",
                 "example": ["https://example.test/w/W417"]},
                {"type": "QUICK_REPLY", "text": "Stop offers"}]}]),
        ("kettle_care", "en_GB", "MARKETING", "POSITIONAL", "APPROVED", [
            _body("Three tips that keep a kettle young: descale monthly, empty it at night, use filtered water.")]),
        ("login_code", "en_GB", "AUTHENTICATION", "POSITIONAL", "APPROVED", [
            {"type": "BODY", "text": "*{{1}}* is your verification code. For your security, do not share this code.",
             "add_security_recommendation": True, "example": {"body_text": [["123456"]]}},
            {"type": "FOOTER", "text": "This code expires in 10 minutes.", "code_expiration_minutes": 10},
            {"type": "BUTTONS", "buttons": [
                {"type": "URL", "text": "Copy code", "url": "https://www.whatsapp.com/otp/code/?code=otp{{1}}",
                 "example": ["https://www.whatsapp.com/otp/code/?code=otp123456"]}]}]),
        ("invoice_document", "en_GB", "UTILITY", "POSITIONAL", "APPROVED", [
            {"type": "HEADER", "format": "DOCUMENT", "example": {"header_handle": ["4::aW52ZW50ZWQ="]}},
            _body("Dear {{1}}, here is your invoice. Thank you for choosing us.", "Mira")]),
        ("flash_sale", "en_GB", "MARKETING", "POSITIONAL", "PAUSED", [
            _body("Only today, {{1}}: a fifth off everything in the shop.", "Mira")]),
        ("visit_reminder", "en_GB", "UTILITY", "POSITIONAL", "PENDING", [
            _body("Hi {{1}}, we look forward to your visit on {{2}} at noon.", "Mira", "Friday")]),
        ("hello_world", "en_US", "UTILITY", "POSITIONAL", "APPROVED", hello_world()),
    ]  # fmt: skip
    made = []
    for place, (name, language, category, form, status, components) in enumerate(rows):
        made.append(
            Template(
                id=f"8807{account[-4:]}{place:07d}",
                account=account,
                name=name,
                language=language,
                category=category,
                components=components,
                status=status,
                parameter_format=form,
                quality="RED" if status == "PAUSED" else ("UNKNOWN" if status == "PENDING" else "GREEN"),
            )
        )
    return made


def people() -> list[Person]:
    """One of each identity; Brazil and Mexico have a second spelling of the same phone."""
    return [
        Person("mira", "Mira Quill", "447700900456", bsuids={PORTFOLIO: "GB.7394018265501923"}),
        Person("juno", "Juno Park", identity="username_only", username="juno.park",
               bsuids={PORTFOLIO: "GB.8815520047392610"}),
        Person("rafael", "Rafael Costa", "5511987650042", country="BR", aliases=["551187650042"]),
        Person("lucia", "Lucía Ferrer 🌶", "5215512345678", country="MX", aliases=["525512345678"],
               identity="username_number", username="lucia.ferrer"),
        Person("odd", "Odd Halvorsen", "447700900789", identity="phone", auto_read=False),
        Person("nico", "Nico Baptiste", "447700900321", on_whatsapp=False),
    ]  # fmt: skip


def plant(world: World, access: Access) -> None:
    """Fills an empty world. The app always follows the settings, the rest is planted once."""
    settings = world.settings
    app = world.state.apps.get(settings.app_id) or App(settings.app_id, "Kettle Desk", settings.app_secret)
    app.secret, app.verify_token = settings.app_secret, settings.verify_token
    if settings.callback:
        app.callback = settings.callback if isinstance(settings.callback, str) else "in-process:"
    world.state.apps.put(app.id, app)
    if settings.token and settings.token not in world.state.tokens:
        access.mint([DEMO_ACCOUNT], value=settings.token)
    if len(world.state.accounts):
        return
    accounts = [
        Account(DEMO_ACCOUNT, "Quill Kettles", PORTFOLIO),
        Account(OTHER_ACCOUNT, "Bramble Bakes", OTHER_PORTFOLIO),
    ]
    numbers = [
        Number(DEMO_NUMBER, DEMO_ACCOUNT, "441134960321", "+44 113 496 0321", "Quill Kettles"),
        Number(SECOND_NUMBER, DEMO_ACCOUNT, "441134960322", "+44 113 496 0322", "Quill Kettles Repairs"),
        Number(OTHER_NUMBER, OTHER_ACCOUNT, "441134960641", "+44 113 496 0641", "Bramble Bakes"),
    ]
    for account in accounts:
        world.state.accounts.put(account.id, account)
        for template in templates(account.id):
            world.state.templates.put(f"{account.id}/{template.name}/{template.language}", template)
    for number in numbers:
        number.profile = {"about": f"{number.verified_name} since 1987", "address": "1 Invented Row, Leeds",
                          "email": "hello@example.test", "websites": ["https://example.test/"],
                          "vertical": "RETAIL"}  # fmt: skip
        world.state.numbers.put(number.id, number)
    for person in people():
        world.save(person)
    if settings.connected:
        connect(world)
    if not settings.token:
        access.mint([DEMO_ACCOUNT])
    access.mint([OTHER_ACCOUNT])


def connect(world: World) -> None:
    """As if a product had subscribed the app and registered the numbers, but for SECOND_NUMBER."""
    for account in world.state.accounts:
        account.subscriptions[world.settings.app_id] = {}
    for number in world.state.numbers:
        if number.id != SECOND_NUMBER:
            number.registered, number.status = True, "CONNECTED"
