"""What all pages have in common: the templates, the assets, the headers, and who may see and do what.

request ──▶ boundary ──▶ PageRoute: signed in? ── no ──▶ sign-in page
                           │         form: allowed to act, and shown to the same browser? ── no ──▶ a page that says so
                           ▼
                         page ── asks Ledger and Control ──▶ template ──▶ HTML under a strict policy
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

import jinja2
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.responses import RedirectResponse, Response

from monitor.errors import ConfigError, Declined, ExtractError, FetchError, Obstacle, StoreError
from monitor.model import Scope
from monitor.web.boundary import SAFE, first_of_each
from monitor.web.gate import Admission, Proof
from monitor.web.pages import plots, wording
from monitor.web.pages.markup import harmless, web_address
from monitor.web.parts import parts_of
from monitor.web.problems import OBSTACLES
from monitor.web.shapes.webhooks import condition

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from fastapi import Request

HERE = Path(__file__).parent.parent
ASSETS = {
    "dashboard.css": "text/css; charset=utf-8",
    "dashboard.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
ASSET_PATH = "/static"
SIGN_IN_PATH = "/sign-in"
FORM_FIELDS_LIMIT = 1_100
"""A page of dead letters has one for each."""
FORM_TOKEN = "form_token"  # noqa: S105 (the field's name)

TROUBLED = frozenset({"gone", "failing", "open"})
"""Conditions of webhooks that somebody should look at; what the operator has switched off is no trouble."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; {images}; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "cache-control": "no-store",
    # Not no-referrer: under that browsers send `Origin: null` with our own forms, which is what strangers send too.
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file that pages load, under an address that changes with it."""

    content: bytes
    media_type: str
    url: str


class Frame:
    """Renders pages. Made once per application."""

    def __init__(self, *, images: bool = False) -> None:
        self.images = images
        self.assets = {name: _asset(name, media_type) for name, media_type in ASSETS.items()}
        sources = "img-src 'self' https: http:" if images else "img-src 'self'"
        self.headers = {**HEADERS, "content-security-policy": POLICY.format(images=sources)}
        self._templates = jinja2.Environment(
            # Read now: an upgrade that replaces the files must not mix with the code that is running.
            loader=jinja2.DictLoader({path.name: path.read_text("utf-8") for path in (HERE / "templates").iterdir()}),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {
            "moment": wording.moment,
            "span": wording.span,
            "number": wording.number,
            "many": wording.many,
            "per_cent": wording.per_cent,
            "paragraphs": wording.paragraphs,
            "clipped": wording.clipped,
            "sentence": wording.sentence,
            "diffed": wording.diffed,
            "harmless": lambda html: harmless(html, images=images),
            "web_address": web_address,
            "query": query,
        }
        self._templates.globals |= {"sparkline": plots.sparkline, "asset": {n: a.url for n, a in self.assets.items()}}

    def render(self, template: str, **values: Any) -> str:
        return self._templates.get_template(template).render(values)


def _asset(name: str, media_type: str) -> Asset:
    content = (HERE / "static" / name).read_bytes()
    stem, _, ending = name.partition(".")
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Asset(content=content, media_type=media_type, url=f"{ASSET_PATH}/{stem}.{digest}.{ending}")


def query(path: str, **asked: object) -> str:
    """Return a path with a query of what is asked for; what is None or empty is left out, a list is repeated.

    >>> query("/", q="dam", kind=["new", "gone"], before=None)
    '/?q=dam&kind=new&kind=gone'
    """
    pairs = [
        (name, str(one))
        for name, value in asked.items()
        if value not in (None, "", [], ())
        for one in (value if isinstance(value, list | tuple) else [value])
    ]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def frame_of(request: Request) -> Frame:
    """Return the frame of the application that a request came to."""
    frame: Frame = request.app.state.frame
    return frame


def admission_of(request: Request) -> Admission | None:
    """Return what a request may do."""
    admission: Admission | None = request.state.admission
    return admission


def page(
    request: Request, template: str, *, status: int = HTTPStatus.OK, headed: bool = True, **values: Any
) -> Response:
    """Return a page. `headed` says whether its head tells how the daemon fares."""
    parts, frame = parts_of(request), frame_of(request)
    admission = admission_of(request)
    content = frame.render(
        template,
        **values,
        now=parts.clock(),
        path=request.url.path,
        here=str(request.url.path) + (f"?{request.url.query}" if request.url.query else ""),
        may_act=admission is not None and admission.allows(Scope.ADMIN),
        signed_in=admission is not None and admission.proof is Proof.SESSION,
        form_token=parts.gate.form_token(first_of_each(request.scope)) if admission is not None else "",
        vitals=parts.control.vitals() if headed and admission is not None else None,
        troubled=sum(condition(one) in TROUBLED for one in parts.control.webhooks()),
    )
    return Response(content, status, headers=frame.headers, media_type="text/html; charset=utf-8")


def fragment(request: Request, template: str, **values: Any) -> Response:
    """Return a part of a page, which a script puts into it."""
    frame = frame_of(request)
    content = frame.render(template, **values, now=parts_of(request).clock(), may_act=False)
    return Response(content, headers=frame.headers, media_type="text/html; charset=utf-8")


def to(path: str) -> Response:
    """Return the answer to a form: what to look at next."""
    return RedirectResponse(path, HTTPStatus.SEE_OTHER, headers={"cache-control": "no-store"})


def form_of(request: Request) -> Mapping[str, str]:
    """Return the fields of the form that came, the last of each name."""
    form: dict[str, str] = dict(request.state.form)
    return form


def values_of(request: Request, name: str) -> list[str]:
    """Return all values of a field of the form that came."""
    return [value for field, value in request.state.form if field == name]


class PageRoute(APIRoute):
    """A route of people: who is not signed in is asked to, and what goes wrong is told as a page."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                refusal = await _refusal(request)
                return refusal or await answer(request)
            except (ConfigError, Declined, ExtractError, FetchError, StoreError, RequestValidationError) as error:
                return told(request, error)

        return guarded


