"""Learns the two filters of `tasks/extract/model.py` from the real pages beside the checkout.

`python -m benchmarks.train_blocks` cross-validates by site and prints the scores, of each filter and of both together;
with `--write` it learns from all pages and writes `quick.json` and `full.json`. The same pages and versions give the
same files. Needs LightGBM, which finews does not.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.gold import Example, examples, f1, precision_recall, tokens
from tasks.extract.charset import decode
from tasks.extract.features import Features, Table, names
from tasks.extract.headline import title_of
from tasks.extract.model import FILES, save
from tasks.extract.segments import Segment, segments
from tasks.extract.text import parse
from tasks.extract.votes import DOUBT, choose, doubt, first_opinion, further_opinions, render, settle

FOLDS = 6
SETTINGS = {
    **{"n_estimators": 100, "num_leaves": 12, "max_depth": 6, "learning_rate": 0.1, "min_child_samples": 40},
    **{"reg_lambda": 5.0, "colsample_bynode": 0.5, "random_state": 0, "n_jobs": 1, "deterministic": True},
    **{"force_col_wise": True, "verbose": -1},
}
LIMITS = (-1.0, 0.03, 0.045, 0.06, 0.09, 1.0)  # of doubt
_RUN = 7  # tokens; a shorter segment may stand in the gold by chance
_NEAR = 3  # segments


@dataclass(frozen=True)
class Page:
    """A page ready to learn from: its segments, which of them are text, and their rows by the number of opinions."""

    example: Example
    found: list[Segment]
    is_text: list[bool]
    is_cjk: bool
    tables: dict[int, Table]

    def labels(self, count: int) -> np.ndarray[Any, Any]:
        """Which of the rows are text."""
        return np.array([self.is_text[i] for i in self.tables[count].wanted], dtype=bool)

    def weights(self, count: int) -> np.ndarray[Any, Any]:
        """The weight of each row: a long segment matters more, a page as much as any other."""
        sizes = np.array([len(tokens(self.found[i].text)) + 1.0 for i in self.tables[count].wanted]) ** 0.7
        return np.asarray(sizes / (sizes[self.labels(count)].sum() or sizes.sum()))


def prepare(example: Example) -> Page:
    """Describe and label the segments of a page."""
    capture = example.capture()
    page = decode(capture.body, capture.charset)
    tree = parse(page)
    found = segments(tree)
    if not found:
        return Page(example, [], [], False, {count: Table([], np.zeros((0, len(names(count))))) for count in FILES})
    described = Features(found, title_of(tree))
    said = (first_opinion(page), *further_opinions(tree, example.url))
    tables = {count: described.table(said[:count]) for count in FILES}
    return Page(example, found, label(found, example.gold["text"]), described.is_cjk, tables)


def label(found: list[Segment], gold: str) -> list[bool]:
    """Say which segments are in the gold text; of copies, those among other segments that are."""
    runs = [tokens(segment.text.lower()) for segment in found]
    lines = {" ".join(tokens(line)) for line in gold.lower().split("\n")}
    words = tokens(gold.lower())
    text = f" {' '.join(words)} "
    grams = {tuple(words[i : i + 4]) for i in range(len(words) - 3)}
    is_text = [len(run) >= _RUN and _covered(run, grams) > 0.5 for run in runs]
    sure = list(is_text)
    for i, run in enumerate(runs):
        key = " ".join(run)
        if run and len(run) < _RUN and f" {key} " in text:
            is_text[i] = any(sure[max(0, i - _NEAR) : i + _NEAR + 1]) or (key in lines and len(run) > 3)
    copies = defaultdict(list)
    for i, run in enumerate(runs):
        if is_text[i]:
            copies[" ".join(run)].append(i)
    for key, places in copies.items():
        allowed = max(1, text.count(f" {key} "))
        places.sort(key=lambda i: -sum(len(runs[j]) for j in _around(i, len(runs)) if sure[j]))
        for i in places[allowed:]:
            is_text[i] = False
    return is_text


def _covered(run: list[str], grams: set[tuple[str, ...]]) -> float:
    count = len(run) - 3
    return sum(tuple(run[i : i + 4]) in grams for i in range(count)) / count


def _around(i: int, count: int) -> range:
    return range(max(0, i - _NEAR - 1), min(count, i + _NEAR + 2))


def fit(pages: list[Page], count: int) -> Any:
    """Learn boosted trees from pages, with so many opinions."""
    from lightgbm import LGBMClassifier

    pages = [page for page in pages if page.tables[count].wanted]
    rows = np.concatenate([page.tables[count].rows for page in pages]).astype(np.float32)
    labels = np.concatenate([page.labels(count) for page in pages])
    weights = np.concatenate([page.weights(count) for page in pages])
    return LGBMClassifier(**SETTINGS).fit(rows, labels, sample_weight=weights / weights.mean())


def extract(page: Page, model: Any, count: int) -> tuple[str, float]:
    """Return the text of a page by a model, as `main_text` does by the stored one, and the doubt about it."""
    table = page.tables[count]
    if not table.wanted:
        return "", 1.0
    likely = model.predict_proba(table.rows.astype(np.float32))[:, 1].tolist()
    judged = settle(page.found, table, likely, count)
    return render(choose(page.found, judged, page.is_cjk)), doubt(page.found, judged)


@dataclass(frozen=True)
class Result:
    """Precision and recall on one page, by the number of opinions that were heard, and the doubt with one."""

    set: str
    scores: dict[int, tuple[float, float]]
    doubt: float

    def asked(self, limit: float) -> tuple[float, float]:
        """The score where all are heard if there is more doubt than that."""
        return self.scores[3 if self.doubt > limit else 1]


def cross_validate(pages: list[Page]) -> list[Result]:
    """Judge each page by models that saw no page of its site."""
    results = []
    for unseen in _folds([page.example.site for page in pages]):
        models = {count: fit([page for i, page in enumerate(pages) if i not in unseen], count) for count in FILES}
        for page in (pages[i] for i in unseen):
            texts = {count: extract(page, model, count) for count, model in models.items()}
            gold = page.example.gold["text"]
            scores = {count: precision_recall(text, gold) for count, (text, _) in texts.items()}
            results.append(Result(page.example.set, scores, texts[1][1]))
    return results


def by_set(results: list[Result], limit: float) -> dict[str, float]:
    """Return the F1 of each set, and of all pages, with that limit of doubt."""
    names = sorted({result.set for result in results})
    scores = {name: f1(result.asked(limit) for result in results if result.set == name) for name in names}
    return {name: round(score, 4) for name, score in (scores | {"all": f1(r.asked(limit) for r in results)}).items()}


def _folds(sites: list[str]) -> list[set[int]]:
    """Return the indices of the pages of each fold, sites kept together and folds of about one size."""
    folds: list[set[int]] = [set() for _ in range(FOLDS)]
    places: dict[str, list[int]] = defaultdict(list)
    for i, site in enumerate(sites):
        places[site].append(i)
    for _, members in sorted(places.items(), key=lambda item: (-len(item[1]), item[0])):
        min(folds, key=len).update(members)
    return folds


def stored(model: Any) -> list[list[list[float]]]:
    """Return the trees of a model as lists of nodes."""
    trees: list[list[list[float]]] = []
    for tree in model.booster_.dump_model()["tree_info"]:
        nodes: list[list[float]] = []
        _store(tree["tree_structure"], nodes)
        trees.append(nodes)
    return trees


def _store(node: dict[str, Any], nodes: list[list[float]]) -> int:
    """Append a node and those below it; return its place."""
    place = len(nodes)
    if "leaf_value" in node:
        nodes.append([float(f"{node['leaf_value']:.4g}")])
        return place
    nodes.append([node["split_feature"], float(f"{node['threshold']:.7g}"), 0, 0])
    nodes[place][2] = _store(node["left_child"], nodes)
    nodes[place][3] = _store(node["right_child"], nodes)
    return place


def main() -> None:
    """Print the scores; write the models if asked to."""
    try:
        import lightgbm
    except ImportError:
        raise SystemExit("training needs LightGBM: install it beside finews, e.g. pip install lightgbm") from None
    pages = [prepare(example) for example in examples()]
    results = cross_validate(pages)
    for limit in sorted({*LIMITS, DOUBT}):
        share = sum(result.doubt > limit for result in results) / len(results)
        scores = "  ".join(f"{name} {score:.4f}" for name, score in by_set(results, limit).items())
        print(f"F1 on unseen sites, all opinions where doubt > {limit:<5} ({share:4.0%} of the pages): {scores}")
    if "--write" in sys.argv[1:]:
        for count, limit in ((1, 1.0), (3, -1.0)):
            about = {
                "made by": "python -m benchmarks.train_blocks --write",
                "lightgbm": lightgbm.__version__,
                "pages": dict(Counter(page.example.set for page in pages)),
                "F1 on unseen sites": by_set(results, limit),
            }
            save(count, 0.0, stored(fit(pages, count)), about)
            print(f"wrote {FILES[count]}")


if __name__ == "__main__":
    main()
