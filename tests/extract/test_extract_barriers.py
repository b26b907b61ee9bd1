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
    ],
)
def test_a_soft_404_is_known_in_nine_languages(title: str):
    """A page that is gone though its status is 200 says so in its title."""
    barrier = find_barrier(document(titled(title, ARTICLE)))

    assert barrier is not None
    assert (True, True) == (is_certain(titled(title, ARTICLE)), "the page is gone" in barrier.reason)


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
