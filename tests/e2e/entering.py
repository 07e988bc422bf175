"""How people come in."""

from playwright.sync_api import Page, expect


def introduce(page: Page, email: str) -> None:
    """Fill in who one is."""
    page.get_by_label("Your name").fill("Dana Whitfield")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill("correct horse battery")
    page.get_by_label("Workspace").fill("Harbor")


def sign_up(page: Page, email: str) -> None:
    page.goto("/sign-up")
    introduce(page, email)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Make it yours")).to_be_visible()
    page.goto("/o/contacts")
    expect(page.get_by_role("heading", name="No contacts yet")).to_be_visible()
