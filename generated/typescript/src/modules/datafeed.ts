// Written by `invoke gen -p typescript` from the application's contracts; edits are lost.
import type { Client as Http } from "openapi-fetch";
import { type Call, data } from "../runtime/http.js";
import type { ModuleSocket, SubscribeOptions } from "../runtime/socket.js";
import type { Subscription } from "../runtime/subscription.js";
import type { Bar, BarsPage, BarsSubscribeRequest, Connections, DatafeedConfiguration, Depth, DepthSubscribeRequest, Health, Instance, Mark, OptionChain, QuoteFailed, QuoteOk, Quotes, QuotesSubscribeRequest, Readiness, SearchSymbolResultItem, SymbolInfo, TimescaleMark, UdfConfiguration, UdfError, UdfHistory, UdfMarks, UdfNoData, UdfQuotes, UdfSearchItem, UdfSymbols, Version, operations, paths } from "../schema.js";

/** Bars, quotes and symbols of the simulated market. */
export class Datafeed {
  /** Live topics. */
  readonly ws: DatafeedSocket;
  readonly #http: Http<paths>;

  constructor(http: Http<paths>, socket: ModuleSocket) {
    this.#http = http;
    this.ws = new DatafeedSocket(socket);
  }

  /** Bars that begin in [from_time, to_time), at most 5000 and the newest of them; count_back outranks from_time. */
  getBars(init: Call<operations["datafeed_get_bars"]>): Promise<BarsPage> {
    return data(this.#http.GET("/api/v1/datafeed/bars", init), "GET");
  }

  /** What charts may ask. */
  getConfig(init: Call<operations["datafeed_get_config"]> = {}): Promise<DatafeedConfiguration> {
    return data(this.#http.GET("/api/v1/datafeed/config", init), "GET");
  }

  /** The WebSockets of this module in the process that answers, and the topics they keep alive. */
  getConnections(init: Call<operations["datafeed_get_connections"]> = {}): Promise<Connections> {
    return data(this.#http.GET("/api/v1/datafeed/connections", init), "GET");
  }

  /** The process is up. Says nothing about its dependencies. */
  getHealth(init: Call<operations["datafeed_get_health"]> = {}): Promise<Health> {
    return data(this.#http.GET("/api/v1/datafeed/health", init), "GET");
  }

  /** Which of several equal processes answers. */
  getInstance(init: Call<operations["datafeed_get_instance"]> = {}): Promise<Instance> {
    return data(this.#http.GET("/api/v1/datafeed/instance", init), "GET");
  }

  /** Days that moved much more than those before them, on the bars of that resolution. */
  getMarks(init: Call<operations["datafeed_get_marks"]>): Promise<Mark[]> {
    return data(this.#http.GET("/api/v1/datafeed/marks", init), "GET");
  }

  /** The options on an index with their quotes, implied volatilities and greeks. */
  getOptionChain(init: Call<operations["datafeed_get_option_chain"]>): Promise<OptionChain> {
    return data(this.#http.GET("/api/v1/datafeed/options/{underlying}", init), "GET");
  }

  /** Quotes of several symbols. */
  getQuotes(init: Call<operations["datafeed_get_quotes"]>): Promise<(QuoteOk | QuoteFailed)[]> {
    return data(this.#http.GET("/api/v1/datafeed/quotes", init), "GET");
  }

  /** Quotes of several symbols, as a body. */
  postQuotes(init: Call<operations["datafeed_post_quotes"]>): Promise<(QuoteOk | QuoteFailed)[]> {
    return data(this.#http.POST("/api/v1/datafeed/quotes", init), "POST");
  }

  /** Everything this module needs answers; a 503 problem names what does not. */
  getReady(init: Call<operations["datafeed_get_ready"]> = {}): Promise<Readiness> {
    return data(this.#http.GET("/api/v1/datafeed/ready", init), "GET");
  }

  /** All about one symbol. */
  resolveSymbol(init: Call<operations["datafeed_resolve_symbol"]>): Promise<SymbolInfo> {
    return data(this.#http.GET("/api/v1/datafeed/resolve/{symbol}", init), "GET");
  }

  /** Symbols whose name or description holds the text. */
  searchSymbols(init: Call<operations["datafeed_search_symbols"]> = {}): Promise<SearchSymbolResultItem[]> {
    return data(this.#http.GET("/api/v1/datafeed/search", init), "GET");
  }

  /** Sessions of unusual hours, whatever the resolution. */
  getTimescaleMarks(init: Call<operations["datafeed_get_timescale_marks"]>): Promise<TimescaleMark[]> {
    return data(this.#http.GET("/api/v1/datafeed/timescale_marks", init), "GET");
  }

  /** What charts may ask. */
  udfConfig(init: Call<operations["datafeed_udf_config"]> = {}): Promise<UdfConfiguration> {
    return data(this.#http.GET("/api/v1/datafeed/udf/config", init), "GET");
  }

  /** Bars that begin in [from, to); countback outranks from. */
  udfHistory(init: Call<operations["datafeed_udf_history"]>): Promise<UdfHistory | UdfNoData | UdfError> {
    return data(this.#http.GET("/api/v1/datafeed/udf/history", init), "GET");
  }

  /** Marks on bars, in columns. */
  udfMarks(init: Call<operations["datafeed_udf_marks"]>): Promise<UdfMarks | UdfError> {
    return data(this.#http.GET("/api/v1/datafeed/udf/marks", init), "GET");
  }

  /** Quotes of several symbols. */
  udfQuotes(init: Call<operations["datafeed_udf_quotes"]>): Promise<UdfQuotes> {
    return data(this.#http.GET("/api/v1/datafeed/udf/quotes", init), "GET");
  }

  /** Symbols whose name or description holds the text. */
  udfSearch(init: Call<operations["datafeed_udf_search"]> = {}): Promise<UdfSearchItem[]> {
    return data(this.#http.GET("/api/v1/datafeed/udf/search", init), "GET");
  }

  /** All symbols of an exchange, in columns; of every exchange without a group. */
  udfSymbolInfo(init: Call<operations["datafeed_udf_symbol_info"]> = {}): Promise<UdfSymbols> {
    return data(this.#http.GET("/api/v1/datafeed/udf/symbol_info", init), "GET");
  }

  /** All about one symbol. */
  udfSymbols(init: Call<operations["datafeed_udf_symbols"]>): Promise<SymbolInfo | UdfError> {
    return data(this.#http.GET("/api/v1/datafeed/udf/symbols", init), "GET");
  }

  /** The server's clock in seconds since the epoch, as text. */
  udfTime(init: Call<operations["datafeed_udf_time"]> = {}): Promise<string> {
    return data(this.#http.GET("/api/v1/datafeed/udf/time", { ...init, parseAs: "text" }), "GET");
  }

  /** Marks on the time scale, as rows: here UDF has no columns. */
  udfTimescaleMarks(init: Call<operations["datafeed_udf_timescale_marks"]>): Promise<TimescaleMark[] | UdfError> {
    return data(this.#http.GET("/api/v1/datafeed/udf/timescale_marks", init), "GET");
  }

  /** Which release answers. */
  getVersion(init: Call<operations["datafeed_get_version"]> = {}): Promise<Version> {
    return data(this.#http.GET("/api/v1/datafeed/version", init), "GET");
  }
}

/** The topics of `/api/v1/datafeed/ws`. */
export class DatafeedSocket {
  readonly #socket: ModuleSocket;

  constructor(socket: ModuleSocket) {
    this.#socket = socket;
  }

  /** Live bars of one symbol and resolution. The newest value: updates between may be skipped. */
  bars(request: Omit<BarsSubscribeRequest, "resume">, options: SubscribeOptions = {}): Promise<Subscription<Bar>> {
    return this.#socket.subscribe({ name: "bars", delivery: "latest" }, request, options);
  }

  /** The live order book of one symbol. The newest value: updates between may be skipped. */
  depth(request: Omit<DepthSubscribeRequest, "resume">, options: SubscribeOptions = {}): Promise<Subscription<Depth>> {
    return this.#socket.subscribe({ name: "depth", delivery: "latest" }, request, options);
  }

  /**
   * Live quotes of a watchlist. Order and repetition do not matter. The newest value: updates between may be skipped.
   */
  quotes(request: Omit<QuotesSubscribeRequest, "resume"> = {}, options: SubscribeOptions = {}): Promise<Subscription<Quotes>> {
    return this.#socket.subscribe({ name: "quotes", delivery: "latest" }, request, options);
  }

  /** Close the connection and end every subscription. */
  close(): void {
    this.#socket.close();
  }
}
