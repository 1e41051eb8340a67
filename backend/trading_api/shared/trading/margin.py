"""What an account is worth and what it may still do with it. Pure integers; every rounding is against the account."""

from dataclasses import dataclass

from trading_api.shared.trading.account import Account, Journal, Marks
from trading_api.shared.trading.changes import AccountKind, DayBegan
from trading_api.shared.trading.contract import DAY_MS, Contract, Contracts

BPS = 10_000


@dataclass(frozen=True, slots=True)
class Worth:
    """Micros at given marks. `equity` is both: cash + value of positions, and deposits + realised + unrealised - fees."""

    cash: int
    equity: int
    unrealised: int
    realised: int
    fees: int
    margin: int
    maintenance: int
    reserved: int

    @property
    def available(self) -> int:
        """Buying power: what new positions may take as margin."""
        return self.equity - self.margin - self.reserved


def worth(account: Account, contracts: Contracts, marks: Marks) -> Worth:
    """The account at these marks; every symbol it holds must have one."""
    value = cost = margin = maintenance = 0
    for symbol, position in account.positions.items():
        contract, qty = contracts[symbol], position.qty
        now = contract.value(qty, marks[symbol])
        value, cost = value + now, cost + position.cost
        margin += share(now, initial_bps(account, contract))
        maintenance += share(now, maintenance_bps(account, contract))
    return Worth(
        cash=account.cash,
        equity=account.cash + value,
        unrealised=value - cost,
        realised=account.realised,
        fees=account.fees,
        margin=margin,
        maintenance=maintenance,
        reserved=account.reserved,
    )


def initial_bps(account: Account, contract: Contract) -> int:
    """The part of a position's value that opening it takes, in 1/10000."""
    if account.terms.kind is AccountKind.CASH:
        return BPS
    leverage = dict(account.terms.leverage).get(contract.symbol)
    return -(-BPS // leverage) if leverage else contract.initial_bps


def maintenance_bps(account: Account, contract: Contract) -> int:
    """The part of a position's value below which the equity must not fall; nothing where nothing is owed."""
    if account.terms.kind is AccountKind.CASH:
        return 0
    return min(contract.maintenance_bps, initial_bps(account, contract))


def share(value: int, bps: int) -> int:
    """That part of a value, whatever its sign, rounded up."""
    return -(-abs(value) * bps // BPS)


def largest_leverage(contract: Contract) -> int:
    """The leverage at which the initial margin is the maintenance margin."""
    return max(1, BPS // contract.maintenance_bps)


def begin_day(journal: Journal, now: Worth, ts: int) -> None:
    """At the first look of a UTC day, note what a daily loss is measured from; only where there is such a limit."""
    if journal.account.terms.daily_loss is not None and journal.account.day != ts // DAY_MS:
        journal.note(DayBegan(ts // DAY_MS, now.equity))
