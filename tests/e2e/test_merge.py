"""Two records of one person become one, and two again."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up
from tests.e2e.test_board import made

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
    look()
    dialog.get_by_role("button", name="Merge").click()
    expect(page.get_by_text("Merged into Ann Ames")).to_be_visible()
    expect(page.get_by_text("Head of Tea").first).to_be_visible()
    page.get_by_role("tab", name="Notes").click()
    expect(page.get_by_text("Likes tea.")).to_be_visible()
    assert page.request.get(f"/api/v1/contacts/{second['id']}").json()["merged_into_id"] == first["id"]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone")).to_be_visible()
    again = page.request.get(f"/api/v1/contacts/{second['id']}").json()
    assert (again["full_name"], again["title"]) == ("Annie Ames", "Head of Tea")
    assert page.request.get(f"/api/v1/contacts/{first['id']}").json()["title"] is None
