"""The words that dates are made of, in the languages of news. Data only.

Words stand without accents and case, as `folded` leaves them, and are looked up by `folded` too.
"""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from monitor.extract.times.written_zones import FIXED_ZONES, PLACES, US_ZONES
from monitor.extract.words.text import folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


_YESTERDAY = ("kemarin", "tegnap tegnapelőtt", "امبارح", "juče", "semalam")
"""Of languages whose word for today has other meanings, or is two: "ma", "hari ini"."""


def _columns(rows: Sequence[str], *, first: int) -> Mapping[str, int]:
    return MappingProxyType({folded(word): at for row in rows for at, word in enumerate(row.split(), first)})


def _all(*rows: str) -> frozenset[str]:
    return frozenset(folded(word) for row in rows for word in row.split())


MONTHS: Mapping[str, int] = _columns(
    (
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "jänner feber mrz apr mai jun jul aug sept okt nov dez",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "janv févr mars avr mai juin juil aoû sept oct nov déc",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "ene feb mar abr may jun jul ago setiembre oct nov dic",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "gen feb mar apr mag giu lug ago sett ott nov dic",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "jan fev mar abr mai jun jul ago set out nov dez",
        "januari februari maart april mei juni juli augustus september oktober november december",
        "jan febr mrt apr mei jun jul aug sep okt nov dec",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
        "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
        "sty lut mar kwi maj cze lip sie wrz paź lis gru",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
        "янв фев мар апр мая июн июл авг сен окт ноя дек",
        "янв февр март апр май июнь июль авг сент окт нояб дек",
        "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
        "ledna února března dubna května června července srpna září října listopadu prosince",
        "januari februari mars april maj juni juli augusti september oktober november december",
        "januar februar marts april maj juni juli august september oktober november december",
        "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
        "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
        "január február március április május június július augusztus szeptember október november december",
        (
            "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου "
            "ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου"
        ),
        (
            "ιανουάριος φεβρουάριος μάρτιος απρίλιος μάιος ιούνιος "
            "ιούλιος αύγουστος σεπτέμβριος οκτώβριος νοέμβριος δεκέμβριος"
        ),
        "ιαν φεβ μαρ απρ μαι ιουν ιουλ αυγ σεπ οκτ νοε δεκ",
        "jan feb mars apr mai juni juli aug sep okt nov des",
        "led úno bře dub kvě čvn čvc srp zář říj lis pro",
        "leden únor březen duben květen červen červenec srpen září říjen listopad prosinec",
        "oca şub mar nis may haz tem ağu eyl eki kas ara",
        "ian feb mar apr mai iun iul aug sept oct noi dec",
        "jan febr márc ápr máj jún júl aug szept okt nov dec",
        (
            "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta "
            "heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta"
        ),
        "януари февруари март април май юни юли август септември октомври ноември декември",
        "січ лют бер кві тра чер лип сер вер жов лис гру",
        "januari februari maret april mei juni juli agustus september oktober november desember",
        "jan feb mar apr mei jun jul agu sep okt nov des",
        "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopad studenoga prosinca",
        "siječanj veljača ožujak travanj svibanj lipanj srpanj kolovoz rujan listopad studenog prosinac",
        "januar februar mart april maj jun jul avgust septembar oktobar novembar decembar",
        "januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra decembra",
        "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",
        "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
        "janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris decembris",
        "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio",
        "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember",
        "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
        "xaneiro febreiro marzo abril maio xuño xullo agosto setembro outubro novembro decembro",
        "januari februari mac april mei jun julai ogos september oktober november disember",
        "јануар фебруар март април мај јун јул август септембар октобар новембар децембар",
        "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر",
        "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
        "ян фев март апр май юни юли авг септ окт ноем дек",
        "jan feb mar apr maj jun jul avg sep okt nov dec",
        "jaan veebr märts apr mai juuni juuli aug sept okt nov dets",
        "janvārī februārī martā aprīlī maijā jūnijā jūlijā augustā septembrī oktobrī novembrī decembrī",
        "saus vas kov bal geg birž liep rugp rugs spal lapkr gruod",
        "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu",
        "јануари февруари март април мај јуни јули август септември октомври ноември декември",
        "студзеня лютага сакавіка красавіка мая чэрвеня ліпеня жніўня верасня кастрычніка лістапада снежня",
        "janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor",
        "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr",
        "იანვარი თებერვალი მარტი აპრილი მაისი ივნისი ივლისი აგვისტო სექტემბერი ოქტომბერი ნოემბერი დეკემბერი",
        "gen febr març abr maig juny jul ag set oct nov des",
        "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
        "yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr",
        ("հունվարի փետրվարի մարտի ապրիլի մայիսի հունիսի հուլիսի օգոստոսի սեպտեմբերի հոկտեմբերի նոյեմբերի դեկտեմբերի"),
        "ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr",
        (
            "urtarrilaren otsailaren martxoaren apirilaren maiatzaren ekainaren "
            "uztailaren abuztuaren irailaren urriaren azaroaren abenduaren"
        ),
        "enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre",
        "januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba",
        "januarie februarie maart april mei junie julie augustus september oktober november desember",
        "jannar frar marzu april mejju ġunju lulju awwissu settembru ottubru novembru diċembru",
        "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
        "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر",
        "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
        "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר",
    ),
    first=1,
)
MONTHS = MappingProxyType({**MONTHS, "sij": 1, "velj": 2, "ozu": 3, "svi": 5, "kol": 8, "ruj": 9, "stu": 11, "ное": 11})
"""With those of Croatian and Bulgarian whose rows have others that mean another month elsewhere: "lip", "lis"."""

