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

  /** What the problem says to a person. */
  get detail(): string | undefined {
    return this.problem?.detail;
  }
}

/** 400: the request cannot be understood. */
export class BadRequest extends ApiError {}

/** 401: the server does not know who asks. */
export class Unauthorized extends ApiError {}

/** 403: who asks may not. */
export class Forbidden extends ApiError {}

/** 404: there is no such thing. */
export class NotFound extends ApiError {}

/** 409: it does not fit the state things are in. */
export class Conflict extends ApiError {}

/** 412: it was changed by somebody else meanwhile. */
export class PreconditionFailed extends ApiError {}

/** 422: a value is not what it should be. */
export class Unprocessable extends ApiError {}

/** 429: ask less often. */
export class TooManyRequests extends ApiError {}

/** 5xx: the server failed. */
export class ServerError extends ApiError {}

const BY_STATUS: Readonly<Record<number, typeof ApiError>> = {
  400: BadRequest,
  401: Unauthorized,
  403: Forbidden,
  404: NotFound,
  409: Conflict,
  412: PreconditionFailed,
  422: Unprocessable,
  429: TooManyRequests,
};

/** The class of a status. */
export function errorClass(status: number): typeof ApiError {
  return status >= 500 ? ServerError : (BY_STATUS[status] ?? ApiError);
}

/**
 * There was no answer: nobody listens, or the line broke while it was asked. A write may or may not have been done.
 * `cause` is what the platform said.
 */
export class ConnectionFailed extends ClientError {}

/** The answer did not come in time. */
export class AnswerTimeout extends ConnectionFailed {}

/** Something is wrong with a WebSocket or one of its subscriptions. */
export class StreamError extends ClientError {}

/** A frame was refused; the connection stays open. `code` is a stable word for programs. */
export class FrameRefused extends StreamError {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
  }
}

/** The WebSocket was closed. `code` is that of its close frame, 1006 where there was none. */
export class StreamClosed extends StreamError {
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
export class SlowConsumer extends StreamError {
  constructor(
    readonly topic: string,
    readonly resumeAt: ResumePoint | undefined,
  ) {
    super(`${topic}: more updates waited than the queue may hold`);
  }
}

/** The server skipped updates of a lossless topic, and did so again when it was asked for them. */
export class UpdatesMissing extends StreamError {
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
