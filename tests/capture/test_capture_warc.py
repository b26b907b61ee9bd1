"""WARC files as captures, as crawlers and proxies write them."""

import gzip
import tracemalloc
from datetime import UTC, datetime

import pytest

from monitor.capture import read_captures
from monitor.capture import warc as module
from monitor.errors import CaptureError

URL = "https://news.example.org/live/flood"
NOON = "2024-11-07T12:00:00Z"


class Warc:
    """A WARC file that is being written; compressed, each record is a gzip member of its own (WARC 1.1, annex D)."""

    def __init__(self, path, *, compressed=True):
        self.path = path
        self._compress = gzip.compress if compressed else bytes
        path.write_bytes(b"")

    def add(self, kind="response", *, status="200 OK", body=b"", date=NOON, url=URL, headers=()):
        content, content_type = body, "text/plain"
        if kind in {"response", "revisit"}:
            head = "".join(f"{name}: {value}\r\n" for name, value in headers)
            content, content_type = f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body, "application/http"
        fields = {"Type": kind, "Record-ID": "<urn:uuid:0>", "Date": date, "Target-URI": url}
        named = "".join(f"WARC-{name}: {value}\r\n" for name, value in fields.items())
        start = f"WARC/1.1\r\n{named}Content-Type: {content_type}\r\nContent-Length: {len(content)}\r\n\r\n"
        with self.path.open("ab") as file:
            file.write(self._compress(start.encode() + content + b"\r\n\r\n"))
        return self

    def read(self):
        return read_captures(self.path)[0]


@pytest.mark.parametrize("compressed", [True, False])
def test_responses(tmp_path, compressed):
    """Responses come in the order of time, whatever else the file holds; cookies stay behind."""
    warc = Warc(tmp_path / "night.warc.gz", compressed=compressed)
    warc.add("warcinfo", body=b"software: x")
    warc.add(body=b"two", date="2024-11-07T12:00:01.5Z", headers=[("ETag", '"2"'), ("Set-Cookie", "a=b")])
    warc.add("metadata", body=b"x")
    warc.add(body=b"one", headers=[("Content-Type", "text/html")])
    capture = warc.read()
    assert ("night", [b"one", b"two"]) == (capture.name, [one.read() for one in capture.exchanges])
    assert datetime(2024, 11, 7, 12, 0, 1, 500_000, tzinfo=UTC) == capture.exchanges[1].at
    assert [{"content-type": "text/html"}, {"etag": '"2"'}] == [dict(one.headers) for one in capture.exchanges]
    assert [(URL, 200)] * 2 == [(one.url, one.status) for one in capture.exchanges]


def test_codings(tmp_path):
    """Transfer and content codings are undone; a coding that a tool has undone already is no fault."""
    zipped = gzip.compress(b"words")
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(zipped), zipped)
    coding, transfer = ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")
    warc = Warc(tmp_path / "a.warc")
    warc.add(body=chunked, headers=[coding, transfer]).add(body=zipped, headers=[coding])
    warc.add(body=b"words", headers=[coding]).add(body=b"words", headers=[transfer])
    assert [b"words"] * 4 == [one.read() for one in warc.read().exchanges]


def test_revisits(tmp_path):
    """A revisit is the page before again; a redirect stays one."""
    warc = Warc(tmp_path / "a.warc").add(body=b"one").add("revisit")
    warc.add("revisit", status="302 Found", headers=[("Location", "/b")])
    exchanges = warc.read().exchanges
    assert [200, 304, 302] == [one.status for one in exchanges]
    assert exchanges[1].read is None
    assert "https://news.example.org/b" == exchanges[2].location


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>no archive</html>", "is no WARC file that we can read, from record 1 on: "),
        (b"WARC/9.9\r\nWARC-Type: response\r\n\r\n", "is no WARC file that we can read, from record 1 on: "),
        (
            b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 1\r\n\r\nx",
            "from record 1 on: it has no WARC-Target-URI",
        ),
    ],
)
def test_what_is_no_warc_file(tmp_path, content, said):
    """Another format, another version or a broken file is named, with how far it could be read."""
    path = tmp_path / "a.warc"
    path.write_bytes(content)
    with pytest.raises(CaptureError) as error:
        read_captures(path)
    assert str(error.value).startswith(f"{path}: is no WARC file that we can read, ")
    assert said in str(error.value)


def test_what_is_no_warc_file_is_not_printed(tmp_path):
    """A database named by mistake is one line without an end, of bytes that no terminal should get."""
    path = tmp_path / "live.db"
    path.write_bytes(b"SQLite format 3\0\x1b]0;" + bytes(100_000))
    with pytest.raises(CaptureError) as error:
        read_captures(path)
    assert str(error.value).endswith("from record 1 on: bytes of something else stand where a record should begin")


