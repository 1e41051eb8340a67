// Written by `invoke gen -p typescript`, the same for every application; edits are lost.

/** How long to wait before trying again: full jitter, so that many clients of one server do not come back together. */

/** Milliseconds: the bound of the first wait, and the one that doubling stops at. */
export interface Backoff {
  readonly first: number;
  readonly largest: number;
}

export const BACKOFF: Backoff = { first: 250, largest: 10_000 };

/** Between nothing and the bound of this attempt, which is counted from 0. */
export function delay(attempt: number, random: () => number, backoff: Backoff = BACKOFF): number {
  return random() * Math.min(backoff.largest, backoff.first * 2 ** Math.min(attempt, 30));
}

/** Resolve after so many milliseconds, or at once when the signal is aborted. Never rejects. */
export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
  });
}
