"""Dates as calendars of the world write them: whole, with the day of the week, and every month of the year."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.extract.times.dates import parse_phrase, stamp_of

NOW = datetime(2024, 1, 15, 12, tzinfo=UTC)


def told(text: str) -> str | None:
    phrase = parse_phrase(text)
    stamp = None if phrase is None else stamp_of(phrase, now=NOW)
    return stamp.at.strftime("%Y-%m-%d %H:%M") if stamp else None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "nedjelja, 26. studenoga 2023. 14:02",
            "nedelja, 26. novembar 2023. 14:02",
            "недеља, 26. новембар 2023. 14:02",
        ),
        *("nedelja, 26. november 2023 14:02", "nedeľa 26. novembra 2023 14:02", "недела, 26 ноември 2023 г. 14:02"),
        *(
            "нядзеля, 26 лістапада 2023 г. 14:02",
            "неділю, 26 листопада 2023 р. 14:02",
            "neděli 26. listopadu 2023 14:02",
        ),
        *("pühapäev, 26. november 2023 14:02", "svētdiena, 2023. gada 26. novembris 14:02"),
        *("2023 m. lapkričio 26 d., sekmadienis 14:02", "sunnudagur, 26. nóvember 2023 14:02"),
        *("diumenge, 26 de novembre del 2023 14:02", "domingo, 26 de nov. de 2023 14:02"),
        *(
            "2023(e)ko azaroaren 26(a), igandea 14:02",
            "e diel, 26 nëntor 2023 14:02",
            "Dydd Sul, 26 Tachwedd 2023 14:02",
        ),
        *("Dé Domhnaigh 26 Samhain 2023 14:02", "26 ta’ Novembru 2023 14:02", "Sonndeg, 26. November 2023 14:02"),
        *("Sondag 26 November 2023 14:02", "Ahad, 26 November 2023 2:02 PTG", "Linggo, Nobyembre 26, 2023 14:02"),
        *("Jumapili, 26 Novemba 2023 14:02", "Lahadi 26 Nuwamba, 2023 14:02", "Axad, Nofembar 26, 2023 14:02"),
        *("2023 թ. նոյեմբերի 26, կիրակի 14:02", "26 Նոյեմբեր, 2023 14:02", "კვირა, 26 ნოემბერი, 2023 14:02"),
        *("2023 ж. 26 қараша, жексенбі 14:02", "26-ноябрь, 2023, жекшемби 14:02", "yakshanba, 26-noyabr, 2023 14:02"),
        *("Якшанбе, 26 Ноябр 2023 14:02", "26 noýabr 2023 14:02", "26 ноябрь, 2023 ел, якшәмбе 14:02"),
        *("Bazar, 26 noyabr 2023 14:02", "יום ראשון, 26 בנובמבר 2023 14:02", "26 בנוב׳ 2023 14:02"),
        *("اتوار، 26 نومبر، 2023 14:02", "26 نومبر 2023 14:02", "እሑድ 26 ኖቬምበር 2023 2:02 ከሰዓት"),
        *("2023 नोभेम्बर 26, आइतबार 14:02", "রবিবার, 26 নভেম্বর, 2023 14:02", "રવિવાર, 26 નવેમ્બર, 2023 14:02"),
        *("ਐਤਵਾਰ, 26 ਨਵੰਬਰ 2023 14:02", "ରବିବାର, ନଭେମ୍ବର 26, 2023 14:02", "ஞாயிறு, 26 நவம்பர், 2023 14:02"),
        *("26 నవంబర్ 2023, ఆదివారం 14:02", "ಭಾನುವಾರ, ನವೆಂಬರ್ 26, 2023 14:02", "2023 നവംബർ 26, ഞായറാഴ്\u200cച 14:02"),
        *("2023 නොවැම්බර් 26, ඉරිදා 14:02", "2023 နိုဝင်ဘာ 26၊ တနင်္ဂနွေ 14:02", "អាទិត្យ 26 វិច្ឆិកា 2023 14:02"),
        *("ວັນອາທິດ, 26 ພະຈິກ 2023 14:02", "วันอาทิตย์ที่ 26 พฤศจิกายน ค.ศ. 2023 14:02", "26 thg 11, 2023 14:02"),
        *(
            "2023 оны 11-р сарын 26 14:02",
            "2023年11月26日日曜日 14:02",
            "2023년 11월 26일 일요일 14:02",
            "2023年11月26日 下晝2:02",
        ),
        *("الأحد، 26 نونبر 2023 14:02", "26\u200f/11\u200f/2023 14:02", "٢٦\u200f/١١\u200f/٢٠٢٣، ٢:٠٢ م"),
    ],
)
def test_a_date_with_its_day_of_the_week(text: str):
    """A Sunday in November, as calendars from Reykjavik to Vientiane write it, with the marks that browsers put in."""
    assert "2023-11-26 14:02" == told(text)


MONTHS = {
    "Morocco": "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر",
    "Ukrainian": "січ. лют. бер. квіт. трав. черв. лип. серп. вер. жовт. лист. груд.",
    "Kazakh": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "Armenian": "հունվար փետրվար մարտ ապրիլ մայիս հունիս հուլիս օգոստոս սեպտեմբեր հոկտեմբեր նոյեմբեր դեկտեմբեր",
    "Welsh": "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr",
    "Swahili": "Januari Februari Machi Aprili Mei Juni Julai Agosti Septemba Oktoba Novemba Desemba",
    "Hausa": "Janairu Faburairu Maris Afrilu Mayu Yuni Yuli Agusta Satumba Oktoba Nuwamba Disamba",
    "Filipino": "Enero Pebrero Marso Abril Mayo Hunyo Hulyo Agosto Setyembre Oktubre Nobyembre Disyembre",
    "Uzbek": "yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr",
    "Burmese": "ဇန်နဝါရီ ဖေဖော်ဝါရီ မတ် ဧပြီ မေ ဇွန် ဇူလိုင် ဩဂုတ် စက်တင်ဘာ အောက်တိုဘာ နိုဝင်ဘာ ဒီဇင်ဘာ",
    "Khmer": "មករា កុម្ភៈ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ",
    "Punjabi": "ਜਨਵਰੀ ਫਰਵਰੀ ਮਾਰਚ ਅਪ੍ਰੈਲ ਮਈ ਜੂਨ ਜੁਲਾਈ ਅਗਸਤ ਸਤੰਬਰ ਅਕਤੂਬਰ ਨਵੰਬਰ ਦਸੰਬਰ",
    "Levant": "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول",
}


@pytest.mark.parametrize("language", MONTHS)
def test_every_month_of_more_languages(language: str):
    """Twelve months between a day and a year, whatever else their names mean in a neighbour's language."""
    written = {
        f"7 {name.replace('_', ' ')} 2023, 09:05": at for at, name in enumerate(MONTHS[language].split(), start=1)
    }

    assert {text: f"2023-{at:02d}-07 09:05" for text, at in written.items()} == {text: told(text) for text in written}


