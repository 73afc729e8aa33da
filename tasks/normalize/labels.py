"""The words by which a page says of what a time is: of its publication, its last change, or something else."""

from __future__ import annotations

import re

_CHANGED = (
    r"updated?|modified|revised|edited|last[ -]update|aktualisiert|aktualisierung|\bstand\b|geändert|überarbeitet|"
    r"mis(?:e)? à jour|modifiée?|actualisée?|actualizad[oa]|actualización|modificad[oa]|atualizad[oa]|atualização|"
    r"agg\.|aggiornat[oa]|aggiornamento|modificat[oa]|modifica\b|bijgewerkt|gewijzigd|aangepast|laatste update|"
    r"uppdatera[dt]|ändrad|redigerad|opdateret|ændret|oppdatert|endret|päivitetty|muokattu|zaktualizowan[oy]|"
    r"aktualizováno|aktualizace|upravené|aktualizované|upraveno|frissítve|módosítva|actualizat|actualiz[aă]r(?:e|ii)|"
    r"aktualizacj[ai]|обновлен[оа]|обновлени[ея]|изменено|исправлено|оновлено|последна промяна|"
    r"güncelle\w*|ενημερώθηκε|ενημέρωση|diperbarui|diubah|"
    r"cập nhật|ažurirano|posodobljeno|atnaujinta|تحديث|به\u200cروز(?:رسانی)?|עודכן|अपडेटेड|अपडेट|อัปเดต|อัพเดต|ปรับปรุง|"
    r"modificación|editad[oa]|modyfikacj[ai]|zmodyfikowano|frissítés|оновлення|обновена|актуализирана|ажурирано|uppfært|"
    r"osveženo|izmenjeno|(?:poslj?ednja|zadnja) izmj?ena|actualitzat|përditësuar|uuendatud|muudetud|atjaunots|"
    r"papildināts|dikemas ?kini|আপডেট|اپ ڈیٹ|redigeret|bewerkt|"
    r"更新(?:时间|時間|日期|日時|日|于|於)?|修改(?:时间|時間)?|最后更新|最後更新|最終更新|更新日|수정|편집|업데이트|최종수정"
)
_LAST = (
    r"page|article|story|post|last|first|originally|date|dernière|dernier|última|ultima|ultimo|letzte|zuletzt|senast|"
    r"sist|sidst|viimeksi|ostatnia|poslední|laatst|son|utolsó|τελευταία|последнее|terakhir|"
    r"lần cuối|آخر|data|datum|дата"
)
_STATED = (
    r"published|posted|created|issued|veröffentlicht|erschienen|publiée?|publicad[oa]|pubblicat[oa]|gepubliceerd|"
    r"publicerad|publiceret|publisert|julkaistu|opublikowano|publikováno|közzétéve|опубликовано|yayı[nm]lan\w*|"
    r"publicării|publikacji|utworzenia|публикации|oluşturulma|giriş tarihi|δημοσιεύτηκε|"
    r"发布|發布|发表|發表|首发|公開|입력|등록"
)
# GMTFirst published: neighbours run together
_BEGINNING = r"(?:(?<![^\W\d_])|(?<=(?-i:[A-Z]{2}))(?=(?-i:[A-Z][a-z])))"
UPDATED = re.compile(
    rf"^\W*(?:(?:{_LAST})\s+)*(?:{_CHANGED})|(?:更新|수정)(?:済み|日時)?[\])）\s]*$",
    re.IGNORECASE,
)
LABEL = re.compile(  # before a date, with a preposition and a weekday
    rf"(?:(?:{_LAST})\s+){{0,2}}(?:{_CHANGED}|{_STATED})(?:\s*(?:time|date|tarihi|saati))?"
    r"[\s:：|/·•–—\[（(]*(?:on|at|am|a|à|le|el|em|il|den|op|på|la|dnia|dne|lúc)?[\s:：]*(?:[^\W\d_]{2,12}[.,]{0,2}\s+)?$",
    re.IGNORECASE,
)
PUBLISHED = re.compile(rf"\W*(?:(?:{_LAST})\s+)*(?:{_STATED})", re.IGNORECASE)
"""What a line begins with that states a publication."""
WITHIN = re.compile(rf"{_BEGINNING}(?:(?:{_LAST})\s+){{0,2}}(?:{_CHANGED}|{_STATED})", re.IGNORECASE)
"""Where another statement begins within one."""
FIRST = re.compile(r"\b(?:first|originally)\s+published\b|首发", re.IGNORECASE)
"""A statement that says so itself is the publication, whatever stands before it."""
BEHIND = r"(?:更新|수정|편집)"
"""What says of the clock before it that it is that of a change."""
ELSE = re.compile(
    r"(?:\b(?:when|event|log[ -]?in|logged in|registered|expir(?:es|y|ed)|starts?|begins?|beginn|ends?|deadline|"
    r"clos(?:e|ing)|kick-?off|born|died|valid(?: until| from| thru)?|as of|cuándo|wann|quand|quando)\b|"
    r"活动时间|截止|截至|会议时间|开庭|举办时间|报名|上映|生日|有效期|到期|开赛|开始时间|结束时间|当前时间|今天是|마감)"
    r"[^\w\d]*$",
    re.IGNORECASE,
)
"""What says of the time behind it that it is that of something else."""
