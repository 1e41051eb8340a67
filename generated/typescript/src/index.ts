// Written by `invoke gen -p typescript` from the application's contracts; edits are lost.
export { Client, type ClientOptions } from "./client.js";
export { Core } from "./modules/core.js";
export { Broker, BrokerSocket } from "./modules/broker.js";
export { Datafeed, DatafeedSocket } from "./modules/datafeed.js";
export { ConnectionStatus, DurationType, OrderStatus, OrderType, ParentType, Side, StopType } from "./enums.js";
export { AnswerTimeout, ApiError, BadRequest, ClientError, Conflict, ConnectionFailed, Forbidden } from "./runtime/errors.js";
export { FrameRefused, NotFound, PreconditionFailed, ServerError, SlowConsumer, StreamClosed } from "./runtime/errors.js";
export { StreamError, TooManyRequests, Unauthorized, Unprocessable, UpdatesMissing } from "./runtime/errors.js";
export { type ProblemDetails, type ResumePoint } from "./runtime/errors.js";
export { type Call, type HttpOptions } from "./runtime/http.js";
export { type Connect, type State } from "./runtime/line.js";
export { type Frame, type Transport } from "./runtime/connection.js";
export { type SocketOptions, type SubscribeOptions } from "./runtime/socket.js";
export { Subscription, type TopicEvent } from "./runtime/subscription.js";
export { type Reset, type Update } from "./runtime/topic.js";
export type * from "./schema.js";
export type { Reset as ResetModel } from "./schema.js";
