"""Reads Chinese, Japanese and Korean bylines: names behind or before the words that say what a person did."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# the surnames of nearly all Chinese; what follows a label without one of them is no name
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞"
    "颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁"
    "蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁"
    "沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权"
    "强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆"
    "茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由赖丘"
    # in traditional characters
    "張陳劉楊黃趙吳孫馬許韓馮鄧蕭葉蘇呂盧鍾譚羅鄭謝蔣陸韋賈鄒閻龍賀顧龔萬錢嚴湯溫齊喬龐顏莊聶魯歐關蘭寧紀"
    "畢單師鄺談塗駱藍鮑華饒陽繆簡車項連蘆麥婁竇宮費衛應閔鄔邊欒榮叢鞏遲樂儲勞諶藺樓厲闕賴鐘"
)
_JAPANESE = frozenset(  # surnames of two characters
    re.findall(
        "..",
        "佐藤鈴木高橋田中伊藤渡辺渡邊山本中村小林加藤吉田山田山口松本井上木村斎藤斉藤清水山崎池田橋本阿部石川山下中島石井"
        "小川前田岡田藤田後藤近藤村上遠藤青木坂本福田太田西村藤井金子岡本藤原三浦中野中川原田松田竹内小野田村中山和田石田"
        "上田森田柴田酒井工藤横山宮崎宮本内田高木安藤谷口大野丸山今井高田藤本武田村田上野杉山増田平野大塚千葉久保松井小島"
        "岩崎桜井野口松尾野村木下菊地菊池佐野大西杉本新井浜田市川古川水野小松島田川口北村川崎土屋岩田本田永井中西東山"
        "安倍岸田石破菅原荒木吉村高野松岡西川服部平田東野黒田樋口望月久野川村岩本片山堀内岡崎荒井秋山飯田大橋大島早川尾崎"
        "渡部松下西山辻本大川大石松永松島吉岡田口須藤宮田宮川森本関口福島吉川馬場奥村小西西尾川島五味成田石橋伊東植田内藤"
        "栗原浅野熊谷篠原広瀬松村古賀富田平井黒川星野白石安田福井福岡永田宮下矢野岩瀬塚本三宅村松堀田片岡川上天野荒川小倉"
        "榎本河野児玉吉野河合大谷大木大沢土井坂口三木岡部金井飯島鎌田萩原神田黒木尾形小澤小沢桑原滝沢澤田沢田大森浜口青山"
        "稲垣稲葉及川鳥居杉浦西岡戸田皆川横田横井向井丹羽根本若林野田細川八木日高今村今野江口遠山奥田梅田岸本北川菅野郡司"
        "甲斐高山高島竹中谷川津田徳永中井中田仲村長田長尾西野畑中浜野原口東谷平川平林平岡藤沢藤岡藤野堀江牧野松崎丸田三上"
        "水谷溝口宮内宮沢宮澤村井森下森山森川柳田山川山根山岸山内湯浅吉原米田若松和久鷲尾植松国分窪田椎名芦田有馬相馬相川"
        "相原永原谷井竹本西脇浅井赤松秋田芦沢有田池上石塚石原磯部市原出口稲田今泉岩井上原臼井梅本江藤大竹大坪大友岡野"
        "荻野奥山尾上小田笠井柏木勝又亀井川端神谷木原城戸木田久米黒沢桑田古田小谷斉木坂井坂田佐川真田塩田篠田柴崎島崎"
        "島袋白井白川新谷杉田杉村須田関根園田高瀬高谷武井竹下竹田竹村立花玉城田畑津村鶴田手塚土居藤代中尾中沢永野中本"
        "中谷成瀬西沢西谷西本野上野沢橋口橋爪畠山浜崎浜中早坂原島平尾平沢広田深沢藤川藤村藤森船橋堀口堀川本間真鍋牧田"
        "村瀬氏家足立飯塚石崎岩下牛島江崎大内大崎大澤大槻大庭小栗柏原亀田倉田黒岩黒崎黒沢小室坂上笹川佐伯佐竹塩谷志村柴山菅谷菅沼"
        "杉江高井高尾高梨高見滝川武内武藤千田辻井寺尾寺島東郷徳田富永永瀬長井長沼西口西島沼田根岸萩野花田平岩福本藤谷古沢古屋"
        "細谷堀越前川三井宮沢宮部宮脇室田百瀬守屋矢島山室山脇湯川弓削横溝吉見米倉綿貫増井松浦松川松沢松山三好三輪緑川宮原宮島宮野村岡室井茂木森岡森谷安井柳沢吉井吉沢吉松米山渡瀬",
    )
)
_JAPANESE_LONG = frozenset(  # and of three
    re.findall(
        "...",
        "長谷川佐々木五十嵐小笠原久保田大久保佐久間長谷部日比野波多野宇都宮阿久津小野寺竹之内曽我部五十川小山田小野田野々村加賀谷東海林小宮山",
    )
)
_DISTRICTS = frozenset("县県縣市区區镇鎮乡鄉省郡町庁署局駅")  # that places and offices end in, and given names do not
_NOT_JAPANESE = _DISTRICTS | frozenset("村州府社会會院部屋店")
_COMPOUND = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "夏侯", "令狐", "歐陽")
_HAN = r"[\u3005\u4e00-\u9fff]"
_CASED = r"[A-Z][\w.'’-]+"
_AUTHOR = (
    r"(?:记者|記者|实习生|(?:评论员|評論員|执笔|编译|編譯)(?=\s*[:：/／|｜丨]|\s)|執筆|著者|ライター|取材・文|通讯员|通訊員|作\s?者|撰文|撰稿(?:人)?|聞き手|編集委員(?=[\s・])|論説委員(?=[\s・])|采写|采访(?=\s*[:：/／|｜丨]|\s)|特约撰稿人|(?<![\u4e00-\u9fff])文字?(?=\s*[:：/／|｜丨＝=])|"
    r"(?<=图)文(?=\s*[:：/／|｜丨＝=]))"
)
_EDITOR = (
    r"(?:责任编辑|責任編輯|责编|責編|值班编辑|执行编辑|本文编辑|网络编辑|实习编辑|"
    r"(?<!图片)(?<!圖片)(?<!版面)(?<!视频)(?<!影音)(?:编辑|編輯)|編集(?=\s*[:：])|编\s辑)"
)
_OTHER = (
    r"(?:来源|來源|(?:图片|版面|视频|圖片|影音)[编編][辑輯]|校对|校對|审核|编审|监制|摄影|攝影|图片|圖片|图|圖|视频|影片|制图|设计|终审|主编|主編|统筹|策划|时间|時間|"
    r"字号|字號|出处|信源)"
)
_LABELLED = re.compile(
    rf"(?P<label>{_AUTHOR}|{_EDITOR})(?P<mark>\s*[:：/／|｜丨＝=・]\s*|\s+|(?=[\u4e00-\u9fff]))"
    rf"(?P<names>(?:(?!{_AUTHOR}|{_EDITOR}|{_OTHER}\s*[:：/／|｜丨])[\u3005\u3040-\u30ff\u4e00-\u9fff·・、，,/／&\s\u3000])+)"
)
_LATIN = re.compile(rf"(?:作者|撰文|文|[记記]者)\s?[:：/／|｜]\s?({_CASED}(?:\s{_CASED}){{1,3}})")  # 作者：Ann Author
_IS_EDITOR = re.compile(rf"(?:{_EDITOR}|編集)$")
_HAN_SPLIT = re.compile(r"[、，,/／&\s\u3000]+")
_AFTER_NAME = re.compile(
    r"(?:综合|整理|摄影?|采写|撰文|图文|发自.*|文|图)$|"
    r"(?:(?<=^[一-龥]{2})(?:[一-龥]{2})?|(?<=^[一-龥]{3})(?:[一-龥]{2,3})?|(?<=^[一-龥]{4}))(?:报道|報[道導]|讯|訊|电|電)$"
)
_PHOTOGRAPHED = ("摄", "攝", "摄影", "攝影", "供图")
_NOT_HAN_NAME = re.compile(
    r"(?:网|报|社|台|局|部|委|厅|院|校|公司|集团|编辑|记者|来源|时间|日期|分享|打印|关注|评论|发布|综合|频道|报道|讯|电|版|组|号|"
    r"網|報|臺|廳|編輯|記者|來源|時間|關注|評論|發布|發佈|綜合|頻道|報[導道]|訊|電|組|號)$"
)
_OUTLET = re.compile(  # beside a label, what its person writes for
    r"(?:财经|財經|新闻|新聞|[日晚早时時周]报|[日晚早時週]報|新华社|中新社|中央社|通讯社|通訊社|周刊|在线|客户端|传媒|[网網])$"
)
_LAST_WORD = re.compile(r"[^、，,/／&\s\u3000]+$")
_NOBODY = re.compile(r"^(?:佚名|匿名|无名|未知|网友|小编|本站|本报|本刊|综合|綜合)$")
_LISTED = re.compile(rf"(?:{_HAN}{{1,4}}[、，,\s\u3000]{{1,2}})+{_HAN}{{1,4}}$")
_WIRE = re.compile(rf"[记記]者((?:{_HAN}|、){{4,16}})\d{{1,2}}(?:月\d{{1,2}})?日[电電讯訊]")
_FAR = re.compile(  # places of more than two characters from which agencies report
    r"(?:华盛顿|華盛頓|莫斯科|石家庄|哈尔滨|新加坡|洛杉[矶磯]|[旧舊]金山|雅加[达達]|吉隆坡|墨[尔爾]本|日[内內]瓦|乌鲁木齐|呼和浩特|"
    r"布[鲁魯]塞[尔爾]|法[兰蘭]克福)$"
)
_ALL_HAN = re.compile(rf"{_HAN}+$")
_FILED = re.compile(  # 【王某某╱台北報導】, 國際中心／王某某報導: names that the place or the desk beside them tells
    rf"(?:^|[【〔（(［\[／/╱]\s?)(?:編譯|特派員)?(?P<names>(?!{_HAN}{{1,3}}心){_HAN}{{2,4}}(?:[、，]{_HAN}{{2,4}})*)\s?[／/╱]\s?{_HAN}{{2,6}}(?:報[導道]|外電)|"
    rf"中心\s?[／/╱]\s?(?P<name>{_HAN}{{2,3}}(?:、{_HAN}{{2,3}})*)報[導道]"
)
_FILER = re.compile(  # 某新网1月3日电(王某某 李某)
    rf"日[电電讯訊]\s?[（(]({_HAN}{{2,4}}(?:[ 、\u3000]{_HAN}{{2,4}})*)[）)]"
)
_POSTED = re.compile(  # 【北京＝山田太郎】
    rf"[（(【\[][\u30a0-\u30ff\u4e00-\u9fff]{{2,10}}[=＝]({_HAN}{{3,5}}(?:、{_HAN}{{3,5}})*)[）)】\]]"
)
_SPACED = re.compile(rf"(?<!{_HAN})({_HAN})[ \u3000]({_HAN})(?!{_HAN})")
_LAST = re.compile(
    r"[。！？”」.!?]\s*[（(【]"
    r"(?:[\u4e00-\u9fff]{1,6}[部局][・\u3000 ])?"  # a desk's: （社会部・山田太郎）
    r"([\u3005\u4e00-\u9fff·]{2,5}(?:[ 、\u3000]{1,2}[\u3005\u4e00-\u9fff·]{2,5}){0,3})"
    r"(?:\s+編集[:：][^）)]{2,20})?[）)】]\s*$"
)
_PLACES = (  # and other words that begin with a surname
    " 成都 金华 温州 常州 安阳 石家庄 江西 江苏 安徽 甘肃 武汉 南京 海南 宁夏 海口 石河子 许昌 郑州 徐州 "
    "鲁甸 汤阴 沈阳 吉林 吉安 包头 荆州 万州 宁波 连云港 阳江 巴黎 柏林 钟祥 单县 康定 华盛顿 莫斯科 "
    "高雄 花蓮 金門 馬祖 連江 南投 華府 華盛頓 羅馬 馬尼拉 平壤 溫州 鄭州 蘭州 寧波 寧夏 江蘇 甘肅 "
    "封面 全文 完结 时评 方言 文章 图文 马上 简介 简历 单位 文集 相关 管理 "
)
_KOREAN_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허노심하곽성차주우구민나진지엄채원천방공현함변염여추도석"
    "선설마길연위표명기반왕옥맹탁봉복태목빈좌팽"
)
_KOREAN_NAME = rf"(?:남궁|황보|제갈|선우|독고)[가-힣]{{1,2}}|[{_KOREAN_SURNAMES}][가-힣]{{2}}"
_KOREAN = re.compile(
    rf"(?<![가-힣])({_KOREAN_NAME})\s?(?:선임|수습|인턴|전문|객원|산업|의학)?\s?"
    r"(?:기자|특파원|칼럼니스트|논설위원|평론가|앵커|에디터)(?![가-힣])"
)
_KOREAN_SHORT = re.compile(  # a name of two syllables, which many words are, where nothing else stands beside it
    rf"(?:^|[\]=)|/]\s?)(?!전[문직국]|선임|신[문입]|방송|지[역난]|문화|정치|연예|현장|명예|주[재간]|유명|여[행성]|남성|구독|기상|이날|"
    rf"조선|한국|서울)([{_KOREAN_SURNAMES}][가-힣])\s?기자(?=\s*(?:$|[=(<\[])|\s\S+@)"
)
_KOREAN_ADDRESS = re.compile(
    rf"(?:^|[\[(/]\s?)({_KOREAN_NAME})\s?[(<]?[\w.+-]+@[\w-]+\."
)  # [홍길동 hong@harbour.example]
_KOREAN_LIST = re.compile(  # before the last of several: 홍길동·김영희 기자
    rf"(?:(?:(?<![가-힣])(?:{_KOREAN_NAME})(?:\s?기자)?\s?[·ㆍ,]\s?)+|[)\]]\s?(?:(?:{_KOREAN_NAME})\s)+)\Z"
)
_KOREAN_EACH = re.compile(rf"(?<![가-힣])(?:{_KOREAN_NAME})(?![가-힣])")
_KOREAN_OFFICE = re.compile(r"[부팀국실소단]$")
_KOREAN_ELSE = re.compile(
    rf"{_KOREAN_OFFICE.pattern}|면$|^(?:한겨레|조선일|이슈|강원도|전라도|경기도|제주도|한국|오늘|주요|최신|정치|사회|문화|기자|기사|연예|국제|전체)"
)
_SIGNED = re.compile(  # 张某某/某某新闻; 某某网 张某某 2022-01-03; 张某某 北京报道
    rf"^(?P<one>{_HAN}{{3}}|{_HAN}{{2,3}}(?:[、\s]{_HAN}{{2,3}})+)\s?[/／]\s?{_HAN}{{2,8}}(?:新闻|财经|报|网|社)$|"
    rf"(?:报》?|网|社|新闻|财经|在线|报道|证券)\s+(?P<two>{_HAN}{{3}}|{_HAN}{{2,3}}(?:[,，、]{_HAN}{{2,3}})+)(?=\s+(?:(?:19|20)\d{{2}}[-/年]|{_HAN}{{2,4}}报道)|[）)]$)|"
    rf"(?:^|[|｜]\s?)(?P<alone>{_HAN}{{3}})\s(?:[综綜]合)?(?:报道|報[道導])(?=$|\s)|"
    rf"(?:19|20)\d{{2}}.*(?:[报報网網社]|新[闻聞]|[财財][经經]|报道)\s+(?P<last>{_HAN}{{3}}|{_HAN}{{2,3}}(?:\s{_HAN}{{2,3}}){{1,3}})$|"
    rf"^[\[［]?(?P<three>{_HAN}{{3,5}}(?:、{_HAN}{{3,5}})*)"  # Japanese, which tell themselves
    r"(?=\s+(?:19|20)\d{2}[-/.年]|[，,][^，,]{2,20}[\]］]$)"
)
_LINE = 160  # characters; a longer line is prose
_EDGE = 90  # characters at either end of prose in which a byline can stand


def han_bylines(words: str) -> Iterator[tuple[bool, str]]:
    """Yield the Chinese names behind labels, each with whether the label is an editor's."""
    if words.isascii():
        return
    if filer := _FILER.search(words, 0, _EDGE):
        yield from ((False, name) for name in _sure(_HAN_SPLIT.split(filer[1])))
    if len(words) > _LINE:  # in prose a byline stands in brackets or at an end
        words = f"{words[:_EDGE]}\n{words[-_EDGE:]}"
        words = "\n".join(re.findall(r"[（(【][^（）()【】]*[）)】]", words))
    for match in _WIRE.finditer(words) if "日" in words else ():
        yield from ((False, name) for name in _wire_names(match[1]))
    for match in _POSTED.finditer(words) if "＝" in words or "=" in words else ():
        listed = match[1].split("、")
        yield from ((False, name) for name in _sure(listed) if any(map(is_japanese, listed)))
    for match in _FILED.finditer(words) if "報" in words or "電" in words else ():
        yield from ((False, name) for name in _sure(re.split("[、，]", match["names"] or match["name"])))
    yield from ((False, name) for name in _LATIN.findall(words))
    for match in _LABELLED.finditer(words):
        is_editor = bool(_IS_EDITOR.search(match["label"]))
        sure = bool(match["mark"].strip()) and match["label"] not in ("记者", "記者")
        run = match["names"]
        if words.startswith(("记者", "記者"), match.end()):  # 采写：某都记者 张某某
            run = _LAST_WORD.sub("", run)
        for name in _han_names(run, sure):
            yield is_editor, name


