import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { marketKey } from "../../live/market.js";
import type { LiveStep } from "../../live/store/live-store.js";
import { beginning, minute, quietStep, story } from "../../live/store/testing/steps.js";
import { createToken, revokeToken } from "../tokens.js";
import { makeStand, now, type Stand } from "../testing/stand.js";

/** What was told, as the tests name its parts. */
type Message = ReturnType<typeof messageSchema.parse>;

const messageSchema = z.looseObject({
  type: z.string(),
  sequence: z.number().nullish(),
  channel: z.string().nullish(),
  data: z.record(z.string(), z.any()).default({}),
});

let stand: Stand | undefined;
const open: Listener[] = [];

afterEach(async () => {
  for (const listener of open.splice(0)) listener.socket.terminate();
  await stand?.end();
  stand = undefined;
});

class Listener {
  readonly messages: Message[] = [];
  readonly closed: Promise<number>;

  constructor(readonly socket: WebSocket) {
    open.push(this);
    socket.on("message", (text) => this.messages.push(messageSchema.parse(JSON.parse(String(text)))));
    socket.on("error", () => undefined);
    this.closed = new Promise((resolve) => socket.on("close", resolve));
  }

  say(message: object | string): void {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  /** The first message of the type, which may have come already. */
  async hear(type: string, count = 1): Promise<Message> {
    for (const end = performance.now() + 8000; performance.now() < end;) {
      const found = this.messages.filter((message) => message["type"] === type);
      const last = found[count - 1];
      if (last !== undefined) return last;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`no ${type} among ${this.messages.map((message) => message["type"]).join(", ")}`);
  }
}

const listen = ({ serving }: Stand, protocols: readonly string[] = [], headers = {}): Listener =>
  new Listener(new WebSocket(`${serving.address.replace("http", "ws")}/ws`, [...protocols], { headers }));

async function subscribed(place: Stand, message: object): Promise<Listener> {
  const listener = listen(place);
  await listener.hear("connected");
  listener.say({ action: "subscribe", ...message });
  await listener.hear("ack");
  return listener;
}

const all = ["trades", "positions", "portfolio", "prices", "signals", "events"];

function tell({ bus, strategy }: Stand, step: LiveStep): void {
  bus.tell({ kind: "step", strategy, step });
}

test("a desk's steps are told in order, in the heritage's envelopes", async () => {
  stand = await makeStand();
  const listener = await subscribed(stand, { channels: all });
  for (const step of story(stand.strategy.id)) tell(stand, step);
  const portfolio = await listener.hear("portfolio.update");
  const events = listener.messages.filter(
    (message) => typeof message["sequence"] === "number" && "channel" in message,
  );
  expect(events.map((message) => message["sequence"])).toEqual(events.map((_, k) => k + 1));
  expect(events.map((message) => message["type"])).toEqual([
    "price.candle",
    "order.filled",
    "position.opened",
    "price.candle",
    "signal.generated",
    "signal.generated",
    "event.alert",
    "position.pnl_update",
    "price.candle",
    "order.filled",
    "order.rejected",
    "trade.new",
    "position.closed",
    "position.opened",
    "portfolio.update",
  ]);
  const market = marketKey(stand.strategy.market);
  const closed = await listener.hear("position.closed");
  expect(closed).toMatchObject({
    channel: "positions",
    timestamp: beginning + 4 * minute,
    data: {
      strategy_id: 1,
      market,
      realized_pnl: 80.90505302904104,
      exit_price: 90_954.5,
      exit_reason: "rule",
    },
  });
  expect(portfolio["data"]).toMatchObject({ total_equity: 10_080.5, total_pnl: 80.5, open_positions: 1 });
  expect(portfolio["data"]["strategies"]).toEqual([
    {
      strategy_id: 1,
      equity: 10_080.5,
      unrealized_pnl: 0,
      position: -0.08894441668054862,
      last_bar: beginning + 3 * minute,
      bars: 4,
    },
  ]);
  expect((await listener.hear("event.alert"))["data"]).toMatchObject({
    strategy_id: 1,
    message: 'it is "over" → 😀',
  });
});

test("who comes back is told again what it names, and what is lost", async () => {
  stand = await makeStand({ socket: { ring: 10 } });
  const first = await subscribed(stand, { channels: ["prices"] });
  for (let k = 0; k < 6; k++) tell(stand, quietStep(1, 10 + k));
  await first.hear("price.candle", 6);
  const second = await subscribed(stand, { channels: ["prices"], after: 2 });
  await second.hear("price.candle", 4);
  const told = (listener: Listener) => listener.messages.filter(({ type }) => type === "price.candle");
  expect(told(second)).toEqual(told(first).slice(2));
  await new Promise((resolve) => setTimeout(resolve, 350));
  // Six candles and one portfolio: the ring of ten keeps 8 to 17 of seventeen events.
  for (let k = 6; k < 16; k++) tell(stand, quietStep(1, 10 + k));
  const third = await subscribed(stand, { channels: ["prices"], after: 2 });
  const missed = await third.hear("missed");
  expect(missed["data"]).toEqual({ from: 3, to: 7 });
  await third.hear("price.candle", 10);
  expect(told(third).map(({ sequence }) => sequence)).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17]);
});

