/** A bar as a test gives it; numbers become what the venue writes. */
export interface ServerBar {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** One market of a server, by the venue's own names. */
export interface ServerMarket {
  readonly id: string;
  readonly base: string;
  readonly quote: string;
  /** Milliseconds. */
  readonly interval: number;
  readonly kind: "spot" | "perpetual";
}

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** One client's connection, as a speech sees it. */
export interface Client {
  readonly path: string;
  readonly subscribed: Set<string>;
  sequence: number;
  send(message: unknown): void;
  close(code: number, reason: string): void;
}

/** What the server knows. */
export interface World {
  readonly markets: readonly ServerMarket[];
  now(): number;
  /** Bars of a market, ascending; the last may be open. */
  bars(market: ServerMarket): readonly ServerBar[];
  isClosed(market: ServerMarket, bar: ServerBar): boolean;
}

/** How one venue speaks, as its documents say. */
export interface Speech {
  readonly paths: readonly string[];
  rest(request: Request, world: World): Answer;
  greet?(client: Client, world: World): void;
  hear(message: unknown, client: Client, world: World): void;
  /** Tells a subscriber how a bar looks now. */
  tell(market: ServerMarket, bar: ServerBar, isClosed: boolean, client: Client, world: World): void;
  /** What the venue sends when nothing happens; null where it sends nothing or ping frames. */
  beat?(client: Client, world: World): void;
}

export const notFound: Answer = { status: 404, body: { msg: "not found" } };

export const minute = 60_000;

export const intervalText = (interval: number): string =>
  interval % (1440 * minute) === 0
    ? `${interval / (1440 * minute)}d`
    : interval % (60 * minute) === 0
      ? `${interval / (60 * minute)}h`
      : `${interval / minute}m`;

export function field(message: unknown, name: string): unknown {
  return typeof message === "object" && message !== null ? Reflect.get(message, name) : undefined;
}

export const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];

export const keyOf = ({ id, interval }: ServerMarket): string => `${id} ${interval}`;

const hour = 60 * minute;

/** What was paid at each whole hour within a stretch, ends included. */
export function fundingsBetween(
  from: number,
  to: number,
): readonly { readonly time: number; readonly rate: string }[] {
  const found: { readonly time: number; readonly rate: string }[] = [];
  for (let time = Math.ceil(from / hour) * hour; time <= to; time += hour)
    found.push({ time, rate: ((((time / hour) % 7) - 3) / 100_000).toFixed(8) });
  return found;
}

/** How much is held at a time, at every multiple of a step within a stretch, ends included. */
export function interestsBetween(
  from: number,
  to: number,
  step: number,
): readonly { readonly time: number; readonly held: string }[] {
  const found: { readonly time: number; readonly held: string }[] = [];
  for (let time = Math.ceil(from / step) * step; time <= to; time += step)
    found.push({ time, held: (1000 + ((time / step) % 50)).toFixed(3) });
  return found;
}
