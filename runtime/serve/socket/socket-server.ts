import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket, WebSocketServer } from "ws";
import { readArenas, readBars } from "../../live/store/read/index.js";
import type { ServeContext, SocketLimits } from "../context.js";
import type { Gate } from "../gate.js";
import { problemAnswer, shownError } from "../problem.js";
import { RateLimiter } from "../rate-limit.js";
import type { Bearer } from "../tokens.js";
import { candleView } from "../views.js";
import { Client, type ChannelFilter } from "./client.js";
import {
  isChannel,
  readMessage,
  type ClientFault,
  type ClientMessage,
  type Subscription,
} from "./client-message.js";
import { channels, type Channel, type News } from "./news.js";
import { Ring } from "./ring.js";

const protocol = "sage.v1";
const tokenPrefix = "sage.token.";
const largestMessage = 16 * 1024;
const messageRate = { perSecond: 20, burst: 60 };
/** How often slow clients are looked at, in milliseconds. */
const drainPause = 50;
/** Milliseconds of sending after which whatever else waits has its turn, a decision before all. */
const stroke = 1;

/** The WebSocket: events to many clients, none of which anybody waits for. */
export class SocketServer {
  readonly #options: Required<Omit<SocketLimits, "poll">>;
  readonly #ring: Ring;
  readonly #clients = new Set<Client>();
  readonly #identity = randomUUID();
  readonly #heart: NodeJS.Timeout;
  #pumping: NodeJS.Immediate | null = null;
  #draining: NodeJS.Timeout | null = null;
  /** Who is still to be looked at in this round. */
  #due = new Set<Client>();
  /** Whether something came that this round has not told everybody. */
  #isNew = false;
  #isClosed = false;

  constructor(
    readonly server: WebSocketServer,
    readonly context: ServeContext,
    readonly gate: Gate,
    limits: SocketLimits = {},
  ) {
    const {
      clients = 500,
      ring = 10_000,
      waiting = 1024 * 1024,
      heartbeat = 30_000,
      patience = 10_000,
    } = limits;
    this.#options = { clients, ring, waiting, heartbeat, patience };
    this.#ring = new Ring(ring);
    this.#heart = setInterval(() => this.#beat(), heartbeat);
  }

  /** Puts an event into the ring; it is sent after the caller has gone on. */
  tell(news: News): void {
    this.#ring.add(news);
    this.#isNew = true;
    this.#pumpLater();
  }

