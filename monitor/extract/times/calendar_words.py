"""What months and the days of the week are called, in the languages of news. Data only.

Words stand without accents and case, as `folded` leaves them, and are looked up by `folded` too.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from monitor.extract.words.text import folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def columns(rows: Sequence[str], *, first: int) -> Mapping[str, int]:
    """Return the words of rows that mean the same in each place, by number."""
    return MappingProxyType({folded(word): at for row in rows for at, word in enumerate(row.split(), first)})


MONTHS: Mapping[str, int] = columns(
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
        "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر",
        "januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba",
        "janaayo febraayo maarso abriil maayo juun luulyo agoosto sebtembar oktoobar nofembar diseembar",
        "janairu faburairu maris afrilu mayu yuni yuli agusta satumba oktoba nuwamba disamba",
        "januarie februarie maart april mei junie julie augustus september oktober november desember",
        "enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre",
        "ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr",
        "jannar frar marzu april mejju ġunju lulju awwissu settembru ottubru novembru diċembru",
        "januar februar mäerz abrëll mee juni juli august september oktober november dezember",
        "urtarrila otsaila martxoa apirila maiatza ekaina uztaila abuztua iraila urria azaroa abendua",
        (
            "urtarrilaren otsailaren martxoaren apirilaren maiatzaren ekainaren "
            "uztailaren abuztuaren irailaren urriaren azaroaren abenduaren"
        ),
        "հունվար փետրվար մարտ ապրիլ մայիս հունիս հուլիս օգոստոս սեպտեմբեր հոկտեմբեր նոյեմբեր դեկտեմբեր",
        ("հունվարի փետրվարի մարտի ապրիլի մայիսի հունիսի հուլիսի օգոստոսի սեպտեմբերի հոկտեմբերի նոյեմբերի դեկտեմբերի"),
        "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
        "yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr",
        "январ феврал март апрел май июн июл август сентябр октябр ноябр декабр",
        "январи феврали марти апрели майи июни июли августи сентябри октябри ноябри декабри",
        "ýanwar fewral mart aprel maý iýun iýul awgust sentýabr oktýabr noýabr dekabr",
        "гыйнвар февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
        "جنوري فبروري مارچ اپریل مۍ جون جولای اګست سپتمبر اکتوبر نومبر دسمبر",
        "ጃንዋሪ ፌብሩዋሪ ማርች ኤፕሪል ሜይ ጁን ጁላይ ኦገስት ሴፕቴምበር ኦክቶበር ኖቬምበር ዲሴምበር",
        "იან თებ მარ აპრ მაი ივნ ივლ აგვ სექ ოქტ ნოე დეკ",
        "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень",
        "студзень люты сакавік красавік май чэрвень ліпень жнівень верасень кастрычнік лістапад снежань",
        "sausis vasaris kovas balandis gegužė birželis liepa rugpjūtis rugsėjis spalis lapkritis gruodis",
        "jan shk mars pri maj qer korr gusht sht tet nën dhj",
        "xan feb mar abr mai xuñ xul ago set out nov dec",
        "jan feb mac apr mei jun jul ogo sep okt nov dis",
        "yan fev mar apr may iyn iyl avq sen okt noy dek",
        "ene peb mar abr may hun hul ago set okt nob dis",
        "januwari februwari mashi ephreli meyi juni julayi agasti septhemba okthoba novemba disemba",
        "сту лют сак кра май чэр ліп жні вер кас ліс сне",
        "қаң ақп нау сәу мам мау шіл там қыр қаз қар жел",
        "հնվ փտվ մրտ ապր մյս հնս հլս օգս սեպ հոկ նոյ դեկ",
        "ינו פבר מרץ אפר מאי יונ יול אוג ספט אוק נוב דצמ",
        "בינו בפבר במרץ באפר במאי ביונ ביול באוג בספט באוק בנוב בדצמ",
        "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
        "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر",
        "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
        "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר",
    ),
    first=1,
)
_ALONE = (
    {"sij": 1, "velj": 2, "ozu": 3, "svi": 5, "kol": 8, "ruj": 9, "stu": 11, "ное": 11, "studeni": 11, "juill": 7},
    {"јан": 1, "феб": 2, "нов": 11, "дец": 12, "аугуст": 8, "сеп": 9, "marec": 3, "junij": 6, "julij": 7, "tra": 4},
    {"квіт": 4, "трав": 5, "черв": 6, "серп": 8, "жовт": 10, "лист": 11, "груд": 12},
    {"شباط": 2, "آذار": 3, "نيسان": 4, "أيار": 5, "حزيران": 6, "تموز": 7, "آب": 8, "أيلول": 9},
    {"eanáir": 1, "feabhra": 2, "márta": 3, "aibreán": 4, "bealtaine": 5, "meitheamh": 6, "iúil": 7, "lúnasa": 8},
    {"samhain": 11, "nollaig": 12},
)
"""Those whose rows have others that are two words, as the Levant's November is, or mean another month elsewhere, as
Croatian "lip" and "lis" do."""

MONTHS = MappingProxyType({**MONTHS, **{folded(word): month for words in _ALONE for word, month in words.items()}})

WEEKDAYS = columns(
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
        "ponedjeljak utorak srijeda četvrtak petak subota nedjelja",
        "ponedeljak utorak sreda četvrtak petak subota nedelja",
        "ponedeljek torek sreda četrtek petek sobota nedelja",
        "понедељак уторак среда четвртак петак субота недеља",
        "понедјељак уторак сриједа четвртак петак субота недјеља",
        "понеделник вторник среда четврток петок сабота недела",
        "pondelok utorok streda štvrtok piatok sobota nedeľa",
        "pirmadienis antradienis trečiadienis ketvirtadienis penktadienis šeštadienis sekmadienis",
        "pirmdiena otrdiena trešdiena ceturtdiena piektdiena sestdiena svētdiena",
        "esmaspäev teisipäev kolmapäev neljapäev reede laupäev pühapäev",
        "mánudagur þriðjudagur miðvikudagur fimmtudagur föstudagur laugardagur sunnudagur",
        "dilluns dimarts dimecres dijous divendres dissabte diumenge",
        "luns martes mércores xoves venres sábado domingo",
        "astelehena asteartea asteazkena osteguna ostirala larunbata igandea",
        "hënë martë mërkurë enjte premte shtunë diel",
        "llun mawrth mercher iau gwener sadwrn sul",
        "luain máirt céadaoin déardaoin haoine sathairn domhnaigh",
        "панядзелак аўторак серада чацвер пятніца субота нядзеля",
        "mandag tysdag onsdag torsdag fredag laurdag søndag",
        "maandag dinsdag woensdag donderdag vrydag saterdag sondag",
        "méindeg dënschdeg mëttwoch donneschdeg freideg samschdeg sonndeg",
        "isnin selasa rabu khamis jumaat sabtu ahad",
        "lunes martes miyerkules huwebes biyernes sabado linggo",
        "jumatatu jumanne jumatano alhamisi ijumaa jumamosi jumapili",
        "litinin talata laraba alhamis jummaʼa asabar lahadi",
        "isniin talaado arbaco khamiis jimco sabti axad",
        "дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі",
        "дүйшөмбү шейшемби шаршемби бейшемби жума ишемби жекшемби",
        "душанба сешанба чоршанба пайшанба жума шанба якшанба",
        "душанбе сешанбе чоршанбе панҷшанбе ҷумъа шанбе якшанбе",
        "дүшәмбе сишәмбе чәршәмбе пәнҗешәмбе җомга шимбә якшәмбе",
        "երկուշաբթի երեքշաբթի չորեքշաբթի հինգշաբթի ուրբաթ շաբաթ կիրակի",
        "ორშაბათი სამშაბათი ოთხშაბათი ხუთშაბათი პარასკევი შაბათი კვირა",
        "שני שלישי רביעי חמישי שישי שבת ראשון",
        "پیر منگل بدھ جمعرات جمعہ ہفتہ اتوار",
        "ሰኞ ማክሰኞ ረቡዕ ሐሙስ ዓርብ ቅዳሜ እሑድ",
    ),
    first=0,
)
_OTHERS = {"среду": 2, "пятницу": 4, "субботу": 5, "середу": 2, "ятниця": 4, "ятницю": 4, "неділю": 6}
_OTHERS |= {"środę": 2, "sobotę": 5, "niedzielę": 6, "středu": 2, "sobotu": 5, "neděli": 6}
_OTHERS |= {"dushanba": 0, "seshanba": 1, "chorshanba": 2, "payshanba": 3, "shanba": 5, "yakshanba": 6}
_OTHERS |= {"пʼятниця": 4, "bazar": 6, "çərşənbə": 2, "cümə": 4, "şənbə": 5}
WEEKDAYS = MappingProxyType({**WEEKDAYS, **{folded(word): day for word, day in _OTHERS.items()}})
"""Monday is 0; an apostrophe parts the Ukrainian Friday, and the Uzbek one is a man's name. "mar" (mardi, martes) is
left to March: beside a date, a weekday only confirms it."""
