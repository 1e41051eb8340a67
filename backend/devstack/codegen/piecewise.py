"""A text that was made of a document, and what of it has to be made anew when single models of the document say something else.

A generator of types takes long for a long document. Of an edited model it is asked with that model and what it depends on alone,
and the piece takes its place in the text of before. Wherever a model could have a say in the text of another one, the whole is
made: a text made of pieces is the one that the whole would have given, to the byte.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from devstack.codegen.contract import schemas
from devstack.codegen.keeping import Keeper

Document = Mapping[str, Any]
Splice = Callable[[str, str, Sequence[str]], str | None]
"""The text of before, that of the part and the names of the models: the new text, or None where they do not fit."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was kept of the last time under `name`; another `key` (generator, packages) means that it is of no use."""

    keeper: Keeper
    name: str
    key: str

    def text(self, document: Document, generate: Callable[[Document], str], splice: Splice) -> str:
        """The text of this document. `generate` is asked for as little as possible, at worst for a part and then the whole."""
        before = self.keeper.recall(self.name)
        text = self._mended(before, document, generate, splice) if before.get("key") == self.key else None
        if text is None:
            text = generate(document)
        self.keeper.remember(self.name, {"key": self.key, "document": document, "text": text})
        return text

    @staticmethod
    def _mended(
        before: Mapping[str, Any], document: Document, generate: Callable[[Document], str], splice: Splice
    ) -> str | None:
        names = changed(before["document"], document)
        if names is None:
            return None
        text = str(before["text"])
        return splice(text, generate(part(document, names)), names) if names else text


def changed(before: Document, after: Document) -> list[str] | None:
    """The models that say something else; None where the documents differ in more than what single models say of themselves."""
    old, new = _schemas(before), _schemas(after)
    if list(old) != list(new) or _said(_rest(before)) != _said(_rest(after)):
        return None
    names = [name for name in new if _said(old[name]) != _said(new[name])]
    return names if all(_for_itself(old[name], new[name]) for name in names) else None


def part(document: Document, names: Sequence[str]) -> dict[str, Any]:
    """The document with these models, what they refer to, and all that has a say in models it refers to: discriminators."""
    known = _schemas(document)
    paths = {path: item for path, item in document["paths"].items() if "discriminator" in _said(item)}
    roots = [*names, *(name for name, schema in known.items() if "discriminator" in _said(schema))]
    wanted = schemas.closure(known, [*roots, *schemas.references(paths)])
    kept = {name: schema for name, schema in known.items() if name in wanted}
    return {**document, "paths": paths, "components": {**document["components"], "schemas": kept}}


def _for_itself(old: Any, new: Any) -> bool:
    """Whether others that refer to it read as before: it is a plain object still, and nothing leads elsewhere than it did."""
    plain = all(isinstance(one, Mapping) and one.get("type") == "object" and "properties" in one for one in (old, new))
    words = ("allOf", "discriminator")
    return (
        plain
        and not any(f'"{word}"' in _said(one) for word in words for one in (old, new))
        and list(schemas.references(old)) == list(schemas.references(new))
    )


def _schemas(document: Document) -> Mapping[str, Any]:
    found: Mapping[str, Any] = document["components"]["schemas"]
    return found


def _rest(document: Document) -> dict[str, Any]:
    return {**document, "components": {**document["components"], "schemas": {}}}


def _said(node: Any) -> str:
    """With the order of keys: a field that moves is a change."""
    return json.dumps(node)
