"""The example newsroom: its pages are valid, say what `expected()` promises, and change between editions as told."""

from __future__ import annotations

import calendar
import fcntl
import gzip
import itertools
import json
import os
import re
import signal
import socket
import subprocess
import sys
import termios
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import feedparser
import pytest
import requests
from lxml import etree, html
from protego import Protego

from examples.newsroom import __main__ as program
from examples.newsroom.article import FOLDER, Article, Security, parse
from examples.newsroom.expected import ExpectedArticle
from examples.newsroom.server import serve
from examples.newsroom.site import EMPTY, LOST, WITHDRAWN, Newsroom, Request
from tasks.sources import KINDS, load_source

REPOSITORY = Path(__file__).resolve().parents[1]
OPENED = date(2026, 11, 23)
BASE = "http://127.0.0.1:8417"
MICS = {"116": "XHKG", "0": "XSHE", "1": "XSHG", "105": "XNAS", "106": "XNYS", "90": None}
CODES = re.compile(r"\((?:K )?(?:(?P<market>\d+),(?P<symbol>\w+)|(?P<symbol2>\w+)\|(?P<market2>\d+)\|\d+)\)")

ARTICLES = {article.slug: article for article in Newsroom(OPENED, 9).articles if not article.forbidden}
EXPECTED = {article.path: article for article in Newsroom(OPENED, 9).expected().articles.values()}


@pytest.fixture
def newsroom() -> Newsroom:
    return Newsroom(OPENED)


@pytest.fixture
def site(newsroom: Newsroom) -> Iterator[str]:
    with serve(newsroom) as base:
        yield base


def slug_of(word: str) -> Article:
    return ARTICLES[word]


def words(page: bytes, charset: str = "utf-8") -> str:
    """Return the words of a page without white space, and without its random advertisement."""
    tree = html.fromstring(page.decode(charset))
    for element in tree.xpath("//script | //*[starts-with(@id, 'ad-')]"):
        element.drop_tree()
    return "".join("".join([tree.text_content(), *tree.xpath("//meta[@name='author']/@content")]).split())


# What there is


def test_there_are_two_dozen_articles_mostly_chinese_in_six_templates() -> None:
    first = Newsroom(OPENED).expected().articles.values()
    assert 24 <= len(first) <= 30
    assert sum(article.language == "zh" for article in first) > len(first) / 2
    assert len({article.template for article in ARTICLES.values()}) == 6
    assert {article.precision for article in first} == {"second", "minute", "day", "unknown"}


def test_each_edition_adds_one_article_up_to_a_limit() -> None:
    counts = [len(Newsroom(OPENED, edition).expected().articles) for edition in range(1, 7)]
    assert counts == [counts[0] + added for added in (0, 1, 2, 3, 3, 3)]


def test_nothing_lies_in_the_future_of_the_opening_day_whatever_the_edition() -> None:
    midnight = datetime.combine(OPENED, time(), ZoneInfo("Asia/Shanghai"))
    for article in Newsroom(OPENED, 10_000).articles:
        assert article.published < article.modified < midnight, article.slug
        assert midnight - article.published < timedelta(days=7), article.slug


def test_all_shapes_of_stock_markup_occur() -> None:
    markup = "".join(block for article in ARTICLES.values() for block in article.blocks)
    for shape in ("(116,00020)", "(00020|116|5)", "(K 00020|116|5)", "(90,BK0493)", "(0,002572)", "(1,600519)"):
        assert shape in markup
    for shape in ("(106,NIO)", "(105,AAPL)"):
        assert shape in markup
    assert "(00020.HK)" in markup and "600519.SH" in markup and "(NYSE: NIO)" in markup


def test_an_article_file_with_a_wrong_header_is_named(tmp_path: Path) -> None:
    good = (FOLDER / "flash-rates.txt").read_text("utf-8")
    for change, message in (
        (good.replace("title:", "titel:"), "odd.txt: the header has no 'title'"),
        (f"colour: red\n{good}", "odd.txt: unknown key 'colour' in the header"),
        (f"no colon\n{good}", "odd.txt: header line 'no colon' is not `key: value`"),
        (good.replace("published:", "publish:"), "odd.txt: the header has no 'published'"),
    ):
        path = tmp_path / "odd.txt"
        path.write_text(change, "utf-8")
        with pytest.raises(ValueError, match=re.escape(message)):
            parse(path, OPENED, 1)


