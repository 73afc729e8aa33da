"""The names of the months in the languages that news is written in."""

from __future__ import annotations

_NAMES = (  # nominative and genitive, full and short; names that two languages share stand once
    "jan january janvier janv januar jänner enero ene gennaio gen janeiro januari января янв январь січня ocak "
    "oca stycznia styczeń sty ledna leden tammikuuta ianuarie január ιανουαρίου يناير januára siječnja jaanuar "
    "janvāris",
    "feb february février fevrier févr februar febrero febbraio fevereiro fev februari февраля фев февраль лютого "
    "şubat şub lutego luty lut února únor helmikuuta februarie február φεβρουαρίου فبراير februára veljače "
    "veebruar",
    "mar march mars märz maerz mrz marzo março marco maart марта мар март березня mart marca marzec března březen "
    "maaliskuuta martie március μαρτίου مارس ožujka märts maret",
    "apr april avril avr abril abr aprile апреля апр апрель квітня nisan nis kwietnia kwiecień kwi dubna duben "
    "huhtikuuta aprilie április απριλίου أبريل ابريل apríla travnja aprill",
    "may mai mayo maggio mag maio mei мая май травня mayıs maja května květen toukokuuta május μαΐου μαίου مايو "
    "mája svibnja",
    "jun june juin juni junio giugno giu junho июня июн июнь червня haziran haz czerwca czerwiec cze června "
    "červen kesäkuuta iunie június ιουνίου يونيو júna lipnja juuni",
    "jul july juillet juil juli julio luglio lug julho июля июл июль липня temmuz tem lipca lipiec lip července "
    "červenec heinäkuuta iulie július ιουλίου يوليو júla srpnja juuli",
    "aug august août aout agosto ago agustus augustus augusti августа авг август серпня ağustos ağu sierpnia "
    "sierpień sie srpna srpen elokuuta augusztus αυγούστου أغسطس اغسطس augusta kolovoza agt",
    "sep sept september septembre septiembre settembre set setembro сентября сен сентябрь вересня eylül eyl "
    "września wrzesień wrz září syyskuuta septembrie szeptember σεπτεμβρίου سبتمبر septembra rujna",
    "oct okt october octobre oktober octubre ottobre ott outubro out октября окт октябрь жовтня ekim eki "
    "października październik paź října říjen lokakuuta octombrie október οκτωβρίου أكتوبر اكتوبر októbra listopada "
    "oktoober",
    "nov november novembre noviembre novembro ноября ноя ноябрь листопада kasım kas listopad lis listopadu "
    "marraskuuta noiembrie νοεμβρίου نوفمبر novembra studenoga",
    "dec dez december décembre decembre déc dezember diciembre dic dicembre dezembro desember декабря дек декабрь "
    "грудня aralık ara grudnia grudzień gru prosince prosinec joulukuuta decembrie δεκεμβρίου ديسمبر decembra "
    "prosinca des",
)
_MORE = (  # abbreviated or inflected, and of further languages
    "ian jän ιαν січ ян јан януари јануар sausio janvārī जनवरी בינואר ינואר জানুয়ারি جانفي ژانویه јануари "
    "jaan saus janúar gener janar جنوری",
    "febr peb φεβ фев лют февруари фебруар vasario februāris februārī फरवरी פברואר בפברואר ফেব্রুয়ারি شباط "
    "فيفري فوریه феб veebr velj vas febrúar febrer shkurt فروری pebruari",
    "mart márc mac μαρ бер март kovo marts martā मार्च מרץ במרץ মার্চ آذار مارچ kov ožu març mrt bře",
    "ápr απρ кві април balandžio aprīlis aprīlī अप्रैल אפריל באפריל এপ্রিল نيسان أفريل آوریل квіт dub apríl prill اپریل",
    "maj máj μάι μαϊ тра мај gegužės maijs maijā मई מאי במאי মে أيار ماي трав geg kvě maí maig مئی",
    "iun ιουν чер юни јун birželio jūnijs jūnijā जून יוני ביוני জুন حزيران جوان ژوئن јуни черв birž čvn jún "
    "júní juny qershor جون",
    "iul ιουλ лип юли јул liepos jūlijs jūlijā जुलाई יולי ביולי জুলাই تموز جويلية ژوئیه јули liep čvc júl "
    "júlí juliol korrik جولائی julai",
    "ogos αυγ сер rugpjūčio augusts augustā अगस्त אוגוסט באוגוסט আগস্ট آب أوت اوت серп rugpj ágúst agost gusht اگست ags",
    "szept σεπ вер сеп септември септембар rugsėjo septembris septembrī सितंबर ספטמבר בספטמבר সেপ্টেম্বর "
    "أيلول سپتامبر rugs zář ruj shtator ستمبر",
    "οκτ жов октомври октобар spalio oktobris oktobrī अक्टूबर אוקטובר באוקטובר অক্টোবর اکتبر жовт spal říj "
    "tetor اکتوبر अक्तूबर",
    "noi νοε лис ное ноември новембар lapkričio novembris novembrī नवंबर נובמבר בנובמבר নভেম্বর نوامبر нов "
    "lapkr nóvember nóv nëntor نومبر nop nopember नवम्बर",
    "δεκ гру дец декември децембар gruodžio decembris decembrī disember दिसंबर דצמבר בדצמבר ডিসেম্বর "
    "detsember desembre दिसम्बर دسامبر груд gruodž pro dets dhjetor دسمبر",
)
_TWO_WORDS = {  # of the Levant, with and without the hamza
    "كانون الثاني": 1,
    **dict.fromkeys(("تشرين الأول", "تشرين الاول"), 10),
    "تشرين الثاني": 11,
    **dict.fromkeys(("كانون الأول", "كانون الاول"), 12),
}
_JALALI = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"  # of the Solar Hijri calendar
_THAI = (
    "มกราคม|ม.ค. กุมภาพันธ์|ก.พ. มีนาคม|มี.ค. เมษายน|เม.ย. พฤษภาคม|พ.ค. มิถุนายน|มิ.ย. กรกฎาคม|ก.ค. สิงหาคม|ส.ค. "
    "กันยายน|ก.ย. ตุลาคม|ต.ค. พฤศจิกายน|พ.ย. ธันวาคม|ธ.ค."
)
THAI_MONTHS = {name: number for number, names in enumerate(_THAI.split(), 1) for name in names.split("|")}
# 11 in Polish and Czech, 10 in Croatian: the larger readership decides
MONTH_NUMBERS = {
    **{name: number for number, names in enumerate(_MORE, 1) for name in names.split()},
    **{name: number for number, names in enumerate(_NAMES, 1) for name in names.split()},
    **{name: number for number, name in enumerate(_JALALI.split(), 1)},
    **_TWO_WORDS,
    "listopada": 11,
}
MONTH = "(?:" + "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True)) + ")"
