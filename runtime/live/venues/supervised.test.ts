import { afterEach, describe, expect, test } from "vitest";
import { minute } from "../../../tests/servers/speech.js";
import { venueCases, type VenueCase } from "../../../tests/servers/venues.js";
import type { SocketFault } from "../../../tests/servers/venue-server.js";
import { Scene, until } from "./testing/scene.js";

const scenes: Scene[] = [];
afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene.close();
});

async function open(...given: Parameters<typeof Scene.open>): Promise<Scene> {
  const scene = await Scene.open(...given);
  scenes.push(scene);
  return scene;
}

/** What befalls the sockets before a bar closes, by its place. */
const script: Readonly<Record<number, SocketFault>> = {
  2: { kind: "duplicate", count: 2 },
  4: { kind: "truncate", count: 1 },
  6: { kind: "lose", count: 3 },
  8: { kind: "raw", text: '{"e":"kline","s":"XXX"}' },
  10: { kind: "break" },
  12: { kind: "swap" },
  14: { kind: "close", code: 1001 },
  16: { kind: "close", code: 1012 },
};

const count = 20;

describe.each(venueCases)("$title", (one) => {
  test("every bar comes once, in order, whatever befalls", async () => {
    const scene = await open(one, count);
    for (let index = 0; index < count; index++) {
      const fault = script[index];
      await scene.pass(index, () => fault && scene.server.befall(fault));
    }
    await until(() => scene.released.length >= count);
    expect(scene.released).toEqual(scene.bars);
  });

  test("a socket that is half open is noticed and replaced; what closed meanwhile comes through history", async () => {
    const scene = await open(one, 6, { heartbeat: minute, beat: 10_000 });
    for (const index of [0, 1]) await scene.pass(index);
    await until(() => scene.released.length === 2);
    scene.server.befall({ kind: "half-open" });
    for (const index of [2, 3]) await scene.pass(index);
    await until(() => scene.server.connections > 1 && scene.server.subscribers > 0);
    for (const index of [4, 5]) await scene.pass(index);
    await until(() => scene.released.length === 6);
    expect(scene.released).toEqual(scene.bars);
  });

  test("a subscription that is taken and then mute is made anew, and no bar is missing", async () => {
    const scene = await open(one, 6, { heartbeat: minute });
    await scene.pass(0);
    scene.server.isMute = true;
    for (const index of [1, 2, 3]) await scene.pass(index);
    await until(() => scene.server.connections > 1);
    scene.server.isMute = false;
    await until(() => scene.server.subscribers > 0);
    for (const index of [4, 5]) await scene.pass(index);
    await until(() => scene.released.length === 6);
    expect(scene.released).toEqual(scene.bars);
    expect(scene.states).toContain("silent");
    expect(scene.states.at(-1)).toBe("live");
  });

  test("a history that lags behind the socket is waited for, and its holes are not believed", async () => {
    const scene = await open(one, 5);
    scene.server.restLag = 2;
    for (const index of [0, 1, 2, 3]) await scene.pass(index, () => lose(scene, one));
    scene.server.restLag = 0;
    await scene.pass(4);
    await until(() => scene.released.length === 5);
    expect(scene.released).toEqual(scene.bars);
    expect(scene.events.filter(({ kind }) => kind === "gap")).toEqual([]);
  });

  test("a bar that the venue changes after its close is told as a revision, and released once", async () => {
    const scene = await open(one, 8, { checkEvery: 4 });
    for (const index of [0, 1, 2]) await scene.pass(index);
    await until(() => scene.released.length === 3);
    const [, before] = scene.bars;
    if (before === undefined) throw new Error("no bar");
    const after = { ...before, close: before.close + 0.25, volume: before.volume + 1 };
    scene.server.record(one.market, [after]);
    for (const index of [3, 4, 5, 6, 7]) await scene.pass(index);
    await until(() => scene.released.length === 8);
    expect(scene.released).toEqual(scene.bars);
    await until(() => scene.events.some(({ kind }) => kind === "revision"));
    expect(scene.events.filter(({ kind }) => kind === "revision")).toMatchObject([{ before, after }]);
  });

  test("a venue whose time jumps by five seconds, forth and back, loses no bar", async () => {
    const scene = await open(one, 8);
    for (const [index, bar] of scene.bars.entries()) {
      await scene.pass(index, () => {
        scene.server.skew = [0, 0, 5000, 5000, -5000, -5000, 0, 0][index] ?? 0;
        scene.server.tell(one.market, bar, false);
      });
    }
    await until(() => scene.released.length === 8);
    expect(scene.released).toEqual(scene.bars);
    // Its messages tell no time.
    if (one.title === "Hyperliquid") return;
    expect(scene.events.filter(({ kind }) => kind === "skew").length).toBeGreaterThan(0);
    expect(scene.faults.join()).toMatch(/time went back by \d+ ms/);
  });

  test("a cut after 24 hours, and being turned away for a while after it, costs no bar", async () => {
    const scene = await open(one, 6);
    for (const index of [0, 1]) await scene.pass(index);
    if (one.exchange.startsWith("binance")) {
      scene.server.befall({ kind: "raw", text: JSON.stringify({ e: "serverShutdown", E: 1 }) });
    }
    scene.server.refusal = { status: 503 };
    scene.server.befall({ kind: "break" });
    for (const index of [2, 3]) await scene.pass(index);
    scene.server.refusal = null;
    await until(() => scene.server.subscribers > 0);
    for (const index of [4, 5]) await scene.pass(index);
    await until(() => scene.released.length === 6);
    expect(scene.released).toEqual(scene.bars);
    expect(scene.states).toContain("reconnecting");
  });
});

/** Has the close of a bar not be told, where the venue tells it. */
function lose({ server }: Scene, { tellsClosed }: VenueCase): void {
  if (tellsClosed) server.befall({ kind: "lose", count: 1 });
}
