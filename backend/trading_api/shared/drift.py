"""Tells a developer that the committed specs are no longer what the application says. Reads and warns; only `gen` writes."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

from trading_api.settings import Settings
from trading_api.shared.components import SpecError
from trading_api.shared.specs import document_bytes

log = logging.getLogger(__name__)


class Documented(Protocol):
    """An application with documents."""

    def openapi(self) -> dict[str, Any]:
        """Its OpenAPI document."""

    def asyncapi(self) -> dict[str, Any] | None:
        """Its AsyncAPI document, if it has one."""


@asynccontextmanager
async def watched(app: Documented, settings: Settings) -> AsyncIterator[None]:
    """Compare once, in a thread beside the first requests: the export costs some 100 ms that no start should wait for."""
    folder = settings.generated_specs.resolve()
    if not (folder / "openapi.json").is_file():
        yield
        return
    comparing = asyncio.create_task(asyncio.to_thread(_compare, app, settings, folder))
    try:
        yield
    finally:
        await comparing


def _compare(app: Documented, settings: Settings, folder: Path) -> None:
    """Documents that cannot be made are said here: raised, they would come up at the stop, as a failed shutdown."""
    try:
        documents = {"openapi": app.openapi(), "asyncapi": app.asyncapi()}
    except SpecError as error:
        log.warning("the specs cannot be written: %s", error)
        return
    if stale := differing(folder, settings.api_base_url, documents):
        log.warning("generated/specs is stale (%s); run: invoke gen", ", ".join(stale))


def differing(folder: Path, base_url: str, documents: Mapping[str, dict[str, Any] | None]) -> list[str]:
    """The committed files that differ from these documents, by name. Another base URL is an overlay, not a drift."""
    if f'"{base_url}/'.encode() not in (folder / "openapi.json").read_bytes():
        return []
    wanted = {f"{name}.json": document_bytes(document) for name, document in documents.items() if document}
    return [name for name, text in wanted.items() if _read(folder / name) != text]


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
