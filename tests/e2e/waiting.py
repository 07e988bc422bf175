"""Waiting for what is not on the page yet: the server hears later what is shown at once, jobs and notices take time."""

import time
from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import Locator, Page, expect

T = TypeVar("T")


def until(page: Page, read: Callable[[], T], seconds: float = 15) -> T:
    """What was read, once it is true or not empty."""
    end = time.monotonic() + seconds
    while not (found := read()):
        assert time.monotonic() < end, f"still {found!r} after {seconds:.0f} s"
        page.wait_for_timeout(100)
    return found


def take_back(page: Page, said: str) -> None:
    """Press Undo in the notice that says it, not in whichever other is there when it is pressed."""
    undo = page.get_by_role("alert").filter(has_text=said).get_by_role("button", name="Undo")
    undo.click()
    expect(undo).to_have_count(0)


def standing(place: Locator) -> tuple[float, float, float, float]:
    """Where something is, once it has come to rest: x, y, width, height."""
    box = None
    while box is None or box != place.bounding_box():
        box = place.bounding_box()
        place.page.wait_for_timeout(50)
    return box["x"], box["y"], box["width"], box["height"]