# What is expected


@pytest.mark.parametrize("slug", ARTICLES)
def test_a_page_says_what_is_expected_of_it(slug: str) -> None:
    article, newsroom = ARTICLES[slug], Newsroom(OPENED, 9)
    expected = EXPECTED[article.path]
    said = words(newsroom.page(article.path, BASE).body, article.charset)
    for sentence in (expected.title, expected.first, expected.last, *expected.authors, expected.media):
        assert "".join(sentence.split()) in said, sentence
    assert len(article.text) > (60 if article.template == "flash" else 300)


@pytest.mark.parametrize("slug", ARTICLES)
def test_expected_mentions_are_those_of_the_markup(slug: str) -> None:
    article = ARTICLES[slug]
    found = {
        Security(code["symbol"] or code["symbol2"], MICS[code["market"] or code["market2"]])
        for block in article.blocks
        for code in CODES.finditer(block)
    }
    assert EXPECTED[article.path].marked == found
    for security in EXPECTED[article.path].mentions - found:
        assert security.symbol in article.text


@pytest.mark.parametrize("slug", ARTICLES)
def test_trafilatura_finds_the_text(slug: str) -> None:
    import trafilatura

    article = ARTICLES[slug]
    page = Newsroom(OPENED, 9).page(article.path, BASE)
    text = trafilatura.extract(page.body, include_comments=False) or ""
    assert EXPECTED[article.path].first in text
    assert EXPECTED[article.path].last in text


def test_expected_times_keep_their_precision_and_zone() -> None:
    def of(slug: str) -> ExpectedArticle:
        return EXPECTED[slug_of(slug).path]

    recall = of("en-velan-recall")
    assert (recall.published_at, recall.zone) == (datetime(2026, 11, 21, 14, 30, 40, tzinfo=UTC), "-05:00")
    port = of("grain-port")
    assert (port.published_at, port.zone) == (datetime(2026, 11, 19, 8, 40, tzinfo=UTC), "Asia/Shanghai")
    bonds = of("harbor-bonds")
    assert (bonds.published_at, bonds.published_on, bonds.zone) == (None, date(2026, 11, 20), None)
    tea = of("tea-museum")
    assert (tea.published_at, tea.published_on, tea.precision) == (None, None, "unknown")


def test_the_time_is_stated_as_finely_as_expected_and_no_finer() -> None:
    newsroom = Newsroom(OPENED, 9)
    documents = "\n".join(
        newsroom.page(path, BASE).body.decode()
        for path in ("/feed.xml", "/english/atom.xml", "/flash/feed.json", "/sitemap-news.xml")
    )
    for article in ARTICLES.values():
        stated = newsroom.page(article.path, BASE).body.decode(article.charset) + documents
        clock = {"second": "%H:%M:%S", "minute": "%H:%M"}.get(article.precision)
        if clock:
            assert article.published.strftime(clock) in stated, article.slug
        if article.precision != "second":
            assert not set(article.found) & {"rss", "atom", "json", "news"}, article.slug
            assert article.template not in ("newspaper", "data"), article.slug


def test_look_alikes_are_in_the_text_but_not_expected() -> None:
    assert "002572" in slug_of("ferry-ipo").text
    assert EXPECTED[slug_of("ferry-ipo").path].mentions == {Security("06862", "XHKG")}
    assert "600519万元" in slug_of("storage-board").text
    assert Security("600519", "XSHG") not in EXPECTED[slug_of("storage-board").path].mentions


# How it is found


def sitemap_urls(site: str, url: str) -> Iterator[str]:
    """Yield what a sitemap lists, going down into an index."""
    body = requests.get(url, timeout=5).content
    root = etree.fromstring(gzip.decompress(body) if url.endswith(".gz") else body)
    namespaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    for child in root.findall("s:sitemap/s:loc", namespaces):
        yield from sitemap_urls(site, child.text or "")
    for loc in root.findall("s:url/s:loc", namespaces):
        yield loc.text or ""


def listed(site: str, day: date) -> list[str]:
    tree = html.fromstring(requests.get(f"{site}/markets/{day}/", timeout=5).content)
    return [f"{site}{href}" for href in tree.xpath("//a/@href") if "/articles/" in href]


