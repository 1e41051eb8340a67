"""What every verb has in common: help, values checked by us, an end as ending.py says, and the stack it is about."""

import functools
import gc
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from invoke.tasks import task

from devstack.ending import conclude

if TYPE_CHECKING:
    from devstack.stack import Options, Stack

HELP = {
    "config": "deployment file; its folder is the root (default: deploy.yaml, searched upwards)",
    "set": "override one field, like servers.broker.instances=3; repeatable",
    "name": "a process (broker-0), a server or program (broker), or nginx; repeatable",
    "part": "procfile, nginx, logging, schema, ws-routers, specs, openapi, asyncapi, python, typescript; all without it",
    "json": "as JSON, for programs",
}


def verb(**help_texts: str) -> Callable[[Callable[..., int | None]], Any]:
    """A task that ends as ending.py says.

    Values arrive as strings that we check ourselves: invoke's own conversion would answer a mistake with a traceback.
    """

    def decorate(body: Callable[..., int | None]) -> Any:
        @functools.wraps(body)
        def guarded(*args: Any, **kwargs: Any) -> None:
            try:
                conclude(body, *args, **kwargs)
            finally:
                gc.freeze()  # Python ends with collections that visit all there is: a fifth of the time of an ordered stop

        taken = body.__code__.co_varnames[1 : body.__code__.co_argcount]
        texts = {key: text for key, text in {**HELP, **help_texts}.items() if key in taken or f"{key}_" in taken}
        optional = taken[len(taken) - len(body.__defaults__ or ()) :]
        repeatable = [name for name in ("name", "part", "set_", "only", "except_") if name in optional]
        return task(guarded, iterable=repeatable, help=texts)

    return decorate


def stack_at(config: str, sets: Sequence[str] | None = None) -> "Stack":
    """The stack of a deployment file, or of the one that is found upwards from here; `sets` override fields of it."""
    from devstack.stack import Stack  # 150 ms, in which the supervisor that `up` has begun gets ready

    return Stack.at(config, sets or ())


def options(**said: Any) -> "Options":
    """What the options of a verb say, as the stack takes it."""
    from devstack.stack import Options  # as above

    return Options(**said)
