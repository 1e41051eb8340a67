/** The WebSocket of the `ws` package, for node: it sends headers, and can cut a connection that is dead. */

import { WebSocket } from "ws";
import type { Connect } from "./line.js";

export const connect: Connect = (url, headers) => new WebSocket(url, { headers, perMessageDeflate: false });
