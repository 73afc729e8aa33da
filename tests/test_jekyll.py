"""Posts as scrapers write them: front matter that is no YAML, digest, article, source link, footer."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.jekyll import Post, decode, parse_post, split_list, unquote

FOOTER = "[返回例报新闻](../morning/)｜[返回首页](../)"


def parse(text: str) -> Post:
    return parse_post(text.encode())


def front_matter(*lines: str) -> dict[str, str]:
    """Read these lines between two fences."""
    return parse("\n".join(["---", *lines, "---", "Text."])).front_matter


def test_a_post() -> None:
    post = parse(
        '---\nlayout: post\ntitle: "港股收评"\ndate: 2026-03-02 12:14:55 +0800\n---\n'
        "> 一句话。\n> 第二句。\n\n<p>正文。</p>\n <p>第二段。</p>\n\n<https://example.org/1.html>\n\n" + FOOTER
    )
    assert post == Post(
        {"layout": "post", "title": "港股收评", "date": "2026-03-02 12:14:55 +0800"},
        "一句话。\n第二句。",
        "<p>正文。</p>\n <p>第二段。</p>",
        "https://example.org/1.html",
    )


class TestFrontMatter:
    @pytest.mark.parametrize(
        ("line", "value"),
        [
            ('title: ""', ""),
            ("title:", ""),
            ("title:   ", ""),
            ("title: a: b: c", "a: b: c"),
            ("title:no blank", "no blank"),
            ('title: "a "quoted" word"', 'a "quoted" word'),
            ('title: ""quoted" word"', '"quoted" word'),
            ('title: "a ""doubled"" word"', 'a "doubled" word'),
            ('title: "a \\"escaped\\" \\\\ word"', 'a "escaped" \\ word'),
            ("title: 'it''s'", "it's"),
            ("title: 'n\\o escape'", "n\\o escape"),
            ('title: "open', '"open'),
            ('title: "', '"'),
            ("title: C# and # no comment", "C# and # no comment"),
            ("title: “中文”：引号", "“中文”：引号"),
            ("title: [a, b]", "[a, b]"),
            ("title: 精度<1%", "精度<1%"),
            ("title: |", "|"),
        ],
    )
    def test_value_as_written(self, line: str, value: str) -> None:
        assert front_matter(line) == {"title": value}

    def test_date_without_a_date(self) -> None:
        assert front_matter("date:  +0800") == {"date": "+0800"}

    def test_block_list(self) -> None:
        assert front_matter("tags:", "  - 港股", "- 恒指", "date: 2026") == {"tags": "[港股, 恒指]", "date": "2026"}

    def test_value_over_several_lines(self) -> None:
        assert front_matter("title: first", "second half", "  third", "date: x") == {
            "title": "first second half third",
            "date": "x",
        }

    @pytest.mark.parametrize("mark", [">", ">-", "|", "|+"])
    def test_a_block_says_so_in_a_mark(self, mark: str) -> None:
        assert front_matter(f"title: {mark}", "  Port talks", "  resume", "date: x")["title"] == "Port talks resume"

    def test_comments_blank_lines_and_repeated_keys(self) -> None:
        assert front_matter("# note", "", "a-b.c: 1", "", "# note", "x: 2", "x: 3") == {"a-b.c": "1", "x": "3"}

    @pytest.mark.parametrize("start", ["", "\n", "\n \n\n", "\ufeff", "\ufeff\n", "  "])
    def test_before_the_first_fence(self, start: str) -> None:
        assert parse(start + "---\ntitle: t\n---\nText.") == Post({"title": "t"}, None, "Text.", None)

    @pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
    @pytest.mark.parametrize("fence", ["---", "--- ", "-----"])
    def test_line_ends_and_fences(self, newline: str, fence: str) -> None:
        post = parse(f"{fence}\ntitle: t\n{fence}\n> d\n\nText.\n\n<http://e.org/>\n".replace("\n", newline))
        assert post == Post({"title": "t"}, "d", "Text.", "http://e.org/")

    @pytest.mark.parametrize("text", ["---\ntitle: t\n\nText: more.", "---\ntitle: t\n\nText.\n\n---\n\nAfter a rule."])
    def test_never_closed(self, text: str) -> None:
        post = parse(text)
        assert post.front_matter == {"title": "t"}
        assert post.body == text.removeprefix("---\ntitle: t\n\n")

    @pytest.mark.parametrize("text", ["Only text.\n\n---\nkey: value\n---", "", "title: t\n---\nText."])
    def test_none(self, text: str) -> None:
        assert parse(text) == Post({}, None, text, None)

    def test_nothing_else(self) -> None:
        assert parse("---\ntitle: t\n---") == Post({"title": "t"}, None, "", None)
        assert parse("---") == Post({}, None, "", None)

    def test_gb18030(self) -> None:
        post = parse_post("---\ntitle: 朱镕基谈港股\n---\n正文。".encode("gb18030"))
        assert (post.front_matter["title"], post.body) == ("朱镕基谈港股", "正文。")

    def test_broken_bytes(self) -> None:
        assert parse_post(b"---\ntitle: t\n---\nText \xff\xff\xff.").front_matter == {"title": "t"}


class TestTail:
    @pytest.mark.parametrize(
        ("tail", "link"),
        [
            ("\n\n<https://e.org/1>", "https://e.org/1"),
            ("\n\n<https://e.org/1>\n\n" + FOOTER, "https://e.org/1"),
            ("\n\n<https://e.org/1>\n\n[返回例报新闻](../morning/)\n[返回首页](../)\n", "https://e.org/1"),
            ("\n\n<https://e.org/1>" + FOOTER, "https://e.org/1"),
            ("<https://e.org/1>" + FOOTER, "https://e.org/1"),
            ("\n\n< https://e.org/1 >\n", "https://e.org/1"),
            ("\n\n<https://e.org/1?a=港股&b=c d>\n", "https://e.org/1?a=港股&b=c d"),
            ("\n\n<https://e.org/1", "https://e.org/1"),
            ("\n\n<>\n\n" + FOOTER, None),
            ("\n<>" + FOOTER, None),
            ("<>", None),
            ("\n\n<http:>\n\n" + FOOTER, None),
            ("\n\n<http:\n\n" + FOOTER, None),
            ("\n\n<http://>\n", None),
            ("\n\n" + FOOTER, None),
            ("\n\n[返回首页]()", None),
            ("\n\n[Back to the front page](../)", None),
            ("", None),
        ],
    )
    def test_is_no_part_of_the_article(self, tail: str, link: str | None) -> None:
        post = parse("---\ntitle: t\n---\n<p>报道。</p>" + tail)
        assert (post.body, post.source_link) == ("<p>报道。</p>", link)

    def test_last_link_line_is_the_source(self) -> None:
        post = parse("See\n<https://e.org/other>\n\nor <https://e.org/inline> too.\n\n<https://e.org/source>\n")
        assert post.source_link == "https://e.org/source"
        assert post.body == "See\n<https://e.org/other>\n\nor <https://e.org/inline> too."

    def test_an_empty_link_hides_no_earlier_one(self) -> None:
        assert parse("<https://e.org/other>\n\nText.\n\n<>\n").source_link is None

    def test_text_behind_the_link_stays(self) -> None:
        post = parse("Text.\n\n<https://e.org/1>\n\nA correction.\n")
        assert (post.body, post.source_link) == ("Text.\n\n\n\nA correction.", "https://e.org/1")

    @pytest.mark.parametrize(
        "text", ["精度<1%", "a < b", "vector<>", "<p>See <https://e.org/1> here.</p>", "[返回](x) 正文"]
    )
    def test_what_only_looks_like_it(self, text: str) -> None:
        assert parse(text) == Post({}, None, text, None)


class TestDigest:
    @pytest.mark.parametrize(
        ("text", "digest", "body"),
        [
            ("> One.\n>Two.\n\nText.", "One.\nTwo.", "Text."),
            ("> One.\n<p>Text.</p>", "One.", "<p>Text.</p>"),
            ("\n\n > One.\n\n> Not this.", "One.", "> Not this."),
            (">\n> \nText.", None, "Text."),
            ("Text.\n> Quoted.", None, "Text.\n> Quoted."),
            ("> Only this.", "Only this.", ""),
        ],
    )
    def test_leading_quote(self, text: str, digest: str | None, body: str) -> None:
        post = parse(f"---\ntitle: t\n---\n{text}\n")
        assert (post.digest, post.body) == (digest, body)


@pytest.mark.parametrize(
    ("value", "items"),
    [(None, ()), ("", ()), ("a b", ("a b",)), ("[]", ()), ("[a, 'b', \"c\"]", ("a", "b", "c")), ("[a", ("[a",))],
)
def test_split_list(value: str | None, items: tuple[str, ...]) -> None:
    assert split_list(value) == items


def test_unquote_leaves_what_is_not_quoted() -> None:
    assert [unquote(value) for value in ("a", "'", "'a\"", "")] == ["a", "'", "'a\"", ""]


def test_large_and_odd_bodies_take_no_time() -> None:
    post = parse("---\ntitle: t\n---\n" + "<" * 300_000 + " " * 300_000 + "[返回" * 50_000)
    assert post.source_link is None
    post = parse("---\ntitle: t\n---\nText." + FOOTER * 3_000)
    assert post.body == "Text."


@given(st.one_of(st.binary(), st.text("-:>< \n\"'[]()返回|http://e.org\ufeff\r#", max_size=200).map(str.encode)))
def test_nothing_is_invented_or_fails(raw: bytes) -> None:
    text, post = decode(raw), parse_post(raw)
    assert post.source_link is None or post.source_link in text
    for line in (post.digest or "").split("\n") + post.body.split("\n"):
        assert line in text


def test_real_posts(shared_data: Path) -> None:
    files = sorted((shared_data / "posts").glob("*.md"))
    posts = {file.name: parse_post(file.read_bytes()) for file in files}
    assert len(posts) == 41
    for name, post in posts.items():
        assert set(post.front_matter) == {"layout", "title", "date", "categories", "tags"}, name
        assert post.body and "返回" not in post.body and "<http" not in post.body and "<>" not in post.body, name
    assert sum(post.source_link is None for post in posts.values()) == 2
    assert sum(post.digest is not None for post in posts.values()) == 3
    started = posts["2022-01-03-NW202201032234338316.md"]
    assert started.body.endswith("（文章来源：财联社）</p>")
    assert started.front_matter["tags"] == "财联社新闻"
