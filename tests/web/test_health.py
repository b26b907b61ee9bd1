"""Readiness says what is wrong, and metrics are told then too."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from monitor.errors import StoreUnavailable
from monitor.model import ApiSettings, Endpoint, EndpointStatus, Health, Standing, Vitals, WebhookStatus
from monitor.web import Parts, create_app
from monitor.web.gate import Gate
from monitor.web.meter import Meter
from monitor.web.relay import Relay
from monitor.web.routes import health

NOW = datetime(2026, 11, 7, 12, tzinfo=UTC)
WELL = Vitals(started_at=NOW)
SILENT = object()
DESK = Endpoint(name="desk", url="https://hooks.example.org/desk")


class Book:
    """A ledger that holds nothing, and may be out of order."""

    def __init__(self, fault=None):
        self.fault = fault

    async def last_position(self):
        await self._answer()
        return 0

    async def _answer(self):
        if self.fault is SILENT:
            await asyncio.Event().wait()
        if self.fault is not None:
            raise self.fault

    async def endpoints(self):
        await self._answer()
        return [EndpointStatus(endpoint="desk", health=Health(), lanes=1, owed=3, parked=0, dead=0, oldest_owed_at=NOW)]


class Daemon:
    """A control that says how it fares."""

    def __init__(self, vitals, health=None):
        self._vitals = vitals
        self._health = health or Health()

    def vitals(self):
        if self._vitals is None:
            raise RuntimeError("a defect, with a secret in it")
        return self._vitals

    def webhooks(self):
        return [WebhookStatus(endpoint=DESK, health=self._health)]


def ask(path, *, vitals=WELL, fault=None, health=None, headers=None):
    """Return the status and body of an answer."""

    async def story():
        book = Book(fault)
        parts = Parts(
            ledger=book,
            control=Daemon(vitals, health),
            gate=Gate(ApiSettings(), key=b"k" * 32),
            relay=Relay(book),
            meter=Meter(),
            callbacks=None,
            clock=lambda: NOW + timedelta(seconds=90),
        )
        transport = httpx.ASGITransport(create_app(parts))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            answer = await client.get(path, headers=headers)
            return answer.status_code, answer.headers["content-type"], answer.text

    return asyncio.run(story())


@pytest.mark.parametrize(
    ("vitals", "fault", "wrong"),
    [
        (WELL, None, {}),
        (replace(WELL, lag=timedelta(seconds=30)), None, {}),
        (replace(WELL, lag=timedelta(seconds=31)), None, {"scheduler": "the poll that is due first is 31 s late"}),
        (replace(WELL, stuck=timedelta(minutes=5)), None, {}),
        (
            replace(WELL, stuck=timedelta(minutes=6)),
            None,
            {"lanes": "something has been ready to be sent for 360 s and is not"},
        ),
        (WELL, StoreUnavailable("the disk is full"), {"database": "the disk is full"}),
        (replace(WELL, store_fault="it was deleted"), None, {"database": "it was deleted"}),
    ],
)
def test_readiness(vitals, fault, wrong):
    """Each part that does not work is named with what is wrong, and the status says so to supervisors."""
    status, _, body = ask("/readyz", vitals=vitals, fault=fault)
    checks = {"database": "ok", "scheduler": "ok", "lanes": "ok"} | wrong
    assert (503 if wrong else 200, {"status": "not ready" if wrong else "ready", "checks": checks}) == (
        status,
        json.loads(body),
    )


def test_alive_whatever_happens():
    """Who answers is alive, though nothing else works."""
    assert (200, '{"status":"alive"}') == ask("/healthz", vitals=None, fault=StoreUnavailable("gone"))[::2]


def test_metrics_without_a_database():
    """What is owed is left out, not told as nothing, when the database cannot say it; all else is told."""
    off = Health(standing=Standing.OFF)
    _, kind, well = ask("/metrics")
    assert kind.startswith("text/plain; version=0.0.4")
    assert 'liveblog_lane_depth{webhook="desk"} 3.0' in well.splitlines()
    assert 'liveblog_lane_age_seconds{webhook="desk"} 90.0' in well.splitlines()
    _, _, ill = ask("/metrics", fault=StoreUnavailable("gone"), health=off)
    assert "liveblog_lane_depth{" not in ill
    assert 'liveblog_breaker_state{webhook="desk"} 2.0' in ill.splitlines()


def test_a_database_that_does_not_answer_is_not_waited_for(monkeypatch):
    """Frozen, or on a disk that hangs, it answers neither yes nor no: that is said in time."""
    monkeypatch.setattr(health, "ANSWERED_WITHIN_S", 0.05)
    status, _, body = ask("/readyz", fault=SILENT)
    assert (503, "the database did not answer within 0.05 s") == (status, json.loads(body)["checks"]["database"])
    status, _, told = ask("/metrics", fault=SILENT)
    assert (200, False) == (status, "liveblog_lane_depth{" in told)


@pytest.mark.parametrize(("fault", "value"), [(None, "0.0"), ("the disk is full", "1.0")])
def test_metrics_of_a_database_that_cannot_be_written(fault, value):
    """Alerts go by it: all else looks well while nothing is told."""
    _, _, told = ask("/metrics", vitals=replace(WELL, store_fault=fault))
    assert f"liveblog_database_failing {value}" in told.splitlines()


def test_defects_are_told_as_such():
    """A defect of ours is a problem with status 500 that gives nothing away."""
    status, kind, body = ask("/readyz", vitals=None)
    assert (500, "application/problem+json") == (status, kind)
    assert "secret" not in body


def test_what_is_not_acceptable():
    """Who accepts nothing that there is gets 406; wild cards and no Accept at all take everything."""
    assert 406 == ask("/metrics", headers={"Accept": "application/json"})[0]
    assert 200 == ask("/metrics", headers={"Accept": "application/openmetrics-text, text/*;q=0.5"})[0]
    assert 200 == ask("/metrics", headers={"Accept": ""})[0]
