"""What goes wrong, as RFC 9457 has it: a type, a title, a status, and in `detail` what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.errors import CannotListen, ConfigError, Declined, ExtractError, FetchError, Obstacle, StoreError
from monitor.web.answers import json_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fastapi import FastAPI
    from starlette.requests import Request

    from monitor.errors import Fault

PROBLEM_TYPE = "application/problem+json"
ERRORS_LIMIT = 100

DEFECT = "A defect of ours; the log has more about it."

RETRY_AFTER_S = 5
"""What we ask to wait who came at a bad moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldError:
    """One thing wrong in a request: where, and what."""

    pointer: str
    detail: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem as RFC 9457 has it. `title` is the same for all of its type, `detail` is about this one."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldError] = field(default_factory=list)


def problem(
    status: int, detail: str, *, errors: Sequence[FieldError] = (), headers: Mapping[str, str] | None = None
) -> Response:
    """Return the response that tells a problem."""
    told = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, errors=list(errors[:ERRORS_LIMIT]))
    return Response(json_bytes(told), status, headers=dict(headers or {}), media_type=PROBLEM_TYPE)


def faults(found: Sequence[Fault]) -> list[FieldError]:
    """Return the faults of a config as a problem's errors."""
    return [
        FieldError(
            pointer=fault.key,
            detail=fault.problem + (f" ({fault.remedy})" if fault.remedy else ""),
            line=fault.line,
        )
        for fault in found
    ]


def tell_problems(app: FastAPI) -> None:
    """Have every error that a route or the router raises told as a problem."""
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(ConfigError, _faulty)
    app.add_exception_handler(Declined, _declined)
    app.add_exception_handler(CannotListen, _conflicting)
    app.add_exception_handler(FetchError, _unreadable)
    app.add_exception_handler(ExtractError, _unreadable)
    app.add_exception_handler(StoreError, _store_failed)
    app.add_exception_handler(Exception, _defect)


_WORDS = {
    HTTPStatus.NOT_FOUND: "There is nothing at {path}; /api/openapi.json lists what there is.",
    HTTPStatus.METHOD_NOT_ALLOWED: "{path} does not take {method}.",
}


def refused(request: Request, error: Exception) -> Response:
    """Return the answer to what the router or a route refuses."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(sorted(_methods(request)))
    words = _WORDS.get(HTTPStatus(error.status_code))
    standard = HTTPStatus(error.status_code).phrase
    if words is not None and error.detail in {standard, "Not Found", "Method Not Allowed"}:
        detail = words.format(path=request.url.path, method=request.method)
    else:
        detail = str(error.detail)
    return problem(error.status_code, detail, headers=headers)


def _methods(request: Request) -> set[str]:
    """Return what a path takes: the router asks the first of its routes alone."""
    methods: set[str] = set()
    for route in request.app.state.operations:
        if route.path_regex.match(request.scope["path"]):
            methods |= route.methods
    return methods | {"HEAD"} if "GET" in methods else methods


def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [_field_error(one) for one in error.errors()]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, _first(errors) or "The request cannot be read.", errors=errors)


def _field_error(error: Any) -> FieldError:
    return FieldError(pointer=".".join(map(str, error["loc"])), detail=str(error["msg"]))


def _faulty(_: Request, error: Exception) -> Response:
    assert isinstance(error, ConfigError)
    errors = faults(error.faults)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, _first(errors), errors=errors)


def _first(errors: Sequence[FieldError]) -> str:
    """Return the first three in words; one that is about the whole has no pointer."""
    return "; ".join(f"{one.pointer}: {one.detail}" if one.pointer else one.detail for one in errors[:3])


OBSTACLES = {
    Obstacle.UNKNOWN: HTTPStatus.NOT_FOUND,
    Obstacle.TAKEN: HTTPStatus.CONFLICT,
    Obstacle.READ_ONLY: HTTPStatus.CONFLICT,
    Obstacle.BUSY: HTTPStatus.TOO_MANY_REQUESTS,
}


def _declined(_: Request, error: Exception) -> Response:
    assert isinstance(error, Declined)
    busy = error.obstacle is Obstacle.BUSY
    headers = {"Retry-After": str(RETRY_AFTER_S)} if busy else {}
    return problem(OBSTACLES[error.obstacle], str(error), headers=headers)


def _conflicting(_: Request, error: Exception) -> Response:
    return problem(HTTPStatus.CONFLICT, str(error))


def _defect(_: Request, __: Exception) -> Response:
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, DEFECT)


def _unreadable(_: Request, error: Exception) -> Response:
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"The live blog cannot be read: {error}")


def _store_failed(_: Request, error: Exception) -> Response:
    headers = {"Retry-After": str(RETRY_AFTER_S)}
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, f"The database cannot answer: {error}", headers=headers)
