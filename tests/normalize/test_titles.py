"""The headline among what a page, its markup and its window say."""

from __future__ import annotations

import pytest
from lxml import html

from tasks.normalize.headings import headings
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
        # a heading that shares nothing but a small word
        (
            "<title>Piers: what they are and how they open</title>",
            "<h1>Information and resources</h1><h2>Piers: what they are and how they open</h2>",
            "Piers: what they are and how they open",
        ),
        # two hyphens that part a site in Chinese are a dash elsewhere
        (
            '<meta property="og:title" content="Pier dress -- stolen">',
            "<h1>Pier dress -- stolen</h1>",
            "Pier dress -- stolen",
        ),
        ("<title>新码头将于春季启用--港口频道</title>", "", "新码头将于春季启用"),
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
        # a kicker, a subtitle and a count of comments in elements of their own, as the window alone tells
        (
            "<title>New pier opens early - Lakeside Ledger</title>",
            "<h1><span>Local politics</span><span>New pier opens early</span></h1>",
            "New pier opens early",
        ),
        (
            "<title>New pier opens early | Ledger</title>",
            "<h1>New pier opens early <small>Ferries to follow next year</small></h1>",
            "New pier opens early",
        ),
        (
            "<title>New pier opens early</title>",
            '<h1>New pier opens early <span><a href="#c">12 comments</a></span></h1>',
            "New pier opens early",
        ),
        # a title that is only the heading's first words, and one that ends within an element
        (
            "<title>New pier</title>",
            "<h1><span>New pier</span> opens early</h1>",
            "New pier opens early",
        ),
        (
            "<title>New pier opens | Ledger</title>",
            "<h1>New pier <span>opens early</span></h1>",
            "New pier opens early",
        ),
        # a section's name that the window repeats is no headline
        (
            "<title>Pier opens early in spring - City news and views</title>",
            "<h1><span>City news and views</span> <span>Pier opens early this spring</span></h1>",
            "City news and views Pier opens early this spring",
        ),
        # a kicker that only a style parts from the rest, as the declared title and the window spell it
        (
            '<meta property="og:title" content="Opinion | Pier opens early this year">',
            "<h1>Opinion <span>Pier opens early this year</span></h1>",
            "Opinion | Pier opens early this year",
        ),
        (
            "<title>New pier: It opens early this year | Harbour Post</title>",
            "<h1><span>New pier</span> <span>It opens early this year</span></h1>",
            "New pier: It opens early this year",
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
        # the site's name in its logo, and before the headline in the window
        (
            "<title>某某在线 - 新码头将于春季启用</title>",
            "<h1><a href='/'>某某在线</a></h1><div>新码头将于春季启用</div>",
            "新码头将于春季启用",
        ),
        # an office's name over every page, and the headline in an element that is named so
        ("<title>某市人民政府</title>", "<div class=title1>新码头将于春季启用</div>", "新码头将于春季启用"),
        ("<title>某市人民政府</title>", "<div>新码头将于春季启用</div>", "某市人民政府"),
        ("<title>某市人民政府</title>", "<h1>新码头将于春季启用</h1>", "新码头将于春季启用"),
        ("<title>某市人民政府</title>", "<h1>某市政府网</h1><h2>新码头将于春季启用</h2>", "新码头将于春季启用"),
        ("<title>港口集团入股某某公司</title>", "<h1>快讯</h1>", "港口集团入股某某公司"),
        ("<title>某市人民政府</title>", "<p>某市人民政府</p><h2>新码头将于春季启用</h2>", "某市人民政府"),
        ("<title>某市人民政府</title>", "<li>某市人民政府</li><h2>新码头将于春季启用</h2>", "新码头将于春季启用"),
        (
            '<title>某市人民政府</title><meta property="og:title" content="码头的新开端">',
            "<h2>新码头将于春季启用</h2>",
            "码头的新开端",
        ),
        # and in old pages, in a line that is marked as a whole
        ("<title>某某证券报电子报</title>", "<div class=tt>新码头将于春季启用</div>", "新码头将于春季启用"),
        ("<title>新闻网</title>", "<td><span class=bt>新码头将于春季启用</span></td>", "新码头将于春季启用"),
        ("<title>新闻网</title>", "<td><font size=5>新码头将于春季启用</font></td>", "新码头将于春季启用"),
        ("<title>新闻网</title>", "<td><font size=2>新码头将于春季启用</font></td>", "新闻网"),
        ("<title>新闻网</title>", "<td><b>导读</b>新码头将于春季启用</td>", "新闻网"),
        ("<title>みなとニュース</title>", "<td><b>新桟橋、春に開業へ</b></td>", "新桟橋、春に開業へ"),
        ("<title>新码头归某某公司</title>", "<td class=title>新码头归某某公司</td>", "新码头归某某公司"),
        # the site, and what it says of itself
        ("<title>New pier opens » Harbourpost - All the news of the port</title>", "", "New pier opens"),
        ("<title>New pier opens - all of it - Harbour Post</title>", "", "New pier opens - all of it"),
        ("<title>Port - Harbour Post - all the news of it</title>", "", "Port - Harbour Post - all the news of it"),
        ("<title>New pier opens | Harbourpost.com</title>", "", "New pier opens"),
        (
            "<title>New pier opens | Harbourpost readers meet in town</title>",
            "",
            "New pier opens | Harbourpost readers meet in town",
        ),
        # what stands before a title in a heading: the beginning of a sentence, a number
        (
            "<title>The pier opens early</title>",
            "<h1>After all the pier opens early</h1>",
            "After all the pier opens early",
        ),
        ("<title>pier opens early</title>", "<h1>2 pier opens early</h1>", "2 pier opens early"),
        ("<title>Pier</title>", "<h1>Pie</h1>", "Pier"),
        ("<title>Pier opens</title>", "<h1>Pier ope ns</h1>", "Pier opens"),
        ("<title>Pier opens early</title>", "<h1>Pier</h1>", "Pier opens early"),
        # nothing but the site, and the heading of second rank
        ("<title>Harbour Post</title>", "<h1>Harbour Post</h1><h2>New pier opens</h2>", "New pier opens"),
        # a site's name behind the headline, and not alone
        (
            "<title>市政府召开第三次会议-某某大学新闻网</title>",
            "<div class=content-title><h3>市政府召开第三次会议</h3><i>发布时间: 2022-01-03 作者: 王某</i></div>",
            "市政府召开第三次会议",
        ),
        (
            "<title>某某县人民政府 图片新闻 市政府召开第三次会议</title>",
            "<td class=title>市政府召开第三次会议</td>",
            "市政府召开第三次会议",
        ),
        (
            "<title>市政府召开第三次会议 某某县人民政府网站</title>",
            "<div>某某县人民政府网站</div>",
            "市政府召开第三次会议 某某县人民政府网站",
        ),
        # the name of an office is shown, and the headline below it
        (
            "<title>某某县人民政府网站</title>",
            "<div>某某县人民政府网站</div><div class=title1>市政府召开第三次会议</div>",
            "市政府召开第三次会议",
        ),
        ("<title>十年磨一剑 新码头启用</title>", "<p>十年磨一剑<br>新码头启用</p>", "十年磨一剑 新码头启用"),
        # sections between a headline and its site, a site before it and a section behind it, a frame around both
        (
            "<title>새 부두, 봄에 문 연다 &lt; 경제 &lt; 기사본문 - 항구신문</title>",
            "<h3>새 부두, 봄에 문 연다</h3>",
            "새 부두, 봄에 문 연다",
        ),
        ("<title>みなと新聞：新桟橋、春に開業へ - 経済</title>", "<h2>新桟橋、春に開業へ</h2>", "新桟橋、春に開業へ"),
        (
            "<title>::: 항구신문 - 새 부두, 봄에 문 연다 :::</title>",
            "<b>새 부두, 봄에 문 연다</b>",
            "새 부두, 봄에 문 연다",
        ),
        # a part of the address for a title
        ('<meta property="og:title" content="new-pier-opens"><title>New pier - Harbour Post</title>', "", "New pier"),
        # spaces where elements of the heading meet
        (
            "<title>Port: New pier opens</title>",
            "<h1><span>Port</span><span>: </span><span>New pier opens</span></h1>",
            "Port: New pier opens",
        ),
        # entities escaped twice
        ('<meta property="og:title" content="Pier &amp;amp; port &amp;#8217;s day">', "", "Pier & port ’s day"),
        ("<title>Pier &amp;amp; port open</title>", "", "Pier & port open"),
    ],
)
def test_the_headline(head: str, body: str, title: str) -> None:
    assert title_of(head, body) == title


