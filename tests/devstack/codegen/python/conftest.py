"""The client of an application that has everything, generated once, and imported."""

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest
from support.zoo import app

from devstack.codegen.contract import Contract, read_contract
from devstack.codegen.python import python_client


@pytest.fixture(scope="session")
def contract() -> Contract:
    return read_contract({"openapi.json": app.openapi()})


@pytest.fixture(scope="session")
def folder(contract: Contract, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("client")
    for artifact in python_client(contract, "zoo", "out"):
        artifact.write(root)
    return root / "out/python"


@pytest.fixture(scope="session")
def zoo(folder: Path) -> ModuleType:
    """The package, imported."""
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module("zoo_client")
    finally:
        sys.path.remove(str(folder))
