"""A deploy.yaml as one frozen value. A Deployment that exists is valid, so nobody downstream checks again."""

from typing import Self

from pydantic import model_validator

from devstack.deployment.draft import Draft
from devstack.deployment.rules import violations
from devstack.deployment.sections import Server


class Deployment(Draft):
    """A whole deploy.yaml whose parts agree. `name`, `app` and `app_dir` are filled in by the loader where the file is silent."""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        """The loader reports disagreements with their places before it comes here; this is for whoever builds one in Python."""
        if found := violations(self):
            raise ValueError("; ".join(f"{'.'.join(map(str, v.path))}: {v.message}" for v in found))
        return self

    def app_of(self, server: Server) -> str:
        """The import string a server runs: its own, else the deployment's."""
        app = server.app or self.app
        assert app is not None, "the loader fills app in or refuses the file"  # noqa: S101 - a promise between two of our own files
        return app
