"""Documentation pages that work without a network."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx
import pytest
from fastapi import FastAPI
from support.asgi import get, served

from trading_api.app_factory import AppFactory
from trading_api.settings import Settings
from trading_api.shared.docs import serve_documents


class Links(HTMLParser):
    """Every address a page loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in {"src", "href"} and value]


@pytest.fixture(scope="module")
def app():
    """Every module there is."""
    return AppFactory(Settings()).create_app()


@pytest.mark.parametrize("page", ["/api/v1/docs", "/api/v1/core/docs"])
def test_a_page_loads_everything_from_this_server(app, page):
    """A developer on a train reads it too; and no third party learns who reads."""
    answer = get(app, page)
    links = Links(answer.text).found

    assert answer.status_code == 200
    assert "http://" not in answer.text
    assert "https://" not in answer.text
    assert len(links) == 3
    for link in links:
        loaded = get(app, urljoin(f"http://localhost{page}", link))
        assert (loaded.status_code, len(loaded.content) > 500) == (200, True), link
    assert get(app, urljoin(f"http://localhost{page}", "openapi.json")).status_code == 200


def test_assets_have_their_types_and_nothing_else_is_served(app):
    """The folder of a package holds more than three files; none of them is ours to publish."""
    assert get(app, "/api/v1/docs/assets/swagger-ui.css").headers["content-type"].startswith("text/css")
    assert get(app, "/api/v1/docs/assets/swagger-ui-bundle.js").headers["content-type"].startswith("text/javascript")
    for name in ("__init__.py", "..%2fmain.py", "swagger-ui.css.map", "SWAGGER-UI.CSS", ""):
        assert get(app, f"/api/v1/docs/assets/{name}").status_code == 404, name


def test_an_asset_is_sent_whole(app):
    """The gateway knows no ranges: a refused range would be an error without a problem."""
    whole = get(app, "/api/v1/docs/assets/swagger-ui.css")
    asked = get(app, "/api/v1/docs/assets/swagger-ui.css", headers={"range": "bytes=99999999-"})

    assert (asked.status_code, asked.content) == (200, whole.content)


@pytest.mark.parametrize("path", ["docs", "openapi.json", "asyncapi.json", "broker/ws/asyncapi.json"])
def test_documents_are_asked_for_anew(app, path):
    """An edit that reloads the server must show in the browser, as it does at the gateway."""
    assert get(app, f"/api/v1/{path}").headers["cache-control"] == "no-cache"


def test_the_policy_forbids_what_the_page_should_not_load(app):
    """Should a new release of Swagger UI want something from elsewhere, browsers will refuse it."""
    policy = get(app, "/api/v1/docs").headers["content-security-policy"]

    assert policy.startswith("default-src 'self'")
    assert not re.search(r"https?:|\*", policy)


def test_nobody_waits_while_a_document_is_exported():
    """A browser that opens the documents must not hold up the orders of all others for the length of an export."""
    app, others = FastAPI(openapi_url=None), threading.Event()

    def export() -> dict[str, bool]:
        return {"others were answered meanwhile": others.wait(5)}

    @app.get("/other")
    async def other() -> None:
        others.set()

    serve_documents(app, asyncapi_json="/asyncapi.json", asyncapi_page=None, asyncapi=export)
    with served(app) as address, ThreadPoolExecutor(1) as pool:
        exported = pool.submit(httpx.get, f"http://{address}/asyncapi.json", timeout=10)
        while not exported.done():
            httpx.get(f"http://{address}/other", timeout=10)

    assert exported.result().json() == {"others were answered meanwhile": True}
