"""What clients are written from: the operations and WebSocket routes of every module, read from the documents.

Language generators read this and nothing else, so that all clients have the same operations under the same names.
"""

from devstack.codegen.contract.model import (
    Body,
    Contract,
    Module,
    Operation,
    Paging,
    Parameter,
    Response,
    WebSocket,
    WsRoute,
)
from devstack.codegen.contract.reading import read_contract

__all__ = [
    "Body",
    "Contract",
    "Module",
    "Operation",
    "Paging",
    "Parameter",
    "Response",
    "WebSocket",
    "WsRoute",
    "read_contract",
]
