"""One story told by many is one story; reports that share their words and not their facts are not."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benchmarks.stories import POSTS, SAME, labelled
from tests.warehouse.rows import revision, stage
from warehouse import connect
from warehouse.checks import run_checks
from warehouse.store import Store
from warehouse.stories.alignment import LEAST_END, align
from warehouse.stories.assign import MATCHED_AT_ONCE, TEXTS_AT_ONCE
from warehouse.stories.body import body
from warehouse.stories.compare import Telling, likeness
from warehouse.stories.sketch import SIGNATURE, may_be_alike, signatures_of, sketch, text_hash

AT = datetime(2026, 3, 9, 2, tzinfo=UTC)
TITLE = "晶川半导体与三家车企签约 年供芯片两千万颗"
TEXT = (
    "晶川半导体周一宣布，与三家车企签订为期五年的供货协议，每年供应车规芯片两千万颗。公司表示，苏州的第二条产线将于六月投产，"
    "良率已达到92.5%。\n协议总额约为48亿元，其中预付款6亿元用于扩大产能。分析人士认为，协议使公司今后两年的订单有了保证，"
    "毛利率有望回升。\n公司同时提醒，原材料价格的波动可能影响交付。董事会秘书称，协议不含排他条款，公司仍在与其他客户商谈。"
)
ENGLISH = (
    "The north quay of Hamburg reopened on Monday after a winter of repairs, and the fish market moved back in. Port "
    "officials said traffic rose 12.4 percent in the first week.\nThe repairs cost 38 million euros, of which the city "
    "paid half. The operator expects the remaining cranes to be delivered before the end of June, weeks after planned."
)


def edited(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("车规芯片：五年供货协议落定", TEXT),  # another headline
        (TITLE, f"潮汐社上海3月9日电（记者 林夏）{TEXT}"),
        (TITLE, f"【潮汐财经】{TEXT}（文章来源：潮汐财经）\n责任编辑：林夏"),
        (TITLE, TEXT[: TEXT.index("公司同时")]),  # a cut tail
        (TITLE, TEXT[: TEXT.index("公司表示")]),
        (TITLE, edited(TEXT, ("92.5%", "９２．５％"), ("\n", "\n\n　　"))),
        (TITLE, edited(TEXT, ("签订", "簽訂"), ("订单", "訂單"), ("认为", "認為"))),
        (TITLE, edited(TEXT, ("\n协议", "\n下载潮汐财经客户端，每天清晨七点读懂隔夜市场。\n协议"))),
        (TITLE, edited(TEXT, ("认为", "评论"))),  # a word
        (TITLE, edited(TEXT, ("在与", "于与"))),
    ],
)
def test_a_copy_tells_the_same_story(title: str, text: str) -> None:
    assert likeness(Telling(TITLE, TEXT), Telling(title, text)) > 0.3


@pytest.mark.parametrize(
    "changes",
    [
        [("48亿元", "40亿元")],
        [("92.5%", "92.4%")],
        [("三家", "四家")],
        [("回升", "回落"), ("有望", "可能")],
        [("可能影响", "可能不影响")],
        [("晶川半导体", "澜石半导体")],
        [("周一", "周二")],
        [("六月", "七月")],
        [("48亿", "48万")],
        [("苏州", "徐州")],
        [("苏州的", "合肥的")],
        [("扩大产能", "缩小产能")],
        [("排他", "排外")],  # one character, of no list
        [("董事会秘书", "监事会秘书")],
        [("公司表示", "公司否认")],
        [("有望", "无望")],
    ],
    ids=lambda changes: changes[0][1],
)
def test_another_fact_makes_another_story(changes: list[tuple[str, str]]) -> None:
    assert likeness(Telling(TITLE, TEXT), Telling(edited(f"{TITLE}", *[]), edited(TEXT, *changes))) <= 0


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ([("12.4", "12.5")], False),
        ([("Monday", "Tuesday")], False),
        ([("rose", "fell")], False),
        ([("Hamburg", "Bremen")], False),
        ([("expects", "does not expect")], False),
        ([("half", "third")], False),
        ([("38 million", "38 billion")], False),
        ([("first week", "second week")], False),
        ([("paid half", "did not pay half")], False),
        ([("The north", "HAMBURG (Tideline) - The north")], True),
        ([("the remaining", "the other")], True),
        ([("planned", "it planned")], True),
        ([("moved back in", "came back in")], True),
    ],
    ids=lambda value: value[0][1] if isinstance(value, list) else "",
)
def test_english_facts(changes: list[tuple[str, str]], same: bool) -> None:
    found = likeness(Telling("North quay reopens", ENGLISH), Telling("North quay reopens", edited(ENGLISH, *changes)))
    assert (found > 0) == same


JAPANESE = (
    "潮汐グループは三日、四半期の配当を一株三十セントに引き上げると発表した。データセンター向けの半導体の需要が強く、利益率が改善している"
    "ためだ。取締役会は今年さらなる自社株買いを支持すると述べた。新しい工場は六月に稼働します。"
)
KOREAN = (
    "조수 그룹은 3일 분기 배당을 주당 30센트로 올린다고 밝혔다. 데이터센터용 반도체 수요가 강하고 "
    "이익률이 나아지고 있기 때문이다. 이사회는 올해 추가 자사주 매입을 지지한다고 말했다."
)
GERMAN = (
    "Der Nordkai in Hamburg ist am Montag nach einem Winter voller Arbeiten wieder geöffnet worden. Die Reparatur "
    "kostete zwei Millionen Euro, wovon die Stadt die Hälfte zahlt. Der Betreiber hält es für möglich, dass die "
    "übrigen Kräne bis Ende Juni geliefert werden, und findet die Lage insgesamt gut."
)
MARKETS = (
    "Tideline said on Monday that it would raise its quarterly dividend, citing strong demand and an optimistic view. "
    "Analysts think that a further buyback is likely this year, and that capital spending remains at about four "
    "billion dollars. The board supports the plan, which it calls legal and prudent, as the chairman wrote."
)


@pytest.mark.parametrize(
    ("text", "old", "new", "same"),
    [
        (JAPANESE, "支持する", "支持しない", False),
        (JAPANESE, "発表した", "発表しなかった", False),
        (JAPANESE, "稼働します", "稼働しません", False),
        (JAPANESE, "三十セント", "四十セント", False),
        (JAPANESE, "需要が強く", "需要が弱く", False),
        (JAPANESE, "需要が強く", "需要も強く", True),
        (KOREAN, "지지한다고", "지지하지 않는다고", False),
        (KOREAN, "수요가 강하고", "수요가 약하고", False),
        (KOREAN, "이사회는", "이사회가", True),
        (GERMAN, "zwei", "drei", False),
        (GERMAN, "möglich", "nicht möglich", False),
        (GERMAN, "gut", "schlecht", False),
        (GERMAN, "insgesamt", "im ganzen", True),
        (MARKETS, "four billion", "four million", False),
        (MARKETS, "four billion", "five billion", False),
        (MARKETS, "optimistic", "pessimistic", False),
        (MARKETS, "likely", "unlikely", False),
        (MARKETS, "legal", "illegal", False),
        (MARKETS, "supports", "opposes", False),
        (MARKETS, "supports", "doesn't support", False),
        (MARKETS, "strong", "weak", False),
        (MARKETS, "think", "believe", True),
        (MARKETS, "an optimistic", "a mostly optimistic", True),
        (MARKETS, "the chairman wrote", "the good chairman wrote", True),
    ],
)
def test_facts_of_other_languages(text: str, old: str, new: str, same: bool) -> None:
    found = likeness(Telling("Quay", f"{text} {ENGLISH}"), Telling("Quay", f"{edited(text, (old, new))} {ENGLISH}"))
    assert (found > 0) == same


def test_a_common_end_of_a_few_words_may_be_chance_and_is_not_set_aside() -> None:
    date = "\nTideline, November 18, 2019"
    cut, whole = edited(ENGLISH, ("north", "northern"))[:150], ENGLISH
    assert align(cut + date, whole + date).after == 0
    assert align(edited(whole, ("north", "northern")), whole).after > 12


@pytest.mark.parametrize("text", [TEXT, ENGLISH, TEXT + ENGLISH], ids=["Chinese", "English", "both"])
def test_what_is_set_aside_of_two_texts_is_no_more_than_what_they_share(text: str) -> None:
    for place in range(0, len(text), 7):
        other = f"{text[:place]}9{text[place:]}"
        aligned = align(text, other)
        assert len(aligned.short) < LEAST_END + 2
        assert any("9" in word for word in aligned.long if word not in aligned.short)
        assert sum(words for _, _, words in aligned.blocks) >= aligned.sizes[0] - 1


def test_all_words_of_two_texts_are_counted_wherever_they_are_alike() -> None:
    random = Random(7)
    for _ in range(300):
        one = [random.choice(["quay", "a", "港", "口", " ", "\n"]) for _ in range(60)]
        other = list(one)
        for place in random.sample(range(60), 2):
            other[place] = random.choice(["pier", "b", "岸", " "])
        texts = "".join(one), "".join(other)
        counts = sorted(len(re.findall("[a-z]+|[港口岸]", text)) for text in texts)
        assert list(align(*texts).sizes) == counts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("北向资金净流入超30亿元。", "北向资金净流入超40亿元。"),
        ("望舒航天短线下挫，现跌超5%。", "澜石智能短线下挫，现跌超5%。"),
        ("望舒航天短线下挫，现跌超5%。", "望舒航天短线拉升，现涨超5%。"),
        ("3月9日讯，财政部两期国债中标利率为2.4576%。", "3月8日讯，财政部两期国债中标利率为2.4576%。"),
        (
            "本文为会员专享，请订阅后阅读全文，或登录已有的帐号。",
            "本文为会员专享，请订阅后阅读全文，或登录已有的帐号。",
        ),
    ],
)
def test_what_only_looks_alike_stays_apart(one: str, other: str) -> None:
    titles = ("甲公司发布年报", "乙城地铁开通") if one == other else (one, other)
    assert likeness(Telling(titles[0], one), Telling(titles[1], other)) <= 0


def test_a_round_up_that_begins_with_a_flash_is_another_story() -> None:
    flash = Telling(TITLE, TEXT[:40])
    more = "另外，北向资金净流入超30亿元。望舒航天短线下挫，现跌超5%，成交十二亿元。"
    assert likeness(flash, Telling("早报：芯片签约、北向资金与航天股", f"{TEXT[:40]}{more}")) <= 0


def test_source_lines_are_no_part_of_what_is_told() -> None:
    assert body("潮汐社上海3月9日电（记者 林夏）望舒航天完成首飞。（潮汐财经）") == "望舒航天完成首飞。"
    assert body("LONDON, March 9 (Tideline) - The quay reopened.") == "The quay reopened."
    assert body("（潮汐财经）") == "（潮汐财经）"


def test_similar_texts_share_keys_and_others_do_not() -> None:
    cut = TEXT[: TEXT.index("协议总额")]
    one, copy, head, other = (set(s.keys) for s in sketch([TEXT, f"{TEXT}（潮汐财经）", cut, ENGLISH]))
    assert len(one & copy) > len(one & head) > 0 == len(one & other)
    assert [s.keys for s in sketch([TEXT])] == [s.keys for s in sketch([TEXT])]
    assert text_hash("Ａ b\u3000c\n") == text_hash("ab C")


def test_stored_sketches_can_still_be_compared() -> None:
    """Keys and signatures are stored: those of one text are the same in each version of finews."""
    latin, dense = sketch([
        "The harbour board met on Monday and settled the budget for dredging, it said.",
        "港口董事会周一开会，并通过了疏浚预算。",
    ])  # fmt: skip
    assert (latin.keys[0], latin.keys[-1], latin.signature[:4].hex()) == (-1685890434, 1520307862, "060485c4")
    assert (dense.keys[0], dense.keys[-1], dense.signature[:4].hex()) == (1271404069, 36119823, "392b3069")


@pytest.mark.parametrize(("whole", "head", "is_worth_it"), [(3, 2, False), (6, 0, True), (0, 4, True), (72, 16, True)])
def test_texts_that_share_a_key_by_chance_are_not_compared(whole: int, head: int, is_worth_it: bool) -> None:
    other = bytearray(SIGNATURE)
    other[:whole] = b"\1" * whole
    other[72 : 72 + head] = b"\1" * head
    pairs = signatures_of([b"\1" * SIGNATURE]), signatures_of([bytes(other)])
    assert may_be_alike(*pairs).tolist() == [is_worth_it]


def test_the_signatures_of_copies_are_alike() -> None:
    cut = TEXT[: TEXT.index("协议总额")]
    one, copy, head, other = (signatures_of([s.signature]) for s in sketch([TEXT, f"{TEXT}（潮汐财经）", cut, ENGLISH]))
    assert [may_be_alike(one, it).item() for it in (one, copy, head, other)] == [True, True, True, False]


# -- in the warehouse ----------------------------------------------------------------------------


def told(name: str, minutes: int, text: str = TEXT, title: str = TITLE, **fields: Any) -> dict[str, Any]:
    at = AT + timedelta(minutes=minutes)
    row = {"title": title, "published_at": at, "published_on": at.date(), "published_month": f"{at:%Y-%m}",
           "published_precision": "second", "media": name.title()}  # fmt: skip
    return revision(name, text, at, **(row | fields))


def rows(root: Path, query: str) -> list[tuple[Any, ...]]:
    with connect(root) as connection:
        return connection.execute(query).fetchall()


def test_stories_grow_by_loads_and_what_was_said_of_the_past_stays(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.load([stage(tmp_path, "b1", revisions=[
        told("first", 0), told("quick", 5, f"{TEXT}（潮汐财经）"), told("other", 9, edited(TEXT, ("48亿元", "40亿元"))),
    ])])  # fmt: skip
    query = "SELECT article_id, story_id FROM raw.revisions WHERE load_id = 1 ORDER BY ALL"
    before = rows(tmp_path, query)
    assert before == [("first", "first"), ("other", "other"), ("quick", "first")]
    store.load([stage(tmp_path, "b2", revisions=[
        told("earlier", -30), told("late", 60, TEXT[: TEXT.index("公司同时")], title="五年供货协议落定"),
        told("first", 90, f"{TEXT}\n更新：公司将于晚间召开说明会。", published_at=AT),  # a revision
        told("month", 60 * 24 * 30), told("unrelated", 61, ENGLISH, title="Quay"),
    ])])  # fmt: skip
    assert rows(tmp_path, query) == before
    told_by = "SELECT position, article_id, lag, how FROM tellings WHERE story_id = 'first' ORDER BY position"
    assert rows(tmp_path, told_by) == [
        (1, "earlier", timedelta(0), "same text"),
        (2, "first", timedelta(minutes=30), "first"),
        (3, "quick", timedelta(minutes=35), "near duplicate"),
        (4, "late", timedelta(minutes=90), "near duplicate"),
    ]
    summary = "SELECT tellings, first_media, first_published_at, longest_lag, len(followers) FROM stories"
    assert rows(tmp_path, f"{summary} WHERE story_id = 'first'") == [
        (4, "Earlier", AT - timedelta(minutes=30), timedelta(minutes=90), 3)
    ]
    stories = dict(rows(tmp_path, "SELECT article_id, story_id FROM articles"))
    assert stories["first"] == "first"
    assert (stories["month"], stories["unrelated"]) == ("month", "unrelated")
    with connect(tmp_path) as connection:
        assert not {name: count for name, count in run_checks(connection).items() if count and "stor" in name}


def test_more_copies_than_are_compared_at_a_time_find_their_stories(tmp_path: Path) -> None:
    random, count = Random(1), 2 * max(TEXTS_AT_ONCE, MATCHED_AT_ONCE) + 9  # of seven days
    texts = ["".join(chr(random.randrange(0x4E00, 0x9000)) for _ in range(90)) for _ in range(count)]
    store = Store(tmp_path)
    store.load([stage(tmp_path, "b1", revisions=[told(f"first{n}", 20 * n, text) for n, text in enumerate(texts)])])
    copies = [told(f"copy{n}", 20 * n + 1, f"{text}（潮汐财经）") for n, text in enumerate(texts)]
    store.load([stage(tmp_path, "b2", revisions=copies)])
    assert dict(rows(tmp_path, "SELECT article_id, story_id FROM revisions WHERE load_id = 2")) == {
        f"copy{n}": f"first{n}" for n in range(count)
    }


def test_a_flash_is_told_again_the_next_day_of_another_event(tmp_path: Path) -> None:
    flash = "北向资金净流入达30亿元。"
    day = {"published_at": None, "published_precision": "day"}
    Store(tmp_path).load([stage(tmp_path, "b1", revisions=[
        told("today", 0, flash, flash), told("copy", 20, f"{flash}（潮汐财经）", flash),
        told("tomorrow", 60 * 24, flash, flash),
        told("day", 10, flash, flash, **day, published_on=date(2026, 3, 11)),
    ])])  # fmt: skip
    assert rows(tmp_path, "SELECT article_id, story_id FROM articles ORDER BY ALL") == [
        ("copy", "today"),
        ("day", "day"),
        ("today", "today"),
        ("tomorrow", "tomorrow"),
    ]


def test_a_cut_copy_does_not_join_what_the_whole_texts_keep_apart(tmp_path: Path) -> None:
    cut = TEXT[: TEXT.index("协议总额")]  # says nothing of the sum in which the two differ
    Store(tmp_path).load([stage(tmp_path, "b1", revisions=[
        told("one", 0), told("cut", 1, cut), told("two", 2, edited(TEXT, ("48亿元", "40亿元"))),
    ])])  # fmt: skip
    assert dict(rows(tmp_path, "SELECT article_id, story_id FROM articles"))["two"] == "two"


def test_real_posts_are_told_apart_and_together(shared_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert all((POSTS / name).exists() for pair in SAME for name in pair)
    labelled()
    assert "precision 1.0000 (0 wrong), recall 1.0000 (0 missed)" in capsys.readouterr().out
