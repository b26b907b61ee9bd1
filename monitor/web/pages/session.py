"""`/sign-in` and `/sign-out`: a token opens a session, whose cookie does not give the token away."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.responses import Response

from monitor.errors import Declined
from monitor.web.gate import SESSION_COOKIE, SESSION_FOR
from monitor.web.pages.frame import SIGN_IN_PATH, PageRoute, admission_of, page, read_form, to, told
from monitor.web.parts import parts_of

NEXT_LIMIT_CHARS = 2_048

entrance = APIRouter(include_in_schema=False)
inside = APIRouter(include_in_schema=False, route_class=PageRoute)


@entrance.get(SIGN_IN_PATH)
async def show(request: Request) -> Response:
    """Return the form, or what was looked for if there is no need of one."""
    wanted = _own(request.query_params.get("next", "/"))
    if admission_of(request) is not None:
        return to(wanted)
    return page(request, "sign_in.html", title="Sign in", wanted=wanted, wrong=False)


@entrance.post(SIGN_IN_PATH)
async def sign_in(request: Request) -> Response:
    """Open a session for who has a token. The boundary has seen to it that our own page asks."""
    try:
        form = dict(await read_form(request))
    except Declined as error:
        return told(request, error)
    parts, wanted = parts_of(request), _own(form.get("next", "/"))
    if parts.gate.open:
        return to(wanted)
    session = parts.gate.session_of(form.get("token", "").strip(), parts.clock())
    if session is None:
        status = HTTPStatus.UNAUTHORIZED
        return page(request, "sign_in.html", status=status, title="Sign in", wanted=wanted, wrong=True)
    answer = to(wanted)
    answer.set_cookie(
        SESSION_COOKIE,
        session,
        max_age=int(SESSION_FOR.total_seconds()),
        httponly=True,
        samesite="strict",
        # Behind a proxy we are asked without TLS; the browser says what it sees.
        secure=request.headers.get("origin", "").startswith("https://"),
    )
    return answer


@inside.post("/sign-out")
async def sign_out() -> Response:
    """End the session in this browser."""
    answer = to(SIGN_IN_PATH)
    answer.delete_cookie(SESSION_COOKIE, httponly=True, samesite="strict")
    return answer


def _own(path: str) -> str:
    r"""Return the path if it is one of our own pages, else the first page.

    >>> [_own(path) for path in ("/sources?after=a", "//evil.example", "/\\evil.example", "https://evil.example")]
    ['/sources?after=a', '/', '/', '/']
    """
    clean = path.isprintable() and len(path) <= NEXT_LIMIT_CHARS
    return path if clean and path.startswith("/") and not path.startswith(("//", "/\\")) else "/"


router = APIRouter(include_in_schema=False)
router.include_router(entrance)
router.include_router(inside)
