// Written by `invoke gen -p typescript`, the same for every application; edits are lost.

/** The platform's own WebSocket: in browsers, and wherever no other was chosen. It sends no headers; cookies go along. */

import type { Connect } from "./line.js";

export const connect: Connect = (url) => new WebSocket(url);