def test_a_dot_behind_the_day_tells_croatian_from_polish():
    """October and June of Zagreb are November and July of Warsaw, where no dot stands behind a day."""
    assert ("2023-10-11 09:05", "2023-11-11 09:05") == (
        told("11. listopada 2023. 09:05"),
        told("11 listopada 2023 09:05"),
    )
    assert ("2023-06-11 09:05", "2023-07-11 09:05") == (told("11. lip 2023. 09:05"), told("11 lip 2023 09:05"))


def test_a_year_belongs_to_the_day_behind_it_alone():
    """A year before something else is none, however many signs stand between."""
    assert None is told("2023. (e) ko. 26 14:02")
    assert None is told("2023 ) ) ) ) ) novembris 26 14:02")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        *(("πριν από 5 λεπτά", 300), ("قبل ساعة واحدة", 3600), ("قبل دقيقة واحدة", 60), ("acum 23 de minute", 1380)),
        *(("2 год тому", 7200), ("5 хв тому", 300), ("год тому назад", 31_536_000), ("30 saat yang lalu", 30)),
        *(("5 минут бұрын", 300), ("2 сағат бұрын", 7200), ("5 мүнөт мурун", 300), ("5 daqiqa oldin", 300)),
        *(("5 րոպե առաջ", 300), ("2 საათის წინ", 7200), ("5 dəqiqə əvvəl", 300), ("3 күн бұрын", 259_200)),
        *(("dakika 5 zilizopita", 300), ("saa 2 zilizopita", 7200), ("mintuna 5 da suka gabata", 300)),
        *(("5 daqiiqadood kahor", 300), ("5 minuto ang nakalipas", 300), ("5 minute gelede", 300)),
        *(("5 хвілін таму", 300), ("прије 2 сата", 7200), ("5 minuta më parë", 300), ("prieš 2 valandas", 7200)),
        *(("hai 5 minutos", 300), ("duela 2 ordu", 7200), ("5 munud yn ôl", 300), ("5 minuti ilu", 300)),
        *(("pred 2 urama", 7200), ("5 minuti eest", 300), ("fyrir 1 mínútu", 60), ("5 минутын өмнө", 300)),
        *(("5 મિનિટ પહેલાં", 300), ("5 मिनिटांपूर्वी", 300), ("5 मिनेट पहिले", 300), ("5 ਮਿੰਟ ਪਹਿਲਾਂ", 300)),
        *(("5 நிமிடங்களுக்கு முன்", 300), ("2 గంటల క్రితం", 7200), ("5 ನಿಮಿಷಗಳ ಹಿಂದೆ", 300), ("5 മിനിറ്റ് മുമ്പ്", 300)),
        *(("ပြီးခဲ့သည့် ၅ မိနစ်", 300), ("5 នាទីមុន", 300), ("5 ນາທີກ່ອນ", 300), ("3 วันที่ผ่านมา", 259_200)),
    ],
)
def test_ages_from_everywhere(text: str, seconds: int):
    """An amount before or behind its unit, and what makes an age of it; a Ukrainian hour is no Russian year."""
    phrase = parse_phrase(text)

    assert phrase is not None
    assert seconds == phrase.ago.total_seconds()


