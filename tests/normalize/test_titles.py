"""The headline among what a page, its markup and its window say."""

from __future__ import annotations

import pytest
from lxml import html

from tasks.normalize.markup import read_markup
from tasks.normalize.titles import find_title, without_site
from tasks.normalize.visible import read_page
from tasks.records import Extraction, Hints, Site

TEXT = "The pier opens in spring, the port authority said on Monday."


def title_of(head: str, body: str, url: str = "https://www.harbourpost.com/a", text: str = TEXT) -> str:
    page = f"<html><head>{head}</head><body>{body}<p>{text}</p></body></html>"
    markup = read_markup(html.document_fromstring(page))
    extraction = Extraction(text, tree=markup.tree)
    return find_title(extraction, markup, Hints(), Site("x"), read_page(markup.tree), url)


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        # the heading differs from what search engines are told
        (
            "<title>Pier opening: dates and prices - Harbour Post</title>",
            "<h1>New pier opens its dates</h1>",
            "New pier opens its dates",
        ),
        # a heading that is the site's or a section's
        (
            "<title>Pier opens early this year</title>",
            "<h1>Harbour Post</h1><div>Pier opens early this year</div>",
            "Pier opens early this year",
        ),
        (
            "<title>Pier opens early this year - News</title>",
            "<h1>News</h1><h2>Pier opens early this year</h2>",
            "Pier opens early this year",
        ),
        ("<title>Pier opens early</title>", "<nav><h1>Pier</h1></nav>", "Pier opens early"),
        # several headings: the one that is declared
        ('<meta property="og:title" content="Pier opens">', "<h1>Port news</h1><h1>Pier opens</h1>", "Pier opens"),
        # a kicker within the heading
        (
            '<meta property="og:title" content="New pier opens early">',
            "<h1><b>Live</b> New pier opens early</h1>",
            "New pier opens early",
        ),
        (
            '<meta property="og:title" content="Ferry class cost">',
            "<h1>How much does a ferry class cost?</h1>",
            "How much does a ferry class cost?",
        ),
        # all in capitals, and as written
        ("<title>Pier opens early</title>", "<h1>PIER OPENS EARLY</h1>", "Pier opens early"),
        # a heading that is a summary
        ("<title>Pier opens early</title>", f"<h1>The pier {'opens early and ' * 20}</h1>", "Pier opens early"),
        # the site behind a space, as old layouts have it
        (
            "<title>新码头将于春季正式启用 港口处_某某网</title>",
            "<p>新码头将于春季正式启用</p>",
            "新码头将于春季正式启用",
        ),
        # a section behind a bar
        (
            "<title>New pier opens early | Opinion</title>",
            "<h1>New pier opens early | Opinion</h1>",
            "New pier opens early",
        ),
        # the headline's own punctuation
        (
            "<title>Pier: “early” – but ready? - Harbour Post</title>",
            "<h1>Pier: “early” – but ready?</h1>",
            "Pier: “early” – but ready?",
        ),
        ("<title>Pier - and then?</title>", "", "Pier - and then?"),
        # no heading at all, as in old layouts: the piece that the page shows
        ("<title>新码头启用-港口频道-某某网</title>", '<td class="t">新码头启用</td>', "新码头启用"),
        ("<title>新码头启用--港口--某某网</title>", "<div><font>新码头启用</font></div>", "新码头启用"),
        ("<title>新码头启用_港口新闻_某某网</title>", "", "新码头启用"),
        ("<title>某某网 - 新码头春季启用</title>", "<b>新码头春季启用</b>", "新码头春季启用"),
        # entities escaped twice
        ('<meta property="og:title" content="Pier &amp;amp; port &amp;#8217;s day">', "", "Pier & port ’s day"),
    ],
)
def test_the_headline(head: str, body: str, title: str) -> None:
    assert title_of(head, body) == title


def test_the_domain_names_the_site() -> None:
    assert title_of("<title>Pier opens early - HarbourPost</title>", "") == "Pier opens early"
    assert without_site("Pier opens - The Harbour Post", ["Harbour Post"]) == "Pier opens"
    assert without_site("Pier opens - and closes", [], "harbourpost") == "Pier opens - and closes"


def test_a_heading_below_the_text_is_not_the_articles() -> None:
    body = f"<p>{TEXT}</p><h1>More on the pier and port</h1>"
    assert title_of("<title>Pier opens early at the port</title>", body) == "Pier opens early at the port"