test("filters are each client's own, by strategy and market", async () => {
  stand = await makeStand();
  const market = marketKey(stand.strategy.market);
  const other = { ...stand.strategy, id: 2, market: { ...stand.strategy.market, symbol: "ETH/USDT:USDT" } };
  const one = await subscribed(stand, { channels: all, filters: { strategy_id: 1 } });
  const two = await subscribed(stand, {
    channels: ["signals", "prices"],
    filters: { market: marketKey(other.market) },
  });
  const [, , step] = story(1);
  if (step === undefined) throw new Error("the story has no third bar");
  stand.bus.tell({ kind: "step", strategy: stand.strategy, step });
  stand.bus.tell({ kind: "step", strategy: other, step: { ...step, strategy: 2 } });
  await one.hear("portfolio.update");
  await two.hear("signal.generated", 2);
  const signals = (listener: Listener) =>
    listener.messages
      .filter(({ type }) => type === "signal.generated")
      .map(({ data }) => data["strategy_id"]);
  expect([signals(one), signals(two)]).toEqual([
    [1, 1],
    [2, 2],
  ]);
  const candles = (listener: Listener) =>
    listener.messages.filter(({ type }) => type === "price.candle").map(({ data }) => data["market"]);
  expect(candles(one)).toEqual([market, marketKey(other.market)]);
  expect(candles(two)).toEqual([marketKey(other.market)]);
});

test("every wrong message is answered with what is wrong, and the connection stays", async () => {
  stand = await makeStand();
  const listener = listen(stand);
  await listener.hear("connected");
  const wrong: readonly (readonly [object | string, string])[] = [
    ["{", "INVALID_JSON"],
    ["", "INVALID_JSON"],
    ["[]", "UNKNOWN_ACTION"],
    ["null", "UNKNOWN_ACTION"],
    [{ action: "explode" }, "UNKNOWN_ACTION"],
    [{ action: "subscribe" }, "INVALID_MESSAGE"],
    [{ action: "subscribe", channels: [] }, "INVALID_MESSAGE"],
    [{ action: "subscribe", channels: ["trades"], filters: { strategy: 1 } }, "INVALID_MESSAGE"],
    [{ action: "subscribe", channels: ["trades"], after: -1 }, "INVALID_MESSAGE"],
    [{ action: "subscribe", channels: ["gossip"] }, "UNKNOWN_CHANNEL"],
    [{ action: "subscribe", channels: ["prices"], history: 5 }, "SUBSCRIPTION_ERROR"],
  ];
  for (const [k, [message, code]] of wrong.entries()) {
    listener.say(message);
    expect(await listener.hear("error", k + 1)).toMatchObject({ code });
  }
  listener.say({ action: "ping" });
  expect(await listener.hear("pong")).toMatchObject({ type: "pong", timestamp: now });
  listener.say("x".repeat(20_000));
  expect(await listener.closed).toBe(1009);
});

