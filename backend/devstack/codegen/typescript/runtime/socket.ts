/** A module's WebSocket as its users see it: subscriptions that outlive connections. Opened by the first, closed by `close`. */

import type { Connection } from "./connection.js";
import { type ClientError, FrameRefused, type ResumePoint, StreamClosed } from "./errors.js";
import { type Connect, Line, type LineOptions } from "./line.js";
import { Subscription } from "./subscription.js";
import { type Opening, type Route, Topic, type UpdatePayload } from "./topic.js";

export interface SocketOptions extends LineOptions {
  /** How many updates may wait for one reader; 1000 unless told. */
  readonly queue?: number;
}

export interface SubscribeOptions {
  /** Go on after this update instead of beginning anew. */
  readonly resume?: ResumePoint;
  /** Ends the waiting, and the subscription. */
  readonly signal?: AbortSignal;
  /** How many updates may wait for this reader. */
  readonly queue?: number;
}

/** One subscribe frame, and the readers that wait for its reply. `elsewhere`: it came, and they need a line of their own. */
interface Joining {
  readonly route: Route;
  readonly request: object;
  readonly resume: ResumePoint | undefined;
  readonly readers: Set<Subscription<unknown>>;
  reply: Promise<void>;
  elsewhere: boolean;
}

export class ModuleSocket {
  private readonly topics = new Map<string, Topic>();
  private readonly joining = new Map<string, Joining>();
  private readonly line: Line;
  /** For readers of a topic that is open here, but who need their own beginning of it. */
  private second: ModuleSocket | undefined;

  /** @param lingers whether a connection is kept when nothing is subscribed */
  constructor(
    readonly url: string,
    private readonly connect: Connect,
    private readonly options: SocketOptions = {},
    private readonly lingers = true,
  ) {
    this.line = new Line(url, connect, options, {
      needed: () => this.topics.size + this.joining.size > 0,
      began: (connection) => this.began(connection),
      update: (payload) => this.update(payload),
      refused: (ending) => this.end(ending),
    });
  }

  /** Close the connection and end every subscription. Waiting subscribes are rejected. */
  close(): void {
    this.second?.close();
    this.line.close();
    this.end();
  }

  /**
   * Asks again when the connection ends before the reply, as while a server restarts. Rejects with FrameRefused when the
   * server refuses it, StreamClosed when the server wants no such client, and AnswerTimeout when there is no connection, or
   * no reply, in time.
   */
  async subscribe<Data>(
    route: Route,
    request: object,
    options: SubscribeOptions = {},
  ): Promise<Subscription<Data>> {
    const { signal } = options;
    signal?.throwIfAborted();
    const limit = options.queue ?? this.options.queue ?? 1000;
    const reader = new Subscription<Data>(route.delivery, limit, (leaver) => this.leave(route, leaver));
    const join = this.join(route, request, options.resume);
    join.readers.add(reader);
    try {
      await raced(join.reply, signal);
    } catch (error) {
      join.readers.delete(reader);
      throw error;
    }
    if (join.elsewhere) return this.another().subscribe(route, request, options);
    signal?.addEventListener("abort", () => void reader.unsubscribe(), { once: true });
    return reader;
  }

  private another(): ModuleSocket {
    this.second ??= new ModuleSocket(this.url, this.connect, this.options, false);
    return this.second;
  }

  /** Ask for a topic, once for all who ask for the same before the reply is here: each gets the first state. */
  private join(route: Route, request: object, resume: ResumePoint | undefined): Joining {
    const key = JSON.stringify([route.name, request, resume]);
    const asked = this.joining.get(key);
    if (asked) return asked;
    const join: Joining = { route, request, resume, readers: new Set(), reply: Promise.resolve(), elsewhere: false };
    this.joining.set(key, join);
    join.reply = this.ask(join).finally(() => this.joining.delete(key));
    return join;
  }

