"""`/push/…`: where hubs tell us that a page has news. No token, no Host is asked for: the address is the secret."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import PlainTextResponse, Response

from monitor.model import Receipt
from monitor.web.parts import parts_of
from monitor.web.problems import RETRY_AFTER_S

router = APIRouter(prefix="/push", include_in_schema=False)

Key = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{16,128}$")]

ANSWERS = {
    Receipt.TAKEN: HTTPStatus.ACCEPTED,
    Receipt.GONE: HTTPStatus.GONE,
    Receipt.BUSY: HTTPStatus.TOO_MANY_REQUESTS,
}


@router.get("/{key}")
async def confirm(request: Request, key: Key) -> Response:
    """Answer a hub that asks whether we meant what it was asked in our name."""
    challenge = await parts_of(request).callbacks.confirm(key, dict(request.query_params))
    if challenge is None:
        return Response(status_code=HTTPStatus.NOT_FOUND)
    return PlainTextResponse(challenge)


@router.post("/{key}")
async def receive(request: Request, key: Key) -> Response:
    """Take what a hub tells."""
    body = await request.body()
    receipt = parts_of(request).callbacks.receive(key, request.headers.get("x-hub-signature"), body)
    headers = {"Retry-After": str(RETRY_AFTER_S)} if receipt is Receipt.BUSY else {}
    return Response(status_code=ANSWERS[receipt], headers=headers)
