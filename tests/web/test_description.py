"""The API does what its description says: schemathesis makes requests of it, right and wrong ones."""

from __future__ import annotations

import asyncio
import warnings

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from web_daemon import daemon

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        negative_data_rejection,
        response_headers_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

EXAMPLES = 5
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
ENDLESS = "/api/stream"


@pytest.mark.slow
async def test_operations(tmp_path):
    """Every operation answers what it is asked with a status and shape that it has promised, never with a fault."""
    asked = set()

    def ask_all(url):
        schema = schemathesis.openapi.from_url(f"{url}/api/openapi.json")
        for result in schema.get_all_operations():
            operation = result.ok()
            if operation.path == ENDLESS:
                continue

            @given(case=operation.as_strategy())
            @settings(
                max_examples=EXAMPLES,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            def ask(case):
                response = case.call(timeout=20)
                case.validate_response(response, checks=CHECKS)

            ask()
            asked.add(operation.path)

    async with daemon(tmp_path, hooked=True) as one:
        await asyncio.to_thread(ask_all, one.url)
        status, _ = await one.ask("/api/sources/flood")
    assert 200 == status
    assert {"/api/events", "/api/sources/{name}", "/api/webhooks/{name}/rotate", "/readyz"} <= asked
