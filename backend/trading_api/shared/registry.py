"""Finds modules by convention: folder `market_data` exports `MarketDataModule`, whose name is `market-data`.

A folder is only imported, and its class only instantiated, when somebody asks for it: a broken module that is not enabled
hinders nobody, and a server of core alone does not load the store. Each rule that can be broken has an error of its own.
"""

import importlib
import importlib.util
import inspect
import re
from collections.abc import Iterable
from pathlib import Path

from trading_api.settings import MODULE_NAME, Settings, SettingsError
from trading_api.shared.module import Module

CORE = "core"
RESERVED = frozenset({"docs", "ws"})
"""What answers below the base URL itself: a module of that name could not be reached."""

_WORDS = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class ModuleError(SettingsError):
    """A module breaks a rule of the convention; the message says which and how to mend it."""


class ModuleNameInvalid(ModuleError):
    """A name or folder is not written as names and folders of modules are."""


class ModuleDuplicate(ModuleError):
    """Two modules would have one name, hence one URL."""


class ModuleUnknown(ModuleError):
    """No module has the name that is asked for."""


class ModuleClassMissing(ModuleError):
    """The folder does not export the class that its name promises."""


class ModuleClassInvalid(ModuleError):
    """What is exported under that name is not a complete Module."""


class ModuleNameDiffers(ModuleError):
    """The module calls itself by another name than its folder."""


class ModuleRegistry:
    """The modules of one package, and their instances for one application."""

    def __init__(self, package: str = "trading_api.modules") -> None:
        self.package = package
        self._classes: dict[str, type[Module]] = {}
        self._instances: dict[str, Module] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Every module there is, core first, then by name; ModuleDuplicate when two folders mean the same one."""
        found = set(self._folders()) | set(self._classes)
        return tuple(sorted(found, key=lambda name: (name != CORE, name)))

    def register(self, cls: type[Module], name: str) -> None:
        """Add a class that stands elsewhere, under a name nobody has."""
        _require_name(name, f"module {name}")
        if name in self.names:
            raise ModuleDuplicate(f"module {name}: registered twice; give {cls.__qualname__} another name")
        self._classes[name] = _checked(cls, name, cls.__qualname__)

    def module_class(self, name: str) -> type[Module]:
        """The class of a module, imported on first use; ModuleError when it breaks a rule or does not exist."""
        if name not in self._classes:
            self._classes[name] = self._imported(name)
        return self._classes[name]

    def get(self, name: str, settings: Settings) -> Module:
        """The instance of a module, made on first use."""
        if name not in self._instances:
            module = self.module_class(name)(settings)
            if module.name != name:
                raise ModuleNameDiffers(
                    f"{type(module).__qualname__}.name is {module.name!r}, but its folder says {name!r}; make them equal"
                )
            self._instances[name] = module
        return self._instances[name]

    def enabled(self, names: Iterable[str] | None, settings: Settings) -> tuple[Module, ...]:
        """These modules (None: all), core always among them and first; unknown names are refused together."""
        wanted = set(self.names) if names is None else {CORE, *names}
        if unknown := sorted(wanted - set(self.names)):
            raise ModuleUnknown(f"ENABLED_MODULES: {self._unknown(*unknown)}")
        return tuple(self.get(name, settings) for name in self.names if name in wanted)

    def _places(self) -> list[Path]:
        spec = importlib.util.find_spec(self.package)
        return [Path(place) for place in (spec.submodule_search_locations if spec else None) or []]

    def _folders(self) -> dict[str, Path]:
        """The folders by the name of their module. Python would take the first of two without a word."""
        found: dict[str, Path] = {}
        for folder in (init.parent for place in self._places() for init in sorted(place.glob("*/__init__.py"))):
            before = found.setdefault(_name(folder), folder)
            if before != folder:
                raise ModuleDuplicate(f"module {_name(folder)}: is both {before} and {folder}; remove or rename one")
        return found

    def _unknown(self, *names: str) -> str:
        """What to tell of names that no module has, with the usual reason where it is that."""
        there = [place / name.replace("-", "_") for place in self._places() for name in names]
        bare = "".join(f"; {folder.name}/ has no __init__.py" for folder in there if folder.is_dir())
        misspelt = [name for name in names if not _WORDS.fullmatch(name)]
        spelling = f"; write {misspelt[0].lower().replace('_', '-')}" if misspelt else ""
        return f"there is no module {', '.join(names)}; there are {', '.join(self.names)}{bare}{spelling}"

    def _imported(self, name: str) -> type[Module]:
        folder = self._folders().get(name)
        if folder is None:
            raise ModuleUnknown(self._unknown(name))
        if "-" in folder.name or not _WORDS.fullmatch(name):
            proper = folder.name.lower().replace("-", "_")
            raise ModuleNameInvalid(
                f"{folder.name}/: a module's folder has lower-case letters, digits and underscores, like market_data; "
                f"rename it to {proper}"
            )
        _require_name(name, f"{folder.name}/")
        place = f"{self.package}.{folder.name}"
        wanted = class_name(name)
        cls = getattr(importlib.import_module(place), wanted, None)
        if cls is None:
            raise ModuleClassMissing(
                f"{place} exports no {wanted}; define the module's class in its __init__.py under that name"
            )
        return _checked(cls, name, f"{place}.{wanted}")


def class_name(name: str) -> str:
    """`MarketDataModule` for `market-data`."""
    return "".join(word.capitalize() for word in name.split("-")) + "Module"


def _name(folder: Path) -> str:
    return folder.name.replace("_", "-")


def _require_name(name: str, where: str) -> None:
    if not (_WORDS.fullmatch(name) and re.fullmatch(MODULE_NAME, name)):
        raise ModuleNameInvalid(
            f"{where}: a name has lower-case letters, digits and hyphens, at most 31 of them, like market-data"
        )
    if name in RESERVED:
        raise ModuleNameInvalid(f"{where}: the address {name} below the base URL is taken; choose another name")


def _checked(cls: object, name: str, place: str) -> type[Module]:
    if not (isinstance(cls, type) and issubclass(cls, Module)):
        raise ModuleClassInvalid(f"{place} is not a Module; derive it from trading_api.shared.module.Module")
    if inspect.isabstract(cls):
        missing = ", ".join(sorted(cls.__abstractmethods__))
        raise ModuleClassInvalid(f"{place} does not say its {missing}; define what is missing in module {name}")
    return cls
