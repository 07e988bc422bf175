"""A line that fails and a server that is slow: nothing is lost, and one is told."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up

pytestmark = [pytest.mark.browser, pytest.mark.bad_line]


def test_without_a_line_nothing_is_lost(page: Page) -> None:
    sign_up(page, "offline@harbor.example")
    contact = page.request.post("/api/v1/contacts", data={"first_name": "Ann", "title": "Buyer"}).json()["id"]
    page.goto(f"/o/contacts/{contact}")
    expect(page.get_by_role("button", name="Job title Buyer")).to_be_visible()
    page.route("**/api/v1/contacts/**", lambda route: route.abort())
    page.get_by_role("button", name="Job title Buyer").click()
    page.get_by_role("textbox", name="Job title").fill("Head of Tea")
    page.get_by_role("textbox", name="Job title").press("Enter")
    # The page says so and shows what is true.
    expect(page.get_by_text("Quintet cannot be reached", exact=False)).to_be_visible()
    expect(page.get_by_role("button", name="Job title Buyer")).to_be_visible()
    page.unroute("**/api/v1/contacts/**")
    page.get_by_role("button", name="Job title Buyer").click()
    page.get_by_role("textbox", name="Job title").fill("Head of Tea")
    page.get_by_role("textbox", name="Job title").press("Enter")
    expect(page.get_by_text("Job title changed")).to_be_visible()
    assert page.request.get(f"/api/v1/contacts/{contact}").json()["title"] == "Head of Tea"


def test_a_form_keeps_what_was_typed(page: Page) -> None:
    sign_up(page, "form-offline@harbor.example", then="/")
    page.get_by_role("button", name="New", exact=True).click()
    page.get_by_role("menuitem", name="Company").click()
    dialog = page.get_by_role("dialog", name="New company")
    dialog.get_by_label("Name").fill("Northwind")
    page.route("**/api/v1/companies", lambda route: route.abort())
    dialog.get_by_role("button", name="Create").click()
    expect(dialog.get_by_text("cannot be reached", exact=False)).to_be_visible()
    expect(dialog.get_by_label("Name")).to_have_value("Northwind")
    page.unroute("**/api/v1/companies")
    dialog.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name="Northwind")).to_be_visible()


def test_a_slow_server_shows_that_it_is_at_work(page: Page, look: Look) -> None:
    sign_up(page, "slow@harbor.example")
    page.request.post("/api/v1/companies", data={"name": "Acme"})
    held: list[Route] = []
    page.route("**/api/v1/companies?**", lambda route: held.append(route))
    page.goto("/o/companies")
    expect(page.get_by_role("region", name="Companies")).to_have_attribute("aria-busy", "true")
    look()
    for route in held:
        route.continue_()
    page.unroute("**/api/v1/companies?**")
    expect(page.get_by_role("link", name="Acme")).to_be_visible()
    expect(page.get_by_role("region", name="Companies")).to_have_attribute("aria-busy", "false")


def test_a_server_in_trouble_offers_another_try(page: Page) -> None:
    sign_up(page, "trouble@harbor.example")
    page.request.post("/api/v1/companies", data={"name": "Acme"})
    problem = {"type": "about:blank", "title": "Internal Server Error", "status": 500, "code": "internal_error"}
    page.route(
        "**/api/v1/overview?**", lambda route: route.fulfill(status=500, json={**problem, "detail": "Our fault."})
    )
    page.goto("/dashboard")
    expect(page.get_by_role("alert").get_by_text("Our fault.")).to_be_visible(timeout=15_000)
    page.unroute("**/api/v1/overview?**")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("link", name="New companies 1")).to_be_visible()
