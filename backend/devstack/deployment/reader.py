"""Strict YAML: the part of it that every reader understands alike. All else is a problem with its place, never a surprise.

Read from PyYAML's events rather than its values: aliases are seen before they are copied, and every value keeps its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from devstack.deployment.document import UNREAD, Node, Path, Place, Problem, Scalar, one_line

_DEEPEST = 12
LARGEST = 128 * 1024
"""How many bytes a deployment file may have. No real one comes near; a reader of any file given to it would hang."""

_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TRUE, _FALSE, _NULL = {"true", "True", "TRUE"}, {"false", "False", "FALSE"}, {"", "~", "null", "Null", "NULL"}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,17}")
# Numbers to some readers and text to others: 010, +1, 1_000, 1e3, 0o17, a number of twenty digits.
_NUMBERLIKE = re.compile(
    r"[-+]?[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|[-+]?0[oxb][0-9a-fA-F_]+|[-+]?\.[0-9][0-9_]*"
)
_RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers


class Ambiguous(ValueError):
    """A plain word that YAML readers take for different things."""


def scalar(written: str) -> Scalar:
    """What a plain (unquoted) word means; Ambiguous where that depends on who reads it: no, 010, 22:22, 1_000."""
    if written in _NULL:
        return None
    if written in _TRUE | _FALSE:
        return written in _TRUE
    if _INTEGER.fullmatch(written):
        return int(written)
    if _DECIMAL.fullmatch(written):
        return float(written)
    if _NUMBERLIKE.fullmatch(written) or _surprises(written):
        raise Ambiguous(written)
    return written


def _surprises(written: str) -> bool:
    """Whether YAML 1.1 makes something else than text of it."""
    patterns = _RESOLVERS.get(written[0], [])
    return any(pattern.match(written) for _, pattern in patterns)


def advice(written: str) -> str:
    """What to write instead of an ambiguous word."""
    if written.lower() in {"yes", "on"}:
        return f'{written} can mean true or a text; write true, or "{written}" in quotes'
    if written.lower() in {"no", "off"}:
        return f'{written} can mean false or a text; write false, or "{written}" in quotes'
    return f'{written} can be read in more than one way; write a plain number, or "{written}" in quotes for a text'


def read(data: bytes, source: str, layer: int = 0) -> tuple[Node | None, list[Problem]]:
    """The document in `data`, and every problem seen on the way; None where nothing could be read at all."""
    start = Place(layer, source, 1, 1)
    if len(data) > LARGEST:
        return None, [Problem(start, (), f"is longer than {LARGEST} bytes; no deployment file is, so name another")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = _place_of(data[: error.start].decode("utf-8", "replace"), start)
        return None, [Problem(place, (), f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8")]
    if bad := _CONTROL.search(text):
        words = f"the character U+{ord(bad[0]):04X} cannot stand in YAML; delete it"
        return None, [Problem(_place_of(text[: bad.start()], start), (), words)]
    reading = _Reading(source, layer)
    return reading.document(text), reading.problems


def _place_of(before: str, start: Place) -> Place:
    """The place right after some text."""
    lines = before.split("\n")
    return replace(start, line=len(lines), column=len(lines[-1]) + 1)


class _TooDeepError(Exception):
    """The rest of the document is not worth reading."""


@dataclass(slots=True)
class _Reading:
    """One pass over a document: builds the nodes, notes the problems."""

    source: str
    layer: int
    problems: list[Problem] = field(default_factory=list)

    def document(self, text: str) -> Node | None:
        """The whole of it: exactly one document, and that a map."""
        start = Place(self.layer, self.source, 1, 1)
        try:
            return self._whole(yaml.parse(text, Loader=yaml.SafeLoader), start)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            if error.problem == "found unexpected end of stream":
                mark = error.context_mark  # the quote that was opened, not the end of the file
            self._note(self._place(mark) if mark else start, (), _plainly(error))
        except _TooDeepError:
            pass
        return None

    def _whole(self, events: Iterator[yaml.Event], start: Place) -> Node | None:
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                self._note(
                    self._place(event.start_mark), (), "a second document starts here; a deployment file has one"
                )
                break
            if isinstance(event, yaml.NodeEvent):
                root = self._node(event, events, (), None)
        if root is None or root.value is None:
            self._note(start, (), "is empty; it needs at least servers:, as `devstack init` writes them")
            return None
        if isinstance(root.value, dict):
            return root
        if root.value is not UNREAD:
            self._note(root.place, (), "must be a map of keys and values, like servers: {…}")
        return None

    def _node(self, event: yaml.NodeEvent, events: Iterator[yaml.Event], path: Path, named: Place | None) -> Node:
        place = self._place(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            self._note(place, path, f"aliases like *{event.anchor} are not read here; write the value out")
            return Node(UNREAD, place, named or place)
        if event.anchor is not None:
            self._note(
                place, path, f"anchors like &{event.anchor} are not read here; write the value where it is needed"
            )
        if len(path) > _DEEPEST:
            self._note(place, (), f"is nested more than {_DEEPEST} levels deep; nothing in a deployment file is")
            raise _TooDeepError
        return self._content(event, events, path, named or place)

    def _content(self, event: yaml.NodeEvent, events: Iterator[yaml.Event], path: Path, named: Place) -> Node:
        place = self._place(event.start_mark)
        value: Scalar | tuple[Node, ...] | dict[str, Node] = None
        written = ""
        tagged: str | None = getattr(event, "tag", None)
        if isinstance(event, yaml.MappingStartEvent):
            value = self._map(events, path)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._list(events, path)
        elif isinstance(event, yaml.ScalarEvent):
            written = event.value if event.style is None else f'"{event.value}"'
            try:
                value = event.value if event.style else scalar(event.value)
            except Ambiguous:
                self._note(place, path, advice(event.value))
                return Node(UNREAD, place, named)
        if tagged is not None:
            self._note(
                place,
                path,
                f"tags like {tagged.replace('tag:yaml.org,2002:', '!!')} are not read here; write the value without",
            )
            return Node(UNREAD, place, named)
        return Node(value, place, named, written)

    def _list(self, events: Iterator[yaml.Event], path: Path) -> tuple[Node, ...]:
        items: list[Node] = []
        while isinstance(event := next(events), yaml.NodeEvent):
            items.append(self._node(event, events, (*path, len(items)), None))
        return tuple(items)

    def _map(self, events: Iterator[yaml.Event], path: Path) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        while isinstance(event := next(events), yaml.NodeEvent):
            named = self._place(event.start_mark)
            key = self._key(event, events, path)
            value = self._value(events, (*path, "?" if key is None else key), named)
            if key is None:
                continue
            if key in entries:
                first = entries[key].named.line
                self._note(named, (*path, key), f"is written twice, first on line {first}; keep one of the two")
            else:
                entries[key] = value
        return entries

    def _value(self, events: Iterator[yaml.Event], path: Path, named: Place) -> Node:
        event = next(events)
        assert isinstance(event, yaml.NodeEvent), "PyYAML gives every key a value, an empty one if need be"  # noqa: S101 - narrows the type
        return self._node(event, events, path, named)

    def _key(self, event: yaml.NodeEvent, events: Iterator[yaml.Event], path: Path) -> str | None:
        """The text of a key, or None with a problem noted."""
        place = self._place(event.start_mark)
        if not isinstance(event, yaml.ScalarEvent) or event.tag is not None:
            self._node(event, events, (*path, "?"), None)
            self._note(
                place, (*path, "?"), "a key must be a plain name; is a line missing its key, or a value its quotes?"
            )
            return None
        if event.anchor is not None:
            self._note(place, (*path, event.value), f"anchors like &{event.anchor} are not read here; leave it out")
            return None
        if event.style is None and event.value == "<<":
            self._note(place, (*path, "<<"), "merge keys (<<) are not read here; write the keys out")
            return None
        try:
            text = event.style is not None or isinstance(scalar(event.value), str)
        except Ambiguous:
            text = False
        if not text:
            words = f"the key {event.value or '(nothing)'} is not a name; put it in quotes if it is one"
            self._note(place, (*path, event.value), words)
            return None
        return event.value

    def _place(self, mark: Any) -> Place:
        # PyYAML's stubs call a mark optional; the parser always gives one.
        return Place(self.layer, self.source, mark.line + 1, mark.column + 1)

    def _note(self, place: Place, path: Path, message: str) -> None:
        self.problems.append(Problem(place, path, message))


def _plainly(error: yaml.MarkedYAMLError) -> str:
    """PyYAML's complaint in plain words, with what usually helps."""
    problem = error.problem or error.context or "cannot be read"
    if r"character '\t'" in problem:
        return "a tab stands where YAML wants spaces; use spaces"
    if "mapping values are not allowed" in problem:
        return 'a colon stands where no key can be; put text with ": " in quotes, or align this key with its neighbours'
    if "cannot start any token" in problem:
        return "a value cannot start like this; put it in quotes"
    if "<stream end>" in problem:
        return "the file ends here too early; is a list, a map or a quote not closed?"
    if problem.startswith("expected ',' or"):
        return "a list or map cannot go on like this; close it, or put text with { } [ ] , or : in quotes"
    if problem.startswith("expected <block end>"):
        return "the indent does not match the lines above; give the keys of one map the same indent"
    if problem == "found unexpected end of stream":
        return "the quote that opens here is never closed; close it"
    return one_line(f"is not YAML here ({problem}); is a bracket, a quote or an indent missing?")
