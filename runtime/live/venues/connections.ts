import type { Clock } from "../clock.js";
import { FeedError } from "../feeds/feed-error.js";
import type { SourceMessage } from "../feeds/source.js";
import type { Budget } from "./budget.js";
import { Inbox } from "./inbox.js";
import { openSocket, type Socket, type SocketHandlers, type SocketOptions } from "./socket.js";
import type { Dialect, Listing } from "./wire.js";

/** Milliseconds in which a venue confirms what was subscribed. */
const confirmation = 15_000;

/** Pings in a row to which nothing came before a connection counts as lost. */
const missed = 2;

const tooOften = "The venue bears no more new connections for now; the next one waits.";

/** Listings by connection, within the venue's limit. */
export function shareOut(dialect: Dialect, listings: readonly Listing[]): readonly (readonly Listing[])[] {
  const byPath = new Map<string, Listing[]>();
  for (const listing of listings) {
    const path = dialect.path(listing);
    byPath.set(path, [...(byPath.get(path) ?? []), listing]);
  }
  return [...byPath.values()].flatMap((same) => {
    const shares: Listing[][] = [];
    for (let from = 0; from < same.length; from += dialect.marketsPerConnection) {
      shares.push(same.slice(from, from + dialect.marketsPerConnection));
    }
    return shares;
  });
}

/** Tells messages until the signal is aborted. */
export type Teller = (tell: (message: SourceMessage) => void, signal: AbortSignal) => Promise<void>;

interface Line {
  readonly dialect: Dialect;
  readonly listings: readonly Listing[];
  readonly base: string;
  readonly clock: Clock;
  readonly inbox: Inbox<SourceMessage>;
  readonly options: SocketOptions;
  readonly signal: AbortSignal;
  readonly attempts: Budget;
}

/** @throws FeedError where nothing comes any more; `silent` counts the pings to which nothing came */
async function pingForEver(
  ping: Dialect["ping"],
  socket: Socket,
  clock: Clock,
  signal: AbortSignal,
  silent: () => number,
): Promise<void> {
  if (ping === null) return;
  for (;;) {
    await clock.sleep(ping.every, signal);
    if (silent() >= missed) throw new FeedError("SAGE8500", "The venue answers no pings.");
    socket.send(ping.text);
  }
}

/** One connection, subscribed and kept alive until it is lost, by which it throws. */
async function keepLine(
  { dialect, listings, base, clock, inbox, options, signal, attempts }: Line,
  sockets: Set<Socket>,
): Promise<void> {
  const [first] = listings;
  if (first === undefined) return;
  let lose: (error: unknown) => void = () => undefined;
  const lost = new Promise<never>((_resolve, reject) => (lose = reject));
  lost.catch(() => undefined);
  const read = dialect.reader(listings);
  let missing = dialect.confirmations(listings);
  let silentPings = 0;
  const handlers: SocketHandlers = {
    text(text) {
      silentPings = 0;
      try {
        for (const message of read(text)) {
          if (message.kind === "confirmed") missing--;
          inbox.add(message.kind === "confirmed" ? { kind: "alive" } : message);
        }
      } catch (error) {
        lose(error);
      }
    },
    alive() {
      silentPings = 0;
      inbox.add({ kind: "alive" });
    },
    end: lose,
  };
  if (attempts.isSpent) inbox.add({ kind: "fault", market: null, message: tooOften });
  await attempts.take(1, signal);
  const socket = await openSocket(base + dialect.path(first), handlers, options);
  sockets.add(socket);
  if (signal.aborted) return socket.cut();
  const subscribe = async (): Promise<void> => {
    for (const message of dialect.subscriptions(listings)) {
      socket.send(message);
      await clock.sleep(dialect.pace, signal);
    }
    await clock.sleep(confirmation, signal);
    if (missing > 0) lose(new FeedError("SAGE8500", "The venue did not confirm what was subscribed."));
  };
  const pinging = pingForEver(dialect.ping, socket, clock, signal, () =>
    // What is not read cannot be heard.
    socket.isHeld() ? (silentPings = 0) : silentPings++,
  );
  const tasks = [subscribe(), pinging];
  for (const task of tasks) task.catch(lose);
  try {
    await lost;
  } finally {
    sockets.delete(socket);
    socket.cut();
  }
}

/** What a venue's sockets say of these markets, until one of them is lost. @throws FeedError */
export async function* readConnections(
  dialect: Dialect,
  listings: readonly Listing[],
  {
    base,
    clock,
    signal,
    attempts,
    beside = [],
    socket: options = {},
  }: {
    readonly base: string;
    readonly clock: Clock;
    readonly signal: AbortSignal;
    /** New connections that the venue bears, over all lives of this stream. */
    readonly attempts: Budget;
    /** What is told besides, by other ways, while this stream lives. */
    readonly beside?: readonly Teller[];
    readonly socket?: SocketOptions;
  },
): AsyncGenerator<SourceMessage> {
  const life = new AbortController();
  const stop = (): void => life.abort(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener("abort", stop, { once: true });
  const sockets = new Set<Socket>();
  const inbox = new Inbox<SourceMessage>((isHeld) => sockets.forEach((socket) => socket.hold(isHeld)));
  life.signal.addEventListener("abort", () => inbox.fail(life.signal.reason), { once: true });
  for (const share of shareOut(dialect, listings)) {
    const line: Line = {
      dialect,
      listings: share,
      base,
      clock,
      inbox,
      options,
      signal: life.signal,
      attempts,
    };
    keepLine(line, sockets).catch((error: unknown) => inbox.fail(error));
  }
  for (const teller of beside) teller((message) => inbox.add(message), life.signal).catch(() => undefined);
  try {
    yield* inbox;
  } finally {
    signal.removeEventListener("abort", stop);
    life.abort();
    for (const socket of sockets) socket.cut();
  }
}