WEEKDAYS = _columns(
    (
        "monday tuesday wednesday thursday friday saturday sunday",
        "mon tue wed thu fri sat sun",
        "mon tues weds thurs fri sat sun",
        "montag dienstag mittwoch donnerstag freitag samstag sonntag",
        "mo di mi do fr sa so",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "lun mardi mer jeu ven sam dim",
        "lunes martes miércoles jueves viernes sábado domingo",
        "lun martes mié jue vie sáb dom",
        "lunedì martedì mercoledì giovedì venerdì sabato domenica",
        "lun martedì mer gio ven sab dom",
        "segunda terça quarta quinta sexta sábado domingo",
        "seg ter qua qui sex sáb dom",
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        "ma di wo do vr za zo",
        "poniedziałek wtorek środa czwartek piątek sobota niedziela",
        "pon wt śr czw pt sob niedz",
        "понедельник вторник среда четверг пятница суббота воскресенье",
        "пн вт ср чт пт сб вс",
        "понеділок вівторок середа четвер п'ятниця субота неділя",
        "pondělí úterý středa čtvrtek pátek sobota neděle",
        "måndag tisdag onsdag torsdag fredag lördag söndag",
        "mandag tirsdag onsdag torsdag fredag lørdag søndag",
        "pazartesi salı çarşamba perşembe cuma cumartesi pazar",
        "δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή",
        "δευ τρι τετ πεμ παρ σαβ κυρ",
        "maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai",
        "maanantai ti ke torstai pe lauantai sunnuntai",
        "maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina",
        "hétfő kedd szerda csütörtök péntek szombat vasárnap",
        "luni marți miercuri joi vineri sâmbătă duminică",
        "понеделник вторник сряда четвъртък петък събота неделя",
        "senin selasa rabu kamis jumat sabtu minggu",
        "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
        "الإثنين الثلاثاء الاربعاء الخميس الجمعة السبت الاحد",
    ),
    first=0,
)
"""Monday is 0. "mar" (mardi, martes) is left to March: beside a date, a weekday only confirms it."""

DAYS_BACK: Mapping[str, int] = _columns(
    (
        "today yesterday",
        "heute gestern vorgestern",
        "aujourd hier",
        "hoy ayer anteayer",
        "oggi ieri",
        "hoje ontem anteontem",
        "vandaag gisteren eergisteren",
        "dziś wczoraj przedwczoraj",
        "dzisiaj wczoraj",
        "сегодня вчера позавчера",
        "сьогодні вчора позавчора",
        "dnes včera předevčírem",
        "idag igår",
        "bugün dün",
        "σήμερα χθες",
        "σήμερα χτες",
        "dag går",
        "tänään eilen toissapäivänä",
        "azi ieri alaltăieri",
        "astăzi ieri",
        "днес вчера",
        "اليوم أمس",
        "امروز دیروز",
        "آج",
        "täna eile",
        "šiandien vakar",
        "šodien vakar",
        "danas jučer",
        "данас јуче",
        "danes včeraj",
        "денес вчера",
        "avui ahir",
        "hoxe onte",
        "היום אתמול שלשום",
    ),
    first=0,
)

DAYS_BACK = MappingProxyType({**DAYS_BACK, **_columns(_YESTERDAY, first=1)})

