"""The container image, as far as it can be tried without an engine: its steps are run in a folder."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
INSTRUCTIONS = [
    line.split(maxsplit=1)
    for line in re.sub(r"\\\n", " ", re.sub(r"(?m)^\s*#.*\n", "", DOCKERFILE)).splitlines()
    if line.strip()
]


def arguments(instruction: str) -> list[str]:
    return [rest for name, rest in INSTRUCTIONS if name == instruction]


def step(word: str) -> list[str]:
    """Return the words of the RUN step that has `word` in it."""
    (found,) = [rest for rest in arguments("RUN") if word in rest]
    return shlex.split(found)


def copied() -> list[str]:
    """Return what the builder copies out of the checkout."""
    return [name for rest in arguments("COPY") if not rest.startswith("--from") for name in rest.split()[:-1]]


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_the_builder_makes_a_wheel_that_runs(tmp_path: Path) -> None:
    """From what is copied, and nothing else, the build step makes a wheel; installed, its command runs."""
    for name in copied():
        origin, target = ROOT / name, tmp_path / name
        if origin.is_dir():
            shutil.copytree(origin, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            target.parent.mkdir(exist_ok=True)
            shutil.copy(origin, target)
    executable, *build = step("pip wheel")
    assert "/opt/build/bin/pip" == executable
    subprocess.run([*PIP, *build], cwd=tmp_path, check=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    assert {
        "monitor/py.typed",
        "monitor/cli/demo/demo.yaml",
        "monitor/store/migrations/versions/r0008_tables.py",
    } <= set(ZipFile(wheel).namelist())

    prefix = tmp_path / "installed"
    # Without --ignore-installed pip would take away this environment's own installation of the project.
    subprocess.run([*PIP, "install", "--ignore-installed", "--no-deps", "--prefix", str(prefix), wheel], check=True)
    packages = sysconfig.get_path("purelib", vars={"base": str(prefix)})
    done = subprocess.run(
        [prefix / "bin" / "liveblog-monitor", "--version"],
        cwd=tmp_path / "dist",
        env={"PYTHONPATH": packages},
        capture_output=True,
        text=True,
        check=True,
    )
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"liveblog-monitor, version {version}\n" == done.stdout


def test_the_build_backend_is_taken_with_its_hashes(tmp_path: Path) -> None:
    """The step that cuts the build backend out of the lock file yields pinned packages with hashes, hatchling's own."""
    _, _, cut = next(rest for rest in arguments("RUN") if rest.startswith("sed ")).partition(" ")
    command = f"sed {cut}".replace("build.lock", str(tmp_path / "build.lock"))
    subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, check=True)
    lock = (tmp_path / "build.lock").read_text()
    packages = re.findall(r"(?m)^([a-z-]+)==\S+ \\\n    --hash=sha256:", lock)
    assert ["hatchling", "packaging", "pathspec", "pluggy", "trove-classifiers"] == packages


def test_nothing_is_installed_without_a_hash() -> None:
    """Each step that installs from an index demands hashes."""
    installs = [rest for rest in arguments("RUN") if "pip install" in rest and "dist/*.whl" not in rest]
    assert 2 == len(installs)
    assert installs == [rest for rest in installs if "--require-hashes" in rest]


def test_the_build_context_holds_what_is_copied() -> None:
    """`.dockerignore` lets through what the image copies, and nothing more."""
    allowed = {
        line[1:].rstrip("/") for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")
    }
    assert set(copied()) == allowed


def test_no_config_of_the_operator_is_copied() -> None:
    """What lies in `config` beside what the wheel needs, a secret perhaps, is none of the builder's."""
    assert ["config/demo.yaml"] == [name for name in copied() if name.startswith("config")]


def test_the_folder_of_the_config_is_mounted() -> None:
    """An editor replaces a file; a container that has it mounted alone would never see the new one."""
    header = DOCKERFILE.partition("\nARG ")[0].replace("\\\n#", "")
    (run,) = re.findall(r"docker run .*", header)
    mounts = dict(
        word.rsplit(":", 1)[0].split(":") if word.endswith(":ro") else word.split(":") for word in volumes(run)
    )
    assert {"$PWD/config": "/etc/liveblog-monitor", "liveblog": "/var/lib/liveblog-monitor"} == mounts
    (command,) = arguments("CMD")
    assert "/etc/liveblog-monitor/monitor.yaml" in command


def volumes(command: str) -> list[str]:
    """Return what follows each -v in a command."""
    words = shlex.split(command)
    return [word for before, word in pairwise(words) if before == "-v"]


def test_it_does_not_run_as_root() -> None:
    """The daemon's user is a fixed number that is not 0, as clusters that forbid root want it."""
    assert ["10001:10001"] == arguments("USER")


@pytest.mark.parametrize(("age", "status"), [("now", 0), ("2 minutes ago", 1), (None, 1)])
def test_the_health_check_reads_the_heartbeat(tmp_path: Path, age: str | None, status: int) -> None:
    """A fresh heartbeat is healthy; a stale one or none is not."""
    (check,) = arguments("HEALTHCHECK")
    beat = tmp_path / "beat"
    if age is not None:
        subprocess.run(["touch", "-d", age, str(beat)], check=True)
    command = check.partition("CMD ")[2]
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        env={"PATH": "/usr/bin:/bin", "LIVEBLOG_MONITOR_HEARTBEAT": str(beat)},
        capture_output=True,
        check=False,
    )
    assert status == done.returncode
