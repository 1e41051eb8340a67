"""A Plan as plain values and back: from `up` and `restart`, which work it out, to the supervisor, which runs it. Pure.

What the gateway routes is left out: nginx.conf says it already, and the supervisor never asks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from devstack.errors import InputError
from devstack.plan.model import Command, Kind, Limits, Plan, Probe, Process, Restart, StopOrder


def encode(plan: Plan) -> dict[str, Any]:
    """Values that json.dumps takes."""
    return asdict(replace(plan, gateway=None))


def decode(value: Mapping[str, Any]) -> Plan:
    """The plan again; an InputError when another version has written it."""
    try:
        processes = tuple(_process(each) for each in value["processes"])
        return Plan(**{**value, "processes": processes, "modules": tuple(value["modules"])})
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"the plan is of another version of devstack ({error}); `invoke down`, then `up`") from None


def encode_processes(processes: Iterable[Process]) -> list[dict[str, Any]]:
    """Single processes as values that json.dumps takes."""
    return [asdict(process) for process in processes]


def decode_processes(values: object) -> tuple[Process, ...]:
    """Those again; an InputError for anything else."""
    try:
        return tuple(_process(each) for each in values)  # type: ignore[attr-defined]  # what is no list of maps raises below
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"these are no processes of this version of devstack ({error})") from None


def _process(value: Mapping[str, Any]) -> Process:
    command = value["command"]
    return Process(
        **{
            **value,
            "kind": Kind(value["kind"]),
            "command": Command(tuple(command["arguments"]), command["python"]),
            "stops": StopOrder(value["stops"]),
            "restart": Restart(**value["restart"]),
            "modules": tuple(value["modules"]),
            "probe": Probe(**value["probe"]) if value["probe"] else None,
            "limits": Limits(**value["limits"]),
        }
    )