def _sure(listed: list[str]) -> list[str]:
    """Return a list of names if all of it are persons'."""
    is_sure = sure_han_names(listed) == set(listed) and all(f" {name} " not in _PLACES for name in listed)
    return listed if is_sure else []


def signed(line: str) -> list[str]:
    """Return the names in a line beside the headline that are told by the outlet beside them alone."""
    match = None if line.isascii() or len(line) > _EDGE else _SIGNED.search(line)
    if match and match["three"]:
        listed = match["three"].split("、")
        return _sure(listed) if any(map(is_japanese, listed)) else []
    names = re.split(r"[,，、\s]", match["one"] or match["two"] or match["alone"] or match["last"]) if match else []
    return [name for name in names if is_han_name(name) and not _NOT_HAN_NAME.search(name)]


def listed_han(line: str) -> tuple[str, ...]:
    """Return the names of a line that lists several Chinese and nothing else, one of three characters among them."""
    names = _HAN_SPLIT.split(joined_han(line)) if _LISTED.match(line) else []
    is_list = len(names) > 1 and any(len(name) == 3 for name in names)
    return tuple(_sure(names)) if is_list and not any(map(_NOT_HAN_NAME.search, names)) else ()


def is_korean(line: str) -> bool:
    """Say whether a line is as long as a Korean name and begins with a surname."""
    return re.fullmatch(_KOREAN_NAME, line) is not None and not _KOREAN_ELSE.search(line)


