/** REST over openapi-fetch: one deadline per attempt, retries where sending again is safe, and answers from 400 on thrown. */

import createClient, { type Client, type FetchOptions, type Middleware } from "openapi-fetch";
import { delay, wait } from "./backoff.js";
import { AnswerTimeout, ConnectionFailed, errorClass } from "./errors.js";

export interface HttpOptions {
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds that one attempt may take; 10 000 unless told. */
  readonly timeout?: number;
  /** How often a request that may be sent again is sent again; 2 unless told. */
  readonly retries?: number;
  /** The platform's unless told. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** For tests: numbers from 0 to 1. */
  readonly random?: () => number;
}

/** The header that makes an operation safe to send again, by `POST /its/{path}`. */
export type KeyHeaders = Readonly<Record<string, string>>;

/** What an operation takes: `params` (path, query, header), `body`, `signal` and what else openapi-fetch knows. */
export type Call<Operation> = FetchOptions<Operation>;

interface Answer<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** Reading changes nothing, so it may be done again. */
const SAFE: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
/** The server, or the proxy before it, could not answer just now. */
const PASSING: ReadonlySet<number> = new Set([429, 502, 503, 504]);
/** Milliseconds: no server's `Retry-After` is waited for longer. */
const LONGEST_WAIT = 10_000;
/** A request that bears it is done once, however often it is sent. */
const IDEMPOTENCY_KEY = "idempotency-key";

/** A client of all paths. Its methods answer `{ data, error, response }` and throw only where there is no answer. */
export function http<Paths extends object>(baseUrl: string, options: HttpOptions, keys: KeyHeaders): Client<Paths> {
  const client = createClient<Paths>({
    baseUrl,
    ...(options.headers && { headers: options.headers }),
    fetch: (request) => send(request, options),
  });
  client.use(keyed(keys));
  return client;
}

/** The data of an answer. Throws the ApiError of its status when it is none. */
export async function data<Data>(answer: Promise<Answer<Data>>, method: string): Promise<Data> {
  const { data: found, error, response } = await answer;
  if (!response.ok) throw new (errorClass(response.status))(method, response.url, response, error);
  return found as Data;
}

/** Writes get a key of their own unless the caller gave one: sent again with the same key, they are done once. */
function keyed(keys: KeyHeaders): Middleware {
  return {
    onRequest({ request, schemaPath }) {
      const header = keys[`${request.method} ${schemaPath}`];
      if (!header) return undefined;
      if (!request.headers.has(header)) request.headers.set(header, crypto.randomUUID());
      return request;
    },
  };
}

/** Send it, again if that is safe and may help. The last answer is returned, whatever it says. */
async function send(request: Request, options: HttpOptions): Promise<Response> {
  const repeatable = SAFE.has(request.method) || request.headers.has(IDEMPOTENCY_KEY);
  const retries = repeatable ? (options.retries ?? 2) : 0;
  for (let attempt = 0; ; attempt++) {
    const answer = await attempted(request, options);
    const passing = answer instanceof Response ? PASSING.has(answer.status) : true;
    if (passing && attempt < retries) await wait(pause(answer, attempt, options), request.signal);
    else if (answer instanceof Response) return answer;
    else throw answer;
    request.signal.throwIfAborted();
  }
}

/** One attempt: an answer, or the error that there was none. What the caller aborted is thrown. */
async function attempted(request: Request, options: HttpOptions): Promise<Response | ConnectionFailed> {
  const { timeout = 10_000, fetch = globalThis.fetch } = options;
  const deadline = AbortSignal.timeout(timeout);
  try {
    return await fetch(new Request(request.clone(), { signal: AbortSignal.any([request.signal, deadline]) }));
  } catch (error) {
    request.signal.throwIfAborted();
    const what = `${request.method} ${request.url}`;
    if (deadline.aborted) return new AnswerTimeout(`${what}: no answer within ${timeout} ms`, { cause: error });
    return new ConnectionFailed(`${what}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

function pause(answer: Response | Error, attempt: number, options: HttpOptions): number {
  const asked = answer instanceof Response ? Number(answer.headers.get("retry-after")) * 1000 : 0;
  return asked > 0 ? Math.min(asked, LONGEST_WAIT) : delay(attempt, options.random ?? Math.random);
}

/** Items of every page: the page after it is asked for with what `next` held, until that is empty. */
export async function* pages<Item, Init extends object>(
  read: (init: Init) => Promise<object>,
  init: Init,
  cursor: string,
  items: string,
  next: string,
): AsyncGenerator<Item, void> {
  let asked = init as Init & { params?: { query?: object } };
  for (;;) {
    const page = (await read(asked)) as Record<string, unknown>;
    yield* page[items] as Item[];
    if (!page[next]) return;
    const query = { ...asked.params?.query, [cursor]: page[next] };
    asked = { ...asked, params: { ...asked.params, query } };
  }
}
