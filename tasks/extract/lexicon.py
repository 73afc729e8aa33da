"""The words of the lines around an article, in the languages that news is written in: data for `furniture.py`.

Words between spaces; `-` marks a stem, which any word may begin with. Alternatives of patterns between `|`.
"""

# fmt: off
MONTHS = (
    "jan- jän- ján- ene- gen- oca- led- tam- sty- ιαν- янв- січ- яну- јан- ינו- בינ- ينا- जनव- জানু- มกรา- ม.ค feb- "
    "fev- fév- hel- lut- peb- vas- velj- úno- şub- φεβ- фев- лют- פבר- בפב- فبر- شبا- फरव- ফেব- กุมภา- ก.พ mar- már- "
    "mär- maa- maerz mrz bře- kov- ožu- μαρ- мар- бер- מרץ במר- مار- آذا- मार्- মার- มีนา- มี.ค apr- abr- avr- ápr- "
    "bal- dub- huh- kwi- nis- tra- απρ- апр- кві- אפר- באפ- أبر- ابر- نيس- अप्र- এপ্র- เมษา- เม.ย may- mai- maj- "
    "máj- mag- mei- kvě- tou- geg- svib- μάι- μαΐ- μαί- май- мая- мај- трав- מאי במא- ماي- أيا- मई মে พฤษภา- พ.ค "
    "jun- jui- jún- jūn- haz- cze- čer- giu- kes- bir- lipn- ιουν- июн- чер- јун- יונ- ביו- يون- حزي- जून জুন "
    "มิถุนา- มิ.ย jul- jūl- júl- lug- lip- hei- tem- liep- srp- ιουλ- июл- лип- јул- יול- يول- تمو- जुल- জুল- กรกฎา- "
    "ก.ค aug- aou- aoû- ago- agu- ağu- elo- sie- rug- kolov- agt ogos- αυγ- авг- сер- אוג- באו- أغس- آب अगस- আগস- "
    "สิงหา- ส.ค sep- set- syy- eyl- wrz- zář- ruj- σεπ- сен- вер- ספט- בספ- سبت- أيل- सित- সেপ- กันยา- ก.ย oct- okt- "
    "out- ott- eki- paź- říj- lok- spal- οκτ- окт- жовт- אוק- أكت- अक्ट- অক্ট- ตุลา- ต.ค nov- nóv- kas- lis- mar- stud- "
    "noi- lapk- νοε- ноя- нояб- лист- ное- נוב- בנו- نوف- नवं- নভে- พฤศจิกา- พ.ย dec- dez- déc- dic- dis- des- ara- "
    "gru- pro- jou- δεκ- дек- груд- דצמ- בדצ- ديس- दिस- ডিসে- ธันวา- ธ.ค"
)
WEEKDAYS = (
    "mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun sunday lun- mar "
    "mardi martes martedì mer mercredi mercoledì mié- mie miércoles jeu jeudi jue jueves gio giovedì ven vendredi "
    "venerdì vie viernes sam samedi sáb- sab sabato dim dimanche dom domenica domingo seg segunda segunda-feira ter "
    "terça terça-feira qua quarta quarta-feira qui quinta quinta-feira sex sexta sexta-feira mo di mi do fr sa so "
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag maanantai- tiistai- keskiviik- torstai- "
    "perjantai- lauantai- sunnuntai- ma ti ke to pe la su man- mån- tir- tis- ons- tors- lør- lör- søn- sön- "
    "poniedz- wtor- środ- czwart- piąt- sobot- niedziel- pondělí úterý středa čtvrtek pátek sobota neděle po út st "
    "čt pá ne din- woe- don- vri- zat- zon- hétfő kedd szerda csütörtök péntek szombat vasárnap pazar pazartesi salı "
    "çarşamba perşembe cuma cumartesi δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή понедельник вторник "
    "среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс понеділок вівторок середа четвер п’ятниця субота "
    "неділя senin selasa rabu kamis jumat sabtu minggu sen sel rab kam jum min ahad isnin الأحد الاثنين الإثنين "
    "الثلاثاء الأربعاء الخميس الجمعة السبت วัน- सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार"
)
LABELS = (  # of a time, with what stands between the label and it
    "publi- pubbli- public- opublik- gepubl- veröffentl- erschien- julkais- közzé- опублик- δημοσ- yayın- terbit "
    "diterbit- dipublik- xuất bản đăng פורסם النشر نشر نُشر تاريخ เผยแพร่- प्रकाशित post posted issued created "
    "release released updat- actuali- aktuali- atuali- aggiorn- agg modif- edited revised stand zaktual- uppdat- "
    "oppdat- opdat- ændret ändrad endret päivit- muokattu bijgewerkt aangepast frissít- módos- обновл- измен- оновл- "
    "ενημ- güncel- diperbar- diubah cập nhật تحديث آخر עודכן อัปเดต- अपडेट mis mise jour last first originally original "
    "date time on at a à as às las le el den dne il alle ore om klo kl um uhr the of em por dernière última ultimo "
    "letzte zuletzt senast sist sidst viimeksi ostatnia poslední laatst utolsó saat pukul о в у от г ч года рік року "
    "เมื่อ- เวลา- น lúc ngày hs hrs hora horas h wib wita wit ist بتوقيت غرينتش today yesterday heute gestern "
    "aujourd’hui hier hoy ayer hoje ontem oggi ieri dzisiaj wczoraj vandaag gisteren idag går сегодня вчера bugün "
    "dün kl data datum дата fecha tarihi actualiz- publicăr- publicat- oluşturulma giriş objavlj- izmen- izmjen- "
    "ažurir- промяна публик- utworz- uppfær- paskelbt- atnaujint- avaldat- uuendat- udgivet erstpubl- "
    "erstveröffentl- reviewed or this story article was"
)
LABELS_CJK = (
    "(?:发布|發布|發佈|发表|發表)[于於]?|刊登|发稿|更新|修改|时间|時間|日期|日時|日付|公開|配信|掲載|投稿|最終|最后|最後|日|"
    "입력|송고(?:시간)?|등록|수정|기사입력|승인|최종수정|업데이트|발행|오전|오후|上午|下午|午前|午後|北京时间|星期.|周.|週.|.曜日?|"
    ".요일|来自\\s\\S{2,16}$"
)
BY = (
    "(?:(?:written|story|words|reported|posted|published) )?by|von|par|por|publicado por|escrito por|door|(?-i:di)|"
    "af|av|oleh"
)
BY_COLON = (  # by itself the beginning of a name or of a sentence
    "by|words|text|texte|texto|testo|tekst|autor|autora|autore|auteur|author|penulis|yazan|автор|текст|συντάκτης|"
    "szerző|publicado por|publié par|di|da|writer|yazar|muhabir|toimetaja|autors|forfatter|skribent"
)
SOURCE = (
    "source|quelle|fuente|fonte|bron|źródło|zdroj|forrás|sursa|källa|kilde|lähde|kaynak|источник|джерело|πηγή|izvor|"
    "allikas|šaltinis|nguồn|المصدر"
)
PARTICLES = (  # in lower case, in names and between them
    "de|da|do|dos|das|del|della|di|der|den|van|von|ter|la|le|du|el|al|bin|ibn|and|und|et|y|e|og|och|en|&|with|avec|"
    "mit|for"
)
CREDITS_CJK = (
    "作者|通讯员|通訊員|实习生|编辑|編輯|编译|責編|责编|责任编辑|責任編輯|值班编辑|校对|校對|审核|来源|來源|稿源|"
    "信息来源|文章来源|新闻来源|稿件来源|出处|撰稿"
)
OFFERS = (
    r"\d{1,2}\W?min(?:ute)?s?\.?\sread|(?:reading time|tempo de leitura|tiempo de lectura|temps de lecture|lesezeit|"
    r"leestijd|tempo di lettura)\s?:?\s?\d{1,2}\s?min\w*\.?|(?:text|font) size|(?:print|share)(?: this)?"
    r"(?: article| page| story)?|listen|follow|member-only story|more (?:by|from) this author|"
    r"our standards:.{0,80}|all rights reserved|advertisement|(?:(?:press|media|news) release|for immediate release|"
    r"pressemitteilung|communiqué de presse|comunicado de prensa|comunicato stampa)|"
    r"by (?:providing|submitting|entering|clicking|signing up|subscribing)\b.{0,100}\b(?:terms|privacy)\b.*|"
    r"字号|字號|字[体體](?:大小)?|[大中小](?:\s{0,2}[大中小]){1,2}|(?:我要)?(?:打印|纠错)|打印(?:本[稿文]|此文)|推荐朋友|进入论坛|"
    r"发表评论|关闭(?:本页)?|留言|分享到|글자\s?크기(?:\s?(?:설정|조절))?(?:\s가)*|\[PR\]|打印本页|关闭窗口|シェア(?:する)?|ツイート(?:する)?|"
    r"はてブ|只看该作者|只看楼主|(?:有料)?会員限定(?:記事)?|有料記事|\(END\)|"
    r"related (?:stor(?:y|ies)|articles?|posts?|news|links?|topics?|coverage|content)|(?:see|read) also|read more|"
    r"siehe auch|lesen sie auch|mehr zum thema|(?:à )?lire aussi|voir aussi|leia (?:também|mais)|veja também|"
    r"lee también|ver también|leggi anche|lees ook|läs (?:också|även|mer)|les også|læs også|lue myös|"
    r"(?:prze)?czytaj (?:także|też|również)|čtěte také|читайте (?:также|також)|ilgili haberler|baca juga|xem thêm|"
    r"เรื่องที่เกี่ยวข้อง|ข่าวที่เกี่ยวข้อง|相关(?:阅读|新闻|链接|报道|文章)|延伸(?:阅读|閱讀)|推荐阅读|更多精彩|関連記事|あわせて読みたい|"
    r"관련\s?기사|اقرأ (?:أيضا|أيضًا|المزيد)|(?:مواضيع|موضوعات|مقالات) ذات صلة"
)
# fmt: on
