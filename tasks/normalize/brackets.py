"""Tells bare codes in brackets behind a name, `中国石化（600028）`, `トヨタ（7203）`, from other numbers in brackets.

The digits alone say nothing: they are a quantity, a postcode or somebody's number as often as a code.

- The words before them must not be the label of a number (面积, 编号, 金额, 邮编, 電話, 번호 …), and no measure may
  follow the bracket (平方米, 万元, 人 …).
- The digits must lie in a range that an exchange uses; months (202201) and dates (20220103) do not.
- A second sign makes them sure: a name that ends like a company's (股份, 银行, 전자 …), a word of the market near
  (股, 涨, 公告 …), the name again elsewhere. Without one, another code in the text makes them likely, and nothing
  at all leaves them doubtful: of 0.4, less than a query asks for by itself.
- Four digits are a code of Tokyo beside kana, of Taiwan or Hong Kong in a text about their markets, and six behind
  Hangul are one of Korea, only with such a sign; years are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tasks.normalize.codes import CURRENCIES, EXCHANGES, Found, Security, bare, convertible, listed
from tasks.normalize.names import BOND_NAME, FUND_NAME, INDEX_NAME, NAME, is_repeated, name_before, short_name

_BRACKET = re.compile(
    r"[（(【\[]\s?(?P<codes>\d{5,6}(?:[,，;；、][^()（）【】\[\]\n]{0,54}|(?![\d.])[0-9A-Za-z.:：，,;；/、\s-]{0,54})"
    r"|[0-9A-Za-z.，,;；/、\s]{2,40}\b\d{5,6}|\d{3}[0-9A-Z])\s?[）)】\]]"
    r"|[<＜〈]\s?(?P<angled>[1-9]\d{2}[0-9A-Z])\s?[>＞〉]"
)
_SEPARATORS = re.compile(r"[，,;；/、\s]+")
_LONG_CODE = re.compile(r"\d{5,6}")  # beside others: fewer digits are a price
_REACH = 24  # characters before a bracket in which its name begins
_NEAR = 40  # characters on either side of a name and its bracket in which a word of the market counts
_LABEL = re.compile(  # as ends of words; many a company's name ends like one (机器人, 中国软件, 航天宏图)
    r"(?:"
    # numbers of a register
    r"[编編證证批文房门工学][号號]|[号號][码碼]?|备案|代號|(?<!数)(?<!數)[码碼]|邮编|郵編|序列|[电電][话話]|热线|传真|手机|邮箱|"
    r"微信|QQ|群|[账帳賬][户戶]|车牌|车次|航班|班次|座位|订单|批次|版本|身份证|学生证|许可证|准考证|票|"
    r"[条邮文信稿案证附]件|[如见附上下][图表]|第|"
    # places, which postcodes follow
    r"(?<!超)市|[县縣镇鎮区區]|(?<!铁)(?<!鐵)(?<!公)路|大[街道厦廈]|"
    # quantities and their measures
    r"(?<!指)[数數]|[面体體容][积積]|[数數产產销銷容流重含总總用放]量|[长長宽寬高深温溫速湿濕密]度|比例|[率额額值价價]|"
    r"价格|價格|票房|收入|支出|[资資奖獎现現租佣押罚罰]金|(?<!消)[费費]|款|条|條|人口|[得评評积積满滿]分|"
    r"工资|薪|成本|合同|公告|通知|预算|[币幣]|约|約|[共合总總累][计計]|共|(?<!粉)末|例|阅读|閱讀|浏览|播放|点赞|转发|粉丝|关注|[共仅還还拥]有|达到|超过|至|是|了|"
    r"卖出|买入|持有|增持|减持|回购|发行|认购|年|月|日|日期|时间|時間|"
    r"元|万|萬|亿|億|(?<!控)股|(?<!器)人|次|[吨噸]|公里|[平千厘毫]米|位|名|[户戶]|册|[頁页]|室|栋|幢|"
    # Japanese and Korean
    r"番|番号|内線|定員|品番|型番|型式|排気量|ページ|コード|円|"
    r"번호|우편|코드|전화|팩스|일자|날짜|월일|번지|금액|총액|합계|인원|면적|수량|[년월]"
    r")[为為]?$",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"\s?(?:[余多]?[万萬亿億千百]{0,2}(?:平方|平米|公里|千米|公斤|公[顷頃]|千克|毫克|毫升|[厘毫]米|立方|千瓦|兆瓦|英[亩畝]|"
    r"[美欧歐港日]元|人民[币幣](?![升贬])|人次|号室|キロ|ミリ|メートル|トン)|"
    r"[余多]?[万萬亿億]{1,2}(?:[元人名股户戶家辆輛台件只份套吨噸亩次张]|(?![\u4e00-\u9fff]))|"
    # alone, one character may begin another word: 人士, 个股
    r"[元人名位户戶家辆輛台件个個只张張份套吨噸亩畝层頁页册次票股米斤克号號倍円歳](?![\u4e00-\u9fff])|"
    r"[원명건개대호번회년월일세평톤]|㎡|%|％|\d)"
)
_COMPANY_NAME = re.compile(
    r"(?:股份|集[团團]|科技|[银銀]行|[证證]券|保[险險]|信[托託]|[电電]子|[医醫][药藥]|[药藥][业業]|生物|制[药藥]|能源|"
    r"[电電]力|[电電][气氣]|汽[车車]|重工|机械|化工|化[学學]|新材|建设|地[产產]|置[业業]|控股|[实實][业業]|[软軟]件|"
    r"传媒|[传傳]播|食品|酒[业業]|航空|机场|港口|[钢鋼][铁鐵]|[矿礦][业業]|石化|石油|煤[业業]|铁路|高速|环保|水务|"
    r"水泥|光[电電]|光[学學]|精密|智能|半导体|半導體|通[信讯訊]|-S?W|(?<=[\u4e00-\u9fff])[AB]|"
    r"自動車|電機|電気|製薬|製作所|商事|物産|工業|不動産|ホールディングス|グループ|HD|FG|"
    r"전자|화학|제약|바이오|증권|은행|건설|중공업|홀딩스|지주|보험|자동차|에너지|솔루션)$"
    r"|^\*?ST|^(?:XD|XR|DR|N|C)(?=[\u4e00-\u9fff])"
)
_MARKET_WORD = re.compile(
    r"[涨漲跌股]|升[\d逾近约約幅]|公司|[停复復]牌|公告|披露|市值|收[盘盤]|上市|[证證]券|[营營]收|[净淨]利|[业業][绩績]|"
    r"[财財][报報]|板[块塊]|[评評][级級]|交易所|[沪滬深]市|[创創科][业業创創]板|基金|[净淨]值|指[数數]|成交|融资|"
    r"[买買]入|卖出|賣出|主力|法人|"
    r"株|東証|銘柄|上場|決算|[続反][伸落発]|急[騰落]|[高安]値|時価総額|前日比|"
    r"주가|주식|코스피|코스닥|종목|상장|증권|시가총액|시총|매수|매도|공시|거래소|급등|급락|실적|목표가"
)
_OF_FUNDS = re.compile(r"基金|[净淨]值|ETF|LOF|REIT")
_SCRIPTS = re.compile(r"[\u3040-\uffef]")  # of the names that stand before bare codes
_KANA = re.compile(r"[\u3041-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_TAIWAN = re.compile(r"[台臺](?:股|[灣湾]|北|[幣币]|[積积][電电]|指)|櫃買|三大法人")
_HONG_KONG = re.compile(r"港(?:股|元|交所)|香港|恒[指生]")
_YEAR = re.compile(r"1[89]\d\d|20\d\d")
_BY_RANGE = (None, "XSHG", "XSHE", "XBSE", "XHKG")  # where digits tell more than that there are so many
_BIRTHDAY = re.compile(r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")  # as Korea writes them behind a person's name
_SURE, _LIKELY, _DOUBTFUL = 0.9, 0.7, 0.4
_TICKER = re.compile(r"\((?P<symbol>[A-Z]{3,5}(?:\.[A-Z])?)\)")
_SHARES = re.compile(r"\b(?:[Ss]hares?|[Ss]tocks?|NASDAQ|Nasdaq|NYSE|ticker|Wall Street)\b")
_TOKENS = re.compile(r"crypto|token|\b(?:bit)?coins?\b", re.IGNORECASE)
_CORPORATION = re.compile(r"\b(?:Inc|Corp|Co|Ltd|plc|Holdings|Group|N\.V|S\.A)\b\.?$")
_MARKET = re.compile(r"\b(?:Index|Average|Composite|Exchange)\b")
_NO_TICKERS = CURRENCIES.union(EXCHANGES, (
    "CEO", "CFO", "COO", "CTO", "CIO", "IPO", "ETF", "ETFS", "ESG", "GDP", "EPS", "USA", "ADR", "ADRS", "SEC",
    "FED", "AFP", "UPI", "DPA", "CNN", "BBC", "NBC", "CBS",
))  # fmt: skip
_TICKER_REACH = 60  # characters on either side of a ticker in which the word shares counts


def in_brackets(text: str, beside: str, sure: bool) -> Iterator[Found]:
    """Yield the bare codes in brackets behind a name.

    Args:
        text: what is looked through.
        beside: what else belongs to it, as the headline to an article: it may name a security again.
        sure: whether the text names a security in a way that needs no second sign.
    """
    if text.isascii() or not _SCRIPTS.search(text):
        return
    found = [(code, signed) for match in _BRACKET.finditer(text) for code, signed in _behind_name(match, text, beside)]
    sure = sure or any(signed for _, signed in found) or len({code.security for code, _ in found}) > 1
    for code, signed in found:
        yield code if signed else replace(code, confidence=_LIKELY if sure else _DOUBTFUL)


def _behind_name(match: re.Match[str], text: str, beside: str) -> Iterator[tuple[Found, bool]]:
    """Yield the codes in one pair of brackets, and whether a second sign says that they are codes."""
    head = text[max(0, match.start() - _REACH) : match.start()].rstrip("”」》 ")
    run = NAME.search(head)
    if run is None or _LABEL.search(run[0]) or _MEASURE.match(text, match.end()):
        return
    tail = text[match.end() : match.end() + _NEAR]
    # hiragana parts a Japanese name from the rest of the sentence
    name = run[0] if len(_KANA.findall(head + tail)) > 2 else short_name(run[0], text)
    if len(name) < 2:
        return
    start = text.rindex(name, 0, match.start())
    around = f"{text[max(0, start - _NEAR) : start]} {match[0]} {tail}"
    signed = bool(
        any(kind.search(name) for kind in (_COMPANY_NAME, INDEX_NAME, BOND_NAME, FUND_NAME))
        or _MARKET_WORD.search(around)
        or name in beside
        or is_repeated(name, text)
    )
    codes = _SEPARATORS.split((match["codes"] or match["angled"]).strip())
    for code in codes if len(codes) == 1 else filter(_LONG_CODE.fullmatch, codes):
        named = _read(code, name, text, around)
        sign = signed or (match["angled"] is not None and named is not None and named.mic == "XTKS")
        if named and (sign or (len(code) > 4 and named.mic in _BY_RANGE)):
            yield Found(named, name, start, "brackets", _SURE), sign


def _read(code: str, name: str, text: str, around: str) -> Security | None:
    if len(code) < 6 and INDEX_NAME.search(name):
        return None  # where the index stands
    if len(code) == 4:
        return None if _YEAR.fullmatch(code) else _of_four(code, name + around, text)
    if _HANGUL.search(name):
        return None if _BIRTHDAY.fullmatch(code) and not _COMPANY_NAME.search(name) else listed(code, "XKRX")
    if re.fullmatch(r"0\d{4}", code):
        return listed(code, "XHKG")
    return _of_six(code, name, around) if re.fullmatch(r"\d{6}", code) else None


def _of_six(code: str, name: str, around: str) -> Security | None:
    if INDEX_NAME.search(name):
        mic = {"000": "XSHG", "399": "XSHE", "899": "XBSE"}.get(code[:3])
        return Security(code, mic, "index") if mic else None
    if BOND_NAME.search(name):
        return convertible(code)
    if FUND_NAME.search(name):
        known = bare(code)
        return known if known and known.kind == "fund" else Security(code, None, "fund")
    known = bare(code)
    return None if known and known.kind == "fund" and not _OF_FUNDS.search(around) else known  # else a postcode


def _of_four(code: str, around: str, text: str) -> Security | None:
    """Read four digits as the market writes them that the words around or the text are about."""
    if len(_KANA.findall(around)) > 2:
        return listed(code, "XTKS")
    taiwan, hong_kong = _TAIWAN.search(text), _HONG_KONG.search(text)
    if not code.isdigit() or bool(taiwan) == bool(hong_kong):
        return None
    return listed(code, "XTAI" if taiwan else "XHKG")


def tickers_in_brackets(text: str) -> Iterator[Found]:
    """Yield American tickers in brackets behind a Western name, without their exchange: shares of Apple Inc. (AAPL).

    Most capitals in brackets abbreviate what stands before them, so a ticker is not made of the name's initials, and a
    word of the market is near.
    """
    for match in _TICKER.finditer(text):
        symbol, place = match["symbol"], match.start("symbol")
        around = text[max(0, place - _TICKER_REACH) : place], text[match.end() : match.end() + _TICKER_REACH]
        if symbol in _NO_TICKERS or not any(map(_SHARES.search, around)) or any(map(_TOKENS.search, around)):
            continue
        name = name_before(text, place)
        if name and not NAME.search(name) and _is_ticker_of(symbol.partition(".")[0], name):
            yield Found(Security(symbol, None, "equity"), name, text.rindex(name, 0, place), "brackets", 0.6)


def _is_ticker_of(symbol: str, name: str) -> bool:
    """Say whether letters can be the ticker of a company of that name, and do not merely abbreviate it."""
    initials = "".join(word[0] for word in name.split() if word[0].isupper())
    capitals = iter(filter(str.isupper, name))
    if all(letter in capitals for letter in symbol) or (len(initials) > 1 and symbol.startswith(initials[:2])):
        return False
    return (symbol[0] == name[0].upper() or bool(_CORPORATION.search(name))) and not _MARKET.search(name)
