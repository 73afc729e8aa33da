"""What a site repeats at the ends of its articles goes; what stands inside them stays."""

from __future__ import annotations

import pytest

from tasks.extract.edges import without_repeated

URL = "https://Harbour.example/a/1.html"
REPEATED = ("harbour.example Sign up here.", "harbour.example Our standards.", "other.example First.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sign up here.\nFirst.\nLast.", "First.\nLast."),
        ("First.\nLast.\nSign up here.\nOur standards.", "First.\nLast."),
        ("First.\nSign up here.\nLast.", "First.\nSign up here.\nLast."),
        ("Sign up here.", "Sign up here."),
        ("Sign up here.\nOur standards.", "Sign up here.\nOur standards."),
        ("First.\n" + "Our standards.\n" * 4 + "Sign up here.", "First.\nOur standards.\nOur standards."),
    ],
    ids=["head", "tail", "inside", "alone", "nothing else", "no more than three"],
)
def test_only_edges_of_this_site(text: str, expected: str) -> None:
    assert without_repeated(text, URL, REPEATED) == expected


def test_nothing_known_nothing_taken() -> None:
    assert without_repeated("Sign up here.\nFirst.", URL, ()) == "Sign up here.\nFirst."
