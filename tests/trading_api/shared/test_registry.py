"""The convention by which modules are found, one test per rule."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from support.modules import SampleModule

from trading_api.settings import Settings
from trading_api.shared.registry import (
    ModuleClassInvalid,
    ModuleClassMissing,
    ModuleDuplicate,
    ModuleError,
    ModuleNameDiffers,
    ModuleNameInvalid,
    ModuleRegistry,
    ModuleUnknown,
)

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
    ("folder", "text", "error", "complaint"),
    [
        ("alpha", "", ModuleClassMissing, r"exports no AlphaModule; define"),
        ("alpha", "class Alphamodule: ...", ModuleClassMissing, r"exports no AlphaModule; define"),
        ("alpha", "AlphaModule = 3", ModuleClassInvalid, r"alpha\.AlphaModule is not a Module; derive it"),
        (
            "alpha",
            "from trading_api.shared.module import Module\nclass AlphaModule(Module): pass",
            ModuleClassInvalid,
            r"does not say its module_dir, name, service; define",
        ),
        ("alpha", sample("AlphaModule", "beta"), ModuleNameDiffers, r"name is 'beta', but its folder says 'alpha'"),
        ("market_data", sample("MarketDataModule", "market_data"), ModuleNameDiffers, r"is 'market_data', but its"),
        ("Alpha", sample("AlphaModule", "Alpha"), ModuleNameInvalid, r"Alpha/: a module's .* rename it to alpha"),
        ("mar-ket", sample("MarKetModule", "mar-ket"), ModuleNameInvalid, r"mar-ket/: .* rename it to mar_ket"),
        ("docs", sample("DocsModule", "docs"), ModuleNameInvalid, r"docs/: the address docs .* is taken"),
        ("a" * 32, "", ModuleNameInvalid, r"at most 31"),
    ],
)
def test_a_broken_rule_is_named_with_its_remedy(registry, folder, text, error, complaint):
    """Whoever adds a module reads the convention in the error; whoever embeds the registry can tell the errors apart."""
    found = registry(**{folder: text})

    with pytest.raises(error, match=complaint) as raised:
        found.get(folder.replace("_", "-"), Settings())

    assert isinstance(raised.value, ModuleError)


def test_two_folders_of_one_name_are_refused(registry):
    """Python would import the first it finds, and the other would never be seen."""
    found = registry(market_data=sample("MarketDataModule", "market-data"), **{"market-data": ""})

    with pytest.raises(ModuleDuplicate, match=r"module market-data: is both .*market-data and .*market_data"):
        found.enabled(None, Settings())


@pytest.mark.parametrize(("asked", "hint"), [("market_data", "write market-data"), ("Core", "write core")])
def test_a_name_in_another_spelling_is_put_right(registry, asked, hint):
    """The folder's name is what people type first."""
    with pytest.raises(ModuleUnknown, match=hint):
        registry(market_data=sample("MarketDataModule", "market-data")).enabled([asked], Settings())


def test_a_folder_that_is_no_package_is_named_as_the_reason(registry, tmp_path):
    """It looks like a module, and is none for want of one file."""
    found = registry()
    (next(tmp_path.glob("sample_modules_*")) / "news_feed").mkdir()

    with pytest.raises(ModuleUnknown, match=r"news_feed/ has no __init__\.py"):
        found.enabled(["news-feed"], Settings())


def test_a_module_that_does_not_exist_is_told_from_those_that_do(registry):
    """The list is the remedy."""
    with pytest.raises(ModuleUnknown, match="there is no module gamma; there are core"):
        registry().get("gamma", Settings())


def test_a_name_can_be_registered_once(registry):
    """Silent replacement would hide one of two modules."""
    with pytest.raises(ModuleDuplicate, match="module core: registered twice"):
        registry().register(SampleModule, "core")


def test_a_registered_name_follows_the_same_rules(registry):
    """`market_data` would give two spellings of one URL."""
    with pytest.raises(ModuleNameInvalid, match="like market-data"):
        registry().register(SampleModule, "market_data")