@pytest.mark.parametrize(
    "record",
    [{"date": "yesterday"}, {"date": "2024-11-07T12:00:00"}, {"status": "OK"}],
)
def test_a_broken_record_is_named(tmp_path, record):
    """The error names the place of the record in the file."""
    with pytest.raises(CaptureError, match=r"a.warc, record at byte 0: "):
        Warc(tmp_path / "a.warc").add(**record).read()


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("missing", [2, 50, 150, 300, 330])
def test_a_file_that_is_cut_short(tmp_path, compressed, missing):
    """Wherever it breaks off: what comes before is good, and the half page is none, else its rest would be deleted."""
    warc = Warc(tmp_path / "a.warc", compressed=compressed).add(body=b"one")
    whole = warc.path.stat().st_size
    warc.add(body=bytes(range(256)))
    lost = missing if not compressed else min(missing, warc.path.stat().st_size - whole - 2)
    warc.path.write_bytes(warc.path.read_bytes()[:-lost])
    capture = warc.read()
    bodies = [one.read() for one in capture.exchanges]
    if missing == 2:  # of the blank lines, or of the check sum, behind the last record
        assert ([b"one", bytes(range(256))], None) == (bodies, capture.cut)
    else:
        assert ([b"one"], f"breaks off in the record at byte {whole:,}") == (bodies, capture.cut)


@pytest.mark.parametrize("kind", ["response", "metadata"])
@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("length", [b"10", b"-5", b"many", b""])
def test_a_record_that_ends_elsewhere_than_it_says(tmp_path, capfd, kind, compressed, length):
    """Half of it would pass for the whole: the file is refused in our words, and the library prints none of its own."""
    warc = Warc(tmp_path / "a.warc", compressed=False).add(kind, body=b"words" * 9).add(body=b"one")
    said = warc.path.read_bytes().split(b"Content-Length: ", 1)[1].split(b"\r\n", 1)[0]
    spoilt = warc.path.read_bytes().replace(b"Content-Length: " + said, b"Content-Length: " + length, 1)
    warc.path.write_bytes(gzip.compress(spoilt) if compressed else spoilt)
    with pytest.raises(CaptureError, match=r"a.warc: is no WARC file that we can read, from record \d on: "):
        warc.read()
    assert ("", "") == tuple(capfd.readouterr())


def test_a_record_that_claims_the_rest_of_the_file(tmp_path):
    """What follows one that is no response, and is longer than it says, is not passed over in silence."""
    warc = Warc(tmp_path / "a.warc", compressed=False).add(body=b"one")
    whole = warc.path.stat().st_size
    warc.add("metadata", body=b"x").add(body=b"two")
    content = warc.path.read_bytes()
    warc.path.write_bytes(content.replace(b"Content-Length: 1\r\n", b"Content-Length: 99999\r\n"))
    capture = warc.read()
    assert ([b"one"], f"breaks off in the record at byte {whole:,}") == (
        [one.read() for one in capture.exchanges],
        capture.cut,
    )


def test_a_file_that_was_compressed_as_one(tmp_path):
    """What `gzip` makes of a WARC file has no record to jump to: it says what to do."""
    warc = Warc(tmp_path / "a.warc.gz", compressed=False).add(body=b"one").add(body=b"two")
    warc.path.write_bytes(gzip.compress(warc.path.read_bytes()))
    with pytest.raises(CaptureError, match=r"compressed as one, not record by record; unpack it \(`gunzip -k`\)"):
        warc.read()


def test_a_file_that_was_cut_meanwhile(tmp_path):
    """A page that is not there as a whole any more is no page."""
    capture = Warc(tmp_path / "a.warc", compressed=False).add(body=b"x" * 100).read()
    warc = tmp_path / "a.warc"
    warc.write_bytes(warc.read_bytes()[:-50])
    with pytest.raises(CaptureError, match="record at byte 0: is cut short: 54 of 100 bytes are there"):
        capture.exchanges[0].read()


def test_limits(tmp_path, monkeypatch):
    """The size of a body and the number of responses are bounded."""
    capture = Warc(tmp_path / "a.warc").add(body=b"x" * 100).add().read()
    monkeypatch.setattr(module, "BODY_LIMIT_BYTES", 99)
    with pytest.raises(CaptureError, match="the body is larger than"):
        capture.exchanges[0].read()
    monkeypatch.setattr(module, "EXCHANGES_LIMIT", 1)
    with pytest.raises(CaptureError, match="more than 1 responses"):
        read_captures(tmp_path / "a.warc")


def test_a_record_that_is_a_thousand_times_its_file(tmp_path, monkeypatch):
    """What a stranger's capture unpacks to is read as far as a body may go, and no further."""
    monkeypatch.setattr(module, "BODY_LIMIT_BYTES", 1024 * 1024)
    capture = Warc(tmp_path / "a.warc.gz").add(body=bytes(128 * 1024 * 1024)).read()
    tracemalloc.start()
    try:
        with pytest.raises(CaptureError, match="the body is larger than 1 MiB"):
            capture.exchanges[0].read()
        # warcio unpacks 16 KiB of the file at once.
        assert tracemalloc.get_traced_memory()[1] < 64 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_a_file_that_is_another_one_now(tmp_path):
    """What stands where a record was is no page."""
    capture = Warc(tmp_path / "a.warc").add(body=b"x").read()
    (tmp_path / "a.warc").write_bytes(b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 1\r\n\r\nx")
    with pytest.raises(CaptureError, match="record at byte 0: cannot be read any more: it has no WARC-Target-URI"):
        capture.exchanges[0].read()


def test_a_file_that_vanished(tmp_path):
    """A file that is gone when its body is wanted is no crash, nor one that may not be read."""
    capture = Warc(tmp_path / "a.warc").add(body=b"x").read()
    (tmp_path / "a.warc").unlink()
    with pytest.raises(CaptureError, match="record at byte 0: cannot be read"):
        capture.exchanges[0].read()
    with pytest.raises(CaptureError, match="cannot be read: no such file"):
        module.read_warc(tmp_path / "a.warc")
