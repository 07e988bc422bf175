"""Connecting a mailbox, saying whose it is, and the telephone of text messages."""

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up
from tests.e2e.waiting import take_back


def test_a_mailbox_and_a_telephone(page: Page, look: Look) -> None:
    sign_up(page, "post@harbor.example", then="/settings/messaging")
    boxes = page.get_by_role("region", name="Mailboxes")
    expect(boxes.get_by_text("No mailbox is connected yet.")).to_be_visible()
    look()
    boxes.get_by_role("button", name="Connect Google (sandbox)").click()
    expect(boxes.get_by_text("post@harbor.example")).to_be_visible()
    whose = boxes.get_by_role("combobox", name="Whose post@harbor.example is")
    expect(whose).to_have_value("Dana Whitfield")
    boxes.get_by_role("button", name="Check: post@harbor.example").click()
    expect(page.get_by_text("post@harbor.example lets us in")).to_be_visible()
    boxes.locator("li").get_by_role("button", name="Clear").or_(
        boxes.locator("li .mantine-InputClearButton-root")
    ).click()
    expect(whose).to_have_value("")
    take_back(page, "Changed")
    expect(whose).to_have_value("Dana Whitfield")

    telephones = page.get_by_role("region", name="Text messages")
    telephones.get_by_role("button", name="Set up a telephone").click()
    dialog = page.get_by_role("dialog", name="Set up a telephone")
    dialog.get_by_label("What you call it").fill("Office")
    dialog.get_by_label("Address").fill("https://sms.example.com")
    dialog.get_by_label("User name").fill("office")
    dialog.get_by_label("Password", exact=True).fill("quite secret")
    dialog.get_by_label("Its telephone number").fill("nobody")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_label("Its telephone number")).to_have_attribute("aria-invalid", "true")
    dialog.get_by_label("Its telephone number").fill("+1 555 010 0001")
    look()
    dialog.get_by_role("button", name="Save").click()
    expect(telephones.get_by_text("+15550100001")).to_be_visible()
    telephones.get_by_role("button", name="Send a test: Office").click()
    page.get_by_label("Send it to").fill("+15550100002")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("The telephone has taken the message")).to_be_visible()
    look()

    boxes.get_by_role("button", name="Disconnect post@harbor.example").click()
    page.get_by_role("dialog").get_by_role("button", name="Disconnect", exact=True).click()
    expect(boxes.get_by_text("No mailbox is connected yet.")).to_be_visible()
