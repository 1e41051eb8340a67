"""The reference backend: a modular trading application that uses everything devstack offers, and runs without it."""

__version__ = "0.1.0"
