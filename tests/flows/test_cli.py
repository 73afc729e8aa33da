"""The command line: data on stdout, one clear line for each mistake, documented exit statuses."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable

from examples.newsroom.site import Newsroom
from flows.cli import app, sources_app
from flows.console import Output
from flows.show.run import progress_line
from flows.show.table import print_table, share_out
from tests.conftest import PROJECT
from tests.flows.conftest import Home
from tests.warehouse.rows import capture, revision, stage
from warehouse.store import Store

COMMANDS = [name for name in app if not name.startswith("-")] + [
    f"sources {name}" for name in sources_app if not name.startswith("-")
]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(home: Home, command: str) -> None:
    shown = home.finews(*command.split(), "--help").stdout
    assert "Usage" in shown and len(shown.splitlines()) > 4, f"flows/commands/: say more about `{command}`"


def test_help_shows_examples_line_by_line_and_no_option_that_is_a_riddle(home: Home) -> None:
    for command in ("import", "export", "search", "sql"):
        shown = home.finews(command, "--help").stdout
        assert f"\n finews {command} " in shown and "--empty-" not in shown, shown
    shown = home.finews("maintain", "--help").stdout
    assert "--no-" not in shown and "default: False" not in shown, shown


@pytest.mark.parametrize(
    ("command", "usage"),
    [
        ("crawl", "finews crawl [SOURCE...]"),
        ("import", "finews import [OPTIONS] PATH [MORE...]"),
        ("sql", "finews sql [OPTIONS] [QUERY]"),
        ("sources add", "finews sources add [OPTIONS] URL"),
        ("status", "finews status"),
    ],
)
def test_help_calls_arguments_by_their_names(home: Home, command: str, usage: str) -> None:
    shown = home.finews(*command.split(), "--help").stdout
    assert shown.splitlines()[0] == f"Usage: {usage}"


def test_help_fills_its_lines(home: Home) -> None:
    home.env["COLUMNS"] = "60"  # and not those of the source code as well
    shown = home.finews("coverage", "--help").stdout.split("\n\n")[2]
    assert all(len(line) > 45 for line in shown.splitlines()[:-1]), shown


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("sql - <&-", "finews: one statement at a time, please: this has none\n"),
        ("extract - <&-", "finews: -: no article: empty_body: the body has no bytes\n"),
        ("sql 'SELECT count(*) FROM articles' >&-", ""),
        ("sql 'SELECT 29 AS n' -f csv <&- 2>&-", '"n"\n29\n'),
    ],
)
def test_standard_streams_may_be_closed(loaded: Home, command: str, said: str) -> None:
    shell = f'"{sys.executable}" -m flows {command}'
    done = subprocess.run(
        shell, shell=True, cwd=loaded.root, env=os.environ | loaded.env, capture_output=True, text=True
    )
    assert done.stdout + done.stderr == said


def test_sql_answers_in_every_format(loaded: Home) -> None:
    query = "SELECT title, authors, published_at FROM articles WHERE len(authors) > 0 ORDER BY title LIMIT 2"
    as_csv = list(csv.DictReader(io.StringIO(loaded.finews("sql", query, "--format", "csv").stdout)))
    as_json = [json.loads(line) for line in loaded.finews("sql", query, "-f", "json").stdout.splitlines()]
    out = loaded.root / "answer.parquet"
    loaded.finews("sql", query, "--format", "parquet", "--output", out)
    as_parquet = pq.read_table(out).to_pylist()
    titles = [row["title"] for row in as_parquet]
    assert len(titles) == 2
    assert [row["title"] for row in as_csv] == [row["title"] for row in as_json] == titles
    assert as_json[0]["authors"] == as_parquet[0]["authors"]
    assert titles[0][:10] in loaded.finews("sql", query).stdout


def test_sql_shows_the_first_rows_and_reads_no_more(loaded: Home) -> None:
    shown = loaded.finews("sql", "SELECT i AS n FROM range(1000000000000) t(i)").stdout.splitlines()
    assert [line.strip() for line in shown[:2]] == ["n", "0"] and shown[-2].strip() == "199"
    assert "the first 200 rows" in shown[-1]


def test_sql_shows_every_column_where_there_is_no_terminal(loaded: Home) -> None:
    shown = loaded.finews("sql", "SELECT * FROM captures").stdout.splitlines()[0].split()
    assert shown == [row[0] for row in loaded.rows("DESCRIBE captures")]


@pytest.mark.parametrize(
    ("natural", "room", "widths"),
    [
        ([4, 5], 80, [4, 5]),
        ([70, 70], 41, [20, 20]),
        ([70, 4, 70], 30, [12, 4, 12]),
        ([70, 70, 70, 70], 20, [10, 9]),
        ([70], 5, [8]),
    ],
)
def test_columns_share_the_room_of_a_terminal(natural: list[int], room: int, widths: list[int]) -> None:
    assert share_out(natural, room) == widths


def test_the_ending_of_a_file_names_its_format(loaded: Home) -> None:
    out = loaded.root / "answer.csv"
    loaded.finews("sql", "SELECT 1 AS n", "-o", out)
    assert out.read_text() == '"n"\n1\n'


def test_standard_input_that_is_no_text_is_one_line(loaded: Home) -> None:
    command = [sys.executable, "-m", "flows", "sql", "-"]
    done = subprocess.run(command, input=b"SELECT '\xff'", env=os.environ | loaded.env, cwd=loaded.root,
                          capture_output=True, check=False)  # fmt: skip
    assert (done.returncode, done.stderr.decode()) == (
        2, "finews: standard input: not UTF-8 (invalid start byte at byte 8)\n",
    )  # fmt: skip


def test_sql_writes_parquet_into_a_pipe(loaded: Home) -> None:
    script = [sys.executable, "-m", "flows", "sql", "SELECT INTERVAL 1 HOUR AS lag", "-f", "parquet"]
    done = subprocess.run(script, env=os.environ | loaded.env, cwd=loaded.root, stdout=subprocess.PIPE, check=True)
    assert pq.read_table(io.BytesIO(done.stdout)).to_pylist() == [{"lag": timedelta(hours=1)}]


@pytest.mark.parametrize("command", ["--help", "sources --help", "tables revisions", "sql latest", "sql latest -f csv"])
def test_who_stops_reading_an_answer_makes_no_failure_of_it(loaded: Home, command: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "flows", *command.split()], env=os.environ | loaded.env, cwd=loaded.root, stdout=writer,
        stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_answer_that_fails_leaves_the_file_as_it_was(loaded: Home) -> None:
    out = loaded.root / "kept.csv"
    out.write_text("kept")
    failing = "SELECT CASE WHEN i = 99999 THEN error('late') ELSE i END AS n FROM range(100000) t(i)"
    for query, format_ in ((failing, "csv"), ("SELEC 1", "table")):
        loaded.finews("sql", query, "--format", format_, "--output", out, status=2)
    assert out.read_text() == "kept" and not list(loaded.root.glob(".kept*"))


def test_sql_reads_standard_input_and_named_queries(loaded: Home) -> None:
    assert loaded.finews("sql", "-", "-f", "csv", stdin="SELECT 41 + 1 AS n").stdout.split() == ['"n"', "42"]
    assert "robots" in loaded.finews("sql", "rejects_by_reason").stdout
    named = loaded.finews("sql", "named_security", "--set", "symbol=00020", "--set", "mic=XHKG", "-f", "json").stdout
    assert json.loads(named.splitlines()[0])["media"]


def test_sql_lists_and_shows_its_queries(home: Home) -> None:
    assert "rejects_by_reason" in home.finews("sql", "--list").stdout
    assert home.finews("sql", "latest", "--show").stdout.startswith("--")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sql", "DROP VIEW articles"], "DROP is refused"),
        (["sql", "SELECT * FROM artcles"], "articles"),
        (["sql", "SELECT * FROM read_text('/etc/passwd')"], "read_text() is refused"),
        (["sql", "news_per_dai"], "news_per_day"),
        (["sql", "SELECT $symbol"], "--set"),
        (["sql", "SELECT 1", "--set", "x"], "NAME=VALUE"),
        (["sql", "SELECT '\udcff'"], "'\\udcff'\": not UTF-8"),
        (["sql", "SELECT 1", "-o", "no/folder.csv"], "no folder"),
        (["sql", "SELECT 1", "-o", "/no/folder.txt"], "no folder"),
        (["search", "a", "-o", "no/folder.csv"], "no folder"),
    ],
)
def test_a_bad_query_is_one_line_and_status_two(loaded: Home, arguments: list[str], words: str) -> None:
    done = loaded.finews(*arguments, status=2)
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


def test_before_the_first_crawl_sql_says_what_to_do(home: Home) -> None:
    assert "finews crawl" in home.finews("sql", "FROM articles", status=2).stderr


def test_extract_prints_one_record(home: Home, newsroom: tuple[Newsroom, str]) -> None:
    site, url = newsroom
    path, expected = next(iter(site.expected().articles.items()))
    record = json.loads(home.finews("extract", url + path, "--private", "--zone", "Asia/Shanghai").stdout)
    assert record["title"] == expected.title
    assert record["text"].startswith(expected.first)


def test_extract_reads_a_file_and_standard_input(home: Home) -> None:
    page = "<html><head><title>Quay reopens</title></head><body><article><h1>Quay reopens</h1>" + "".join(
        f"<p>The north quay reopened on day {n} after a winter of repairs, and the fish market moved back in.</p>"
        for n in range(5)
    )
    (home.root / "page.html").write_text(page)
    first = json.loads(home.finews("extract", "page.html", "--url", "http://quay.example/1").stdout)
    second = json.loads(home.finews("extract", "-", "--url", "http://quay.example/1", stdin=page).stdout)
    assert first["url"] == "http://quay.example/1"
    assert first["title"] == second["title"] == "Quay reopens"


def test_extract_shows_its_evidence_beside_one_record(home: Home) -> None:
    page = (
        '<html lang="en"><head><title>Quay reopens</title><meta name="pubdate" content="2022-01-03"></head>'
        "<body><h1>Quay reopens</h1><p>3 January 2022, 4:14 am ET</p>"
    ) + "<p>The north quay reopened (NYSE: QUAY) after a winter of repairs, and the fish market moved back in.</p>" * 3
    (home.root / "page.html").write_text(page)
    done = home.finews("extract", "page.html", "--url", "http://quay.example/1", "--evidence")
    record = json.loads(done.stdout)
    assert record["published_at"] == "2022-01-03T09:14:00+00:00"
    assert record["mentions"][0]["session_phase"] == "pre"
    lines = done.stderr.splitlines()
    assert any("meta:pubdate" in line and line.rstrip().endswith("agrees") for line in lines)
    assert any("4:14 am ET" in line and "chosen: agrees with meta:pubdate and is finer" in line for line in lines)
    assert any(line.startswith("QUAY") and "2022-01-03" in line for line in lines)


@pytest.mark.parametrize(("page", "status"), [("nowhere.html", 2), ("http://127.0.0.1:9/x", 1)])
def test_a_page_that_cannot_be_read_is_one_line(home: Home, page: str, status: int) -> None:
    done = home.finews("extract", page, "--private", status=status)
    assert page in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_empty_page_gives_no_article(home: Home) -> None:
    (home.root / "empty.html").write_text("")
    assert "empty_body" in home.finews("extract", "empty.html", status=1).stderr


def test_sources_are_added_listed_checked_and_tried(home: Home, newsroom: tuple[Newsroom, str]) -> None:
    url = newsroom[1]
    home.finews("sources", "add", url, "--name", "room", "--zone", "Asia/Shanghai", "--private")
    text = (home.root / "sources" / "room.toml").read_text(encoding="utf-8")
    assert "[[feed]]" in text and "[[sitemap]]" in text
    assert "room" in home.finews("sources", "list").stdout
    assert "no mistake" in home.finews("sources", "check").stderr
    tried = home.finews("sources", "test", "room", "--pages", "2")
    assert tried.stdout.count('"article_id"') + tried.stderr.count("reject:") == 2
    assert not home.data.exists(), "trying a source writes nothing"
    assert "exists" in home.finews("sources", "add", url, "--name", "room", "--private", status=2).stderr


def test_a_mistake_in_a_source_file_names_file_key_and_what_is_accepted(home: Home) -> None:
    home.source("wrong", 'zon = "Asia/Shanghai"\n[[feed]]\nurl = "http://127.0.0.1/feed"\n')
    done = home.finews("sources", "check", status=2)
    assert "wrong.toml" in done.stderr and "'zon'" in done.stderr and "zone" in done.stderr
    assert "wrong.toml" in home.finews("crawl", status=2).stderr


def test_an_unknown_source_names_the_nearest(loaded: Home) -> None:
    assert "newsroom" in loaded.finews("crawl", "newsrom", status=2).stderr


@pytest.mark.parametrize("command", [("coverage",), ("sql", "SELECT title FROM articles")])
def test_a_locale_without_the_characters_of_an_answer_ends_no_command(loaded: Home, command: tuple[str, ...]) -> None:
    loaded.env["PYTHONIOENCODING"] = "ascii"
    assert "\\u" in loaded.finews(*command).stdout


def test_status_has_a_line_for_each_source(loaded: Home) -> None:
    loaded.source("never", 'private = true\n[[feed]]\nurl = "http://127.0.0.1:9/feed"\n')
    lines = loaded.finews("status").stdout.splitlines()
    assert any(line.startswith("never") and "never" in line[5:] for line in lines)
    assert any(line.startswith("newsroom") for line in lines)


def test_maintenance_finds_a_sound_warehouse(loaded: Home) -> None:
    before = loaded.rows("SELECT * FROM articles ORDER BY article_id")
    (said,) = loaded.finews("maintain").stderr.splitlines()
    assert said.endswith("checks hold"), "and nothing of what Python could not take apart at its end"
    assert loaded.rows("SELECT * FROM articles ORDER BY article_id") == before


def test_maintenance_says_which_snapshot_has_lost_rows(loaded: Home) -> None:
    loaded.finews("snapshot", "create", "2026Q4")
    assert "hold" in loaded.finews("maintain").stderr
    DeltaTable(Store(loaded.data).path("captures")).delete("kind = 'robots'")
    with Store(loaded.data).lock():
        Store(loaded.data)._repin(*Store(loaded.data)._open_tables())
    assert "snapshot 2026Q4" in loaded.finews("maintain", status=1).stderr


def test_maintenance_says_which_archive_file_is_missing(loaded: Home) -> None:
    next(loaded.data.rglob("*.warc.gz")).unlink()
    assert "WARC" in loaded.finews("maintain", status=1).stderr


@pytest.mark.parametrize(("name", "value"), [("FINEWS_WORKERS", "none"), ("FINEWS_DELAY", "-1")])
def test_a_bad_setting_is_named(home: Home, name: str, value: str) -> None:
    home.env[name] = value
    assert name in home.finews("sources", "check", status=2).stderr


@pytest.mark.parametrize("pages", ["0", "-1"])
def test_a_number_of_pages_is_at_least_one(home: Home, pages: str) -> None:
    assert "--pages" in home.finews("sources", "test", "any", "--pages", pages, status=2).stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sql", "SELECT 1", "--format", "xls"], "xls"),
        (["maintain", "--retention-days", "-1", "--plan"], "--retention-days"),
        (["maintain", "--retention-days", "0", "--plan"], "--retention-days"),
        (["maintain", "--retention-days", "inf"], "--retention-days"),
        (["import"], "PATH is missing: `finews import --help`"),
        (["sources", "add"], "URL is missing: `finews sources add --help`"),
        (["status", "extra"], "'extra' is too much: `finews status --help`"),
        (["replay", "--from", "01.03.2026"], "--from '01.03.2026' is no day: write YYYY-MM-DD"),
        (["serve", "--port", "99999"], "--port"),
        (["import", "a*.warc.gz", "--media-type", "html"], "--media-type 'html'"),
    ],
)
def test_a_bad_option_is_one_line(home: Home, arguments: list[str], words: str) -> None:
    (said,) = home.finews(*arguments, status=2).stderr.splitlines()
    assert said.startswith("finews: ") and words in said


def test_a_file_that_is_missing_or_damaged_is_one_line(home: Home) -> None:
    rows = {"revisions": [revision("a", "one")], "captures": [capture("u")]}
    Store(home.data).load([stage(home.data, "b1", **rows)])
    (file,) = (home.data / "tables" / "revisions").rglob("*.parquet")
    for damage in (lambda: os.truncate(file, 100), file.unlink, lambda: shutil.rmtree(home.data / "tables")):
        damage()
        for command in (["sql", "FROM articles"], ["explain", "a"], ["status"], ["snapshot", "create", "q"]):
            (line,) = home.finews(*command, status=2).stderr.splitlines()
            assert str(home.data / "tables") in line, command


def test_maintenance_names_the_file_that_is_damaged(home: Home) -> None:
    for batch in ("b1", "b2"):
        Store(home.data).load([stage(home.data, batch, revisions=[revision(batch, "one")])])
    file = min((home.data / "tables" / "revisions").rglob("*.parquet"))
    os.truncate(file, 100)
    *_, line = home.finews("maintain", status=2).stderr.splitlines()
    assert (
        line.startswith(f"finews: {file} cannot be read; restore it from a backup (")
        and len(line) < len(str(file)) + 120
    )


def test_a_moved_home_is_found_by_its_setting(loaded: Home, tmp_path: Path) -> None:
    moved = loaded.data.rename(tmp_path / "elsewhere")
    loaded.env["FINEWS_HOME"] = str(moved)
    assert loaded.finews("sql", "SELECT count(*) > 20 AS n FROM articles", "-f", "csv").stdout.split()[1] == "true"


def test_ctrl_c_while_the_command_line_is_imported_ends_it_without_a_word(tmp_path: Path) -> None:
    (tmp_path / "cyclopts.py").write_text("import time\nprint('importing', flush=True)\ntime.sleep(60)\n")
    program = (  # with the handler that a terminal leaves: a suite that runs in the background hands on a deaf one
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from flows.__main__ import main; main()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, "status"], cwd=PROJECT, env=os.environ | {"PYTHONPATH": str(tmp_path)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert child.stdout and child.stdout.readline() == "importing\n"
        child.send_signal(signal.SIGINT)
        _, error = child.communicate(timeout=60)
    finally:
        child.kill()
    assert (child.returncode, error) == (-signal.SIGINT, "")


def test_ctrl_c_says_what_is_kept_only_where_something_is(tmp_path: Path) -> None:
    program = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from flows.cli import main; main()"
    )
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(60)
        child = subprocess.Popen(
            [sys.executable, "-c", program, "extract", "--private", f"http://127.0.0.1:{silent.getsockname()[1]}/"],
            cwd=PROJECT, env=os.environ | {"FINEWS_HOME": str(tmp_path)}, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            with silent.accept()[0]:
                child.send_signal(signal.SIGINT)
                _, error = child.communicate(timeout=60)
        finally:
            child.kill()
    assert (child.returncode, error) == (130, "interrupted\n")


def test_one_of_a_kind_has_no_s() -> None:
    counts = {"found": 1, "fetched": 1, "articles": 0, "rejects": 1, "revisions": 1_000}
    assert progress_line(counts) == "1 link found, 1 fetched, 0 articles, 1 reject, 1,000 new wordings loaded"


def test_a_page_cannot_steer_the_terminal() -> None:
    shown = io.StringIO()
    print_table(Output(file=shown), ["url"], [["http://e.org/\x1b]0;title\x07\x1b[31m\x9b2J港口"]])
    assert shown.getvalue().splitlines()[-1].strip() == "http://e.org/]0;title[31m2J港口"
