"""Words by which newsrooms, agencies and desks sign articles, in the languages of the news."""

from __future__ import annotations

AGENCIES = r"Associated Press|Reuters|Bloomberg(?: News)?|AP|AFP|UPI|dpa|APA|EFE|ANSA|PTI|IANS|ČTK|PAP|NTB|STT|TASR"
_WORDS = (  # on their own, whatever stands beside them
    "staff|team|desk|newsroom|editors?|editorial|news|press|agency|agencies|agence|agencia|agencias|agência|agências|"
    "agentur|presse-agentur|magazine|times|international|media|online|official|bureau|wire|newswire|service|services|"
    "tv|web|digital|today|getty|sponsored|advertorial|brand studio|content studio",
    "reuters|associated press|bloomberg|xinhua|tanjug|belga|lusa|bernama|antara|agerpres|mediafax|keystone-sda|ritzau|"
    "anadolu|yonhap|kyodo|jiji|notimex|t[eé]lam|prensa latina|europa press|agenzia nova|adnkronos|folhapress|"
    "estadão conteúdo|globenewswire|accesswire|ttxvn|avec afp|ukrinform|tass",
    "redaktion(?:en)?|redaksjonen|redaksi|redacci[oó]n|redazione|r[eé]daction|redação|redakcj[ai]|redakce|redakci[ai]|"
    "redakcija|redactie|redac[tț]ia|redacţia|uredni[sš]tvo|toimitus|toimetus|szerkesztőség|haber merkezi|servisi|"
    "ban biên tập|tòa soạn|phóng viên",
    "редакци[яи]|редакція|редакцията|уредништво|тасс|риа|новости|новини|новини|вести|вісті|интерфакс|інтерфакс|рбк|"
    "ведомости|известия|коммерсантъ?|агентств[оа]|пресс-служба|прес-служба|укр[иі]нформ|отдел|бюро",
    "σύνταξη|συντακτική|ομάδα|απε-μπε|ειδήσεις",
    "وكالات|وكالة|رويترز|فرانس برس|أ ف ب|د ب أ|التحرير|تحرير|صحيفة|جريدة|قناة|الأناضول|أخبار|خبرگزاری|تحریریه|ڈیسک|"
    "نیوز",
    "מערכת|המערכת|סוכנויות|סוכנות|רויטרס|חדשות",
)
_PARTS = (  # within words, of scripts that write them together or whose vowels end no word
    "กองบรรณาธิการ|ทีมข่าว|สำนักข่าว|ออนไลน์|ผู้สื่อข่าว|डेस्क|न्यूज|ब्यूरो|एजेंसी|संवाददाता|टीम|ডেস্ক|প্রতিবেদক|নিউজ|প্রতিনিধি|"
    "编辑|編輯|編集|本报|本刊|新华社|中新社|新華社|中央社|综合|報道組|报道组|取材班|网易|新浪|搜狐|腾讯|共同通信|時事通信|"
    "事務所|株式会社|"
    "뉴스|뉴시스|네이버|언론|일보|신문|통신|방송|편집국|취재팀|온라인"
)
_ENDS = (
    "[报報網网社台]$|新聞$|中心$|通信$|通讯$|通訊$|[가-힣]팀$|"
    "[가-힣](?:경제|투데이|데일리|타임스|저널|닷컴|미디어|헤럴드)$|[가-힣]{2}부$|^(?:기자|[记記]者)$"
)
_OFFICES = (  # in which Chinese and Japanese names of outlets and offices end
    "[财財][经經]|快[讯訊]|客[户戶]端|新聞雲|[周週]刊|杂志|雜誌|[传傳]媒|观察|觀察|研究[院所]|大[学學]|[学學]院|公司|集[团團]|"
    "委[员員][会會]|[协協][会會]|政府|[办辦]公室|[网網]友|ニュース|社[论論]|本[报報][讯訊]"
)
NEWSROOMS = rf"\b(?:{'|'.join(_WORDS)})\b|{_PARTS}|{_ENDS}|(?:{_OFFICES})$"