@pytest.mark.parametrize(
    ("clock", "utc"),
    [
        *(("14:02 MYT", "06:02"), ("14:02 MMT", "07:32"), ("14:02 WIT", "05:02"), ("14:02 PHST", "06:02")),
        *(("14 h 02 HE", "19:02"), ("14:02 HAE", "18:02"), ("14:02 CLST", "17:02"), ("14:02 UZT", "09:02")),
        *(("14:02 Beijing time", "06:02"), ("14:02 (Tehran time)", "10:32"), ("14:02 Israel local time", "12:02")),
        *(("14:02 Kiev time", "12:02"), ("14:02 Türkiye saatiyle", "11:02"), ("14:02 heure de Kiev", "12:02")),
        *(("14:02 czasu polskiego", "13:02"), ("14:02 dansk tid", "13:02"), ("14:02 Moskauer Zeit", "11:02")),
        *(
            ("14:02 British Summer Time", "13:02"),
            ("14:02 Greenwich Mean Time", "14:02"),
            ("14:02 Indian Standard Time", "08:32"),
        ),
        *(("14:02 Eastern Daylight Time", "18:02"), ("14:02 Australian Eastern Daylight Time", "03:02")),
        *(("14:02 heure d’été d’Europe centrale", "12:02"), ("14:02 Mitteleuropäische Zeit", "13:02")),
        *(("14:02 heure de Beyrouth", "12:02"), ("14:02 (hora de Moscú)", "11:02"), ("14:02 ora di Mosca", "11:02")),
        *(
            ("14:02 hora local de Madrid", "13:02"),
            ("14:02 hora de Lisboa", "14:02"),
            ("14h02 heure de Dakar", "14:02"),
        ),
    ],
)
def test_zones_as_newsrooms_name_them(clock: str, utc: str):
    """Abbreviations and places whose time is told, from Montreal to Kuala Lumpur."""
    assert f"2023-11-26 {utc}" == told(f"26 November 2023 {clock}")
