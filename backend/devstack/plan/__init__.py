"""What runs: the Plan, worked out once from a Deployment."""

from devstack.plan.model import (
    LOOPBACK,
    Command,
    Gateway,
    Kind,
    Plan,
    Probe,
    Process,
    Route,
    StopOrder,
    Upstream,
)
from devstack.plan.planner import plan

__all__ = [
    "LOOPBACK",
    "Command",
    "Gateway",
    "Kind",
    "Plan",
    "Probe",
    "Process",
    "Route",
    "StopOrder",
    "Upstream",
    "plan",
]
