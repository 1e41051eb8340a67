// Written by `invoke gen -p typescript` from the application's contracts; edits are lost.
import type { Client as Http } from "openapi-fetch";
import { connect } from "#transport";
import { Core } from "./modules/core.js";
import { Broker } from "./modules/broker.js";
import { Datafeed } from "./modules/datafeed.js";
import { type HttpOptions, http, type KeyHeaders } from "./runtime/http.js";
import { ModuleSocket, type SocketOptions } from "./runtime/socket.js";
import type { paths } from "./schema.js";

/** Operations that may be sent again with the same key, and the header it stands in. */
const KEY_HEADERS: KeyHeaders = {
  "POST /api/v1/broker/accounts/{account_id}/deposit": "Idempotency-Key",
  "POST /api/v1/broker/accounts/{account_id}/halt": "Idempotency-Key",
  "POST /api/v1/broker/accounts/{account_id}/reset": "Idempotency-Key",
  "PUT /api/v1/broker/leverage/set": "Idempotency-Key",
  "POST /api/v1/broker/orders": "Idempotency-Key",
  "DELETE /api/v1/broker/orders": "Idempotency-Key",
  "PUT /api/v1/broker/orders/{order_id}": "Idempotency-Key",
  "DELETE /api/v1/broker/orders/{order_id}": "Idempotency-Key",
  "DELETE /api/v1/broker/positions/{position_id}": "Idempotency-Key",
  "PUT /api/v1/broker/positions/{position_id}/brackets": "Idempotency-Key",
  "POST /api/v1/broker/positions/{position_id}/reverse": "Idempotency-Key",
  "PUT /api/v1/broker/replays/{replay_id}": "Idempotency-Key",
  "POST /api/v1/broker/replays/{replay_id}/marks": "Idempotency-Key",
  "POST /api/v1/broker/replays/{replay_id}/orders": "Idempotency-Key",
  "DELETE /api/v1/broker/replays/{replay_id}/orders/{order_id}": "Idempotency-Key",
  "POST /api/v1/broker/replays/{replay_id}/ticks": "Idempotency-Key",
};

export interface ClientOptions {
  /** Where the server is, such as `http://localhost:8000`; in a browser the page's own origin unless told. */
  readonly baseUrl?: string;
  /** Sent with every request and with the handshake of WebSockets. Browsers leave the latter out. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly http?: HttpOptions;
  readonly ws?: SocketOptions;
}

/** Trading API: a property for each module. */
export class Client {
  /** Every path, for those who want `{ data, error, response }` instead of exceptions. */
  readonly http: Http<paths>;
  readonly core: Core;
  readonly broker: Broker;
  readonly datafeed: Datafeed;

  constructor(options: ClientOptions = {}) {
    const { baseUrl = globalThis.location?.origin, headers = {} } = options;
    if (!baseUrl) throw new TypeError("baseUrl: there is no page whose origin could be used, so name the server");
    const base = baseUrl.replace(/\/+$/, "");
    const ws = { ...options.ws, headers: { ...headers, ...options.ws?.headers } };
    const socket = (path: string) => new ModuleSocket(`${base.replace(/^http/, "ws")}${path}`, connect, ws);
    this.http = http<paths>(base, { ...options.http, headers: { ...headers, ...options.http?.headers } }, KEY_HEADERS);
    this.core = new Core(this.http);
    this.broker = new Broker(this.http, socket("/api/v1/broker/ws"));
    this.datafeed = new Datafeed(this.http, socket("/api/v1/datafeed/ws"));
  }

  /** Close every WebSocket. A program that has subscribed ends only after that. */
  close(): void {
    this.broker.ws.close();
    this.datafeed.ws.close();
  }
}
