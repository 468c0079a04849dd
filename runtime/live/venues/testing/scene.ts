import { minute, type ServerBar } from "../../../../tests/servers/speech.js";
import { serverBars, type VenueCase } from "../../../../tests/servers/venues.js";
import { VenueServer } from "../../../../tests/servers/venue-server.js";
import type { LiveBar } from "../../bar.js";
import { machineClock, type Clock } from "../../clock.js";
import type { FeedEvent, FeedState } from "../../feeds/feed.js";
import { superviseSource, type SuperviseOptions } from "../../feeds/supervise.js";
import type { Market } from "../../market.js";
import { Venue } from "../index.js";

/** Time that the test turns on; waiting is cut short, so that what waits looks again. */
function turnedClock(start: number): Clock & { set(time: number): void } {
  let time = start;
  return {
    now: () => time,
    set: (next) => (time = next),
    sleep: (milliseconds, signal) => machineClock.sleep(Math.min(milliseconds, 20), signal),
  };
}

export const rest = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits for something that another task does. */
export async function until(isSo: () => boolean, longest = 10_000): Promise<void> {
  const end = performance.now() + longest;
  while (!isSo()) {
    if (performance.now() > end) throw new Error("it did not come to pass in time");
    await rest(5);
  }
}

const start = Date.UTC(2026, 0, 5);

/** A venue's server whose minutes the test turns, and a supervised feed that listens to it. */
export class Scene {
  readonly events: FeedEvent[] = [];
  readonly bars: readonly ServerBar[];
  readonly market: Market;
  readonly #clock = turnedClock(start + 1000);
  readonly #stop = new AbortController();
  #end: () => Promise<void> = () => Promise.resolve();

  private constructor(
    readonly one: VenueCase,
    readonly server: VenueServer,
    count: number,
  ) {
    this.bars = serverBars(start, count);
    const { exchange, symbol, marketType } = one;
    this.market = { exchange, symbol, marketType, interval: minute };
  }

  /** @param count bars that the venue will have */
  static async open(
    one: VenueCase,
    count: number,
    options: Partial<SuperviseOptions> & { readonly beat?: number } = {},
  ): Promise<Scene> {
    const { beat = 20, ...supervision } = options;
    let now = (): number => start;
    const server = await new VenueServer(one.speech, [one.market], () => now()).start({ beat });
    const scene = new Scene(one, server, count);
    now = () => scene.#clock.now();
    const clock = scene.#clock;
    const venue = new Venue(one.exchange, { rest: server.rest, ws: server.ws, clock });
    const feed = superviseSource(venue, { clock, heartbeat: 10 * count * minute, ...supervision });
    const wanted = [{ market: scene.market, after: start }];
    const reading = (async () => {
      for await (const event of feed.events(wanted, scene.#stop.signal)) scene.events.push(event);
    })();
    scene.#end = async () => {
      scene.#stop.abort();
      await feed.close();
      await server.stop();
      await reading;
    };
    await until(() => server.subscribers > 0);
    return scene;
  }

  /** Bars that were released, in their order. */
  get released(): readonly LiveBar[] {
    return this.events.flatMap((event) => (event.kind === "bar" ? [event.bar] : []));
  }

  get states(): readonly FeedState[] {
    return this.events.flatMap((event) => (event.kind === "state" ? [event.state] : []));
  }

  get faults(): readonly string[] {
    return this.events.flatMap((event) => (event.kind === "fault" ? [event.message] : []));
  }

  /** Lets a minute pass: its bar forms and closes, and both are told. */
  async pass(index: number, befall: () => void = () => undefined): Promise<void> {
    const bar = this.bars[index];
    if (bar === undefined) throw new RangeError(`there is no bar ${index}`);
    this.#clock.set(bar.time + 30_000);
    this.server.tell(this.one.market, bar, false);
    befall();
    this.#clock.set(bar.time + minute + 3000);
    this.server.tell(this.one.market, bar, true);
    await rest(60);
  }

  close(): Promise<void> {
    return this.#end();
  }
}
