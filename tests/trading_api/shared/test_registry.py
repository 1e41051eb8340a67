"""The convention by which modules are found, one test per rule."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from support.modules import SampleModule

from trading_api.settings import Settings
from trading_api.shared.registry import ModuleError, ModuleRegistry

CORE = """
from support.modules import SampleModule

class CoreModule(SampleModule):
    def __init__(self, settings):
        super().__init__('core')
"""
_numbers = count()


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ModuleRegistry]:
    """A registry of a package with these folders, each with this `__init__.py`."""

    def make(**folders: str) -> ModuleRegistry:
        package = tmp_path / f"sample_modules_{next(_numbers)}"
        for folder, text in {"core": CORE, **folders}.items():
            (package / folder).mkdir(parents=True)
            (package / folder / "__init__.py").write_text(text)
        (package / "__init__.py").touch()
        monkeypatch.syspath_prepend(tmp_path)
        return ModuleRegistry(package.name)

    return make


def sample(cls: str, name: str) -> str:
    """The source of a module class that calls itself `name`."""
    return CORE.replace("CoreModule", cls).replace("'core'", repr(name))


def test_a_folder_with_an_underscore_is_a_module_with_a_hyphen(registry):
    """URLs use hyphens, Python uses underscores."""
    found = registry(market_data=sample("MarketDataModule", "market-data"))

    assert found.names == ("core", "market-data")
    assert found.get("market-data", Settings()).name == "market-data"


def test_an_instance_is_made_on_first_use_and_kept(registry):
    """Importing and making modules nobody asked for costs start-up time."""
    found = registry(alpha="raise RuntimeError('imported')", beta=sample("BetaModule", "beta"))

    first = found.get("beta", Settings())

    assert found.get("beta", Settings()) is first
    with pytest.raises(RuntimeError, match="imported"):
        found.get("alpha", Settings())


def test_enabled_modules_come_in_one_order_however_they_are_listed(registry):
    """Generated documents must not depend on the order in an environment variable."""
    found = registry(alpha=sample("AlphaModule", "alpha"), beta=sample("BetaModule", "beta"))

    chosen = found.enabled(["beta", "alpha", "beta"], Settings())

    assert [module.name for module in chosen] == ["core", "alpha", "beta"]
    assert chosen == found.enabled(None, Settings())


@pytest.mark.parametrize(
    ("folder", "text", "complaint"),
    [
        ("alpha", "", r"exports no AlphaModule; define"),
        ("alpha", "AlphaModule = 3", r"alpha\.AlphaModule is not a Module; derive it"),
        (
            "alpha",
            "from trading_api.shared.module import Module\nclass AlphaModule(Module): pass",
            r"does not say its module_dir, name, service; define",
        ),
        ("alpha", sample("AlphaModule", "beta"), r"name is 'beta', but its folder says 'alpha'"),
        ("Alpha", sample("AlphaModule", "Alpha"), r"Alpha/: a module's folder has lower-case"),
    ],
)
def test_a_broken_rule_is_named_with_its_remedy(registry, folder, text, complaint):
    """Whoever adds a module reads the convention in the error."""
    found = registry(**{folder: text})

    with pytest.raises(ModuleError, match=complaint):
        found.get(folder, Settings())


def test_a_module_that_does_not_exist_is_told_from_those_that_do(registry):
    """The list is the remedy."""
    with pytest.raises(ModuleError, match="there is no module gamma; there are core"):
        registry().get("gamma", Settings())


def test_a_name_can_be_registered_once(registry):
    """Silent replacement would hide one of two modules."""
    with pytest.raises(ModuleError, match="module core: registered twice"):
        registry().register(SampleModule, "core")


def test_a_registered_name_follows_the_same_rules(registry):
    """`market_data` would give two spellings of one URL."""
    with pytest.raises(ModuleError, match="like market-data"):
        registry().register(SampleModule, "market_data")
