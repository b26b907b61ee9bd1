"""How newsrooms say that a live blog is over, or goes on elsewhere, in nine languages."""

import pytest
from live_blogs import entry, snapshot

from monitor.life.closing import LOOKED_AT_CHARS, closing_words
from monitor.life.phrases import BACK, CLOSING, FOLLOW, MOVED, NEW, folded

OVER = [
    "This live blog is now closed.",
    "Our live coverage of the storm has now ended.",
    "We’re closing this live blog. Thank you for reading.",
    "That’s all from our live blog tonight",
    "We are now wrapping up our live coverage here.",
    "Dieser Liveblog ist nun beendet.",
    "Wir schließen diesen Live-Ticker und wünschen eine gute Nacht.",
    "Dieser Ticker endet hier.",
    "Ce direct est désormais terminé.",
    "C’est la fin de ce direct, merci de votre fidélité.",
    "Nous fermons ce live.",
    "Merci d’avoir suivi ce direct !",
    "Este directo ha finalizado.",
    "Cerramos aquí este minuto a minuto.",
    "La diretta è conclusa.",
    "Chiudiamo qui la nostra diretta.",
    "Este direto foi encerrado.",
    "Encerramos aqui o nosso acompanhamento.",
    "Dit liveblog is gesloten.",
    "We sluiten dit liveblog.",
    "Relacja na żywo została zakończona.",
    "Kończymy naszą relację na żywo.",
    "Прямая трансляция завершена.",
    "Мы завершаем нашу трансляцию.",
]
NOT_OVER = [
    "The road is now closed.",
    "This blog is now closed for comments.",
    "The live blog is back after a short break.",
    "Polling stations have closed; our live coverage goes on.",
    "Thanks for joining us on this live blog.",
    "Der Tunnel ist geschlossen, berichtet unser Ticker.",
    "La réunion est terminée.",
    "El partido ha terminado.",
    "La riunione è conclusa.",
    "O jogo foi encerrado.",
    "De winkel is gesloten.",
    "Mecz został zakończony.",
    "Операция завершена.",
]
ELSEWHERE = [
    "Our live coverage continues here",
    "Continue reading here",
    "Live updates continue on our new page",
    "For our continuing coverage, click here",
    "The live blog has moved here",
    "Unser Liveblog wird hier fortgesetzt",
    "Hier geht es weiter zum neuen Ticker",
    "Weiter geht es im neuen Newsblog",
    "Wir setzen den Liveticker hier fort",
    "Le direct se poursuit ici",
    "La suite du direct ici",
    "El directo continúa aquí",
    "La diretta prosegue qui",
    "La nostra diretta continua a questo link",
    "O ao vivo continua aqui",
    "Dit liveblog gaat hier verder",
    "Ciąg dalszy naszej relacji tutaj",
    "Продолжение трансляции здесь",
]
NEWER = [
    "Follow our new live blog",
    "today's live coverage is here",
    "zum neuen Liveblog",
    "notre nouveau direct",
    "nuestro nuevo directo",
    "la nuova diretta",
    "o novo ao vivo",
    "ons nieuwe liveblog",
    "nowa relacja na żywo",
    "новая трансляция",
]


@pytest.mark.parametrize("text", OVER)
def test_over(text: str) -> None:
    """A sentence with which newsrooms end their live blogs is understood."""
    assert CLOSING.search(folded(text)), text


@pytest.mark.parametrize("text", NOT_OVER)
def test_not_over(text: str) -> None:
    """A sentence about the end of something else ends no live blog."""
    assert CLOSING.search(folded(text)) is None, text


@pytest.mark.parametrize("text", ELSEWHERE)
def test_elsewhere(text: str) -> None:
    """A sentence that says that this coverage goes on elsewhere is understood."""
    assert MOVED.search(folded(text)), text


@pytest.mark.parametrize("text", NEWER)
def test_newer(text: str) -> None:
    """A phrase that names a newer live blog is understood, and is not taken for this one going on."""
    assert (True, False) == (bool(NEW.search(folded(text))), bool(MOVED.search(folded(text)))), text


@pytest.mark.parametrize(
    "text",
    ["Catch up with yesterday's live blog", "Der gestrige Liveblog", "le direct d'hier", "el directo de ayer",
     "la diretta di ieri", "o direto de ontem", "het liveblog van gisteren", "wczorajsza relacja",
     "вчерашняя трансляция"],
)  # fmt: skip
def test_back(text: str) -> None:
    """A link to what has been is told from one that leads on."""
    assert BACK.search(folded(text)), text


@pytest.mark.parametrize(
    "text",
    ["Follow our live coverage", "Folgen Sie dem Ticker hier", "Suivez le direct", "Siga el directo",
     "Segui la diretta", "Acompanhe ao vivo", "Volg het liveblog", "Śledź relację", "Следите за трансляцией"],
)  # fmt: skip
def test_follow(text: str) -> None:
    """An invitation to follow a live blog is understood."""
    assert FOLLOW.search(folded(text)), text


def test_where_it_says_so() -> None:
    """The title, the standfirst and the newest entries say that a live blog is over; older ones say what was."""
    over = "This live blog is now closed."
    last = entry(9, text=over)
    assert closing_words(snapshot(last, entry(8))) == "this live blog is now closed"
    assert closing_words(snapshot(entry(8), title=over)) == "this live blog is now closed"
    assert closing_words(snapshot(entry(8), standfirst=over)) == "this live blog is now closed"
    assert closing_words(snapshot(entry(12), entry(11), entry(10), last)) is None
    assert closing_words(snapshot(entry(5), entry(7), entry(8), last)) == "this live blog is now closed"
    assert closing_words(snapshot(entry(1, text=over, pinned=True), *map(entry, (12, 11, 10)))) is not None


def test_undated_entries_stand_in_page_order() -> None:
    """Without dates the newest entries are those on top."""
    over = entry(1, text="This live blog is now closed.", published=None)
    others = [entry(number, published=None) for number in (4, 3, 2)]
    assert [True, False] == [bool(closing_words(snapshot(*shown))) for shown in ([over, *others], [*others, over])]


def test_long_texts() -> None:
    """Of a long text the first and the last lines are looked at, not what stands between."""
    filler = "Words and more words. " * LOOKED_AT_CHARS
    over = "This live blog is now closed."
    assert closing_words(snapshot(entry(1, text=f"{filler}{over}"))) is not None
    assert closing_words(snapshot(entry(1, text=f"{filler}{over} {filler}"))) is None
