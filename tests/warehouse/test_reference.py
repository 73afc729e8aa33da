"""Each column of each table, view and macro has a meaning, and what people read is made from the declarations."""

from __future__ import annotations

import re

import pytest

from tests.conftest import PROJECT
from warehouse.catalog import sql_files
from warehouse.query import QueryError
from warehouse.reference import Relation, cookbook, find, reference, relations
from warehouse.tables import TABLES

RELATIONS = relations()


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda relation: relation.name)
def test_each_relation_and_column_has_a_meaning(relation: Relation) -> None:
    assert relation.description, f"{relation.file}: begin it with a comment that says what it holds"
    for column in relation.columns:
        assert column.meaning, f"{relation.file}: add a line `-- {column.name}: …` to its first comment"


def test_everything_that_can_be_queried_is_described() -> None:
    named = {relation.name for relation in RELATIONS}
    assert named == {*TABLES, *sql_files("views"), *sql_files("macros")}


def test_a_macro_has_the_columns_of_its_answer() -> None:
    asof, articles = find("articles_asof"), find("ARTICLES")
    assert asof.call.startswith("articles_asof(t")
    assert {c.name for c in asof.columns} == {c.name for c in articles.columns}


def test_an_unknown_name_names_the_nearest() -> None:
    with pytest.raises(QueryError, match="did you mean articles"):
        find("artcles")


def test_the_pages_are_up_to_date() -> None:
    assert (PROJECT / "docs" / "tables.md").read_text(encoding="utf-8") == reference(), "run: make docs"
    assert (PROJECT / "docs" / "cookbook.md").read_text(encoding="utf-8") == cookbook(), "run: make docs"


def test_every_link_of_the_pages_leads_to_a_heading() -> None:
    for page in (reference(), cookbook()):
        headings = re.findall(r"^##+ (.*)$", page, re.MULTILINE)
        anchors = {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}
        links = re.findall(r"\]\(#(.*?)\)", page)
        assert len(links) > 10 and anchors >= set(links)
