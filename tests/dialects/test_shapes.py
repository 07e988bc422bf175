"""Values in the references' forms."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from quintet.dialects.shapes import moment
from quintet.kit import time


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_time_is_cut_to_milliseconds(at: datetime) -> None:
    cut = at.replace(microsecond=at.microsecond // 1000 * 1000)
    assert moment(at) == moment(time.to_text(at))
    assert time.from_text(moment(at) or "") == cut


def test_times_of_other_zones_and_widths() -> None:
    shown = "2025-11-13T15:00:00.000Z"
    assert moment(datetime(2025, 11, 13, 17, tzinfo=timezone(timedelta(hours=2)))) == shown
    # As wide as a stored time, and not one.
    for text in ("2025-11-13T17:00:00.0+02:00", "2025-11-13T15:00:00Z", "2025-11-13T17:00:00+02:00"):
        assert moment(text) == shown
    assert moment(None) is None
