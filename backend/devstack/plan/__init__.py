"""What runs: the Plan. devstack.plan.planner works it out from a Deployment, once."""

from devstack.plan.model import (
    LOOPBACK,
    Command,
    Gateway,
    Kind,
    Limits,
    Plan,
    Probe,
    Process,
    Restart,
    Route,
    StopOrder,
    Upstream,
)

__all__ = [
    "LOOPBACK",
    "Command",
    "Gateway",
    "Kind",
    "Limits",
    "Plan",
    "Probe",
    "Process",
    "Restart",
    "Route",
    "StopOrder",
    "Upstream",
]
