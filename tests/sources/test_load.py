"""Source files: what they may say, and the one line that each fault gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.records import Site
from tasks.sources import SourceError, choose_sources, load_source, load_sources
from tests.sources.conftest import read, write_source

FEED = '[[feed]]\nurl = "https://example.org/feed.xml"\n'


def refused(folder: Path, text: str, name: str = "example") -> str:
    """Return what is said of a source file that cannot be used."""
    with pytest.raises(SourceError) as refusal:
        read(folder, text, name)
    return str(refusal.value)


def test_a_whole_file(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        """
        zone = "Asia/Shanghai"
        language = "zh"
        media = "例报"
        identity = "/([0-9]{18})[.]html"
        private = true
        delay = 0.5
        include = "/news/"
        exclude = ["/video/", "[.]pdf$"]
        max_links = 50
        watch = ["15m", "2h", "1d", "2w"]
        [[sitemap]]
        url = "https://example.org/sitemap.xml"
        [[feed]]
        url = "https://example.org/a.xml"
        [[feed]]
        url = "https://example.org/b.xml"
        """,
    )
    assert source.site == Site("example", "Asia/Shanghai", "zh", "例报", "/([0-9]{18})[.]html", True)
    assert source.include == ("/news/",)
    assert source.exclude == ("/video/", "[.]pdf$")
    assert (source.delay, source.max_links, source.enabled) == (0.5, 50, True)
    assert [step.total_seconds() / 60 for step in source.watch] == [15, 120, 1440, 20160]
    assert [entry.target.rpartition("/")[2] for entry in source.entries] == ["sitemap.xml", "a.xml", "b.xml"]


def test_defaults(tmp_path: Path) -> None:
    source = read(tmp_path, FEED)
    assert source.site == Site("example")
    assert (source.max_links, source.delay, source.enabled) == (10_000, None, True)
    assert [step.total_seconds() / 60 for step in source.watch] == [15, 60, 360, 1440, 10080]
    assert read(tmp_path, "watch = []\n" + FEED).watch == ()


def test_unknown_key_of_the_file(tmp_path: Path) -> None:
    line = refused(tmp_path, 'zon = "Asia/Shanghai"\n' + FEED)
    assert line.startswith(
        f"{tmp_path}/example.toml: unknown key 'zon' in the file (did you mean 'zone'?); accepted: zone,"
    )
    assert "[[feed]]" in line
    assert "\n" not in line


def test_our_own_fields_are_no_keys(tmp_path: Path) -> None:
    assert "unknown key 'name'" in refused(tmp_path, 'name = "other"\n' + FEED)
    assert "unknown key 'entries'" in refused(tmp_path, "entries = []\n" + FEED)


def test_misspelt_kind(tmp_path: Path) -> None:
    line = refused(tmp_path, FEED.replace("feed]]", "feeds]]"))
    assert "unknown key 'feeds' in the file (did you mean '[[feed]]'?)" in line
    assert "\n" not in line


def test_number_of_the_table_is_named(tmp_path: Path) -> None:
    assert "unknown key 'title' in [[feed]] number 2" in refused(tmp_path, FEED + FEED + 'title = "x"\n')


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('zone = "Asia/Shangai"', "zone = 'Asia/Shangai' in the file; accepted: an IANA time zone"),
        ('zone = "Asia/Shangai"', "(did you mean 'Asia/Shanghai'?)"),
        ('zone = "/etc/passwd"', "accepted: an IANA time zone"),
        ('zone = "Asia"', "accepted: an IANA time zone"),
        ('zone = ""', "accepted: an IANA time zone"),
        ("zone = 8", "zone = 8 in the file; accepted: a text in quotes"),
        ('language = "Chinese"', "accepted: two letters of ISO 639-1"),
        ('identity = "/([0-9]+"', "this one does not compile"),
        ('identity = "/[0-9]+"', "accepted: a regular expression with a group"),
        ('private = "perhaps"', "private = 'perhaps' in the file; accepted: true or false"),
        ("private = 1", "private = 1 in the file; accepted: true or false"),
        ('enabled = "no"', "enabled = 'no' in the file; accepted: true or false"),
        ("delay = -1", "delay = -1 in the file; accepted: greater than or equal to 0"),
        ("delay = inf", "delay = inf in the file; accepted: less than or equal to 86400"),
        ("delay = nan", "delay = nan in the file; accepted: "),
        ("past = [1]", "write [[past]], in two brackets"),
        ("max_links = 0", "accepted: greater than or equal to 1"),
        ('include = ["a", "("]', "include.1 = '(' in the file"),
        ("max_links = 1.5", "accepted: a whole number"),
        ("exclude = 3", "accepted: a list in brackets"),
        (
            'watch = ["1h", "soon"]',
            "watch.1 = 'soon' in the file; accepted: times after the first visit, such as '15m'",
        ),
        ("watch = [0]", "watch.0 = 0 in the file; accepted: times after the first visit"),
        ('watch = ["99999999999d"]', "accepted: times after the first visit"),
        ('watch = ["36501d"]', "at most '36500d'"),
        ('watch = ["0d"]', "accepted: times after the first visit"),
        ('calendar = "XSHQ"', "accepted: an exchange that exchange_calendars knows, such as 'XSHG'"),
        ('keep = "90"', "accepted: 'all', or a number of days such as '90d'"),
        ('keep = "0d"', "accepted: 'all', or a number of days such as '90d'"),
    ],
)
def test_wrong_value_of_the_file(tmp_path: Path, line: str, said: str) -> None:
    text = refused(tmp_path, f"{line}\n{FEED}")
    assert said in text
    assert text.count("\n") == 0


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('[[feed]]\nurl = "feed.xml"', "url = 'feed.xml' in [[feed]]; accepted: an absolute address"),
        (
            '[[feed]]\nurl = "http://me:secret@e.org/"',
            "url = 'http://e.org/' in [[feed]]; accepted: an address without a user or password",
        ),
        ('[[feed]]\nurl = "ftp://example.org/feed.xml"', "accepted: an absolute address"),
        ('[[feed]]\nurl = "http://exa mple.org/"', "accepted: an absolute address"),
        ("[[feed]]\n", "[[feed]] needs the key 'url'"),
        ('[feed]\nurl = "https://example.org/"', "write [[feed]], in two brackets"),
        ("feed = 3", "write [[feed]], in two brackets"),
        ('feed = ["https://example.org/feed"]', "write [[feed]], in two brackets"),
        ('[[feed]]\nurl = "https://example.org/{date}"', "the placeholders are none, not {date}"),
        ('[[posts]]\npath = "a\\u0000"', "accepted: a path, in which there is no NUL"),
        ("[[posts]]\npath = 3", "path = 3 in [[posts]]; accepted: a path in quotes"),
        ('[[posts]]\npath = "a"\nfollow = 1', "follow = 1 in [[posts]]; accepted: true or false"),
        (
            '[[listing]]\nlink = "a"\nurl = "https://example.org/{dat}"',
            "the placeholders are {date} and {page}, not {dat} (did you mean '{date}'?)",
        ),
        (
            '[[listing]]\nlink = "a"\nurl = "https://example.org/{date}"\ndays = 99999999',
            "days = 99999999 in [[listing]]; accepted: less than or equal to 3660",
        ),
        ("", "names no place to look at; add one of [[feed]]"),
        ("feed = []", "names no place to look at"),
    ],
)
def test_wrong_table(tmp_path: Path, table: str, said: str) -> None:
    text = refused(tmp_path, table + "\n")
    assert said in text
    assert text.count("\n") == 0


def test_long_ladders_and_braces_in_addresses_are_no_fault(tmp_path: Path) -> None:
    ladder = 'watch = ["36500d"]\n'
    listing = '[[listing]]\nlink = "a"\nurl = "https://example.org/{date}/{page}?q=%7Bx%7D"\ndays = 3660\npages = 2\n'
    assert read(tmp_path, ladder + listing).watch[0].days == 36_500


def test_every_fault_is_said(tmp_path: Path) -> None:
    lines = refused(tmp_path, 'zon = "x"\nlanguage = "zzz"\n[[feed]]\nulr = "https://example.org/"\n').splitlines()
    assert len(lines) == 4  # ulr unknown, url missing, zon unknown, language wrong
    assert all("example.toml: " in line for line in lines)


def test_broken_toml_names_file_and_line(tmp_path: Path) -> None:
    line = refused(tmp_path, 'zone = "UTC"\n[[feed]\nurl = 1\n')
    assert "example.toml: not TOML: " in line
    assert "line 2" in line


def test_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "example.toml"
    path.write_bytes('media = "例报"\n'.encode("gb18030"))
    with pytest.raises(SourceError, match=r"example\.toml: not UTF-8 at byte 9"):
        load_source(path)


def test_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "example.toml"
    path.write_text("\ufeff" + FEED, encoding="utf-8")
    assert load_source(path).name == "example"


def test_name_comes_from_the_file(tmp_path: Path) -> None:
    assert read(tmp_path, FEED, "north-9_a").name == "north-9_a"
    assert "file's name must be of a-z, 0-9, '-' and '_', such as my-paper.toml" in refused(tmp_path, FEED, "My Paper")


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"none\.toml: No such file"):
        load_source(tmp_path / "none.toml")


def test_the_home_of_nobody_is_a_folder_of_that_name(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, '[[posts]]\npath = "~nobody-of-that-name/posts"\n').entries
    assert entry.target == f"{tmp_path}/~nobody-of-that-name/posts"


def test_relative_paths_start_at_the_file(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, '[[urls]]\npath = "lists/a.txt"\n').entries
    assert entry.target == str(tmp_path / "lists" / "a.txt")
    (entry,) = read(tmp_path, '[[urls]]\npath = "/lists/a.txt"\n').entries
    assert entry.target == "/lists/a.txt"


class TestFolder:
    def test_all_in_order_of_their_names(self, tmp_path: Path) -> None:
        for name in ("b", "a", "c"):
            write_source(tmp_path, FEED if name != "c" else "enabled = false\n" + FEED, name)
        (tmp_path / "notes.txt").write_text("no source")
        sources = load_sources(tmp_path)
        assert [source.name for source in sources] == ["a", "b", "c"]
        assert [source.enabled for source in sources] == [True, True, False]

    def test_only_the_named_ones_are_read(self, tmp_path: Path) -> None:
        write_source(tmp_path, FEED, "good")
        write_source(tmp_path, "nonsense", "bad")
        assert [source.name for source in load_sources(tmp_path, ["good"])] == ["good"]

    def test_unknown_name(self, tmp_path: Path) -> None:
        write_source(tmp_path, FEED, "morning")
        with pytest.raises(SourceError) as refusal:
            load_sources(tmp_path, ["mornign"])
        assert str(refusal.value) == (f"{tmp_path}: no source 'mornign' (did you mean 'morning'?); there are: morning")

    def test_all_bad_files_are_reported(self, tmp_path: Path) -> None:
        for name in ("one", "two", "three"):
            write_source(tmp_path, FEED if name == "three" else f"colour_{name} = 1\n{FEED}", name)
        with pytest.raises(SourceError) as refusal:
            load_sources(tmp_path)
        lines = str(refusal.value).splitlines()
        assert ["colour_one" in lines[0], "colour_two" in lines[1], len(lines)] == [True, True, 2]

    def test_missing_folder(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match="none: no such folder; make it, then add"):
            load_sources(tmp_path / "none")

    def test_a_missing_folder_is_named_from_the_root(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)  # as from another folder than the one that has `sources/`
        with pytest.raises(SourceError, match=f"^{tmp_path}/none: no such folder"):
            load_sources(Path("none"))

    def test_empty_folder(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match="finews sources add URL"):
            load_sources(tmp_path)

    def test_one_bad_file_does_not_stop_the_others(self, tmp_path: Path) -> None:
        for name, text in {"good": FEED, "off": "enabled = false\n" + FEED, "bad": "colour = 1\n" + FEED}.items():
            write_source(tmp_path, text, name)
        chosen, broken = choose_sources(tmp_path)
        assert [source.name for source in chosen] == ["good"]
        assert list(broken) == ["bad"] and "unknown key 'colour'" in broken["bad"]
        with pytest.raises(SourceError, match="unknown key 'colour'"):
            choose_sources(tmp_path, ["good", "bad"])
        assert [source.name for source in choose_sources(tmp_path, ["off"])[0]] == ["off"]

    @pytest.mark.parametrize(
        ("texts", "said"),
        [
            (["colour = 1\n" + FEED], "unknown key 'colour'"),
            (["enabled = false\n" + FEED, "colour = 1\n" + FEED], "unknown key 'colour'"),
            (["enabled = false\n" + FEED] * 2, "every source is disabled; remove `enabled = false` from one"),
        ],
    )
    def test_nothing_to_crawl(self, tmp_path: Path, texts: list[str], said: str) -> None:
        for number, text in enumerate(texts):
            write_source(tmp_path, text, f"paper-{number}")
        with pytest.raises(SourceError) as refusal:
            choose_sources(tmp_path)
        assert said in str(refusal.value) and "\n" not in str(refusal.value)
