"""Every generated artifact, by part. A later generator joins by being registered in PARTS; the verbs know no other list."""

from devstack.codegen.ahead import Ahead
from devstack.codegen.parts import DEFAULT_PARTS, PARTS, Made, artifacts, breaking_changes, make, making
from devstack.codegen.workshop import Source

__all__ = ["DEFAULT_PARTS", "PARTS", "Ahead", "Made", "Source", "artifacts", "breaking_changes", "make", "making"]
