"""The words that dates are made of, in the languages of news. Data only.

Words stand without accents and case, as `folded` leaves them, and are looked up by `folded` too.
"""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from monitor.extract.times.calendar_words import MONTHS, WEEKDAYS, columns
from monitor.extract.times.written_zones import FIXED_ZONES, PLACES, US_ZONES
from monitor.extract.words.text import folded

if TYPE_CHECKING:
    from collections.abc import Mapping


_YESTERDAY = ("kemarin", "tegnap tegnapelőtt", "امبارح", "juče", "semalam")
"""Of languages whose word for today has other meanings, or is two: "ma", "hari ini"."""


def _all(*rows: str) -> frozenset[str]:
    return frozenset(folded(word) for row in rows for word in row.split())


DAYS_BACK: Mapping[str, int] = columns(
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

DAYS_BACK = MappingProxyType({**DAYS_BACK, **columns(_YESTERDAY, first=1)})

_UNITS: Mapping[timedelta, str] = {
    timedelta(seconds=1): """
        s sec secs second seconds sek sekunde sekunden seconde secondes segundo segundos secondo secondi seconden
        sekunda sekundę sekundy sekund секунда секунду секунды секунд сек sekunnin sekuntia detik secunde saniye
        másodperce másodperccel δευτερόλεπτα ثانية ثوان ثواني שניות секунди секунде секунда sekonda sekonde sekondes
        sekondë sekundi sekundę sekundžių sekundes sekundo sekundami sekundēm sekúndum sekúndu sekunti sekonnen sekonn
        saniyə сония soniya sekunt секундын վայրկյան წამის eiliad segons ثانيه ثانيې ثانیه سیکنڈ
        ሰከንድ ሰከንዶች sekunde sekunder ilbiriqsi giây sn dtk seg eil""",
    timedelta(minutes=1): """
        m min mins mn minute minutes minuten minuto minutos minuti minuut minuta minutę minuty minut
        минута минуту минуты минут мин хвилин хвилини хвилину хв minuter minutter minutt minutami dakika dk λεπτά λεπτό
        minuutin minuuttia menit minit phút perce perccel percnyi minuty minutou minuta دقيقة دقائق דקה דק דקות минути
        minuta minute minuti minutama minútami minúty minutit minūtēm minučių mínútum minuts منٹ دقیقه
        minuut minutë minutu minuutti minutę minutes minutama minučių mínútu minutt minutten хвіліну хвіліны хвілін
        минутын мүнөт dəqiqə dəq дақиқа daqiqa munud funud րոպե წუთის daqiiqad daqiiqadood minti mintuna دقيقه دقيقې
        ደቂቃ ደቂቃዎች deqîqeyan deqîqeyê minuto λεπ mnt мүн mun
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
        ساعة ساعات שעה שע שעות гадзіну гадзіны гадзін сати сата сат uro urama tunni stundas valandą valandas valandos
        val klukkustund klst ordu orë awr oras timar stonn stonnen сағат саат сәгать соат soat sagat цагийн
        ժամ საათის saacad saacadood saa awa awanni ساعتونه ሰዓት ሰዓቶች saetan saetê siegħa sigħat sa сағ гадз сәг""",
    timedelta(days=1): """
        d day days tag tage tagen j jour jours día días giorno giorni dia dias dag dagen dzień dni
        день дня дней дн днів дні dagar dage dager dny gün ημέρες päivän päivää hari ngày napja nappal zile zi
        dana dni dneva dňami päeva dienām dienų dögum dies دن روز
        يوم أيام יום ימים ден дни dní dnem дена дана дан dan дзень дзён dnevi dnevom dnevoma dňom päiva diwrnod ddiwrnod
        egun ditë dae døgn degi dieną dienas dienos күн көн kun кун рӯз өдрийн օր დღის araw maalin maalmood siku kwana
        kwanaki ورځ ورځې ቀን ቀናት rojan rojê ġurnata ġranet يوما ημέρα دنوں pv""",
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
    "minder dan około mniej niż około менее чем από",
)
FEW = _all(
    "few couple several wenigen einigen quelques unos unas pochi poche poucos poucas enkele paar kilka несколько"
)
HALF = _all("half halben demi media mezz mezza meia pół")
BEFORE_AN_AMOUNT = _all(
    "vor hace há desde przed před pred prije pre för for πριν منذ قبل לפני acum преди пре пред prieš pirms fyrir fa",
    "прије hai duela virun berî",
)
"""What makes the amount after it an age; French says it in three words, "il y a"."""
AFTER_AN_AMOUNT = _all(
    "ago fa geleden temu назад atrás тому sedan siden önce sitten lalu lepas trước ezelőtt tagasi síðan پہلے پیش قبل",
    "πριν таму gelede eest sidan parë ôl shin ilu əvvəl öň oldin олдин бұрын мурун элек өмнө пеш առաջ წინ مخکې በፊት",
    "kahor zilizopita iliyopita gabata nakalipas",
)
AGO_OR_BEFORE = _all("πριν قبل")
"""Those of them that mean "before" as well, and do where a word follows: "25 minutes before the end"."""

BEFORE_AGO = _all("yang ang yn ó më da suka ya ta na")
"""What may stand between an amount and the word that makes it an age: "5 menit yang lalu", "5 munud yn ôl"."""
ONE_BEHIND = _all("واحدة واحد אחד אחת")
"""One, behind what it counts: "قبل ساعة واحدة"."""
UNITS_BY_THEIR_AGO: Mapping[tuple[str, str], timedelta] = MappingProxyType(
    {
        ("год", "тому"): timedelta(hours=1),
        ("saat", "lalu"): timedelta(seconds=1),
        ("saat", "yang"): timedelta(seconds=1),
        ("h", "lalu"): timedelta(days=1),
        ("t", "siden"): timedelta(hours=1),
    }
)
"""Units that are others in another language, by the word behind them: a Ukrainian hour is a Russian year."""
JUST_NOW = _all(
    "now jetzt gerade soeben maintenant instant ahora adesso agora zojuist net zonet teraz сейчас только щойно",
    "nyt nyss nu şimdi الآن עכשיו",
)

HOUR_MARKS = _all("h u")
MINUTE_MARKS = _all("min mn m")
CLOCK_WORDS = _all("uhr uur hrs hs")
BEHIND_A_CLOCK = _all(
    "horas hores hod hodin hodín hodine sati časova časa val uri óra órakor godz",
    "ч часа часов часот часова сати год година",
)
"""Hours, where a clock with its minutes was told: "14:20 hod." Behind a number alone they are an amount."""

AT = _all(
    "pukul lúc saat ώρα στις kello klokken klukkan jam ora الساعة בשעה at um à a las alle alla ore às as om o",
    "godz godzina kl klo в о об pkl time zeit heure hora",
)
"""Words that announce a clock: "alle 14.20" is a time, a bare "14.20" may be a price."""

UPDATED = _all(
    "updated update edited aktualisiert aktualisierung mis jour màj actualizado actualizada aggiornato aggiornamento",
    "atualizado atualizada bijgewerkt gewijzigd zaktualizowano aktualizacja обновлено изменено uppdaterad oppdatert",
    "opdateret päivitetty aktualizováno frissítve güncelleme güncellendi оновлено ενημέρωση ενημερώθηκε",
    "modified modifié modifiée modificado modificada modificato geändert uppdaterades aktualizované",
    "ažurirano actualizat módosítva frissítés güncellenme обновлена обновлены обновена обновено",
    "bearbeitet edytowano zmieniono editado editada édité éditée отредактировано відредаговано змінено redigerad",
    "redigeret bewerkt düzenlendi uuendatud atjaunots atnaujinta diperbarui actualización atualização modificat עודכן",
    "stand",
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
        "dne på d v u у kell plkst ob tarikh les actualitzat",
        # What stands before dates as a label: "Date added:", "Última actualización:", "Datum:", "Giriş tarihi:".
        "date issued uploaded page latest publication fecha publicación horas data publikacji dodano utworzono ultima",
        "veröffentlichung erstellt letzte zuletzt datum publicerat sist senast laatste son tarih tarihinde eklenme",
        "giriş yazıldı yayın дата публикации добавлено создано размещено последнее обновление zverejnené publikované",
        "pridané objavljeno posljednja poslednja zadnja izmjena izmena objava vrijeme vreme közzétéve létrehozva",
        "publicat публикувано τελευταία avaldatud publicēts publicēta paskelbta publikuota đăng cập nhật ngày terbit",
        # What stands about years and days: "2026. gada 29.", "2026 ж.", "2026(e)ko azaroaren 29(a)", "29 ta’ Novembru".
        "gada ж жыл жылы жылғы թ թվականի ko del п ел יום dydd dé",
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
        "pg": "am",
        "ptg": "pm",
        "ጥዋት": "am",
        "ከሰዓት": "pm",
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
    MINUTE_MARKS, CLOCK_WORDS, BEHIND_A_CLOCK, FILLERS, ORDINALS, US_ZONES, FIXED_ZONES, PLACES,
    FEW, HALF, AGED, BEFORE_AGO, ONE_BEHIND, MERIDIEMS,
    {"ini", "to", "perc", "am", "pm", "a", "p", "m", "g", "π", "μ", "il", "y", "t", "avant"},
)  # fmt: skip
"""Every word that a date may have."""
