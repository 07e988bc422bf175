"""The web app in a real browser, from an installation nobody has set up to records made, changed, found and deleted."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import introduce, sign_up
from tests.e2e.waiting import take_back

pytestmark = pytest.mark.browser


@pytest.mark.usefixtures("unclaimed")
def test_from_nothing_to_a_working_day(page: Page, look: Look) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name="Set up Quintet")).to_be_visible()
    introduce(page, "dana@harbor.example")
    look()
    page.get_by_role("button", name="Set up Quintet").click()

    expect(page.get_by_role("heading", name="Make it yours")).to_be_visible()
    look()
    page.get_by_role("link", name="Contacts", exact=True).click()
    # An empty list teaches how to fill it.
    expect(page.get_by_role("heading", name="No contacts yet")).to_be_visible()
    look()
    page.keyboard.press("c")
    dialog = page.get_by_role("dialog", name="New contact")
    dialog.get_by_role("button", name="Create").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Give at least a name")
    dialog.get_by_label("Name").fill("Ada Lovelace")
    dialog.get_by_label("E-mail").fill("ada@engine.example")
    look()
    dialog.get_by_role("button", name="Create").click()

    # A field is changed where it stands, with the keyboard alone.
    expect(page.get_by_role("heading", name="Ada Lovelace")).to_be_visible()
    title = page.get_by_role("button", name=re.compile("^Job title"))
    title.click()
    page.get_by_label("Job title", exact=True).fill("Countess")
    page.keyboard.press("Enter")
    expect(title).to_have_text("Countess")
    expect(title).to_be_focused()
    expect(page.get_by_role("listitem").filter(has_text="Job title")).to_contain_text(re.compile("empty.*Countess"))
    take_back(page, "Job title changed")
    expect(title).to_have_text("—")
    stage = page.get_by_role("button", name=re.compile("^Lifecycle stage"))
    stage.click()
    page.get_by_role("option", name="Customer").click()
    expect(stage).to_have_text("Customer")

    # What hangs on it.
    page.get_by_label("Add tag").fill("vip")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove tag vip")).to_be_visible()
    look()
    page.get_by_role("tab", name="Notes").click()
    page.get_by_label("Write a note…").fill("Met at the engine.")
    page.get_by_role("button", name="Add note").click()
    expect(page.get_by_role("article")).to_contain_text("Met at the engine.")
    look()
    page.get_by_role("tab", name="Tasks").click()
    page.get_by_label("What is to be done?").fill("Send the proposal")
    page.get_by_role("button", name="Add task").click()
    page.get_by_role("checkbox", name="Done: Send the proposal").click()
    expect(page.get_by_role("checkbox", name="Done: Send the proposal")).to_be_checked()
    look()

    # Found from anywhere by Ctrl-K.
    page.get_by_role("link", name="Companies").click()
    expect(page.get_by_role("heading", name="No companies yet")).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_label("Command palette").fill("ada")
    expect(page.get_by_text("ada@engine.example")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ada Lovelace")).to_be_visible()

    # Deleted, and back again.
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.get_by_role("heading", name="No contacts yet")).to_be_visible()
    take_back(page, "Ada Lovelace deleted")
    expect(page.get_by_role("link", name="Ada Lovelace")).to_be_visible()

    # The first deal, and it is won.
    page.get_by_role("button", name="New", exact=True).click()
    page.get_by_role("menuitem", name="Deal").click()
    dialog = page.get_by_role("dialog", name="New deal")
    dialog.get_by_label("Title").fill("Difference engine")
    dialog.get_by_role("button", name="Create").click()
    stages = page.get_by_role("region", name="Stage")
    stages.get_by_role("button", name="Proposal").click()
    expect(stages.get_by_role("button", name="Proposal")).to_have_attribute("aria-current", "step")
    look()
    stages.get_by_role("button", name="Won").click()
    expect(stages.get_by_role("button", name="Won")).to_have_attribute("aria-pressed", "true")
    look()
    page.get_by_role("link", name="Home").click()
    expect(page.get_by_role("link", name="Won this month 1")).to_be_visible()


def test_lists_are_searched_sorted_filtered_and_cleared(page: Page, look: Look) -> None:
    sign_up(page, "lists@harbor.example", then="/o/contacts")
    expect(page.get_by_role("heading", name="No contacts yet")).to_be_visible()
    people = [
        {"full_name": f"Person {n:03}", "email": f"p{n}@x.example", "title": "CEO" if n % 2 else "Buyer"}
        for n in range(230)
    ]
    body = {"operations": [{"op": "create", "data": person} for person in people]}
    assert page.request.post("/api/v1/contacts/bulk", data=body).ok

    # Live: nobody pressed reload.
    rows = page.locator("tbody tr")
    expect(page.get_by_role("status")).to_have_text("230")
    look()
    page.get_by_role("button", name="Name").click()
    expect(rows.first).to_contain_text("Person 000")
    expect(page).to_have_url(re.compile("sort=full_name"))
    region = page.get_by_role("region", name="Contacts")
    for _ in range(30):
        region.evaluate("e => e.scrollTo(0, e.scrollHeight)")
        page.wait_for_timeout(60)
        if page.locator('tr[aria-rowindex="231"]').count():
            break
    expect(page.locator('tr[aria-rowindex="231"]')).to_contain_text("Person 229")
    assert rows.count() < 60

    page.get_by_role("searchbox").fill("person 01")
    expect(page.get_by_role("status")).to_have_text("10")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("combobox", name="Field").click()
    page.get_by_role("option", name="Job title").click()
    page.get_by_role("textbox", name="Value").fill("ceo")
    expect(page.get_by_role("status")).to_have_text("5")
    look()
    page.keyboard.press("Escape")
    page.reload()
    expect(page.get_by_role("status")).to_have_text("5")
    expect(page.get_by_role("button", name="Filter · 1")).to_be_visible()

    page.get_by_role("checkbox", name="Select all loaded").check()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    take_back(page, "5 contacts deleted")
    expect(page.get_by_role("status")).to_have_text("5")


def test_signing_out_and_in_and_wrong_addresses(page: Page) -> None:
    page.goto("/sign-up")
    introduce(page, "comes-back@harbor.example")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Make it yours")).to_be_visible()
    page.get_by_role("button", name="Account").click()
    page.get_by_role("menuitem", name="Dark theme").click()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    page.goto("/nowhere")
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    page.goto("/o/companies")
    page.get_by_role("button", name="Account").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()

    # Signed in, one is where one wanted to go.
    page.goto("/o/tasks")
    page.get_by_label("E-mail").fill("comes-back@harbor.example")
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Password", exact=True).fill("correct horse battery")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="No tasks yet")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
