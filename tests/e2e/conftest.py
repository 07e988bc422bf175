"""A real server on SQLite with the built web app, and a real browser."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.browser import ROOT, build, find


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
    environment = {**os.environ, "QUINTET_LOG_LEVEL": "WARNING", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = next((m[0] for line in process.stdout if (m := re.search(r"http://127\.0\.0\.1:\d+", line))), None)
        assert address, "the server did not start"
        yield address
        process.terminate()
        process.wait(20)


@pytest.fixture
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """On the shared installation; on a fresh one when the test asks for `unclaimed`."""
    address = request.getfixturevalue("unclaimed" if "unclaimed" in request.fixturenames else "server")
    made = browser.new_context(base_url=address, viewport={"width": 1360, "height": 850}, locale="en-GB")
    made.set_default_timeout(8000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page; what its console calls an error fails the test."""
    errors: list[str] = []
    opened = context.new_page()
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    # That nobody is signed in, and what is wrong with a form, are answers; the console calls them failures.
    answers = ("status of 401", "status of 422")
    assert [error for error in errors if not any(answer in error for answer in answers)] == []
