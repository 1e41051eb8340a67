// Written by `invoke gen -p typescript`, the same for every application; edits are lost.

/** One reader of a topic, as an async iterator. It survives reconnects; it ends when it is left, closed or refused. */

import { type ResumePoint, SlowConsumer } from "./errors.js";
import { Queue } from "./queue.js";
import type { Delivery, Opening, Reset, Update } from "./topic.js";

/** What `events` yields. */
export type TopicEvent<Data> = Update<Data> | Reset;

/**
 * `for await (const update of subscription)`; leaving the loop unsubscribes.
 *
 * Updates wait in a queue of bounded length. When it is full, a `latest` topic drops the oldest and counts it in `dropped`;
 * a `lossless` one ends: what waits is still read, then the loop throws SlowConsumer, which knows where to resume. The first
 * state and what is replayed after a reconnect do not count: the server sends them at the pace of this connection.
 */
export class Subscription<Data> implements AsyncIterableIterator<Update<Data>, undefined> {
  private readonly queue: Queue<TopicEvent<unknown>>;
  private last: ResumePoint | undefined;
  private left: Promise<void> | undefined;
  private replied: Opening | undefined;

  /** @internal */
  constructor(
    private readonly delivery: Delivery,
    limit: number,
    private readonly leave: (reader: Subscription<unknown>) => Promise<void>,
  ) {
    this.queue = new Queue(limit, delivery === "latest" ? "drop-oldest" : "refuse");
  }

  /** The topic as the server names it. */
  get topic(): string {
    return this.replied?.topic ?? "";
  }

  /** Whether the whole state comes first, marked as `snapshot`; else updates go on from the position that was given. */
  get snapshot(): boolean {
    return this.replied?.snapshot ?? false;
  }

  /** How many updates were dropped because they were read too slowly. */
  get dropped(): number {
    return this.queue.dropped;
  }

  /** How many updates wait to be read. */
  get waiting(): number {
    return this.queue.size;
  }

  /** Where this reader stands once it has read what waits: for `resume` of a later subscribe. */
  get position(): ResumePoint | undefined {
    return this.last;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next update; rejects once with what ended the subscription. */
  async next(): Promise<IteratorResult<Update<Data>, undefined>> {
    for (;;) {
      const { value, done } = await this.queue.take();
      if (done) return { value: undefined, done: true };
      if (value.kind === "update") return { value: value as Update<Data>, done: false };
    }
  }

  /** Called when a loop is left. */
  async return(): Promise<IteratorReturnResult<undefined>> {
    await this.unsubscribe();
    return { value: undefined, done: true };
  }

  /** Updates and resets, for readers that keep a state: a reset says to forget it, even when nothing follows. */
  async *events(): AsyncGenerator<TopicEvent<Data>, undefined> {
    try {
      for (;;) {
        const { value, done } = await this.queue.take();
        if (done) return undefined;
        yield value as TopicEvent<Data>;
      }
    } finally {
      await this.unsubscribe();
    }
  }

  /** Stop: nothing more is read. The server stops sending when no other reader has the topic. Never rejects. */
  unsubscribe(): Promise<void> {
    this.queue.discard();
    this.left ??= this.leave(this);
    return this.left;
  }

  /** @internal */
  opened(reply: Opening, position: ResumePoint | undefined): void {
    this.replied = reply;
    this.last = position;
  }

  /** @internal */
  reached(position: ResumePoint | undefined): void {
    this.last = position;
  }

  /** @internal */
  deliver(event: TopicEvent<unknown>, position: ResumePoint | undefined, requested: boolean): void {
    if (this.queue.push(event, !requested)) {
      this.last = position;
    } else if (this.delivery === "lossless") {
      this.end(new SlowConsumer(this.topic, this.last));
      this.left ??= this.leave(this);
    }
  }

  /** @internal */
  end(error?: unknown): void {
    this.queue.end(error);
  }
}
