"""Runs a plan on honcho: starts it, keeps it, answers for it, and stops it in order so that nothing is left."""

from devstack.supervisor.manager import Outcome, Supervisor

__all__ = ["Outcome", "Supervisor"]
