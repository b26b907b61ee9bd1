"""The image's steps, run in a clean Debian: each of the Dockerfile's, in the order that an engine would take them.

What an engine does is done by debootstrap (instead of the Python image), chroot and bind mounts, which need root. With
LIVEBLOG_MONITOR_CLEAN_ROOT a folder that debootstrap has made is taken instead of making one, which takes a minute.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SUITE = "bookworm"
PACKAGES = "python3,python3-venv,ca-certificates"
TOOLS = ("debootstrap", "chroot", "unshare", "mount")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]
PREPARED = "LIVEBLOG_MONITOR_CLEAN_ROOT"
PATIENCE_S = 60
STATE = "var/lib/liveblog-monitor"
USER = 10001
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

PIP_SETTINGS = {"index-url", "extra-index-url", "cert", "proxy", "trusted-host", "default-timeout"}
"""What of this machine's settings for pip says how an index is reached."""

# What an engine does for `--read-only` with a volume and a mounted config. In a mount namespace of its own, which
# ends with the process; the shell becomes the daemon, whose number is the one that was started.
READ_ONLY = """
set -e
root=$1 state=$2 config=$3 user=$4; shift 4
mount --make-rprivate /
mount --bind "$root" "$root"
mount --bind "$state" "$root/var/lib/liveblog-monitor"
touch "$root/etc/liveblog-monitor/monitor.yaml"
mount --bind "$config" "$root/etc/liveblog-monitor/monitor.yaml"
mount -o remount,bind,ro "$root/etc/liveblog-monitor/monitor.yaml"
mount -t tmpfs tmpfs "$root/tmp"
mount -o remount,bind,ro "$root"
exec chroot --userspec="$user" "$root" "$@"
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(os.geteuid() != 0, reason="needs root: chroot, mounts"),
    pytest.mark.skipif(bool(MISSING), reason=f"needs {', '.join(MISSING)}"),
]


@dataclass
class Stage:
    """A stage of the Dockerfile, as far as it was taken; `told` holds what is for the engine alone."""

    root: Path
    environ: dict[str, str] = field(default_factory=lambda: {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"})
    folder: str = "/"
    user: str = "0:0"
    told: dict[str, str] = field(default_factory=dict)

    def words(self, *command: str) -> list[str]:
        """Return a command as it is run inside, in the stage's folder and environment."""
        given = [f"{name}={value}" for name, value in self.environ.items()]
        return ["/usr/bin/env", "-i", "-C", self.folder, *given, *command]

    def run(self, line: str, **more: str) -> None:
        given = [f"{name}={value}" for name, value in more.items()]
        inside = self.words(*given, "/bin/sh", "-c", line)
        done = subprocess.run(
            ["chroot", f"--userspec={self.user}", str(self.root), *inside], capture_output=True, text=True, check=False
        )
        assert 0 == done.returncode, f"RUN {line}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"

    def copy(self, names: list[str], origin: Path) -> None:
        """Copy as COPY does: what is in a folder, or files into one."""
        *froms, to = names
        target = self.root / os.path.normpath(Path(self.folder, to)).lstrip("/")
        for name in froms:
            source = origin / name.lstrip("/")
            if source.is_dir():
                shutil.copytree(
                    source, target, symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
                )
            else:
                target.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, target)


def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile: name and rest."""
    text = re.sub(r"\\\n", " ", re.sub(r"(?m)^\s*#.*\n", "", (ROOT / "Dockerfile").read_text()))
    return [(name, rest.strip()) for name, _, rest in (line.partition(" ") for line in text.splitlines()) if name]


def pip_settings() -> dict[str, str]:
    """Return what pip must be told inside to reach the index that it reaches here."""
    told = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True)
    pairs = [line.partition("=")[::2] for line in told.stdout.splitlines()]
    named = {name.rpartition(".")[2]: str(ast.literal_eval(value)) for name, value in pairs if value}
    return {f"PIP_{name.upper().replace('-', '_')}": value for name, value in named.items() if name in PIP_SETTINGS}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Make a Debian with nothing in it but Python, which is called `python` as in Python's image."""
    folder = tmp_path_factory.mktemp("clean") / "root"
    if prepared := os.environ.get(PREPARED):
        subprocess.run(["cp", "-a", prepared, str(folder)], check=True)
    else:
        command = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", SUITE, str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"debootstrap cannot make a Debian here: {done.stdout[-300:]}{done.stderr[-300:]}")
    (folder / "usr/local/bin/python").symlink_to("/usr/bin/python3")
    for name in ("/etc/resolv.conf", "/etc/hosts", pip_settings().get("PIP_CERT", "")):
        if name and Path(name).exists():
            (folder / name[1:]).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(name, folder / name[1:])
    yield folder
    # A gigabyte; should something still be mounted there, it is not ours to empty.
    subprocess.run(["rm", "-rf", "--one-file-system", str(folder.parent)], check=False)


