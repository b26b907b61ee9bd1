"""What single settings mean."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import values
from monitor.config.suggest import nearest_or_all
from monitor.config.tree import Items, Table, Text
from monitor.config.values import Refused

MAX_MS = 999_999 * 86_400_000


def refused(read, value):
    with pytest.raises(Refused) as caught:
        read(value)
    return str(caught.value)


@given(milliseconds=st.integers(1, MAX_MS))
def test_durations_are_read_as_written(milliseconds):
    """Every duration is read back from its words."""
    span = timedelta(milliseconds=milliseconds)
    assert span == values.duration(values.in_words(span))


def test_no_duration_in_words():
    """Nothing is 0s."""
    assert values.in_words(timedelta()) == "0s"


@pytest.mark.parametrize("text", ["5 m", "1.5s", "15S", "s", "-5s", "5s1m", "1234567s", "5s ", "٥s", "auto"])
def test_no_durations(text):
    """What is no duration is told how one is written."""
    assert f"'{text}' is no duration (write it like 15s, 5m, 1h30m or 500ms)" == refused(values.duration, text)


@pytest.mark.parametrize(
    ("text", "expected"), [("0", 0), ("+7", 7), ("-3", -3), ("0o17", 15), ("0xfF", 255), ("007", 7)]
)
def test_numbers(text, expected):
    """Integers are those of YAML 1.2."""
    assert expected == values.number(text, least=-10, most=1000)


@pytest.mark.parametrize("text", ["1_000", "1e3", "0b1", "five", "9999999999", "٣"])
def test_no_numbers(text):
    """What YAML 1.2 has as no integer is none."""
    assert f"'{text}' is no whole number between 1 and 9" == refused(
        lambda value: values.number(value, least=1, most=9), text
    )


def test_number_bounds():
    """A number outside its bounds is told them."""
    assert refused(lambda value: values.number(value, least=1, most=9), "10") == "'10' is not between 1 and 9"


@pytest.mark.parametrize(("text", "expected"), [("true", True), ("True", True), ("FALSE", False), ("false", False)])
def test_flags(text, expected):
    """True and false are those of YAML 1.2."""
    assert expected is values.flag(text)


def test_no_flags():
    """YAML 1.1's words are told which one is meant; others are not guessed at."""
    assert refused(values.flag, "off") == "'off' is neither true nor false (write false)"
    assert refused(values.flag, "1") == "'1' is neither true nor false (write true or false)"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "is empty (write a value)"),
        ("", "is empty (write a value)"),
        (Items(line=1), "must be text, not a list"),
        (Table(line=1), "must be text, not a mapping"),
        ("x" * 257, "is longer than 256 characters"),
        ("a\nb", "holds a line break or another control character (write it on one line)"),
        ("a\x7f", "holds a line break or another control character (write it on one line)"),
    ],
)
def test_no_text(value, expected):
    """What is no line of text is said to be what it is."""
    assert expected == refused(values.text, value)


def test_kinds():
    """What the user wrote has a plain word."""
    kinds = [values.kind(value) for value in (None, Text("x", line=1), Items(line=1), Table(line=1))]
    assert kinds == ["nothing", "text", "a list", "a mapping"]


@pytest.mark.parametrize("name", ["a", "0", "a.b-c_d", "x" * 64])
def test_names(name):
    """A name may be in a path, a label and a log."""
    assert name == values.name(name)


@pytest.mark.parametrize("name", ["A", ".a", "-", "ü", "x" * 65, "a b"])
def test_no_names(name):
    """What is no name is told what one is."""
    assert "is no name" in refused(values.name, name)


@pytest.mark.parametrize(
    "url", ["https://a.example", "http://127.0.0.1:8080/x?y=z#f", "https://[::1]/", "https://bücher.example/ü"]
)
def test_urls(url):
    """Addresses with a host are right."""
    assert (url, url) == (values.url(url), values.page_url(url))


@pytest.mark.parametrize(
    "url",
    [
        *[
            "a.example",
            "ftp://a",
            "https://",
            "https:///x",
            "http://[::1",
            "http://a:99999/",
            "http://a:x/",
            "http://a:0/",
        ],
        *["http://a b/", "http://a/b c", "http://a|b/", "javascript:alert(1)", "https://" + "a" * 5000],
    ],
)
def test_no_urls(url):
    """What is no address is refused without repeating it."""
    assert url not in refused(values.url, url).replace("https://host/path", "").replace("https:// or http://", "")


