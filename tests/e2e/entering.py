"""How people come in."""

from playwright.sync_api import Page

WHO = {"name": "Dana Whitfield", "password": "correct horse battery", "workspace_name": "Harbor"}


def introduce(page: Page, email: str) -> None:
    """Fill in who one is."""
    page.get_by_label("Your name").fill(WHO["name"])
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(WHO["password"])
    page.get_by_label("Workspace").fill(WHO["workspace_name"])


def sign_up(page: Page, email: str, then: str | None = None) -> None:
    """A workspace of one's own, and a browser signed in to it; `then` the page to begin on."""
    answer = page.request.post("/api/v1/auth/sign-up", data={**WHO, "email": email})
    assert answer.status == 201, answer.text()
    if then:
        page.goto(then)
