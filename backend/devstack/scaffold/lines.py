"""The lines of a new module in deploy.yaml: put in where they belong, every other character left as it is. Pure: text to text."""

from collections.abc import Iterable

import yaml

from devstack.errors import InputError

STEP = 10
"""Between the first ports of two servers: room for more instances."""
LAST_PORT = 65535
CORE = "core"


def deployed(text: str, name: str, ports: Iterable[int], *, routed: bool) -> str:
    """The text of a deploy.yaml with a server of its own for module `name`, on a port beyond all of `ports`.

    With `routed` also its WebSocket, in the websocket_routes that are there. InputError where the text has no place for it.
    """
    line = f"{{port: {_port(ports)}, modules: [{CORE}, {name}], reload: true}}"
    text = _added(text, "servers", name, line)
    return _added(text, "websocket_routes", name, name) if routed else text


def _port(ports: Iterable[int]) -> int:
    port = max(ports) // STEP * STEP + STEP + 1
    if port > LAST_PORT:
        raise InputError("there is no port left above those in deploy.yaml; add the module's server by hand")
    return port


def _added(text: str, section: str, key: str, value: str) -> str:
    """The text with one more entry at the end of a section, in the style the section is written in."""
    node = _section(text, section)
    last = node.value[-1][1]
    if node.flow_style:
        at = last.end_mark.index
        return f"{text[:at]}, {key}: {value}{text[at:]}"
    indent = " " * node.value[-1][0].start_mark.column
    after, newline = text.find("\n", _end(last)), "\r\n" if "\r\n" in text else "\n"
    head, tail = (text[: after + 1], text[after + 1 :]) if after >= 0 else (f"{text}{newline}", "")
    return f"{head}{indent}{key}: {value}{newline}{tail}"


def _section(text: str, name: str) -> yaml.MappingNode:
    """That section's node. What is not a plain mapping with an entry is left to its author."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    entries = root.value if isinstance(root, yaml.MappingNode) else []
    for key, node in entries:
        if key.value == name and isinstance(node, yaml.MappingNode) and node.value:
            return node
    raise InputError(f"deploy.yaml has no {name} to add to; add the module's line there by hand, or use --no-deploy")


def _end(node: yaml.Node) -> int:
    """Where the last word of a value ends; a block's own end is only where the next thing begins."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    end: int = node.end_mark.index
    return end
