"""The layouts to compare: the reference application as `multi` behind its gateway and as `single`, from one deploy.yaml."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.ports import free_block
from support.project import Project, left_behind

MODULES = ("core", "broker", "datafeed")
LEFT_OUT = shutil.ignore_patterns(".devstack", "deploy.local.yaml", "__pycache__")


@dataclass(frozen=True)
class Variant:
    """A deployment of the same modules under other settings."""

    name: str
    base: str = "/api/v1"
    strategy: str = "path"
    parameter: str = "type"
    origins: tuple[str, ...] = ()

    def settings(self, port: int) -> dict[str, Any]:
        """Its deploy.local.yaml over the repository's deploy.yaml, on ports from `port` on. Without reload: nothing is edited."""
        servers = {name: {"port": port + 1 + index, "reload": False} for index, name in enumerate(MODULES)}
        servers["broker"]["instances"] = servers["datafeed"]["instances"] = 1
        return {
            "api_base_url": self.base,
            "nginx": {"port": port, "allowed_hosts": ["stack.example"], "allowed_origins": self.origins},
            "servers": servers,
            "websocket": {"routing_strategy": self.strategy, "query_param_name": self.parameter},
        }


@dataclass(frozen=True)
class Layouts:
    """Both layouts of a variant, running. `multi`'s instances follow the gateway's port in the order of MODULES."""

    variant: Variant
    multi: Project = field(repr=False)
    single: Project = field(repr=False)

    def ports(self, owner: str | None) -> dict[str, int]:
        """Everybody who can be asked, by name; the owner's instance where it can know the answer."""
        instance = {f"instance of {owner}": self.multi.port + 1 + MODULES.index(owner)} if owner else {}
        return {"gateway": self.multi.port, **instance, "single": self.single.port}

    def socket(self, module: str) -> str:
        """The path of a module's WebSocket under the variant's strategy."""
        if self.variant.strategy == "query_param":
            return f"{self.variant.base}/ws?{self.variant.parameter}={module}"
        return f"{self.variant.base}/{module}/ws"


@contextmanager
def running(variant: Variant, checkout: Path, folder: Path) -> Iterator[Layouts]:
    """Start both at once, in copies of the checkout since one checkout runs one stack, and stop both."""
    multi, single = (_project(variant, checkout, folder / layout) for layout in ("multi", "single"))
    try:
        started = [project.start("up", "--layout", project.root.name) for project in (multi, single)]
        for command in started:
            command.wait_for(r"ready in ", 60)
        yield Layouts(variant, multi, single)
    finally:
        for project in (multi, single):
            project.close()
    assert not left_behind(folder), left_behind(folder)


def _project(variant: Variant, checkout: Path, root: Path) -> Project:
    shutil.copytree(checkout, root, ignore=LEFT_OUT)
    port = free_block(1 + len(MODULES))
    (root / "deploy.local.yaml").write_text(json.dumps(variant.settings(port)))
    return Project(root, port)