def _wire_names(run: str) -> Iterator[str]:
    """Yield the names between an agency's label and the place it reports from: `记者张某某北京3日电`."""
    *names, last = run.split("、")
    place = _FAR.search(last)
    last = last[: place.start()] if place else last[: -2 if len(last) <= 5 else -3]
    yield from filter(is_han_name, (*names, last))


def _han_names(run: str, sure: bool) -> Iterator[str]:
    """Yield names from a run of Chinese words up to the first that is none; `sure` if a colon announced them."""
    parts = [name for part in _HAN_SPLIT.split(joined_han(run)) if (name := part.strip("・"))]
    if len(parts) > 1 and all(len(part) == 1 for part in parts[:2]):  # 张 三
        parts = ["".join(parts[:2]), *parts[2:]]
    if sure and len(parts) > 1 and _OUTLET.search(parts[0]):
        sure, parts = False, parts[1:]
    for number, part in enumerate(parts):
        rest = parts[number + 1 :]
        if part.endswith(_PHOTOGRAPHED) or (rest and rest[0] in _PHOTOGRAPHED):
            return
        is_whole = len(part) <= 2 or (len(part) == 3 and part[-1] == "文" and rest != ["图"])  # 陈大文, but 陈大文/图
        name = part if is_whole else _AFTER_NAME.sub("", part) or part
        if _NOT_HAN_NAME.search(name) or _NOBODY.match(name) or f" {name} " in _PLACES:
            return
        if not (is_han_name(name) or (sure and number == 0 and 2 <= len(name) <= 4)):
            return
        yield name
        if name != part:
            return