def discovered(site: str) -> set[str]:
    """Follow the entries of the source file as a crawler would; return paths with their queries."""
    urls = [entry.link for entry in feedparser.parse(f"{site}/feed.xml").entries]
    urls += [entry.link for entry in feedparser.parse(f"{site}/english/atom.xml").entries]
    urls += [item["url"] for item in requests.get(f"{site}/flash/feed.json", timeout=5).json()["items"]]
    urls += sitemap_urls(site, f"{site}/sitemap.xml")
    urls += itertools.chain(*(listed(site, OPENED - timedelta(days=n)) for n in range(7)))
    assert all(url.startswith(f"{site}/") for url in urls)
    return {url.removeprefix(site) for url in urls}


def test_expected_visits_are_what_can_be_discovered(newsroom: Newsroom, site: str) -> None:
    for edition in (1, 4):
        newsroom.publish(edition)
        assert discovered(site) == set(newsroom.expected().visits)


def test_every_expected_visit_comes_out_so(newsroom: Newsroom, site: str) -> None:
    robots = Protego.parse(requests.get(f"{site}/robots.txt", timeout=5).text)
    for path, visit in newsroom.expected().visits.items():
        allowed = robots.can_fetch(f"{site}{path}", "finews")
        assert allowed == (visit.outcome != "blocked"), path
        answer = requests.get(f"{site}{path}", timeout=5)
        assert answer.status_code == {WITHDRAWN: 410, LOST: 404}.get(path, 200), path
        assert (answer.content == b"") == (path == EMPTY), path
        if visit.article:
            canonical = html.fromstring(answer.content).xpath("//link[@rel='canonical']/@href")
            assert canonical in ([], [f"{site}{visit.article}"]), path


def test_two_articles_stand_at_two_addresses_and_one_behind_a_redirect(site: str, newsroom: Newsroom) -> None:
    visits = newsroom.expected().visits
    addresses = [visit.article for visit in visits.values() if visit.article]
    assert len(addresses) - len(set(addresses)) == 2
    answer = requests.get(f"{site}/s/k7q2", allow_redirects=False, timeout=5)
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"{site}{visits['/s/k7q2'].article}"


def test_feeds_are_valid_and_give_the_times(site: str, newsroom: Newsroom) -> None:
    expected = newsroom.expected()
    for path, form in (("/feed.xml", "rss20"), ("/english/atom.xml", "atom10")):
        feed = feedparser.parse(f"{site}{path}")
        assert not feed.bozo
        assert feed.version == form
        for entry in feed.entries:
            visit = expected.visits[entry.link.removeprefix(site)]
            if visit.article:
                article = expected.articles[visit.article]
                assert entry.title == article.title
                assert datetime.fromtimestamp(calendar.timegm(entry.published_parsed), UTC) == article.published_at
    wire = requests.get(f"{site}/flash/feed.json", timeout=5).json()
    assert wire["version"] == "https://jsonfeed.org/version/1.1"
    for item in wire["items"]:
        article = expected.articles[item["url"].removeprefix(site)]
        assert datetime.fromisoformat(item["date_published"]) == article.published_at


def test_the_news_sitemap_gives_titles_and_times(site: str, newsroom: Newsroom) -> None:
    root = etree.fromstring(requests.get(f"{site}/sitemap-news.xml", timeout=5).content)
    namespaces = {
        "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
        "n": "http://www.google.com/schemas/sitemap-news/0.9",
    }
    urls = root.findall("s:url", namespaces)
    assert len(urls) == len([article for article in newsroom.articles if "news" in article.found]) > 3
    for url in urls:
        article = newsroom.expected().articles[url.findtext("s:loc", "", namespaces).removeprefix(site)]
        assert url.findtext("n:news/n:title", "", namespaces) == article.title
        stated = url.findtext("n:news/n:publication_date", "", namespaces)
        assert datetime.fromisoformat(stated) == article.published_at


def test_a_day_without_news_is_an_empty_list(site: str) -> None:
    assert listed(site, OPENED) == []
    assert listed(site, date(2020, 2, 29)) == []
    assert len(listed(site, OPENED - timedelta(days=2))) == 1
    assert requests.get(f"{site}/markets/2026-02-30/", timeout=5).status_code == 404


