"""The same words, differently spaced and typeset."""

from __future__ import annotations

import pytest

from tasks.normalize.duplicates import content_hash


@pytest.mark.parametrize("text", ["一 二", "一\n二", "一\u3000二", "一二"])
def test_space_does_not_matter(text: str) -> None:
    assert content_hash("Ａ", text) == content_hash("a", "一二")


def test_words_do() -> None:
    assert content_hash("a", "bc") != content_hash("a", "bd")
