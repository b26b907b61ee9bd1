"""Looking names up: on threads of its own, within a time, and dropping what may not be dialled."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from addresses_to_refuse import names

from monitor.wire import dialling
from monitor.wire.addresses import LOOPBACK
from monitor.wire.dialling import LOOKUP_THREADS, AddressRefused, Guard, Names, name_servers_answer


def resolved(look_up, host="news.example.org", allowed=LOOPBACK):
    async def run():
        made = Names(Guard(allowed), look_up=look_up)
        try:
            return [(one["host"], one["port"]) for one in await made.resolve(host, 443)]
        finally:
            await made.close()

    return asyncio.run(run())


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "127.0.0.1"])
def test_addresses(address):
    """A name is the addresses that it leads to."""
    assert [(address, 443)] == resolved(names(address))


def test_the_system_is_asked():
    """Without another look-up, names mean what they mean to the system."""
    assert ("127.0.0.1", 443) in resolved(socket.getaddrinfo, "localhost")


def test_link_local_addresses_name_their_interface():
    """An address that needs an interface keeps it, so that it is judged, and dialled, as a whole."""

    def look_up(*_):
        return [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("fe80::1", 443, 0, 7))]

    with pytest.raises(AddressRefused, match=r"fe80::1%7 is a link-local address"):
        resolved(look_up)


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "a..example"])
def test_no_valid_name(host):
    """What cannot be a name is a name that is not found."""
    with pytest.raises(socket.gaierror) as caught:
        resolved(socket.getaddrinfo, host)
    assert socket.EAI_NONAME == caught.value.errno


def test_a_name_server_that_hangs(monkeypatch):
    """A look-up that takes too long is given up, in words."""
    released = threading.Event()
    monkeypatch.setattr(dialling, "LOOKUP_S", 0.05)
    try:
        with pytest.raises(socket.gaierror, match=r"no answer within 0\.05 s"):
            resolved(lambda *_: released.wait())
    finally:
        released.set()


async def test_bounded():
    """No more than so many look-ups run at once, the others get their turn, and threads are used again."""
    lock, running, most, enough = threading.Lock(), [0], [0], threading.Event()

    def look_up(host, port, *_):
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
            if running[0] == LOOKUP_THREADS:
                enough.set()
        enough.wait()
        with lock:
            running[0] -= 1
        return names("127.0.0.1")(host, port)

    made = Names(Guard(LOOPBACK), look_up=look_up)
    found = await asyncio.gather(*[made.resolve(f"{number}.example", 1) for number in range(3 * LOOKUP_THREADS)])
    threads = made._threads._started
    again = await made.resolve("again.example", 1)
    assert threads == made._threads._started
    await made.close()
    assert 3 * LOOKUP_THREADS + 1 == (len(found) + len(again))
    assert LOOKUP_THREADS == most[0]


async def test_not_in_the_way_of_others():
    """Names are looked up while every thread of asyncio's own is taken."""
    released = threading.Event()

    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(1))
    busy = loop.run_in_executor(None, released.wait)
    made = Names(Guard(LOOPBACK), look_up=names("127.0.0.1"))
    found = await made.resolve("news.example.org", 443)
    released.set()
    await busy
    await made.close()
    assert "127.0.0.1" == found[0]["host"]


def test_a_hanging_look_up_does_not_keep_the_process():
    """The interpreter ends while a look-up still hangs."""
    script = """if True:
        import asyncio, threading
        from monitor.wire import dialling
        dialling.LOOKUP_S = 0.05
        async def main():
            names = dialling.Names(dialling.Guard(()), look_up=lambda *_: threading.Event().wait())
            try:
                await names.resolve("a.example", 1)
            except OSError as error:
                print(error.strerror)
            await names.close()
        asyncio.run(main())
    """
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=20, check=True)
    assert b"no answer within 0.05 s\n" == ended.stdout


async def test_cancelled_before_its_turn():
    """A look-up that nobody waits for any more is not made."""
    released, asked = threading.Event(), []

    def look_up(host, port, *_):
        asked.append(host)
        released.wait()
        return names("127.0.0.1")(host, port)

    made = Names(Guard(LOOPBACK), look_up=look_up)
    first = [asyncio.create_task(made.resolve(f"{number}.example", 1)) for number in range(LOOKUP_THREADS + 1)]
    await asyncio.sleep(0)
    first[-1].cancel()
    await asyncio.wait({first[-1]})
    released.set()
    await asyncio.gather(*first[:-1])
    await made.close()
    assert f"{LOOKUP_THREADS}.example" not in asked


def test_the_guard_makes_sockets():
    """The guard's socket is of the kind that was asked for; for a refused address there is none."""
    made = Guard(LOOPBACK)((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80)))
    with made:
        assert (socket.AF_INET, socket.SOCK_STREAM) == (made.family, made.type)
    with pytest.raises(AddressRefused) as caught:
        Guard(())((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80)))
    assert ("127.0.0.1", "this machine itself") == (caught.value.address, caught.value.words)


@pytest.mark.parametrize(
    ("host", "error", "answer"),
    [
        ("news.example.org", socket.EAI_NONAME, True),
        ("news.example.org:8080", None, True),
        ("news.example.org", socket.EAI_AGAIN, False),
        ("127.0.0.1:8080", None, False),
        ("[::1]:80", None, False),
        ("localhost:80", None, False),
    ],
)
def test_name_servers_are_witnesses(host, error, answer):
    """They know what nobody asked before, so no cache answers for them; a name of this machine proves nothing."""
    asked = []

    def look_up(name, *_):
        asked.append(name)
        if error is not None:
            raise socket.gaierror(error, "as the test wants")
        return []

    found = [asyncio.run(name_servers_answer(host, look_up=look_up)) for _ in range(2)]
    assert [answer, answer] == found
    assert len(set(asked)) == len(asked)
    assert all(name.endswith(".news.example.org") for name in asked)