def test_the_home_page_announces_the_feeds_and_its_links_work(site: str) -> None:
    tree = html.fromstring(requests.get(f"{site}/", timeout=5).content)
    feeds = tree.xpath("//link[@rel='alternate']/@href")
    assert feeds == ["/feed.xml", "/english/atom.xml", "/flash/feed.json"]
    for href in {*tree.xpath("//a/@href"), *tree.xpath("//link/@href")}:
        assert requests.get(f"{site}{href}", timeout=5).status_code == 200, href
    robots = requests.get(f"{site}/robots.txt", timeout=5).text
    assert f"Sitemap: {site}/sitemap.xml" in robots
    assert "crawl-delay" not in robots.lower()


def test_links_inside_articles_work(site: str, newsroom: Newsroom) -> None:
    pages = (newsroom.page(article.path, site).body.decode(article.charset) for article in newsroom.articles)
    hrefs = {href.split("#")[0] for page in pages for href in html.fromstring(page).xpath("//a/@href | //img/@src")}
    for href in sorted(h for h in hrefs if h.startswith("/")):
        assert requests.head(f"{site}{href}", timeout=5, allow_redirects=True).status_code == 200, href


# How it is served


def test_everything_has_validators_and_answers_304_to_them(site: str, newsroom: Newsroom) -> None:
    paths = [article.path for article in newsroom.articles if article.banner == "fixed"]
    with requests.Session() as session:
        for path in [*paths, "/", "/feed.xml", "/sitemap.xml", "/markets/2026-11-22/", "/robots.txt"]:
            first = session.get(f"{site}{path}", timeout=5)
            etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
            for condition in ({"If-None-Match": etag}, {"If-Modified-Since": modified}):
                again = session.get(f"{site}{path}", headers=condition, timeout=5)
                assert (again.status_code, again.content) == (304, b""), path
            stale = {"If-None-Match": '"other"', "If-Modified-Since": modified}
            assert session.get(f"{site}{path}", headers=stale, timeout=5).status_code == 200, path


def test_an_unusable_condition_is_ignored(site: str) -> None:
    answer = requests.get(f"{site}/feed.xml", headers={"If-Modified-Since": "yesterday"}, timeout=5)
    assert answer.status_code == 200


def test_requests_are_recorded_in_order(site: str, newsroom: Newsroom) -> None:
    requests.get(f"{site}/feed.xml?x=1", timeout=5)
    requests.head(f"{site}/nowhere", timeout=5)
    assert newsroom.requests == [Request("GET", "/feed.xml?x=1", 200), Request("HEAD", "/nowhere", 404)]


def test_gbk_pages_declare_their_charset_in_one_place(site: str) -> None:
    for slug, in_header, in_meta in (("harbor-bonds", False, True), ("grain-port", True, False)):
        article = slug_of(slug)
        answer = requests.get(f"{site}{article.path}", timeout=5)
        assert ("gbk" in answer.headers["Content-Type"]) == in_header
        assert (b"charset=gbk" in answer.content) == in_meta
        assert article.title in answer.content.decode("gbk")
        with pytest.raises(UnicodeDecodeError):
            answer.content.decode("utf-8")


def test_one_page_is_compressed_for_those_who_accept_it(site: str) -> None:
    url = f"{site}{slug_of('hydrogen-bus').path}"
    packed = requests.get(url, headers={"Accept-Encoding": "gzip"}, timeout=5)
    plainly = requests.get(url, headers={"Accept-Encoding": "identity"}, timeout=5)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plainly.headers
    assert packed.content == plainly.content
    assert packed.headers["ETag"] != plainly.headers["ETag"]


def test_a_banner_changes_the_bytes_but_not_the_words(site: str) -> None:
    for slug in ("insurer-banner", "correction-order"):
        url = f"{site}{slug_of(slug).path}"
        first = requests.get(url, timeout=5)
        again = requests.get(url, headers={"If-None-Match": first.headers["ETag"]}, timeout=5)
        assert again.status_code == 200
        assert again.content != first.content
        assert words(again.content) == words(first.content)


def test_an_edition_changes_one_page_and_adds_one(newsroom: Newsroom, site: str) -> None:
    def visit() -> dict[str, tuple[str, str]]:
        answers = {path: requests.get(f"{site}{path}", timeout=5) for path in newsroom.expected().articles}
        return {
            path: (words(a.content, a.apparent_encoding or ""), a.headers["Last-Modified"])
            for path, a in answers.items()
        }

    before = visit()
    newsroom.publish(2)
    after = visit()
    assert {path for path in before if before[path] != after[path]} == {slug_of("correction-order").path}
    assert set(after) - set(before) == {slug_of("late-lanshi-reply").path}
    old, new = before[slug_of("correction-order").path], after[slug_of("correction-order").path]
    assert "更正0次" in old[0] and "更正1次" in new[0]
    assert old[1] < new[1]