  private ask(join: Joining): Promise<void> {
    const payload = join.resume ? { ...join.request, resume: join.resume } : join.request;
    return this.line.through((connection) =>
      connection.call(`${join.route.name}.subscribe`, payload, (reply) =>
        this.joined(connection, join, reply as Opening),
      ),
    );
  }

  /** Runs before any update that follows the reply is looked at. */
  private joined(connection: Connection, join: Joining, reply: Opening): void {
    const known = this.topics.get(reply.topic);
    // The server sends a connection its first state once. A reader of a `latest` topic does without: it gets the last value.
    join.elsewhere = known !== undefined && (join.route.delivery === "lossless" || join.resume !== undefined);
    if (join.elsewhere) return;
    const topic = known ?? new Topic(join.route, reply.topic, join.request);
    this.topics.set(reply.topic, topic);
    for (const reader of join.readers) topic.add(reader, reply);
    if (!known) this.open(connection, topic, reply, join.resume);
    if (join.readers.size === 0) void this.release(topic);
  }

  /** The pong to this ping comes after everything that the reply announced. */
  private open(connection: Connection, topic: Topic, reply: Opening, resumed: ResumePoint | undefined): void {
    this.line.proven();
    topic.open(reply, resumed);
    connection.ping(() => topic.settle());
  }

  /** A reader goes; with the last one goes the topic. */
  private async leave(route: Route, reader: Subscription<unknown>): Promise<void> {
    for (const topic of [...this.topics.values()]) {
      if (topic.route.name === route.name && topic.readers.delete(reader)) await this.release(topic);
    }
  }

  /**
   * Unsubscribe if nobody reads. Those who are joining may be joining this very topic: only their reply will tell. Without a
   * connection they begin anew in any case.
   */
  private async release(topic: Topic): Promise<void> {
    for (let joins = this.joins(topic.route); this.line.connection && joins.length > 0; joins = this.joins(topic.route)) {
      await Promise.allSettled(joins);
    }
    if (topic.readers.size > 0) return;
    topic.leaving ??= this.unsubscribed(topic);
    await topic.leaving;
  }

  private joins(route: Route): Promise<void>[] {
    return [...this.joining.values()].filter((join) => join.route.name === route.name).map((join) => join.reply);
  }

  private async unsubscribed(topic: Topic): Promise<void> {
    if (this.topics.get(topic.text) === topic) this.topics.delete(topic.text);
    try {
      await this.line.connection?.call(`${topic.route.name}.unsubscribe`, { topic: topic.text }, () => undefined);
    } catch {
      // Without a connection there is no subscription either.
    }
    if (!this.lingers && this.topics.size + this.joining.size === 0) this.line.hangUp();
  }

  private began(connection: Connection): void {
    for (const topic of this.topics.values()) void this.resume(connection, topic);
  }

  private async resume(connection: Connection, topic: Topic): Promise<void> {
    const position = topic.position;
    const payload = position ? { ...topic.request, resume: position } : topic.request;
    try {
      await connection.call(`${topic.route.name}.subscribe`, payload, (reply) =>
        this.open(connection, topic, reply as Opening, position),
      );
    } catch (error) {
      if (error instanceof FrameRefused) this.forget(topic, error);
    }
  }

  private update(payload: UpdatePayload): void {
    const topic = this.topics.get(payload.topic);
    const missing = topic?.accept(payload);
    if (!topic || !missing) return;
    if (topic.missedBefore()) this.forget(topic, missing);
    else this.line.connection?.drop(new StreamClosed(1006, missing.message));
  }

  /** The server does not have the topic, or not all of it. */
  private forget(topic: Topic, error: ClientError): void {
    topic.end(error);
    void this.release(topic);
  }

  private end(error?: ClientError): void {
    const topics = [...this.topics.values()];
    this.topics.clear();
    for (const topic of topics) topic.end(error);
  }
}

/** The promise, unless the signal is aborted first. */
function raced(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const aborted = () => reject(signal.reason);
    signal.addEventListener("abort", aborted, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", aborted));
  });
}