test("history comes from the store, and unsubscribing ends it", async () => {
  stand = await makeStand();
  const market = marketKey(stand.strategy.market);
  const listener = await subscribed(stand, { channels: ["prices"], filters: { market }, history: 2 });
  const { data } = await listener.hear("price.historical");
  expect(data["candles"].map(({ time }: { time: number }) => time)).toEqual([
    beginning + 2 * minute,
    beginning + 3 * minute,
  ]);
  listener.say({ action: "unsubscribe", channels: ["prices"] });
  expect(await listener.hear("ack", 2)).toMatchObject({ status: "unsubscribed", channels: ["prices"] });
  tell(stand, quietStep(1, 9));
  listener.say({ action: "ping" });
  await listener.hear("pong");
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(listener.messages.some(({ type }) => type === "price.candle")).toBe(false);
});

test("who listens with a token that is revoked is let go at the next heartbeat", async () => {
  let token = "";
  stand = await makeStand({ socket: { heartbeat: 100 } }, (folder) => {
    const path = join(folder, "tokens.json");
    token = createToken("reader", ["read"], now, path);
    createToken("other", ["read"], now, path);
  });
  const listeners = [
    listen(stand, ["sage.v1", `sage.token.${token}`]),
    listen(stand, [], { authorization: `Bearer ${token}` }),
    listen(stand),
  ];
  listeners.at(-1)?.socket.on("open", () => listeners.at(-1)?.say({ action: "authenticate", token }));
  for (const listener of listeners) await listener.hear("heartbeat", 2);
  revokeToken("reader", join(stand.folder, "tokens.json"));
  expect(await Promise.all(listeners.map(({ closed }) => closed))).toEqual([1008, 1008, 1008]);
});

test("a token comes as protocol, header or first message, else the connection ends", async () => {
  let token = "";
  stand = await makeStand({ socket: { patience: 150 } }, (folder) => {
    token = createToken("reader", ["read"], now, join(folder, "tokens.json"));
  });
  const asProtocol = listen(stand, ["sage.v1", `sage.token.${token}`]);
  await asProtocol.hear("connected");
  expect(asProtocol.socket.protocol).toBe("sage.v1");
  const asHeader = listen(stand, [], { authorization: `Bearer ${token}` });
  await asHeader.hear("connected");
  const asMessage = listen(stand);
  await new Promise((resolve) => asMessage.socket.on("open", resolve));
  asMessage.say({ action: "subscribe", channels: ["trades"] });
  expect(await asMessage.hear("error")).toMatchObject({ code: "NOT_AUTHENTICATED" });
  asMessage.say({ action: "authenticate", token });
  await asMessage.hear("connected");
  const wrong = listen(stand);
  await new Promise((resolve) => wrong.socket.on("open", resolve));
  wrong.say({ action: "authenticate", token: "sage_wrong" });
  expect(await wrong.closed).toBe(1008);
  expect(await listen(stand).closed).toBe(1008);
  const fromPage = listen(stand, [], { origin: "https://evil.example" });
  expect(await fromPage.closed).toBe(1006);
  expect(fromPage.messages).toEqual([]);
});

test("over capacity a client is sent away to come again", async () => {
  stand = await makeStand({ socket: { clients: 2 } });
  await listen(stand).hear("connected");
  await listen(stand).hear("connected");
  expect(await listen(stand).closed).toBe(1013);
});

test("who does not answer heartbeats is let go, who does stays", async () => {
  stand = await makeStand({ socket: { heartbeat: 60 } });
  const alive = await subscribed(stand, { channels: ["trades"] });
  const mute = listen(stand);
  await mute.hear("connected");
  mute.socket.pause();
  await alive.hear("heartbeat", 5);
  mute.socket.resume();
  expect(await mute.closed).toBe(1006);
  expect(alive.socket.readyState).toBe(alive.socket.OPEN);
});

