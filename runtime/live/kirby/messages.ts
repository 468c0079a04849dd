import { z } from "zod";
import type { LiveBar } from "../bar.js";
import { decimal } from "../venues/wire.js";

/** Kirby writes times with `Z` and with `+00:00`. */
const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

export const candleSchema = z
  .object({ time, open: decimal, high: decimal, low: decimal, close: decimal, volume: decimal })
  .transform(({ time: open, ...prices }): LiveBar => ({ ...prices, time: open }));
const funding = z.object({ time, funding_rate: decimal, next_funding_time: time.nullish() });
const interest = z.object({ time, open_interest: decimal });

const id = z.number().int().positive();
const exchange = z.string().optional();

export const messageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("candle"), starlisting_id: id, data: candleSchema }),
  z.object({ type: z.literal("historical"), starlisting_id: id, data: z.array(candleSchema) }),
  z.object({ type: z.literal("funding"), starlisting_id: id, exchange, data: funding }),
  z.object({ type: z.literal("historical_funding"), starlisting_id: id, exchange, data: z.array(funding) }),
  z.object({ type: z.literal("open_interest"), starlisting_id: id, data: interest }),
  z.object({ type: z.literal("historical_oi"), starlisting_id: id, data: z.array(interest) }),
  z.object({ type: z.literal("ping"), timestamp: time }),
  z.object({ type: z.literal("pong"), timestamp: time }),
  z.object({ type: z.literal("heartbeat"), timestamp: z.number() }),
  z.object({ type: z.literal("success"), starlisting_ids: z.array(id) }),
  z.object({ type: z.literal("error"), code: z.string().optional() }),
]);

export type KirbyMessage = z.infer<typeof messageSchema>;

export const starlistingSchema = z.object({
  exchange: z.string(),
  coin: z.string(),
  quote: z.string(),
  market_type: z.enum(["perps", "spot"]),
  interval: z.string(),
  interval_seconds: z.number().int().positive(),
  active: z.boolean(),
});

export type Starlisting = z.infer<typeof starlistingSchema>;

const rows = z.array(candleSchema);

export const candlesSchema = z.union([
  rows,
  z.object({ data: rows }).transform(({ data }) => data),
  z.object({ candles: rows }).transform(({ candles }) => candles),
]);
