"""What finews finds in real pages beside what others find: each set, each field, and the CPU time a page.

`make bench-quality`; needs the pages beside the checkout. `--peers PYTHON` names an environment with news-please.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.gold import FOLDER, Example, examples, f1, precision_recall
from tasks.extract.charset import decode
from tasks.page import process
from tasks.records import PageError, Site

ANSWER = Path(__file__).with_name("peers") / "answer.py"
PEERS = ("news-please", "newspaper4k")
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;&/|、，；]|\band\b)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """What a program found in a page; a field that it does not look for is None."""

    text: str = ""
    title: str | None = None
    authors: tuple[str, ...] | None = None
    day: str | None = None


@dataclass(frozen=True)
class Score:
    """How well one program did on one page; a field without gold is None."""

    text: tuple[float, float]
    title: bool | None
    authors: bool | None
    day: bool | None
    seconds: float


Program = Callable[[Example], tuple[Found, float]]


def timed(ask: Callable[[Example], Found]) -> Program:
    """Return what a function finds and its CPU seconds."""

    def run(example: Example) -> tuple[Found, float]:
        start = time.process_time()
        found = ask(example)
        return found, time.process_time() - start

    return run


def finews(example: Example) -> Found:
    """Do what a crawl does with a page."""
    try:
        article = process(example.capture(), Site("benchmark"))
    except PageError:
        return Found("", "", ())
    day = article.published_on.isoformat() if article.published_on else ""
    return Found(article.text, article.title, article.authors, day)


def trafilatura(example: Example) -> Found:
    """Ask trafilatura for text and metadata."""
    from trafilatura import bare_extraction

    found: Any = bare_extraction(example.body, url=example.url, with_metadata=True, include_comments=False)
    if found is None:
        return Found("", "", ())
    return Found(found.text or "", found.title or "", tuple((found.author or "").split("; ")), found.date or "")


def resiliparse(example: Example) -> Found:
    """Ask resiliparse, which looks for text only."""
    from resiliparse.extract.html2text import extract_plain_text

    page = decode(example.body, example.capture().charset)
    return Found(str(extract_plain_text(page, main_content=True, alt_texts=False, comments=False)))


def readability(example: Example) -> Found:
    """Ask readability, which looks for text only."""
    from trafilatura.external import try_readability
    from trafilatura.utils import load_html

    tree = load_html(decode(example.body, example.capture().charset))
    return Found("" if tree is None else "\n".join(try_readability(tree).itertext()))


class Peer:
    """A program in an environment of its own, asked through a pipe."""

    def __init__(self, python: str, name: str, stack: ExitStack) -> None:
        pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
        self._process = stack.enter_context(subprocess.Popen([python, str(ANSWER), name], **pipes))
        self._name = name

    def __call__(self, example: Example) -> tuple[Found, float]:
        """Ask about one page."""
        assert self._process.stdin and self._process.stdout
        page = decode(example.body, example.capture().charset)
        self._process.stdin.write(json.dumps({"page": page, "url": example.url}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{self._name} ended; remove .venv-bench and try again, or leave it out with --peers ''")
        answer = json.loads(line)
        authors = tuple(answer.get("authors") or ())
        found = Found(answer.get("text") or "", answer.get("title") or "", authors, answer.get("day") or "")
        return found, answer["seconds"]


def score(found: Found, seconds: float, gold: dict[str, Any]) -> Score:
    """Compare what a program found with the gold."""

    def same(ours: Any, field: str, key: Callable[[Any], Any]) -> bool | None:
        return None if gold[field] is None or ours is None else key(ours) == key(gold[field])

    return Score(
        text=precision_recall(found.text, gold["text"]),
        title=same(found.title, "title", lambda title: " ".join(title.split())),
        authors=same(found.authors, "author", names),
        day=same(found.day, "date", lambda day: day[:10]),
        seconds=seconds,
    )


def names(stated: str | tuple[str, ...]) -> set[str]:
    """Return the persons that a line or a list of authors names, whatever their order and case."""
    lines = (stated,) if isinstance(stated, str) else stated
    return {" ".join(name.casefold().split()) for line in lines for name in _BETWEEN_NAMES.split(line) if name.strip()}


def lines(scores: dict[tuple[str, str], list[Score]]) -> Iterator[str]:
    """Yield the table, a line for each set and program."""
    yield f"{'set':30} {'program':14} {'pages':>5} {'text F1':>8} {'title':>7} {'authors':>8} {'day':>7} {'CPU ms':>7}"
    for (name, program), rows in scores.items():
        fields = [_share([getattr(row, field) for row in rows]) for field in ("title", "authors", "day")]
        cost = sum(row.seconds for row in rows) / len(rows) * 1000
        cells = f"{f1(row.text for row in rows):8.4f} {fields[0]:>7} {fields[1]:>8} {fields[2]:>7} {cost:7.1f}"
        yield f"{name:30} {program:14} {len(rows):5} {cells}"
    yield from _ratios(scores)


def _ratios(scores: dict[tuple[str, str], list[Score]]) -> Iterator[str]:
    """Yield what each program costs beside trafilatura with metadata on the same pages."""
    seconds: dict[str, float] = defaultdict(float)
    for (_, program), rows in scores.items():
        seconds[program] += sum(row.seconds for row in rows)
    if limit := seconds.get(trafilatura.__name__):
        for program, spent in seconds.items():
            yield f"{program:14} {spent / limit:5.2f} x the CPU time of trafilatura with metadata"


def _share(values: list[bool | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{sum(known) / len(known):.3f}" if known else "-"


def main() -> None:
    """Ask all programs about each page in turn, so that they share the machine's weather, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", default="", metavar="PYTHON", help="interpreter of an environment with news-please")
    parser.add_argument("--pages", type=Path, default=FOLDER, metavar="FOLDER", help="dev.warc.gz and dev.gold.jsonl")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth page")
    options = parser.parse_args()
    chosen = sorted(examples(options.pages)[:: options.every], key=lambda example: example.set)
    programs = {ask.__name__: timed(ask) for ask in (finews, trafilatura, resiliparse, readability)}
    scores: dict[tuple[str, str], list[Score]] = defaultdict(list)
    with ExitStack() as stack:
        if options.peers:
            programs |= {name: Peer(options.peers, name, stack) for name in PEERS}
        for run in programs.values():
            run(chosen[0])  # imports are not the pages' cost
        for done, example in enumerate(chosen, 1):
            for name, run in programs.items():
                scores[example.set, name].append(score(*run(example), example.gold))
            if sys.stderr.isatty():
                print(f"\r{done} of {len(chosen)} pages", end="\n" if done == len(chosen) else "", file=sys.stderr)
    print("\n".join(lines(scores)))


if __name__ == "__main__":
    main()
