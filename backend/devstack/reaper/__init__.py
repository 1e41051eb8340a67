"""The process a user starts as `up`: it runs the manager as its child and leaves nothing behind when the manager is gone."""

from devstack.reaper.guarding import ANNOUNCE, Manager

__all__ = ["ANNOUNCE", "Manager"]
