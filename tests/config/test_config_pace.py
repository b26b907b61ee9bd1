"""The keys that say when hosts and sources are asked."""

from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.config import Config, parse
from monitor.errors import ConfigError
from monitor.model import EVERY_DAY, Etiquette, Hours, Manners, Timetable

LONDON = ZoneInfo("Europe/London")


def read(text: str) -> Config:
    return parse(text.encode(), file="monitor.yaml", folder=Path(), environ={})


def scheduled(schedule: str) -> Config:
    return read(f"sources:\n- name: a\n  url: https://a.example/\n  schedule:\n    {schedule}\n")


def test_without_keys_manners_are_the_built_in_ones():
    """And a source may be polled at any time."""
    config = read("sources: [{name: a, url: 'https://a.example/'}]")

    assert Etiquette() == config.etiquette
    assert config.sources[0].schedule is None


def test_manners_are_for_all_hosts_or_for_one():
    """What a host's own keys leave out is as usual, and what that leaves out is built in."""
    config = read(
        """
        fetch:
          budget: 30/m
          gap: 2s
          hosts: [{name: News.example.org, at_once: 1, host_budget: 6/m}]
        sources: [{name: a, url: 'https://a.example/'}]
        """
    )

    usual = Manners(gap=timedelta(seconds=2))
    own = Manners(gap=timedelta(seconds=2), at_once=1, budget=0.1)
    assert Etiquette(usual=usual, hosts={"news.example.org": own}, budget=0.5) == config.etiquette


def test_hours_of_days():
    """With how often to poll in them, and outside."""
    config = scheduled(
        "{zone: Europe/London, hours: [{days: [sat], start: '14:00', end: '18:00', interval: 5s}], outside: 10m}"
    )

    saturdays = Hours(start=time(14), end=time(18), days=frozenset({5}), interval=timedelta(seconds=5))
    expected = Timetable(zone=LONDON, hours=(saturdays,), outside=timedelta(minutes=10))
    assert expected == config.sources[0].schedule


def test_hours_of_every_day():
    """At the source's own pace, and never outside."""
    config = scheduled("{zone: Europe/London, hours: [{start: '22:00', end: '2:00', interval: auto}], outside: never}")

    nights = Hours(start=time(22), end=time(2), days=EVERY_DAY)
    assert Timetable(zone=LONDON, hours=(nights,)) == config.sources[0].schedule


def test_cron_times():
    """In the one form that means the same to all programs."""
    config = scheduled("{zone: Europe/London, cron: ['*/5 8-10 * * 1-5']}")

    assert ("*/5 8-10 * * mon,tue,wed,thu,fri",) == config.sources[0].schedule.cron


@pytest.mark.parametrize(
    ("schedule", "line", "problem"),
    [
        ("{zone: Europe/London}", 5, "says when by neither hours nor cron"),
        ("{zone: Europe/London, cron: ['* * * * *'], outside: 5m}", 5, "cannot be given beside cron"),
        (
            "{zone: Europe/London, cron: ['* * * * *'], hours: [{start: '1:00', end: '2:00'}]}",
            5,
            "cannot be given beside cron",
        ),
        ("{zone: Europe/London, cron: ['* * * *']}", 5, "has 4 fields instead of 5"),
        ("{zone: London, cron: ['* * * * *']}", 5, "is no time zone"),
        ("{cron: ['* * * * *']}", 5, "is missing"),
        ("{zone: Europe/London, hours: [{start: '25:00', end: '2:00'}]}", 5, "25:00"),
        ("{zone: Europe/London, hours: [{start: '1:00', end: '2:00'}], outside: 1ms}", 5, "is not between 1s and 7d"),
    ],
)
def test_what_cannot_be_meant_is_a_fault_with_its_line(schedule, line, problem):
    """So that `check` leads there."""
    with pytest.raises(ConfigError) as error:
        scheduled(schedule)

    (fault,) = error.value.faults
    assert problem in str(fault)
    assert line == fault.line
