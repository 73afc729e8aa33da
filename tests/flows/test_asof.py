"""Questions as of a moment and the life of an address, after a real crawl of a page that was corrected."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from examples.newsroom.server import serve
from examples.newsroom.site import WITHDRAWN, Newsroom
from tests.flows.conftest import Home, new_home


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory, prefect_api: str) -> Home:
    """A home into which two editions were crawled; not to be changed."""
    home = new_home(tmp_path_factory.mktemp("corrected"), prefect_api)
    newsroom = Newsroom()
    with serve(newsroom) as url:
        home.newsroom(url)
        home.finews("crawl")
        newsroom.publish(2)
        home.finews("crawl")
    return home


def revised(home: Home) -> list[tuple[str, datetime, str]]:
    return home.rows("""
        SELECT url, known_at, text FROM revisions
        WHERE article_id IN (SELECT article_id FROM changes) ORDER BY revision""")


def test_the_same_question_before_and_after_a_revision_has_two_right_answers(corrected: Home) -> None:
    (url, first, old), (_, second, new) = revised(corrected)
    query = "SELECT text FROM articles_asof('{}') WHERE url = '{}'"
    assert old != new
    assert corrected.rows(query.format(first.isoformat(), url)) == [(old,)]
    assert corrected.rows(query.format(second.isoformat(), url)) == [(new,)]
    assert corrected.rows(query.format("2020-01-01T00:00:00Z", url)) == []
    ((fields, similarity),) = corrected.rows("SELECT fields, similarity FROM changes")
    assert fields == ["text"]
    assert 0.9 < similarity < 1


def test_explain_tells_the_life_of_an_article_however_its_address_is_written(corrected: Home) -> None:
    (url, first, _), (_, second, _) = revised(corrected)
    article = corrected.one(f"SELECT article_id FROM articles WHERE url = '{url}'")
    shown = corrected.finews("explain", url).stdout
    for words in ("2 wordings", "number 2 is the current one", "feed.xml", "fetched 200", "wording 1", "changed text",
                  "[-1-][+2+]", "chosen", "688981 XSHG"):  # fmt: skip
        assert words in shown, words
    for spelling in (f"{url}?utm_source=mail#top", url.removeprefix("http://"), article):
        assert corrected.finews("explain", spelling).stdout == shown
    before = corrected.finews("explain", url, "--at", first.isoformat()).stdout
    verdicts = [line.split() for line in before.splitlines() if line.split()[:1] in (["known"], ["seen"])]
    assert [words[:4] for words in verdicts if words[0] == "known"] == [
        ["known", "wording", "1", "in"],
        ["known", "wording", "2", "out"],
    ]
    after = corrected.finews("explain", url, "--at", second.isoformat()).stdout
    assert "replaced by wording 2" in after


def test_explain_says_what_became_of_a_link_that_is_no_article(corrected: Home) -> None:
    base = revised(corrected)[0][0].partition("/articles/")[0]
    shown = corrected.finews("explain", base + WITHDRAWN, "--at", "now").stdout
    assert "http_gone: 410 Gone" in shown and "no article came of it" in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["http://nowhere.example/a"], "the nearest known: http"),
        (["x", "--at", "2026-01-05 09:30"], "2026-01-05T09:30:00+08:00"),
    ],
)
def test_what_explain_cannot_do_is_one_line(corrected: Home, arguments: list[str], words: str) -> None:
    done = corrected.finews("explain", *arguments, status=2)
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_before_the_first_crawl_explain_says_what_to_do(home: Home, tmp_path: Path) -> None:
    assert "finews crawl" in home.finews("explain", "http://x.example/", status=2).stderr