def test_a_connection_is_kept_and_closed_with_the_site(newsroom: Newsroom) -> None:
    with serve(newsroom) as base:
        parts = urlsplit(base)
        connection = socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5)
        for _ in range(2):
            connection.sendall(b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
    assert connection.recv(1) == b""
    connection.close()


# How it is run


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def start(*arguments: str | Path) -> subprocess.Popen[str]:
    """Start the newsroom in a session of its own, so that no terminal takes part."""
    command = [sys.executable, "-m", "examples.newsroom", *map(str, arguments)]
    return subprocess.Popen(command, cwd=REPOSITORY, stderr=subprocess.PIPE, text=True, start_new_session=True)


def run(*arguments: str | Path) -> tuple[int, str]:
    """Run the newsroom to its end; return the exit status and what it said on stderr."""
    process = start(*arguments)
    _, said = process.communicate(timeout=20)
    return process.returncode, said


def wait_until(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait for a sign of life of a process."""
    give_up = monotonic() + 20
    while not condition():
        assert process.poll() is None
        assert monotonic() < give_up
        sleep(0.01)


def python(code: str) -> list[str]:
    return ["--", sys.executable, "-c", code]


def test_a_command_runs_while_the_site_is_up() -> None:
    port = free_port()
    fetch = f"import requests; assert requests.get('http://127.0.0.1:{port}/newsroom.json').json()['edition'] == 3"
    status, said = run("--port", str(port), "--edition", "3", "--opened", "2026-11-23", *python(fetch))
    assert status == 0, said
    assert said == f"newsroom: http://127.0.0.1:{port}/ (opened 2026-11-23, edition 3)\n"


def test_the_exit_status_is_that_of_the_command() -> None:
    assert run("--port", "0", *python("raise SystemExit(7)"))[0] == 7
    assert run("--port", "0", *python("import os; os.kill(os.getpid(), 9)"))[0] == 128 + 9
    status, said = run("--port", "0", "--", "no-such-command")
    assert status == 127
    assert "cannot run no-such-command: No such file or directory" in said


def test_the_state_remembers_the_opening_and_raises_the_edition(tmp_path: Path) -> None:
    state = tmp_path / "deep" / "newsroom.json"
    arguments: list[str | Path] = ["--port", "0", "--state", state, *python("")]
    assert run("--opened", "2026-11-20", *arguments)[0] == 0
    assert json.loads(state.read_text()) == {"opened": "2026-11-20", "edition": 1}
    assert run(*arguments)[0] == 0
    assert json.loads(state.read_text()) == {"opened": "2026-11-20", "edition": 2}


@pytest.mark.parametrize("content", ["", "[]", '{"opened": "yesterday", "edition": 1}', '{"edition": 1}'])
def test_a_damaged_state_is_named_in_one_line(tmp_path: Path, content: str) -> None:
    state = tmp_path / "state.json"
    state.write_text(content)
    status, said = run("--port", "0", "--state", state, *python(""))
    assert status == 2
    assert said == f"newsroom: {state}: not a state file of the newsroom; remove it to start anew\n"


def test_a_newsroom_that_is_up_already_is_used(newsroom: Newsroom, tmp_path: Path) -> None:
    with serve(newsroom) as base:
        port = str(urlsplit(base).port)
        status, said = run("--port", port, "--state", tmp_path / "state", *python("raise SystemExit(5)"))
        assert status == 5
        assert said == f"newsroom: {base}/ is up already (opened 2026-11-23, edition 1), using that one\n"
        assert not (tmp_path / "state").exists()
        assert run("--port", port)[0] == 0


@pytest.mark.parametrize("text", ['[[feed]]\nurl = "{base}/feed.xml"\n', 'feed = [{{url = "{base}"}}]\n'])
def test_the_port_is_that_of_the_source_file(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = f"http://127.0.0.1:{free_port()}"
    (tmp_path / "newsroom.toml").write_text(text.format(base=base))
    monkeypatch.setenv("FINEWS_SOURCES", str(tmp_path))
    assert run(*python(""))[1].startswith(f"newsroom: {base}/ (opened ")


@pytest.mark.parametrize("text", [None, "nonsense", "feed = 3", '[[feed]]\nurl = "http://127.0.0.1:99999/"\n'])
def test_without_a_usable_source_file_it_has_its_own_port(
    text: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if text is not None:
        (tmp_path / "newsroom.toml").write_text(text)
    monkeypatch.setattr(program, "SOURCE", tmp_path / "newsroom.toml")
    assert program._port() == program.PORT


def test_a_port_that_something_else_has_is_one_line_and_status_2() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)
        port = listener.getsockname()[1]
        process = start("--port", str(port), *python(""))
        stranger, _ = listener.accept()
        stranger.sendall(b"220 not HTTP\r\n")
        stranger.close()
        _, said = process.communicate(timeout=20)
    assert process.returncode == 2
    assert said.startswith(f"newsroom: port {port} on 127.0.0.1 is taken by another program;")
    assert said.endswith(f"sed -i 's/:{port}/:{port + 1}/' sources/newsroom.toml\n")
    assert said.count("\n") == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_reaches_the_command_which_decides_how_to_end(number: signal.Signals, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    wait = (
        "import pathlib, signal, sys\n"
        f"signal.signal({int(number)}, lambda *_: sys.exit(42))\n"
        f"pathlib.Path({str(ready)!r}).touch()\n"
        "while True: signal.pause()"
    )
    process = start("--port", "0", *python(wait))
    wait_until(ready.exists, process)
    process.send_signal(number)
    process.communicate(timeout=20)
    assert process.returncode == 42


def test_ctrl_c_in_a_terminal_reaches_the_command_once(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    counting = (  # each signal is a byte in a pipe, so that none is lost
        "import os, pathlib, signal, sys, time\n"
        f"reader, writer, seen, file = *os.pipe(), b'', pathlib.Path({str(seen)!r})\n"
        "os.set_blocking(writer, False)\n"
        "signal.set_wakeup_fd(writer)\n"
        "[signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)]\n"
        "while signal.SIGTERM not in seen:\n"
        "    file.write_bytes(seen)\n"
        "    seen += os.read(reader, 1)\n"
        "    time.sleep(0.2)\n"  # for a second one, if it were to come
        "sys.exit(seen.count(signal.SIGINT))"
    )
    keyboard, terminal = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "examples.newsroom", "--port", "0", *python(counting)],
        cwd=REPOSITORY,
        stdin=terminal,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # the terminal of the new session
    )
    wait_until(seen.exists, process)
    os.write(keyboard, b"\x03")
    wait_until(lambda: seen.read_bytes() == bytes([signal.SIGINT]), process)
    process.terminate()
    assert process.wait(timeout=20) == 1
    os.close(keyboard)
    os.close(terminal)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_without_a_command_a_signal_ends_it_well(number: signal.Signals) -> None:
    process = start("--port", "0")
    assert process.stderr
    assert process.stderr.readline().startswith("newsroom: http://127.0.0.1:")
    process.send_signal(number)
    _, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (0, "")


# The source files


def test_the_source_file_names_addresses_that_answer(site: str) -> None:
    source = tomllib.loads((REPOSITORY / "sources" / "newsroom.toml").read_text("utf-8"))
    urls = [entry["url"] for kind in ("feed", "sitemap", "listing") for entry in source[kind]]
    assert len(urls) == 5
    for url in urls:
        path = urlsplit(url.format(date=OPENED)).path
        assert url.startswith(f"{BASE}/")
        assert requests.get(f"{site}{path}", timeout=5).status_code == 200, path
    assert source["private"] is True
    numbers = [re.search(source["identity"], path) for path in Newsroom(OPENED).expected().visits]
    assert len({number[1] for number in numbers if number}) == len([n for n in numbers if n]) - 2


def test_the_template_of_a_source_is_left_alone_until_it_is_renamed(tmp_path: Path) -> None:
    template = REPOSITORY / "sources" / "example.toml.off"
    assert template not in set((REPOSITORY / "sources").glob("*.toml"))
    path = tmp_path / "my-source.toml"
    path.write_bytes(template.read_bytes())
    source = load_source(path)
    assert {entry.kind for entry in source.entries} == set(KINDS)


def test_the_source_file_is_valid() -> None:
    source = load_source(REPOSITORY / "sources" / "newsroom.toml")
    assert [entry.kind for entry in source.entries] == ["feed", "feed", "feed", "sitemap", "listing"]
