"""What a line of the log looks like, and what never stands in one."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import os
import pty
import subprocess
import sys
from typing import Any

import pytest
import structlog

from monitor.ops import logging as module
from monitor.ops.logging import HELD_LINES, configure, configure_quietly

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

pytestmark = pytest.mark.usefixtures("_logging_restored")


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def logged(level: str) -> tuple[io.StringIO, structlog.stdlib.BoundLogger]:
    stream = io.StringIO()
    configure(level, stream=stream)
    return stream, structlog.stdlib.get_logger("monitor.test")


def fail_with_a_secret() -> None:
    key = SECRET
    raise ValueError(f"a key of {len(key)} characters")


def test_off_a_terminal_each_line_is_one_json_object() -> None:
    """A pipe or journal gets JSON: the event, its values, the level, the logger and the time in UTC."""
    stream, log = logged("info")
    log.info("poll", outcome="changed", duration_s=0.12, reason=None)
    (line,) = lines(stream)
    assert line.pop("at").endswith("Z")
    assert {
        "event": "poll",
        "outcome": "changed",
        "duration_s": 0.12,
        "level": "info",
        "logger": "monitor.test",
    } == line


def test_a_line_break_in_a_value_does_not_break_the_line() -> None:
    """What a publisher sends cannot forge a line of the log."""
    stream, log = logged("info")
    log.info("poll", reason='ends\n{"event": "forged"}\u2028')
    assert ["poll"] == [line["event"] for line in lines(stream)]


def test_the_level_decides() -> None:
    """Lines below the level are not written."""
    stream, log = logged("warning")
    log.info("poll")
    log.warning("overrun")
    assert ["overrun"] == [line["event"] for line in lines(stream)]


def test_context_is_on_every_line_of_its_poll() -> None:
    """Ids that are bound once stand on each line until the block ends."""
    stream, log = logged("info")
    with structlog.contextvars.bound_contextvars(source="veldra"):
        log.info("poll")
    log.info("stopping")
    assert ["veldra", None] == [line.get("source") for line in lines(stream)]


def test_lines_of_libraries_have_the_same_form() -> None:
    """A library that logs in the standard way is in the same stream and the same form."""
    stream, _ = logged("info")
    logging.getLogger("some.library").warning("took %d s", 3)
    (line,) = lines(stream)
    assert ("took 3 s", "warning", "some.library") == (line["event"], line["level"], line["logger"])


def test_requests_are_not_logged_with_their_address() -> None:
    """The HTTP client's own line per request stays out at any level: a webhook's address may hold a token."""
    stream, _ = logged("debug")
    logging.getLogger("httpx").info("HTTP Request: POST https://hooks.example.org/?token=%s", SECRET)
    assert "" == stream.getvalue()


@pytest.mark.parametrize("theirs", [False, True])
def test_a_traceback_shows_no_values(*, theirs: bool) -> None:
    """An exception is logged with its traceback and without the variables of its frames, by us or by a library."""
    stream, log = logged("info")
    try:
        fail_with_a_secret()
    except ValueError:
        (logging.getLogger("asyncio") if theirs else log).exception("defect")
    (line,) = lines(stream)
    assert "ValueError: a key of 38 characters" in line["exception"]
    assert SECRET not in stream.getvalue()


def test_a_terminal_gets_columns_and_a_plain_traceback() -> None:
    """On a terminal a line is for reading, and a traceback shows no values there either."""
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal:
        configure("info", stream=terminal)
        log = structlog.stdlib.get_logger("monitor.test")
        try:
            fail_with_a_secret()
        except ValueError:
            log.exception("defect", source="veldra")
        terminal.flush()
        shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert "defect" in shown
    assert "ValueError: a key of 38 characters" in shown
    assert not shown.startswith("{")
    assert SECRET not in shown


def test_warnings_and_the_default_stream() -> None:
    """Without a stream the lines go to standard error, Python's warnings among them, all of them JSON."""
    code = (
        "import warnings; from monitor.ops.logging import configure; configure('info');"
        "warnings.warn('never awaited', RuntimeWarning)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    (line,) = [json.loads(line) for line in done.stderr.splitlines()]
    assert ("py.warnings", "warning") == (line["logger"], line["level"])
    assert "never awaited" in line["event"]
    assert "" == done.stdout


class Pipe(io.StringIO):
    """A stream that counts what is written to it."""

    writes = 0

    def write(self, text: str, /) -> int:
        self.writes += 1
        return super().write(text)


async def test_a_turn_of_the_loop_writes_once() -> None:
    """What is told in one turn of the event loop is in the log when the next one begins, by one write."""
    stream = Pipe()
    configure("info", stream=stream)

    seen = []
    for _ in range(2):
        for number in range(3):
            structlog.get_logger("monitor.test").info("poll", number=number)
        await asyncio.sleep(0)
        seen.append(len(lines(stream)))
    assert [3, 6] == seen
    assert 2 == stream.writes


async def test_a_warning_waits_for_no_turn_and_overtakes_nothing() -> None:
    """A warning of ours or of a library is written at once, after the lines that came before it."""
    stream, log = logged("info")

    log.info("first")
    log.warning("second")
    assert ["first", "second"] == [line["event"] for line in lines(stream)]
    log.info("third")
    logging.getLogger("some.library").warning("fourth")
    assert ["third", "fourth"] == [line["event"] for line in lines(stream)[2:]]


def test_a_long_turn_holds_no_more_than_so_many_lines() -> None:
    """A turn that tells much without an end writes in between."""
    stream, log = logged("info")

    async def tell() -> None:
        for _ in range(HELD_LINES + 1):
            log.info("poll")
        assert HELD_LINES == len(lines(stream))

    asyncio.run(tell())
    assert HELD_LINES + 1 == len(lines(stream))


def test_threads_and_loops_share_the_log() -> None:
    """A thread without a loop writes at once; a loop that is closed takes no line of a later one with it."""
    stream, log = logged("info")

    async def tell() -> None:
        log.info("held")
        await asyncio.to_thread(log.info, "told")
        assert ["held", "told"] == [line["event"] for line in lines(stream)[-2:]]
        log.info("last")
        asyncio.get_running_loop().stop()

    for _ in range(2):
        loop = asyncio.new_event_loop()
        ending = loop.create_task(tell())
        loop.run_forever()
        assert ending.done()
        loop.close()
    log.info("over")
    assert ["held", "told", "last"] * 2 + ["over"] == [line["event"] for line in lines(stream)]


@pytest.mark.parametrize("broken", ["stream", "record"])
def test_a_log_that_cannot_be_written_stops_nothing(broken: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Who logs goes on when the stream is closed or a library's line cannot be made; standard error is told of it."""
    stream, log = logged("info")
    if broken == "stream":
        stream.close()
        log.info("poll")
    else:
        logging.getLogger("some.library").warning("%d", "no number")
    assert "--- Logging error ---" in capsys.readouterr().err


def test_in_another_program_lines_go_to_its_own_logging(caplog: pytest.LogCaptureFixture) -> None:
    """A program that has no structlog gets our lines as standard records, with their values as attributes."""
    structlog.reset_defaults()
    configure_quietly()
    caplog.set_level("INFO")
    structlog.stdlib.get_logger("monitor.elsewhere").info("poll", source="veldra", reason=None)
    (record,) = caplog.records
    assert ("monitor.elsewhere", "INFO", "poll") == (record.name, record.levelname, record.getMessage())
    assert {"source": "veldra"} == {name: value for name, value in vars(record).items() if name in ("source", "reason")}


def test_another_programs_structlog_is_left_alone() -> None:
    """A program that has set up structlog keeps its set-up."""
    structlog.configure(processors=[structlog.processors.KeyValueRenderer()])
    before = structlog.get_config()["processors"]
    configure_quietly()
    assert before is structlog.get_config()["processors"]


def test_that_no_descriptor_is_left_is_said_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to raise: asyncio says it thousands of times, a traceback each. What else it says is told as ever."""
    stream, _ = logged("info")
    asyncios = logging.getLogger("asyncio")

    def burst() -> None:
        for _ in range(100):
            asyncios.error(
                "socket.accept() out of system resource\nsocket: …", exc_info=OSError(24, "Too many open files")
            )

    burst()
    asyncios.error("Task was destroyed but it is pending!")
    monkeypatch.setattr(module, "SELDOM_S", 0.0)
    asyncios.error("socket.accept() out of system resource")

    told = [line["event"] for line in lines(stream)]
    assert [module.WITHOUT_DESCRIPTORS, "Task was destroyed but it is pending!", module.WITHOUT_DESCRIPTORS] == told
    assert "Traceback" not in stream.getvalue()
