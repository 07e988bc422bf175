"""A file comes in: columns, a trial, what is wrong, the run, and the way back."""

import csv
import io

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up

pytestmark = pytest.mark.browser
FILE = """Vorname,Nachname,E-Mail,Firma,Hobby
Ann,Ames,ann@import.example,Acme,Chess
Bob,Bones,not an address,Acme,Rowing
Cid,Cole,cid@import.example,Bolt,
"""


def test_a_file_is_tried_brought_in_and_taken_back(page: Page, look: Look) -> None:
    sign_up(page, "imports@harbor.example", then="/")
    page.get_by_role("link", name="Import").click()
    look()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    chooser.value.set_files(file)  # type: ignore[arg-type]
    expect(page.get_by_role("heading", name="people.csv")).to_be_visible()
    expect(page.get_by_role("combobox", name="E-Mail becomes")).to_have_value("E-mail")
    # What no field is named for becomes one, unless it is left out.
    expect(page.get_by_role("combobox", name="Hobby becomes")).to_have_value("New field: Hobby")
    page.get_by_role("switch").click()
    expect(page.get_by_role("switch")).to_be_checked()
    look()
    page.get_by_role("button", name="Try it first").click()
    expect(page.get_by_role("button", name="Import 2 rows")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("2 new, 1 wrong")).to_be_visible()
    expect(page.get_by_text("not an address").last).to_be_visible()
    look()
    with page.expect_download() as found:
        page.get_by_role("link", name="Download wrong rows").click()
    rejects = list(csv.DictReader(io.StringIO(found.value.path().read_text(encoding="utf-8-sig"))))
    assert [row["Vorname"] for row in rejects] == ["Bob"]
    assert page.request.get("/api/v1/contacts?count=true").json()["total"] == 0

    page.get_by_role("button", name="Import 2 rows").click()
    expect(page.get_by_role("link", name="See contacts")).to_be_visible(timeout=20_000)
    look()
    page.get_by_role("link", name="See contacts").click()
    expect(page.get_by_role("link", name="Ann Ames")).to_be_visible()
    expect(page.get_by_role("status").first).to_have_text("2")
    page.go_back()
    page.get_by_role("button", name="Take the import back").click()
    page.get_by_role("button", name="Take the import back").click()
    expect(page.get_by_role("heading", name="Taken back")).to_be_visible(timeout=20_000)
    assert page.request.get("/api/v1/contacts?count=true").json()["total"] == 0
    page.get_by_role("link", name="All imports").click()
    expect(page.get_by_role("link", name="people.csv")).to_be_visible()


def test_businesses_of_a_map_become_leads(page: Page, look: Look) -> None:
    sign_up(page, "map@harbor.example")
    lines = (
        "title,categoryName,city,website,email",
        "Bolt,Plumber,Tulsa,bolt.example,hi@bolt.example",
        "Nut,Joiner,Tulsa,,no mail",
    )
    page.goto("/imports/prospects")  # of no file: there one is chosen
    page.get_by_role("combobox", name="The rows are").click()
    page.get_by_role("option", name="Businesses from a map").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    file = {"name": "map.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    chooser.value.set_files(file)  # type: ignore[arg-type]
    expect(page.get_by_role("heading", name="map.csv")).to_be_visible()
    expect(page.get_by_role("cell", name="Plumber")).to_be_visible()
    look()
    page.get_by_role("button", name="Try it first").click()
    expect(page.get_by_text("1 wrong, 1 new")).to_be_visible()
    expect(page.get_by_text("email: Not an e-mail address", exact=False)).to_be_visible()
    assert page.request.get("/api/v1/leads").json()["data"] == []
    look()
    page.get_by_role("button", name="Import 1 row").click()
    expect(page.get_by_role("heading", name="They are in")).to_be_visible()
    page.get_by_text("new (1)").click()
    look()
    (lead,) = page.request.get("/api/v1/leads").json()["data"]
    assert (lead["source"], lead["business_name"]) == ("Google Maps", "Bolt")
    expect(page.get_by_role("link", name="Lead", exact=True)).to_have_attribute("href", f"/o/leads/{lead['id']}")
    page.get_by_role("button", name="Take the import back").click()
    expect(page.get_by_text("The leads it made become bogus", exact=False)).to_be_visible()
    page.get_by_role("button", name="Take the import back").click()
    expect(page.get_by_role("heading", name="Taken back")).to_be_visible()
    assert page.request.get(f"/api/v1/leads/{lead['id']}").json()["status"] == "bogus"
    assert page.request.get("/api/v1/companies").json()["data"] == []
