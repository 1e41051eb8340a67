"""The gateway's own program: which nginx, in which folder, and when. `python -m devstack.gateway` waits and becomes nginx.

Its start is part of every `up`, so nothing here imports more than the standard library.
"""

from devstack.gateway.binary import binary, version
from devstack.gateway.prefix import PREFIX, Prefix
from devstack.gateway.trial import test

__all__ = ["PREFIX", "Prefix", "binary", "test", "version"]
