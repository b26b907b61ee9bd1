"""`/static/…`: the style sheet, the script and the icon, under names that change with their content."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from monitor.web.pages.frame import ASSET_PATH, frame_of

FOREVER = "public, max-age=31536000, immutable"

router = APIRouter(include_in_schema=False)


@router.get(ASSET_PATH + "/{name}")
async def asset(request: Request, name: str) -> Response:
    """Return an asset; they hold nothing secret, and the sign-in page needs them."""
    for one in frame_of(request).assets.values():
        if one.url == f"{ASSET_PATH}/{name}":
            return Response(one.content, media_type=one.media_type, headers={"cache-control": FOREVER})
    raise HTTPException(404, "There is no such file; reload the page that named it.")


@router.get("/favicon.ico")
async def favicon(request: Request) -> Response:
    """Return where the icon is, for browsers that look here whatever a page says."""
    return RedirectResponse(frame_of(request).assets["icon.svg"].url)
