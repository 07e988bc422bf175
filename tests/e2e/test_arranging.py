"""Settings that arrange the work: pipelines with their stages, tags, custom fields, exports, background work."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up
from tests.e2e.waiting import standing, take_back

pytestmark = pytest.mark.browser


def _stages(page: Page, pipeline: str) -> list[str]:
    found = page.request.get("/api/v1/pipelines?limit=200").json()["data"]
    return [stage["name"] for each in found if each["name"] == pipeline for stage in each["stages"]]


def test_a_pipeline_is_made_and_its_stages_put_in_order(page: Page, look: Look) -> None:
    sign_up(page, "stages@harbor.example")
    page.request.post("/api/v1/pipelines/default", data={"kind": "deal"})
    page.goto("/settings/pipelines")
    page.get_by_role("button", name="New pipeline").click()
    page.get_by_label("Name of the pipeline").fill("Partners")
    page.get_by_role("button", name="Create", exact=True).click()
    card = page.get_by_role("region", name="Partners")
    card.get_by_label("New stage in Partners").fill("Site visit")
    card.get_by_role("button", name="Add").click()
    expect(card.get_by_label("Name of Site visit", exact=True)).to_be_visible()
    before = _stages(page, "Partners")
    place = before.index("Site visit")

    # By keyboard one up; the handle keeps the focus.
    handle = card.get_by_role("button", name="Move Site visit")
    handle.press("ArrowUp")
    expect(handle).to_be_focused()
    expect(page.get_by_text(f"Site visit: {place} of {len(before)}")).to_be_attached()
    expect(card.get_by_role("listitem").nth(place - 1).get_by_role("button", name="Move Site visit")).to_be_visible()
    # By mouse onto the first.
    (x, y, *_), (_, top, *_) = standing(handle), standing(card.get_by_role("listitem").first)
    page.mouse.move(x + 5, y + 5)
    page.mouse.down()
    page.mouse.move(x + 5, top + 10, steps=8)
    page.mouse.up()
    expect(card.get_by_role("listitem").first.get_by_label("Name of Site visit", exact=True)).to_be_visible()

    card.get_by_label("Name of Site visit", exact=True).fill("First visit")
    card.get_by_label("Name of Site visit", exact=True).press("Enter")
    expect(card.get_by_label("Name of First visit", exact=True)).to_be_visible()
    card.get_by_label("Probability of First visit in percent").fill("15")
    with page.expect_response("**/stages/*"):
        card.get_by_label("Probability of First visit in percent").blur()
    look()
    page.reload()
    expect(card.get_by_label("Probability of First visit in percent")).to_have_value("15 %")
    assert _stages(page, "Partners")[0] == "First visit"

    card.get_by_role("button", name="More for Partners").click()
    page.get_by_role("menuitem", name="Make it the default").click()
    expect(page.get_by_text("Partners is the default now")).to_be_visible()


def test_a_stage_goes_when_its_records_have_a_place(page: Page) -> None:
    sign_up(page, "stage-gone@harbor.example")
    pipeline = page.request.post("/api/v1/pipelines/default", data={"kind": "deal"}).json()
    first, second = pipeline["stages"][:2]
    made = page.request.post("/api/v1/deals", data={"title": "Solar roof", "stage_id": first["id"]}).json()
    page.goto("/settings/pipelines")
    card = page.get_by_role("region", name=pipeline["name"])
    card.get_by_role("button", name=f"Delete {first['name']}").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("One record is in it. Where does it go?")).to_be_visible()
    expect(dialog.get_by_role("button", name="Move and delete")).to_be_disabled()
    dialog.get_by_role("combobox", name="Move them to").click()
    page.get_by_role("option", name=second["name"], exact=True).click()
    dialog.get_by_role("button", name="Move and delete").click()
    expect(card.get_by_label(f"Name of {first['name']}", exact=True)).to_be_hidden()
    assert page.request.get(f"/api/v1/deals/{made['id']}").json()["stage_id"] == second["id"]
    take_back(page, f"{first['name']} deleted")
    expect(card.get_by_label(f"Name of {first['name']}", exact=True)).to_be_visible()


def test_tags_are_named_described_and_deleted(page: Page, look: Look) -> None:
    sign_up(page, "tag-page@harbor.example")
    page.goto("/settings/tags")
    page.get_by_label("New tag").fill("north")
    page.get_by_role("button", name="Add").click()
    page.get_by_label("What north means").fill("Beyond the river")
    with page.expect_response("**/tags/*"):
        page.get_by_label("What north means").press("Enter")
    look()
    page.get_by_label("Name of north").fill("North")
    page.get_by_label("Name of north").press("Enter")
    expect(page.get_by_label("Name of North", exact=True)).to_be_visible()
    tags = page.request.get("/api/v1/tags?name=North").json()["data"]
    assert [tag["description"] for tag in tags] == ["Beyond the river"]
    page.get_by_role("button", name="Delete North").click()
    expect(page.get_by_label("Name of North", exact=True)).to_be_hidden()
    take_back(page, "North deleted")
    expect(page.get_by_label("Name of North", exact=True)).to_be_visible()


def test_a_custom_field_appears_where_one_works(page: Page, look: Look) -> None:
    sign_up(page, "fields@harbor.example")
    page.goto("/settings/custom-fields")
    expect(page.get_by_text("No custom fields on contacts yet.")).to_be_visible()
    for label, kind in (("Region", "One of a list"), ("Club number", "Whole number")):
        page.get_by_role("button", name="New field").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Label").fill(label)
        dialog.get_by_role("combobox", name="Type").click()
        page.get_by_role("option", name=kind).click()
        if kind == "One of a list":
            dialog.get_by_role("button", name="Create").click()
            expect(dialog.get_by_text("Give at least one choice.")).to_be_visible()
            for choice in ("North", "South"):
                dialog.get_by_label("Choices").fill(choice)
                dialog.get_by_label("Choices").press("Enter")
        dialog.get_by_role("button", name="Create").click()
        expect(page.get_by_role("listitem").filter(has_text=label)).to_be_visible()
    look()
    page.get_by_role("button", name="Move Club number").press("ArrowUp")
    expect(page.get_by_role("listitem").first).to_contain_text("Club number")

    page.get_by_role("button", name="Archive Club number").click()
    expect(page.get_by_text("Archived", exact=True)).to_be_visible()
    made = page.request.post("/api/v1/contacts", data={"first_name": "Ann", "custom": {"region": "North"}}).json()
    page.goto(f"/o/contacts/{made['id']}")
    expect(page.get_by_text("Region", exact=True)).to_be_visible()
    expect(page.get_by_text("North", exact=True)).to_be_visible()


def test_words_are_offered_where_one_types(page: Page, look: Look) -> None:
    sign_up(page, "words@harbor.example")
    page.goto("/settings/vocabularies")
    for word in ("Tea", "Coffee"):
        page.get_by_label("New word").fill(word)
        page.get_by_role("button", name="Add").click()
        expect(page.get_by_label(f"Name of {word}", exact=True)).to_be_visible()
    page.get_by_role("button", name="Move Coffee").press("ArrowUp")
    expect(page.get_by_role("listitem").first.get_by_label("Name of Coffee")).to_be_visible()
    look()
    made = page.request.post("/api/v1/companies", data={"name": "Acme", "industry": "Tea"}).json()
    page.get_by_label("Name of Tea", exact=True).fill("Fine tea")
    page.get_by_label("Name of Tea", exact=True).press("Enter")
    expect(page.get_by_text("its records follow")).to_be_visible()
    page.goto(f"/o/companies/{made['id']}")
    expect(page.get_by_role("button", name="Industry Fine tea")).to_be_visible()
    page.get_by_role("button", name="Industry").click()
    page.get_by_role("combobox", name="Industry").fill("Co")
    # The first Enter takes the word, the second keeps it.
    expect(page.get_by_role("option", name="Coffee")).to_be_visible()
    page.get_by_role("combobox", name="Industry").press("ArrowDown")
    page.get_by_role("combobox", name="Industry").press("Enter")
    page.get_by_role("combobox", name="Industry").press("Enter")
    expect(page.get_by_text("Industry changed")).to_be_visible()
    assert page.request.get(f"/api/v1/companies/{made['id']}").json()["industry"] == "Coffee"


def test_exports_and_background_work_are_seen(page: Page, look: Look) -> None:
    sign_up(page, "jobs@harbor.example")
    page.request.post("/api/v1/contacts", data={"first_name": "Ann"})
    page.request.post("/api/v1/exports", data={"object": "contact", "format": "xlsx"})
    page.goto("/settings/exports")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download Contacts").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    look()
    page.goto("/settings/jobs")
    row = page.get_by_role("region", name="Background work").get_by_role("listitem").filter(has_text="export")
    expect(row.get_by_text("Done")).to_be_visible()
    look()
    page.get_by_role("button", name="Run now").last.click()
    expect(page.get_by_text("It runs now")).to_be_visible()
