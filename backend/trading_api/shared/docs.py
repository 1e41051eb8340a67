"""Pages and documents an application serves about itself. Everything comes from this server: the pages work offline."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from trading_api.shared.problems import NO_SUCH_PATH, problem
from trading_api.shared.specs import document_bytes

ASSETS = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon-32x32.png": "image/png",
}
# Nothing from elsewhere, not even by mistake; Swagger UI wants inline styles and data: images.
POLICY = "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"

FRESH = {"Cache-Control": "no-cache"}

Export = Callable[[], dict[str, Any] | None]


def serve_documents(
    app: FastAPI,
    *,
    prefix: str = "",
    title: str | None = None,
    asyncapi_json: str,
    asyncapi_page: str | None,
    asyncapi: Export,
) -> None:
    """Add `{prefix}/openapi.json`, `/docs` with its assets, and the AsyncAPI document and page at the given paths.

    `title` is that of the pages, by default the application's.
    """
    heading = title or app.title
    _add(app, f"{prefix}/openapi.json", _document(app.openapi))
    _add(app, asyncapi_json, _document(asyncapi))
    _add(app, f"{prefix}/docs", _page("swagger.html", heading))
    for name, media_type in ASSETS.items():
        _add(app, f"{prefix}/docs/assets/{name}", _asset(name, media_type))
    if asyncapi_page:
        _add(app, asyncapi_page, _page("asyncapi.html", heading))


def _add(app: FastAPI, path: str, endpoint: Callable[[Request], Any]) -> None:
    app.router.routes.append(Route(path, endpoint, methods=["GET"], include_in_schema=False))


def _document(export: Export) -> Callable[[Request], Any]:
    """Written once, when somebody asks: exporting costs some 50 ms that a start should not pay.

    Not `async`, like all here: Starlette then answers in a thread, and no other request waits for the export or the disk.
    """
    written: list[Response] = []

    def answer(request: Request) -> Response:
        if not written:
            document = export()
            written.append(
                _missing()
                if document is None
                else Response(document_bytes(document), media_type="application/json", headers=FRESH)
            )
        return written[0]

    return answer


def _page(file: str, title: str) -> Callable[[Request], Any]:
    def answer(request: Request) -> Response:
        text = (Path(__file__).parent / "pages" / file).read_text(encoding="utf-8")
        return HTMLResponse(text.replace("{{title}}", title), headers={"Content-Security-Policy": POLICY, **FRESH})

    return answer


def _asset(name: str, media_type: str) -> Callable[[Request], Any]:
    """A file of the fastapi-swagger package, which is located, not imported. Whole, as the gateway sends it: no ranges."""

    def answer(request: Request) -> Response:
        spec = importlib.util.find_spec("fastapi_swagger")
        if spec is None or spec.origin is None:
            return _missing()
        content = (Path(spec.origin).parent / "resources" / name).read_bytes()
        return Response(content, media_type=media_type, headers={"Cache-Control": "max-age=3600"})

    return answer


def _missing() -> Response:
    return problem(404, "not_found", NO_SUCH_PATH)
