"""What stands in place of a live blog is named, and nothing else is taken for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from extract_pages import NOW, URL, jsonld_page, live_blog, page_of, read
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import Blocked, ExtractError, NotALiveBlog
from monitor.extract.page.barriers import find_barrier, needs_script
from monitor.extract.page.document import Document
from monitor.model import Redirect

if TYPE_CHECKING:
    from monitor.model import Page

ARTICLE = "<p>" + "The harbour was quiet this morning and the ferry left on time. " * 30 + "</p>"


def document(page: Page) -> Document:
    return Document(page, now=NOW)


def is_certain(page: Page) -> bool:
    return find_barrier(document(page), certain=True) is not None


def titled(title: str, body: str = "") -> Page:
    return page_of(f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>")


@pytest.mark.parametrize(
    "title",
    [
        "Just a moment...",
        "Attention Required! | Cloudflare",
        "Access Denied",
        "Access to this page has been denied.",
        "Pardon Our Interruption",
        "403 Forbidden",
        "The Daily Example - 429 Too Many Requests",
        "ERROR: The request could not be satisfied | Request blocked",
        "Are you a robot?",
        "Please verify you are a human",
        "503 Service Temporarily Unavailable",
        "Client Challenge",
        "Vercel Security Checkpoint",
        "Making sure you&#39;re not a bot!",
        "Rate limit exceeded",
        "Sicherheitsprüfung",
        "Vérification de sécurité en cours",
        "Acceso denegado",
        "Доступ ограничен",
    ],
)
def test_a_block_page_is_known_by_its_title(title: str):
    """The pages that guards show with status 200 are blocks, with the advice to slow down."""
    barrier = find_barrier(document(titled(title)))

    assert barrier is not None
    assert (True, True) == (is_certain(titled(title)), "poll more slowly" in barrier.reason)


@pytest.mark.parametrize(
    ("mark", "guard"),
    [
        ("<script>window._cf_chl_opt={cType:'managed'}</script>", "Cloudflare"),
        ("Reference&#32;&#35;18.2d https://errors.edgesuite.net/18.2d", "Akamai"),
        ('<div id="px-captcha"></div>', "PerimeterX"),
        ('<iframe src="https://geo.captcha-delivery.com/captcha/?x=1">', "DataDome"),
        ('<iframe src="/_Incapsula_Resource?SWUDNSAI=31">', "Imperva"),
        ("<script>window.gokuProps = {}</script>", "AWS WAF"),
        ("<script src='/_fs-ch-1T1wmsGaOgGaSxcX/script.js'></script>", "Fastly"),
        ("<script id='anubis_version'></script>".replace("'", '"'), "Anubis"),
        ("<div class='h-captcha' data-sitekey='x'></div>", "a captcha's guard"),
    ],
)
def test_a_challenge_names_who_guards(mark: str, guard: str):
    """A challenge without a telling title is known by what only it carries."""
    barrier = find_barrier(document(titled("news.example", mark)))

    assert barrier is not None
    assert barrier.reason.startswith(f"{guard} shows a challenge")


def test_a_script_that_guards_a_whole_site_is_a_challenge_only_alone():
    """Imperva puts its script on every page of those whom it guards; its challenge says nothing beside."""
    script = "<script src='/_Incapsula_Resource?SWJIYLWA=719d34d3'></script>"

    pages = [titled("news.example", script + words) for words in ("", ARTICLE)]
    alone, below = (find_barrier(document(page)) for page in pages)

    assert alone is not None
    assert (True, False, None) == ("Imperva" in alone.reason, is_certain(pages[0]), below)


def test_what_scripts_say_of_cookies_is_no_consent_wall():
    """Nearly every page sets cookies in a script, and some form accepts a charset."""
    page = titled(
        "A short note", "<p>Two lines.</p><form accept-charset='utf-8'></form><script>document.cookie='a'</script>"
    )

    assert find_barrier(document(page)) is None


def test_a_challenge_may_be_told_by_a_header():
    """Cloudflare says in a header that the body is a challenge."""
    page = titled("news.example")

    barrier = find_barrier(document(replace(page, headers={**page.headers, "cf-mitigated": "challenge"})))

    assert barrier is not None
    assert "Cloudflare" in barrier.reason


@pytest.mark.parametrize(
    "title",
    [
        "Page not found | The Daily Example",
        "404",
        "The Daily Example - 404: Not Found",
        "404 - Page not found",
        "Sorry - this page doesn’t exist",
        "Seite nicht gefunden – Beispielblatt",
        "Page introuvable",
        "Página no encontrada",
        "Pagina non trovata",
        "Página não encontrada",
        "Pagina niet gevonden",
        "Nie znaleziono strony",
        "Страница не найдена",
        "Oops! That page can’t be found.",
        "We can’t find the page you’re looking for",
        "Sorry, this page isn’t available",
        "This story has been removed",
        "Cette page n’existe pas",
        "Sidan hittades inte",
        "Siden blev ikke fundet",
        "Siden finnes ikke",
        "Sivua ei löytynyt",
        "Stránka nenalezena",
        "Az oldal nem található",
        "Sayfa bulunamadı",
        "Pagina nu a fost găsită",
        "Η σελίδα δεν βρέθηκε",
        "Сторінку не знайдено",
        "Ops! Página não encontrada",
        "Deze pagina bestaat niet (meer)",
        "Der gesuchte Artikel wurde nicht gefunden",
        "Halaman tidak ditemukan",
        "页面不存在",
        "ページが見つかりません",
        "페이지를 찾을 수 없습니다",
        "الصفحة غير موجودة",
    ],
)
def test_a_soft_404_is_known_in_many_languages(title: str):
    """A page that is gone though its status is 200 says so in its title."""
    barrier = find_barrier(document(titled(title, ARTICLE)))

    assert barrier is not None
    assert (True, True) == (is_certain(titled(title, ARTICLE)), "the page is gone" in barrier.reason)


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("We’ll be back soon!", "the site is down"),
        ("Site under maintenance", "the site is down"),
        ("Wartungsarbeiten", "the site is down"),
        ("Site en maintenance", "the site is down"),
        ("502 Bad Gateway", "the site is down"),
        ("Error 503 Backend fetch failed", "the site is down"),
        ("Our European visitors are important to us", "not served where we are"),
        ("This content is not available in your region", "not served where we are"),
        ("451: Unavailable due to legal reasons", "not served where we are"),
        ("Dieser Inhalt ist in Ihrem Land nicht verfügbar", "not served where we are"),
    ],
)
def test_a_site_that_is_down_or_served_elsewhere_says_so(title: str, says: str):
    """Its page has status 200, and what can be done about it is another thing than about a block."""
    page = titled(f"{title} | The Daily Example")
    barrier = find_barrier(document(page))

    assert barrier is not None
    assert (True, True) == (is_certain(page), says in barrier.reason)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("<p>This live blog has moved. Follow our <a href='/2'>new live blog here</a>.</p>", "'live blog has moved'"),
        ("<p>Dieser Liveticker ist beendet.</p>", "'liveticker ist beendet'"),
        (f"<style>{'a{} ' * 3_000}</style><p>Ce direct est terminé.</p>", "'ce direct est terminé'"),
        ("<p>Dieser Artikel ist nur für Abonnenten.</p>", "for subscribers"),
        ("<h1>Create a free account to keep reading</h1>", "asks to log in"),
        ("<title>Logga in</title>", "asks to log in"),
        ("<h1>Vi använder kakor</h1><button>Godkänn alla</button>", "consent wall"),
        ("<p>Käytämme evästeitä.</p><button>Hyväksy kaikki</button>", "consent wall"),
        ("<p>Le site utilise des traceurs.</p><button>Accepter</button>", "consent wall"),
    ],
)
def test_a_page_of_few_words_stands_for_what_it_says(body: str, says: str):
    """A live blog that is over, a pay wall without a mark, walls in other languages."""
    barrier = find_barrier(document(page_of(body)))

    assert barrier is not None
    assert says in barrier.reason
    assert find_barrier(document(page_of(f"{ARTICLE}<footer>{body.replace('title', 'p').replace('h1', 'p')}"))) is None


def test_a_guard_may_answer_in_json():
    """DataDome does where a script asks; an interface's own words are none of a guard."""
    answer = page_of('{"url": "https://geo.captcha-delivery.com/captcha/?x=1"}', content_type="application/json")

    assert "DataDome" in str(find_barrier(document(answer)))
    assert find_barrier(document(replace(answer, body=answer.body.ljust(5_000)))) is None


