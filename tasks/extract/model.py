"""Says how likely each segment of a page is main text: boosted trees that `benchmarks/train_blocks.py` learned.

Hides how the trees are stored (`quick.json`, `full.json`: one filter for each number of opinions) and that all trees of
a filter are walked at once.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tasks.extract.features import names
from tasks.extract.outline import Numbers

FILES = {1: Path(__file__).with_name("quick.json"), 3: Path(__file__).with_name("full.json")}
"""The stored filter by the number of opinions that it hears."""


class Trees(NamedTuple):
    """The nodes of all trees, one array a column; a leaf leads to itself."""

    base: float  # log-odds before the first tree
    depth: int
    roots: Any
    feature: Any
    threshold: Any
    children: Any  # for each node the right one, then the left one
    value: Any  # log-odds that a leaf adds


def odds(rows: Numbers, opinions: int) -> list[float]:
    """Return the probability of being main text for each row of features with so many opinions."""
    if not len(rows):
        return []
    trees = _trees(opinions)
    table = rows.astype(np.float32)
    starts = (np.arange(len(rows)) * table.shape[1])[:, None]
    numbers = table.ravel()  # one flat array is looked up twice as fast as a table
    nodes = np.broadcast_to(trees.roots, (len(rows), len(trees.roots)))
    for _ in range(trees.depth):
        goes_left = numbers.take(starts + trees.feature.take(nodes)) <= trees.threshold.take(nodes)
        nodes = trees.children.take(2 * nodes + goes_left)
    logits = trees.base + trees.value.take(nodes).sum(axis=1)
    return (1 / (1 + np.exp(-logits))).tolist()


def load() -> None:
    """Read the stored filters now, so that no page waits for it."""
    for opinions in FILES:
        _trees(opinions)


def save(opinions: int, base: float, trees: list[list[list[float]]], about: dict[str, Any]) -> None:
    """Write a filter's trees.

    Each is a list of nodes `[feature, threshold, left, right]` or `[value]`, the root first.
    """
    lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees)
    head = json.dumps({"about": about, "features": names(opinions), "base": base})
    FILES[opinions].write_text(f'{head[:-1]}, "trees": [\n{lines}\n]}}\n', encoding="utf-8")


@cache
def _trees(opinions: int) -> Trees:
    file = FILES[opinions]
    stored = json.loads(file.read_text(encoding="utf-8"))
    if tuple(stored["features"]) != names(opinions):
        raise ValueError(f"{file.name} was learned with other features: run python -m benchmarks.train_blocks")
    roots: list[int] = []
    nodes: list[tuple[float, ...]] = []
    for tree in stored["trees"]:
        start = len(nodes)
        roots.append(start)
        for i, node in enumerate(tree, start):
            if len(node) == 1:
                nodes.append((0, 0.0, i, i, node[0]))
            else:
                nodes.append((node[0], node[1], start + node[2], start + node[3], 0.0))
    feature, threshold, left, right, value = zip(*nodes, strict=True)
    depth = max(_depth(tree, 0) for tree in stored["trees"])
    return Trees(
        stored["base"], depth, np.array(roots), np.array(feature, dtype=np.intp), np.array(threshold, dtype=np.float32),
        np.array([right, left], dtype=np.intp).T.ravel(), np.array(value),
    )  # fmt: skip


def _depth(tree: list[list[float]], node: int) -> int:
    if len(tree[node]) == 1:
        return 0
    _, _, left, right = tree[node]
    return 1 + max(_depth(tree, int(left)), _depth(tree, int(right)))