async def _refusal(request: Request) -> Response | None:
    """Return the answer to who may not see the page, or not do what its form asks for."""
    admission, parts = admission_of(request), parts_of(request)
    reading = request.method in SAFE
    if admission is None:
        if reading and request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
            return _once_more(request)
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "") if reading else "/"
        return to(query(SIGN_IN_PATH, next=back if back != "/" else None))
    if reading:
        return None
    if not admission.allows(Scope.ADMIN):
        detail = "You are signed in with a token that may only read. Sign in with one of scope admin to change things."
        return failed(request, HTTPStatus.FORBIDDEN, detail)
    request.state.form = await read_form(request)
    if not parts.gate.knows_form(first_of_each(request.scope), form_of(request).get(FORM_TOKEN, "")):
        detail = "The form is not one that this page has shown you, or it is from before the daemon last started."
        return failed(request, HTTPStatus.FORBIDDEN, f"{detail} Nothing was changed: go back, reload, and try again.")
    return None


def _once_more(request: Request) -> Response:
    """Return a page that asks for itself again.

    Who follows a link from elsewhere comes without the cookie, which is for our own pages; from here it is sent along.
    """
    return page(request, "once_more.html", headed=False, title="One moment")


async def read_form(request: Request) -> list[tuple[str, str]]:
    """Return the fields of a form. Raises: Declined if the body is none."""
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return parse_qsl(body, keep_blank_values=True, max_num_fields=FORM_FIELDS_LIMIT)
    except ValueError as error:
        raise Declined(Obstacle.BUSY, f"The form has more than {FORM_FIELDS_LIMIT:,} fields.") from error


def told(request: Request, error: Exception) -> Response:
    """Return the page that tells what went wrong."""
    match error:
        case Declined():
            return failed(request, OBSTACLES[error.obstacle], str(error))
        case StoreError():
            detail = f"The database cannot answer: {error}. The daemon goes on trying; look again in a moment."
            return failed(request, HTTPStatus.SERVICE_UNAVAILABLE, detail)
        case RequestValidationError():
            detail = "The address of this page asks for something that cannot be. Go back, or begin anew."
            return failed(request, HTTPStatus.UNPROCESSABLE_ENTITY, detail)
        case _:
            return failed(request, HTTPStatus.UNPROCESSABLE_ENTITY, str(error))


def failed(request: Request, status: int, detail: str) -> Response:
    """Return a page that says what went wrong and what to do next."""
    titles = {403: "Not allowed", 404: "Not found", 409: "Not done", 429: "Too busy", 503: "Not now"}
    title = titles.get(status, "That did not work")
    return page(request, "error.html", status=status, title=title, detail=detail)
