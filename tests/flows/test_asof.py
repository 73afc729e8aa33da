"""Questions as of a moment and the life of an address, after a real crawl of a page that was corrected."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from examples.newsroom.server import serve
from examples.newsroom.site import WITHDRAWN, Newsroom
from flows.commands.explain import spellings
from flows.show.life import differences
from tests.flows.conftest import Home, new_home
from warehouse import connect
from warehouse.explain import explain, verdicts


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


def test_explain_tells_the_life_of_an_article(corrected: Home) -> None:
    (url, first, _), (_, second, _) = revised(corrected)
    shown = corrected.finews("explain", f"{url}?utm_source=mail#top", "--at", first.isoformat()).stdout
    for words in ("2 wordings", "number 2 is the current one", "feed.xml", "fetched 200", "wording 1", "changed text",
                  "[-1-][+2+]", "chosen", "688981 XSHG"):  # fmt: skip
        assert words in shown, words
    verdicts = [line.split()[:4] for line in shown.splitlines() if line.split()[:1] == ["known"]]
    assert verdicts == [["known", "wording", "1", "in"], ["known", "wording", "2", "out"]]
    assert f"known here only since {second:%Y-%m-%d %H:%M:%S}Z" in shown


def test_long_paragraphs_are_compared_at_once() -> None:
    old = " ".join(f"word{n % 977}" for n in range(10_000))
    (line,) = differences(old, old.replace("word500", "word-500", 1))
    assert "word[--][+-+]500" in line


def test_explain_takes_a_snapshot_for_the_moment_of_its_last_load(corrected: Home) -> None:
    url, last = revised(corrected)[0][0], corrected.one("SELECT max(known_at) FROM loads")
    corrected.finews("snapshot", "create", "thesis")
    shown = corrected.finews("explain", url, "--at", "thesis").stdout
    assert f"as of {last:%Y-%m-%d %H:%M:%S}Z" in shown


def test_an_address_is_recognized_however_it_is_written(corrected: Home) -> None:
    url = revised(corrected)[0][0]
    article = corrected.one(f"SELECT article_id FROM articles WHERE url = '{url}'")
    with connect(corrected.data) as connection:
        for typed in (url, f" <{url}> ", f"{url}?utm_source=mail#top", url.removeprefix("http://"),
                      url.replace("http:", "https:"), article):  # fmt: skip
            life = explain(connection, *spellings(typed))
            assert life and life.article_id == article, typed
            assert [wording["revision"] for wording in life.wordings] == [1, 2]
            assert [visit["outcome"] for visit in life.visits] == ["fetched"] * 2


def test_verdicts_say_what_replaced_a_wording_and_since_when(corrected: Home) -> None:
    (url, first, _), (_, second, _) = revised(corrected)
    with connect(corrected.data) as connection:
        life = explain(connection, *spellings(url))
        assert life
        told = {(v.basis, v.revision): (v.is_in, v.why) for v in verdicts(connection, life, second)}
        assert not any(v.is_in for v in verdicts(connection, life, first - timedelta(days=1)))
    assert told["known", 1] == (False, f"replaced by wording 2, {second:%Y-%m-%d %H:%M:%S}Z")
    assert told["known", 2][0] and told["seen", 2][0] and not told["seen", 1][0]


def test_explain_says_what_became_of_a_link_that_is_no_article(corrected: Home) -> None:
    base = revised(corrected)[0][0].partition("/articles/")[0]
    shown = corrected.finews("explain", base + WITHDRAWN, "--at", "now").stdout
    assert "http_gone: 410 Gone" in shown and "no article came of it" in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["http://nowhere.example/a"], "the nearest known: http"),
        (["x", "--at", "2026-01-05 09:30"], "2026-01-05T09:30:00+08:00"),
        (["x", "--at", "2025Q4"], "no snapshot '2025Q4'"),
        (["x", "--at", ""], "is no time"),
        (["http://[x"], "'http://[x' is no address"),
        (["a\nb"], "not known here"),
    ],
)
def test_what_explain_cannot_do_is_one_line(corrected: Home, arguments: list[str], words: str) -> None:
    done = corrected.finews("explain", *arguments, status=2)
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_before_the_first_crawl_explain_says_what_to_do(home: Home) -> None:
    assert "finews crawl" in home.finews("explain", "http://x.example/", status=2).stderr
