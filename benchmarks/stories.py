"""Precision and recall of stories: `python -m benchmarks.stories` (a minute; needs the real input beside the checkout).

Real posts and pages are loaded into a warehouse together with what becomes of them in other newsrooms and with
reports that share their words and not their facts. The labels of the real ones are ours: names of files, no text.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.edits import COPIES, OTHERS, Words
from benchmarks.gold import FOLDER, Example
from tasks.extract.post import extract_post
from tasks.records import PageError
from warehouse import connect
from warehouse.store import Store
from warehouse.tables import TABLES

POSTS = FOLDER.parent / "posts"
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)
SAME = [  # posts that tell the same story; no two others do
    ("2021-12-08-202112082206672930.md", "2021-12-08-202112082206781916.md"),
    ("2022-01-03-NW202201032234338316.md", "old_post__2022-01-03-NW202201032234338316.md"),
    ("2022-01-07-202201072239307540.md", "2022-01-07-NW202201072239307540.md"),
    ("2022-05-31-202205312398034850.md", "2022-05-31-NW202205312398034850.md"),
]
TEMPLATES = ["北向资金净流入超{n}亿元。", "{name}短线下挫，现跌超{n}%。", "{name}：前{n}个月新能源汽车销量同比增长。",
             "{name}公告，股东拟减持不超{n}%公司股份。（潮汐财经）",
             "{name} shares fell {n}% in early trading on Monday.",
             "据监测，上周{name}平均出厂价格为{n}元/公斤，环比上涨，同比下降。"]  # fmt: skip
NAMES = ["晶川半导体", "澜石智能", "望舒航天", "潮汐科技"]
COUNTS = ["3", "5", "30", "40", "4.2"]


def originals() -> Iterator[tuple[str, Words]]:
    """Yield the name and the words of each real post and page."""
    for path in sorted(POSTS.glob("*.md")):
        try:
            found = extract_post(Example("posts", path.name, "text/markdown", path.read_bytes(), {}).capture())
        except PageError:
            continue  # a post without a title is no article
        yield path.name, Words(found.title or "", found.text)
    for line in (FOLDER / "dev.gold.jsonl").open(encoding="utf-8"):
        gold = json.loads(line)
        if gold["text"]:
            yield gold["url"], Words(gold["title"] or gold["text"][:40], gold["text"])


def row(name: str, words: Words, minute: int) -> dict[str, object]:
    """A row of `revisions`."""
    at = AT + timedelta(minutes=minute)
    return {
        "article_id": name, "revision_id": name, "url": name, "canonical_url": name, "source": "benchmark",
        "title": words.title, "text": words.text, "published_at": at, "published_on": at.date(),
        "published_precision": "minute", "published_month": f"{at:%Y-%m}", "seen_at": at, "ingest_mode": "live",
        "reason": "capture", "content_hash": name, "capture_id": name, "extractor": "benchmark",
    }  # fmt: skip


def stories_of(rows: list[dict[str, object]]) -> dict[str, str]:
    """Load the articles into a new warehouse, as a crawl does; return the story of each."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        staged = root / "staging" / "benchmark"
        staged.mkdir(parents=True)
        pq.write_table(TABLES["revisions"].to_arrow(rows), staged / "revisions.parquet")
        Store(root).load([staged])
        with connect(root) as connection:
            return dict(connection.execute("SELECT article_id, story_id FROM articles").fetchall())


def labelled() -> None:
    """Score the real articles alone, all told on one day."""
    texts = dict(originals())
    found = stories_of([row(name, words, number % 600) for number, (name, words) in enumerate(texts.items())])
    same = {frozenset(pair) for pair in SAME}
    joined = {frozenset(pair) for pair in combinations(texts, 2) if found[pair[0]] == found[pair[1]]}
    print(f"real articles: {len(texts)}, pairs of one story: {len(same)} of {len(texts) * (len(texts) - 1) // 2}")
    _score(len(same & joined), len(joined - same), len(same - joined))
    for pair in sorted(map(sorted, joined ^ same)):
        print("  wrong:", *pair)


def flashes() -> None:
    """Score flashes made from templates: each is a story of its own."""
    rows, number = [], 0
    for template in TEMPLATES:
        for text in dict.fromkeys(template.format(name=name, n=n) for name in NAMES for n in COUNTS):
            rows.append(row(text, Words(text.rstrip("。."), text), number := number + 1))
    found = stories_of(rows)
    print(f"\nflashes from {len(TEMPLATES)} templates: {len(rows)}, stories found: {len(set(found.values()))}")


def edited(seed: int, every: int) -> None:
    """Score generated edits: is a copy in the story of its original, and is a report of other facts not?"""
    chance, rows, kinds, number = random.Random(seed), [], {}, 0
    for name, words in list(originals())[::every]:
        rows.append(row(name, words, number % 600))
        for kind, edit in (COPIES | OTHERS).items():
            if changed := edit(words, chance):
                key = f"{name} {kind}"
                kinds[key] = (name, kind)
                rows.append(row(key, changed, number % 600 + 20))
        number += 1
    found = stories_of(rows)
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    for key, (name, kind) in kinds.items():
        counts[kind][found[key] == found[name]] += 1
    print(f"\nedits of {number} articles: {len(kinds)}\n{'':34}articles  in the original's story")
    for kind in (*COPIES, *OTHERS):
        print(f"{kind:34}{counts[kind].total():8}{counts[kind][True] / max(1, counts[kind].total()):12.1%}")
    right = sum(counts[kind][True] for kind in COPIES)
    wrong = sum(counts[kind][True] for kind in OTHERS)
    _score(right, wrong, sum(counts[kind][False] for kind in COPIES))


def _score(right: int, wrong: int, missed: int) -> None:
    print(f"precision {right / max(1, right + wrong):.4f} ({wrong} wrong), "
          f"recall {right / max(1, right + missed):.4f} ({missed} missed)")  # fmt: skip


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=1, help="edit only every so many of the articles")
    arguments = parser.parse_args()
    labelled()
    flashes()
    edited(arguments.seed, arguments.every)


if __name__ == "__main__":
    main()
