// Written by `invoke gen -p typescript`, the same for every application; edits are lost.

/** One topic of one connection: what was received of it, told apart from what comes twice, and handed to its readers. */

import { type ResumePoint, UpdatesMissing } from "./errors.js";
import type { Subscription } from "./subscription.js";

/** `latest`: the newest value, gaps are legal. `lossless`: every update, in sequence. */
export type Delivery = "latest" | "lossless";

/** A kind of topic: the first word of its frames, and what it promises. */
export interface Route {
  readonly name: string;
  readonly delivery: Delivery;
}

/** The reply to a subscribe, as far as this client reads it. */
export interface Opening {
  readonly topic: string;
  readonly epoch: string;
  readonly seq: number;
  readonly snapshot: boolean;
}

/** One update of a topic. `ts` is ms since epoch UTC. */
export interface Update<Data> {
  readonly kind: "update";
  readonly topic: string;
  readonly seq: number;
  readonly ts: number;
  readonly payload: Data;
  /** Part of the state that replaces everything received before. */
  readonly snapshot: boolean;
}

/** Forget what was received before: the updates that follow with `snapshot` are the whole state, which may be empty. */
export interface Reset {
  readonly kind: "reset";
  readonly topic: string;
  readonly epoch: string;
}

/** The payload of an update frame. */
export interface UpdatePayload {
  readonly topic: string;
  readonly seq: number;
  readonly ts: number;
  readonly payload: unknown;
}

export class Topic {
  readonly readers = new Set<Subscription<unknown>>();
  /** Set while the server is told that nobody reads any more. */
  leaving: Promise<void> | undefined;

  private epoch = "";
  private seq = -1;
  private opened = -1;
  private opening: "done" | "replay" | "snapshot" = "done";
  private gap = -1;
  private last: Update<unknown> | undefined;

  constructor(
    readonly route: Route,
    readonly text: string,
    readonly request: object,
  ) {}

  /** Where to resume; undefined while a first state is still arriving, so that all of it is asked for again. */
  get position(): ResumePoint | undefined {
    return this.seq < 0 ? undefined : { epoch: this.epoch, seq: this.seq };
  }

  /** Let a reader join. One that comes later gets the last value of a `latest` topic at once. */
  add(reader: Subscription<unknown>, reply: Opening): void {
    reader.opened(reply, this.position);
    this.readers.add(reader);
    if (this.last && this.route.delivery === "latest") {
      reader.deliver({ ...this.last, snapshot: true }, this.position, true);
    }
  }

  /** A reply to a subscribe. What readers already have is told by the position that was sent with it, if any. */
  open(reply: Opening, resumed: ResumePoint | undefined): void {
    const anew = reply.snapshot || (resumed !== undefined && resumed.epoch !== reply.epoch);
    const first = this.epoch === "";
    this.epoch = reply.epoch;
    this.opened = reply.seq;
    this.opening = reply.snapshot ? "snapshot" : "replay";
    this.seq = anew ? -1 : (resumed?.seq ?? -1);
    if (!anew || first) return;
    this.last = undefined;
    this.deliver({ kind: "reset", topic: this.text, epoch: this.epoch }, true);
  }

  /** Everything that the last reply announced is here: an answer to something asked after it has come. */
  settle(): void {
    this.opening = "done";
    this.seq = Math.max(this.seq, this.opened);
    for (const reader of this.readers) reader.reached(this.position);
  }

  /** An update frame. Returns an error when updates of a lossless topic are missing before it; it is then not delivered. */
  accept(update: UpdatePayload): UpdatesMissing | undefined {
    if (update.seq > this.opened && this.opening !== "done") this.settle();
    const { opening } = this;
    const snapshot = opening === "snapshot";
    if (!snapshot) {
      if (update.seq <= this.seq) return undefined;
      if (this.skips(update.seq)) return new UpdatesMissing(this.text, this.seq + 1, update.seq);
      this.seq = update.seq;
    }
    this.last = { kind: "update", ...update, topic: this.text, snapshot };
    this.deliver(this.last, opening !== "done");
    return undefined;
  }

  /** Whether asking again for what is missing was already tried in vain. */
  missedBefore(): boolean {
    const again = this.gap === this.seq;
    this.gap = this.seq;
    return again;
  }

  /** End all readers. */
  end(error?: unknown): void {
    for (const reader of [...this.readers]) reader.end(error);
    this.readers.clear();
  }

  private skips(seq: number): boolean {
    return this.route.delivery === "lossless" && this.seq >= 0 && seq !== this.seq + 1;
  }

  /** What a reader asked for by subscribing, `requested`, does not count as read too slowly. */
  private deliver(event: Update<unknown> | Reset, requested: boolean): void {
    for (const reader of [...this.readers]) reader.deliver(event, this.position, requested);
  }
}
