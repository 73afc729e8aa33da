"""One page or one source at a time: what its options may be, told before anything is asked or written."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from examples.newsroom.server import serve
from examples.newsroom.site import Newsroom
from tasks.settings import Settings, SettingsError, get_settings
from tasks.single import SingleError, add_source, extract_one
from tasks.sources import SourceError
from tests.warehouse.faults import full_disk

NOBODY = "http://127.0.0.1:9/"  # where nothing listens: whoever asks fails otherwise than by its options
PAGE = "<title>Quay reopens</title><article><h1>Quay reopens</h1>" + (
    "<p>The north quay reopened after a winter of repairs, and the fish market moved back in.</p>" * 4
)


def add(settings: Settings, url: str = NOBODY, **options: Any) -> Path:
    given = {"name": None, "zone": None, "language": None, "private": True} | options
    return add_source(url, **given, settings=settings)


def extract(settings: Settings, page: str, url: str | None = None, zone: str | None = None) -> Any:
    return extract_one(page, url=url, zone=zone, private=True, settings=settings)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"name": "../evil"}, "--name '../evil': expected a-z, 0-9, '-' and '_', such as 'evil'"),
        ({"name": "Bad Name"}, "--name 'Bad Name': expected a-z, 0-9, '-' and '_', such as 'bad-name'"),
        ({"name": "Плохо"}, "--name 'Плохо': expected a-z, 0-9, '-' and '_', such as 'my-source'"),
        ({"name": ""}, "--name '': expected a-z"),
        ({"zone": "Nope"}, "--zone 'Nope': expected an IANA time zone such as 'Asia/Shanghai'"),
        ({"language": "chinese"}, "--language 'chinese': expected two letters of ISO 639-1, such as 'zh' or 'en'"),
    ],
)
def test_options_of_a_new_source_are_checked_first(settings: Settings, options: dict[str, str], said: str) -> None:
    with pytest.raises(SourceError) as refusal:
        add(settings, **options)
    assert str(refusal.value).startswith(said)
    assert "\n" not in str(refusal.value)
    assert not list(settings.sources.parent.rglob("*.toml"))


@pytest.mark.parametrize("url", ["http://[x", "http://[1]/", "example.org", "ftp://example.org/", "http://a／b/"])
def test_what_is_no_address_is_told(settings: Settings, url: str) -> None:
    with pytest.raises(SingleError, match="not a web address; write it with https://"):
        add(settings, url)


def test_a_password_in_an_address_is_refused_and_not_repeated(settings: Settings) -> None:
    for read in (lambda url: add(settings, url), lambda url: extract(settings, url, None, None)):
        with pytest.raises(SingleError, match=r"^http://e.org/: write the address so, without a user or password"):
            read("http://me:secret@e.org/")


def test_a_source_file_for_which_there_is_no_room_is_not_begun(settings: Settings) -> None:
    with serve(Newsroom()) as url:
        with full_disk(10), pytest.raises(OSError, match="File too large"):
            add(settings, url)
        assert not list(settings.sources.iterdir())
        assert add(settings, url).is_file()


def test_good_options_get_as_far_as_asking(settings: Settings) -> None:
    with pytest.raises(SourceError, match="no connection"):
        add(settings, name="north-9_a", zone="Asia/Tokyo", language="ja")


@pytest.mark.parametrize(
    ("page", "url", "zone", "said"),
    [
        ("page.html", None, "Asia/Tokyoo", "--zone 'Asia/Tokyoo': expected an IANA time zone"),
        ("page.html", "notaurl", None, "--url 'notaurl': expected an absolute address"),
        ("page.html", "http://[x", None, "--url 'http://[x': expected an absolute address"),
        ("http://[x", None, None, "http://[x: expected an absolute address"),
        ("HTTP://", None, None, "HTTP://: expected an absolute address"),
        ("news.warc", None, None, "news.warc: a WARC file, of many pages; load it with: finews import"),
        ("news.warc.gz", None, None, "news.warc.gz: a WARC file, of many pages"),
        ("broken.gz", None, None, "broken.gz: a broken gzip file"),
    ],
)
def test_a_page_that_cannot_be_extracted_is_told_in_one_line(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, page: str, url: str | None, zone: str | None, said: str
) -> None:
    monkeypatch.chdir(settings.sources)
    Path("page.html").write_text(PAGE)
    Path("news.warc").write_bytes(b"WARC/1.1\r\nWARC-Type: warcinfo\r\n")
    Path("news.warc.gz").write_bytes(gzip.compress(b"WARC/1.0\r\nWARC-Type: warcinfo\r\n"))
    Path("broken.gz").write_bytes(b"\x1f\x8bnonsense that is no gzip")
    with pytest.raises((SingleError, SourceError)) as refusal:
        extract(settings, page, url, zone)
    assert str(refusal.value).startswith(said)
    assert "\n" not in str(refusal.value)
    assert getattr(refusal.value, "status", 2) == 2


def test_a_gzipped_page_is_unpacked(settings: Settings) -> None:
    path = settings.sources / "page.html.gz"
    path.write_bytes(gzip.compress(PAGE.encode()))
    assert extract(settings, str(path), "http://quay.example/1", "Europe/Oslo").title == "Quay reopens"


@pytest.mark.parametrize("contact", ["", "you@example.org", "https://example.org/bot", "http://example.org"])
def test_a_contact_is_an_address(settings: Settings, monkeypatch: pytest.MonkeyPatch, contact: str) -> None:
    monkeypatch.setenv("FINEWS_CONTACT", contact)
    assert get_settings().contact == contact


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FINEWS_CONTACT", "foo"),
        ("FINEWS_CONTACT", "me@"),
        ("FINEWS_CONTACT", "you@example.org\r\nX: y"),
        ("FINEWS_CONTACT", "ich@bücher.example"),
        ("FINEWS_DELAY", "inf"),
        ("FINEWS_READ_TIMEOUT", "1e300"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"^{name}="):
        get_settings()
