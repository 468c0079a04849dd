import { expect, test } from "vitest";
import type { Market } from "../market.js";
import type { WireMessage } from "../venues/wire.js";
import { Fundings } from "./fundings.js";
import { kirbyDialect } from "./protocol.js";

const market: Market = {
  exchange: "kirby",
  symbol: "BTC/USD:USD",
  marketType: "perpetual",
  interval: 60_000,
};

/** A funding as Kirby tells it about once a minute: 18 decimals, and when it is paid. */
const funding = (time: string, rate: string, next: string | null, exchange = "hyperliquid"): string =>
  JSON.stringify({
    type: "funding",
    starlisting_id: 1,
    exchange,
    data: { time, funding_rate: rate, premium: "0.000100000000000000", next_funding_time: next },
  });

const readerOf = (fundings = new Fundings()) =>
  kirbyDialect("kb_secret_0123456789", fundings).reader([{ market, id: "1" }]);

const paid = (messages: readonly WireMessage[]) =>
  messages.flatMap((message) => (message.kind === "value" ? [[message.time, message.value]] : []));

const hour = Date.parse("2025-11-19T18:00:00Z");

test("of the rates that are told each minute the last before the time of payment is paid, once", () => {
  const read = readerOf();
  const told = [
    funding("2025-11-19T17:57:00+00:00", "0.000011000000000000", "2025-11-19T18:00:00Z"),
    funding("2025-11-19T17:58:00Z", "0.000012000000000000", "2025-11-19T18:00:00Z"),
    funding("2025-11-19T17:59:00Z", "0.000013000000000000", "2025-11-19T18:00:00+00:00"),
    funding("2025-11-19T18:00:20Z", "0.000014000000000000", "2025-11-19T19:00:00Z"),
    funding("2025-11-19T18:01:00Z", "0.000015000000000000", "2025-11-19T19:00:00Z"),
  ];
  expect(told.map((text) => paid(read(text)))).toEqual([[], [], [], [[hour, 0.000013]], []]);
});

test("a message that comes again, or late, pays nothing twice and does not change what is paid", () => {
  const read = readerOf();
  const before = funding("2025-11-19T17:59:00Z", "0.000013", "2025-11-19T18:00:00Z");
  const after = funding("2025-11-19T18:00:20Z", "0.000014", "2025-11-19T19:00:00Z");
  const early = funding("2025-11-19T17:30:00Z", "0.000099", "2025-11-19T18:00:00Z");
  const told = [before, before, early, after, before, after];
  expect(told.flatMap((text) => paid(read(text)))).toEqual([[hour, 0.000013]]);
});

test("where Kirby does not say when, Hyperliquid pays each whole hour, and of others nothing is known", () => {
  const told = (exchange: string) => {
    const read = readerOf();
    return [
      funding("2025-11-19T17:59:00Z", "0.000013", null, exchange),
      funding("2025-11-19T18:00:20Z", "0.000014", null, exchange),
    ].flatMap((text) => read(text));
  };
  expect(paid(told("hyperliquid"))).toEqual([[hour, 0.000013]]);
  expect(paid(told("binance"))).toEqual([]);
  expect(told("binance").filter(({ kind }) => kind === "fault")).toHaveLength(1);
});

test("what is paid while the connection is away is told after it", () => {
  const fundings = new Fundings();
  readerOf(fundings)(funding("2025-11-19T17:59:00Z", "0.000013", "2025-11-19T18:00:00Z"));
  const again = readerOf(fundings)(funding("2025-11-19T18:03:00Z", "0.000015", "2025-11-19T19:00:00Z"));
  expect(paid(again)).toEqual([[hour, 0.000013]]);
});
