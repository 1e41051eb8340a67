"""What lies over deploy.yaml: a local file and --set options. Maps merge key by key; lists and single values replace."""

from devstack.deployment.document import UNREAD, Node, Path, Place, Problem
from devstack.deployment.reader import Ambiguous, advice, read, scalar

_EXAMPLE = "write it like servers.broker.instances=3"


def merge(below: Node, above: Node) -> Node:
    """`above` over `below`; every value keeps the place it was written at. A key without a value changes nothing."""
    if above.value is None and isinstance(below.value, dict):
        return below
    if not isinstance(below.value, dict) or not isinstance(above.value, dict):
        return above
    merged = {key: merge(below.value[key], node) if key in below.value else node for key, node in above.value.items()}
    # Keys keep the order of the file below: the order of servers is the order in which they start.
    return Node({**below.value, **merged}, below.place, below.named)


def setting(text: str, layer: int) -> tuple[Node | None, list[Problem]]:
    """`servers.broker.instances=3` as a document with that one value, or what is wrong with it."""
    place = Place(layer, f"--set {text}")
    name, equals, written = text.partition("=")
    path = tuple(name.strip().split("."))
    if not equals or not all(path) or any(part != part.strip() for part in path):
        return None, [Problem(place, (), f"is not a setting; {_EXAMPLE}")]
    value, problems = _value(written.strip(), path, place)
    for step in reversed(path):
        value = Node({step: value}, place, place)
    return value, problems


def _value(written: str, path: Path, place: Place) -> tuple[Node, list[Problem]]:
    """A list, a map or quoted text is read as YAML. Anything else is one word or text as it stands: the shell has unquoted it."""
    if written[:1] in {"[", "{", '"', "'"}:
        return _structured(written, path, place)
    try:
        return Node(scalar(written), place, place, written), []
    except Ambiguous:
        return Node(UNREAD, place, place), [Problem(place, path, advice(written))]


def _structured(written: str, path: Path, place: Place) -> tuple[Node, list[Problem]]:
    node, problems = read(f"value: {written}\n".encode("utf-8", "surrogateescape"), place.source, place.layer)
    found = [Problem(place, (*path, *problem.path[1:]), problem.message) for problem in problems]
    value = node.at(("value",)) if node else None
    return _moved(value, place) if value else Node(UNREAD, place, place), found


def _moved(node: Node, place: Place) -> Node:
    """The same value, standing on the command line as a whole."""
    value = node.value
    if isinstance(value, dict):
        value = {key: _moved(child, place) for key, child in value.items()}
    elif isinstance(value, tuple):
        value = tuple(_moved(child, place) for child in value)
    return Node(value, place, place, node.written)
