"""What is worked out once is where we look for it, and the documents are the same."""

from pathlib import Path

import pytest
from support.interpreter import said

CHECK = """\
import json
from fastapi import FastAPI
from fastapi._compat import v2
from pydantic import BaseModel, ConfigDict, TypeAdapter
from devstack.export import once

class Late(BaseModel):
    model_config = ConfigDict(defer_build=True)

class Part(Late):
    n: int
    whole: "Item | None" = None

class Item(Late):
    name: str
    parts: list[Part] = []

class Broken(Late):
    one: "Missing"

def said():
    app = FastAPI()
    app.get("/a", response_model=Item)(lambda q: None)
    app.post("/b", response_model=Part)(lambda item: None)
    app.post("/c", response_model=list[Part])(spelled)
    return json.dumps(app.openapi())

def spelled(item: Item, number: int = 3) -> None: ...

asked, made, plain, init = [], [], v2.get_model_fields, TypeAdapter.__init__
v2.get_model_fields = lambda model: asked.append(model) or plain(model)
TypeAdapter.__init__ = lambda self, *a, **k: made.append(self) or init(self, *a, **k)
before, counts = said(), (len(asked), len(made))
asked[:], made[:] = [], []
%s
assert said() == before
print(counts[0] - len(asked), counts[1] - len(made), Item.__pydantic_complete__)
"""


@pytest.mark.parametrize(
    ("what", "asks", "adapters", "complete"),
    [
        ("models", False, False, True),
        ("fields", True, True, False),
        ("adapters", False, True, False),
        ("definitions", False, False, False),
        ("everything", True, True, True),
    ],
)
def test_it_is_worked_out_once_and_the_document_is_the_same(
    tmp_path: Path, what: str, asks: bool, adapters: bool, complete: bool
) -> None:
    """In a process of its own: it is changed for good."""
    fewer_asks, fewer_adapters, completed = said(tmp_path, CHECK % f"once.{what}()").split()

    assert (int(fewer_asks) > 0, int(fewer_adapters) > 0, completed) == (asks, adapters, str(complete))