@pytest.mark.parametrize(
    "sends",
    [
        "<meta http-equiv=refresh content='0; url=/live/real'>",
        '<meta http-equiv="refresh" content="3;URL=&#x27;/live/real&#x27;">',
        "<script>window.location.replace('/live/real')</script>",
        '<script>location.href = "https://news.example/live/real"</script>',
    ],
)
def test_a_page_that_sends_browsers_on_says_where_to(sends: str):
    """By a tag or by a script; the address is what is to be watched."""
    with pytest.raises(NotALiveBlog, match=r"sends browsers on to https://news\.example/live/real: watch that address"):
        read(page_of(f"<html><head>{sends}</head><body>Redirecting…</body></html>"))


@pytest.mark.parametrize(
    "page",
    [
        titled("Harbour", ARTICLE + "<script>if (old) location.href = '/live/real'</script>"),
        page_of(f"<meta http-equiv=refresh content='60; url={URL}'><title>Harbour</title>"),
        page_of("<meta http-equiv=refresh content='60'><title>Harbour</title>"),
    ],
)
def test_a_page_that_stays_is_named_by_its_title(page: Page):
    """It reloads itself, or says too much to be on its way; whoever reads the error sees which page came."""
    with pytest.raises(NotALiveBlog, match="; the page is titled 'Harbour'"):
        read(page)


