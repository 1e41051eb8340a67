"""A drop-in for `python -m uvicorn`: the same command line, with our server and our reloader in the places of uvicorn's."""

import importlib
import os

from devstack.serve import joining
from devstack.serve.reloader import Reloader
from devstack.serve.server import Server


def main() -> None:
    """uvicorn parses its own options and calls these by their names in its module; a test holds it to that."""
    uvicorn = importlib.import_module("uvicorn.main")  # the attribute of that name is the command in it
    places = {"Server": Server, "ChangeReload": Reloader}
    if joining.PLACE in os.environ:
        # A worker that was started afresh: its reloader has the socket, and the same words say the rest.
        places = {"Server": Server, "ChangeReload": joining.Joined, "Config": joining.JoinedConfig}
    for name, ours in places.items():
        if not hasattr(uvicorn, name):
            raise AttributeError(f"uvicorn.main has no {name} any more")
        setattr(uvicorn, name, ours)
    uvicorn.main(prog_name="python -m devstack.serve")


if __name__ == "__main__":
    main()
