// Written by `invoke gen -p typescript`, the same for every application; edits are lost.

/** One WebSocket from open to close: calls matched to replies by id, and a peer that says nothing taken for dead. */

import { AnswerTimeout, type ClientError, FrameRefused, StreamClosed } from "./errors.js";
import type { UpdatePayload } from "./topic.js";

/** What is used of a WebSocket: the browser's own, or one like it. */
export interface Transport {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  /** Cut it without a closing handshake, where the platform can. */
  terminate?(): void;
}

/** Milliseconds: how long replies may take, and after which silence to ask, and to give up. */
export interface Deadlines {
  readonly timeout: number;
  readonly pingAfter: number;
  readonly deadAfter: number;
}

export interface Listener {
  update(payload: UpdatePayload): void;
  /** A frame that answers nothing: an error without an id of ours, or a notice of the server. */
  notice(frame: Frame): void;
  /** Called once, after every waiting call was rejected. */
  ended(ending: StreamClosed): void;
}

export interface Frame {
  readonly type: string;
  readonly id?: string | null;
  readonly payload?: unknown;
}

/** Milliseconds that a closing handshake may take. */
const CLOSE_WITHIN = 1000;

interface Call {
  answer(payload: unknown): void;
  refuse(error: ClientError): void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Wait until the socket is open. Rejects with StreamClosed, or AnswerTimeout after `timeout` milliseconds. */
export function opened(transport: Transport, timeout: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    const settle = (act: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", aborted);
      silence(transport);
      act();
    };
    const fail = (error: ClientError) =>
      settle(() => {
        cut(transport);
        reject(error);
      });
    const aborted = () => fail(new StreamClosed(1000, "closed"));
    const timer = setTimeout(() => fail(new AnswerTimeout(`the connection did not open within ${timeout} ms`)), timeout);
    signal.addEventListener("abort", aborted);
    transport.onopen = () => settle(resolve);
    transport.onerror = (event: { message?: string }) => void (said = event.message ?? "");
    transport.onclose = (event: { code: number; reason: string }) =>
      fail(new StreamClosed(event.code, event.reason || said));
  });
}

export class Connection {
  private readonly calls = new Map<string, Call>();
  private readonly ticker: ReturnType<typeof setInterval>;
  private ids = 0;
  private heard = Date.now();
  private asked: number | undefined;
  private over = false;

  /** @param transport an open WebSocket */
  constructor(
    private readonly transport: Transport,
    private readonly listener: Listener,
    private readonly deadlines: Deadlines,
  ) {
    transport.onmessage = (event: { data: unknown }) => this.received(event.data);
    transport.onclose = (event: { code: number; reason: string }) =>
      this.finish(new StreamClosed(event.code, event.reason));
    transport.onerror = () => undefined; // a close follows
    this.ticker = setInterval(() => this.tick(), Math.max(10, deadlines.pingAfter / 4));
  }

  /**
   * Send a frame and wait for its reply. `answered` runs before any later frame is looked at, and gives the result.
   * Rejects with FrameRefused, with StreamClosed, or with AnswerTimeout, after which the connection is dropped.
   */
  call<T>(type: string, payload: object, answered: (payload: unknown) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.over) return reject(new StreamClosed(1006, "already closed"));
      const id = String(++this.ids);
      const timer = setTimeout(() => this.unanswered(id, type), this.deadlines.timeout);
      const answer = (said: unknown) => {
        try {
          resolve(answered(said));
        } catch (error) {
          reject(error);
        }
      };
      this.calls.set(id, { answer, refuse: reject, timer });
      this.transport.send(JSON.stringify({ type, id, payload }));
    });
  }

  /** Ask for a pong; `answered` runs when it comes, and everything sent before it has been looked at. */
  ping(answered?: () => void): void {
    if (this.over) return;
    const ts = ++this.ids;
    this.asked ??= Date.now();
    if (answered) {
      const timer = setTimeout(() => this.calls.delete(`pong ${ts}`), this.deadlines.timeout);
      this.calls.set(`pong ${ts}`, { answer: answered, refuse: () => undefined, timer });
    }
    this.transport.send(JSON.stringify({ type: "ping", ts }));
  }

  /** End it here and now, whatever the peer does. */
  drop(ending: StreamClosed): void {
    if (this.over) return;
    silence(this.transport);
    if (ending.code === 1000) part(this.transport);
    else cut(this.transport);
    this.finish(ending);
  }

  private received(data: unknown): void {
    this.heard = Date.now();
    this.asked = undefined;
    const frame = parsed(data);
    if (frame === undefined) return this.drop(new StreamClosed(1007, "a frame that is not a JSON object with a type"));
    if (frame.type === "ping") return this.transport.send(JSON.stringify({ ...frame, type: "pong" }));
    if (frame.type.endsWith(".update")) return this.listener.update(frame.payload as UpdatePayload);
    const id = frame.type === "pong" ? `pong ${(frame as { ts?: unknown }).ts}` : frame.id;
    const call = typeof id === "string" ? this.taken(id) : undefined;
    if (!call) return frame.type === "pong" ? undefined : this.listener.notice(frame);
    if (frame.type === "error") call.refuse(refusal(frame));
    else call.answer(frame.payload);
  }

  private taken(id: string): Call | undefined {
    const call = this.calls.get(id);
    this.calls.delete(id);
    clearTimeout(call?.timer);
    return call;
  }

  /** A server that does not answer would leave us in doubt what is subscribed: a new connection has no doubts. */
  private unanswered(id: string, type: string): void {
    this.taken(id)?.refuse(new AnswerTimeout(`${type} was not answered within ${this.deadlines.timeout} ms`));
    this.drop(new StreamClosed(1006, `${type} was not answered`));
  }

  /** Silence alone proves nothing in a browser whose timers are throttled; a question without an answer does. */
  private tick(): void {
    const now = Date.now();
    const { pingAfter, deadAfter } = this.deadlines;
    if (this.asked !== undefined && now - this.asked >= deadAfter - pingAfter) {
      this.drop(new StreamClosed(1006, `nothing was heard for ${now - this.heard} ms`));
    } else if (this.asked === undefined && now - this.heard >= pingAfter) {
      this.ping();
    }
  }

  private finish(ending: StreamClosed): void {
    if (this.over) return;
    this.over = true;
    clearInterval(this.ticker);
    for (const id of [...this.calls.keys()]) this.taken(id)?.refuse(ending);
    this.listener.ended(ending);
  }
}

function parsed(data: unknown): Frame | undefined {
  try {
    const frame: unknown = JSON.parse(String(data));
    return typeof (frame as Frame | null)?.type === "string" ? (frame as Frame) : undefined;
  } catch {
    return undefined;
  }
}

/** The payload of an error frame as an exception. */
export function refusal(frame: Frame): FrameRefused {
  const { code, message } = (frame.payload ?? {}) as { code?: string; message?: string };
  return new FrameRefused(code ?? "unknown", message ?? "refused without a reason");
}

function silence(transport: Transport): void {
  transport.onopen = transport.onmessage = transport.onclose = null;
  transport.onerror = () => undefined;
}

/** What the peer says no longer matters. */
function cut(transport: Transport): void {
  if (transport.terminate) transport.terminate();
  else transport.close();
}

/** Close in order, which a peer that is gone would keep from ending: a program should not wait for that. */
function part(transport: Transport): void {
  transport.close(1000);
  if (!transport.terminate) return;
  const timer = setTimeout(() => transport.terminate?.(), CLOSE_WITHIN);
  transport.onclose = () => clearTimeout(timer);
}
