"""Where a page of a list ended, as text that nobody has to understand."""

import base64
from typing import Any

import orjson


def to_cursor(values: list[Any]) -> str:
    """Plain values in base64 that a URL can hold."""
    return base64.urlsafe_b64encode(orjson.dumps(values)).rstrip(b"=").decode()


def from_cursor(text: str) -> list[Any]:
    """The values, which may be anybody's: check them. ValueError for what is no cursor."""
    values = orjson.loads(base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)))
    if not isinstance(values, list):
        raise ValueError("not a cursor")
    return values
