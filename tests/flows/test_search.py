"""`finews search`: what it finds in the newsroom, how it prints it, and what it says of a bad search."""

from __future__ import annotations

import json

import pytest

from tests.flows.conftest import Home


def test_a_search_finds_articles_of_the_newsroom_in_every_format(loaded: Home) -> None:
    found = [json.loads(line) for line in loaded.finews("search", "晶川半导体", "-f", "json").stdout.splitlines()]
    assert found and all(row["title"] and row["url"] for row in found)
    assert [row["score"] for row in found] == sorted((row["score"] for row in found), reverse=True)
    assert found[0]["title"][:6] in loaded.finews("search", "晶川半导体", "--limit", 1).stdout
    when = "coalesce(strftime(published_at, '%Y-%m-%d %H:%MZ'), published_on::VARCHAR, 'undated')"
    published = dict(loaded.rows(f"SELECT url, {when} FROM articles"))
    assert {row["url"]: row["published"] for row in found} == {row["url"]: published[row["url"]] for row in found}
    sql = "SELECT count(*) AS n FROM search('晶川半导体')"
    assert json.loads(loaded.finews("sql", sql, "-f", "json").stdout)["n"] == len(found)


def test_options_narrow_it_down(loaded: Home) -> None:
    named = loaded.finews("search", "00020", "--security", "00020.HK", "--source", "newsroom", "-f", "json").stdout
    expected = "SELECT count(DISTINCT article_id) FROM mentions WHERE symbol = '00020' AND mic = 'XHKG'"
    assert len(named.splitlines()) == loaded.one(expected) > 0
    assert loaded.finews("search", "00020", "--until", "2001-01-01", "-f", "json").stdout == ""


def test_the_index_is_made_anew(loaded: Home) -> None:
    revisions = loaded.one("SELECT count(*) FROM revisions")
    assert f"{revisions} wordings indexed" in loaded.finews("search", "--rebuild").stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "finews search '"),
        (['"open'], "quote is not closed"),
        (["a", "--since", "2026-01-01 09:00"], "with its zone"),
        (["a", "--limit", "0"], "ask for 1 to"),
        (["a", "--source", "newsrom"], "there is newsroom"),
        (["a", "--source", 'x" OR "a'], "without quotes"),
        (["a OR", "--source", "newsroom"], "OR stands between"),
    ],
)
def test_a_bad_search_is_one_line_and_status_two(loaded: Home, arguments: list[str], words: str) -> None:
    done = loaded.finews("search", *arguments, status=2)
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
