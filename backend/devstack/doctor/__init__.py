"""What could keep a stack from running well on this machine, and what to do about each. Looks only, changes nothing."""

from devstack.doctor.examination import examine
from devstack.doctor.finding import Finding, Severity, as_json, show, worst

__all__ = ["Finding", "Severity", "as_json", "examine", "show", "worst"]
