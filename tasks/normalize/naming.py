"""Reads the persons in a statement of authors, and tells their names from those of newsrooms, agencies and desks."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from tasks.normalize.cjk import is_han_name, is_japanese, joined_han, labelled, sure_han_names
from tasks.normalize.newsrooms import AGENCIES, NEWSROOMS

_BY = re.compile(
    r"^\s*(?:autor[/:*_](?:in|innen)\s*[:：]\s*|(?-i:de)\s+(?=(?-i:[^\W\d_a-z])\w+[\s-](?-i:[^\W\d_a-z]))|"
    r"(?:(?:written|words|posted|story|text|reporting|analysis|opinion|commentary|review|curated|reported|"
    r"submitted) by|"
    r"additional reporting (?:by|from)|by|von|par|por|di|author|autore?|auteur|文|作者|撰文|记者|本报记者)"
    r"\s*[:：/]?\s+|(?:contributors?|haber|muhabir|yazan|teksti?|text|penulis|โดย|كتبت?|بقلم|إعداد|מאת|текст|автор|"
    r"この記事を書いた人|執筆者?|文責|著者|筆者|投稿者)"
    r"\s*[:：]\s*)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(?:本报|本報|本网|本刊)?(?:记者|記者|作者|撰文|文|采写|撰稿|通讯员|通訊員|特约记者|实习记者|特約記者)\s*[:：/]?\s*"
)
_EDITOR = re.compile(r"^(?:责任编辑|责编|编辑|校对|审核|编审|主编|Edited by|Editing by)\s*[:：/]?", re.IGNORECASE)
_ASIDE = re.compile(r"(?<=\S)\s*[(（\[][^()（）\[\]]*(?:[)）\]]|$)|(?<=\w)\s+@\w+")
_HOST_ASIDE = re.compile(r"[(（]\s*(?:https?://)?www\.")  # Harbour Post (www.example.com)
_ADDRESS = re.compile(r"(?<!\S)\S*(?:://|\w@\w)\S*")
_LINKS = "y|e|i|ve|en|och|og|dan|и|та|și"
SPLIT = re.compile(
    r"\s*(?:,|;|\||•|、|，|；|&|/|／|\s·\s|\b(?:and|AND|und|et)\b|\s(?:with|avec|mit|con|com|met|med)\s|"
    rf"\b(?:{_LINKS})\b(?=\s[^\W\d_a-z]))\s*"
)
_JOINED = re.compile(rf"\s(?:{_LINKS})\s")
_CREDENTIAL = re.compile(
    r"^(?:M\.?[DSA]\.?|M\.?P\.?H\.?|Ph\.?\s?D\.?|R\.?[DN]\.?N?|MBA|CFA|CFP|CPA|EA|JD|LLM|Jr\.?|Sr\.?|II|III|FAND|MS|BSc?|MSc|"
    r"RDN|LDN|CDN|CSCS|CPT|LCSW|LMFT|DDS|DO|DPT|PsyD|PharmD|NP|FNP|Esq\.?|[A-Z]{2,6}(?:-[A-Z]{1,4})?)$"
)
_RANK = (
    r"(?:staff|senior|chief|lead|deputy|assistant|associate|special|contributing|freelance|guest|investigative|managing|"
    r"executive|national|foreign|political|politics|business|economics?|economy|markets?|finance|financial|science|health|"
    r"technology|tech|sports?|crime|court|education|environment|climate|energy|world|city|local|general|features?|"
    r"culture|arts?|entertainment|travel|food|auto|media|news|digital|multimedia|data|transport|housing|property|"
    r"consumer|royal|showbiz|lifestyle|weather|community|county|council|democracy|regional|rural|legal|security|"
    r"defen[cs]e|diplomatic|religion|agriculture|banking|retail|district)"
)
_POST = re.compile(  # what a person is, with the words before it that are no name
    rf"(?<!\w)(?:(?:{AGENCIES})\s+)?(?:(?:{_RANK}\s+)+(?:writer|fellow|producer)|(?:{_RANK}\s+)*(?:reporter|editor-in-chief|"
    r"editor|correspondent|contributor|columnist|journalist|redakteur(?:in)?|korrespondent(?:in)?|journaliste|"
    r"correspondante?|envoyée? spéciale?|periodista|redactora?|corresponsal|giornalista|inviat[oa]|jornalista|"
    r"rep[óo]rter|colunista|muhabiri|dziennikar(?:z|ka)|redaktor(?:ka)?|toimittaja|novinář(?:ka)?|журналист(?:ка)?|"
    r"корреспондент|обозреватель|кореспондент|журналіст(?:ка)?|wartawan)|senior \w+)\b",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s+(?:(?:in|for|For|FOR|at|of|from|à|en|aus)\s+[A-Z]|\d+ min|(?i:updated|published|edited)\s).*$|"
    r"\s+(?i:special to|foto|photo)\b.*$|"
    r"\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$|"
    r"\s+(?:기자|記者|记者|특파원)$"
)
_EMPLOYER = re.compile(rf"(?<=\w)\s+(?:(?:The\s+)?(?:{AGENCIES})|[A-Z]{{3,}}[a-z]+)$")  # behind a name without a comma
_NOT_A_PERSON = re.compile(
    r"https?:|www\.|@|\.(?:com|net|org)\b|\b(?:admin(?:istrator)?|unknown|undefined|null|guest|user|anonymous|inc|llc|ltd|"
    r"gmbh|company|group|grupa|gruppo|grupo|groupe|foundation|institute|university|department|clinic|center|centre|"
    r"association|read more|"
    r"kontributor|liputan|view all|follow|subscribe|share|comments?|profile|bio|photo|images?|"
    rf"ediciones|[eé]ditions|verlag|ministerium|ministerio|ministère)\b|{NEWSROOMS}|"
    r"小编|管理员|佚名|匿名|報[導道]$|报道$|^\S*\d+$|^(?:name|author|authors|by|op|op-ed)$",
    re.IGNORECASE,
)
_OFFICE = re.compile(  # words that offices and newspapers begin or end in, and persons do not
    r"\b(?:(?:ai|staff|senior|contributing|freelance|guest) writer|expert|director|manager|specialist|analyst|"
    r"president|officer|founder|producer|strategist|consultant|policy|explainer|"
    r"researcher|dietitian|nutritionist|photographer|disclosure|herald|tribune|journal|gazette|chronicle|express|"
    r"standard|guardian|telegraph|observer|monitor|dispatch|examiner|[ei]nquirer|sentinel|bulletin|weekly|hindu|globe|correspondents?|sports?|reports?|opinion)$|^the\s|"
    r"^(?:written|posted|published|about|more|all|by|vp|ceo|sr|event|community|our|for|from|letters?|middle|united|latin|"
    r"new|north|south)\b|^(?:le|la|les|el|los|las|il|die|der|das|(?-i:do|da))\s[^\s]+$",  # Le Monde, Die Zeit, do Rio
    re.IGNORECASE,
)
_HAN_POST = re.compile(r"(?<=[\u4e00-\u9fff]{2})\s?(?:[记記]者|編集委員|論説委員)$")
_HAN_NAME = re.compile(r"^[\u4e00-\u9fff々·]{2,}(?:[ \u3000]+[\u4e00-\u9fff々·]{2,})+$")
_PARTICLES = frozenset(
    re.findall(
        r"\S+",
        "de da do dos das del della di du des la le el al bin ibn ben van von der den ter te zu af av y e i bint binti "
        "d' st ul ur abu dal lo",
    )
)
_WHOLE = re.compile(  # a statement that is an office as a whole, whatever it would be split at
    r"\b(?:cent(?:er|re)|department|institute|universit\w+|ministry|office|bureau|association|committee|school|council|"
    r"agency|federation|society|foundation)\s+(?:for|of|on|de|für)\b",
    re.IGNORECASE,
)
_FIRM = re.compile(  # a company as a whole, which a comma may part from its legal form: Harbour Robotics, Inc.
    r"^[^,;|]+,?\s(?:Inc|L\.?L\.?C|Ltd|Limited|Corp|Corporation|plc|GmbH|(?-i:AG|S\.?A|N\.?V|S\.p\.A|AB|ASA|Oyj))\.?$",
    re.IGNORECASE,
)
_TWICE = re.compile(
    r"^(?P<name>\w\S*\s.{2,40}?)(?:\s+by|\s*,)?\s+(?P=name)$", re.IGNORECASE
)  # Ann Author By Ann Author
_SENTENCE = re.compile(r"(?<=[^\W\d_A-Z]{3})(?<!Prof)(?<!Capt)\.\s+(?=[A-Z])")  # Ann Author. Harbour Post
_INITIALS = re.compile(
    r"^(?:ap|afp|dpa|ansa|pti|efe)$|^(?:A[Pp]|AFP|DPA|APA|ANSA|PTI|IANS|ANI|EFE|TASS|STA|BTA|MTI|TT|NTB|STT|PAP|ČTK|TASR|AA|DHA|VNA)\b|^[A-Z]{3,}\s+[A-Z][a-z]|^[A-Z0-9]{4,}$|^[A-Z]+\d|^[A-Z]{2,}-[A-Z]?[a-zß-ü]{4,}$|\s[–—-]\s"
)  # CNN Business, KWCH, R2 Harbour, NDR-Studio, IT - Office
_INVERTED = re.compile(r"^([^\W\d_][\w'’-]+),\s+([^\W\d_][\w'’-]+)$")
_PREFIX = re.compile(r"\b(?:Mc|Mac|De|Di|Du|La|Le)(?=[A-Z]{2})")  # JOHN McAUTHOR
_SHORTENED = re.compile(r"\s(?:[JS]r|[A-ZА-ЯΑ-Ω])$")  # words whose full stop belongs to the name: Ben Writer Jr.
_GENERATION = re.compile(r"III?|IV")  # JOHN AUTHOR III
_LONGEST = 60  # characters of a name
_GIVEN = frozenset(Path(__file__).with_name("given_names.txt").read_text(encoding="utf-8").split())


def persons(statements: list[str]) -> tuple[str, ...]:
    """Split bylines into persons, each once, in their order."""
    found: dict[str, str] = {}
    for statement in statements:
        for name in _names(statement):
            found.setdefault(name.casefold(), name)
    return tuple(found.values())


def _names(statement: str) -> list[str]:
    """Return the persons in one byline; an editor is none of its authors."""
    line = joined_han(" ".join(statement.split()))
    if _EDITOR.match(line) or _WHOLE.search(line) or _FIRM.match(line) or _HOST_ASIDE.search(line):
        return []
    if named := labelled(line):
        return named
    line = _ASIDE.sub(" ", _ADDRESS.sub("", line).strip("（）()[] "))
    line = _SENTENCE.split(_LABEL.sub("", _BY.sub("", line)), maxsplit=1)[0]
    line = twice["name"] if (twice := _TWICE.match(line)) else line
    name, dash, _ = line.partition(" - ")
    if dash and is_known(name) and is_full(name):  # Ann Author - Harbour Post
        line = name
    if inverted := _INVERTED.match(line):
        surname = inverted[1].capitalize() if inverted[1].isupper() else inverted[1]
        line = f"{inverted[2]} {surname}"
    line = _HAN_POST.sub("", line)
    if _HAN_NAME.match(line):
        first, _, rest = line.partition(" ")
        if is_japanese(f"{first}〇") and " " not in rest:  # a surname and a given name
            return [line]
        return [name for name in line.split() if is_person(name)]
    parts = _parts(line)
    found = [name for name in parts if is_person(name)]
    if len(parts) > 1 and not is_person(parts[0]) and _is_cased(parts[0]):  # Harbour Ltd, Hamburg, Germany
        return [name for name in found if is_full(name)]
    if len(found) > 1 and is_full(found[0]) and _is_cased(found[0]):  # Ann Author, Harbourist: the second is no person
        return [name for name in found if is_full(name)]
    return found


def _parts(line: str) -> list[str]:
    """Return what can be names in a line, without what each person is; behind that a stranger can be an employer."""
    if _is_one_name(line):
        return [_cased(_clean(line))]
    found: list[str] = []
    has_post = False
    for part in SPLIT.split(line):
        post = _POST.search(part)
        name = _cased(_clean(_beside(part, post) if post else part))
        if post and found and part.endswith(post[0]) and not is_known(name):  # Ann Author / East Harbour Reporter
            name = ""
        if not (has_post and _is_cased(name) and not is_known(name)):
            found.append(name)
        has_post = has_post or post is not None
    return found


def _beside(part: str, post: re.Match[str]) -> str:
    """Return the full name before or behind what a person is: `Ann Author Senior Reporter`, `Reporter Ann Author`."""
    sides = (_clean(part[: post.start()]), _clean(part[post.end() :]))
    return next((side for side in sides if side and is_full(_cased(side))), "")


def _clean(part: str) -> str:
    name = _TAIL.sub("", _BY.sub("", _LABEL.sub("", part.strip()))).strip(" .:：-–—/\"'“”*|·")
    if _SHORTENED.search(name) and f"{name}." in part:
        return f"{name}."
    alone = _EMPLOYER.sub("", name)
    return alone if " " in alone else name


def _is_one_name(line: str) -> bool:
    """Say whether a short Western conjunction belongs to a name: `José Ortega y Gasset`."""
    sides = _JOINED.split(line)
    return len(sides) == 2 and not _POST.search(line) and "," not in line and any(len(s.split()) < 2 for s in sides)


def _cased(name: str) -> str:
    """Write a name that is in capitals, or whose surname is, as names are written."""
    words = name.split()
    if len(words) < 2 or any(len(word) > 2 and "." in word for word in words):
        return name
    is_shouted = _PREFIX.sub("", name).isupper()
    shouts = [is_shouted or (len(word) > 3 and word.isupper() and not words[0].isupper()) for word in words]
    return " ".join(_titled(word) if shout else word for word, shout in zip(words, shouts, strict=True))


def _titled(word: str) -> str:
    if _GENERATION.fullmatch(word):
        return word
    word = re.sub(rf"({_PREFIX.pattern})?([^\W\d_]+)", lambda part: f"{part[1] or ''}{part[2].capitalize()}", word)
    return re.sub(r"^Mc([a-z])", lambda match: f"Mc{match[1].upper()}", word)


def _is_cased(name: str) -> bool:
    return name[:1].lower() != name[:1].upper()


def is_person(name: str) -> bool:
    """Say whether a name can be a person's."""
    if not 2 <= len(name) <= _LONGEST or _CREDENTIAL.match(name):
        return False
    if _NOT_A_PERSON.search(name) or _OFFICE.search(name) or _INITIALS.search(name):
        return False
    words = name.split()
    if not name[0].isalpha() or len(words) > 6 or any(mark in name for mark in "?!<>{}=#_:"):
        return False
    cased = [word for word in words if _is_cased(word)]
    return not cased or any(word[0].isupper() for word in cased)


def is_full(name: str) -> bool:
    """Say whether a name is surely a person's: two words or more that begin like names, or a Chinese name."""
    if "\u4e00" <= name[0] <= "\u9fff":
        return is_han_name(name)
    words = name.replace("-", " ").split()
    if "\uac00" <= name[0] <= "\ud7a3":
        return 2 <= len(name) <= 4
    return (
        2 <= len(words) <= 5
        and all(word[0].isupper() or word.lower() in _PARTICLES or not _is_cased(word) for word in words)
        and not words[-1][0].islower()
        and not any(character.isdigit() for character in name)
    )


def full(found: tuple[str, ...]) -> tuple[str, ...]:
    """Return those that are surely persons; one Japanese name that is known vouches for the others of its list."""
    han = sure_han_names(found)
    return tuple(name for name in found if name in han or is_full(name))


def is_known(name: str) -> bool:
    """Say whether a name of two words or more begins with a common given name."""
    first, _, rest = name.replace("-", " ").partition(" ")
    return bool(rest) and _plain(first) in _GIVEN


def _plain(word: str) -> str:
    """Return a word without its case and accents."""
    word = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in word if not unicodedata.combining(character))
