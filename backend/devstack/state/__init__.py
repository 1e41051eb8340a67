"""What is known about a stack on this machine: process identities, the lock, the state file, the rows of `status`.

Standard library only at import, because each process of a bare honcho starts with it.
"""

from devstack.state.folder import checkout_id, home, logs, new_stack_id, prepare
from devstack.state.identity import Identity, start_ticks
from devstack.state.lock import AlreadyRunning, Lock, holder
from devstack.state.rows import Row, RowState, Snapshot, SupervisorRow, absent
from devstack.state.store import Leader, State, forget, read, write

__all__ = [
    "AlreadyRunning",
    "Identity",
    "Leader",
    "Lock",
    "Row",
    "RowState",
    "Snapshot",
    "State",
    "SupervisorRow",
    "absent",
    "checkout_id",
    "forget",
    "holder",
    "home",
    "logs",
    "new_stack_id",
    "prepare",
    "read",
    "start_ticks",
    "write",
]
