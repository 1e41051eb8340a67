"""The Python client: an installable package of models, one client per module (sync, async) and one stream per module."""

from devstack.codegen.python.package import FOLDER, python_client, ready

__all__ = ["FOLDER", "python_client", "ready"]
