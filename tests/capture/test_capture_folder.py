"""A capture as a folder: what is read, what is refused with which words, and what a crash leaves."""

import json
import resource
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from monitor.capture import folder as module
from monitor.capture import read_captures
from monitor.capture.exchange import address
from monitor.capture.folder import FolderWriter, FullError, read_folder
from monitor.errors import CaptureError

URL = "https://news.example.org/live/flood"
NOON = datetime(2024, 11, 7, 12, tzinfo=UTC)
LINE = {"at": "2024-11-07T12:00:00Z", "url": URL, "status": 200, "headers": {}, "body": "0001.html"}


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "flood"
    made.mkdir()
    (made / "0001.html").write_bytes(b"<p>One</p>")
    return made


def write(folder, *lines):
    (folder / "index.jsonl").write_text(
        "".join(one if isinstance(one, str) else json.dumps(one) + "\n" for one in lines)
    )


def test_responses_are_read_in_the_order_of_time(folder):
    """Lines may stand in any order; header names are lower case, and addresses in one spelling."""
    later = LINE | {"at": "2024-11-07T13:30:00+01:00", "headers": {"ETag": '"1"'}, "url": f"{URL}#top"}
    write(folder, later, LINE)
    capture = read_folder(folder)
    assert ("flood", [NOON, NOON + timedelta(minutes=30)]) == (capture.name, [one.at for one in capture.exchanges])
    assert {"etag": '"1"'} == capture.exchanges[1].headers
    assert {URL} == {one.url for one in capture.exchanges}
    assert b"<p>One</p>" == capture.exchanges[0].read()


def test_half_a_line_at_the_end_is_passed_over(folder):
    """What a killed recorder leaves costs no more than the response that it was writing."""
    write(folder, LINE, json.dumps(LINE)[:40])
    assert [NOON] == [one.at for one in read_folder(folder).exchanges]


def test_a_last_line_without_an_end_counts_if_it_is_whole(folder):
    """Whoever writes an index by hand may leave the last newline out."""
    write(folder, LINE, json.dumps(LINE))
    assert 2 == len(read_folder(folder).exchanges)


def test_what_editors_add_is_no_line(folder):
    """Blank lines and a byte order mark; faults behind them are named by the line where they stand."""
    index = folder / "index.jsonl"
    index.write_text(f"\ufeff{json.dumps(LINE)}\n\n \r\n{json.dumps(LINE)}\n\n", encoding="utf-8")
    assert 2 == len(read_folder(folder).exchanges)

    index.write_text(f"{index.read_text(encoding='utf-8')}oops\n", encoding="utf-8")
    with pytest.raises(CaptureError, match=r"index.jsonl:6: "):
        read_folder(folder)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{oops\n", "index.jsonl:2: is no line of a capture: "),
        ({"at": "2024-11-07T12:00:00", "url": URL, "status": 304}, "`datetime` with a timezone component - at `$.at`"),
        ({"url": URL, "status": 304}, "missing required field `at`"),
        (LINE | {"status": "200"}, "Expected `int | null`, got `str` - at `$.status`"),
        ({"at": LINE["at"], "url": URL}, "has neither a `status` nor an `error`"),
        ({"at": LINE["at"], "url": URL, "status": 200}, "a response 200 has no `body`"),
        (LINE | {"body": "0002.html"}, "index.jsonl:2: the body '0002.html' is missing"),
        (LINE | {"body": "../secret"}, "the body '../secret' is outside the capture's folder"),
        (LINE | {"body": "/etc/passwd"}, "the body '/etc/passwd' is outside the capture's folder"),
        (LINE | {"body": "link"}, "the body 'link' is outside the capture's folder"),
        (LINE | {"body": "a\0b"}, "cannot be the name of a body"),
        (LINE | {"body": "."}, "the body '.' is missing"),
    ],
)
def test_a_broken_line_is_named(folder, tmp_path, line, said):
    """The error names file and line, and what is wrong with it; no body outside the folder is ever read."""
    (tmp_path / "secret").write_text("key")
    (folder / "link").symlink_to(tmp_path / "secret")
    write(folder, LINE, line)
    with pytest.raises(CaptureError) as error:
        read_folder(folder)
    assert said in str(error.value)


