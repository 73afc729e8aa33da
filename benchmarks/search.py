"""Search at a million articles beside LIKE over the text: `python -m benchmarks.search` (half an hour, 5 GB).

A corpus is generated and indexed once; then each query is asked by turns in both ways, warm, and the best of five
times is taken of each. `--keep FOLDER` leaves the corpus there for the next time.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.corpus import Corpus, write
from warehouse import connect
from warehouse.search.catchup import catch_up
from warehouse.search.index import SearchIndex
from warehouse.store import Store

ROUNDS = 5
SHOWN = "title, published_at, url"


def queries(corpus: Corpus) -> list[tuple[str, str, list[str]]]:
    """Name each query, as a search and as the words that LIKE looks for."""
    zh, en = corpus.chinese, corpus.english
    word = [next(w for w in zh[rank:] if len(w) > 1) for rank in (20, 300, 3_000, 20_000)]
    name = next(w for w in en[5_000:] if len(w) > 5)
    return [
        ("a very frequent word", word[0], [word[0]]),
        ("a frequent word", word[1], [word[1]]),
        ("a rare word", word[2], [word[2]]),
        ("two frequent words", f"{word[0]} {word[1]}", [word[0], word[1]]),
        ("frequent and rare", f"{word[0]} {word[3]}", [word[0], word[3]]),
        ("an English word", name, [name]),
        ("English phrase", f'"{en[10]} {en[11]}"', [f"{en[10]} {en[11]}"]),
        ("a number", "123456%", ["123456%"]),
        ("a security", "600007.SH", ["600007"]),
        ("a month of a source", f"{word[1]} source:source-03 since:2025-03-01 until:2025-03-31", [word[1]]),
    ]


def timed(ask: Callable[[], object]) -> float:
    """Return milliseconds."""
    start = time.perf_counter()
    ask()
    return 1000 * (time.perf_counter() - start)


def prepare(root: Path, articles: int) -> Corpus:
    """Make the corpus and its index, unless they are there."""
    corpus, store = Corpus(articles), Store(root)
    if not store.pins().load_id:
        write(store, corpus)
    start, cpu = time.perf_counter(), time.process_time()
    if added := catch_up(store, SearchIndex.below(root)):
        print(f"indexed {added:,} articles in {time.perf_counter() - start:.0f} s, "
              f"{1000 * (time.process_time() - cpu) / added:.2f} CPU ms an article")  # fmt: skip
    for part in ("tables", "search"):
        size = sum(path.stat().st_size for path in (root / part).rglob("*") if path.is_file())
        print(f"{part}: {size / 1e9:.2f} GB")
    return corpus


def compare(root: Path, corpus: Corpus) -> None:
    """Ask each query in both ways, by turns."""
    print(f"\n{'':24}{'hits':>6}{'search ms':>11}{'LIKE ms':>9}{'ratio':>7}")
    found = []
    with connect(root) as connection:
        for name, asked, words in queries(corpus):
            like = " AND ".join(f"(text LIKE '%{w}%' OR title LIKE '%{w}%')" for w in words)
            search = f"SELECT score, {SHOWN} FROM search($q, n := 20)"
            scan = f"SELECT {SHOWN} FROM articles WHERE {like} ORDER BY published_at DESC LIMIT 20"
            hits = len(connection.execute(search, {"q": asked}).fetchall())
            times = [
                (timed(lambda: connection.execute(search, {"q": asked}).fetchall()),  # noqa: B023
                 timed(lambda: connection.execute(scan).fetchall()))  # noqa: B023
                for _ in range(ROUNDS)
            ]  # fmt: skip
            ours, theirs = (min(column) for column in zip(*times, strict=True))
            found.append((ours, theirs / ours))
            print(f"{name:24}{hits:>6}{ours:11.1f}{theirs:9.0f}{theirs / ours:7.0f}")
    print(f"{'median':30}{median(ms for ms, _ in found):11.1f}{'':9}{median(r for _, r in found):7.0f}")
    print(f"{'worst':30}{max(ms for ms, _ in found):11.1f}{'':9}{min(r for _, r in found):7.0f}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = arguments.keep or Path(folder)
        compare(root, prepare(root, arguments.articles))


if __name__ == "__main__":
    main()
