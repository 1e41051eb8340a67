"""What a frontend dev server does: `python dev_server.py PORT` serves a page, and a WebSocket that tells of changes."""

import os
import sys
import time
from http import HTTPStatus

from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

BUNDLING_S = 0.8
"""Real ones take longer; long enough to see whether anybody waits."""


def page(connection: ServerConnection, request: Request) -> Response | None:
    """The page for whoever does not want a WebSocket."""
    if "Upgrade" in request.headers:
        return None
    return connection.respond(HTTPStatus.OK, f"<h1>shop</h1> PORT={os.environ.get('PORT')} {request.path}\n")


def talk(socket: ServerConnection) -> None:
    """Hot module replacement, in spirit."""
    for text in socket:
        socket.send(f"changed {text!s}")


time.sleep(BUNDLING_S)
with serve(talk, "127.0.0.1", int(sys.argv[1]), process_request=page) as server:
    print("dev server listens", flush=True)
    server.serve_forever()
