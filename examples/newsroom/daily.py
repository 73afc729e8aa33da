"""A past for the newsroom: dated articles for any number of days, made from templates, the same on every machine.

Hides how a day is made up: two to four stories on weekdays, one on Sundays, each about other people and figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from examples.newsroom.article import HOME_ZONE, SITE, Article

SECTION = "daily"
SUNDAY = 6
_PLACES = ("云渡港", "临汐市", "青禾县", "晶川区", "岭上镇", "潮汐湾", "沙洲岛", "石榴河")
_THEMES = (
    ("{place}码头本周吞吐量{turn}{part}%", "码头", "集装箱 散货 冷链"),
    ("{place}新能源车登记量{turn}{part}%", "车管所", "轿车 客车 物流车"),
    ("{place}茶叶批发均价{turn}{part}%", "批发市场", "春茶 夏茶 陈茶"),
    ("{place}写字楼空置率{turn}{part}个百分点", "房产中介", "甲级楼 园区 临街铺面"),
    ("{place}夜间公交客流{turn}{part}%", "公交集团", "环线 快线 接驳线"),
)
_SECOND = (
    "从结构上看，{first}占到{share}%，{second}和{third}合计约占三成，比例与上月相近。",
    "分项来看，{first}贡献了{share}%，{second}次之，{third}的份额仍在一成左右。",
)
_LAST = (
    "{body}负责人表示，下周将公布{count}个网点的明细，并把统计口径改为按自然日计算。",
    "{body}提醒，其中{count}个网点因检修停业，相关数字没有计入，全月结果以月报为准。",
)


def past(last: date, days: int) -> tuple[Article, ...]:
    """Return the articles of so many days that end with `last`, newest first."""
    made = [article for back in range(days) for article in _day(last - timedelta(days=back))]
    return tuple(sorted(made, key=lambda article: article.published, reverse=True))


def _day(day: date) -> Iterator[Article]:
    chance = Random(day.toordinal())
    stories = 1 if day.weekday() == SUNDAY else chance.randint(2, 4)
    for number in range(1, stories + 1):
        at = datetime.combine(day, time(chance.randint(7, 20), chance.randint(0, 59)), ZoneInfo(HOME_ZONE))
        yield _story(at, number, chance)


def _story(at: datetime, number: int, chance: Random) -> Article:
    theme, body, parts = chance.choice(_THEMES)
    place = chance.choice(_PLACES)
    first, second, third = chance.sample(parts.split(), 3)
    words = {
        "place": place, "body": f"{place}{body}", "turn": chance.choice(("上升", "下降")), "first": first,
        "part": f"{chance.randint(11, 99) / 10}", "second": second, "third": third, "share": chance.randint(41, 66),
        "count": chance.randint(3, 29),
    }  # fmt: skip
    title = theme.format(**words)
    day, points = f"{at.month}月{at.day}日", int(str(words["count"])) * 7
    opening = f"{place}消息，{title}，这是{day}公布的第{number}份简报，样本覆盖{points}个点位。"
    blocks = (opening, chance.choice(_SECOND).format(**words), chance.choice(_LAST).format(**words))
    return Article(
        slug=f"daily-{at:%Y%m%d}-{number}", title=title, blocks=blocks, template="portal", section=SECTION,
        language="zh", media=SITE["zh"], authors=(), editor="", published=at,
        modified=(at + timedelta(minutes=6)).astimezone(UTC), precision="minute", shown=None,
        path=f"/daily/{at:%Y/%m%d}/{number}.html", feed_path=f"/daily/{at:%Y/%m%d}/{number}.html", found=("days",),
        tags=(), marked=frozenset(), named=frozenset(), since=1, charset="utf-8", declared="both", gzip=False,
        banner="fixed",
    )  # fmt: skip
