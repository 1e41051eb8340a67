// Written by `invoke gen -p typescript` from the application's contracts; edits are lost.
import type { Client as Http } from "openapi-fetch";
import { type Call, data } from "../runtime/http.js";
import type { ModuleSocket, SubscribeOptions } from "../runtime/socket.js";
import type { Subscription } from "../runtime/subscription.js";
import type { Bar, BarsPage, BarsSubscribeRequest, DatafeedConfiguration, Health, Instance, QuoteFailed, QuoteOk, Quotes, QuotesSubscribeRequest, Readiness, SearchSymbolResultItem, SymbolInfo, Version, operations, paths } from "../schema.js";

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

  /** The process is up. Says nothing about its dependencies. */
  getHealth(init: Call<operations["datafeed_get_health"]> = {}): Promise<Health> {
    return data(this.#http.GET("/api/v1/datafeed/health", init), "GET");
  }

  /** Which of several equal processes answers. */
  getInstance(init: Call<operations["datafeed_get_instance"]> = {}): Promise<Instance> {
    return data(this.#http.GET("/api/v1/datafeed/instance", init), "GET");
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
