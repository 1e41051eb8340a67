"""An application that tells what reached it, under several names on several ports: `python echo.py broker-0=20011 …`."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, WebSocket
from fastapi.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

NAMES = {int(port): name for name, _, port in (word.partition("=") for word in sys.argv[1:])}
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

app = FastAPI()


@app.api_route("/{path:path}/own-error", methods=METHODS)
def own_error(path: str) -> JSONResponse:
    """An error with a body of the application's own."""
    return JSONResponse({"mine": True}, status_code=502, media_type="application/problem+json")


@app.api_route("/{path:path}/moved", methods=METHODS)
def moved(request: Request, path: str) -> RedirectResponse:
    """A redirect made from the Host header, as frameworks make them."""
    return RedirectResponse(str(request.url.replace(path=f"/{path}/here")))


@app.get("/{path:path}/events")
async def events(path: str) -> StreamingResponse:
    """One event, and then silence on an open stream."""

    async def stream() -> AsyncIterator[str]:
        yield "data: first\n\n"
        await asyncio.sleep(20)

    return StreamingResponse(stream(), media_type="text/event-stream")


@app.api_route("/{path:path}", methods=METHODS)
async def echo(request: Request, response: Response) -> dict[str, Any]:
    """What arrived, by which connection, and a request id that the gateway is to replace."""
    response.headers["X-Request-ID"] = "from-the-application"
    return {
        "instance": NAMES[request.scope["server"][1]],
        "method": request.method,
        "path": request.scope["raw_path"].decode(),
        "query": request.url.query,
        "headers": [[name.decode(), value.decode("latin-1")] for name, value in request.headers.raw],
        "connection": request.scope["client"],
        "body": len(await request.body()),
    }


@app.websocket("/{path:path}")
async def say_back(websocket: WebSocket) -> None:
    """Repeats each text behind its own name and path."""
    await websocket.accept()
    async for text in websocket.iter_text():
        name = NAMES[websocket.scope["server"][1]]
        await websocket.send_text(f"{name} {websocket.url.path}?{websocket.url.query} {text}")


class Server(uvicorn.Server):
    """One of several in a process; none of them takes the signals."""

    def capture_signals(self) -> AbstractContextManager[None]:
        """Leave SIGTERM as it is: it ends the process at once."""
        return nullcontext()


async def serve() -> None:
    """All of them at once."""
    configs = (
        uvicorn.Config(app, port=port, log_level="error", access_log=False, headers=[("X-Devstack-Instance", name)])
        for port, name in NAMES.items()
    )
    await asyncio.gather(*(Server(config).serve() for config in configs))


if __name__ == "__main__":
    asyncio.run(serve())
