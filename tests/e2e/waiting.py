"""Waiting for what is not on the page: the server hears a moment later what it shows at once, and jobs take time."""

import time
from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import Page

T = TypeVar("T")


def until(page: Page, read: Callable[[], T], seconds: float = 15) -> T:
    """What was read, once it is true or not empty."""
    end = time.monotonic() + seconds
    while not (found := read()):
        assert time.monotonic() < end, f"still {found!r} after {seconds:.0f} s"
        page.wait_for_timeout(100)
    return found
