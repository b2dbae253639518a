"""Portuguese and Spanish: switched without a reload, on every page, with no text left out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.api import Api
from tests.browser.customer import Customer
from tests.browser.desk import Desk

KEY = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b|\{\w+\}|\bundefined\b|\bNaN\b|\[object ")
"""What a missing text looks like on the screen: its key, or a placeholder nobody filled."""
NAMES = re.compile(
    r"hello_world|order_shipped|repair_ready|winter_offer|kettle_care|login_code|invoice_document|flash_sale|visit_reminder"
    r"|whatsapp_business_m\w+|business_management"
)
"""Names of Meta's things, which stay as they are."""

WORDS = {
    "Português": {
        "lang": "pt-BR",
        "inbox": "Caixa de entrada",
        "contacts": "Contatos",
        "templates": "Modelos",
        "templates/edit": "Novo modelo",
        "settings/connection": "Números e conexão",
        "settings/connection/new": "Conectar um número",
        "settings/workspace": "Espaço de trabalho",
        "settings/members": "Membros",
        "settings/api-keys": "Chaves de API",
        "settings/exports": "Exportações",
        "settings/security": "Segurança",
        "settings/notices": "Avisos",
        "settings/tags": "Etiquetas",
        "settings/replies": "Respostas prontas",
        "settings/profile": "Perfil",
        "resolve": "Resolver",
        "reply": "Responder",
        "handling": "Responsável",
    },
    "Español": {
        "lang": "es",
        "inbox": "Bandeja de entrada",
        "contacts": "Contactos",
        "templates": "Plantillas",
        "templates/edit": "Plantilla nueva",
        "settings/connection": "Números y conexión",
        "settings/connection/new": "Conectar un número",
        "settings/workspace": "Espacio de trabajo",
        "settings/members": "Miembros",
        "settings/api-keys": "Claves de API",
        "settings/exports": "Exportaciones",
        "settings/security": "Seguridad",
        "settings/notices": "Avisos",
        "settings/tags": "Etiquetas",
        "settings/replies": "Respuestas rápidas",
        "settings/profile": "Perfil",
        "resolve": "Resolver",
        "reply": "Responder",
        "handling": "Asignada",
    },
}


def no_keys(desk: Desk) -> None:
    # Variables of templates stand in double braces, which are theirs.
    shown = re.sub(r"\{\{\w+\}\}", "", desk.page.locator("body").inner_text())
    labels = desk.page.evaluate(
        "[...document.querySelectorAll('[aria-label],[title],[placeholder]')].flatMap((one) =>"
        " ['aria-label', 'title', 'placeholder'].map((name) => one.getAttribute(name) || '')).join('\\n')"
    )
    left = KEY.findall(NAMES.sub("", f"{shown}\n{labels}"))
    assert left == [], f"texts missing at {desk.page.url}: {left}"


@pytest.mark.parametrize("language", list(WORDS))
def test_every_page_speaks_the_chosen_language(desk: Desk, api: Api, customer: Customer, language: str) -> None:
    words = WORDS[language]
    customer.says("Hello from abroad")
    conversation = api.conversation(customer.name)["id"]
    desk.inbox()
    desk.page.get_by_role("button", name=re.compile("^Odette Quill")).click()
    desk.page.get_by_role("menuitem", name=language).click()
    expect(desk.page.get_by_role("heading", level=1, name=words["inbox"])).to_be_visible()
    expect(desk.page.locator("html")).to_have_attribute("lang", words["lang"])
    no_keys(desk)
    for path in (path for path in words if "/" in path or path in ("contacts", "templates")):
        desk.visit(path)
        expect(desk.page.get_by_role("heading", level=1, name=words[path])).to_be_visible()
        no_keys(desk)
    desk.visit(f"inbox/{conversation}")
    expect(desk.page.get_by_role("button", name=words["resolve"], exact=True)).to_be_visible()
    expect(desk.page.get_by_role("tab", name=words["reply"])).to_be_visible()
    expect(desk.page.get_by_text("Hello from abroad").first).to_be_visible()
    expect(desk.page.get_by_role("complementary").last).to_be_visible()
    no_keys(desk)