@pytest.fixture(scope="module")
def image(clean: Path) -> Stage:
    """Take all steps of the Dockerfile, and return its last stage."""
    stages: dict[str, Stage] = {}
    stage = Stage(root=clean)
    for name, rest in instructions():
        match name:
            case "FROM":
                root = clean.with_name(f"stage{len(stages)}")
                subprocess.run(["cp", "-a", str(clean), str(root)], check=True)
                stage = Stage(root=root)
                stages[rest.partition(" AS ")[2] or "last"] = stage
            case "RUN":
                stage.run(rest, **pip_settings())
            case "ENV":
                for key, value in (pair.split("=", 1) for pair in rest.split()):
                    stage.environ[key] = value.replace("$PATH", stage.environ["PATH"])
            case "WORKDIR":
                stage.folder = rest
                (stage.root / rest[1:]).mkdir(parents=True, exist_ok=True)
            case "COPY":
                first, *names = rest.split()
                taken = re.fullmatch(r"--from=(\w+)", first)
                stage.copy(names, stages[taken[1]].root) if taken else stage.copy([first, *names], ROOT)
            case "USER":
                stage.user = rest
            case "ARG" | "LABEL" | "VOLUME" | "STOPSIGNAL" | "HEALTHCHECK" | "ENTRYPOINT" | "CMD":
                stage.told[name] = rest
            case _:
                pytest.fail(f"the test does not know {name}")
    return stages["last"]


@contextmanager
def publisher() -> Iterator[tuple[str, threading.Event]]:
    """Serve a live blog, and take what is told of it; yield the address, and what is set when an event came."""
    told = threading.Event()
    post = {"@type": "BlogPosting", "@id": "#1", "headline": "Rain", "articleBody": "It rains in the harbour."}
    post |= {"datePublished": "2026-11-07T06:00:00Z"}
    linked = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": "Flood",
        "liveBlogUpdate": [post],
    }
    page = f'<html><script type="application/ld+json">{json.dumps(linked)}</script></html>'.encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(page)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.answer(b"")
            told.set()

        def answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", told
        server.shutdown()


def test_the_image_runs(image: Stage, tmp_path: Path) -> None:
    """The daemon of the image polls, tells and is healthy as its own user where only its volume may be written."""
    state = tmp_path / "state"
    state.mkdir()
    os.chown(state, USER, USER)
    config = tmp_path / "monitor.yaml"
    user = image.user
    assert f"{USER}:{USER}" == user
    with publisher() as (url, told):
        keys = {
            "store": "sqlite:///liveblog.db",
            "api": {"listen": "off"},
            "fetch": {"allow_networks": ["127.0.0.1"]},
            "deliver": {"allow_networks": ["127.0.0.1"]},
            "defaults": {"interval": "1s", "on_start": "all", "robots": "ignore"},
            "sources": [{"name": "flood", "url": f"{url}/live"}],
            "webhooks": [{"name": "desk", "url": url, "secrets": [SECRET]}],
        }
        config.write_text(json.dumps(keys))
        confine = [
            "unshare",
            "--mount",
            "/bin/sh",
            "-c",
            READ_ONLY,
            "sh",
            str(image.root),
            str(state),
            str(config),
            user,
        ]
        entry = [*json.loads(image.told["ENTRYPOINT"]), *json.loads(image.told["CMD"])]
        with (tmp_path / "log").open("wb") as log:
            process = subprocess.Popen([*confine, *image.words(*entry)], stderr=log, stdout=log)
        try:
            until = time.monotonic() + PATIENCE_S
            while not told.wait(0.2):
                over = process.poll() is not None or time.monotonic() > until
                assert not over, (tmp_path / "log").read_text()
            owner = re.search(r"(?m)^Uid:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text())
            check = image.told["HEALTHCHECK"].partition("CMD ")[2]
            inside = ["nsenter", f"--target={process.pid}", "--mount", "chroot", f"--userspec={user}", str(image.root)]
            healthy = subprocess.run([*inside, *image.words("/bin/sh", "-c", check)], check=False).returncode
            elsewhere = "touch /opt/liveblog-monitor/x || touch /etc/x || touch /x"
            write = subprocess.run(
                [*inside[:-2], str(image.root), *image.words("/bin/sh", "-c", elsewhere)],
                capture_output=True,
                check=False,
            )
        finally:
            process.send_signal(getattr(signal, image.told["STOPSIGNAL"]))
            status = process.wait(PATIENCE_S)
    log_lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert (str(USER), 0, 0) == (owner and owner[1], healthy, status)
    assert (1, True) == (write.returncode, b"Read-only file system" in write.stderr)
    assert [] == [line for line in log_lines if line["level"] not in ("debug", "info")]
    assert {USER} == {path.stat().st_uid for path in state.iterdir()}
    assert (state / "liveblog.db").exists()
