"""compose.yaml: what it mounts is there, each service finds the others, and no secret stands in it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from monitor.config import load
from monitor.extract import EXTRACTORS

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
FOLDER = ROOT / "config" / "compose"


def mounts(service: str) -> dict[str, str]:
    """Return what is mounted into a service, by the path in there."""
    pairs = (volume.split(":")[:2] for volume in SERVICES[service].get("volumes", ()))
    return {inside: outside for outside, inside in pairs}


@pytest.mark.parametrize("service", SERVICES)
def test_mounts_are_there(service: str) -> None:
    """What is mounted is in the checkout, a volume is declared; files and folders are read-only."""
    for inside, outside in mounts(service).items():
        if outside.startswith("./"):
            assert (ROOT / outside).exists(), inside
        else:
            assert outside in COMPOSE["volumes"]
    assert all(volume.endswith(":ro") for volume in SERVICES[service].get("volumes", ()) if volume.startswith("./"))


@pytest.mark.parametrize("service", SERVICES)
def test_secrets_are_files(service: str) -> None:
    """Each secret is a declared file; no setting holds one itself, and git leaves them alone."""
    assert set(SERVICES[service].get("secrets", ())) <= COMPOSE["secrets"].keys()
    for name, value in SERVICES[service].get("environment", {}).items():
        assert "PASSWORD" not in name or value.startswith("/run/secrets/")
    assert all(secret["file"].startswith("./secrets/") for secret in COMPOSE["secrets"].values())
    assert "/secrets/" in (ROOT / ".gitignore").read_text().splitlines()


def test_secrets_are_read_by_a_group_that_the_machine_does_not_have() -> None:
    """Their files are for root and the monitor's group, which each service is in that reads one as another user."""
    header = (ROOT / "compose.yaml").read_text().partition("\nname:")[0]
    (group,) = re.findall(r"chown root:(\d+) secrets/\* && sudo chmod 640 secrets/\*", header)
    assert f"USER {group}:{group}" in (ROOT / "Dockerfile").read_text().splitlines()
    readers = {name for name, service in SERVICES.items() if service.get("secrets")}
    assert readers - {"monitor", "db"} == {name for name in SERVICES if SERVICES[name].get("group_add") == [group]}


@pytest.mark.parametrize("service", SERVICES)
def test_only_this_machine_gets_in(service: str) -> None:
    """Every published port is bound to the loopback address."""
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[service].get("ports", ()))


def test_the_monitors_config_is_right(tmp_path: Path) -> None:
    """Its config is one that the daemon takes, speaks to the database of the file, and asks for the mounted secrets."""
    text = (FOLDER / "monitor.yaml").read_text()
    assert set(re.findall(r"/run/secrets/(\w+)", text)) == set(SERVICES["monitor"]["secrets"])
    for name in SERVICES["monitor"]["secrets"]:
        (tmp_path / name).write_text(f"{name}-of-the-tests")
    path = tmp_path / "monitor.yaml"
    path.write_text(text.replace("/run/secrets/", f"{tmp_path}/"))
    config = load(path, environ={}, extractors=EXTRACTORS)
    database = SERVICES["db"]["environment"]
    user, name = database["POSTGRES_USER"], database["POSTGRES_DB"]
    assert f"postgresql://{user}:db_password-of-the-tests@db/{name}" == config.store_url
    assert 8787 == config.api.port
    # The folder: a file that an editor replaces would stay the old one in there.
    assert mounts("monitor")["/etc/liveblog-monitor"] == "./config/compose"


def test_it_is_closed_in() -> None:
    """The monitor runs as the Dockerfile means it: a read-only root, no capabilities, time to drain."""
    monitor = SERVICES["monitor"]
    assert (True, ["ALL"], "20s") == (monitor["read_only"], monitor["cap_drop"], monitor["stop_grace_period"])
    assert "/var/lib/liveblog-monitor" in mounts("monitor")


def test_prometheus_finds_the_monitor_and_grafana_finds_prometheus() -> None:
    """Targets, rules, data source and dashboard are those of the other services and of the mounted files."""
    scrape = yaml.safe_load((FOLDER / "prometheus.yaml").read_text())
    (job,) = scrape["scrape_configs"]
    assert [{"targets": ["monitor:8787"]}] == job["static_configs"]
    assert job["authorization"]["credentials_file"].removeprefix("/run/secrets/") in SERVICES["prometheus"]["secrets"]
    assert set(scrape["rule_files"]) <= mounts("prometheus").keys()
    (source,) = yaml.safe_load((FOLDER / "grafana" / "datasources.yaml").read_text())["datasources"]
    assert "http://prometheus:9090" == source["url"]
    (provider,) = yaml.safe_load((FOLDER / "grafana" / "dashboards.yaml").read_text())["providers"]
    folder = provider["options"]["path"]
    (dashboard,) = [outside for inside, outside in mounts("grafana").items() if inside.startswith(f"{folder}/")]
    assert json.loads((ROOT / dashboard).read_text())["panels"]