def test_a_frame_that_shows_a_live_blog_is_named():
    """The page around it has no entries; what stands in the frame can be watched at its own address."""
    frames = "<iframe src='/ads/1'></iframe><iframe src='http://['></iframe><iframe src='/embed/live/77'></iframe>"

    with pytest.raises(
        NotALiveBlog, match=r"a frame of the page shows https://news\.example/embed/live/77: watch that"
    ):
        read(titled("Harbour", ARTICLE + frames))


def test_a_rendered_shell_needs_no_browser():
    """Its scripts have run, and it is empty all the same."""
    shell = titled("App", "<script src='/app.js'></script><div id=root></div>")

    with pytest.raises(NotALiveBlog, match="the page is empty, though its scripts have run"):
        read(replace(shell, rendered=True))


def test_where_an_address_redirects_to_is_said():
    """A live blog that is gone often leads to the front page."""
    hop = Redirect(status=302, url=URL, location="https://news.example/")

    with pytest.raises(NotALiveBlog, match=r"titled 'News'; the address redirects to https://news\.example/"):
        read(replace(titled("News", ARTICLE), url="https://news.example/", redirects=(hop,)))


def test_a_soft_404_may_say_so_in_its_heading():
    """Where the title is the site's, the first heading tells."""
    page = titled("The Daily Example", "<h1 class='x'> <span>Page not found</span></h1>" + ARTICLE)

    assert find_barrier(document(page)) is not None


def test_a_bare_text_is_its_own_title():
    """A body of two words without markup is what it says; a long text is not read as a title."""
    refusal = page_of("Access denied", content_type="text/plain")
    article = page_of("Access denied. " * 40, content_type="text/plain")

    assert (True, False) == (find_barrier(document(refusal)) is not None, find_barrier(document(article)) is not None)


@pytest.mark.parametrize(
    ("body", "url"),
    [
        ("<script src='https://cdn.privacy-mgmt.com/x.js'></script><p>Your privacy</p>", URL),
        ("<p>Hello</p>", "https://consent.news.example/collect?next=live"),
        ("<title>Before you continue to News</title>" + ARTICLE, URL),
        ("<title>Press Group Privacy Gate</title><p>Akkoord?</p>", URL),
        ("<h1>Mit Cookies weiterlesen</h1><button>Akzeptieren und weiter</button>", URL),
        ("<p>Nous utilisons des cookies.</p><button>Accepter et fermer</button>", URL),
        ("<p>Usamos cookies propias y de terceros.</p><button>Aceptar y continuar</button>", URL),
        ("<p>Il sito usa cookie di profilazione.</p><button>Accetta e continua</button>", URL),
        ("<p>Utilizamos cookies.</p><button>Aceitar todos</button>", URL),
        ("<p>Wij gebruiken cookies.</p><button>Akkoord</button>", URL),
        ("<p>Używamy plików cookie (ciasteczek).</p><button>Zgadzam się</button>", URL),
        ("<p>Мы используем файлы cookie.</p><button>Принять</button>", URL),
    ],
)
def test_a_consent_wall_is_one_by_its_host_its_title_or_its_emptiness(body: str, url: str):
    """A page that only asks for consent says what the user can do about it."""
    barrier = find_barrier(document(page_of(body, url=url)))

    assert barrier is not None
    assert (False, True) == (is_certain(page_of(body, url=url)), "consent" in barrier.reason)


@pytest.mark.parametrize(
    ("body", "url"),
    [
        ("<p>Hello</p>", "https://news.example/account/login?next=live"),
        ("<title>Sign in to continue</title>", URL),
        ("<h1>Войдите, чтобы читать дальше</h1><form><input name='p' type='password'></form>", URL),
        ("<h1>Melden Sie sich an</h1><form><input type=password></form>", URL),
        ("<title>Subscribe to read | The Daily Example</title>" + ARTICLE, URL),
    ],
)
def test_a_log_in_page_is_one(body: str, url: str):
    """A log-in page is known by where it stands or what it says."""
    barrier = find_barrier(document(page_of(body, url=url)))

    assert barrier is not None
    assert "the page asks to log in" in barrier.reason


def test_a_pay_wall_is_one():
    """A page that declares itself paid for and shows nearly nothing is for subscribers."""
    barrier = find_barrier(document(page_of('<script>{"isAccessibleForFree": "False"}</script><p>Subscribe now</p>')))

    assert barrier is not None
    assert "for subscribers" in barrier.reason


