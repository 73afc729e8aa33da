"""Says how likely each segment of a page is main text: boosted trees that `benchmarks/train_blocks.py` learned.

Hides how the trees are stored (`model.json`) and that all of them are walked at once.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tasks.extract.features import NAMES

FILE = Path(__file__).with_name("model.json")


class Trees(NamedTuple):
    """The nodes of all trees, one array a column; a leaf leads to itself."""

    base: float  # log-odds before the first tree
    depth: int
    roots: Any
    feature: Any
    threshold: Any
    left: Any
    right: Any
    value: Any  # log-odds that a leaf adds


def odds(rows: list[list[float]]) -> list[float]:
    """Return the probability of being main text for each row of features."""
    import numpy as np

    if not rows:
        return []
    trees = _trees()
    table = np.array(rows, dtype=np.float32)
    lines = np.arange(len(rows))[:, None]
    nodes = np.broadcast_to(trees.roots, (len(rows), len(trees.roots)))
    for _ in range(trees.depth):
        goes_left = table[lines, trees.feature[nodes]] <= trees.threshold[nodes]
        nodes = np.where(goes_left, trees.left[nodes], trees.right[nodes])
    logits = trees.base + trees.value[nodes].sum(axis=1)
    return (1 / (1 + np.exp(-logits))).tolist()


def save(path: Path, base: float, trees: list[list[list[float]]], about: dict[str, Any]) -> None:
    """Write trees; each is a list of nodes `[feature, threshold, left, right]` or `[value]`, the root first."""
    lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees)
    head = json.dumps({"about": about, "features": NAMES, "base": base})
    path.write_text(f'{head[:-1]}, "trees": [\n{lines}\n]}}\n', encoding="utf-8")


@cache
def _trees() -> Trees:
    import numpy as np

    stored = json.loads(FILE.read_text(encoding="utf-8"))
    if tuple(stored["features"]) != NAMES:
        raise ValueError(f"{FILE.name} was learned with other features: run python -m benchmarks.train_blocks")
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
        np.array(left, dtype=np.intp), np.array(right, dtype=np.intp), np.array(value),
    )  # fmt: skip


def _depth(tree: list[list[float]], node: int) -> int:
    if len(tree[node]) == 1:
        return 0
    _, _, left, right = tree[node]
    return 1 + max(_depth(tree, int(left)), _depth(tree, int(right)))
