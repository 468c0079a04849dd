import { afterEach, expect, test } from "vitest";
import { okxSpeech } from "../../../tests/servers/okx.js";
import { minute } from "../../../tests/servers/speech.js";
import type { VenueCase } from "../../../tests/servers/venues.js";
import { Scene, until } from "./testing/scene.js";

// OKX stands for every exchange that has no dialect of ours: ccxt's own client speaks to a server with OKX's messages.

const okx: VenueCase = {
  title: "OKX",
  exchange: "okx",
  speech: okxSpeech,
  market: { id: "BTC-USDT", base: "BTC", quote: "USDT", interval: minute, kind: "spot" },
  symbol: "BTC/USDT",
  marketType: "spot",
  tellsClosed: false,
};

let scene: Scene | null = null;
afterEach(async () => {
  await scene?.close();
  scene = null;
});

test("bars come through ccxt, each once and in order, and what forms is shown", async () => {
  scene = await Scene.open(okx, 6);
  for (const index of scene.bars.keys()) await scene.pass(index);
  const { events, bars } = scene;
  await until(() => events.filter(({ kind }) => kind === "bar").length === bars.length);
  expect(scene.released).toEqual(bars);
  expect(events.some(({ kind }) => kind === "forming")).toBe(true);
});

test.each([
  ["breaks", { kind: "break" }],
  ["is closed", { kind: "close", code: 1001 }],
  ["is half open", { kind: "half-open" }],
  ["brings what cannot be read", { kind: "raw", text: '{"arg":{"channel":"candle1m"},"data":[["x"]]}' }],
] as const)("a connection that %s costs no bar", async (_, fault) => {
  scene = await Scene.open(okx, 6, { heartbeat: minute, beat: 10_000 });
  const { server, bars } = scene;
  for (const index of [0, 1]) await scene.pass(index);
  server.befall(fault);
  for (const index of [2, 3]) await scene.pass(index);
  await until(() => server.subscribers > 0);
  for (const index of [4, 5]) await scene.pass(index);
  await until(() => scene?.released.length === bars.length);
  expect(scene.released).toEqual(bars);
});
