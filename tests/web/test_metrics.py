"""What is measured is what Prometheus can read, and all that the shipped dashboard and alerts ask for."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from web_daemon import daemon

from monitor.model import EventType
from monitor.polling.polls import PollOutcome

CONFIG = Path(__file__).parents[2] / "config"
LABELS = {"outcome", "result", "type", "kind", "condition", "stage", "webhook", "le"}
"""Those that there may be: each has a few values, none comes from a publisher."""
WANTED = {
    "polls by outcome": "liveblog_polls_total",
    "whole polls": "liveblog_poll_seconds_bucket",
    "fetches by result": "liveblog_fetches_total",
    "fetch time": "liveblog_fetch_seconds_bucket",
    "bytes": "liveblog_fetched_bytes_total",
    "lag of the scheduler": "liveblog_scheduler_lag_seconds",
    "entries": "liveblog_entries_read_total",
    "events by type": "liveblog_events_total",
    "detection": "liveblog_detection_lag_seconds_bucket",
    "delivery by outcome": "liveblog_delivery_attempts_total",
    "delivery time": "liveblog_delivery_seconds_bucket",
    "lane depth": "liveblog_lane_depth",
    "lane age": "liveblog_lane_age_seconds",
    "breaker states": "liveblog_breaker_state",
    "dead letters": "liveblog_dead_letters",
    "database times": "liveblog_database_seconds_bucket",
    "memory": "process_resident_memory_bytes",
    "streams": "liveblog_streams",
}
_NAME = re.compile(r"\b(?:liveblog|process)_[a-z_]+")
_BY = re.compile(r"by \(([a-z_, ]+)\)")
_SELECTED = re.compile(r'([a-z_]+)="([^"]+)"')


@pytest.fixture(scope="module")
def families(tmp_path_factory):
    """Give what a daemon tells that has polled, told and delivered."""

    async def story():
        async with daemon(tmp_path_factory.mktemp("metrics"), hooked=True) as one:
            await one.receiver.until(2)
            _, text = await one.ask("/metrics")
            return text.decode()

    return list(text_string_to_metric_families(asyncio.run(story())))


def questions():
    """Return every expression of the shipped dashboard and alerts."""
    board = json.loads((CONFIG / "grafana-dashboard.json").read_text(encoding="utf-8"))
    alerts = yaml.safe_load((CONFIG / "alerts.yaml").read_text(encoding="utf-8"))
    rules = [rule["expr"] for group in alerts["groups"] for rule in group["rules"]]
    return rules + [target["expr"] for panel in board["panels"] for target in panel.get("targets", ())]


def test_all_that_was_promised(families):
    """Each of the promised metrics is told, with words about it, and none under two names."""
    names = [sample.name for family in families for sample in family.samples]
    assert {} == {words: name for words, name in WANTED.items() if name not in names}
    assert all(family.documentation and family.type != "unknown" for family in families)
    assert len({family.name for family in families}) == len(families)


def test_labels_are_bounded(families):
    """No label holds what a publisher wrote: only words of ours and the names of webhooks."""
    ours = [sample for family in families if family.name.startswith("liveblog") for sample in family.samples]
    assert LABELS >= {label for sample in ours for label in sample.labels}
    allowed = {"outcome": {one.value for one in PollOutcome}, "type": {one.value for one in EventType}}
    polls = {sample.labels["outcome"] for sample in ours if sample.name == "liveblog_polls_total"}
    types = {sample.labels["type"] for sample in ours if sample.name == "liveblog_events_total"}
    assert (allowed["outcome"] >= polls, allowed["type"] >= types) == (True, True)
    assert {"desk"} == {sample.labels["webhook"] for sample in ours if "webhook" in sample.labels}


@pytest.mark.parametrize("question", questions())
def test_shipped_questions(families, question):
    """The dashboard and the alerts ask for metrics and labels that there are."""
    labels_of = {}
    for family in families:
        for sample in family.samples:
            labels_of.setdefault(sample.name, set()).update(sample.labels)
    names = _NAME.findall(question)
    assert names or question.startswith("up{")
    for name in names:
        assert name in labels_of, f"{name} is not told"
        wanted = {label.strip() for group in _BY.findall(question) for label in group.split(",")}
        assert labels_of[name] >= wanted
        selected = _SELECTED.findall(question)
        assert labels_of[name] >= {label for label, _ in selected}
    known = {one.value for one in PollOutcome} | {"well", "degraded", "paused", "liveblog-monitor"}
    assert known >= {value for _, value in _SELECTED.findall(question)}
