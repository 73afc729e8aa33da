"""Languages on the length of a short news item."""

from __future__ import annotations

import pytest

from tasks.normalize.language import detect_language, language_code

TEXTS = {
    "zh": "央行今日开展逆回购操作，中标利率与此前持平，市场流动性保持合理充裕，分析人士预计下周仍将净投放。",
    "ja": "日経平均株価は続伸し、終値は二万八千円台を回復した。円安が輸出企業の追い風になったとの見方が多い。",
    "ko": "코스피 지수가 외국인의 매수에 힘입어 상승 마감했다. 원화는 달러에 대해 약세를 보였다.",
    "en": "The harbour authority said on Monday that the new pier will open in spring, two months ahead of its plan.",
    "de": "Die Hafenbehörde teilte mit, dass der neue Anleger im Frühjahr öffnet, früher als geplant.",
    "fr": "Les autorités portuaires ont annoncé que le nouveau quai ouvrira au printemps, plus tôt que prévu.",
    "es": "La autoridad portuaria dijo que el nuevo muelle abrirá en primavera, antes de lo previsto.",
    "ru": "Портовое управление сообщило в понедельник, что новый причал откроется весной, раньше срока.",
    "pt": "A autoridade portuária disse na segunda-feira que o novo cais abrirá na primavera, antes do previsto.",
    "th": "การท่าเรือกล่าวเมื่อวันจันทร์ว่าท่าเรือใหม่จะเปิดในฤดูใบไม้ผลิ",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_detected(language: str, text: str) -> None:
    assert detect_language(text, None) == language


@pytest.mark.parametrize("language", ["zh", "ja", "ko"])
def test_a_wrong_declaration_does_not_turn_a_script_around(language: str) -> None:
    assert detect_language(TEXTS[language][:20], "en") == language
    assert detect_language(TEXTS["en"] * 3, language) == "en"


def test_names_in_latin_letters_leave_chinese_chinese() -> None:
    assert (
        detect_language("Faraday Future (FF)首席财务官Chuck McBride在线上投资者沟通会上披露公司财务状况。", None)
        == "zh"
    )


def test_a_short_text_is_what_the_page_says() -> None:
    assert detect_language("OK, Taxi!", "de-AT") == "de"
    assert detect_language("123", None) is None


@pytest.mark.parametrize(
    ("tag", "code"), [("zh-CN", "zh"), ("en_US", "en"), ("PT", "pt"), ("", None), (None, None), ("?", None)]
)
def test_codes(tag: str | None, code: str | None) -> None:
    assert language_code(tag) == code


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "de",
            "Die Hafenbehörde teilte mit, dass die neue Mole im Frühjahr öffnet, zwei Monate früher als geplant, "
            "Die Straßen zum Hafen werden gleichzeitig fertig.",
        ),
        (
            "fr",
            "Les autorités du port ont annoncé que la nouvelle jetée ouvrira au printemps, deux mois plus tôt que "
            "prévu. Les routes du port seront achevées en même temps.",
        ),
        (
            "es",
            "La autoridad portuaria dijo que el nuevo muelle abrirá en primavera, dos meses antes de lo previsto. "
            "Las carreteras se terminarán al mismo tiempo.",
        ),
        (
            "pt",
            "A autoridade portuária disse na segunda-feira que o novo cais abrirá na primavera, dois meses antes do "
            "previsto. As estradas ficarão prontas ao mesmo tempo.",
        ),
        (
            "tr",
            "Liman idaresi pazartesi günü yeni iskelenin planlanandan iki ay önce ilkbaharda açılacağını söyledi. "
            "Limana giden yollar da aynı anda tamamlanacak.",
        ),
        (
            "uk",
            "Адміністрація порту повідомила в понеділок, що новий пірс відкриється навесні, на два місяці раніше. "
            "Дороги до порту будуть готові одночасно.",
        ),
        (
            "id",
            "Otoritas pelabuhan mengatakan pada hari Senin bahwa dermaga baru akan dibuka pada musim semi, dua bulan "
            "lebih awal dari rencana. Jalan menuju pelabuhan akan selesai.",
        ),
    ],
)
def test_two_hundred_characters_outweigh_a_template_in_english(language: str, text: str) -> None:
    assert detect_language(text[:200], "en") == language


@pytest.mark.parametrize(
    ("declared", "language"),
    [("sr-Latn", "sr"), ("hr", "hr"), ("en", "bs"), (None, "bs"), ("sl", "bs")],
)
def test_the_page_decides_between_languages_that_are_all_but_one(declared: str | None, language: str) -> None:
    text = (
        "Narodna banka je danas zadržala referentnu kamatnu stopu na nivou od 5,75 odsto, navodi se u saopštenju. "
        "Guvernerka je rekla da će inflacija nastaviti da usporava."
    )
    assert detect_language(text, declared) == language
    assert detect_language(TEXTS["en"] * 3, declared) == "en"
