"""What finews says of real pages beside what is true of them: headline, persons, day and minute of publication.

`python -m benchmarks.metadata`; needs the pages beside the checkout. Truth is their gold and, where that is silent or
names no persons, `labels.jsonl`: read by us from each page, prefilled with an early answer of finews, so that a field
that nobody questioned may flatter it. `published` there is an instant in UTC, a day, or a wall clock whose zone the
page does not state; `title` is a hash of the headline's letters, so that no words of the pages are kept here.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.gold import FOLDER, Example, examples
from benchmarks.quality import names
from tasks.normalize import normalize
from tasks.normalize.words import key
from tasks.page import extract
from tasks.records import Article, PageError, Precision, Site

LABELS = Path(__file__).with_name("labels.jsonl")
_DATES = ("published", "modified")
FIELDS = ("title", "authors", "day", "minute", "only a day")
_QUOTES = str.maketrans("’‘“”–—", "''\"\"--")


@dataclass(frozen=True)
class Answer:
    """One field of one page: what is true, what finews says, and whether that is right."""

    truth: str
    said: str
    right: bool


def read_labels() -> dict[str, dict[str, Any]]:
    """Return what we read from the pages, by URL."""
    return {row["url"]: row for row in map(json.loads, LABELS.read_text(encoding="utf-8").splitlines())}


def compare(article: Article, gold: dict[str, Any], label: dict[str, Any]) -> Iterator[tuple[str, Answer]]:
    """Yield the fields whose truth is known."""
    if gold["title"] is not None:
        yield "title", Answer(gold["title"], article.title, folded(article.title) == folded(gold["title"]))
    elif "title" in label:
        yield "title", Answer(label["title"], article.title, title_hash(article.title) == label["title"])
    authors = label.get("authors", gold["author"])
    if authors is not None:
        said = names(article.authors)
        yield "authors", Answer(str(authors), str(article.authors), said == names(_as_names(authors)))
    yield from _times(article, gold, label.get("published"))


def _times(article: Article, gold: dict[str, Any], published: str | None) -> Iterator[tuple[str, Answer]]:
    """Yield the day, and the minute where the page states an instant; else whether no instant is claimed."""
    instant = article.published_at.strftime("%Y-%m-%dT%H:%MZ") if article.published_at else None
    said = instant or str(article.published_on)
    day = gold["date"][:10] if gold["date"] else published[:10] if published and not published.endswith("Z") else None
    if day is not None:
        yield "day", Answer(day, said, str(article.published_on) == day)
    if published is None:
        return
    if published.endswith("Z"):
        exact = article.published_precision in (Precision.SECOND, Precision.MINUTE)
        yield "minute", Answer(published, said, instant == published and exact)
    else:
        yield "only a day", Answer(published, said, instant is None)


def is_last_change(article: Article, day: str) -> bool:
    """Say whether the page names a day as that of its last change, and not as that of its publication."""
    stated = {field: {str(e.on) for e in article.dates if e.field == field and e.rule != "update"} for field in _DATES}
    return day in stated["modified"] - stated["published"]


def folded(title: str) -> str:
    """Return a title with plain quotes, dashes and spaces."""
    return " ".join(title.translate(_QUOTES).split())


def title_hash(title: str) -> str:
    """Return 12 hex digits for the letters of a title."""
    return sha256(key(title).encode()).hexdigest()[:12]


def _as_names(authors: str | list[str]) -> str | tuple[str, ...]:
    return authors if isinstance(authors, str) else tuple(authors)


def half(example: Example) -> str:
    """Return on which side of a split by site a page is."""
    return "ab"[sha256(example.site.encode()).digest()[0] % 2]


def run(chosen: list[Example], show: set[str]) -> Iterator[str]:
    """Read the pages and yield the misses that are asked for, then the table."""
    labels = read_labels()
    answers: dict[tuple[str, str], list[bool]] = defaultdict(list)
    changed = 0
    spent = 0.0
    for example in chosen:
        capture, site = example.capture(), Site("benchmark")
        try:
            extraction = extract(capture, site)
            start = time.process_time()
            article = normalize(extraction, capture, site)
            spent += time.process_time() - start
        except PageError as error:
            yield f"{example.url}: {error}"
            continue
        for field, answer in compare(article, example.gold, labels.get(example.url, {})):
            answers[example.set, field].append(answer.right)
            answers["all", field].append(answer.right)
            changed += field == "day" and not answer.right and is_last_change(article, answer.truth)
            if field in show and not answer.right:
                yield f"{field}: {example.url}\n    truth {answer.truth}\n    said  {answer.said}"
    yield f"{'set':30} " + " ".join(f"{field:>16}" for field in FIELDS)
    for name in sorted({name for name, _ in answers}, key=lambda name: (name == "all", name)):
        yield f"{name:30} " + " ".join(f"{_share(answers[name, field]):>16}" for field in FIELDS)
    wrong = answers["all", "day"].count(False)
    yield f"day: in {changed} of {wrong} misses the truth given is what the page states as its last change"
    yield f"normalization: {spent / max(len(chosen), 1) * 1000:.1f} CPU ms a page"


def _share(values: list[bool]) -> str:
    return f"{sum(values)}/{len(values)} {sum(values) / len(values):.3f}" if values else "-"


def main() -> None:
    """Print the table and, on request, the misses."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, default=FOLDER, metavar="FOLDER", help="dev.warc.gz and dev.gold.jsonl")
    parser.add_argument("--misses", nargs="*", choices=FIELDS, help="list the misses of these fields; of all if bare")
    parser.add_argument("--half", choices=("a", "b"), help="only the sites on one side of a split")
    options = parser.parse_args()
    chosen = [e for e in examples(options.pages) if options.half is None or half(e) == options.half]
    show = set() if options.misses is None else set(options.misses or FIELDS)
    for line in run(chosen, show):
        print(line)


if __name__ == "__main__":
    main()
