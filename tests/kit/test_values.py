"""Values as requests give them."""

import phonenumbers
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from quintet.kit.values import fold_email, fold_phone

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


def _by_the_library(text: str) -> str:
    try:
        number = phonenumbers.parse(text, "ZZ")
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_possible_number(number):
        return text
    formatted: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{formatted};ext={number.extension}" if number.extension else formatted


class TestFoldPhone:
    @given(
        st.sampled_from(sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)),
        st.text(st.sampled_from("0123456789"), min_size=1, max_size=14),
        st.sampled_from(["", " ", "-", "."]),
    )
    @settings(max_examples=2000)
    @example(49, "0301234567", " ")
    @example(39, "0612345678", "")
    @example(1, "14155552671", "")
    @example(54, "91123456789", "")
    def test_the_quick_way_says_what_the_library_says(self, code: int, national: str, gap: str) -> None:
        text = f"+{code}{gap}{national[:3]}{gap}{national[3:]}"
        assume(3 <= len(f"{code}{national}") <= 20 and not text.endswith(gap or "x"))
        assert fold_phone(text, "ZZ") == _by_the_library(text)

    @pytest.mark.parametrize("text", ["+1 (415) 555-2671", "+1.415.555.2671", "+14155552671"])
    def test_signs(self, text: str) -> None:
        assert fold_phone(text, "DE") == "+14155552671"
