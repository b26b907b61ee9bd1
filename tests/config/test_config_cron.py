"""Cron expressions in the config."""

import pytest

from monitor.config.cron import cron
from monitor.config.values import Refused


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("* * * * *", "* * * * *"),
        ("*/5 8-20 * * *", "*/5 8-20 * * *"),
        ("0,30 9/3 1-15/2 feb,dec *", "0,30 9-23/3 1-15/2 2,12 *"),
        ("0 12 * * 0", "0 12 * * sun"),
        ("0 12 * * 7", "0 12 * * sun"),
        ("0 12 * * 1-5", "0 12 * * mon,tue,wed,thu,fri"),
        ("0 12 * * FRI-mon", "0 12 * * sun,mon,fri,sat"),
        ("0 12 * * */2", "0 12 * * sun,tue,thu,sat"),
        ("0 12 * * 3/2", "0 12 * * wed,fri"),
        ("0 12 * * 0-6", "0 12 * * *"),
        ("0 12 5 * *", "0 12 5 * *"),
        ("0 12 29 2 *", "0 12 29 2 *"),
        ("0 12 30-31/1,31 2-3 *", "0 12 30-31/1,31 2-3 *"),
        ("0 12 31 */6 *", "0 12 31 */6 *"),
    ],
)
def test_cron_means_what_it_means_elsewhere(written, expected):
    """Sunday is 0 or 7, a step without an end runs to the end, days of the week are told by name."""
    assert expected == cron(written)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("* * * *", "'* * * *' has 4 fields instead of 5"),
        ("60 * * * *", "'60' is no minute from 0 to 59"),
        ("* 24 * * *", "'24' is no hour from 0 to 23"),
        ("* * 0 * *", "'0' is no day of the month from 1 to 31"),
        ("* * * foo *", "'foo' is no month from 1 to 12"),
        ("* * * * mon-fre", "'mon-fre' is no day of the week from 0 to 7"),
        ("*/0 * * * *", "'*/0' is no minute"),
        ("*/x * * * *", "'*/x' is no minute"),
        ("*/100 * * * *", "'*/100' is no minute"),
        ("? * * * *", "'?' is no minute"),
        ("0 0 30 2 *", "'0 0 30 2 *' never comes: no such month has that day"),
        ("0 0 31 4,6-7/2,*/50 *", "'*/50' is no month"),
        ("0 0 31 4,6,9-11/2 *", "'0 0 31 4,6,9-11/2 *' never comes: no such month has that day"),
        ("30-10 * * * *", "the minute '30-10' runs backwards"),
        (
            "0 0 1 * mon",
            "'0 0 1 * mon' names days of the month and of the week; some programs take either, others both",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(written, problem):
    """With what is wrong, and what would be right."""
    with pytest.raises(Refused) as refused:
        cron(written)

    assert problem == refused.value.problem
    assert refused.value.remedy is not None
