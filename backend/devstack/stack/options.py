"""What `up` was asked for. A value, so that `restart` can keep it and a detached child can be given the same words."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from devstack.errors import DevstackError


@dataclass(frozen=True, slots=True)
class Options:
    """The options of `up` that change what runs or how."""

    layout: str = "multi"
    only: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    """What ENABLED_MODULES of the shell narrows layout single to. No word of the command line: a detached child inherits it."""
    port_offset: int | Literal["auto"] = 0
    reload: bool = True
    codegen: bool = True
    fail_fast: bool = False
    verbose: bool = False

    @property
    def changes_text(self) -> bool:
        """Whether what is rendered under these options differs from the committed form."""
        return self != Options(codegen=self.codegen, fail_fast=self.fail_fast, verbose=self.verbose)

    @property
    def words(self) -> list[str]:
        """The same as words of a command line."""
        said = ["--layout", self.layout, "--port-offset", str(self.port_offset)]
        said += [word for name in self.only for word in ("--only", name)]
        said += [word for name in self.excluded for word in ("--except", name)]
        said += [] if self.reload else ["--no-reload"]
        said += [] if self.codegen else ["--no-codegen"]
        said += ["--fail-fast"] if self.fail_fast else []
        return said + (["--verbose"] if self.verbose else [])


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the running plan was made: the deployment file, `--set`, and the options with the port offset that was found.

    The supervisor keeps it for whoever plans anew.
    """

    config: str
    sets: tuple[str, ...]
    options: Options

    def as_json(self) -> dict[str, Any]:
        """Plain values for json.dumps."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Recipe":
        """Read it back; DevstackError when another version has written it."""
        try:
            lists = {name: tuple(value["options"][name]) for name in ("only", "excluded", "modules")}
            return cls(value["config"], tuple(value["sets"]), Options(**{**value["options"], **lists}))
        except (KeyError, TypeError):
            raise DevstackError("the running supervisor is of another version; `invoke down`, then `up`") from None
