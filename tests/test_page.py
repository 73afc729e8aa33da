"""A page from bytes to article, on pages of our own and on the development data."""

from __future__ import annotations

from datetime import UTC, datetime
from datetime import date as date_
from pathlib import Path

import pytest

from tasks.fetch import payload_capture
from tasks.page import process
from tasks.records import Article, Capture, Hints, Link, Outcome, PageError, Precision, Reason, Site
from tasks.sources import Context
from tasks.sources.posts import PostsEntry
from tests.sources.conftest import run

BEIJING = Site("posts", zone="Asia/Shanghai", language="zh", identity=r"(?<!\d)(\d{18})(?!\d)")
AT = datetime(2022, 7, 1, tzinfo=UTC)
SEED = "2022-01-03-NW202201032234338316.md"

PAGE = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="gb2312"><title>新码头春季启用_港口新闻_某某网</title>
<link rel="canonical" href="http://news.example/a/1.html">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "新码头春季启用",
"datePublished": "2022-01-03T12:14:55+08:00", "author": {"name": "张某某"}}</script></head>
<body><nav><a href="/">首页</a></nav><h1>新码头春季启用</h1><div class="body">
<p>港务局星期一表示，新码头将于春季启用，比原计划提前两个月，
<a data-code="1,600018" href="http://quote.example/x">某某集团</a>预计每年可增加吞吐量三百万吨，相关配套道路也将同时开放。</p>
<p>业内人士认为，此举将缓解旺季的拥堵，并降低企业的物流成本，对周边城市的就业也有带动作用。</p>
<p>（文章来源：某证券报）</p></div></body></html>"""


def capture_of(
    body: bytes,
    media_type: str = "text/html",
    charset: str | None = None,
    url: str = "http://news.example/a/1.html?from=x",
) -> Capture:
    link = Link(url, "example", AT, "feed", "http://news.example/feed", Hints(source_id=url.rpartition("/")[2]))
    return Capture(
        capture_id="0" * 24,
        link=link,
        final_url=url,
        at=AT,
        outcome=Outcome.FETCHED,
        status=200,
        media_type=media_type,
        charset=charset,
        body=body,
        bytes=len(body),
        sha256="0" * 64,
        etag=None,
        last_modified=None,
        warc="example/a.warc.gz",
        offset=0,
        length=len(body),
        elapsed_ms=1,
    )


def test_every_field_of_a_page() -> None:
    article = process(capture_of(PAGE.encode("gbk")), Site("example", zone="Asia/Shanghai"))
    assert article.canonical_url == "http://news.example/a/1.html"
    assert article.title == "新码头春季启用"
    assert [line[:5] for line in article.text.split("\n")[-2:]] == ["港务局星期", "业内人士认"]
    assert "某某集团预计每年" in article.text.replace("\n", "").replace(" ", "")
    assert (article.media, article.language, article.authors) == ("某证券报", "zh", ("张某某",))
    assert article.published_at == datetime(2022, 1, 3, 4, 14, 55, tzinfo=UTC)
    assert (article.published_precision, article.published_zone) == (Precision.SECOND, "+08:00")
    (mention,) = article.mentions
    assert (mention.symbol, mention.mic, mention.name) == ("600018", "XSHG", "某某集团")
    assert article.text[mention.offset or 0 :].startswith("某某集团")


def test_it_is_pure() -> None:
    capture = capture_of(PAGE.encode("gbk"))
    assert process(capture, BEIJING) == process(capture, BEIJING)


def test_a_page_without_a_date_is_an_undated_article() -> None:
    undated = PAGE.replace('"datePublished": "2022-01-03T12:14:55+08:00", ', "")
    article = process(capture_of(undated.encode("gbk")), Site("example"))
    assert (article.published_at, article.published_on) == (None, None)
    assert article.published_precision is Precision.UNKNOWN


@pytest.mark.parametrize(
    ("body", "media_type", "reason"),
    [
        (b"", "text/html", Reason.EMPTY_BODY),
        (b" \n", "text/html", Reason.EMPTY_BODY),
        (b"%PDF-1.7", "application/pdf", Reason.NOT_TEXT),
        (b"<html><body><img></body></html>", "text/html", Reason.NO_TEXT),
        (b"<p>" + b"text without any headline. " * 20, "text/html", Reason.NO_TITLE),
        (b"---\ntitle: \n---\nx", "text/markdown", Reason.POST_WITHOUT_TITLE),
        (b"no title", "text/plain", Reason.NO_TITLE),
    ],
)
def test_rejects(body: bytes, media_type: str, reason: Reason) -> None:
    with pytest.raises(PageError) as caught:
        process(capture_of(body, media_type), BEIJING)
    assert caught.value.reason is reason
    assert caught.value.detail


@pytest.mark.parametrize("date", ["", "date:\n", "date: soon\n"])
@pytest.mark.parametrize(
    ("name", "day"),
    [("2022-01-03-quay.md", date_(2022, 1, 3)), ("2022-1-3-quay.md", date_(2022, 1, 3)), ("2022-02-30-quay.md", None),
     ("20220103-quay.md", None), ("quay-2022-01-03-.md", None)],
)  # fmt: skip
def test_a_post_dated_in_its_file_name_is_of_that_day(tmp_path: Path, date: str, name: str, day: date_ | None) -> None:
    post = tmp_path / name
    post.write_text(f"---\ntitle: The quay opens again\n{date}---\nThe harbour board says so.\n\n<http://e.org/quay>\n")
    ((link,), _) = run(Context(lambda url: None, AT), PostsEntry(path=post))  # type: ignore[arg-type, return-value]
    try:
        article = process(payload_capture(link, AT), BEIJING)
    except PageError as error:
        assert (error.reason, day) == (Reason.POST_WITHOUT_DATE, None)
        return
    assert (article.published_on, article.published_precision, article.published_at) == (day, Precision.DAY, None)
    assert [(e.rule, e.raw) for e in article.dates if e.chosen] == [("listing", "2022-01-03")]


def posts_of(folder: Path) -> dict[str, Article | PageError]:
    results: dict[str, Article | PageError] = {}
    for path in sorted(folder.glob("*.md")):
        try:
            results[path.name] = process(
                capture_of(path.read_bytes(), "text/markdown", url=f"file:///p/{path.name}"), BEIJING
            )
        except PageError as error:
            results[path.name] = error
    return results


def test_real_posts(shared_data: Path) -> None:
    results = posts_of(shared_data / "posts")
    assert len(results) == 41
    rejects = {name: error for name, error in results.items() if isinstance(error, PageError)}
    assert {name: error.reason for name, error in rejects.items()} == {
        "-202205262391921712.md": Reason.POST_WITHOUT_TITLE
    }
    articles = {name: article for name, article in results.items() if isinstance(article, Article)}
    for name, article in articles.items():
        assert article.published_precision is Precision.SECOND, name
        assert article.language == "zh", name
        assert not any(words in article.text for words in ("文章来源", "返回", "http", "|116|")), name
        assert "新闻新闻" not in "".join(article.tags), name
        for mention in article.mentions:
            if mention.name and mention.offset is not None:
                assert article.text.startswith(mention.name, mention.offset), (name, mention)


def test_the_seed(shared_data: Path) -> None:
    article = posts_of(shared_data / "posts")[SEED]
    assert isinstance(article, Article)
    assert article.title.startswith("上市三日累涨近80% ")
    assert article.published_at == datetime(2022, 1, 3, 4, 14, 55, tzinfo=UTC)
    assert (article.published_precision, article.media) == (Precision.SECOND, "财联社")
    assert ("00020", "XHKG") in {(mention.symbol, mention.mic) for mention in article.mentions}
    lines = article.text.split("\n")
    assert len(lines) == 11
    assert lines[0].startswith("1月3日，")
    assert lines[-1].endswith("数据端口。")


def test_the_two_forms_of_a_post_are_the_same_words(shared_data: Path) -> None:
    results = posts_of(shared_data / "posts")
    for day, code in (("2022-01-07", "202201072239307540"), ("2022-05-31", "202205312398034850")):
        one, two = results[f"{day}-{code}.md"], results[f"{day}-NW{code}.md"]
        assert isinstance(one, Article)
        assert isinstance(two, Article)
        assert (one.article_id, one.content_hash) == (two.article_id, two.content_hash)


def test_real_pages(shared_data: Path) -> None:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    articles = 0
    with (shared_data / "pages" / "dev.warc.gz").open("rb") as stream:
        for number, record in enumerate(ArchiveIterator(stream, record_types=WarcRecordType.response)):
            if number % 8:  # all of them take a quarter of a minute
                continue
            content = record.http_headers.get("Content-Type") or ""
            charset = content.partition("charset=")[2] or None
            capture = capture_of(record.reader.read(), "text/html", charset, record.headers["WARC-Target-URI"])
            try:
                articles += bool(process(capture, Site("pages")).text)
            except PageError:
                continue
    assert articles >= 50


def test_a_line_that_became_known_is_taken_off_and_makes_no_other_wording() -> None:
    capture = capture_of(PAGE.encode("gbk"))
    before = process(capture, Site("example"))
    last = before.text.rpartition("\n")[2]
    after = process(capture, Site("example", repeated=(f"news.example {last}",)))
    assert after.text == before.text.removesuffix(f"\n{last}") != before.text
    assert after.content_hash == before.content_hash
