"""Every page there is, in languages with long words: nothing axe finds in light or dark, nothing too wide."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import ROOT
from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up
from tests.e2e.test_board import made

pytestmark = pytest.mark.browser
ROUTE = re.compile(r"getParentRoute: \(\) => (\w+),\s*path: '([^']+)'")
# Those with a name in their address, or a file, are looked at where there is something by that name.
ROUTES = [
    ("/settings" if parent == "settings" else "") + path
    for parent, path in ROUTE.findall((ROOT / "web/src/app/router.tsx").read_text())
    if "$" not in path and path not in ("/", "/settings", "/imports/prospects")
]


HEADINGS = "[...document.querySelectorAll('h1, h2')].map(each => each.textContent).join()"
# Charts wait until they are scrolled to.
BUSY = """[...document.querySelectorAll('.mantine-Skeleton-root, .mantine-Loader-root, [aria-busy=true]')]
    .some(each => each.getBoundingClientRect().top < innerHeight)"""


def go(page: Page, path: str) -> None:
    """As a link does, without loading the app anew."""
    before = page.evaluate(HEADINGS)
    page.evaluate("path => history.pushState({}, '', path)", path)
    page.wait_for_function(f"before => ![before, ''].includes({HEADINGS}) && !{BUSY}", arg=before)


def test_pages_of_the_app(page: Page, look: Look) -> None:
    assert len(ROUTES) > 20
    sign_up(page, "pages@harbor.example")
    page.request.patch("/api/v1/profile", data={"language": "de"})
    page.request.post("/api/v1/pipelines/default", data={"kind": "deal"})
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    for path in [*ROUTES, "/nowhere", "/"]:
        go(page, path)
        look()


def test_pages_of_objects(page: Page, look: Look) -> None:
    sign_up(page, "objects@harbor.example")
    page.request.patch("/api/v1/profile", data={"language": "fr"})
    company = made(page, "/companies", name="Compagnie des phares", domain="phares.example")["id"]
    contact = made(page, "/contacts", first_name="Ann", last_name="Ames", company_id=company)["id"]
    made(page, "/leads", business_name="Corner Shop", email="corner@shop.example")
    deal = made(page, "/deals", title="Mill", value_minor=100_000, company_id=company, contact_id=contact)["id"]
    made(page, "/tasks", title="Call", priority="high", related_type="deal", related_id=deal)
    made(page, "/activities", type="call", subject="First talk", participant_ids=[contact])
    made(page, "/notes", related_type="deal", related_id=deal, body="They want an offer.")
    made(page, "/products", name="Harbor lamp", price_minor=12_550)
    line = {"description": "Harbor lamp", "quantity": 2, "unit_price_minor": 12_550}
    made(page, "/invoices", company_id=company, lines=[line])
    made(page, "/proposals", title="New lamps", company_id=company, lines=[line])

    def paths() -> Iterator[str]:
        for each in page.request.get("/api/v1/meta/objects").json()["data"]:
            plural = each["plural"]
            yield f"/o/{plural}"
            for row in page.request.get(f"/api/v1/{plural}", params={"limit": 1}).json()["data"]:
                yield f"/o/{plural}/{row['id']}"

    page.goto("/")
    for path in [*paths(), "/o/deals?view=board", "/o/tasks?view=calendar"]:
        go(page, path)
        look()
