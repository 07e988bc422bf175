"""Values as requests give them."""

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given
from hypothesis import strategies as st

from quintet.kit.values import fold_email

_LOCAL = st.text(st.sampled_from("abcXYZ019._%+-'!ü "), min_size=0, max_size=10)
_HOST = st.text(st.sampled_from("ab-.0X_é"), max_size=8)
_ENDING = st.sampled_from(["com", "co.uk", "test", "local", "example", "arpa", "x", "c1", "xn--p1ai", "EXAMPLE", "a-b"])


class TestFoldEmail:
    @given(_LOCAL, _HOST, _ENDING)
    @example("a" * 64, "b", "com")
    @example("a" * 65, "b", "com")
    @example("a", "b" * 64, "com")
    @example("a", "ab--cd", "com")
    @example("\u212a", "a", "com")
    def test_the_quick_way_says_what_the_whole_grammar_says(self, local: str, host: str, ending: str) -> None:
        text = f"{local}@{host}.{ending}"
        try:
            checked = validate_email(text.strip(), check_deliverability=False, test_environment=True)
        except EmailNotValidError:
            with pytest.raises(ValueError, match="not an e-mail address"):
                fold_email(text)
        else:
            assert fold_email(text) == checked.normalized.casefold()
