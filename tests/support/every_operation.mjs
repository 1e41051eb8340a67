// What every_operation.py does with the Python client, done with the TypeScript one.
// `account` and `replayId` are told by the test; the rest of its beginning is the prelude of node.py.
import assert from "node:assert/strict";

const DAY = "2024-03-14";
const OPEN = 1_710_423_000_000; // 13:30 UTC of that day, when the exchange opens
const CLOSE = OPEN + 23_400_000;
const WITHIN_MS = 30_000;
const answered = [];
const client = new Client({ baseUrl: origin, headers: { "X-Account": account } });

/** The module's methods; the name of each goes into `answered` when its answer is there. */
const noted = (module, part) =>
  new Proxy(part, {
    get: (_, name) => async (init) => {
      const found = part[name](init);
      const value = Symbol.asyncIterator in found ? await all(found) : await found;
      answered.push(`${module}.${String(name)}`);
      return value;
    },
  });
const all = async (items) => {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
};
const until = async (ask, good, what) => {
  const deadline = Date.now() + WITHIN_MS;
  for (;;) {
    const found = await ask();
    if (good(found)) return found;
    assert(Date.now() < deadline, `${what} did not happen: ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
/** Whether the server read its clock, which counts seconds, between then and now. */
const around = (before, said) => before - 1000 <= said && said <= Date.now();
const path = (values, more = {}) => ({ ...more, params: { ...more.params, path: values } });
const query = (values) => ({ params: { query: values } });
const core = noted("core", client.core);
const feed = noted("datafeed", client.datafeed);
const broker = noted("broker", client.broker);

async function callCore() {
  assert.equal((await core.getHealth()).status, "ok");
  assert.equal((await core.getReady()).status, "ready");
  assert.equal((await core.getInstance()).server, "core");
  assert.deepEqual((await core.getModules()).map((info) => info.name), ["core"]);
  assert.equal((await core.getVersion()).module, "core");
  assert.deepEqual((await core.getVersions()).modules.map((one) => one.module), ["core"]);
  const before = Date.now();
  assert(around(before, (await core.getServerTime()).time));
  const sessions = { path: { exchange: "XNYS" }, query: { from: DAY, to: DAY } };
  assert.deepEqual((await core.getSessions({ params: sessions })).sessions.map((one) => one.open), [OPEN]);
  assert((await core.getEngines(query({ date: DAY }))).some((one) => one.engine === "equity"));
  assert((await core.getReports()).some((link) => link.date === DAY));
  assert.equal((await core.getReport(path({ date: DAY }))).date, DAY);
  assert.equal((await core.getSessionStatus(query({ date: DAY }))).state, "done");
}

async function callDatafeed() {
  const to = OPEN / 1000;
  const since = to - 400 * 86_400;
  assert.equal((await feed.getHealth()).status, "ok");
  assert.equal((await feed.getReady()).status, "ready");
  assert.equal((await feed.getInstance()).server, "datafeed");
  assert.equal((await feed.getVersion()).module, "datafeed");
  assert.equal((await feed.getConnections()).behind, 0);
  const { bars } = await feed.getBars(query({ symbol: "AAPL", resolution: "1D", to_time: to, count_back: 3 }));
  assert.equal(bars.length, 3);
  assert((await feed.getConfig()).supported_resolutions.includes("1D"));
  assert((await feed.getMarks(query({ symbol: "NVDA", to_time: to }))).length > 0);
  assert.deepEqual(await feed.getTimescaleMarks(query({ symbol: "AAPL" })), []);
  assert((await feed.getOptionChain(path({ underlying: "SIMX" }))).options.length > 0);
  assert.deepEqual((await feed.getQuotes(query({ symbols: "AAPL,NOPE" }))).map((one) => one.s), ["ok", "error"]);
  assert.deepEqual((await feed.postQuotes({ body: { symbols: ["XOM"] } })).map((one) => one.s), ["ok"]);
  assert.equal((await feed.resolveSymbol(path({ symbol: "AAPL" }))).pricescale, 100);
  assert.equal((await feed.searchSymbols(query({ user_input: "AAPL" })))[0].symbol, "AAPL");
  assert((await feed.udfConfig()).supported_resolutions.includes("1D"));
  const history = await feed.udfHistory(query({ symbol: "AAPL", resolution: "1D", from: 0, to, countback: 3 }));
  assert.deepEqual(history.c, bars.map((bar) => bar.close));
  assert((await feed.udfMarks(query({ symbol: "NVDA", from: since, to }))).id.length > 0);
  assert.deepEqual(await feed.udfTimescaleMarks(query({ symbol: "AAPL", from: 0, to })), []);
  assert.equal((await feed.udfQuotes(query({ symbols: "AAPL" }))).d[0].n, "AAPL");
  assert.equal((await feed.udfSearch(query({ query: "AAPL", limit: 1 })))[0].full_name, "SIM:AAPL");
  assert((await feed.udfSymbolInfo()).symbol.includes("AAPL"));
  assert.equal((await feed.udfSymbols(query({ symbol: "AAPL" }))).ticker, "AAPL");
  const before = Date.now();
  assert(around(before, Number(await feed.udfTime()) * 1000));
}

async function administer() {
  const mine = { account_id: account };
  assert.equal(Number((await broker.resetAccount(path(mine, { body: { cash: "50000" } }))).balance), 50_000);
  assert.equal(Number((await broker.depositCash(path(mine, { body: { amount: "100.25" } }))).balance), 50_100.25);
  assert.equal((await broker.setHalt(path(mine, { body: { halted: true } }))).halted, true);
  assert.equal((await broker.setHalt(path(mine, { body: { halted: false } }))).halted, false);
  assert.equal((await broker.getAccountInfo()).id, account);
  assert.deepEqual((await broker.getAccounts()).map((one) => one.id), [account]);
}

async function lookAround() {
  assert.equal((await broker.getHealth()).status, "ok");
  assert.equal((await broker.getReady()).status, "ready");
  assert.equal((await broker.getInstance()).server, "broker");
  assert.equal((await broker.getVersion()).module, "broker");
  assert.equal((await broker.getConnection()).status, 1);
  assert.equal((await broker.getConnections()).behind, 0);
  assert.equal(Number((await broker.getInstrument(path({ symbol: "AAPL" }))).minTick), 0.01);
  const leverage = { body: { symbol: "AAPL", leverage: "2" } };
  assert.deepEqual((await broker.previewLeverage(leverage)).errors, []);
  assert.equal(Number((await broker.setLeverage(leverage)).leverage), 2);
  assert.equal(Number((await broker.leverageInfo(query({ symbol: "AAPL" }))).leverage), 2);
}

async function restAndCancel() {
  const resting = (limitPrice) => ({ body: { symbol: "AAPL", type: 1, side: 1, qty: "1", limitPrice } });
  assert.deepEqual((await broker.previewOrder(resting("10"))).errors, []);
  const { orderId: first } = await broker.placeOrder(resting("10"));
  const { orderId: second } = await broker.placeOrder(resting("11"));
  assert.deepEqual((await broker.getOrders()).map((one) => one.id), [first, second]);
  const prices = { qty: "2", limitPrice: "10.5" };
  const changed = await broker.modifyOrder(path({ order_id: first }, { body: prices }));
  assert.deepEqual(await broker.getOrder(path({ order_id: first })), changed);
  const canceled = await broker.cancelOrder(path({ order_id: first }));
  assert.deepEqual((await broker.cancelOrders(query({ symbol: "AAPL" }))).orders.map((one) => one.id), [second]);
  const history = await broker.getOrdersHistory();
  assert.deepEqual(history.map((one) => [one.id, one.status]), [[second, canceled.status], [first, canceled.status]]);
  const events = await broker.getOrderEvents(path({ order_id: first }));
  assert.deepEqual(events.map((one) => Number(one.order.qty)), [1, 2, 2]);
}

async function hold() {
  const mine = { position_id: "AAPL" };
  await broker.placeOrder({ body: { symbol: "AAPL", type: 2, side: 1, qty: "2" } });
  await until(() => broker.getPositions(), ([held]) => held && Number(held.qty) === 2, "the buying");
  await broker.editPositionBrackets(path(mine, { body: { stopLoss: "1", takeProfit: "100000" } }));
  assert.equal((await broker.getOrders()).length, 2, "a stop and a target stand behind it");
  await broker.reversePosition(path(mine));
  await until(() => broker.getPositions(), ([held]) => held?.side === -1, "the turn");
  await broker.closePosition(path(mine));
  await until(() => broker.getPositions(), (held) => held.length === 0, "the end");
}

async function lookBack() {
  const page = await broker.getExecutions(query({ limit: 1 }));
  assert(page.cursor, "there is more than one");
  const each = await broker.getExecutionsEach(query({ limit: 1 }));
  assert.deepEqual(each.slice(0, 1), page.executions);
  assert.deepEqual(await broker.getExecutionsOfSymbol(path({ symbol: "AAPL" })), each);
  const kinds = (await broker.getLedger()).map((one) => one.kind);
  assert(kinds.includes("deposit") && kinds.includes("trade"));
  const { balance, equity } = await broker.getEquity();
  assert.equal(Number(balance), Number(equity));
  assert.equal(Number((await broker.getEquityHistory()).at(-1).balance), Number(balance));
}

async function callReplays() {
  const tick = (ts) => ({ ts, last: 1000, bid: 999, ask: 1001, volume: 1000 });
  const rules = {
    account: "PAPER",
    cash: 10_000_000_000,
    contracts: [{ symbol: "A", tick: 10_000 }],
    hours: { open: OPEN, close: CLOSE, spans: [{ start: OPEN, end: CLOSE }] },
    fills: { fees: {} },
  };
  const owned = { params: { query: { owner: "every-operation" } }, body: rules };
  const { fence } = await broker.openReplay(path({ replay_id: replayId }, owned));
  const driven = (body, more = {}) => path({ replay_id: replayId, ...more }, { params: { header: { "X-Fence": fence } }, body });
  assert((await broker.getReplays()).some((one) => one.id === replayId));

  const order = { at: OPEN, symbol: "A", side: 1, qty: 3, quotes: { A: tick(OPEN) } };
  await broker.placeReplayOrder(driven({ ...order, id: "bought" }));
  await broker.placeReplayOrder(driven({ ...order, id: "rests", type: 1, limitPrice: 900 }));
  await broker.showReplayTicks(driven({ until: OPEN + 60_000, ticks: { A: [tick(OPEN + 1000)] } }));
  assert.deepEqual((await broker.getReplay(path({ replay_id: replayId }))).positions, { A: 3 });

  const given = { header: { "X-Fence": fence }, query: { at: OPEN + 60_000 } };
  await broker.cancelReplayOrder(path({ replay_id: replayId, order_id: "rests" }, { params: given }));
  const { clock, changes } = await broker.markReplay(driven({ at: OPEN + 120_000, marks: { A: 1000 } }));
  assert.equal(clock, OPEN + 120_000);
  assert.equal((await broker.getReplayChanges(path({ replay_id: replayId }))).length, changes);
}

/** The first update of every topic, while an order is filled and a replay goes on. */
async function listen(trader, replays) {
  const { broker: { ws }, datafeed: { ws: market } } = trader;
  const subscribed = {
    "broker.brokerConnection": await ws.brokerConnection(),
    "broker.equity": await ws.equity(),
    "broker.executions": await ws.executions(),
    "broker.orders": await ws.orders(),
    "broker.pl": await ws.pl(),
    "broker.positions": await ws.positions(),
    "broker.replay": await replays.broker.ws.replay(),
    "datafeed.bars": await market.bars({ symbol: "AAPL", resolution: "1" }),
    "datafeed.depth": await market.depth({ symbol: "AAPL" }),
    "datafeed.quotes": await market.quotes({ symbols: ["AAPL"] }),
  };
  await trader.broker.placeOrder({ body: { symbol: "AAPL", type: 2, side: 1, qty: "1" } });
  await callReplays();
  const heard = {};
  for (const [name, topic] of Object.entries(subscribed)) heard[name] = (await topic.next()).value.payload;
  for (const topic of Object.values(subscribed)) await topic.unsubscribe();
  return heard;
}

for (const call of [callCore, callDatafeed, administer, lookAround, restAndCancel, hold, lookBack]) await call();
// An account of its own: a new reader is first told the newest of what was before.
const [trader, replays] = [`${account}-L`, replayId].map((name) => new Client({ baseUrl: origin, headers: { "X-Account": name } }));
say([answered, await listen(trader, replays)]);
for (const open of [client, trader, replays]) open.close();