@pytest.mark.parametrize(
    "page",
    [
        titled("Harbour news", ARTICLE + "<script src='https://cdn.cookielaw.org/onetrust.js'></script>"),
        titled("404 days of waiting for the ferry", ARTICLE),
        titled("Lost hiker not found after two days of searching", ARTICLE),
        titled("Access denied: how the archive was closed", ARTICLE),
        titled("Harbour news", "<script type='application/ld+json'>{}</script><script>didomi()</script>"),
        titled("Harbour news", ARTICLE + "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>"),
        page_of('{"title": "Access denied"}', content_type="application/json"),
    ],
    ids=lambda page: page.body[:60].decode(),
)
def test_an_ordinary_page_is_no_barrier(page: Page):
    """Articles with consent scripts, guards' scripts, or titles that only begin like a refusal are articles."""
    assert find_barrier(document(page)) is None


def test_entries_below_a_consent_window_are_read():
    """What has declared entries is a live blog, whatever stands above it."""
    page = jsonld_page(live_blog({"headline": "A", "url": f"{URL}#block-1234567"}))
    walled = replace(page, body=b"<title>Before you continue</title>" + page.body)

    assert 1 == len(read(walled).entries)


def test_a_barrier_is_told_in_words():
    """Instead of "no live blog" the user reads what stands in its place."""
    with pytest.raises(Blocked, match="the page is gone: it says 'Page not found', though with status 200"):
        read(titled("Page not found"))


def test_a_shell_that_scripts_fill_is_named():
    """A page that is empty without JavaScript says what to try; one with words does not."""
    shell = titled("App", "<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>")

    with pytest.raises(NotALiveBlog, match="the page is empty without JavaScript; try `render: browser`"):
        read(shell)
    assert not needs_script(document(titled("News", ARTICLE + "<script src=x.js></script>")))
    assert not needs_script(document(page_of("{}", content_type="application/json")))


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"<html><title>{text}".encode()))
def test_any_bytes_are_a_snapshot_or_an_extract_error(body: bytes):
    """Whatever the bytes, looking for barriers raises nothing of its own."""
    find_barrier(document(page_of(body)))
    try:
        read(page_of(body))
    except ExtractError as error:
        assert error.reason  # noqa: PT017 - any bytes: both answers are right


LIVE = "Storm live: latest updates"
SCRIPTED = ARTICLE + "<script>fetch('/feed.json').then(show)</script>"
TRY_BROWSER = "it calls itself live: if scripts bring its entries, try `render: browser`"


def refusal(page: Page) -> str:
    with pytest.raises(NotALiveBlog) as caught:
        read(page)
    return caught.value.reason


def test_a_page_that_calls_itself_live_may_need_a_browser():
    """Words and scripts but no entries: it says what to try, unless that was done, or another address is named."""
    assert refusal(titled(LIVE, SCRIPTED)).endswith(f"titled {LIVE!r}; {TRY_BROWSER}")
    assert TRY_BROWSER not in refusal(replace(titled(LIVE, SCRIPTED), rendered=True))
    assert TRY_BROWSER not in refusal(titled(LIVE, ARTICLE))
    assert TRY_BROWSER not in refusal(replace(titled("Harbour", SCRIPTED), url="https://news.example/harbour"))
    frame = "<iframe src='https://news.example/embed/live/77'></iframe>"
    assert TRY_BROWSER not in refusal(titled(LIVE, SCRIPTED + frame))


def test_a_front_page_is_called_one():
    """Who gives a site's address is told which is wanted."""
    front = replace(titled("The Daily Example", ARTICLE), url="https://news.example/")
    assert "; it is a site's front page: give that of one live blog, or of a list of them to `discover`" in refusal(
        front
    )
    assert "front page" not in refusal(titled("The Daily Example", ARTICLE))


def test_a_video_is_called_one():
    """Its words are not in the page, so no browser is advised."""
    video = titled(LIVE, f"<meta content='video.other' property='og:type'>{SCRIPTED}")
    assert f"the page is a video (og:type video.other); the page is titled {LIVE!r}" == refusal(video)
    assert "video" not in refusal(titled(LIVE, f'<meta property="og:type" content="article">{SCRIPTED}'))
    assert "video" not in refusal(titled(LIVE, f'<meta property="og:type">{SCRIPTED}'))


def test_what_extractors_looked_for_in_a_picture_is_not_told():
    """A body that is neither page nor feed nor JSON is called so, and that is all."""
    picture = page_of(b"\x89PNG\r\n\x1a\n\x00" * 9, content_type="image/png")
    with pytest.raises(NotALiveBlog) as caught:
        read(picture)
    assert ("the body is not HTML, XML or JSON (image/png)", {}) == (caught.value.reason, caught.value.absent)
