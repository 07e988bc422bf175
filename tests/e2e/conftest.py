"""A real server on SQLite with the built web app, and a real browser."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from tests.e2e.browser import ROOT, build, find

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
# In the dark only colours are others: what axe sees of the rest it has seen in the light.
RULES = {
    "light": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "dark": ["color-contrast", "link-in-text-block"],
}
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
Look = Callable[[], None]
# What jobs do, and notices that wait their turn, take longer than the usual five seconds on a busy machine.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path, libraries = find()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=path, env={**os.environ, **libraries}, args=["--disable-dev-shm-usage", "--no-sandbox"]
        )
        yield launched
        launched.close()


@pytest.fixture
def unclaimed(tmp_path: Path) -> Iterator[str]:
    """The address of an installation that nobody has set up."""
    yield from _serve(tmp_path)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an installation where everybody may sign up."""
    yield from _serve(tmp_path_factory.mktemp("data"))


def _serve(data: Path) -> Iterator[str]:
    build.ensure()
    command = [sys.executable, "-m", "quintet", "serve", "--port", "0", "--data", str(data)]
    # Every test signs somebody up, all from here.
    own = {"QUINTET_LOG_LEVEL": "WARNING", "QUINTET_AUTH_SIGN_UPS_PER_HOUR": "1000", "PYTHONUNBUFFERED": "1"}
    environment = {**os.environ, **own}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = next((m[0] for line in process.stdout if (m := re.search(r"http://127\.0\.0\.1:\d+", line))), None)
        assert address, "the server did not start"
        yield address
        process.terminate()
        process.wait(20)


@pytest.fixture
def address(request: pytest.FixtureRequest) -> str:
    """Of the shared installation; of a fresh one when the test asks for `unclaimed`, or is tried again."""
    fresh = "unclaimed" in request.fixturenames or getattr(request.node, "execution_count", 1) > 1
    found: str = request.getfixturevalue("unclaimed" if fresh else "server")
    return found


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    size: ViewportSize = {"width": 1360, "height": 850}
    made = browser.new_context(base_url=address, viewport=size, locale="en-GB", reduced_motion="reduce")
    made.set_default_timeout(8000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page; what its console calls an error fails the test. Marked `bad_line`, requests may fail on purpose."""
    errors: list[str] = []
    opened = context.new_page()
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    # That nobody is signed in, and what is wrong with a form, are answers; the console calls them failures.
    answers = ["status of 401", "status of 422"]
    if request.node.get_closest_marker("bad_line"):
        answers += ["net::ERR_FAILED", "status of 500", "status of 404"]
    assert [error for error in errors if not any(answer in error for answer in answers)] == []


@pytest.fixture
def look(page: Page) -> Iterator[Look]:
    """Looks at the page: nothing axe finds against WCAG 2.2 AA in light or dark, no sideways scroll on a phone.

    What is wrong on any page fails the test at its end, all at once.
    """
    wrong: list[str] = []

    def at_page() -> None:
        if not page.evaluate("'axe' in window"):
            # By the debugger: the page's own policy lets no foreign script in.
            page.evaluate(AXE.read_text())
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.evaluate(DRAWN)
            asked = {"runOnly": RULES[scheme], "resultTypes": ["violations"]}
            found: Any = page.evaluate("async asked => (await axe.run(document, asked)).violations", asked)
            for rule in found:
                wrong.append(f"{page.url} {scheme}: {rule['id']}: {rule['nodes'][0]['html'][:200]}")
        page.emulate_media(color_scheme="light")
        size = page.viewport_size
        assert size is not None
        page.set_viewport_size({"width": 390, "height": 844})
        page.wait_for_timeout(100)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append(f"{page.url} scrolls sideways")
        page.set_viewport_size(size)

    yield at_page
    assert not wrong, "\n".join(wrong)
