// Written by `invoke gen -p typescript`, the same for every application; edits are lost.

/** What can go wrong, as classes: everything this client throws on its own account is a ClientError. */

/** The base of all errors of this client. */
export class ClientError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** An error as `application/problem+json` (RFC 9457). `code` is a stable word for programs. */
export interface ProblemDetails {
  readonly type?: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code?: string;
  readonly errors?: readonly { readonly field: string; readonly message: string; readonly code: string }[] | null;
}

/** The server answered with a status of 400 or more. */
export class ApiError extends ClientError {
  // Hidden from console.log, whose rendering of a Response is a screen long.
  readonly #response: Response;

  /** @param body the answer: parsed JSON, or its text where it was none */
  constructor(
    readonly method: string,
    readonly url: string,
    response: Response,
    readonly body: unknown,
  ) {
    super(`${method} ${url}: ${describe(response, body)}`);
    this.#response = response;
  }

  /** With its headers; its body has been read. */
  get response(): Response {
    return this.#response;
  }

  get status(): number {
    return this.#response.status;
  }

  /** The answer as a problem; undefined where something else answered, such as a proxy. */
  get problem(): ProblemDetails | undefined {
    return isProblem(this.body) ? this.body : undefined;
  }

  /** The problem's stable word, such as `order_unknown`. */
  get code(): string | undefined {
    return this.problem?.code;
  }
}

/** No answer: the server cannot be reached, or went away while it was asked. `cause` is what the platform said. */
export class NetworkError extends ClientError {}

/** No answer within the time that was given. */
export class TimedOut extends ClientError {}

/** A frame was refused; the connection stays open. `code` is a stable word for programs. */
export class FrameRefused extends ClientError {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
  }
}

/** The connection ended. `code` is that of its close frame, 1006 where there was none. */
export class ConnectionLost extends ClientError {
  constructor(
    readonly code: number,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`the connection ended with ${code}${reason && `: ${reason}`}`, options);
  }
}

/** Where a reader of a topic stands: it has everything up to and with `seq`. */
export interface ResumePoint {
  readonly epoch: string;
  readonly seq: number;
}

/** A lossless topic was read too slowly. Subscribe again with `{ resume: error.resumeAt }` to go on without a gap. */
export class SlowConsumer extends ClientError {
  constructor(
    readonly topic: string,
    readonly resumeAt: ResumePoint | undefined,
  ) {
    super(`${topic}: more updates waited than the queue may hold`);
  }
}

/** The server skipped updates of a lossless topic, and did so again when it was asked for them. */
export class UpdatesMissing extends ClientError {
  constructor(
    readonly topic: string,
    readonly expected: number,
    readonly received: number,
  ) {
    super(`${topic}: update ${expected} was expected and ${received} came`);
  }
}

function describe(response: Response, body: unknown): string {
  const said = isProblem(body) ? (body.detail ?? body.title) : typeof body === "string" ? body.slice(0, 200) : "";
  return `${response.status} ${said || response.statusText}`.trimEnd();
}

function isProblem(body: unknown): body is ProblemDetails {
  return typeof body === "object" && body !== null && "title" in body && "status" in body;
}
