"""Working on one record: what is around it, what is kept with it, what happened."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up
from tests.e2e.waiting import take_back


def test_what_is_kept_with_a_company(page: Page, look: Callable[[], None], tmp_path: Path) -> None:
    sign_up(page, "record@harbor.example")
    made = page.request.post("/api/v1/companies", data={"name": "Northwind"})
    company = made.json()["id"]
    page.request.post("/api/v1/companies", data={"name": "Zenith"})
    page.goto("/o/companies?sort=name")
    page.get_by_role("link", name="Northwind").click()
    expect(page.get_by_role("heading", name="Northwind")).to_be_visible()

    # A person of theirs, made from here.
    contacts = page.get_by_role("region", name="Contacts")
    contacts.get_by_role("button", name="New contact").click()
    dialog = page.get_by_role("dialog", name="New contact")
    dialog.get_by_label("Name").fill("Mara")
    dialog.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name="Mara")).to_be_visible()
    page.goto(f"/o/companies/{company}")
    expect(page.get_by_role("region", name="Contacts").get_by_role("link", name="Mara")).to_be_visible()

    # How they stand with us.
    expect(page.get_by_label("At a glance").get_by_text("People").locator("xpath=following-sibling::dd")).to_have_text(
        "1"
    )

    # Where they are.
    page.get_by_role("button", name="New address").click()
    page.get_by_label("Street").fill("Pier 4")
    page.get_by_label("City").fill("Hamburg")
    page.get_by_role("button", name="Save").click()
    addresses = page.get_by_role("region", name="Addresses")
    expect(addresses.get_by_text("Pier 4, Hamburg")).to_be_visible()
    expect(addresses.get_by_text("Billing")).to_be_visible()  # the first is the default of both

    # What was done.
    page.get_by_role("tab", name="Activities").click()
    page.get_by_label("What was it about?").fill("First call")
    page.get_by_label("What came of it?").fill("They want an offer")
    page.get_by_role("button", name="Log activity").click()
    past = page.get_by_role("region", name="Past")
    expect(past.get_by_text("They want an offer")).to_be_visible()
    strength = page.get_by_role("region", name="Relationship")
    expect(strength.get_by_text("Last contact today")).to_be_visible()
    expect(strength.get_by_text("40 of 40")).to_be_visible()
    expect(strength.get_by_text("Known best by Dana Whitfield (1)")).to_be_visible()

    # What was written, and written better.
    page.get_by_role("tab", name="Notes").click()
    page.get_by_label("Write a note…").fill("Ask for Mra")
    page.get_by_role("button", name="Add note").click()
    page.get_by_role("button", name="Edit note").click()
    page.get_by_role("textbox", name="Edit note").fill("Ask for Mara")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Ask for Mara")).to_be_visible()

    # What is kept.
    page.get_by_role("tab", name="Files").click()
    offer = tmp_path / "offer.txt"
    offer.write_text("100 pumps")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose files").click()
    chooser.value.set_files(offer)
    with page.expect_download() as download:
        page.get_by_label("Download offer.txt").click()
    assert download.value.path().read_text() == "100 pumps"
    look()
    page.get_by_role("button", name="Delete offer.txt").click()
    expect(page.get_by_text("No files yet.")).to_be_visible()

    # What happened, of one kind.
    page.get_by_role("tab", name="Timeline").click()
    panel = page.get_by_role("tabpanel")
    expect(panel.get_by_role("article")).not_to_have_count(1)
    panel.get_by_text("Tasks", exact=True).click()
    expect(panel.get_by_text("Nothing of these kinds happened yet.")).to_be_visible()
    panel.get_by_text("Tasks", exact=True).click()
    look()


def test_on_to_the_next_of_the_list(page: Page) -> None:
    sign_up(page, "next@harbor.example")
    for name in ("Aachen", "Bremen", "Celle"):
        page.request.post("/api/v1/companies", data={"name": name})
    page.goto("/o/companies?sort=name")
    page.get_by_role("link", name="Bremen").click()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="Celle")).to_be_visible()
    page.keyboard.press("[")
    page.keyboard.press("[")
    expect(page.get_by_role("heading", name="Aachen")).to_be_visible()
    expect(page.get_by_role("button", name="Previous")).to_be_disabled()


def test_what_is_known_elsewhere_is_filled_in(page: Page, look: Callable[[], None]) -> None:
    sign_up(page, "enrich@harbor.example")
    body = {"name": "Northwind", "domain": "northwind.example"}
    company = page.request.post("/api/v1/companies", data=body).json()["id"]
    page.goto(f"/o/companies/{company}")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Fill in what is known").click()
    expect(page.get_by_text("Filled in:", exact=False)).to_be_visible()
    expect(page.get_by_role("button", name="Website https://northwind.example")).to_be_visible()

    # With the photo of its place on the map.
    picture = page.locator("img[src*='/content']")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 320)
    look()
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Remove the photo").click()
    expect(picture).to_have_count(0)
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Find a photo").click()
    expect(page.get_by_text("Photo found")).to_be_visible()
    expect(picture).to_be_visible()


def test_a_deal_says_what_it_lacks_and_a_click_plans_it(page: Page, look: Look) -> None:
    sign_up(page, "health@harbor.example")
    deal = page.request.post("/api/v1/deals", data={"title": "Mill"}).json()
    page.goto(f"/o/deals/{deal['id']}")
    health = page.get_by_role("region", name="Health")
    expect(health.get_by_text("Stalled")).to_be_visible()
    expect(health.get_by_text("No next step planned")).to_be_visible()
    look()
    health.get_by_role("button", name="Add task: Plan the next step").click()
    expect(health.get_by_text(re.compile("^Next step (in 1 day|within a day)$"))).to_be_visible()
    expect(health.get_by_text("At risk")).to_be_visible()
    take_back(page, "Task added for tomorrow")
    expect(health.get_by_text("No next step planned")).to_be_visible()


def test_an_uncertain_activity_is_put_right(page: Page, look: Look) -> None:
    sign_up(page, "review@harbor.example")
    values = {"type": "call", "subject": "Somebody called", "needs_review": True, "review_reason": "Unknown number"}
    activity = page.request.post("/api/v1/activities", data=values).json()
    page.goto(f"/o/activities/{activity['id']}")
    expect(page.get_by_text("Somebody has to look at this: Unknown number")).to_be_visible()
    look()
    page.get_by_role("button", name="It is right").click()
    expect(page.get_by_text("Somebody has to look at this: Unknown number")).to_have_count(0)
    expect(page.get_by_role("region", name="Timeline").get_by_text("looked at this and found it right")).to_be_visible()
    take_back(page, "Reviewed")
    expect(page.get_by_text("Somebody has to look at this: Unknown number")).to_be_visible()