def test_the_domain_names_the_site() -> None:
    assert title_of("<title>Pier opens early - HarbourPost</title>", "") == "Pier opens early"
    assert without_site("Pier opens - The Harbour Post", ["Harbour Post"]) == "Pier opens"
    assert without_site("Pier opens - and closes", [], "harbourpost") == "Pier opens - and closes"


def test_a_subdomain_names_the_site_too() -> None:
    head = "<title>Pier opens » Pierblogs - Science of piers</title>"
    assert title_of(head, "", "https://pierblogs.harbourpost.com/a") == "Pier opens"


def test_a_heading_below_the_text_is_not_the_articles() -> None:
    body = f"<p>{TEXT}</p><h1>More on the pier and port</h1>"
    assert title_of("<title>Pier opens early at the port</title>", body) == "Pier opens early at the port"


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        ("<span>Local</span><span>Pier opens</span>", "Local Pier opens"),
        ("<a>Local</a><span>Pier opens</span>", "Local Pier opens"),
        ("<b>Local</b><br>Pier opens", "Local Pier opens"),
        ("Pier opens<div>Ferries too</div>in spring", "Pier opens Ferries too in spring"),
        ("<span>P</span>ier <b>o</b><i>pens</i> e<wbr>arly", "Pier opens early"),
        ("<span><span>Pier</span></span>s open", "Piers open"),
        ("<span>新码头</span><span>启用</span>", "新码头启用"),
        ("<span>新码头</span><br><span>启用</span>", "新码头 启用"),
        ("Pier<script>x</script> opens", "Pier opens"),
        ("", None),
    ],
)
def test_a_heading_is_read_as_shown(inner: str, shown: str | None) -> None:
    tree = html.document_fromstring(f"<html><body><h1>{inner}</h1><p>x</p></body></html>")
    assert [head.text for head in headings(tree)] == ([shown] if shown else [])


def test_only_a_short_heading_has_parts() -> None:
    long = "".join(f"<span>Pier opens {number}</span>" for number in range(30))
    assert [head.edges for head in headings(html.document_fromstring(f"<h1>{long}</h1>"))] == [()]
