"""A new module for a modular application: its files, and its lines in deploy.yaml. Decides in values; Stack writes."""

from devstack.scaffold.layout import Layout, layout
from devstack.scaffold.lines import deployed
from devstack.scaffold.module import module
from devstack.scaffold.tidy import tidy

__all__ = ["Layout", "deployed", "layout", "module", "tidy"]
