"""Tells the language of a text: by its script where that settles it, else by a detector; the page's word is a hint."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from tasks.normalize.markup import Markup

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_KANA = re.compile("[\u3041-\u30ff\uff66-\uff9d]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_HANGUL = re.compile("[\uac00-\ud7a3\u1100-\u11ff]")
_LETTER = re.compile(r"[^\W\d_]")
_SCRIPTS = {  # scripts that one language of the news uses
    "th": re.compile("[\u0e00-\u0e7f]"),
    "el": re.compile("[\u0370-\u03ff]"),
    "he": re.compile("[\u0590-\u05ff]"),
    "ka": re.compile("[\u10a0-\u10ff]"),
    "hy": re.compile("[\u0530-\u058f]"),
    "ta": re.compile("[\u0b80-\u0bff]"),
    "te": re.compile("[\u0c00-\u0c7f]"),
    "bn": re.compile("[\u0980-\u09ff]"),
}
_SAMPLE = 600  # characters that are looked at
_SURE = 100  # letters from which the detector is trusted more than the page, whose template may speak another
_ALIKE = frozenset(("bs", "hr", "sr"))  # which no detector tells apart in Latin letters
_CODE = re.compile(r"[a-z]{2,3}(?=[-_]|$)", re.IGNORECASE)


def detect_language(text: str, declared: str | None) -> str | None:
    """Return the ISO 639-1 code of a text; `declared` decides where the text is too short or too alike to tell."""
    sample = text[:_SAMPLE]
    letters = len(_LETTER.findall(sample))
    hint = language_code(declared)
    if not letters:
        return hint
    if script := _by_script(sample, letters):
        return script
    if hint is not None and letters < _SURE and hint not in ("zh", "ja", "ko"):
        return hint
    detected = str(_identifier().classify(sample)[0])
    return hint if hint in _ALIKE and detected in _ALIKE else detected


def language_code(tag: str | None) -> str | None:
    """Return the language of a tag such as `zh-CN`, `en_US` or `EN`; None if it is none."""
    match = _CODE.match((tag or "").strip())
    code = match[0].lower() if match else None
    return {"cn": "zh", "jp": "ja", "kr": "ko", "iw": "he", "in": "id"}.get(code, code) if code else None


def declared_language(markup: Markup) -> str | None:
    """Return what the page says of its own language."""
    inner = markup.article.get("inLanguage")
    return (
        (inner if isinstance(inner, str) else None)
        or (markup.tree.get("lang") if markup.tree is not None else None)
        or markup.meta("og:locale", "content-language", "language")
    )


def _by_script(sample: str, letters: int) -> str | None:
    """Return the language that the script settles: kana are Japanese, Hangul Korean, Han without them Chinese."""
    han, kana, hangul = (len(script.findall(sample)) for script in (_HAN, _KANA, _HANGUL))
    if (han + kana + hangul) * 5 >= letters:  # an ideograph says as much as a short word
        if hangul > han + kana:
            return "ko"
        return "ja" if kana * 10 > han + kana else "zh"
    return next((code for code, script in _SCRIPTS.items() if len(script.findall(sample)) * 2 > letters), None)


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)
