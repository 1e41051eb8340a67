"""Finds modules by convention: folder `market_data` exports `MarketDataModule`, whose name is `market-data`.

A folder is only imported, and its class only instantiated, when somebody asks for it: a broken module that is not enabled
hinders nobody, and a server of core alone does not load the store.
"""

import importlib
import importlib.util
import inspect
import re
from collections.abc import Iterable
from pathlib import Path

from trading_api.settings import Settings, SettingsError
from trading_api.shared.module import Module

CORE = "core"


class ModuleError(SettingsError):
    """A module breaks a rule of the convention; the message says which and how to mend it."""


class ModuleRegistry:
    """The modules of one package, and their instances for one application."""

    def __init__(self, package: str = "trading_api.modules") -> None:
        self.package = package
        self._classes: dict[str, type[Module]] = {}
        self._instances: dict[str, Module] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Every module there is, core first, then by name."""
        found = {_name(folder) for folder in self._folders()} | set(self._classes)
        return tuple(sorted(found, key=lambda name: (name != CORE, name)))

    def register(self, cls: type[Module], name: str) -> None:
        """Add a class that stands elsewhere, under a name nobody has."""
        if name in self.names:
            raise ModuleError(f"module {name}: registered twice; give {cls.__qualname__} another name")
        if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
            raise ModuleError(f"module {name}: a name has lower-case letters, digits and hyphens, like market-data")
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
                raise ModuleError(
                    f"{type(module).__qualname__}.name is {module.name!r}, but its folder says {name!r}; make them equal"
                )
            self._instances[name] = module
        return self._instances[name]

    def enabled(self, names: Iterable[str] | None, settings: Settings) -> tuple[Module, ...]:
        """These modules (None: all), core always among them and first; unknown names are refused together."""
        wanted = set(self.names) if names is None else {CORE, *names}
        if unknown := sorted(wanted - set(self.names)):
            raise ModuleError(
                f"ENABLED_MODULES: there is no module {', '.join(unknown)}; there are {', '.join(self.names)}"
            )
        return tuple(self.get(name, settings) for name in self.names if name in wanted)

    def _folders(self) -> list[Path]:
        spec = importlib.util.find_spec(self.package)
        places = (spec.submodule_search_locations if spec else None) or []
        return [entry.parent for place in places for entry in sorted(Path(place).glob("*/__init__.py"))]

    def _imported(self, name: str) -> type[Module]:
        folder = next((f for f in self._folders() if _name(f) == name), None)
        if folder is None:
            raise ModuleError(f"there is no module {name}; there are {', '.join(self.names)}")
        if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", folder.name):
            raise ModuleError(
                f"{folder.name}/: a module's folder has lower-case letters, digits and underscores, like market_data"
            )
        place = f"{self.package}.{folder.name}"
        wanted = "".join(word.capitalize() for word in folder.name.split("_")) + "Module"
        cls = getattr(importlib.import_module(place), wanted, None)
        if cls is None:
            raise ModuleError(
                f"{place} exports no {wanted}; define the module's class in its __init__.py under that name"
            )
        return _checked(cls, name, f"{place}.{wanted}")


def _name(folder: Path) -> str:
    return folder.name.replace("_", "-")


def _checked(cls: object, name: str, place: str) -> type[Module]:
    if not (isinstance(cls, type) and issubclass(cls, Module)):
        raise ModuleError(f"{place} is not a Module; derive it from trading_api.shared.module.Module")
    if inspect.isabstract(cls):
        missing = ", ".join(sorted(cls.__abstractmethods__))
        raise ModuleError(f"{place} does not say its {missing}; define what is missing in module {name}")
    return cls