test("of 200 clients one does not read: nobody waits for it, and it is told what it missed", async () => {
  stand = await makeStand({ socket: { ring: 200, waiting: 64 * 1024, heartbeat: 600_000 } });
  const place = stand;
  const slow = await subscribed(place, { channels: ["events"] });
  const quick = await subscribed(place, { channels: ["events"] });
  const others = await Promise.all(
    Array.from({ length: 198 }, () => subscribed(place, { channels: ["prices"] })),
  );
  slow.socket.pause();
  // More than the system keeps for one who does not read.
  const [count, portion, message] = [1200, 20, "x".repeat(16_000)];
  let longest = 0;
  for (let k = 0; k < count; k += portion) {
    const begun = performance.now();
    for (let j = k; j < k + portion; j++) {
      const note = { time: j, event: "noise", severity: "info" as const, strategy: null, market: null };
      place.bus.tell({ kind: "note", note: { ...note, message, data: {} } });
    }
    tell(place, quietStep(1, 10 + k));
    longest = Math.max(longest, performance.now() - begun);
    // The quick one reads between two portions, as it would in real time.
    await quick.hear("event.note", k + portion);
  }
  for (const other of others) await other.hear("price.candle", count / portion);
  // Whoever waited for the one that does not read would wait without end.
  expect(longest).toBeLessThan(2000);
  slow.socket.resume();
  await slow.hear("missed");
  const sequences = ({ messages }: Listener) =>
    messages.filter(({ type }) => type === "event.note").map(({ sequence }) => Number(sequence));
  const all = sequences(quick);
  for (const end = performance.now() + 8000; performance.now() < end;) {
    if (sequences(slow).at(-1) === all.at(-1)) break;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const got = sequences(slow);
  const gone = slow.messages.filter(({ type }) => type === "missed").map(({ data }) => data);
  const lost = all.filter((sequence) => gone.some(({ from, to }) => from <= sequence && sequence <= to));
  expect(all).toHaveLength(count);
  expect(quick.messages.some(({ type }) => type === "missed")).toBe(false);
  expect(lost.length).toBeGreaterThan(100);
  expect([...got, ...lost].toSorted((a, b) => a - b)).toEqual(all);
  expect(got).toEqual(got.toSorted((a, b) => a - b));
}, 60_000);

test("over a store that another process writes the same is told", async () => {
  stand = await makeStand({ hasBus: false, socket: { poll: 20 } });
  const listener = await subscribed(stand, { channels: all });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const held = story(1)[3]?.openPosition ?? null;
  await stand.store.commit([quietStep(1, 4, { openPosition: held })]);
  expect((await listener.hear("price.candle"))["data"]["candle"].time).toBe(beginning + 4 * minute);
  expect((await listener.hear("position.pnl_update"))["data"]).toMatchObject({
    position_id: 2,
    side: "short",
  });
  await listener.hear("portfolio.update");
  await stand.store.note({
    time: now,
    event: "bar_revised",
    severity: "warning",
    strategy: null,
    market: null,
    message: "x",
    data: {},
  });
  expect((await listener.hear("event.note"))["data"]).toMatchObject({ event: "bar_revised" });
});

test("a half-open or talking-nonsense connection harms nobody", async () => {
  stand = await makeStand();
  const port = Number(new URL(stand.serving.address).port);
  for (const text of [
    "",
    "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n",
    "\u0000\u0001 nonsense\r\n\r\n",
  ]) {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(text);
    setTimeout(() => socket.destroy(), 100);
  }
  const other = new WebSocket(`${stand.serving.address.replace("http", "ws")}/elsewhere`);
  const refused = await new Promise((resolve) => other.on("error", (error) => resolve(error.message)));
  expect(refused).toContain("404");
  await listen(stand).hear("connected");
});
