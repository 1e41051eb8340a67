"""A part that cannot be made here, though nothing is wrong with the project: a tool it needs is not installed."""


class Skipped(Exception):
    """Says what is missing and how to get it. `gen` tells and goes on; `gen --check` says that it was not checked."""
