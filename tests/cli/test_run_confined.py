"""The daemon under the rules for system calls that its unit gives it, put upon it as systemd does."""

from __future__ import annotations

import asyncio
import ctypes.util
import errno
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from aiohttp import web
from command_line import answering, restless_live_blog, shell, started

UNIT = Path(__file__).parents[2] / "systemd" / "liveblog-monitor.service"
NEEDED = shutil.which("systemd-analyze"), ctypes.util.find_library("seccomp")

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

pytestmark = pytest.mark.skipif(None in NEEDED, reason="needs systemd-analyze and libseccomp")

# seccomp_init(3): every call fails with EPERM but those that are named, sockets but those of the families that are.
CONFINED = """
import ctypes, json, os, sys
wanted, families, error, *command = sys.argv[1:]
class Comparison(ctypes.Structure):
    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]
EQUAL, ALLOW = 4, 0x7FFF0000
seccomp = ctypes.CDLL("libseccomp.so.2")
seccomp.seccomp_init.restype = ctypes.c_void_p
rules = ctypes.c_void_p(seccomp.seccomp_init(ctypes.c_uint32(0x00050000 | int(error))))
def allow(number, *comparisons):
    array = (Comparison * max(1, len(comparisons)))(*comparisons)
    assert seccomp.seccomp_rule_add_array(rules, ctypes.c_uint32(ALLOW), number, len(comparisons), array) == 0
for name in json.loads(wanted):
    number = seccomp.seccomp_syscall_resolve_name(name.encode())
    if number < 0:
        continue  # of another processor
    if name == "socket":
        for family in json.loads(families):
            allow(number, Comparison(0, EQUAL, family, 0))
    else:
        allow(number)
assert seccomp.seccomp_load(rules) == 0
os.execv(command[0], command)
"""


@cache
def sets() -> dict[str, list[str]]:
    """Return systemd's sets of system calls, each with the calls and sets in it."""
    told = subprocess.run(["systemd-analyze", "syscall-filter"], capture_output=True, text=True, check=True).stdout
    found: dict[str, list[str]] = {}
    for line in told.splitlines():
        if line.startswith("@"):
            found[line] = members = []
        elif line.startswith(" ") and not line.lstrip().startswith("#"):
            members.append(line.strip())
    return found


def calls(name: str) -> set[str]:
    """Return the system calls that a set, or a name, stands for."""
    return set().union(*map(calls, sets()[name])) if name.startswith("@") else {name}


def confined() -> list[str]:
    """Return what runs a command under the unit's SystemCallFilter and RestrictAddressFamilies."""
    lines = [line.partition("=")[::2] for line in UNIT.read_text().splitlines() if not line.startswith("#")]
    wanted = calls("@default")
    for value in (value for key, value in lines if key == "SystemCallFilter"):
        named = set().union(*map(calls, value.removeprefix("~").split()))
        wanted = wanted - named if value.startswith("~") else wanted | named
    (families,) = [value.split() for key, value in lines if key == "RestrictAddressFamilies"]
    (error,) = [value for key, value in lines if key == "SystemCallErrorNumber"]
    numbers = [int(getattr(socket, family)) for family in families]
    return [sys.executable, "-c", CONFINED, json.dumps(sorted(wanted)), json.dumps(numbers), str(getattr(errno, error))]


@pytest.mark.parametrize(
    ("statement", "status"),
    [
        ("socket.socket(socket.AF_INET)", 0),
        ("socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)", errno.EPERM),
        ("os.setpriority(os.PRIO_PROCESS, 0, 5)", errno.EPERM),
        ("os.chroot('/')", errno.EPERM),
    ],
)
def test_the_rules_bite(statement: str, status: int) -> None:
    """What the unit forbids fails with its error, so that a daemon that runs under them needs none of it."""
    program = f"import os, socket, sys\ntry:\n    {statement}\nexcept OSError as error:\n    sys.exit(error.errno)"
    assert status == subprocess.run([*confined(), sys.executable, "-c", program], check=False).returncode


@pytest.mark.slow
async def test_the_daemon_needs_no_call_that_the_unit_forbids(tmp_path: Path) -> None:
    """Under the unit's rules it starts, polls, delivers, answers, backs up, reloads, and stops with 0 and no error."""
    told: set[str] = set()
    came = asyncio.Event()

    async def receive(request: web.Request) -> web.Response:
        told.add((await request.json())["data"]["source"]["name"])
        if len(told) == len(names):
            came.set()
        return web.Response()

    names = ["one"]
    async with restless_live_blog() as blog, answering(receive) as hook:
        path = tmp_path / "monitor.yaml"

        def write() -> None:
            keys = {
                "store": f"sqlite:///{tmp_path}/live.db",
                "api": {"listen": "127.0.0.1:0"},
                "fetch": {"allow_networks": ["127.0.0.1"]},
                "deliver": {"allow_networks": ["127.0.0.1"]},
                "defaults": {"interval": "500ms", "on_start": "all", "robots": "ignore"},
                "sources": [{"name": name, "url": f"{blog}?{name}", "evidence": True} for name in names],
                "webhooks": [{"name": "desk", "url": hook, "secrets": [SECRET]}],
                "watch_config": True,
            }
            path.write_text(json.dumps(keys))

        write()
        async with started("run", "--config", str(path), prefix=confined()) as command:
            await command.brings(came.wait())
            came.clear()
            names.append("two")
            write()
            reloaded = await shell(f"monitor reload --config {path}")
            await command.brings(came.wait())
            kept = await shell(f"monitor backup {tmp_path}/copy.db --config {path}")
            status = await command.ends(signal.SIGTERM)
    log = command.err
    assert (0, 0, 0) == (reloaded[0], kept[0], status), (reloaded, kept, log[-5:])
    assert 2 == len(told)
    forbidden = os.strerror(errno.EPERM).lower()
    assert [] == [line for line in log if json.loads(line)["level"] == "error" or forbidden in line.lower()]
