"""Tells an article's own words from the lines about it: who published it first, disclaimers, picture credits."""

from __future__ import annotations

import re

_SPACED_NAME = r"[^（）()【】\[\]\n：:。！？]{2,30}?"
# （文章来源：财联社）, 来源：上海证券报, (稿件来源: 每日经济新闻)
_STATED = re.compile(
    r"\s*[（(【\[]?\s*(?:(?:文章|稿件|新闻|信息|内容|本文)(?:的)?来源|来源|转载自|转自|本文转自)\s*[：:]\s*"
    rf"({_SPACED_NAME})\s*(?:[|｜][^\n]{{0,30}})?[）)】\]]?\s*[。.]?\s*$"  # 来源：某某日报 | 记者 张某
)
_STATED_EN = re.compile(r"\s*[(\[]?Source:\s*([A-Z][\w&.'’ -]{1,40}?)[)\]]?\.?\s*$")
# …（上海证券报） at the very end: believed only if the name reads like a publisher's
_TRAILING = re.compile(r"\s*[（(]([^（）()\n：:，。、；！？]{2,20})[）)]\s*$")
_PUBLISHER = re.compile(
    r"(?:报|网|社|日报|晚报|早报|时报|周刊|新闻|财经|电视台|卫视|电台|通讯|杂志|快讯|中国|在线|头条|观察|前瞻|经济|研究院"
    r"|APP|Choice数据|数据宝|客户端|传媒|Reuters|Bloomberg|Xinhua)$",
    re.IGNORECASE,
)
# （责任编辑：某某）, 编辑/某某, 校对：某某
_EDITOR = re.compile(
    r"^[（(【\[]?\s*(?:责任编辑|责编|编辑|编审|审核|校对|主编|监制|美编|排版|值班编辑)\s*[：:/｜|]?\s*[^。！？，,]{1,20}?[）)】\]]?$"
)
_CREDIT = re.compile(
    r"^(?:图片|图|照片|视频|数据|图表)?(?:来源|源|片|自|据)[：:/]\s*\S{1,30}$|^(?:图片|图源|摄影|资料图)[^。！？]{0,30}$"
)
_PICTURE = (
    r"(?:photo(?:graph)?|image|picture|illustration|foto|bild|kép|imagen|imagem|фото|снимка|사진|写真|(?:cím|borító|nyitó)?kép|"
    r"fotó|fotografie|fotografía|fotografia|(?:titel|symbol|archiv)bild|zdjęcie|kuva|φωτ[οό]|text\s?(?:/|und)\s?fotos?)s?"
)
_STOCK = (
    r"(?:getty(?: images)?|shutterstock(?:\.com)?|unsplash|istock(?:photo)?|alamy(?: stock photo)?|pixabay|adobe stock)"
)
_CREDIT_WEST = re.compile(
    # Photo: Ann Author; Source: Harbour Post
    rf"^[(\[]?(?:{_PICTURE}(?:\s(?:credit|courtesy))?|(?:image\s|photo\s)?credits?|fot\.|source)\s?[:：]\s?"
    r"[^.!?]{2,80}(?:\.\w{2,3})?[)\]]?$|"
    # The pier (Credit: Harbour Post)
    rf"\s(?:[—–|-]\s?|[(\[])(?:{_PICTURE}|credit|fot\.)\s?[:：]\s?[^.!?:：]{{2,60}}$|"
    # Ann Author/Getty Images; Getty Images / Ann Author
    rf"^.{{0,120}}\S\s?/\s?{_STOCK}\W*$|^{_STOCK}\s?/\s?[^.!?]{{2,40}}\.?$",
    re.IGNORECASE,
)
_OFFER = re.compile(
    r"^[（(]?(?:更多|欲知|想了解|欢迎).{0,30}(?:关注|扫码|扫描|下载|登录|点击)[^。]{0,40}。?[)）]?$|"
    r"^(?:この記事は)?有料(?:会員|記事で).{0,60}$|^残り[：:]?\s?\d+文字|"
    r"^[^。]{0,30}(?:[►▶※→]|點我|按我|點擊|立即)[^。]{0,12}下[载載][^。]{0,60}$|"
    r"^(?:长按|请|微信)*扫[描一].{0,12}二维码|扫[描一].{0,8}二维码.{0,8}(?:关注|订阅|下载)[^。]{0,20}。?$"
)
_DISCLAIMER = re.compile(
    r"^[（(【]?\s*(?:免责声明|风险提示及免责|郑重声明|特别声明|重要声明|声明|版权声明|郑重提示)\s*[：:】]"
    r"|^.{0,60}(?:不构成(?:任何)?(?:投资|操作|买卖)(?:建议|依据)|据此操作[，,]?\s*风险(?:自担|请?自负)).{0,40}$"
    r"|^.{0,80}(?:무단\s?전재|無断(?:転載|複製)|[未非][经經][^。]{0,12}(?:授[权權]|[许許]可|允许|同意)[^。]{0,12}[转轉][载載])[^。]{0,40}。?$"
)
_ADVERTISEMENT = re.compile(  # its label, between two paragraphs
    r"^\W*(?:(?:(?:story|article) continues|(?:scroll to )?continue reading) (?:below|after)(?: this)?(?: the)? "
    r"(?:advertisement|ad)|scroll to continue with content|this advertisement has not loaded yet\b.{0,60}|"
    r"advertisement(?: \d{1,2})?|sponsored(?: content)?|anzeige|werbung|publicité|publicidad|publicidade|pubblicità|"
    r"reklama|реклама|διαφήμιση|advertentie|annons|annonse|la suite après la publicité|"
    r"continúa después de la publicidad|continua (?:após a publicidade|depois da publicidade|dopo la pubblicità))\W*$",
    re.IGNORECASE,
)
_LETTER = r"\b(?:newsletters?|infolettre|bolet[ií]n(?:es)?|boletim|nieuwsbrief|nyhetsbrev|nyhedsbrev|your inbox)\b"
_SUBSCRIBE = re.compile(  # to a letter, or to the rest of the article
    r"^(?:get|sign up|subscribe|receive|never miss|want|don['’]t miss|abonnez-vous|inscrivez-vous|recevez|iscriviti|"
    r"suscr[ií]b[ea]\w*|recib[ea]|inscreva-se|assine|receba|cadastre-se|ricevi|abonnieren|melden sie sich|schrijf je|"
    rf"meld je|ontvang|zapisz się|prenumerera|tilmeld|meld deg)\b.{{0,160}}{_LETTER}.{{0,60}}$|"
    r"^.{2,60} is a reader-supported publication\.|^(?:oops\W*)?something went wrong\W.{0,60}$|"
    r"^thank(?:s| you) for (?:signing up|subscribing|your report)\b.{0,60}$|"
    r"^il vous reste [\d.,]+\s?% de cet article|(?:cet article|la suite|ce contenu) est réservée? aux abonnés|"
    r"^this (?:article|content|story) is (?:only )?(?:for|available to|reserved for|exclusive to) (?:our )?"
    r"(?:subscribers|members)|^already a (?:subscriber|member)\?|contenido exclusivo para suscriptores|"
    r"^(?:subscribe|sign in|log in|register)(?: now)? to (?:continue|keep) reading|conteúdo exclusivo para assinantes|"
    r"(?:contenuto|articolo) riservato agli abbonati|^pozostało.{0,10}% (?:artykułu|tekstu)",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"^[(\[]?[a-zà-ž]{2,4}(?:/[a-zà-ž]{2,4}){1,3}[)\]]?\.?$")  # of those who wrote it: afp/lp/spi
