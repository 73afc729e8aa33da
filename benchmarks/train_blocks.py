"""Learns the filter of `tasks/extract/model.py` from the real pages beside the checkout.

`python -m benchmarks.train_blocks` cross-validates by site and prints the scores; with `--write` it learns from all
pages and writes `model.json`. The same pages and versions give the same file.
Needs scikit-learn, which finews does not.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.gold import Example, examples, f1, precision_recall, tokens
from tasks.extract.charset import decode
from tasks.extract.features import NAMES, features
from tasks.extract.model import FILE, save
from tasks.extract.segments import Segment, segments
from tasks.extract.text import parse
from tasks.extract.votes import choose, opinions, render, settle, title_of

FOLDS = 6
SETTINGS = {
    **{"max_iter": 100, "max_leaf_nodes": 12, "max_depth": 6, "learning_rate": 0.1, "min_samples_leaf": 40},
    **{"l2_regularization": 5.0, "max_features": 0.5, "early_stopping": False, "random_state": 0},
}
_RUN = 7  # tokens; a shorter segment may stand in the gold by chance
_NEAR = 3  # segments


@dataclass(frozen=True)
class Page:
    """A page ready to learn from: its segments, the rows of those in question, and which of them are text."""

    example: Example
    found: list[Segment]
    rows: dict[int, list[float]]
    labels: list[bool]  # one for each row

    @property
    def weights(self) -> np.ndarray[Any, Any]:
        """The weight of each row: a long segment matters more, a page as much as any other."""
        sizes = np.array([len(tokens(self.found[i].text)) + 1.0 for i in self.rows]) ** 0.7
        text = sizes[np.array(self.labels)].sum() or sizes.sum()
        return np.asarray(sizes / text)


def prepare(example: Example) -> Page:
    """Describe and label the segments of a page."""
    capture = example.capture()
    page = decode(capture.body, capture.charset)
    tree = parse(page)
    found = segments(tree)
    rows = features(found, opinions(tree, page, example.url), title_of(tree))
    is_text = label(found, example.gold["text"])
    return Page(example, found, rows, [is_text[i] for i in rows])


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


def fit(pages: list[Page]) -> Any:
    """Learn boosted trees from pages."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    pages = [page for page in pages if page.rows]
    rows = np.concatenate([np.array(list(page.rows.values()), dtype=np.float32) for page in pages])
    labels = np.concatenate([np.array(page.labels) for page in pages])
    weights = np.concatenate([page.weights for page in pages])
    return HistGradientBoostingClassifier(**SETTINGS).fit(rows, labels, sample_weight=weights / weights.mean())


def extract(page: Page, model: Any) -> str:
    """Return the text of a page by a model, as `main_text` does by the stored one."""
    if not page.rows:
        return ""
    likely = model.predict_proba(np.array(list(page.rows.values()), dtype=np.float32))[:, 1].tolist()
    return render(choose(page.found, settle(page.found, page.rows, likely)))


def cross_validate(pages: list[Page]) -> dict[str, list[tuple[float, float]]]:
    """Return precision and recall of each page by set, each page judged by a model that saw no page of its site."""
    from sklearn.model_selection import GroupKFold

    scores = defaultdict(list)
    for seen, unseen in GroupKFold(FOLDS).split(pages, groups=[page.example.site for page in pages]):
        model = fit([pages[i] for i in seen])
        for page in (pages[i] for i in unseen):
            scores[page.example.set].append(precision_recall(extract(page, model), page.example.gold["text"]))
    return scores


def stored(model: Any) -> list[list[list[float]]]:
    """Return the trees of a model as lists of nodes."""
    trees = []
    for (predictor,) in model._predictors:
        trees.append(
            [
                [float(f"{node['value']:.4g}")]
                if node["is_leaf"]
                else [
                    int(node["feature_idx"]),
                    float(f"{node['num_threshold']:.7g}"),
                    int(node["left"]),
                    int(node["right"]),
                ]
                for node in predictor.nodes
            ]
        )
    return trees


def main() -> None:
    """Print the scores; write the model if asked to."""
    try:
        import sklearn
    except ImportError:
        raise SystemExit(
            "training needs scikit-learn: install it beside finews, e.g. pip install scikit-learn"
        ) from None
    pages = [prepare(example) for example in examples()]
    scores = cross_validate(pages)
    for name, pairs in scores.items():
        print(f"{name:30} {len(pairs):4} pages, F1 {f1(pairs):.4f} on unseen sites")
    if "--write" in sys.argv[1:]:
        model = fit(pages)
        about = {
            "made by": "python -m benchmarks.train_blocks --write",
            "scikit-learn": sklearn.__version__,
            "pages": dict(Counter(page.example.set for page in pages)),
            "F1 on unseen sites": {name: round(f1(pairs), 4) for name, pairs in scores.items()},
        }
        save(FILE, float(model._baseline_prediction.ravel()[0]), stored(model), about)
        print(f"wrote {FILE} ({len(NAMES)} features)")


if __name__ == "__main__":
    main()
