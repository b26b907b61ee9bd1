"""What the consumer's documents promise: the snippets verify, the samples are events, the rules name everything."""

import asyncio
import json
import re
import runpy
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
from aiohttp import web

from monitor.config.webhook_keys import OptionsKeys
from monitor.deliver.formats.template import variables
from monitor.deliver.send import Sender
from monitor.deliver.signing import sign
from monitor.model import Endpoint, EventType, Format, Outcome
from monitor.samples import samples
from monitor.templates import VARIABLES, fill
from monitor.wire.addresses import LOOPBACK

ROOT = Path(__file__).parents[1]
SNIPPETS = ROOT / "docs" / "snippets"
RECEIVING = (ROOT / "docs" / "receiving.md").read_text("utf-8")
NEW, OLD, WRONG = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_" + "AbC+/9" * 5 + "Ab", "whsec_" + "A" * 32
RUNTIMES = {
    "verify.py": [sys.executable],
    "official.py": [sys.executable],
    "verify.mjs": ["node"],
    "official.mjs": ["node"],
    "verify.go": ["go", "run"],
    "verify.sh": ["sh"],
}


@pytest.fixture(scope="module")
def attempt(tmp_path_factory):
    """Return what the daemon's own sender sent while a secret was being replaced: a file of the body, and headers."""
    got = []

    async def take(request):
        got.append((dict(request.headers), await request.read()))
        return web.Response(status=204)

    async def run():
        app = web.Application()
        app.router.add_post("/", take)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            endpoint = Endpoint(name="d", url=f"http://127.0.0.1:{runner.addresses[0][1]}/", secrets=(NEW, OLD))
            event = samples("0f3a", datetime.now(UTC))[EventType.ENTRY_UPDATED]
            async with Sender(user_agent="t", clock=lambda: datetime.now(UTC), allow_networks=LOOPBACK) as send:
                return await send(endpoint, [event], 1)
        finally:
            await runner.cleanup()

    assert Outcome.ACCEPTED == asyncio.run(run()).outcome
    headers, body = got[0]
    file = tmp_path_factory.mktemp("attempt") / "body.json"
    file.write_bytes(body)
    return file, *(headers[name] for name in ("webhook-id", "webhook-timestamp", "webhook-signature"))


def run(snippet, secret, *words):
    program, *options = RUNTIMES[snippet]
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    if snippet == "official.mjs" and not (SNIPPETS / "node_modules").exists():
        pytest.skip("the official library is not installed: npm ci in docs/snippets")
    command = [program, *options, str(SNIPPETS / snippet), *map(str, words)]
    return subprocess.run(command, input=secret, text=True, capture_output=True, timeout=60, check=False).returncode


@pytest.mark.parametrize("snippet", RUNTIMES)
def test_snippets_verify(snippet, attempt):
    """Each accepts a real attempt under either secret, and refuses another secret, another body and an old time."""
    file, id_, timestamp, signatures = attempt
    assert 2 == len(signatures.split(" "))
    forged = file.with_name("forged.json")
    forged.write_bytes(file.read_bytes().replace(b"45", b"46"))
    before = int(timestamp) - int(timedelta(hours=1).total_seconds())
    stale = sign(NEW, id_, before, file.read_bytes())
    outcomes = [
        run(snippet, NEW, file, id_, timestamp, signatures),
        run(snippet, f"{OLD}\n", file, id_, timestamp, signatures),
        run(snippet, WRONG, file, id_, timestamp, signatures),
        run(snippet, NEW, forged, id_, timestamp, signatures),
        run(snippet, NEW, file, id_, before, stale),
    ]
    assert [0, 0, 1, 1, 1] == outcomes


def test_a_receiver_can_import_the_verifier(attempt, tmp_path):
    """In JavaScript, too, where nothing but an import makes the function known; and by a link it still judges."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    file, *told = attempt
    words = json.dumps([NEW, *told])
    script = f"""
        import {{ readFileSync }} from "node:fs";
        import {{ verify }} from {json.dumps((SNIPPETS / "verify.mjs").as_uri())};
        process.exit(verify(...{words}, readFileSync({json.dumps(str(file))})) ? 7 : 8);
    """
    assert 7 == subprocess.run(["node", "--input-type=module", "-e", script], timeout=60, check=False).returncode
    link = tmp_path / "link.mjs"
    link.symlink_to(SNIPPETS / "verify.mjs")
    command = ["node", str(link), str(file), *told]
    assert 1 == subprocess.run(command, input=WRONG, text=True, timeout=60, check=False).returncode


def test_every_snippet_is_tested_and_linked():
    """No snippet stands in the folder that the tests or the document do not know."""
    found = {path.name for path in SNIPPETS.iterdir() if path.suffix in {".py", ".mjs", ".go", ".sh"}}
    known = {*RUNTIMES, "consumer.py"}
    assert (known, known) == (found, set(re.findall(r"\(snippets/([\w.]+)\)", RECEIVING)))


def test_samples_are_in_step():
    """The samples are what the program makes (`make schema`), and the schema says they are right."""
    expected = runpy.run_path(str(ROOT / ".ci" / "samples.py"))["files"]()
    folder = ROOT / "docs" / "samples"
    assert expected == {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    schema = json.loads((ROOT / "monitor" / "event.schema.json").read_text("utf-8"))
    for text in expected.values():
        jsonschema.validate(json.loads(text), schema)


@pytest.mark.parametrize("kind", EventType)
def test_each_type_has_its_sample(kind):
    """Each type of event is linked to its sample."""
    assert f"(samples/{kind.value}.json)" in RECEIVING


@pytest.mark.parametrize("name", [*map(str, Format), *OptionsKeys.model_fields, *sorted(VARIABLES)])
def test_everything_is_named(name):
    """Each format, option of a format and variable of a template is named."""
    assert f"`{name}`" in RECEIVING


def test_the_template_is_right():
    """The example makes JSON of an event of each type."""
    [example] = re.findall(r"```jinja\n(.*?)```", RECEIVING, re.DOTALL)
    for event in samples("0f3a", datetime(2026, 1, 2, tzinfo=UTC)).values():
        assert {"summary", "link", "severity"} == set(json.loads(fill(example, variables(event))))