  #pumpLater(): void {
    this.#pumping ??= setImmediate(() => this.#pump());
  }

  attach(http: Server): void {
    http.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on("error", () => socket.destroy());
      try {
        const { url = "" } = request;
        const { host, origin, authorization } = request.headers;
        this.gate.checkPlace(host, origin);
        if (url.split("?")[0] !== "/ws") return refuse(socket, 404, "Not Found");
        const token = tokenOfProtocol(request);
        const find = (): Bearer | null =>
          this.gate.bearerOf(authorization) ?? (token === null ? null : this.gate.find(token));
        const bearer = find();
        this.gate.checkRate(bearer, request.socket.remoteAddress ?? "");
        this.server.handleUpgrade(request, socket, head, (client) =>
          this.#welcome(client, socket, () => find()?.scopes.includes("read") === true || this.gate.isOpen),
        );
      } catch (error) {
        const { status, statusText } = problemAnswer(shownError(error));
        refuse(socket, status, statusText || "Refused");
      }
    });
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#heart);
    if (this.#pumping !== null) clearImmediate(this.#pumping);
    if (this.#draining !== null) clearTimeout(this.#draining);
    for (const { socket } of this.#clients) {
      socket.close(1001, "The server ends");
      setTimeout(() => socket.terminate(), 500).unref();
    }
    this.server.close();
  }

  #welcome(socket: WebSocket, line: Duplex, mayListen: () => boolean): void {
    if (this.#clients.size >= this.#options.clients) return socket.close(1013, "Server at capacity");
    const client = new Client(socket, line, this.#ring, this.#options.waiting, mayListen);
    this.#clients.add(client);
    const limiter = new RateLimiter(messageRate);
    const waiting = setTimeout(() => {
      if (!client.isKnown) socket.close(1008, "No token came");
    }, this.#options.patience);
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      clearTimeout(waiting);
      this.#clients.delete(client);
      this.#due.delete(client);
    });
    socket.on("pong", () => void (client.isAlive = true));
    socket.on("message", (content, isBinary) => {
      client.isAlive = true;
      if (limiter.take("") > 0) return this.#fault(client, "RATE_LIMITED", "Too many messages.");
      if (isBinary) return this.#fault(client, "INVALID_JSON", "The message is not text.");
      const read = readMessage(String(content));
      if ("fault" in read) return this.#fault(client, read.fault, read.says);
      void this.#answer(client, read.message).catch(() =>
        this.#fault(client, "SUBSCRIPTION_ERROR", "The store cannot be read at the moment."),
      );
    });
    if (mayListen()) this.#greet(client);
  }

  #greet(client: Client): void {
    client.isKnown = true;
    client.send({
      type: "connected",
      connection_id: randomUUID(),
      server_id: this.#identity,
      message: "Connected to NailSage",
      available_channels: channels,
      sequence: this.#ring.last,
      oldest_sequence: this.#ring.first,
    });
  }

  async #answer(client: Client, message: ClientMessage): Promise<void> {
    if (message.action === "authenticate") {
      const mayListen = (): boolean =>
        this.gate.find(message.token)?.scopes.includes("read") === true || this.gate.isOpen;
      if (!mayListen()) {
        this.#fault(client, "NOT_AUTHENTICATED", "The token is not known.");
        return client.socket.close(1008, "The token is not known");
      }
      client.mayListen = mayListen;
      if (!client.isKnown) this.#greet(client);
      return;
    }
    if (!client.isKnown) return this.#fault(client, "NOT_AUTHENTICATED", "Authenticate first.");
    if (message.action === "ping") return client.send({ type: "pong", timestamp: this.context.clock.now() });
    const known = message.channels.filter(isChannel);
    const unknown = message.channels.filter((name) => !isChannel(name));
    if (unknown.length > 0)
      this.#fault(
        client,
        "UNKNOWN_CHANNEL",
        `Channels are ${channels.join(", ")}; not ${unknown.join(", ")}.`,
      );
    if (known.length === 0) return;
    if (message.action === "subscribe") return this.#subscribe(client, message, known);
    for (const channel of known) client.unsubscribe(channel);
    client.send({ type: "ack", action: "unsubscribe", channels: known, status: "unsubscribed" });
  }

  async #subscribe(client: Client, message: Subscription, known: readonly Channel[]): Promise<void> {
    const { filters = {}, after, history } = message;
    const markets = filters.market ?? [];
    if (history !== undefined && (!known.includes("prices") || markets.length === 0))
      return this.#fault(
        client,
        "SUBSCRIPTION_ERROR",
        "History is given for prices, and for the markets of the filter.",
      );
    // What was for other channels is sent before the new ones begin.
    while (client.pump(this.context.clock.now()) === "more");
    const filter: ChannelFilter = {
      strategies: filters.strategy_id === undefined ? null : new Set(filters.strategy_id),
      markets: filters.market === undefined ? null : new Set(filters.market),
    };
    for (const channel of known) client.subscribe(channel, filter);
    const sequence = this.#ring.last;
    client.send({ type: "ack", action: "subscribe", channels: known, status: "subscribed", sequence });
    if (after !== undefined) client.rewind(after);
    this.#due.add(client);
    this.#pumpLater();
    if (history !== undefined) await this.#sendHistory(client, markets, history);
  }

  async #sendHistory(client: Client, markets: readonly string[], limit: number): Promise<void> {
    const { database } = this.context.store;
    const arenas = await readArenas(database);
    for (const market of markets) {
      const arena = arenas.find(({ key }) => key === market);
      if (arena === undefined) {
        this.#fault(client, "SUBSCRIPTION_ERROR", "There is no such market; see /api/v1/arenas.");
        continue;
      }
      const bars = await readBars(database, arena.id, { limit, order: "newest" });
      const candles = bars.map(candleView).toSorted((a, b) => a.time - b.time);
      client.send({
        type: "price.historical",
        channel: "prices",
        timestamp: this.context.clock.now(),
        sequence: null,
        data: { market, interval: arena.market.interval, count: candles.length, candles },
      });
    }
  }

  #fault(client: Client, code: ClientFault, message: string): void {
    // Who does not read is not answered either.
    if (client.socket.bufferedAmount >= this.#options.waiting) return;
    client.send({ type: "error", code, message });
  }

  /** Goes round those who listen, a stroke at a time, and each time first by whom the last one ended. */
  #pump(): void {
    this.#pumping = null;
    if (this.#isClosed) return;
    if (this.#due.size === 0 && this.#isNew) {
      this.#due = new Set(this.#clients);
      this.#isNew = false;
    }
    const now = this.context.clock.now();
    const end = performance.now() + stroke;
    for (const client of this.#due) {
      const left = client.pump(now);
      this.#due.delete(client);
      if (left === "more") this.#due.add(client);
      if (left === "slow") this.#lookAgain();
      if (performance.now() >= end) break;
    }
    if (this.#due.size > 0 || this.#isNew) this.#pumpLater();
  }

  /** Once who reads slowly may have read; nobody else waits for that. */
  #lookAgain(): void {
    this.#draining ??= setTimeout(() => {
      this.#draining = null;
      this.#isNew = true;
      this.#pumpLater();
    }, drainPause);
  }

  #beat(): void {
    for (const client of this.#clients) {
      if (!client.isAlive) client.socket.terminate();
      client.isAlive = false;
      if (client.isKnown && !isStillKnown(client)) {
        client.socket.close(1008, "The token is not known any more");
        continue;
      }
      if (client.socket.readyState === client.socket.OPEN) client.socket.ping();
      if (client.isKnown && client.socket.bufferedAmount < this.#options.waiting)
        client.send({ type: "heartbeat", timestamp: this.context.clock.now(), sequence: this.#ring.last });
    }
  }
}

/** Of the protocols that a client offers the one that is spoken; never the token. */
export function chooseProtocol(offered: ReadonlySet<string>): string | false {
  return offered.has(protocol) ? protocol : false;
}

function tokenOfProtocol({ headers }: IncomingMessage): string | null {
  const offered = String(headers["sec-websocket-protocol"] ?? "").split(/ *, */);
  return offered.find((name) => name.startsWith(tokenPrefix))?.slice(tokenPrefix.length) ?? null;
}

/** Tokens that cannot be read let nobody in. */
function isStillKnown({ mayListen }: Client): boolean {
  try {
    return mayListen();
  } catch {
    return false;
  }
}

export { largestMessage };

function refuse(socket: Duplex, status: number, words: string): void {
  socket.end(`HTTP/1.1 ${status} ${words}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
