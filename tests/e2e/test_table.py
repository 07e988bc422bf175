"""The table as one likes it, by mouse and by keyboard alone."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.e2e.entering import sign_up
from tests.e2e.waiting import take_back


def _companies(page: Page, email: str, *names: str) -> None:
    sign_up(page, email)
    for name in names:
        page.request.post("/api/v1/companies", data={"name": name})
    page.goto("/o/companies?sort=name")
    expect(page.get_by_role("link", name=names[0])).to_be_visible()


def _headings(page: Page) -> list[str]:
    return [text.strip() for text in page.get_by_role("columnheader").all_inner_texts() if text.strip()]


def test_columns_keep_their_place_and_width(page: Page, look: Callable[[], None]) -> None:
    _companies(page, "columns@harbor.example", "Aachen")
    assert _headings(page)[:3] == ["Name", "Domain", "Status"]
    domain = page.get_by_role("button", name="Domain", exact=True)
    domain.focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.get_by_role("columnheader").nth(2)).to_have_text("Status")

    # Dragged back to before the other.
    status = page.get_by_role("columnheader", name="Status")
    page.get_by_role("button", name="Domain", exact=True).drag_to(status)
    expect(page.get_by_role("columnheader").nth(2)).to_have_text("Domain")

    edge = page.get_by_role("separator", name="Width of Domain")
    edge.focus()
    before = int(edge.get_attribute("aria-valuenow") or 0)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(edge).to_have_attribute("aria-valuenow", str(before + 32))
    look()
    page.reload()
    expect(page.get_by_role("separator", name="Width of Domain")).to_have_attribute("aria-valuenow", str(before + 32))

    # How companies stand is a column, too: asked for with the page, and not sorted by.
    company = page.request.get("/api/v1/companies").json()["data"][0]["id"]
    for value, currency in ((120_000, "EUR"), (30_000, "USD")):
        body = {"title": "Deal", "value_minor": value, "currency": currency, "company_id": company}
        deal = page.request.post("/api/v1/deals", data=body).json()["id"]
        page.request.post(f"/api/v1/deals/{deal}/close", data={"outcome": "won"})
    page.get_by_role("button", name="Columns").click()
    page.get_by_label("Won value").click()
    page.get_by_label("Open deals").click()
    page.get_by_role("button", name="Columns").click()
    expect(page.get_by_label("Open value")).to_have_count(0)
    expect(page.get_by_role("cell", name=re.compile("1,200.00 .*300.00"))).to_be_visible()
    expect(page.get_by_role("columnheader", name="Won value").get_by_role("button")).to_have_count(0)
    look()

    # Two columns sort together.
    page.get_by_role("button", name="Status", exact=True).click()
    page.get_by_role("button", name="Name", exact=True).click(modifiers=["Shift"])
    expect(page).to_have_url(re.compile(r"sort=status(%2C|,)name"))


def test_a_value_is_changed_in_the_table_by_keyboard(page: Page) -> None:
    _companies(page, "cells@harbor.example", "Aachen", "Bremen")
    page.get_by_role("region", name="Companies").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Aachen")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.type("bremen.example")
    page.keyboard.press("Enter")
    row = page.get_by_role("row", name="Bremen")
    expect(row.get_by_text("bremen.example")).to_be_visible()
    expect(page.get_by_text("Domain changed")).to_be_visible()
    take_back(page, "Domain changed")
    expect(row.get_by_text("bremen.example")).to_be_hidden()

    # Space selects, Escape lets go.
    page.get_by_role("link", name="Aachen").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("toolbar", name="1 selected")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("toolbar", name="1 selected")).to_be_hidden()


def test_many_are_tagged_at_once(page: Page, look: Callable[[], None]) -> None:
    _companies(page, "tags@harbor.example", "Aachen", "Bremen")
    page.get_by_role("checkbox", name="Select all").check()
    page.get_by_role("button", name="Tag", exact=True).click()
    page.get_by_label("Find or make a tag").fill("north")
    page.get_by_role("button", name="Make “north”").click()
    expect(page.get_by_role("checkbox", name="north")).to_be_checked()
    look()
    page.get_by_role("button", name="Put on").click()
    expect(page.get_by_text("Tags changed on 2 companies")).to_be_visible()
    page.get_by_role("link", name="Bremen").click()
    expect(page.get_by_role("group", name="Tags").get_by_text("north")).to_be_visible()
    take_back(page, "Tags changed on 2 companies")
    expect(page.get_by_role("group", name="Tags").get_by_text("north")).to_be_hidden()


def test_what_is_shown_becomes_a_spreadsheet(page: Page) -> None:
    _companies(page, "excel@harbor.example", "Aachen", "Bremen")
    page.get_by_label("Search companies").fill("Brem")
    expect(page.get_by_role("link", name="Aachen")).to_be_hidden()
    page.get_by_role("button", name="Export", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Export as Excel").click()
    rows = CalamineWorkbook.from_path(str(download.value.path())).get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["Name", "Domain", "Status"]
    assert [row[0] for row in rows[1:]] == ["Bremen"]


def test_a_filter_moves_with_the_calendar(page: Page) -> None:
    _companies(page, "periods@harbor.example", "Aachen")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("combobox", name="Field").click()
    page.get_by_role("option", name="Created", exact=True).click()
    expect(page.get_by_role("combobox", name="Condition")).to_have_value("is within")
    value = page.get_by_role("combobox", name="Value")
    value.click()
    page.get_by_role("option", name="last year").click()
    expect(page.get_by_text("Nothing matches")).to_be_visible()
    value.click()
    page.get_by_role("option", name="the last 7 days").click()
    expect(page.get_by_role("link", name="Aachen")).to_be_visible()
    # The choice is in the address: it comes back, and can be sent to a colleague.
    page.reload()
    expect(page.get_by_role("link", name="Aachen")).to_be_visible()
    expect(page.get_by_role("button", name="Filter · 1")).to_be_visible()


# How far a text ends before the edge of its cell.
BESIDE = """each => {
    const range = new Range();
    range.selectNodeContents(each);
    return each.closest('th, td').getBoundingClientRect().right - range.getBoundingClientRect().right;
}"""


def test_amounts_and_status_are_read_at_a_glance(page: Page, look: Callable[[], None]) -> None:
    sign_up(page, "glance@harbor.example")
    company = page.request.post("/api/v1/companies", data={"name": "Harbor Works"}).json()["id"]
    lines = [{"description": "Harbor lamp", "quantity": 2, "unit_price_minor": 12_550}]
    page.request.post("/api/v1/invoices", data={"company_id": company, "lines": lines})
    page.goto("/o/invoices")
    shell = page.get_by_role("navigation", name="Main").get_by_role("link", name="Invoices")
    shell.evaluate("link => link.dataset.drawn = 'once'")
    total, amount = page.get_by_role("columnheader", name="Total").get_by_role("button"), page.get_by_text("$251.00")
    for each in (total, amount.first):
        assert each.evaluate(BESIDE) < 16

    # On a phone a row says whom it concerns, how much it is and how it stands.
    page.set_viewport_size({"width": 390, "height": 844})
    row = page.get_by_role("listitem").filter(has_text="Harbor Works")
    expect(row).to_contain_text("$251.00")
    expect(row).to_contain_text("Draft")
    row.get_by_role("link").click()
    title = page.get_by_role("heading", level=1)
    expect(title.locator("xpath=..")).to_contain_text("Draft")
    look()

    # Going elsewhere draws the page anew, and nothing around it; where one is stays in sight.
    page.set_viewport_size({"width": 1360, "height": 400})
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Home").click()
    expect(page.get_by_role("heading", name="My tasks")).to_be_visible()
    page.go_back()
    expect(title.locator("xpath=..")).to_contain_text("Draft")
    expect(shell).to_have_attribute("data-drawn", "once")
    expect(shell).to_be_in_viewport()
