import { afterEach, expect, test } from "vitest";
import { kirbyKey, kirbySpeech, type KirbyServerOptions } from "../../../tests/servers/kirby.js";
import { minute, type ServerMarket } from "../../../tests/servers/speech.js";
import { serverBars, stillClock } from "../../../tests/servers/venues.js";
import { VenueServer } from "../../../tests/servers/venue-server.js";
import { FeedError } from "../feeds/feed-error.js";
import type { SourceMessage } from "../feeds/source.js";
import { marketKey, type Market } from "../market.js";
import { KirbySource } from "./index.js";

const never = new AbortController().signal;
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const served: ServerMarket = { id: "BTC", base: "BTC", quote: "USD", interval: minute, kind: "perpetual" };
const market: Market = {
  exchange: "kirby",
  symbol: "BTC/USD:USD",
  marketType: "perpetual",
  interval: minute,
};

async function open(
  options: KirbyServerOptions = {},
  { key = kirbyKey, number = 1 }: { readonly key?: string; readonly number?: number } = {},
): Promise<{ readonly server: VenueServer; readonly source: KirbySource }> {
  const server = await new VenueServer(kirbySpeech(options), [served], stillClock.now).start({ beat: 50 });
  closers.push(() => server.stop());
  const source = new KirbySource({
    clock: stillClock,
    rest: server.rest,
    ws: server.ws,
    key,
    starlistings: { [marketKey(market)]: number },
  });
  return { server, source };
}

const thisMinute = (): number => Math.floor(stillClock.now() / minute) * minute;

async function failure(work: Promise<unknown>): Promise<FeedError> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof FeedError)) throw new Error("no FeedError", { cause: error });
  expect(`${error.message} ${error.help} ${error.stack} ${JSON.stringify(error)}`).not.toContain("kb_secret");
  return error;
}

async function gather(source: KirbySource, isEnough: (found: readonly SourceMessage[]) => boolean) {
  const found: SourceMessage[] = [];
  for await (const message of source.stream([market], never)) {
    found.push(message);
    if (isEnough(found)) break;
  }
  return found;
}

test("history comes in pages, in both forms of time, without the bar that is open", async () => {
  const { server, source } = await open();
  const now = thisMinute();
  const bars = serverBars(now - 6000 * minute, 6001);
  server.record(served, bars);
  const range = { from: now - 6000 * minute, to: now + minute };
  expect(await source.history(market, range, never)).toEqual(bars.slice(0, -1));
  expect(server.requests.join("\n")).not.toContain("kb_");
});

test("the stream tells the forming bar, funding and open interest, and proofs of life", async () => {
  const { server, source } = await open();
  const [bar] = serverBars(thisMinute(), 1);
  if (bar === undefined) throw new Error("no bar");
  server.record(served, [bar]);
  const kinds = ["bar", "funding", "open_interest", "time", "alive"];
  const names = (found: readonly SourceMessage[]): ReadonlySet<string> =>
    new Set(found.map((message) => (message.kind === "value" ? message.series : message.kind)));
  const found = await gather(source, (all) => kinds.every((kind) => names(all).has(kind)));
  expect(found.find(({ kind }) => kind === "bar")).toEqual({ kind: "bar", market, bar, state: "unknown" });
  expect(found.filter(({ kind }) => kind === "value")).toMatchObject([
    { series: "funding", time: Date.UTC(2026, 0, 5, 12), value: 0.0000125 },
    { series: "open_interest", value: 28134.5 },
  ]);
});

test("a wrong key is refused, by HTTP and by socket, and never repeated", async () => {
  const { source } = await open({}, { key: "kb_secret_wrong" });
  expect((await failure(source.history(market, { from: 0, to: minute }, never))).code).toBe("SAGE8501");
  expect((await failure(gather(source, () => false))).code).toBe("SAGE8501");
  expect(() => new KirbySource({ rest: "", ws: "", key: "", starlistings: {} })).toThrow(/key for Kirby/);
});

test("a key that expires on the socket alone ends the stream by name", async () => {
  const { server, source } = await open();
  const end = failure(gather(source, () => false));
  while (server.subscribers === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  server.befall({ kind: "close", code: 1008 });
  expect((await end).code).toBe("SAGE8501");
});

test("a full server is asked again later", async () => {
  const { source } = await open({ isFull: true });
  const error = await failure(gather(source, () => false));
  expect([error.code, error.isPassing]).toEqual(["SAGE8505", true]);
});

test("a starlisting that is not there, or is another market, is refused", async () => {
  const { source } = await open({}, { number: 9 });
  expect((await failure(gather(source, () => false))).code).toBe("SAGE8502");
  const other = { ...market, interval: 5 * minute };
  const { server } = await open();
  const wrong = new KirbySource({
    rest: server.rest,
    ws: server.ws,
    key: kirbyKey,
    starlistings: { [marketKey(other)]: 1 },
  });
  expect((await failure(wrong.history(other, { from: 0, to: minute }, never))).message).toContain("BTC/USD");
});

test.each([
  ["invalid_starlisting", "SAGE8502"],
  ["internal_error", "SAGE8505"],
  ["validation_error", "SAGE8504"],
])("the error %s ends the stream as %s", async (code, expected) => {
  const { server, source } = await open();
  const end = failure(gather(source, () => false));
  while (server.subscribers === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  server.befall({ kind: "raw", text: JSON.stringify({ type: "error", message: kirbyKey, code }) });
  expect((await end).code).toBe(expected);
});
