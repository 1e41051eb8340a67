"""What holds for every account after anything that can happen to it: commands, ticks, time, crashes, in any order."""

from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from support.desk import CENT, DERIVED, HOUR_MS, SYMBOLS, Desk, small_venue

from trading_api.models.orders import DurationType, ParentType, Side
from trading_api.shared.trading import margin
from trading_api.shared.trading.account import replayed
from trading_api.shared.trading.changes import (
    AccountKind,
    Entry,
    EntryKind,
    Execution,
    OnBreach,
    OrderChanged,
    Settled,
    Terms,
)
from trading_api.shared.trading.contract import Session
from trading_api.shared.trading.fills import Fees, FillModel, Slippage, SlippageKind
from trading_api.shared.trading.order import TABLE, Happening, State
from trading_api.shared.trading.position import Method
from trading_api.shared.trading.refusals import OrderFinished, OrderRefused

PRICES = st.integers(900, 1_100)
QTY = st.integers(1, 120)
EVERY = (*SYMBOLS, *DERIVED)


class EveryOtherHour:
    """A market that closes every other hour."""

    def session(self, symbol, at_ms):
        start = at_ms - at_ms % (2 * HOUR_MS)
        return Session(start, start + HOUR_MS) if at_ms < start + HOUR_MS else None

    def next_open(self, symbol, at_ms):
        return at_ms - at_ms % (2 * HOUR_MS) + 2 * HOUR_MS

    def closes(self, symbol, after_ms, until_ms):
        first = after_ms - (after_ms - HOUR_MS) % (2 * HOUR_MS) + 2 * HOUR_MS
        return range(first, until_ms + 1, 2 * HOUR_MS)


FEES = Fees(per_order=3 * CENT, per_step=1_234, rate_bps=3, sell_tax_bps=2, least=CENT)
MODEL = FillModel(Slippage(SlippageKind.TICKS, 2), FEES, participation_bps=1_000)


