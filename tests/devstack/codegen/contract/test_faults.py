"""What a contract leaves open is told with the place in the code."""

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from devstack.codegen.contract import read_contract
from devstack.codegen.contract.faults import faults


class Cat(BaseModel):
    name: str


class Dog(BaseModel):
    name: str


class Loose(BaseModel):
    whatever: Any
    pet: Cat | Dog


def test_what_no_client_can_be_typed_by_is_told() -> None:
    """Any, a union that nothing tells apart, a route without a response model."""
    app = FastAPI(generate_unique_id_function=lambda route: route.name)

    @app.get("/loose")
    async def get_loose() -> Loose: ...

    @app.get("/none")
    async def get_none():  # type: ignore[no-untyped-def] # that is the point
        return {}

    places = {":Loose.whatever": "zoo.py:3", ":Loose": "zoo.py:2", ":get_none": "zoo.py:9"}
    found = faults(read_contract({"openapi.json": app.openapi()}, places=places))

    assert "zoo.py:3: Loose.whatever may be anything; give it a type" in found
    assert "zoo.py:2: Loose.pet: nothing tells Cat and Dog apart; give each a Literal field of one name" in found
    assert "zoo.py:9: GET /none has no response model; annotate what its function returns" in found
    assert [one for one in found if "zoo.py" in one] == found[-3:]
