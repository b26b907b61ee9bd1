"""The application: its routes, within the boundary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.routing import Route

from monitor.web import pages
from monitor.web.boundary import READING_POSTS, Boundary
from monitor.web.pages.frame import Frame
from monitor.web.problems import PROBLEM_TYPE, Problem, tell_problems
from monitor.web.routes import ROUTERS

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from monitor.web.parts import Parts

VERSION = "1"
OPENAPI_PATH = "/api/openapi.json"
DESCRIPTION = """What liveblog-monitor watches, has seen and has told, and what it can be asked to do.

Answers are JSON; errors are problem details (RFC 9457). Lists come in pages: pass `next` of one as `after` (or
`before`) of the next question. Answers carry an ETag, so a question can be repeated at little cost.
"""
REFUSALS = {
    "400": "The request is malformed.",
    "401": "No token, or one that is not known.",
    "403": "The token may only read, or another site's page asked.",
    "404": "There is nothing of that name.",
    "406": "The Accept header rules out what there is.",
    "408": "The body came too slowly.",
    "413": "The body is too large.",
    "414": "The path is too long.",
    "415": "The body is no JSON.",
    "421": "The Host is not one of ours.",
    "429": "Too many ask for the same at this moment.",
    "500": "A defect of ours.",
    "503": "The database or a publisher does not answer now.",
}


def create_app(parts: Parts) -> ASGIApp:
    """Return the application, which is served as it is: it has no lifespan."""
    # No documentation pages: they would load scripts from elsewhere.
    app = FastAPI(title="liveblog-monitor", version=VERSION, openapi_url=OPENAPI_PATH, docs_url=None, redoc_url=None)
    app.state.parts = parts
    for router in ROUTERS:
        app.include_router(router)
    app.state.frame = Frame(images=parts.images)
    for router in pages.ROUTERS:
        app.include_router(router)
    routes = [route for router in (*ROUTERS, *pages.ROUTERS) for route in router.routes]
    app.state.operations = [route for route in routes if isinstance(route, Route)]
    tell_problems(app)
    app.add_exception_handler(HTTPException, pages.refused)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # the way FastAPI documents
    return Boundary(app, gate=parts.gate, patience=parts.patience, clock=parts.clock)


def _openapi(app: FastAPI) -> dict[str, Any]:
    """Return the description of the API, with what the boundary adds to each operation."""
    if app.openapi_schema is None:
        described = get_openapi(title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes)
        schemas = described.setdefault("components", {}).setdefault("schemas", {})
        schemas |= _problem_schemas()
        described["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        for path, operations in described["paths"].items():
            for method, operation in operations.items():
                scope = "read" if method == "get" or path in READING_POSTS else "admin"
                _describe_boundary(operation, scope)
        schemas.pop("HTTPValidationError", None)
        schemas.pop("ValidationError", None)
        app.openapi_schema = described
    return app.openapi_schema


def _describe_boundary(operation: dict[str, Any], scope: str) -> None:
    """Add to the description of an operation who may ask for it, and how it is refused."""
    content = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    operation["security"] = [{"token": []}, {}]
    operation["description"] = f"{operation.get('description', '')}\n\nScope: {scope}.".strip()
    for status, words in REFUSALS.items():
        operation["responses"].setdefault(status, {"description": words, "content": content})
    for status, response in operation["responses"].items():
        if status >= "400":
            response["content"] = content


def _problem_schemas() -> dict[str, Any]:
    from pydantic import TypeAdapter  # noqa: PLC0415 (for the description alone)

    schema = TypeAdapter(Problem).json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    return {**schema.pop("$defs", {}), "Problem": schema}
