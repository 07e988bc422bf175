"""Values to cells that spreadsheets show and never run."""

import re

_HARMLESS = re.compile(r"[+-]?[\d\s().,/-]*\d[\d\s().,/-]*(;ext=\d+)?%?\Z")


def safe_cell(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would take for a formula (numbers and phones are none)."""
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _HARMLESS.match(text):
        return f"'{text}"
    return text
