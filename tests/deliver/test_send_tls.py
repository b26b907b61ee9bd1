"""Receivers whose certificate is not right: what is said of each, and what is trusted all the same."""

import asyncio
import ssl
from pathlib import Path

import pytest
from aiohttp import web
from delivery_doubles import NOW, make_event

from monitor.deliver.send import Sender
from monitor.model import Endpoint, Outcome
from monitor.wire.addresses import LOOPBACK

EXPIRED = Path(__file__).with_name("expired.pem")
GOOD = Path(__file__).parents[1] / "fetch" / "localhost.pem"
"""For localhost; each holds its key, too."""


def attempt(certificate, host):
    """Send an event to a server that shows a certificate, at one of its names."""

    async def run():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)

        async def answer(_):
            return web.Response(status=204)

        runner = web.ServerRunner(web.Server(answer), shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, host.replace("localhost", "127.0.0.1"), 0, ssl_context=context).start()
        url = f"https://{host}:{runner.addresses[0][1]}/hook"
        try:
            async with Sender(user_agent="t", clock=lambda: NOW, allow_networks=LOOPBACK) as send:
                return await send(Endpoint(name="desk", url=url), [make_event()], 1)
        finally:
            await runner.cleanup()

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("certificate", "host", "trusted", "reason"),
    [
        (GOOD, "localhost", True, None),
        (GOOD, "localhost", False, "self-signed certificate (SSL_CERT_FILE may name more roots)"),
        (EXPIRED, "localhost", True, "certificate has expired"),
        (GOOD, "127.0.0.2", True, "IP address mismatch, certificate is not valid for '127.0.0.2'."),
    ],
    ids=["right", "self-signed", "expired", "another host"],
)
def test_certificates(certificate, host, trusted, reason, monkeypatch):
    """Each fault is said in plain words and is tried again; roots that SSL_CERT_FILE names are trusted."""
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    made = attempt(certificate, host)
    wanted = Outcome.ACCEPTED if reason is None else Outcome.UNREACHABLE
    assert (wanted, reason and f"TLS certificate not trusted: {reason}") == (made.outcome, made.reason)


@pytest.mark.parametrize(
    ("content", "why"), [(None, "no such file or directory"), ("no certificate", "no certificate or crl found")]
)
def test_roots_that_cannot_be_read(content, why, monkeypatch, tmp_path):
    """It is said that it is our own setting that is wrong, and which."""
    roots = tmp_path / "roots.pem"
    if content is not None:
        roots.write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(roots))
    made = attempt(GOOD, "localhost")
    said = f"what SSL_CERT_FILE or SSL_CERT_DIR names holds no certificates to trust: {why}"
    assert (Outcome.UNREACHABLE, said) == (made.outcome, made.reason)
