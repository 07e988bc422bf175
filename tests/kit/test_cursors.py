"""Cursors come back as they were given, and nothing that callers make up passes for one by accident."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quintet.kit.cursors import from_cursor, to_cursor

plain = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(plain | st.text(st.characters(exclude_categories=["Cs"])), max_size=5))
def test_there_and_back(values: list[object]) -> None:
    text = to_cursor(values)
    assert re.fullmatch(r"[A-Za-z0-9_-]*", text)
    assert from_cursor(text) == values


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert isinstance(from_cursor(text), list)
    except ValueError:
        pass


@pytest.mark.parametrize("text", ["", "!", "é", "bnVsbA", "eyJhIjoxfQ", "Ig"])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        from_cursor(text)
