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
    """The account at these marks; every symbol it holds must have one, and the underlying of every option it sold."""
    owned = gained = margin = maintenance = 0
    for symbol, position in account.positions.items():
        contract, qty = contracts[symbol], position.qty
        now = contract.value(qty, marks[symbol])
        gained += now - position.cost
        # What was not paid for is not owned: of a future only what it has gained is the account's.
        owned += now - position.cost if contract.marked else now
        margin += initial(account, contract, qty, marks)
        maintenance += least(account, contract, qty, marks)
    return Worth(
        cash=account.cash,
        equity=account.cash + owned,
        unrealised=gained,
        realised=account.realised,
        fees=account.fees,
        margin=margin,
        maintenance=maintenance,
        reserved=account.reserved,
    )


def initial(account: Account, contract: Contract, qty: int, marks: Marks) -> int:
    """What so many steps (signed) take as margin, in micros."""
    if contract.option is None:
        return share(contract.value(qty, marks[contract.symbol]), initial_bps(account, contract))
    return _of_option(contract, qty, marks, (contract.initial_bps, contract.floor_bps))


def least(account: Account, contract: Contract, qty: int, marks: Marks) -> int:
    """What the equity must not fall below for so many steps (signed), in micros."""
    if contract.option is None:
        return share(contract.value(qty, marks[contract.symbol]), maintenance_bps(account, contract))
    if account.terms.kind is AccountKind.CASH:
        return 0
    floor = contract.floor_bps * contract.maintenance_bps // contract.initial_bps
    return _of_option(contract, qty, marks, (contract.maintenance_bps, floor))


def _of_option(contract: Contract, qty: int, marks: Marks, bps: tuple[int, int]) -> int:
    """Bought, its premium: nobody lends on it. Sold, the premium + the greater of

    rate x index - what it is out of the money by, and floor x index: a teaching model, no exchange's.
    """
    premium = abs(contract.value(qty, marks[contract.symbol]))
    option = contract.option
    if qty >= 0 or option is None:
        return premium
    spot = marks[option.underlying]
    index, out = -qty * spot * option.tick, max(0, -option.beyond(spot)) * -qty * option.tick
    return premium + max(share(index, bps[0]) - out, share(index, bps[1]))


def initial_bps(account: Account, contract: Contract) -> int:
    """The part of a position's value that opening it takes, in 1/10000; of an option that is bought, all of it."""
    if account.terms.kind is AccountKind.CASH or contract.option:
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
    return 1 if contract.option else max(1, BPS // contract.maintenance_bps)


def begin_day(journal: Journal, now: Worth, ts: int) -> None:
    """At the first look of a UTC day, note what a daily loss is measured from; only where there is such a limit."""
    if journal.account.terms.daily_loss is not None and journal.account.day != ts // DAY_MS:
        journal.note(DayBegan(ts // DAY_MS, now.equity))
