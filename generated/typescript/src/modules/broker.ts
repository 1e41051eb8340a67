// Written by `invoke gen -p typescript` from the application's contracts; edits are lost.
import type { Client as Http } from "openapi-fetch";
import { type Call, data, pages } from "../runtime/http.js";
import type { ModuleSocket, SubscribeOptions } from "../runtime/socket.js";
import type { Subscription } from "../runtime/subscription.js";
import type { AccountInfo, AccountMeta, BrokerConnection, CanceledOrders, Connections, Equity, EquityPoint, Execution, ExecutionsPage, Health, Instance, InstrumentInfo, LedgerEntry, LeverageInfo, LeveragePreview, LeverageSet, OrderEvent, OrderPreview, PlSubscribeRequest, PlaceOrderResult, PlacedOrder, Position, PositionChange, ProfitAndLoss, Readiness, Replay, ReplayChange, ReplayProgress, Version, operations, paths } from "../schema.js";

/** Orders on the simulated market. */
export class Broker {
  /** Live topics. */
  readonly ws: BrokerSocket;
  readonly #http: Http<paths>;

  constructor(http: Http<paths>, socket: ModuleSocket) {
    this.#http = http;
    this.ws = new BrokerSocket(socket);
  }

  /** Its rules, and what it is worth now. */
  getAccountInfo(init: Call<operations["broker_get_account_info"]> = {}): Promise<AccountInfo> {
    return data(this.#http.GET("/api/v1/broker/account", init), "GET");
  }

  /** The accounts one can trade with: the one that the request names. */
  getAccounts(init: Call<operations["broker_get_accounts"]> = {}): Promise<AccountMeta[]> {
    return data(this.#http.GET("/api/v1/broker/accounts", init), "GET");
  }

  /** Add cash to an account. */
  depositCash(init: Call<operations["broker_deposit_cash"]>): Promise<AccountInfo> {
    return data(this.#http.POST("/api/v1/broker/accounts/{account_id}/deposit", init), "POST");
  }

  /** Halt an account, or let it go on. A halted account takes only orders that reduce a position. */
  setHalt(init: Call<operations["broker_set_halt"]>): Promise<AccountInfo> {
    return data(this.#http.POST("/api/v1/broker/accounts/{account_id}/halt", init), "POST");
  }

  /** Cancel its orders, drop its positions, and begin anew under these rules. Its history stays. */
  resetAccount(init: Call<operations["broker_reset_account"]>): Promise<AccountInfo> {
    return data(this.#http.POST("/api/v1/broker/accounts/{account_id}/reset", init), "POST");
  }

  /** Whether the broker can be traded with. */
  getConnection(init: Call<operations["broker_get_connection"]> = {}): Promise<BrokerConnection> {
    return data(this.#http.GET("/api/v1/broker/connection", init), "GET");
  }

  /** The WebSockets of this module in the process that answers, and the topics they keep alive. */
  getConnections(init: Call<operations["broker_get_connections"]> = {}): Promise<Connections> {
    return data(this.#http.GET("/api/v1/broker/connections", init), "GET");
  }

  /** What it is worth now. */
  getEquity(init: Call<operations["broker_get_equity"]> = {}): Promise<Equity> {
    return data(this.#http.GET("/api/v1/broker/equity", init), "GET");
  }

  /** What it was worth: after each fill, and once a minute while it held something. */
  getEquityHistory(init: Call<operations["broker_get_equity_history"]> = {}): Promise<EquityPoint[]> {
    return data(this.#http.GET("/api/v1/broker/equity/history", init), "GET");
  }

  /** Fills in ascending time, from `from` until before `to`, in pages. */
  getExecutions(init: Call<operations["broker_get_executions"]> = {}): Promise<ExecutionsPage> {
    return data(this.#http.GET("/api/v1/broker/executions", init), "GET");
  }

  /** Every item of `getExecutions`, page after page. */
  getExecutionsEach(init: Call<operations["broker_get_executions"]> = {}): AsyncGenerator<Execution, void> {
    return pages((page) => this.getExecutions(page), init, "cursor", "executions", "cursor");
  }

  /** The first thousand fills of a symbol; `/executions` has the others in pages. */
  getExecutionsOfSymbol(init: Call<operations["broker_get_executions_of_symbol"]>): Promise<Execution[]> {
    return data(this.#http.GET("/api/v1/broker/executions/{symbol}", init), "GET");
  }

  /** The process is up. Says nothing about its dependencies. */
  getHealth(init: Call<operations["broker_get_health"]> = {}): Promise<Health> {
    return data(this.#http.GET("/api/v1/broker/health", init), "GET");
  }

  /** Which of several equal processes answers. */
  getInstance(init: Call<operations["broker_get_instance"]> = {}): Promise<Instance> {
    return data(this.#http.GET("/api/v1/broker/instance", init), "GET");
  }

  /** What a trading dialog must know of a symbol. */
  getInstrument(init: Call<operations["broker_get_instrument"]>): Promise<InstrumentInfo> {
    return data(this.#http.GET("/api/v1/broker/instruments/{symbol}", init), "GET");
  }

  /** Every movement of cash, in order, that follows number `after`. */
  getLedger(init: Call<operations["broker_get_ledger"]> = {}): Promise<LedgerEntry[]> {
    return data(this.#http.GET("/api/v1/broker/ledger", init), "GET");
  }

  /** Which leverage a symbol has, and which it can have. */
  leverageInfo(init: Call<operations["broker_leverage_info"]>): Promise<LeverageInfo> {
    return data(this.#http.GET("/api/v1/broker/leverage/info", init), "GET");
  }

  /** What a leverage would mean. Nothing is set. */
  previewLeverage(init: Call<operations["broker_preview_leverage"]>): Promise<LeveragePreview> {
    return data(this.#http.POST("/api/v1/broker/leverage/preview", init), "POST");
  }

  /** Set the leverage of a symbol. */
  setLeverage(init: Call<operations["broker_set_leverage"]>): Promise<LeverageSet> {
    return data(this.#http.PUT("/api/v1/broker/leverage/set", init), "PUT");
  }

  /** The orders that are not final, oldest first. */
  getOrders(init: Call<operations["broker_get_orders"]> = {}): Promise<PlacedOrder[]> {
    return data(this.#http.GET("/api/v1/broker/orders", init), "GET");
  }

  /** Take an order. It fills with prices that come after it; the answer does not wait for that. */
  placeOrder(init: Call<operations["broker_place_order"]>): Promise<PlaceOrderResult> {
    return data(this.#http.POST("/api/v1/broker/orders", init), "POST");
  }

  /** Cancel all open orders, or those of a symbol, or of a side. */
  cancelOrders(init: Call<operations["broker_cancel_orders"]> = {}): Promise<CanceledOrders> {
    return data(this.#http.DELETE("/api/v1/broker/orders", init), "DELETE");
  }

  /** The orders that are final, newest first. For the next page give the last one's id as `before`. */
  getOrdersHistory(init: Call<operations["broker_get_orders_history"]> = {}): Promise<PlacedOrder[]> {
    return data(this.#http.GET("/api/v1/broker/orders/history", init), "GET");
  }

  /** What placing the order would do now. Nothing is placed. */
  previewOrder(init: Call<operations["broker_preview_order"]>): Promise<OrderPreview> {
    return data(this.#http.POST("/api/v1/broker/orders/preview", init), "POST");
  }

  /** One order, final or not. */
  getOrder(init: Call<operations["broker_get_order"]>): Promise<PlacedOrder> {
    return data(this.#http.GET("/api/v1/broker/orders/{order_id}", init), "GET");
  }

  /** Change quantity, prices or duration of an open order; the answer is its new state. */
  modifyOrder(init: Call<operations["broker_modify_order"]>): Promise<PlacedOrder> {
    return data(this.#http.PUT("/api/v1/broker/orders/{order_id}", init), "PUT");
  }

  /** Cancel an order; the answer is its last state. */
  cancelOrder(init: Call<operations["broker_cancel_order"]>): Promise<PlacedOrder> {
    return data(this.#http.DELETE("/api/v1/broker/orders/{order_id}", init), "DELETE");
  }

  /** Its audit trail: all that happened to it, in order. */
  getOrderEvents(init: Call<operations["broker_get_order_events"]>): Promise<OrderEvent[]> {
    return data(this.#http.GET("/api/v1/broker/orders/{order_id}/events", init), "GET");
  }

  /** The open positions; a position's id is its symbol. */
  getPositions(init: Call<operations["broker_get_positions"]> = {}): Promise<Position[]> {
    return data(this.#http.GET("/api/v1/broker/positions", init), "GET");
  }

  /** Close a position, or a part of it, at the next price. */
  closePosition(init: Call<operations["broker_close_position"]>): Promise<PositionChange> {
    return data(this.#http.DELETE("/api/v1/broker/positions/{position_id}", init), "DELETE");
  }

  /** Put a stop and a target behind a position, in place of those it has. */
  editPositionBrackets(init: Call<operations["broker_edit_position_brackets"]>): Promise<Position> {
    return data(this.#http.PUT("/api/v1/broker/positions/{position_id}/brackets", init), "PUT");
  }

  /** Turn a position into its opposite at the next price. */
  reversePosition(init: Call<operations["broker_reverse_position"]>): Promise<PositionChange> {
    return data(this.#http.POST("/api/v1/broker/positions/{position_id}/reverse", init), "POST");
  }

  /** Everything this module needs answers; a 503 problem names what does not. */
  getReady(init: Call<operations["broker_get_ready"]> = {}): Promise<Readiness> {
    return data(this.#http.GET("/api/v1/broker/ready", init), "GET");
  }

  /**
   * All replays that the caller may drive, by id. One that nobody has driven for seven days is gone with the next
   * start.
   */
  getReplays(init: Call<operations["broker_get_replays"]> = {}): Promise<Replay[]> {
    return data(this.#http.GET("/api/v1/broker/replays", init), "GET");
  }

  /** One replay as it stands. */
  getReplay(init: Call<operations["broker_get_replay"]>): Promise<Replay> {
    return data(this.#http.GET("/api/v1/broker/replays/{replay_id}", init), "GET");
  }

  /** Begin a replay, or go on with it: from now on only this owner's fence is taken. */
  openReplay(init: Call<operations["broker_open_replay"]>): Promise<Replay> {
    return data(this.#http.PUT("/api/v1/broker/replays/{replay_id}", init), "PUT");
  }

  /** Its changes in order, after number `after`. */
  getReplayChanges(init: Call<operations["broker_get_replay_changes"]>): Promise<ReplayChange[]> {
    return data(this.#http.GET("/api/v1/broker/replays/{replay_id}/changes", init), "GET");
  }

  /** Move the clock, end what has expired, and call the margin of an account that has too little left. */
  markReplay(init: Call<operations["broker_mark_replay"]>): Promise<ReplayProgress> {
    return data(this.#http.POST("/api/v1/broker/replays/{replay_id}/marks", init), "POST");
  }

  /** Take an order at a moment of the market. One that breaks a rule of trading is written down as rejected. */
  placeReplayOrder(init: Call<operations["broker_place_replay_order"]>): Promise<ReplayProgress> {
    return data(this.#http.POST("/api/v1/broker/replays/{replay_id}/orders", init), "POST");
  }

  /** End an open order and its legs at a moment of the market; nothing happens where it is over already. */
  cancelReplayOrder(init: Call<operations["broker_cancel_replay_order"]>): Promise<ReplayProgress> {
    return data(this.#http.DELETE("/api/v1/broker/replays/{replay_id}/orders/{order_id}", init), "DELETE");
  }

  /** Show the market to the open orders, and move the clock. Orders fill by the rules of all others. */
  showReplayTicks(init: Call<operations["broker_show_replay_ticks"]>): Promise<ReplayProgress> {
    return data(this.#http.POST("/api/v1/broker/replays/{replay_id}/ticks", init), "POST");
  }

  /** Which release answers. */
  getVersion(init: Call<operations["broker_get_version"]> = {}): Promise<Version> {
    return data(this.#http.GET("/api/v1/broker/version", init), "GET");
  }
}

/** The topics of `/api/v1/broker/ws`. */
export class BrokerSocket {
  readonly #socket: ModuleSocket;

  constructor(socket: ModuleSocket) {
    this.#socket = socket;
  }

  /** Whether the broker can be traded with. The newest value: updates between may be skipped. */
  brokerConnection(options: SubscribeOptions = {}): Promise<Subscription<BrokerConnection>> {
    return this.#socket.subscribe({ name: "broker-connection", delivery: "latest" }, {}, options);
  }

  /** The connection's account after everything that moved its cash. Loses no update. */
  equity(options: SubscribeOptions = {}): Promise<Subscription<Equity>> {
    return this.#socket.subscribe({ name: "equity", delivery: "lossless" }, {}, options);
  }

  /** Every fill of the connection's account. Loses no update. */
  executions(options: SubscribeOptions = {}): Promise<Subscription<Execution>> {
    return this.#socket.subscribe({ name: "executions", delivery: "lossless" }, {}, options);
  }

  /**
   * Every change of the connection's account's orders. The account comes from the handshake, never from a frame. Loses
   * no update.
   */
  orders(options: SubscribeOptions = {}): Promise<Subscription<PlacedOrder>> {
    return this.#socket.subscribe({ name: "orders", delivery: "lossless" }, {}, options);
  }

  /**
   * The unrealised profit and loss, once a second. `accountId` may only repeat the connection's account. The newest
   * value: updates between may be skipped.
   */
  pl(request: Omit<PlSubscribeRequest, "resume"> = {}, options: SubscribeOptions = {}): Promise<Subscription<ProfitAndLoss>> {
    return this.#socket.subscribe({ name: "pl", delivery: "latest" }, request, options);
  }

  /** Every change of the connection's account's positions. Loses no update. */
  positions(options: SubscribeOptions = {}): Promise<Subscription<Position>> {
    return this.#socket.subscribe({ name: "positions", delivery: "lossless" }, {}, options);
  }

  /**
   * Every change of the replay that the handshake names in X-Account. A new reader gets the newest one first. Loses no
   * update.
   */
  replay(options: SubscribeOptions = {}): Promise<Subscription<ReplayChange>> {
    return this.#socket.subscribe({ name: "replay", delivery: "lossless" }, {}, options);
  }

  /** Close the connection and end every subscription. */
  close(): void {
    this.#socket.close();
  }
}
