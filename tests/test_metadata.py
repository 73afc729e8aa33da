"""What finews says of a page is compared with its gold and with what we read ourselves."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from benchmarks.gold import Example
from benchmarks.metadata import Answer, compare, half, is_last_change, read_labels, title_hash
from tasks.records import Article, Evidence, Precision

NO_GOLD = {"title": None, "author": None, "date": None}
ARTICLE = Article(
    article_id="", url="", canonical_url="", title="Pier opens", text="", summary=None, language="en",
    authors=("Ann Author",), media=None, category=None, tags=(), image_url=None,
    published_at=datetime(2022, 1, 3, 4, 14, 55, tzinfo=UTC), published_precision=Precision.SECOND,
    published_zone="UTC", published_on=date(2022, 1, 3), modified_at=None, content_hash="", extractor="",
)  # fmt: skip
DAY = replace(ARTICLE, published_at=None, published_precision=Precision.DAY)


def right(article: Article, gold: dict[str, object], label: dict[str, object]) -> dict[str, bool]:
    return {field: answer.right for field, answer in compare(article, {**NO_GOLD, **gold}, label)}


@pytest.mark.parametrize(
    ("article", "gold", "label", "expected"),
    [
        (ARTICLE, {}, {}, {}),
        (ARTICLE, {"title": "Pier  opens", "author": "ann author"}, {}, {"title": True, "authors": True}),
        (ARTICLE, {}, {"title": title_hash("PIER opens!")}, {"title": True}),
        (ARTICLE, {"author": "Harbour Post"}, {"authors": ["Ann Author"]}, {"authors": True}),  # our reading first
        (ARTICLE, {"date": "2022-01-03"}, {"published": "2022-01-03T04:14Z"}, {"day": True, "minute": True}),
        (ARTICLE, {}, {"published": "2022-01-03T05:14Z"}, {"minute": False}),
        (DAY, {}, {"published": "2022-01-03T04:14Z"}, {"minute": False}),
        (ARTICLE, {}, {"published": "2022-01-03"}, {"day": True, "only a day": False}),
        (ARTICLE, {}, {"published": "2022-01-03T04:14"}, {"day": True, "only a day": False}),  # no zone is stated
        (DAY, {}, {"published": "2022-01-03T04:14"}, {"day": True, "only a day": True}),
    ],
)
def test_compare(
    article: Article, gold: dict[str, object], label: dict[str, object], expected: dict[str, bool]
) -> None:
    assert right(article, gold, label) == expected


def test_an_answer_says_what_is_true_and_what_was_said() -> None:
    (answer,) = (answer for _, answer in compare(DAY, {**NO_GOLD, "date": "2022-01-04"}, {}))
    assert answer == Answer("2022-01-04", "2022-01-03", False)


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ({("modified", "json-ld")}, True),
        ({("modified", "text"), ("published", "update")}, True),
        ({("modified", "json-ld"), ("published", "text")}, False),
        ({("published", "update")}, False),
    ],
)
def test_a_day_that_is_only_the_last_change_is_told_apart(statements: set[tuple[str, str]], expected: bool) -> None:
    article = replace(
        ARTICLE,
        dates=tuple(
            Evidence(field, "4 Jan", rule, None, date(2022, 1, 4), Precision.DAY, None) for field, rule in statements
        ),
    )
    assert is_last_change(article, "2022-01-04") is expected


def test_labels_are_facts_in_their_forms() -> None:
    labels = read_labels()
    assert len(labels) > 300
    for row in labels.values():
        assert set(row) <= {"url", "published", "authors", "title"}
        assert re.fullmatch(r"[0-9a-f]{12}", row.get("title", "0" * 12))
        published = row.get("published")
        assert published is None or re.fullmatch(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\dZ?)?", published), row


def test_pages_of_one_site_are_in_one_half() -> None:
    pages = [Example("own", f"http://{host}/{n}", "", b"", {}) for host in "abcdefgh" for n in range(3)]
    assert {len({half(page) for page in pages if page.site == site}) for site in "abcdefgh"} == {1}
    assert {half(page) for page in pages} == {"a", "b"}
