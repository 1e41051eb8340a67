/** A line to one address: a connection as long as somebody needs one, and a new one whenever it ends. */

import { BACKOFF, type Backoff, delay, wait } from "./backoff.js";
import { Connection, type Deadlines, type Frame, opened, refusal, type Transport } from "./connection.js";
import { AnswerTimeout, type ClientError, type FrameRefused, StreamClosed } from "./errors.js";
import type { UpdatePayload } from "./topic.js";

/** `waiting`: for the next attempt, after the failure that comes with it. */
export type State = "connecting" | "open" | "waiting" | "closed";

export type Connect = (url: string, headers: Readonly<Record<string, string>>) => Transport;

/** Times are in milliseconds. */
export interface LineOptions extends Partial<Deadlines> {
  /** Sent with the handshake. Browsers cannot do that: there only cookies identify a user. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly backoff?: Backoff;
  /** Told of every change; the failure is that of the connection or attempt before. */
  readonly onState?: (state: State, failure?: ClientError) => void;
  /** Told of frames that answer nothing: notices of the server, and errors that name no frame of ours. */
  readonly onNotice?: (notice: Frame | FrameRefused) => void;
  /** Makes a WebSocket; the platform's unless told. */
  readonly connect?: Connect;
  /** For tests: numbers from 0 to 1. */
  readonly random?: () => number;
}

/** Whoever uses the line. */
export interface Subscriber {
  /** Whether a connection is needed, whoever else waits for one. */
  needed(): boolean;
  /** A connection is there; what is sent now goes before anything else. */
  began(connection: Connection): void;
  update(payload: UpdatePayload): void;
  /** There will be no other connection: the server does not want this client. */
  refused(ending: StreamClosed): void;
}

interface Waiter {
  resolve(connection: Connection): void;
  reject(error: ClientError): void;
}

/** Closed for something that trying again does not change: the server does not want this client, or its topics. */
const FINAL: ReadonlySet<number> = new Set([1002, 1003, 1007, 1008, 1009, 4001, 4009]);
/** The server restarts, or this connection has reached its age: another one is ready to take over. */
const AT_ONCE: ReadonlySet<number> = new Set([1001, 1012]);
/** A server that closes each connection at once is not asked more often than this. */
const AT_ONCE_AGAIN = 1000;

const DEADLINES: Deadlines = { timeout: 10_000, pingAfter: 15_000, deadAfter: 30_000 };

export class Line {
  private readonly deadlines: Deadlines;
  private readonly waiters = new Set<Waiter>();
  private readonly closing = new AbortController();
  private current: Connection | undefined;
  private running = false;
  private failures = 0;
  private failure: ClientError | undefined;
  private hurried = Number.NEGATIVE_INFINITY;

  constructor(
    readonly url: string,
    private readonly connect: Connect,
    private readonly options: LineOptions,
    private readonly subscriber: Subscriber,
  ) {
    const { timeout, pingAfter, deadAfter } = { ...DEADLINES, ...options };
    this.deadlines = { timeout, pingAfter, deadAfter };
  }

  /** The connection there is at this moment. */
  get connection(): Connection | undefined {
    return this.current;
  }

  /**
   * Ask over the connection there is, or the next one, and over another when it ends first. Rejects as the asking does, with
   * AnswerTimeout when there is no connection in time, and with StreamClosed when none will come.
   */
  async through<T>(ask: (connection: Connection) => Promise<T>): Promise<T> {
    const until = Date.now() + this.deadlines.timeout;
    for (;;) {
      const connection = await this.connected(until - Date.now());
      try {
        return await ask(connection);
      } catch (error) {
        if (!(error instanceof StreamClosed) || FINAL.has(error.code)) throw error;
      }
    }
  }

  private connected(within: number): Promise<Connection> {
    if (this.closing.signal.aborted) return Promise.reject(new StreamClosed(1000, "closed"));
    if (this.current) return Promise.resolve(this.current);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => waiter.reject(this.late()), within);
      const settle = () => {
        clearTimeout(timer);
        this.waiters.delete(waiter);
      };
      const waiter: Waiter = {
        resolve: (connection) => (settle(), resolve(connection)),
        reject: (error) => (settle(), reject(error)),
      };
      this.waiters.add(waiter);
      if (!this.running) void this.run();
    });
  }

  /** The server has shown that it works: the next wait is a short one again. */
  proven(): void {
    this.failures = 0;
  }

  /** Hang up. The next who needs a connection gets a new one. */
  hangUp(): void {
    this.current?.drop(new StreamClosed(1000, "closed"));
  }

  /** Hang up for good. */
  close(): void {
    if (this.closing.signal.aborted) return;
    this.closing.abort();
    this.dismiss(new StreamClosed(1000, "closed"));
    this.hangUp();
    this.options.onState?.("closed");
  }

  private late(): AnswerTimeout {
    const message = `${this.url}: no connection within ${this.deadlines.timeout} ms`;
    return new AnswerTimeout(this.failure ? `${message}: ${this.failure.message}` : message, { cause: this.failure });
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.needed()) {
      const ending = await this.live();
      if (!this.needed()) break;
      if (ending instanceof StreamClosed && FINAL.has(ending.code)) {
        this.refuse(ending); // those who were refused may not have heard of it yet, and still seem to need a connection
        break;
      }
      await this.pause(ending);
    }
    this.running = false;
  }

  private needed(): boolean {
    return !this.closing.signal.aborted && (this.waiters.size > 0 || this.subscriber.needed());
  }

  /** One connection, from the attempt to its end. */
  private async live(): Promise<ClientError> {
    this.options.onState?.("connecting");
    try {
      const transport = (this.options.connect ?? this.connect)(this.url, this.options.headers ?? {});
      await opened(transport, this.deadlines.timeout, this.closing.signal);
      return await new Promise((resolve) => this.begin(transport, resolve));
    } catch (error) {
      return error as ClientError;
    }
  }

  private begin(transport: Transport, ended: (ending: StreamClosed) => void): void {
    const listener = {
      update: (payload: UpdatePayload) => this.subscriber.update(payload),
      notice: (frame: Frame) => this.options.onNotice?.(frame.type === "error" ? refusal(frame) : frame),
      ended: (ending: StreamClosed) => {
        this.current = undefined;
        ended(ending);
      },
    };
    const connection = new Connection(transport, listener, this.deadlines);
    this.current = connection;
    this.options.onState?.("open");
    this.subscriber.began(connection);
    for (const waiter of [...this.waiters]) waiter.resolve(connection);
  }

  private async pause(ending: ClientError): Promise<void> {
    this.failure = ending;
    this.options.onState?.("waiting", ending);
    const now = Date.now();
    if (ending instanceof StreamClosed && AT_ONCE.has(ending.code) && now - this.hurried >= AT_ONCE_AGAIN) {
      this.hurried = now;
      return;
    }
    const { random = Math.random, backoff = BACKOFF } = this.options;
    await wait(delay(this.failures++, random, backoff), this.closing.signal);
  }

  private refuse(ending: StreamClosed): void {
    this.dismiss(ending);
    this.subscriber.refused(ending);
  }

  private dismiss(reason: ClientError): void {
    for (const waiter of [...this.waiters]) waiter.reject(reason);
  }
}
