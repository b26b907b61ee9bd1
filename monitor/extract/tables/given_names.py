"""Names that people are given, in the languages of news: what tells a writer from a place, a team or a subject.

Without accents and in lower case, as `folded` leaves them. Names that are words, months or towns as well ("Will",
"June", "Paris", "Chelsea") are left out: better no author than a wrong one. Vietnamese are called first by the name of
their family, so these are here, too.
"""

from __future__ import annotations

_NAMES = """
    aaliyah aarav aarne aaron abby abdul abdullah abena abhishek abigail abiola achieng achilleas ada adam adele adina
    aditya adnan adrian adriana adriano adunni afonso agata agathe aggeliki agnes agneta agnieszka agus ahmad ahmed
    ahmet aidan aikaterini aileen aimee aino aisha aisling akash akiko akira akosua akram akshay alain alan alana
    alastair alba albert alberto aldo alejandra alejandro aleksander aleksandr aleksandra aleksi alena alessandra
    alessandro alessia alex alexander alexandra alexandre alexandros alexandru alexei alexey alexis alfie alfonso
    alfred alfredo ali alice alicia alicja alin alina aline alisa alison alistair alix allison alok alvaro alyssa
    amadeu amaia amaka amal amanda amar ambra amelia amelie amina amir amira amit amparo amy ana anabela anais anand
    ananya anastasia anastasios anca anders andra andras andre andrea andreas andreea andrei andrej andres andrew
    andrey andrzej andy aneta angela angelica angelika angelina aniko anil anita anja anjali anke ankit ann anna
    annabel annalisa anne anneke anneli anneliese annette annie annika anouk anthony antje antoine anton antonella
    antoni antonia antonino antonio antonis antti anupam anwar anya aoife apolline apoorva apostolos arianna aris arja
    arjan arjun arkadiusz armando armin arnaud arne aron arthur artur arturo arun arvind aryan asha ashley ashok ashwin
    asif asli astrid attila audrey aurelie axel axelle aydin ayesha aylin ayse ayumi aziz babatunde balazs balint
    bambang barbara baris barry bart bartosz bas basil beata beatrice beatriz becky bedrich begona belen ben bence
    benedetta benedict benedicte benedikt bengt benjamin benoit bente berit berk bernadette bernard bernardo bernd
    bernhard beth bettina betul beverly bhavna bianca bilal birgit bjarne bjorn blanca blandine bodil bogdan bogumila
    boguslaw bohumil bojan bola boris borja borje bozena brandon branko bregje brenda brendan brent brett brian bridget
    brigitte bror bruna bruno bryan budi bui burak caio caitlin calin callum camelia camila camilla camille candela
    carin carla carlijn carlo carlos carlotta carme carmen carol caroline carolyn carsten catalin catalina catarina
    caterina catherine cathy catriona cecile cecilia cecilie cees celia celine celso cem cemal cenk cezar cezary
    charline chetan chiara chidi chihiro chinedu chioma chloe chris christa christelle christer christiane christina
    christine christoph christophe christopher christos ciara ciaran cindy cinzia ciprian claas claire clara clare
    claudia claudio claudiu clemence clemens clement clementine coen colette colin colleen conceicao concha connor
    conor constantin consuelo coralie corina corinna corinne cormac corrado cosimo cosmin craig crina cristi cristian
    cristiano cristina cristobal cristovao csaba cyril cyrille czeslaw daan dagmar dagmara daisuke dalia dalibor damian
    damien damilola damon daniel daniela daniele daniella danielle danny danuta daphne daria dariusz darko darren dave
    davi david davide dawid debbie debora deborah declan deepa deepak deepika deirdre dejan delia delphine denes denis
    denise derek derya despina detlef devika dewi diana diane diarmuid diederik diego dieter diletta dimitra dimitri
    dimitris dina dinesh dirk divya dmitri dmitry doina domenico dominic dominik dominika dominique donal donald
    donatella donna dora dorin dorota dorothea dorothy douglas dragan dragos duncan duong duygu dylan eamonn ebru ece
    eckhard edda eddie edit edith edoardo edouard edson eduarda eduardo edward edwin edyta eefje eero eeva ehab eija
    eike eileen eilidh eimear einar eirini ekaterina eko elaine eleanor eleftheria elena eleni eleonora eliane elias
    elif elin elina eline elisa elisabete elisabeth elise eliska eliza elizabeth elke ella ellen ellie elliot elodie
    eloise elsa elspeth elzbieta emanuel emanuela emanuele emeka emeline emi emil emilia emiliano emilie emilio emily
    emine emma emmanuel emmanuelle emre encarna eneko engin eniko enrico enrique enzo eoin erdal erdem eric erica erik
    erika erin erkan erling ernesto ervin eryk esa eskil esmee esra esteban estefania estelle esther eszter etienne
    ettore eugene eugenia eva evan evangelos eve evelien evelyn evgeny ewa ewan ewelina fabian fabiana fabien fabio
    fabrice fabrizio faisal falk fanny farah farid farooq fatih fatima fatma fausto federica federico felicity feliks
    felipe felix femke ferdinand ferenc fergus ferhat fermin fernanda fernando filip filippo filiz finn fiona fionn
    fitri flaminia flavia flavio flora florentina florian florin floris folake fotini fouad franca francesca francesco
    francis francisco franciszek franck franco francois francoise frank frans frantisek franz franziska fraser frauke
    fred frederic frederik freek freja frida friedrich funke gabor gabriel gabriela gabriele gabriella gael gaelle
    gaetan gamze gareth gary gaurav gavin geert geertje geeta gema gemma gennaro genowefa geoff geoffrey george
    georgina georgios gerard gerardo gerben gerd gergely gerhard german gero gerrit gesa ghada gheorghe giacomo giada
    giancarlo gianfranco gianluca gianmarco gianni giannis gideon gijs giles gilles gillian gina ginevra giorgia
    giorgio giovana giovanna giovanni girish gita giulia giuseppe gizella gizem gokhan goncalo gonzalo goran gordon
    graeme graham grainne grant greg gregoire gregory greta grzegorz gudrun guido guilhem guilherme guillaume guillermo
    gulsen gunilla gunn gunnar gustavo guus gwen gwenaelle gyorgy gyula hadi hajnalka hakan hakon hala halil halina
    halvor hamid hamza hande hani hanna hannah hanneke hannes hannu hans harish haroon harri harriet harry haruki
    haruto hasan hassan hatem hauke heather hector hedda hege heidi heike heikki heiko hein heiner heinrich heinz
    helder heleen helen helena helene helga helmi helmut heloisa hemant hendrik henk henning henri henrik henrike
    henrique henry henryk herbert herve hilary hilde hiroki hiroko hiroshi hisham hjalmar hoang holger holly horia
    horst howard hubert huda hugo hui huseyin hussein huynh hyun ian iara ibrahim ida ifeoma ignacio igor iker ilaria
    ildiko ileana ilie ilinca ilker ilkka ilona ilse iman imke imogen imran imre inacio inaki ineke ines inga inge
    ingeborg inger ingo ingrid ingvild inmaculada ioana ioanna ioannis ionela ionut ipek iratxe irem irena irene
    ireneusz irina iris isaac isabel isabella isabelle isadora isha isidro ismail istvan iulia iulian ivan ivana ivano
    ivo iwona izabela jaakko jaap jacek jack jackie jacky jacob jacqueline jacques jadwiga jaime jake jakob jakub jamal
    james jamie jamila jan jana jane janet janina janine janneke janos janusz jared jari jarmila jarmo jaromir jaroslav
    jaroslaw jasmin jasmine jason jasper jaume javier jay jaya jean jeanette jeanne jeff jeffrey jelena jelle jennifer
    jenny jens jeremy jeroen jerome jerzy jesper jesse jessica jesus jihoon jill jim jimmy jindrich jing jip jiri jitka
    jiwoo joachim joan joana joanna joanne joao joaquim joaquin jochen joe joel joelle joffrey johan johann johanna
    johannes john johnny joko jolanda jolanta jon jonas jonathan joost jordi jorg jorge jorgen joris jorn jorrit jose
    josef josefina josep joseph josephine josh joshua jouni jovana joyce jozef jozsef juan juana judit judith judy juha
    juho jukka jules julia julian juliana julie julien juliet juliette julio jurg jurgen jurriaan jussara jussi justin
    justine justyna jutta jyoti kaarina kabir kacper kai kaisa kalle kamal kamau kamil kamila kaori kare karen kari
    karim karin karina karine karl karlijn karolina karsten kasia kasper katalin katarina katarzyna kate katharina
    katherine kathleen kathrin kathryn kathy katie katja katri katrin katrina kavita kavya kayla kazuo kees keiichi
    keiko keith kelly kemal kemi ken kenji kenneth kenta kerem kerstin ketil kevin khaled khalid kim kimberly kinga
    kiran kirsi kirsten kirsty kjell kjersti klaas klara klaus knut koen kofi koldo konrad konstantin konstantinos
    koray kornel kornelia kostas kristen kristian kristin kristina kristoffer kriszta krisztina krystian krystyna
    krzysztof kumar kumiko kunal kveta kwame kyle kyriakos ladislav laetitia laia laila lajos lakshmi lara lars lasse
    laszlo lata latifa laura lauren laurence laurens laurent laurentiu lauri lavinia layla lea leah leandro lech leena
    lefteris leif leila leire lena lenka lennart leo leonard leonardo leonie leonor lerato lesley leslie leszek leticia
    levente lewis leyla liam libor lidia lieke liesbeth lieselotte lieve liisa lila liliana lilla lily lina linda
    lindsay lindsey linnea lis lisa lise livia liviu liz loic lola loredana lorella lorena lorenz lorenzo lorraine
    lotte louis louisa louise lourdes lovro lubna lubos luc luca lucas lucia luciana luciano lucie lucile lucinda
    lucjan lucy lucyna ludek ludivine ludovic luigi luis luisa luiz luiza lukas lukasz luke luminita lurdes lutz lydia
    lynn lynne maarten maartje macarena machteld maciej madalina maddie madeleine madhav mads mael maelle maeve mafalda
    magali magda magdalena maggie magnus maha mahmoud maike maite maja majid makoto malak malcolm malgorzata malik
    malin malte manfred manish manoj manolis manon manuel manuela mara marc marcel marcela marcelo marcia marcin marco
    marcos marcus marek maren margaret margarida margarita margaux margot margrethe maria mariam marian mariana
    mariangela marianne marie marieke marija marijana marijke marika mariko marina marine mario marion marios marisa
    marissa marit marius mariusz marja marjolein marjorie marketa markku marko markus marleen marlene marlies marta
    marten martha martijn martin martina martine marwa marwan mary maryam marzena masahiro masako massimiliano massimo
    mateus mateusz mathias mathieu mathilde mathis matilde mats matt matteo matthew matthias matthieu matthis matti
    mattias maud maura maureen maurice mauricio maurits maurizio maxim maxime maximilian maya maysa meena meera megan
    mehmet mei meike melanie melike melis melissa menno meral meredith merel mert merve meryem mesut mette michael
    michaela michal michalis michel michela michele michelle michiel michiko mieczyslaw mieke miguel mihaela mihai
    mihaly mihnea miho mika mikael mike mikel mikhail mikkel mikko miklos milada milena milica milos milosz minho minji
    minna minoru mircea mireia mirek mirela miriam mirja mirjam mirko miroslava miroslaw misha mitchell mladen mohamed
    mohammad mohammed mohan moira mona monia monica monika monique montse montserrat morgane moritz morten moses mourad
    muhammad mukesh murat mustafa mustapha mylene myrthe nabil nacho nada nadeem nadia nadin nadine nadja najib nandini
    nandor nanna naoki naoko naomi nasir natalia natalie natasha nathalie nathan natividad naveen nawal neeraj neha
    neil nektarios nele nelson nemanja nerea nermin neslihan ngo ngozi nguyen niall niamh nicholas nick nicklas nicola
    nicolas nicole nicoleta nicoletta nicu niek niels nienke nieves nigel niina nikhil nikita niklas nikola nikolai
    nikolas nikos nilgun nils nina nino nisha nitin njeri nnamdi noah noel noelle noemi nolwenn nomsa noor noortje nora
    norbert noriko norma norman nuno nuray nuria oana obinna octavian octavio oda ognjen oihane okan olaf olav oldrich
    ole oleg olena olga olgierd oliver olivia olivier oliwia olli olu omar ona ondrej onur orhan oriol orla orlaith
    ornella orsolya osama oscar oskar otakar otavio otieno otto outi ove ovidiu owen ozan ozge ozlem pablo paco padraig
    paivi pallavi paloma pamela panagiotis pankaj paola paolo parul pascal pascale pasi pasquale patrice patricia
    patrick patrik patrizia patrizio patrycja pau paul paula paulien paulina pauline paulo pavel pavla pawel peder
    pedro peggy pekka pelin penelope pentti pep pernille petar peter petr petra petri petros petru pham phan philip
    philipp philippa philippe phillip phoebe pia pierluigi piero pierre pieter pietro pilar pim pinar piotr pippa pirjo
    piroska pooja poul pradeep prakash pranav prasad pratik preben preeti premysl priya przemek przemyslaw putri
    quentin quirine quitterie rachael rachel radek radim radka radoslaw radovan radu rafael rafaela rafal raffaele
    raffaella ragnar ragnhild rahul raija raj rajesh rakesh ralf ralph raluca ramesh ramon rana rania raphael raquel
    rasha rashid rasmus ratna raul ravi raymond razvan rebecca recep reem regina reijo reiner reinhard reinier reka
    rekha remi remy renan renata renate renato renaud rene rens renzo rhys ricardo riccardo richard rick rieke riet
    riikka rik rikke rima rina risto rita ritu robert roberta roberto robin rocco rocio rodrigo roel roger rogerio
    rohan rohit roisin roland rolf romain roman romina ronald rory rosa rosalind rosanna rosemary rosie rostislav
    roxana roxane roxanne ruairi ruben rudiger rudolf rui rune rupert russell ruth ruud ruxandra ryan ryo ryszard sabah
    sabina sabine sabrina sachiko sachin saeed safia salim sally salma salman salvatore sam samantha sami samia samir
    samuel samuele sana sanaa sandeep sander sandor sandra sandrine sandro sangeeta sanja sanjay sanna sanne santi
    saoirse sara sarah sarka sascha saskia satish satoshi satu sean sebastiaan sebastian sebastien seema segun selcuk
    selim selin selma sema seojun seppo serdar serena sergei sergey sergi sergio serkan servane severine sevgi shalini
    shannon sharon shashi sheila shilpa shinji shireen shirley shivani shreya shweta sibel sibylle siddharth siegfried
    sigrid sigurd silke silvano silvia silvio silviu simao simo simon simona simone simonetta sinan sinead siobhan
    sipho sirpa sissel siti sixten sixtine sjoerd slawek slawomir slobodan smita sneha snezana sofia sofie sohail
    soizic soledad solene solenne solveig sonal sonia sonja sophia sophie sorcha soren sorin sorina spyros srdan
    srinivas stacey stanislas stanislav stanislawa stavros stefan stefania stefanie stefano steffen stelios stella
    stepan stephan stephane stephanie stephen steve steven stig stijn stuart suat subhash sudhir sue suha sujata sumit
    sunil sunita suresh susan susana susanna susanne sushma suzanne svein sven svenja sverre svetlana swantje swati
    sybille sybren sylvain sylvia sylvie sylwester sylwia synnove szabolcs szilvia szymon tabea tadeusz tadhg taher
    tais takashi takeshi takis talal tamara tamas tamer tamsin tanguy tania tanja tanvi tapio tara tariq tarja tarun
    tatiana tatjana ted teemu teo teresa tereza tero terry tessa teun teunis thabo thanasis thandi thea theo theodore
    theresa therese thiago thibaud thibault thibaut thierry thijs thilo thodoris thomas thorsten tiago tibor tiina
    tijana tilman tilo tim timea timo timothy tina tineke tiphaine tiziana tiziano tjeerd tobias tolga tom tomas tomasz
    tommaso tommy tomoko toni tony tora torben torbjorn torill torsten tove tracey tracy tran trevor trine tristan
    trond trygve tuba tudor tugba tuncay tunde tuomas turid tuula tymoteusz uche uday udo ugo ugur ulf ulla ulrich
    ulrike uma umberto umit unai urs ursula urszula usha ute uwe vaclav valentin valentina valentine valeria valerie
    valter vanessa vangelis varun vasco vasile vasilis veit vendula vera veronica veronika veronique vesna vibeke
    vicente vicky victor vidar viggo vijay vikas vikram viktor viktoria vilde ville vilmos vincent vincenza vincenzo
    vineet vinicius vinod viorel virginie vishal vitor vittoria vittorio vivek vivian viviane vlad vladimir vladimira
    vlasta vojtech volkan volker wahyu waldemar waleed walid walter wanda wanjiku wei wendel wendy werner wiebke wies
    wieslaw wieslawa wiktor wiktoria wilhelm willem willemijn william wim wladyslaw wlodzimierz wojciech wolfgang
    wouter wulan xabier xavier ximena xin yago yahya yana yannick yannis yanti yara yasemin yash yasmin yasmine yasser
    yavuz yaw yemi yiannis yigit ying ylva yoko yolanda yoshiko yousef youssef yuka yuki yuko yulia yumi yuri yusuf
    yves yvonne zachary zaid zaida zainab zaki zanele zara zbigniew zdenek zdenka zdzislaw zeina zeljko zenon zeynep
    ziad zoe zofia zola zoltan zoran zsofia zsolt zsuzsanna zuzana zuzanna zuzka zygmunt đang αννα βασιλησ γιαννησ
    γιωργοσ δημητρησ ελενη ιωαννα κατερινα κωστασ μαρια νικοσ παναγιωτησ σοφια χρηστοσ александр александра алексеи
    алена алиса алла анастасия анатолии андреи андріи анна антон арина артем артур борис вадим валентин валентина
    валерии валерия василии виктор виктория виталии владимир владислав володимир вячеслав галина ганна георгии григории
    дарья денис диана дмитрии дмитро евгении евгения екатерина елена елизавета иван игорь илья ирина катерина кирилл
    константин ксения лариса леонид людмила максим марина мария микола михаил михаило наталия наталья наталія никита
    николаи оксана олег олександр олексіи ольга павел петр полина руслан светлана семен сергеи сергіи софия станислав
    степан тамара татьяна тетяна тимур федор юлия юлія юрии юріи яна ярослав ірина
"""

GIVEN_NAMES = frozenset(_NAMES.split())

PARTICLES = frozenset(
    {"af", "al", "av", "bin", "bint", "da", "das", "de", "del", "della", "den", "der", "des", "di", "do", "dos", "du"}
    | {"el", "ibn", "la", "le", "ten", "ter", "van", "von", "zu", "zur"}
)
"""What stands in small letters before a family's name: "Ana dos Santos", "Jan ter Horst"."""