_PRINTED = re.compile(  # Published in Harbour Post, January 3rd, 2022
    r"^A version of this (?:article|story) appear(?:s|ed) (?:in print|on page)\b|"
    r"^Published in (?:the )?[A-Z][\w ’'&-]{2,40},? (?:on )?[A-Z]\w+ \d{1,2}(?:st|nd|rd|th)?,? \d{4}\.?$"
)
_ABOUT = (_CREDIT, _CREDIT_WEST, _OFFER, _DISCLAIMER, _ADVERTISEMENT, _SUBSCRIBE, _INITIALS, _PRINTED)


def split_attribution(text: str) -> tuple[str, str | None]:
    """Take the statement of who published the article first, and its editors, off the end of its text.

    Returns:
        The text without them, and the publisher's name, if one is stated.
    """
    head, _, last = text.rpartition("\n")
    if head and _EDITOR.match(last):
        return split_attribution(head)
    if match := _STATED.match(last) or _STATED_EN.match(last):
        return head, match[1].strip()
    if match := _TRAILING.search(last):
        name = match[1].strip()
        if _PUBLISHER.search(name) and match.start() > 0:
            return text[: len(text) - len(last) + match.start()], name
    return text, None


def stated_source(lines: list[str]) -> str | None:
    """Return the publisher that the first line to state nothing else names."""
    found = (_STATED.match(line) or _STATED_EN.match(line) for line in lines)
    return next((match[1].strip() for match in found if match), None)


def is_about(line: str) -> bool:
    """Say whether a line speaks about the article, its pictures or its use instead of telling the news."""
    return len(line) <= 200 and any(pattern.search(line) for pattern in _ABOUT)