def test_credentials_in_urls():
    """A webhook may carry credentials; a source may not, since events repeat its address."""
    assert values.url("https://u:p@a.example") == "https://u:p@a.example"
    assert "holds a user name or password" in refused(values.page_url, "https://u:p@a.example")


def test_headers():
    """A header cannot break out of its line, and those that the fetcher needs are its own."""
    assert (values.header_name("X-Key"), values.header_value("a b")) == ("x-key", "a b")
    assert "is no header name" in refused(values.header_name, "a b")
    assert "is set by the daemon itself" in refused(values.header_name, "If-None-Match")
    for value in ("a\r\nb", "ü", " a"):
        assert "holds a" in refused(values.header_value, value)


@pytest.mark.parametrize(
    ("value", "expected"), [("baseline", 0), ("all", None), ("latest: 7", 7), ("latest:1000", 1000)]
)
def test_on_start(value, expected):
    """The first poll tells nothing, all, or a number of entries."""
    assert expected == values.on_start(value)


@pytest.mark.parametrize("value", ["latest: 0", "latest: 1001", "latest: x", "latest:" + "9" * 50, "none"])
def test_no_on_start(value):
    """Other words are refused."""
    assert "'" in refused(values.on_start, value)


def test_latest_as_a_mapping():
    """`{latest: 5}` is the form that editors check."""
    table = Table(line=1)
    table["latest"] = Text("5", line=1)
    assert values.on_start(table) == 5


@pytest.mark.parametrize(
    "secret", ["whsec_" + "A" * 32, "whsec_" + "-_" * 16, "whsec_" + "A" * 43, "whsec_" + "A" * 43 + "="]
)
def test_secrets(secret):
    """Secrets may be unpadded or URL-safe, as receivers' libraries make them."""
    assert secret == values.secret(secret)


@pytest.mark.parametrize(
    ("secret", "expected"),
    [
        ("hunter2", "it must begin with whsec_"),
        ("whsec_hunter2!", "what follows whsec_ is no base64"),
        ("whsec_hünter2", "what follows whsec_ is no base64"),
        ("whsec_" + "A" * 28, "it stands for 21 bytes, not 24 to 64"),
        ("whsec_" + "A" * 88, "it stands for 66 bytes, not 24 to 64"),
    ],
)
def test_no_secrets(secret, expected):
    """What is no secret is said why, without showing it, and how to make one."""
    remedy = "make one: liveblog-monitor secret new"
    assert f"is no webhook secret: {expected} ({remedy})" == refused(values.secret, secret)


def test_events():
    """A filter is one type or a group."""
    assert frozenset({"source.gap"}) == values.events("source.gap")
    assert {"source.degraded", "source.recovered", "source.gap"} == values.events("source.*")
    assert "known: entry.created" in refused(values.events, "x")


def test_names_that_nobody_reads():
    """Of many names some are told, and how many more there are."""
    said = nearest_or_all("x", [f"source-{number}" for number in range(10_000)])
    assert said.startswith("known: source-0, source-1, ")
    assert said.endswith("source-39 and 9,960 more")


@pytest.mark.parametrize("url", ["sqlite:///a.db", "sqlite:////var/lib/a.db", "postgresql://h/d", "postgresql:///d"])
def test_stores(url):
    """The two databases that there are."""
    assert url == values.store_url(url)


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///", "a.db", "mysql://h/d", "postgres://h/d", "postgresql://", "postgresql://[h/d"]
)
def test_no_stores(url):
    """Other databases are refused, without repeating what may hold a password."""
    assert "'" not in refused(values.store_url, url)


def test_labels():
    """A label may stand in a metric and a query."""
    assert values.label("desk") == "desk"
    assert "is no label" in refused(values.label, "a b")


def test_the_unit_that_was_meant():
    """Of a bare number: seconds, or days where nothing shorter than an hour is allowed."""
    hour, year = timedelta(hours=1), timedelta(days=365)
    assert refused(lambda value: values.span(value, least=hour, most=year), "90") == "'90' has no unit (write 90d)"
    assert refused(lambda value: values.span(value, least=hour / 60, most=year), "90") == "'90' has no unit (write 90s)"