_UNITS: Mapping[timedelta, str] = {
    timedelta(seconds=1): """
        s sec secs second seconds sek sekunde sekunden seconde secondes segundo segundos secondo secondi seconden
        sekunda sekundę sekundy sekund секунда секунду секунды секунд сек sekunnin sekuntia detik secunde saniye
        másodperce másodperccel δευτερόλεπτα ثانية ثوان ثواني שניות""",
    timedelta(minutes=1): """
        m min mins mn minute minutes minuten minuto minutos minuti minuut minuta minutę minuty minut
        минута минуту минуты минут мин хвилин хвилини хвилину хв minuter minutter minutt minutami dakika dk λεπτά λεπτό
        minuutin minuuttia menit minit phút perce perccel percnyi minuty minutou minuta دقيقة دقائق דקה דקות минути хв
        minuta minute minuti minutama minútami minúty minutit minūtēm minučių mínútum minuts منٹ دقیقه
        moment moments momento momenti momenten momentos instants instantes istanti chwila chwilę chwilą poco kurzem
        kurzer""",
    timedelta(minutes=2): "دقيقتين",
    timedelta(minutes=30): "полчаса півгодини",
    timedelta(hours=2): "ساعتين שעתיים",
    timedelta(days=2): "يومين יומיים",
    timedelta(hours=1): """
        h hr hrs hour hours std stunde stunden heure heures hora horas ora ore u uur uren
        godz godzina godzinę godziny godzin час часа часов ч годину години годин timme timmar time timer hodinou
        hodinami saat ώρες ώρα hs hodin hodiny tunnin tuntia tunti jam giờ óra órája órával oră oră timmes tim
        sata sati sat ure urami hodín tundi stundām valandų klukkustundum hores گھنٹے گھنٹہ ساعت
        ساعة ساعات שעה שעות часа""",
    timedelta(days=1): """
        d day days tag tage tagen j jour jours día días giorno giorni dia dias dag dagen dzień dni
        день дня дней дн днів дні dagar dage dager dny gün ημέρες päivän päivää hari ngày napja nappal zile zi
        dana dni dneva dňami päeva dienām dienų dögum dies دن روز
        يوم أيام יום ימים ден дни dní dnem""",
    timedelta(weeks=1): """
        w wk wks week weeks woche wochen semaine semaines sem semana semanas settimana settimane weken
        tydzień tygodnie tygodni неделя неделю недели недель нед""",
    timedelta(days=30): """
        mo mos month months monat monate monaten mois mes meses mese mesi mês maand maanden
        miesiąc miesiące miesięcy месяц месяца месяцев мес""",
    timedelta(days=365): """
        y yr yrs year years jahr jahre jahren an ans année années año años anno anni ano anos jaar jaren
        rok lata lat год года лет""",
}
UNITS: Mapping[str, timedelta] = MappingProxyType(
    {folded(word): unit for unit, names in _UNITS.items() for word in names.split()}
)

AGED = _all("perce órája napja hete hónapja másodperce")
"""Units in the form that makes an age of them: "5 perce" is five minutes ago (Hungarian)."""

ONE = _all("o egy a an one ein eine einer einem einen un una uno une um uma een één jedną один одну")
AND = _all("and und et y e en i и")
ROUGHLY = _all(
    "about almost over around nearly less than etwa rund ca weniger als environ moins d circa meno di menos de",
    "minder dan około mniej niż около менее чем",
)
FEW = _all(
    "few couple several wenigen einigen quelques unos unas pochi poche poucos poucas enkele paar kilka несколько"
)
HALF = _all("half halben demi media mezz mezza meia pół")
BEFORE_AN_AMOUNT = _all(
    "vor hace há desde przed před pred prije pre för for πριν منذ قبل לפני acum преди пре пред prieš pirms fyrir fa"
)
"""What makes the amount after it an age; French says it in three words, "il y a"."""
AFTER_AN_AMOUNT = _all(
    "ago fa geleden temu назад atrás тому sedan siden önce sitten lalu lepas trước ezelőtt tagasi síðan پہلے پیش قبل"
)
BEFORE_AGO = _all("yang")
"""What may stand between an amount and the word that makes it an age: "5 menit yang lalu"."""
JUST_NOW = _all(
    "now jetzt gerade soeben maintenant instant ahora adesso agora zojuist net zonet teraz сейчас только щойно",
    "nyt nyss nu şimdi الآن עכשיו",
)

