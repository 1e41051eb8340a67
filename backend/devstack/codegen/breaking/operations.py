"""Two contracts compared: operations by method and path, WebSocket routes by module and name. Pure."""

from collections.abc import Iterator

from devstack.codegen.breaking.change import Change
from devstack.codegen.breaking.shapes import At, Comparison, Direction
from devstack.codegen.contract import Body, Contract, Module, Operation, Parameter, Response, WsRoute


def changes(old: Contract, new: Contract) -> list[Change]:
    """Every difference a client could notice. Descriptions are none."""
    return list(dict.fromkeys(_all(Comparison(old, new))))


def _all(comparison: Comparison) -> Iterator[Change]:
    was = {(one.method, one.path): one for one in comparison.old.operations}
    now = {(one.method, one.path): one for one in comparison.new.operations}
    for key in sorted(was.keys() | now.keys()):
        if key not in now:
            yield Change(
                True, _named(was[key]), f"{' '.join(key)} does not exist any more", was[key].place, (was[key].id,)
            )
        elif key not in was:
            yield Change(False, _named(now[key]), f"{' '.join(key)} is new", now[key].place)
        else:
            yield from _operation(comparison, was[key], now[key])
    yield from _streams(comparison)


def _named(operation: Operation) -> str:
    return f"{operation.module}.{operation.id}"


def _operation(comparison: Comparison, old: Operation, new: Operation) -> Iterator[Change]:
    where = _named(new)
    if old.id != new.id:
        yield Change(
            True, where, f"was called {old.id}, so the method of clients has another name", new.place, (old.id,)
        )
    yield from _parameters(comparison, old, new)
    yield from _body(comparison, old.body, new.body, new)
    if old.idempotency_header and not new.idempotency_header:
        yield Change(True, where, "takes no idempotency key any more, so it is not safe to try again", new.place)
    yield from _responses(comparison, old.responses, new.responses, new, errors=False)
    yield from _responses(comparison, old.errors, new.errors, new, errors=True)


def _parameters(comparison: Comparison, old: Operation, new: Operation) -> Iterator[Change]:
    was, now = ({(p.place, p.name.lower()): p for p in one.parameters} for one in (old, new))
    for key in sorted(was.keys() | now.keys()):
        one = now.get(key) or was[key]
        where = f"{_named(new)} {one.place} {one.name}"
        if key not in now:
            yield Change(True, where, "does not exist any more", new.place, (new.id,))
        elif key not in was:
            yield Change(one.required, where, f"is new{' and required' if one.required else ''}", new.place, (new.id,))
        else:
            yield from _parameter(comparison, was[key], one, where, new)


def _parameter(
    comparison: Comparison, old: Parameter, new: Parameter, where: str, owner: Operation
) -> Iterator[Change]:
    if old.required != new.required:
        said = "is required now" if new.required else "may be left out now"
        yield Change(new.required, where, said, owner.place, (owner.id,))
    if old.schema.get("default") != new.schema.get("default") and not new.required:
        yield Change(
            False,
            where,
            f"is {new.schema.get('default')!r} when left out and was {old.schema.get('default')!r}",
            owner.place,
        )
    found = comparison.compare(old.schema, new.schema, Direction.REQUEST, At(where))
    yield from (_placed(change, owner) for change in found)


def _body(comparison: Comparison, old: Body | None, new: Body | None, owner: Operation) -> Iterator[Change]:
    where = f"{_named(owner)} request"
    if old is None or new is None:
        if old is not new:
            breaks = old is not None or (new is not None and new.required)
            yield Change(
                breaks, where, "has no body any more" if new is None else "has a body now", owner.place, (owner.id,)
            )
        return
    if old.required != new.required:
        yield Change(new.required, where, "is required now" if new.required else "may be left out now", owner.place)
    if old.media != new.media:
        yield Change(True, where, f"is {new.media} and was {old.media}", owner.place, (owner.id,))
    found = comparison.compare(old.schema, new.schema, Direction.REQUEST, At(where))
    yield from (_placed(change, owner) for change in found)


def _responses(
    comparison: Comparison, old: tuple[Response, ...], new: tuple[Response, ...], owner: Operation, *, errors: bool
) -> Iterator[Change]:
    was, now = ({one.status: one for one in side} for side in (old, new))
    for status in sorted(was.keys() | now.keys()):
        where = f"{_named(owner)} {status}"
        if status not in now or status not in was:
            said = "is not documented any more" if status not in now else "is new"
            yield Change(not errors, where, said, owner.place, (owner.id,))
        elif was[status].media != now[status].media:
            said = f"is {now[status].media or 'without content'} and was {was[status].media or 'without content'}"
            yield Change(True, where, said, owner.place, (owner.id,))
        elif (before := was[status].schema) is not None and (after := now[status].schema) is not None:
            found = comparison.compare(before, after, Direction.RESPONSE, At(where))
            yield from (_placed(change, owner) for change in found)


def _placed(change: Change, owner: Operation) -> Change:
    """What is in no model is in the function."""
    return change if change.place else Change(change.breaks, change.where, change.what, owner.place, change.words)


def _streams(comparison: Comparison) -> Iterator[Change]:
    was = {one.name: one for one in comparison.old.modules}
    now = {one.name: one for one in comparison.new.modules}
    for name in sorted(was.keys() & now.keys()):
        yield from _address(was[name], now[name])
    before = {(one.module, one.route): one for one in comparison.old.routes}
    after = {(one.module, one.route): one for one in comparison.new.routes}
    for key in sorted(before.keys() | after.keys()):
        where = f"{key[0]} {key[1]}"
        if key not in after:
            yield Change(True, f"{where}.subscribe", "does not exist any more", "", (key[1].replace("-", "_"),))
        elif key not in before:
            yield Change(False, f"{where}.subscribe", "is new")
        else:
            yield from _route(comparison, before[key], after[key], where)


def _address(old: Module, new: Module) -> Iterator[Change]:
    was, now = (module.websocket.address if module.websocket else None for module in (old, new))
    if was and now and was != now:
        yield Change(True, f"{new.name} WebSocket", f"is at {now} and was at {was}")


def _route(comparison: Comparison, old: WsRoute, new: WsRoute, where: str) -> Iterator[Change]:
    if old.delivery != new.delivery:
        breaks = old.delivery == "lossless"
        yield Change(breaks, f"{where}.update", f"is delivered {new.delivery} and was {old.delivery}")
    yield from comparison.compare(old.request, new.request, Direction.REQUEST, At(f"{where}.subscribe"))
    yield from comparison.compare(old.response, new.response, Direction.RESPONSE, At(f"{where}.subscribe.response"))
    yield from comparison.compare(old.update, new.update, Direction.RESPONSE, At(f"{where}.update"))
