"""FastAPI's function is where we look for it, and says the same when it is asked once."""

import subprocess
import sys

CHECK = """\
import json
from fastapi import FastAPI
from fastapi._compat import v2
from pydantic import BaseModel
from devstack.export import once

class Part(BaseModel):
    n: int

class Item(BaseModel):
    name: str
    parts: list[Part] = []

def said():
    app = FastAPI()
    app.get("/a", response_model=Item)(lambda: None)
    app.post("/b", response_model=Part)(Item)
    return json.dumps(app.openapi())

asked, plain = [], v2.get_model_fields
v2.get_model_fields = lambda model: asked.append(model) or plain(model)
before = said()
often, asked[:] = len(asked), []
once.fields()
assert said() == before
assert 0 < len(asked) == len(set(asked)) < often, (often, asked)
"""


def test_each_model_is_asked_once_and_the_document_is_the_same() -> None:
    """In a process of its own: it is changed for good."""
    run = subprocess.run([sys.executable, "-c", CHECK], capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stderr