HOUR_MARKS = _all("h u")
MINUTE_MARKS = _all("min mn m")
CLOCK_WORDS = _all("uhr uur hrs hs")
AT = _all(
    "pukul lúc saat ώρα kello ora الساعة בשעה at um à a las alle alla ore às as om o godz godzina kl klo",
    "в time zeit heure hora",
)
"""Words that announce a clock: "alle 14.20" is a time, a bare "14.20" may be a price."""

UPDATED = _all(
    "updated update edited aktualisiert aktualisierung mis jour màj actualizado actualizada aggiornato aggiornamento",
    "atualizado atualizada bijgewerkt gewijzigd zaktualizowano aktualizacja обновлено изменено uppdaterad oppdatert",
    "opdateret päivitetty aktualizováno frissítve güncelleme güncellendi оновлено ενημέρωση ενημερώθηκε",
    "modified modifié modifiée modificado modificada modificato geändert uppdaterades aktualizované",
    "ažurirano actualizat módosítva frissítés güncellenme обновлена обновлены обновена обновено",
    "uuendatud atjaunots atnaujinta diperbarui actualización atualização modificat עודכן",
)
FILLERS = (
    AT
    | AND
    | UPDATED
    | CLOCK_WORDS
    | HOUR_MARKS
    | _all(
        "posted published created added first last on the of just local stand am den der dem vom von eben ortszeit",
        "online seit",
        "posté postée",
        "veröffentlicht le l publié publiée dernière mise locale hui el la de del publicado publicada última local",
        "il pubblicato ultimo di em do feira de op gepubliceerd geplaatst laatst dnia z r opublikowano ostatnia",
        "опубликовано от с г года год что mismo mesmo die desde ч р",
        "publicerad publicerades publisert offentliggjort publiceret julkaistu zveřejněno publikováno vydáno megjelent",
        "yayınlanma yayınlandı tarihi опубліковано δημοσίευση δημοσιεύθηκε dipublikasikan diterbitkan tanggal",
        "dne på v u kell plkst ob tarikh",
        # What stands before dates as a label: "Date added:", "Última actualización:", "Datum:", "Giriş tarihi:".
        "date issued uploaded page latest publication fecha publicación horas data publikacji dodano utworzono ultima",
        "veröffentlichung erstellt letzte zuletzt datum publicerat sist senast laatste son tarih tarihinde eklenme",
        "giriş yazıldı yayın дата публикации добавлено создано размещено последнее обновление zverejnené publikované",
        "pridané objavljeno posljednja poslednja zadnja izmjena izmena objava vrijeme vreme közzétéve létrehozva",
        "publicat публикувано τελευταία avaldatud publicēts publicēta paskelbta publikuota đăng cập nhật ngày terbit",
        "نشر النشر تم في آخر تحديث بتاريخ م ساعت تاریخ انتشار פורסם תאריך בתאריך",
    )
)
ORDINALS = _all("st nd rd th er º ª ° e te de ste d")

MERIDIEMS: Mapping[str, str] = MappingProxyType(
    {
        "noon": "noon",
        "night": "night",
        "pagi": "am",
        "petang": "pm",
        "malam": "pm",
        "sore": "pm",
        "siang": "pm",
        "am": "am",
        "pm": "pm",
        "ص": "am",
        "م": "pm",
        "صباحا": "am",
        "مساء": "pm",
        "فجرا": "am",
        "ظهرا": "noon",
        "عصرا": "pm",
        "ليلا": "night",
        "πμ": "am",
        "μμ": "pm",
    }
)
"""What says which half of the day is meant."""

AGE_SIGNS = BEFORE_AN_AMOUNT | AFTER_AN_AMOUNT | JUST_NOW | AGED | DAYS_BACK.keys()
"""Each of these makes a row of a date's words worth reading though it has no clock and no year."""

VOCABULARY = frozenset().union(
    MONTHS, WEEKDAYS, DAYS_BACK, UNITS, ONE, AND, ROUGHLY, BEFORE_AN_AMOUNT, AFTER_AN_AMOUNT, JUST_NOW, HOUR_MARKS,
    MINUTE_MARKS, CLOCK_WORDS, FILLERS, ORDINALS, US_ZONES, FIXED_ZONES, PLACES,
    FEW, HALF, AGED, BEFORE_AGO, MERIDIEMS,
    {"ini", "to", "perc", "am", "pm", "a", "p", "m", "π", "μ", "il", "y", "t", "avant"},
)  # fmt: skip
"""Every word that a date may have."""
