"""The words by which a page says that a time is that of its last change, in the languages that news is written in."""

from __future__ import annotations

import re

_CHANGED = (
    r"updated?|modified|revised|edited|last[ -]update|aktualisiert|aktualisierung|stand\b|geändert|überarbeitet|"
    r"mis(?:e)? à jour|modifiée?|actualisée?|actualizad[oa]|actualización|modificad[oa]|atualizad[oa]|atualização|"
    r"aggiornat[oa]|aggiornamento|modificat[oa]|bijgewerkt|gewijzigd|laatste update|uppdatera[dt]|ändrad|opdateret|"
    r"ændret|oppdatert|endret|päivitetty|muokattu|zaktualizowan[oy]|aktualizacja|aktualizováno|aktualizace|upravené|"
    r"aktualizované|upraveno|frissítve|módosítva|actualizat|actualizare|обновлен[оа]|обновление|изменено|оновлено|"
    r"güncelle\w*|ενημερώθηκε|ενημέρωση|diperbarui|diubah|cập nhật|ažurirano|posodobljeno|atnaujinta|"
    r"تحديث|עודכן|อัปเดต|อัพเดต|更新(?:时间|時間|日期|日時|日|于|於)?|修改(?:时间|時間)?|最后更新|最後更新|最終更新|更新日|"
    r"수정|업데이트|최종수정"
)
_LAST = (
    r"page|article|story|post|last|first|date|dernière|dernier|última|ultima|ultimo|letzte|zuletzt|senast|sist|sidst|"
    r"viimeksi|ostatnia|poslední|laatst|son|utolsó|τελευταία|последнее|terakhir|lần cuối"
)
_STATED = (
    r"published|posted|created|issued|veröffentlicht|erschienen|publiée?|publicad[oa]|pubblicat[oa]|gepubliceerd|"
    r"publicerad|publiceret|publisert|julkaistu|opublikowano|publikováno|közzétéve|опубликовано|yayınlan\w*|"
    r"δημοσιεύτηκε|发布|發布|发表|發表|公開|입력|등록"
)
UPDATED = re.compile(
    rf"^\W*(?:(?:{_LAST})\s+)*(?:{_CHANGED})|(?:更新|수정)(?:済み|日時)?[\])）\s]*$",
    re.IGNORECASE,
)
LABEL = re.compile(
    rf"(?:(?:{_LAST})\s+){{0,2}}(?:{_CHANGED}|{_STATED})(?:\s*(?:time|date))?"
    r"[\s:：|\[（(]*(?:on|at|am|a|à|le|el|em|il|den|op|på|la|dnia|dne)?\s*$",
    re.IGNORECASE,
)
