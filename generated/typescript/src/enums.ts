// Written by `invoke gen -p typescript` from the application's contracts; edits are lost.

/** Whether the broker can be traded with. */
export const ConnectionStatus = {
  CONNECTED: 1,
  CONNECTING: 2,
  DISCONNECTED: 3,
  ERROR: 4,
} as const;
export type ConnectionStatus = (typeof ConnectionStatus)[keyof typeof ConnectionStatus];

/** How long an order stands. */
export const DurationType = {
  DAY: "DAY",
  GTC: "GTC",
  GTD: "GTD",
  IOC: "IOC",
  FOK: "FOK",
} as const;
export type DurationType = (typeof DurationType)[keyof typeof DurationType];

/** Where an order stands. */
export const OrderStatus = {
  CANCELED: 1,
  FILLED: 2,
  INACTIVE: 3,
  PLACING: 4,
  REJECTED: 5,
  WORKING: 6,
} as const;
export type OrderStatus = (typeof OrderStatus)[keyof typeof OrderStatus];

/** How an order asks for its price. */
export const OrderType = {
  LIMIT: 1,
  MARKET: 2,
  STOP: 3,
  STOP_LIMIT: 4,
} as const;
export type OrderType = (typeof OrderType)[keyof typeof OrderType];

/** What an order belongs to. */
export const ParentType = {
  ORDER: 1,
  POSITION: 2,
  INDIVIDUAL_POSITION: 3,
} as const;
export type ParentType = (typeof ParentType)[keyof typeof ParentType];

/** Which way an order trades. */
export const Side = {
  BUY: 1,
  SELL: -1,
} as const;
export type Side = (typeof Side)[keyof typeof Side];

/** What kind of stop protects a position. */
export const StopType = {
  STOP_LOSS: 0,
  TRAILING: 1,
  GUARANTEED: 2,
} as const;
export type StopType = (typeof StopType)[keyof typeof StopType];