def test_limits(folder, monkeypatch):
    """Lines, bodies and their number are bounded."""
    write(folder, LINE, LINE)
    monkeypatch.setattr(module, "EXCHANGES_LIMIT", 1)
    with pytest.raises(CaptureError, match=r"index.jsonl:2: more than 1 responses"):
        read_folder(folder)
    monkeypatch.setattr(module, "EXCHANGES_LIMIT", 9)
    monkeypatch.setattr(module, "BODY_LIMIT_BYTES", 3)
    with pytest.raises(CaptureError, match=r"index.jsonl:1: the body is larger than"):
        read_folder(folder).exchanges[0].read()
    monkeypatch.setattr(module, "LINE_LIMIT_BYTES", 20)
    with pytest.raises(CaptureError, match=r"index.jsonl:1: the line is longer than"):
        read_folder(folder)


def test_what_cannot_be_read_says_so(folder):
    """A body that vanished since, and an index that is a folder, are no crash."""
    write(folder, LINE)
    capture = read_folder(folder)
    (folder / "0001.html").unlink()
    with pytest.raises(CaptureError, match=r"index.jsonl:1: cannot be read: no such file"):
        capture.exchanges[0].read()
    (folder / "index.jsonl").unlink()
    (folder / "index.jsonl").mkdir()
    with pytest.raises(CaptureError, match="cannot be read: is a directory"):
        read_folder(folder)


@pytest.mark.parametrize("url", ["", "no address", "http://[1", "urn:uuid:0", "https://a.example:99999/"])
def test_an_address_that_could_not_be_fetched_stands_for_itself(url):
    """Captures come from strangers: nothing in their addresses is a crash."""
    assert url == address(url)


def test_captures_of_several_sources(folder, tmp_path):
    """A folder of captures stands for all of them; what is none says what is missing."""
    write(folder, LINE)
    (tmp_path / "other").mkdir()
    assert ["flood"] == [capture.name for capture in read_captures(tmp_path)]
    for named in (folder, folder / "index.jsonl"):
        assert ["flood"] == [capture.name for capture in read_captures(named)]
    with pytest.raises(CaptureError, match=r"is no capture: neither it nor a folder in it has an index.jsonl"):
        read_captures(tmp_path / "other")
    with pytest.raises(CaptureError, match="no regular file or folder"):
        read_captures(tmp_path / "none")


# ------------------------------------------------------------------------------------------------- writing


def test_the_same_body_is_kept_once(tmp_path):
    """Bodies are found again by their digest, also by the next process."""
    writer = FolderWriter(tmp_path / "a")
    assert ["d1.html", "d1.html"] == [writer.add_body("d1", ".html", b"one") for _ in range(2)]
    again = FolderWriter(tmp_path / "a")
    assert ("d1.html", None) == (again.name_of("d1"), again.name_of("d2"))
    assert ["d1.html"] == [file.name for file in (tmp_path / "a").iterdir()]


def test_half_a_line_is_taken_away_before_the_next(tmp_path):
    """After a crash the next line begins on a line of its own."""
    index = tmp_path / "index.jsonl"
    for rest, kept in ((b'{"a": 1}\n{"b"', b'{"a": 1}\n'), (b'{"b"', b""), (b'{"a": 1}\n', b'{"a": 1}\n'), (b"", b"")):
        index.write_bytes(rest)
        FolderWriter(tmp_path).add_lines([{"c": 1}])
        assert kept + b'{"c": 1}\n' == index.read_bytes()


def test_a_capture_ends_at_its_size(tmp_path):
    """What is there from before counts; nothing is written beyond the limit."""
    FolderWriter(tmp_path).add_body("d1", ".html", b"x" * 50)
    writer = FolderWriter(tmp_path, limit_bytes=100)
    with pytest.raises(FullError):
        writer.add_body("d2", ".html", b"x" * 51)
    with pytest.raises(FullError):
        writer.add_lines([{"c": "x" * 60}])
    assert ["d1.html"] == [file.name for file in tmp_path.iterdir()]


@contextmanager
def room_for(size):
    """Let no file of this process grow beyond a size: as on a full disk, the system takes a part and says so later."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_no_half_a_line(tmp_path):
    """A line that does not fit is not written at all, and is no success; the next one stands on a line of its own."""
    writer = FolderWriter(tmp_path)
    writer.add_lines([{"c": 1}])
    with room_for(15), pytest.raises(OSError, match="No space left"):
        writer.add_lines([{"c": "does not fit"}])
    writer.add_lines([{"c": 2}])
    assert b'{"c": 1}\n{"c": 2}\n' == (tmp_path / "index.jsonl").read_bytes()


def test_a_full_disk_leaves_no_half_a_body(tmp_path):
    """What fitted of a body would keep the last room of the disk."""
    writer = FolderWriter(tmp_path)
    with room_for(15), pytest.raises(OSError, match="File too large"):
        writer.add_body("d1", ".html", b"x" * 50)
    assert ([], None) == (list(tmp_path.iterdir()), writer.name_of("d1"))
