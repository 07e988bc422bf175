"""Two records of one person become one, and two again."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up
from tests.e2e.test_board import made
from tests.e2e.waiting import take_back

pytestmark = pytest.mark.browser


def test_a_double_is_merged_and_taken_apart(page: Page, look: Look) -> None:
    sign_up(page, "merge@harbor.example")
    first = made(page, "/contacts", first_name="Ann", last_name="Ames", email="ann@merge.example")
    second = made(page, "/contacts", first_name="Annie", last_name="Ames", title="Head of Tea")
    made(page, "/notes", related_type="contact", related_id=second["id"], body="Likes tea.")
    page.goto(f"/o/contacts/{first['id']}")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Merge with…").click()
    dialog = page.get_by_role("dialog", name="Merge into Ann Ames")
    dialog.get_by_label("The other contact").click()
    page.get_by_role("option", name="Annie Ames").click()
    expect(dialog.get_by_role("radio", name="Keep Ann Ames")).to_be_checked()
    look()
    dialog.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_text("2 records are one now")).to_be_visible()
    expect(page.get_by_text("Head of Tea").first).to_be_visible()
    page.get_by_role("tab", name="Notes").click()
    expect(page.get_by_text("Likes tea.")).to_be_visible()
    assert page.request.get(f"/api/v1/contacts/{second['id']}").json()["merged_into_id"] == first["id"]
    take_back(page, "2 records are one now")
    expect(page.get_by_text("Undone")).to_be_visible()
    again = page.request.get(f"/api/v1/contacts/{second['id']}").json()
    assert (again["full_name"], again["title"]) == ("Annie Ames", "Head of Tea")
    assert page.request.get(f"/api/v1/contacts/{first['id']}").json()["title"] is None


def test_rows_of_a_table_with_chosen_values(page: Page) -> None:
    sign_up(page, "rows@harbor.example")
    made(page, "/custom-fields", object="contact", key="tier", label="Tier", type="select", options=["gold", "silver"])
    titles = {"Ann": "Buyer", "Annie": "Head of Tea", "Anna": "Owner"}
    tiers = {"Ann": "gold", "Annie": "silver", "Anna": "gold"}
    people = {
        first: made(page, "/contacts", first_name=first, last_name="Ames", title=title, custom={"tier": tiers[first]})
        for first, title in titles.items()
    }
    page.goto("/o/contacts")
    for first in titles:
        page.get_by_role("checkbox", name=f"Select {first} Ames", exact=True).check()
    page.get_by_role("button", name="Merge", exact=True).click()
    dialog = page.get_by_role("dialog", name="Merge these records")
    dialog.get_by_role("radio", name="Keep Anna Ames").check()
    row = dialog.get_by_role("row", name="Job title")
    row.get_by_role("cell").filter(has_text="Buyer").get_by_role("button", name="Keep this job title").click()
    row = dialog.get_by_role("row", name="Tier")
    row.get_by_role("cell").filter(has_text="Silver").get_by_role("button", name="Keep this tier").click()

    # What a colleague changes meanwhile is seen, and what was chosen stays chosen.
    page.request.patch(f"/api/v1/contacts/{people['Ann']['id']}", data={"title": "Head buyer"})
    expect(dialog.get_by_text("changed just now", exact=True)).to_be_visible()
    kept = dialog.get_by_role("row", name="Job title").get_by_role("cell").filter(has_text="Head buyer")
    expect(kept.get_by_role("button", name="Keep this job title")).to_have_attribute("aria-pressed", "true")
    dialog.get_by_role("button", name="Merge all 3").click()
    expect(page.get_by_text("3 records are one now")).to_be_visible()
    anna = page.request.get(f"/api/v1/contacts/{people['Anna']['id']}").json()
    assert (anna["title"], anna["custom"]["tier"]) == ("Head buyer", "silver")
    expect(page.get_by_role("link", name="Annie Ames")).to_have_count(0)
    take_back(page, "3 records are one now")
    expect(page.get_by_role("link", name="Annie Ames")).to_be_visible()


@pytest.mark.bad_line
def test_somebody_else_was_quicker(page: Page) -> None:
    sign_up(page, "quicker@harbor.example")
    ids = [made(page, "/contacts", first_name=first, last_name="Ames")["id"] for first in ("Ann", "Annie")]
    page.goto("/o/contacts")
    for first in ("Ann", "Annie"):
        page.get_by_role("checkbox", name=f"Select {first} Ames", exact=True).check()
    page.get_by_role("button", name="Merge", exact=True).click()
    dialog = page.get_by_role("dialog", name="Merge these records")
    expect(dialog.get_by_role("button", name="Merge", exact=True)).to_be_enabled()
    page.request.delete(f"/api/v1/contacts/{ids[1]}")
    expect(dialog.get_by_text("Annie Ames was deleted or merged meanwhile.")).to_be_visible()
    expect(dialog.get_by_role("button", name="Merge", exact=True)).to_be_disabled()
