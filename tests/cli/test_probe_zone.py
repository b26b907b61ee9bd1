"""`probe --zone`: the time zone of times that name none."""

import json

from click.testing import CliRunner

from monitor.cli.probe import probe

FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Council",
    "items": [{"id": "k7f2", "content_text": "Doors open", "date_published": "2024-07-18T12:01:00"}],
}


def test_a_time_is_read_in_the_zone(tmp_path):
    """A time without a zone is one of the zone that was given."""
    path = tmp_path / "feed.json"
    path.write_text(json.dumps(FEED))
    result = CliRunner().invoke(probe, [str(path), "--json", "--zone", "Europe/London"])

    assert "2024-07-18T11:01:00.000Z" == json.loads(result.stdout)["entries"][0]["published"]


def test_a_zone_that_is_none(tmp_path):
    """A slip is answered with what was meant."""
    result = CliRunner().invoke(probe, [str(tmp_path), "--zone", "London"])

    assert 2 == result.exit_code
    assert "'London' is no time zone (did you mean Europe/London?)" in " ".join(result.stderr.split())
