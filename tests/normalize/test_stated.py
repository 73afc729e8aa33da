"""What a page itself states of its time, apart from what depends on how and when we came."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from tasks.normalize.stated import stated_times
from tasks.records import TOLD_BY_AGE, Evidence, Precision

AT = datetime(2026, 1, 5, 1, 30, 12, tzinfo=UTC)


def evidence(rule: str, value: datetime | None = AT, precision: Precision = Precision.SECOND, **more: Any) -> Evidence:
    return Evidence("published", "words", rule, value, date(2026, 1, 5), precision, "UTC", **more)


def test_instants_are_cut_to_what_is_stated_and_each_is_there_once() -> None:
    found = [
        evidence("json-ld", chosen=True),
        evidence("meta:date"),
        evidence("time-tag", AT.replace(second=0)),
        evidence("text", AT.replace(second=0), Precision.MINUTE),
        evidence("front-matter", AT.replace(minute=0, second=0), Precision.HOUR),
    ]
    assert stated_times(found) == ("2026-01-05T01:30:12", "2026-01-05T01:30", "2026-01-05T01")


def test_days_count_only_where_no_instant_is_stated() -> None:
    day = evidence("text", None, Precision.DAY)
    assert stated_times([day]) == ("2026-01-05",)
    assert stated_times([day, evidence("json-ld")]) == ("2026-01-05T01:30:12",)
    assert stated_times([evidence("text", None, Precision.MONTH)]) == ()


def test_what_depends_on_the_visit_or_was_not_believed_is_left_out() -> None:
    assert stated_times([
        evidence("feed", chosen=True),
        evidence("url", None, Precision.DAY),
        evidence("update", None, Precision.DAY, chosen=True),
        evidence("http:last-modified"),
        evidence("text", precision=Precision.HOUR, chosen=True, note=TOLD_BY_AGE),
        evidence("meta:date", note="after the capture"),
    ]) == ()  # fmt: skip
    assert stated_times([evidence("time-tag", conflict=True)]) == ("2026-01-05T01:30:12",)
