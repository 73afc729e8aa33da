"""Words that make a fact, and words that may stand for one another, as folding leaves them: without accents.

A word of another language goes into the list that says what it is; nothing else has to change.
"""

from __future__ import annotations

from itertools import combinations

NUMBERS = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands
    million millions billion billions trillion trillions dozen dozens half third quarter first second fourth
    fifth sixth seventh eighth ninth tenth once twice double doubled triple tripled quadruple ein zwei drei vier
    funf sechs sieben acht neun zehn elf zwolf zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig
    hundert hunderte tausend tausende halb doppelt erste zweite dritte vierte deux trois quatre cinq sept huit
    neuf dix onze douze quinze vingt trente quarante cinquante soixante cent cents mille million milliard
    milliards billions douzaine dizaine dizaines centaines milliers moitie tiers quart premier premiere deuxieme
    troisieme quatrieme uno dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte treinta
    cuarenta cincuenta sesenta setenta ochenta noventa cien ciento cientos doscientos quinientos mil miles
    millon millones billon billones docena docenas decenas mitad tercio cuarto primero primera segundo segunda
    tercera"""
DAYS = """
    monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday lundi mardi mercredi jeudi
    vendredi samedi dimanche janvier fevrier mars avril mai juin juillet aout septembre octobre novembre
    decembre lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio julio
    agosto septiembre octubre noviembre diciembre heute gestern morgen hier demain hoy ayer manana"""
NEGATIONS = """
    no not never neither nor none nobody nothing without cannot t hardly nicht kein keine keinen keinem keiner
    nie niemals ohne weder ne n pas jamais aucun aucune sans ni non nunca jamas sin ningun ninguna ninguno
    tampoco"""
DIRECTIONS = """
    up down rise rises rose rising fall falls fell falling gain gains gained lose loses lost beat beats miss
    misses missed buy buys bought sell sells sold more less most least higher lower high low above below over
    under increase increases increased decrease decreases decreased grow grew growth shrink shrank decline
    declines declined profit profits loss losses upgrade upgraded downgrade downgraded approve approved reject
    rejected open opened close closed before after losing buying selling fewer highest lowest increasing
    decreasing growing shrinking declining upgrades downgrades approves rejects opens closes mehr weniger vor
    nach plus moins avant apres mas menos antes despues"""
OPPOSITES = """
    grows shrinks opening closing add adds added remove removes removed raise raises raised cut cuts start
    starts started begin begins began end ends ended stop stops stopped win wins won winner winners loser losers
    accept accepts accepted refuse refuses refused deny denies denied confirm confirms confirmed support
    supports supported oppose opposes opposed back backed allow allows allowed permit ban bans banned forbid
    prohibit prohibited enter enters entered leave leaves left arrive depart import imports imported export
    exports exported hire hires hired fire fired expand expands expanded contract contracts contracted
    strengthen strengthens strengthened weaken weakens weakened improve improves improved worsen worsens
    worsened succeed succeeds succeeded fail fails failed success failure strong stronger strongest weak weaker
    weakest good better best bad worse worst big bigger biggest large larger largest small smaller smallest
    great greater little long longer longest short shorter shortest early earlier earliest late later latest new
    newer newest old older oldest young fast faster slow slower quick rich richer poor poorer hot cold warm cool
    wet dry hard easy easier harder difficult safe safer dangerous risky cheap cheaper expensive positive
    negative optimistic pessimistic bullish bearish hawkish dovish guilty innocent true false right wrong full
    empty public private domestic foreign local global north south east west northern southern eastern western
    inside outside internal external male female man woman men women boy girl he she his her him father mother
    son daughter husband wife brother sister alive dead live die died born majority minority maximum minimum
    supply demand surplus deficit always often rarely seldom sometimes everyone all many few both either same
    different temporary permanent include includes included exclude excludes excluded ahead behind love loves
    hate hates advantage disadvantage peace war hoher niedriger hoch niedrig steigen steigt stieg gestiegen
    fallen fallt fiel gefallen sinken sinkt sank gesunken gut besser schlecht schlechter gross grosser klein
    kleiner stark schwach neu alt fruh spat immer hausse baisse augmente augmenter augmentation diminue diminuer
    diminution monte haut bas bon mauvais meilleur pire grand petit fort faible toujours gagne perdu gagner
    perdre pour contre sube subio subir baja bajo bajar aumenta aumento aumentar disminuye disminuyo alza caida
    alto mejor peor bueno malo grande pequeno fuerte debil siempre gana pierde favor contra victory defeat lend
    lends lent borrow borrows borrowed lender borrower creditor debtor tight loose tighten tightens tightened
    loosen loosens loosened ease eases eased ceiling floor friend enemy ally rival"""
HAN_NUMERALS = "〇零一二三四五六七八九十百千万亿兆两半双"
HAN_NEGATIONS = "不未否无非没勿毋莫别"
HAN_DIRECTIONS = "涨跌升降增减高低买卖盈亏上下多空进出正负东南西北男女"
HANGUL_NEGATIONS = "안못않없"
KANA_NEGATION = r"な[いかくけ]|ません|ず|ぬ|まい"  # of a verb or adjective
NEGATIVE_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "mis", "anti", "de")

FACTS = frozenset(" ".join((NUMBERS, DAYS, NEGATIONS, DIRECTIONS)).split())  # wherever they stand
CONTRASTS = frozenset(OPPOSITES.split())  # in the place of another word
FACT_CHARACTERS = frozenset(HAN_NUMERALS + HAN_NEGATIONS + HAN_DIRECTIONS + HANGUL_NEGATIONS)

_INTERCHANGEABLE = """
    认为 评论 指出 表示 称 说 说道 介绍 介绍说 透露 坦言 强调 提到 直言 谈到
    宣布 公告 公布 发布 披露 通报
    据悉 据了解 据介绍
    日前 近日 近期
    但 但是 不过 然而 可是
    因为 由于
    因此 所以 因而
    目前 当前 现在
    此外 另外
    如果 若 如
    还 也 亦
    和 与 及 以及 跟 同
    为 是 系
    在 于
    自 从
    超 超过 逾
    须 需 需要
    可 可以 能 能够
    这 此 该
    的 地 得 之
    は が も
    した しました
    する します
    です である だ
    은 는 이 가
    을 를
    와 과"""  # a line each
INTERCHANGEABLE = frozenset(
    frozenset(pair) for line in _INTERCHANGEABLE.strip().splitlines() for pair in combinations(line.split(), 2)
)
