"""What an article says about itself at its end, and what only looks like it."""

from __future__ import annotations

import pytest

from tasks.extract.attribution import is_about, split_attribution, stated_source

BODY = "甲公司今日发布公告。\n乙公司尚未回应。"


@pytest.mark.parametrize(
    ("line", "media"),
    [
        ("（文章来源：某某社）", "某某社"),
        ("(文章来源: 某证券报)", "某证券报"),
        ("文章来源：某财经", "某财经"),
        ("（来源：某网）。", "某网"),
        ("【稿件来源：某日报】", "某日报"),
        ("来源：某日报客户端 | 记者 张某某", "某日报客户端"),
        ("(Source: Harbour Post)", "Harbour Post"),
        ("Source: Harbour Post.", "Harbour Post"),
    ],
)
def test_a_line_of_its_own_is_taken_off(line: str, media: str) -> None:
    assert split_attribution(f"{BODY}\n{line}") == (BODY, media)


@pytest.mark.parametrize("name", ["某证券报", "某网", "某某社", "某方财富Choice数据", "某面新闻"])
@pytest.mark.parametrize("brackets", ["（）", "()"])
def test_a_publisher_in_brackets_behind_the_last_sentence(name: str, brackets: str) -> None:
    assert split_attribution(f"{BODY}{brackets[0]}{name}{brackets[1]}") == (BODY, name)


@pytest.mark.parametrize(
    "tail", ["（附名单）", "（明年）", "(600000)", "（第四十九批）", "（持股比例为34.9%）", "（单位：亿元）"]
)
def test_other_brackets_are_text(tail: str) -> None:
    assert split_attribution(BODY + tail) == (BODY + tail, None)


def test_a_source_named_in_the_middle_is_text() -> None:
    text = f"（文章来源：某某社）\n{BODY}"
    assert split_attribution(text) == (text, None)


def test_a_text_that_is_only_a_name_is_kept() -> None:
    assert split_attribution("（某证券报）") == ("（某证券报）", None)
    assert split_attribution("责任编辑：某某") == ("责任编辑：某某", None)


@pytest.mark.parametrize(
    "line",
    [
        "图片来源：某公司官网",
        "图源：某图库",
        "（声明：文章内容仅供参考，不构成投资建议。）",
        "投资者据此操作，风险自担。",
        "免责声明：略",
        "未经某网授权，不得转载。",
        "※ 本文由某網授權刊載，未經同意禁止轉載。",
        "不用抽 現在用APP看新聞 點我下載APP 按我看活動辦法",
        "更多精彩内容请关注某网微信公众号。",
        "长按扫描下方二维码，解锁更多",
        "有料会員になると会員限定の記事もお読みいただけます。",
        "残り：1200文字",
        "[ⓒ 항구신문, 무단전재 및 재배포 금지]",
        "Photo: Ann Author",
        "(Image credit: Harbour Post)",
        "Foto: Fotos: Ann Author © Harbour Post",
        "The new pier in spring (Credit: Ann Author / Harbour Post)",
        "Der neue Pier im Frühling – Foto: Ann Author",
        "The new pier.Ann Author/Getty Images",
        "Getty Images / Ann Author",
        "Unsplash/Representational image",
        "Source: Harbour Post",
        "Text/Foto: Anna Autorin",
        "ADVERTISEMENT",
        "Advertisement 2",
        "Story continues below advertisement",
        "This advertisement has not loaded yet, but your article continues below.",
        "La suite après la publicité",
        "Publicidade",
        "Sign up for our daily newsletter and get the day's top stories.",
        "Get breaking news straight to your inbox.",
        "Something went wrong, please try again later.",
        "Harbour Letter is a reader-supported publication. To receive new posts, consider becoming a subscriber.",
        "Recevez chaque matin notre newsletter",
        "Il vous reste 61.2% de cet article à lire. La suite est réservée aux abonnés.",
        "This article is for subscribers only.",
        "afp/lp/spi",
        "(isa/mae)",
        "Published in Harbour Post, January 3rd, 2022",
        "A version of this article appears in print on Jan. 3, 2022, Section B, with the headline: Pier Opens.",
    ],
)
def test_lines_about_the_article(line: str) -> None:
    assert is_about(line)


@pytest.mark.parametrize(
    "line",
    [
        "该声明称，公司不会退出市场。",
        "他扫一扫门口的二维码，完成了登记。",
        "更多企业选择在春季开工，码头随之忙碌起来。",
        "居民點擊下載的應用程式，多半與港務有關。",
        "数据显示，出口增长。",
        "图表的走势说明需求回暖。",
        "来源",
        "- Blog, social & video: $3,999 a month",
        "Image quality: what a good picture needs, and why. It needs light.",
        "The photo agency Getty Images opened a pier.",
        "Photos of the pier were taken by its builder.",
        "Advertisement of the pier begins in spring.",
        "Publicidad y puerto: lo que cambia en primavera",
        "Get the inbox of the port authority in order, the council said.",
        "Subscribers to the port's newsletter were told on Monday.",
        "Published in 2022, the plan names three piers.",
        "The new pier is for subscribers only, said the operator.",
        "Ships – Source of the noise, said the residents.",
        f"The pier opens in spring, {'as planned, ' * 15}and is a picture of calm – Foto: Ann Author",
    ],
)
def test_lines_of_the_article(line: str) -> None:
    assert not is_about(line)


def test_the_source_stated_behind_the_text() -> None:
    assert stated_source(["责任编辑：某某", "文章来源：某证券报", "来源：某网"]) == "某证券报"
    assert stated_source(["Related", "Source: Harbour Post"]) == "Harbour Post"
    assert stated_source(["数据来源于公开资料。", "相关阅读"]) is None


def test_editors_at_the_end_are_taken_off_with_the_source() -> None:
    assert split_attribution(f"{BODY}\n（文章来源：某某社）\n（责任编辑：某某某）") == (BODY, "某某社")
    assert split_attribution(f"{BODY}\n责编：某某\n校对：某某") == (BODY, None)
