"""The TypeScript client: types by openapi-typescript, calls by openapi-fetch, WebSockets by a runtime that stands here as it is.

Node is wanted only here. Whoever lacks it gets NodeMissing, which a caller tells and goes on without.
"""

from devstack.codegen.typescript.node import NodeMissing, fingerprint
from devstack.codegen.typescript.package import ready, typescript_client

__all__ = ["NodeMissing", "fingerprint", "ready", "typescript_client"]
