// Written by `invoke gen -p typescript` from the application's contracts; edits are lost.
import type { Client as Http } from "openapi-fetch";
import { type Call, data } from "../runtime/http.js";
import type { ModuleSocket, SubscribeOptions } from "../runtime/socket.js";
import type { Subscription } from "../runtime/subscription.js";
import type { Health, Instance, PlaceOrderResult, PlacedOrder, Readiness, Version, operations, paths } from "../schema.js";

/** Orders on the simulated market. */
export class Broker {
  /** Live topics. */
  readonly ws: BrokerSocket;
  readonly #http: Http<paths>;

  constructor(http: Http<paths>, socket: ModuleSocket) {
    this.#http = http;
    this.ws = new BrokerSocket(socket);
  }

  /** The process is up. Says nothing about its dependencies. */
  getHealth(init: Call<operations["broker_get_health"]> = {}): Promise<Health> {
    return data(this.#http.GET("/api/v1/broker/health", init), "GET");
  }

  /** Which of several equal processes answers. */
  getInstance(init: Call<operations["broker_get_instance"]> = {}): Promise<Instance> {
    return data(this.#http.GET("/api/v1/broker/instance", init), "GET");
  }

  /** The orders that are not final, oldest first. */
  getOrders(init: Call<operations["broker_get_orders"]> = {}): Promise<PlacedOrder[]> {
    return data(this.#http.GET("/api/v1/broker/orders", init), "GET");
  }

  /** Take a limit order. It rests until it is canceled: fills arrive with the paper matcher, other types as well. */
  placeOrder(init: Call<operations["broker_place_order"]>): Promise<PlaceOrderResult> {
    return data(this.#http.POST("/api/v1/broker/orders", init), "POST");
  }

  /** One order, final or not. */
  getOrder(init: Call<operations["broker_get_order"]>): Promise<PlacedOrder> {
    return data(this.#http.GET("/api/v1/broker/orders/{order_id}", init), "GET");
  }

  /** Cancel an order; the answer is its last state. */
  cancelOrder(init: Call<operations["broker_cancel_order"]>): Promise<PlacedOrder> {
    return data(this.#http.DELETE("/api/v1/broker/orders/{order_id}", init), "DELETE");
  }

  /** Everything this module needs answers; a 503 problem names what does not. */
  getReady(init: Call<operations["broker_get_ready"]> = {}): Promise<Readiness> {
    return data(this.#http.GET("/api/v1/broker/ready", init), "GET");
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

  /**
   * Every change of the connection's account's orders. The account comes from the handshake, never from a frame. Loses
   * no update.
   */
  orders(options: SubscribeOptions = {}): Promise<Subscription<PlacedOrder>> {
    return this.#socket.subscribe({ name: "orders", delivery: "lossless" }, {}, options);
  }

  /** Close the connection and end every subscription. */
  close(): void {
    this.#socket.close();
  }
}