def is_han_name(name: str) -> bool:
    """Say whether Chinese characters are a person's name: a surname and one or two characters, or one with a dot."""
    if "·" in name:
        return 4 <= len(name) <= 16
    if name.startswith(_COMPOUND):
        return 3 <= len(name) <= 4
    if len(name) > 2 and name[-1] in _DISTRICTS:
        return False
    return is_japanese(name) or (2 <= len(name) <= 3 and name[0] in _SURNAMES)


def is_japanese(name: str) -> bool:
    """Say whether a name begins with a known Japanese surname."""
    has_surname = name[:2] in _JAPANESE or name[:3] in _JAPANESE_LONG
    return has_surname and 3 <= len(name) <= 5 and name[-1] not in _NOT_JAPANESE


def sure_han_names(names: Iterable[str]) -> set[str]:
    """Return the names of a list that are surely persons': beside a known Japanese one, others as long as such are."""
    listed = tuple(names)
    sure = {name for name in listed if is_han_name(name)}
    if any(map(is_japanese, listed)):
        sure.update(name for name in listed if 3 <= len(name) <= 5 and _ALL_HAN.match(name))
    return sure


def joined_han(words: str) -> str:
    """Write names of two characters that are spaced to the width of three without the space: `李 某`."""
    return _SPACED.sub(r"\1\2", words)


def last_words(text: str) -> list[str]:
    """Return the names that stand alone in brackets behind the last sentence: `……。（张某某）`."""
    match = _LAST.search(text[-60:])
    return _sure(re.split(r"[ 、\u3000]+", match[1])) if match else []


def korean_names(line: str) -> list[str]:
    """Return the names before a Korean word for what they do, in a line that is no prose or at its end."""
    if line.isascii():
        return []
    words = line if len(line) <= _LINE else f"{line[:_EDGE]} {line[-_EDGE:]}"
    found: list[str] = []
    for match in _KOREAN.finditer(words):
        before = _KOREAN_LIST.search(words, 0, match.start())
        found += _KOREAN_EACH.findall(before[0]) if before else ()
        found.append(match[1])
    names = [name for name in dict.fromkeys(found) if not _KOREAN_OFFICE.search(name)]
    return names or _KOREAN_SHORT.findall(words) or (_KOREAN_ADDRESS.findall(words) if "@" in words else [])


def labelled(line: str) -> list[str]:
    """Return the authors of a line that says what its names are: `某某報 記者王某某／台北報導`, `홍길동 기자`."""
    return [] if line.isascii() else korean_names(line) or [name for editor, name in han_bylines(line) if not editor]
