"""What the platforms' answers mean."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples_told import endpoint

from monitor.deliver.formats import Reading, read_answer
from monitor.deliver.formats.answers import RETRY_LIMIT
from monitor.model import Format

FLOOD = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 7}}
MOVED = {"ok": False, "error_code": 400, "description": "upgraded", "parameters": {"migrate_to_chat_id": -100}}
ANSWERS = [
    (Format.STANDARD, 204, b"", Reading(accepted=True)),
    (Format.STANDARD, 302, b"", Reading(accepted=False)),
    (Format.STANDARD, 410, b"", Reading(accepted=False, gone=True)),
    (Format.SLACK, 200, b"ok", Reading(accepted=True)),
    (Format.SLACK, 404, b"no_service", Reading(accepted=False, reason="no_service", gone=True)),
    (Format.SLACK, 403, b"invalid_token", Reading(accepted=False, reason="invalid_token", gone=True)),
    (Format.SLACK, 403, b"action_prohibited", Reading(accepted=False, reason="action_prohibited")),
    (Format.SLACK, 400, b"invalid_blocks", Reading(accepted=False, reason="invalid_blocks")),
    (Format.DISCORD, 200, b"{}", Reading(accepted=True)),
    (
        Format.DISCORD,
        429,
        {"message": "You are being rate limited.", "retry_after": 0.65, "global": False},
        Reading(accepted=False, reason="You are being rate limited.", retry_after=timedelta(seconds=0.65)),
    ),
    (
        Format.DISCORD,
        404,
        {"message": "Unknown Webhook", "code": 10015},
        Reading(accepted=False, reason="Unknown Webhook", gone=True),
    ),
    (Format.TELEGRAM, 200, {"ok": True, "result": {}}, Reading(accepted=True)),
    (Format.TELEGRAM, 200, b"", Reading(accepted=True)),
    (
        Format.TELEGRAM,
        429,
        FLOOD,
        Reading(accepted=False, reason="Too Many Requests", retry_after=timedelta(seconds=7)),
    ),
    (
        Format.TELEGRAM,
        200,
        FLOOD,
        Reading(accepted=False, reason="Too Many Requests", retry_after=timedelta(seconds=7)),
    ),
    (
        Format.TELEGRAM,
        403,
        {"ok": False, "error_code": 403, "description": "Forbidden: bot was kicked"},
        Reading(accepted=False, reason="Forbidden: bot was kicked", gone=True),
    ),
    (
        Format.TELEGRAM,
        400,
        MOVED,
        Reading(accepted=False, reason="the chat has become another one: set chat_id to -100"),
    ),
    (Format.TELEGRAM, 502, {"ok": False, "parameters": [1]}, Reading(accepted=False)),
    (Format.TEAMS, 202, b"", Reading(accepted=True)),
    (
        Format.TEAMS,
        200,
        b"Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429",
        Reading(accepted=False, reason="Teams answered 429"),
    ),
    (
        Format.TEAMS,
        404,
        {"error": {"code": "WorkflowNotFound", "message": "The workflow could not be found."}},
        Reading(accepted=False, reason="The workflow could not be found.", gone=True),
    ),
    (Format.TEAMS, 500, b"<html>", Reading(accepted=False)),
    (Format.NTFY, 200, b"{}", Reading(accepted=True)),
    (Format.NTFY, 403, {"code": 40301, "error": "forbidden"}, Reading(accepted=False, reason="forbidden")),
]


@pytest.mark.parametrize(("format_", "status", "body", "expected"), ANSWERS, ids=range(len(ANSWERS)))
def test_answers(format_, status, body, expected):
    """Each platform's own way to say no is understood: in the status, in the body, or in both."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    assert expected == read_answer(endpoint(format_), status, raw)


@pytest.mark.parametrize(
    ("wait", "expected"),
    [(10**12, RETRY_LIMIT), (-1, None), (0, None), (True, None), ("5", None), (float("nan"), None)],
)
def test_waits_are_bounded(wait, expected):
    """An answer cannot make us wait longer than a day, nor crash with what is no number."""
    body = json.dumps({"retry_after": wait}).encode()
    assert expected == read_answer(endpoint(Format.DISCORD), 429, body).retry_after


@given(st.sampled_from(Format), st.integers(100, 599), st.binary(max_size=300) | st.just(b"[" * 5_000))
def test_any_answer_is_read(format_, status, body):
    """No answer raises, and none outside 200 to 299 is taken for yes."""
    reading = read_answer(endpoint(format_), status, body)
    assert not reading.accepted or 200 <= status < 300
    assert reading.reason is None or 0 < len(reading.reason) <= 200