class Trading(RuleBasedStateMachine):
    """One account, two symbols, a future and options on one of them, and a market that goes where it likes."""

    terms = Terms(on_breach=OnBreach.LIQUIDATE)
    latency_ms = 0

    def __init__(self):
        super().__init__()
        self.desk = Desk(small_venue(fills=MODEL, hours=EveryOtherHour(), latency_ms=self.latency_ms), self.terms)
        self.triggered_at: dict[str, int] = {}
        self.seen = 0

    def attempt(self, act):
        """What is refused must change nothing."""
        before = replayed("A", self.desk.log)
        try:
            return act()
        except (OrderRefused, OrderFinished):
            assert self.desk.account == before
            return None

    def price(self, data, symbol):
        """Somewhere around where it trades."""
        if symbol in SYMBOLS:
            return data.draw(PRICES)
        return max(1, self.desk.quotes[symbol].last + data.draw(st.integers(-12, 12)))

    def pick(self, data, orders):
        return data.draw(st.sampled_from(sorted(orders, key=lambda order: order.id)))

    @rule(
        data=st.data(),
        side=st.sampled_from(Side),
        qty=QTY,
        symbol=st.sampled_from(EVERY),
        kind=st.sampled_from(["market", "limit", "stop", "stop-limit", "trailing"]),
        duration=st.sampled_from([*DurationType, DurationType.GTC, DurationType.FOK]),
        bracket=st.booleans(),
    )
    def place(self, data, side, qty, symbol, kind, duration, bracket):
        fields = {"symbol": symbol, "duration": duration}
        if kind != "market":
            fields["limit" if kind == "limit" else "stop"] = self.price(data, symbol)
        if kind == "stop-limit":
            fields["limit"] = fields["stop"] + data.draw(st.integers(-10, 10))
        if kind == "trailing":
            fields["trail"] = data.draw(st.integers(1, 40))
        if duration is DurationType.GTD:
            fields["expires"] = self.desk.now + 5_000
        legs = data.draw(st.tuples(st.integers(-5, 30), st.integers(-5, 30))) if bracket else None
        self.placed(self.desk.new(side, qty, **fields), legs)

    @precondition(lambda self: self.desk.account.positions)
    @rule(data=st.data(), qty=QTY, duration=st.sampled_from(DurationType), limited=st.booleans())
    def reduce(self, data, qty, duration, limited):
        """Several of them together are more than there is to reduce."""
        symbol = data.draw(st.sampled_from(sorted(self.desk.account.positions)))
        limit = self.price(data, symbol) if limited else None
        held = self.desk.account.position(symbol).qty
        fields = {"limit": limit} if limit else {}
        side = Side.SELL if held > 0 else Side.BUY
        order = self.desk.new(side, min(qty, abs(held)), symbol=symbol, reduce_only=True, **fields)
        self.placed(order, None)

    def placed(self, order, legs):
        side, symbol = int(order.side), order.symbol
        stop = target = None
        if legs:
            reference = order.limit or order.stop or self.desk.quotes[symbol].last
            stop, target = reference - side * legs[0], reference + side * legs[1]
        available, held = self.available, self.desk.account.position(symbol).qty
        if self.attempt(lambda: self.desk.place(order, stop=stop, target=target)):
            opens = held * side >= 0 or order.qty > abs(held)
            assert not opens or (available >= 0 and self.available >= 0), "buying power at acceptance"

    @rule(side=st.sampled_from(Side), symbol=st.sampled_from(EVERY), extra=QTY)
    def flip(self, side, symbol, extra):
        """One order over to the other side, where profits are easily counted twice."""
        held = abs(self.desk.account.position(symbol).qty)
        self.attempt(lambda: self.desk.place(self.desk.new(side, held + extra, symbol=symbol)))

    @rule(side=st.sampled_from(Side), symbol=st.sampled_from(EVERY), qty=QTY, move=st.integers(-3, 3))
    def trade(self, side, symbol, qty, move):
        """At once, in an open market: without it most lives would end before anything was held."""
        if self.desk.venue.hours.session(symbol, self.desk.now + 1_000) is None:
            self.desk.now = self.desk.venue.hours.next_open(symbol, self.desk.now)
        self.attempt(lambda: self.desk.place(self.desk.new(side, qty, symbol=symbol)))
        self.desk.tick(max(1, self.desk.quotes[symbol].last + move), symbol=symbol)

    @precondition(lambda self: self.desk.account.orders)
    @rule(data=st.data(), qty=QTY)
    def modify(self, data, qty):
        order = self.pick(data, self.desk.account.orders.values())
        price = self.price(data, order.symbol)
        changes = {"qty": qty}
        if order.limit is not None:
            changes["limit"] = price
        elif order.stop is not None and order.state is not State.TRIGGERED:
            changes["stop"] = price
        self.attempt(lambda: self.desk.modify(order, **changes))

    @precondition(lambda self: self.desk.account.orders)
    @rule(data=st.data())
    def cancel(self, data):
        order = self.pick(data, self.desk.account.orders.values())
        self.attempt(lambda: self.desk.cancel(order))

    @precondition(lambda self: any(isinstance(c, OrderChanged) and c.order.state.final for c in self.desk.log))
    @rule(data=st.data())
    def touch_what_is_final(self, data):
        final = {c.order.id: c.order for c in self.desk.log if isinstance(c, OrderChanged) and c.order.state.final}
        order = self.pick(data, final.values())
        with pytest.raises(OrderFinished):
            self.desk.cancel(order)

    @rule(
        data=st.data(),
        moves=st.lists(st.integers(-25, 25), min_size=1, max_size=4),
        volume=st.none() | st.integers(0, 2_000),
        after_ms=st.sampled_from([0, 1_000]),
    )
    def ticks(self, data, moves, volume, after_ms):
        """Of what somebody waits for or holds, if anything; sometimes in the very millisecond of what came before."""
        used = {*self.desk.account.positions, *(order.symbol for order in self.desk.account.orders.values())}
        symbol = data.draw(st.sampled_from(sorted(used) or EVERY))
        for move in moves:
            last = max(1, self.desk.quotes[symbol].last + move)
            self.desk.tick(last, symbol=symbol, volume=volume, after_ms=after_ms)

    @rule(open_=PRICES, close=PRICES, up=st.integers(0, 30), down=st.integers(0, 30))
    def bar(self, open_, close, up, down):
        self.desk.bar(open_, max(open_, close) + up, min(open_, close) - down, close)

    @rule(minutes=st.integers(1, 90))
    def clock(self, minutes):
        """Nothing is traded for a while."""
        self.desk.now += minutes * 60_000

    @rule(sessions=st.integers(1, 2))
    def close(self, sessions):
        """The market closes, and whoever was away for one session settles it with the next."""
        closes = self.desk.venue.hours.closes("ONE", self.desk.now, self.desk.now + 9 * HOUR_MS)
        self.desk.close(closes[sessions - 1])

    @rule()
    def crash(self):
        """Only the log is left."""
        self.desk.account = replayed("A", self.desk.log)

    @property
    def worth(self):
        return margin.worth(self.desk.account, self.desk.venue.contracts, self.desk.marks)

    @property
    def available(self):
        return self.worth.available

    def histories(self):
        histories = defaultdict(list)
        for change in self.desk.log:
            if isinstance(change, OrderChanged):
                histories[change.order.id].append(change)
        return histories

    @invariant()
    def only_the_tables_transitions_occur(self):
        for history in self.histories().values():
            state = State.NEW
            for version, change in enumerate(history, 1):
                assert change.order.state is TABLE[state][change.happening]
                assert change.order.version == version
                state = change.order.state

    @invariant()
    def orders_are_the_sum_of_their_executions(self):
        filled, value = defaultdict(int), defaultdict(int)
        for change in self.desk.log:
            if isinstance(change, Execution):
                filled[change.order_id] += change.qty
                value[change.order_id] += change.qty * change.ticks
        for order_id, history in self.histories().items():
            order = history[-1].order
            assert 0 <= order.filled == filled[order_id] <= order.qty
            assert order.filled_value == value[order_id]

    @invariant()
    def fills_keep_to_limit_trigger_duration_and_hours(self):
        histories = self.histories()
        for change in self.desk.log[self.seen :]:
            if not isinstance(change, Execution):
                continue
            versions = [c.order for c in histories[change.order_id]]
            number = int(change.id.rpartition(".")[2])
            before = versions[number - 2]
            if before.limit is not None:
                assert (change.ticks - before.limit) * int(before.side) <= 0
            assert not before.waits, "a stop filled before its trigger"
            assert before.duration is not DurationType.FOK or change.qty == before.qty
            assert self.desk.venue.hours.session(change.symbol, change.ts) is not None
            assert change.ts > max(versions[0].updated, versions[0].effective), (
                "filled with a price older than the order"
            )
        self.seen = len(self.desk.log)

    @invariant()
    def immediate_orders_do_not_rest(self):
        for order_id, history in self.histories().items():
            order = history[-1].order
            if order.duration is DurationType.IOC and order.filled and not order.waits:
                assert order.state.final, order_id

    @invariant()
    def positions_are_the_sum_of_executions(self):
        held = defaultdict(int)
        for change in self.desk.log:
            if isinstance(change, Execution):
                held[change.symbol] += int(change.side) * change.qty
            elif isinstance(change, Settled):
                held[change.symbol] -= change.qty
        for symbol in EVERY:
            position = self.desk.account.position(symbol)
            assert position.qty == held[symbol] == sum(lot.qty for lot in position.lots)
            assert len({lot.qty > 0 for lot in position.lots}) <= 1

    @invariant()
    def money_is_accounted_for(self):
        account, worth = self.desk.account, self.worth
        entries = [change for change in self.desk.log if isinstance(change, Entry)]
        fills = [change for change in self.desk.log if isinstance(change, Execution)]
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        assert account.cash == sum(entry.amount for entry in entries) == entries[-1].balance
        assert account.cash == account.deposits - sum(int(f.side) * f.value for f in fills) - sum(
            f.fee for f in fills
        ) + self.settlements() + sum(account.position(symbol).cost for symbol, each in DERIVED.items() if each.marked)
        assert worth.equity == account.deposits + account.realised + worth.unrealised - account.fees
        assert all(fill.fee % CENT == 0 and fill.value % CENT == 0 for fill in fills)
        assert all(isinstance(entry.amount, int) for entry in entries)
        assert not account.positions or worth.margin > 0
        assert account.positions or worth.margin == 0

    def settlements(self):
        """What expired positions ended in; an open future has been paid for nothing but what it costs less than at first."""
        contracts = self.desk.venue.contracts
        settled = [change for change in self.desk.log if isinstance(change, Settled)]
        return sum(contracts[each.symbol].value(each.qty, each.ticks) for each in settled)

    @invariant()
    def what_has_expired_is_gone(self):
        account = self.desk.account
        for symbol, contract in DERIVED.items():
            if self.desk.shown >= contract.ending.at_ms:
                assert symbol not in account.positions
                assert not account.open_in(symbol)

    @invariant()
    def margins_are_what_the_rules_say(self):
        """The formula once more, in whole money; a third, written down by hand, is in test_margin."""
        worth, account, marks = self.worth, self.desk.account, self.desk.marks
        if account.terms.kind is AccountKind.CASH:
            return
        total = 0
        for symbol, position in account.positions.items():
            value = abs(position.qty) * marks[symbol] * self.desk.venue.contracts[symbol].tick
            if symbol in SYMBOLS:
                total += -(-value * 5_000 // 10_000)
            elif symbol == "FUT":
                total += -(-value * 1_000 // 10_000)
            else:
                index = abs(position.qty) * marks["ONE"] * 10 * CENT
                out = abs(position.qty) * max(0, (1_000 - marks["ONE"]) * (1 if symbol == "CALL" else -1)) * 10 * CENT
                sold = max(-(-index * 1_500 // 10_000) - out, -(-index * 1_000 // 10_000))
                total += value + (sold if position.qty < 0 else 0)
        assert worth.margin == total

    @invariant()
    def what_is_reserved_belongs_to_open_orders(self):
        account = self.desk.account
        assert account.reserved == sum(order.reserved for order in account.orders.values())
        assert all(order.reserved >= 0 for order in account.orders.values())

    @invariant()
    def legs_follow_their_entry(self):
        histories = self.histories()
        for order in self.desk.account.orders.values():
            if order.parent_type is ParentType.ORDER and order.state is State.HELD:
                parent = histories[order.parent][-1].order
                assert not parent.filled
                assert not parent.state.final

    @invariant()
    def reduce_only_orders_never_open(self):
        held = defaultdict(int)
        only = {c.order.id for c in self.desk.log if isinstance(c, OrderChanged) and c.order.reduce_only}
        for change in self.desk.log:
            if isinstance(change, Settled):
                held[change.symbol] -= change.qty
            if isinstance(change, Execution):
                after = held[change.symbol] + int(change.side) * change.qty
                if change.order_id in only:
                    assert abs(after) < abs(held[change.symbol])
                    assert after * held[change.symbol] >= 0
                held[change.symbol] = after

    @invariant()
    def the_log_replays_to_the_same_state(self):
        assert replayed("A", self.desk.log) == self.desk.account


class LateTrading(Trading):
    """An exchange that hears of everything a second and a half later."""

    latency_ms = 1_500

    @invariant()
    def changes_are_asked_for_first(self):
        """Nothing of a client's changes an order before it has arrived, and nothing stays on its way."""
        for history in self.histories().values():
            for before, change in pairwise(history):
                if change.happening is Happening.REFUSE or change.order.message == "canceled by the client":
                    assert before.order.pending is not None
                    assert change.order.updated >= before.order.pending.at
        late = [order for order in self.desk.account.orders.values() if order.pending]
        assert all(order.pending.at > self.desk.shown for order in late)


class CashTrading(Trading):
    """An account that may owe nothing: average cost, no credit, no short sales."""

    terms = Terms(kind=AccountKind.CASH, method=Method.AVERAGE)

    @invariant()
    def nothing_is_owed(self):
        assert self.desk.account.cash >= 0 or any(
            entry.kind is EntryKind.FEE for entry in self.desk.log if isinstance(entry, Entry)
        )
        assert all(position.qty > 0 for position in self.desk.account.positions.values())


SHORT = settings(
    max_examples=30, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck), database=None
)


@pytest.mark.parametrize("machine", [Trading, LateTrading, CashTrading])
def test_the_invariants_hold_after_some_hundred_steps(machine):
    """On credit under FIFO, far from the exchange, and with cash under average cost."""
    run_state_machine_as_test(machine, settings=SHORT)


@pytest.mark.hard
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("machine", [Trading, LateTrading, CashTrading])
def test_the_invariants_hold_after_ten_thousand_steps(machine):
    """The same, longer: a hundred lives of a hundred steps."""
    run_state_machine_as_test(machine, settings=settings(SHORT, max_examples=100, stateful_step_count=100))
