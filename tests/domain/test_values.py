"""Times as they are written and counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_tui.domain.values import milliseconds, rfc3339

OFFSETS = st.integers(-23, 23).map(lambda hours: timezone(timedelta(hours=hours)))
MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=OFFSETS)  # noqa: DTZ001  # naive by contract


@given(MOMENTS)
def test_a_written_time_is_the_same_moment_in_utc(moment: datetime) -> None:
    written = rfc3339(moment)
    assert written.endswith("Z")
    assert datetime.fromisoformat(written) == moment


@given(MOMENTS)
def test_milliseconds_are_whole_and_never_ahead(moment: datetime) -> None:
    counted = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds(moment))
    assert timedelta(0) <= moment - counted < timedelta(milliseconds=1)


@pytest.mark.parametrize("written", ["0001-01-01T00:00:00+10:00", "9999-12-31T23:59:59-10:00"])
def test_a_time_without_a_date_in_utc_keeps_its_offset_and_is_not_counted(written: str) -> None:
    moment = datetime.fromisoformat(written)
    assert rfc3339(moment) == written
    with pytest.raises(OverflowError):
        milliseconds(moment)
