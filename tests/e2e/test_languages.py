"""Another language, chosen in the profile: texts, names of objects and fields, numbers and dates."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up
from tests.e2e.test_board import column, made

pytestmark = pytest.mark.browser


def test_german_is_chosen_in_the_profile(page: Page, look: Look) -> None:
    sign_up(page, "deutsch@harbor.example")
    made(page, "/deals", title="Mühle", value_minor=1_234_567, currency="EUR", expected_close_date="2027-03-31")
    page.goto("/settings/profile")
    page.get_by_role("combobox", name="Language").click()
    page.get_by_role("option", name="Deutsch").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Profil")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    look()
    page.get_by_role("navigation", name="Hauptnavigation").get_by_role("link", name="Aufgaben").click()
    expect(page.get_by_role("heading", name="Noch keine Aufgaben")).to_be_visible()
    page.goto("/o/deals?view=board")
    expect(column(page, "Prospecting")).to_contain_text(re.compile(r"12\.345,67\s€"))
    expect(column(page, "Prospecting")).to_contain_text("31. März 2027")
    page.goto("/o/tasks?view=board&by=priority")
    expect(column(page, "Dringend")).to_be_visible()
    page.goto("/o/deals?view=calendar&day=2027-03-01")
    expect(page.get_by_role("heading", name="März 2027")).to_be_visible()
    look()
    page.goto("/o/deals?view=table")
    expect(page.get_by_role("link", name="Mühle")).to_be_visible()
    page.keyboard.press("c")
    page.get_by_role("textbox", name="Titel").fill("Steg")
    page.get_by_role("textbox", name="Wert").fill("1.234,50")
    page.get_by_role("button", name="Anlegen", exact=True).click()
    expect(page.get_by_text("hat das angelegt")).to_be_visible()
    deal = page.request.get("/api/v1/deals", params={"title": "Steg"}).json()["data"][0]
    assert deal["value_minor"] == 123_450
    page.goto("/settings/profile")
    page.get_by_role("combobox", name="Sprache").click()
    page.get_by_role("option", name="English").click()
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


def test_who_is_not_known_yet_is_spoken_to_as_their_browser_asks(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, locale="es-ES")
    page = context.new_page()
    page.goto("/sign-up")
    page.get_by_label("Tu nombre").fill("Lucía Ferrer")
    page.get_by_label("Correo electrónico").fill("lucia@harbor.example")
    page.get_by_label("Contraseña", exact=True).fill("correct horse battery")
    page.get_by_label("Espacio de trabajo").fill("Puerto")
    page.get_by_role("button", name="Crear cuenta").click()
    expect(page.get_by_role("heading", name="Hazlo tuyo")).to_be_visible()
    assert page.request.get("/api/v1/auth/me").json()["user"]["language"] == "es"
    context.close()
