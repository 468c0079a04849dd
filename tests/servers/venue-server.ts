import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import {
  keyOf,
  type Client,
  type Request,
  type ServerBar,
  type ServerMarket,
  type Speech,
  type World,
} from "./speech.js";

/** What may go wrong with one answer of HTTP. */
export type RestFault =
  | { readonly kind: "status"; readonly status: number; readonly retryAfter?: string; readonly body?: string }
  /** Nothing: the next fault is for the answer after this one. */
  | { readonly kind: "none" }
  | { readonly kind: "truncated" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "reset" };

/** What may befall the sockets. */
export type SocketFault =
  | { readonly kind: "close"; readonly code: number }
  /** The connection breaks without a word. */
  | { readonly kind: "break" }
  /** The socket stays open and nothing comes through it any more, nor is anything answered. */
  | { readonly kind: "half-open" }
  /** A message as it is, to everyone. */
  | { readonly kind: "raw"; readonly text: string }
  /** The next messages are sent twice. */
  | { readonly kind: "duplicate"; readonly count: number }
  /** The next message comes after the one that follows it. */
  | { readonly kind: "swap" }
  /** The next messages break off in the middle. */
  | { readonly kind: "truncate"; readonly count: number }
  /** The next messages are never sent. */
  | { readonly kind: "lose"; readonly count: number };

const pem = (name: string): Buffer => readFileSync(new URL(`certificates/${name}.pem`, import.meta.url));

interface Line extends Client {
  readonly socket: WebSocket;
  isDead: boolean;
}

/** A venue on this machine that speaks its own protocol, with faults on request. */
export class VenueServer implements World {
  readonly requests: string[] = [];
  readonly heard: unknown[] = [];
  connections = 0;
  /** Answers to requests of bars, first come first spoilt. */
  readonly restFaults: RestFault[] = [];
  /** Accepts connections and subscriptions and says nothing. */
  isSilent = false;
  /** Accepts subscriptions, answers pings, and says nothing of any market. */
  isMute = false;
  /** How new sockets are turned away, while there is something here. */
  refusal: { readonly status: number; readonly retryAfter?: string } | null = null;
  /** Hears pings and does not answer. */
  ignoresPings = false;
  /** How far its clock goes ahead, milliseconds. */
  skew = 0;
  /** Bars of history that are not yet to be had there, newest first. */
  restLag = 0;
  readonly #bars = new Map<string, ServerBar[]>();
  readonly #open = new Map<string, number>();
  readonly #lines = new Set<Line>();
  readonly #http;
  readonly #sockets = new WebSocketServer({ noServer: true });
  #duplicates = 0;
  #truncated = 0;
  #losses = 0;
  #swapped: string | null | undefined;
  #beats: NodeJS.Timeout | null = null;

  constructor(
    readonly speech: Speech,
    readonly markets: readonly ServerMarket[],
    readonly clock: () => number = Date.now,
    /** Speaks TLS, with a certificate that nobody trusts. */
    readonly certificate: "self-signed" | "expired" | null = null,
  ) {
    const answer = (request: IncomingMessage, response: ServerResponse): void =>
      void this.#answer(request, response);
    this.#http =
      certificate === null
        ? createServer(answer)
        : createSecureServer({ key: pem("key"), cert: pem(certificate) }, answer);
    this.#http.on("upgrade", (request, socket, head) => {
      const { pathname } = new URL(request.url ?? "/", "http://local");
      if (!speech.paths.includes(pathname)) return socket.end("HTTP/1.1 404 Not Found\r\n\r\n");
      if (this.refusal !== null) {
        const { status, retryAfter } = this.refusal;
        const after = retryAfter === undefined ? "" : `Retry-After: ${retryAfter}\r\n`;
        return socket.end(`HTTP/1.1 ${status} No\r\n${after}Content-Length: 0\r\n\r\n`);
      }
      this.#sockets.handleUpgrade(request, socket, head, (accepted) =>
        this.#accept(accepted, request.url ?? "/"),
      );
      return undefined;
    });
  }

  async start({ beat = 1000 }: { readonly beat?: number } = {}): Promise<this> {
    await new Promise<void>((resolve) => this.#http.listen(0, "127.0.0.1", resolve));
    this.#beats = setInterval(() => this.#beat(), beat);
    return this;
  }

  async stop(): Promise<void> {
    if (this.#beats !== null) clearInterval(this.#beats);
    for (const { socket } of this.#lines) socket.terminate();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  get rest(): string {
    return `http${this.#s}://127.0.0.1:${this.#port}`;
  }

  get ws(): string {
    return `ws${this.#s}://127.0.0.1:${this.#port}`;
  }

  get #s(): string {
    return this.certificate === null ? "" : "s";
  }

  get #port(): number {
    // A server that listens on TCP has an address of this kind.
    return (this.#http.address() as AddressInfo).port;
  }

  now(): number {
    return this.clock() + this.skew;
  }

  bars(market: ServerMarket): readonly ServerBar[] {
    const bars = this.#bars.get(keyOf(market)) ?? [];
    return this.restLag === 0 ? bars : bars.slice(0, -this.restLag);
  }

  isClosed(market: ServerMarket, bar: ServerBar): boolean {
    return this.#open.get(keyOf(market)) !== bar.time;
  }

  /** Puts bars into history without telling anyone. */
  record(market: ServerMarket, bars: readonly ServerBar[]): void {
    const known = new Map((this.#bars.get(keyOf(market)) ?? []).map((bar) => [bar.time, bar]));
    for (const bar of bars) known.set(bar.time, bar);
    this.#bars.set(
      keyOf(market),
      [...known.values()].toSorted((a, b) => a.time - b.time),
    );
  }

  /** A bar as it grows, or closed: in history, and told to whoever subscribed. */
  tell(market: ServerMarket, bar: ServerBar, isClosed: boolean): void {
    this.record(market, [bar]);
    if (!isClosed) this.#open.set(keyOf(market), bar.time);
    else if (this.#open.get(keyOf(market)) === bar.time) this.#open.delete(keyOf(market));
    if (this.isSilent || this.isMute) return;
    for (const line of this.#lines) {
      if (line.subscribed.has(keyOf(market))) this.speech.tell(market, bar, isClosed, line, this);
    }
  }

  get subscribers(): number {
    return [...this.#lines].filter(({ subscribed, isDead }) => subscribed.size > 0 && !isDead).length;
  }

  befall(fault: SocketFault): void {
    if (fault.kind === "duplicate") this.#duplicates += fault.count;
    if (fault.kind === "truncate") this.#truncated += fault.count;
    if (fault.kind === "lose") this.#losses += fault.count;
    if (fault.kind === "swap") this.#swapped = null;
    for (const line of this.#lines) {
      if (fault.kind === "close") line.socket.close(fault.code);
      if (fault.kind === "break") line.socket.terminate();
      if (fault.kind === "half-open") {
        line.isDead = true;
        line.socket.pause();
      }
      if (fault.kind === "raw") line.socket.send(fault.text);
    }
  }

  #accept(socket: WebSocket, url: string): void {
    this.connections++;
    const { pathname, search } = new URL(url, "http://local");
    const line: Line = {
      path: pathname + search,
      close: (code, reason) => socket.close(code, reason),
      subscribed: new Set(),
      sequence: 0,
      socket,
      isDead: false,
      send: (message) => this.#send(line, typeof message === "string" ? message : JSON.stringify(message)),
    };
    this.#lines.add(line);
    socket.on("close", () => this.#lines.delete(line));
    socket.on("error", () => this.#lines.delete(line));
    socket.on("message", (data: Buffer) => this.#hear(data.toString(), line));
    if (!this.isSilent) this.speech.greet?.(line, this);
  }

  #hear(text: string, line: Line): void {
    let message: unknown = text;
    try {
      message = JSON.parse(text);
    } catch {
      // Told to the speech as it is.
    }
    this.heard.push(message);
    const isPing = text.includes('"ping"');
    if (line.isDead || this.isSilent || (isPing && this.ignoresPings)) return;
    this.speech.hear(message, line, this);
  }

  #send(line: Line, text: string): void {
    if (line.isDead) return;
    if (this.#losses > 0) return void this.#losses--;
    if (this.#swapped === null) return void (this.#swapped = text);
    if (this.#truncated > 0) {
      this.#truncated--;
      return line.socket.send(text.slice(0, text.length / 2));
    }
    line.socket.send(text);
    if (this.#duplicates > 0) {
      this.#duplicates--;
      line.socket.send(text);
    }
    if (typeof this.#swapped === "string") {
      line.socket.send(this.#swapped);
      this.#swapped = undefined;
    }
  }

  #beat(): void {
    for (const line of this.#lines) {
      if (line.isDead || this.isSilent) continue;
      if (this.speech.beat === undefined) line.socket.ping("beat");
      else this.speech.beat(line, this);
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(Buffer.from(part));
    const body = Buffer.concat(parts).toString();
    const url = new URL(request.url ?? "/", "http://local");
    this.requests.push(`${request.method} ${url.pathname}${url.search} ${body}`);
    const asked: Request = {
      method: request.method ?? "GET",
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: body === "" ? null : JSON.parse(body),
    };
    response.sendDate = false;
    response.setHeader("Date", new Date(this.now()).toUTCString());
    const fault = this.restFaults.shift();
    if (fault?.kind === "reset") return void request.socket.destroy();
    if (fault?.kind === "status") {
      if (fault.retryAfter !== undefined) response.setHeader("Retry-After", fault.retryAfter);
      return void response.writeHead(fault.status).end(fault.body ?? "{}");
    }
    if (fault?.kind === "text") return void response.writeHead(200).end(fault.text);
    const answer = this.speech.rest(asked, this);
    const text = JSON.stringify(answer.body);
    response.writeHead(answer.status, { "Content-Type": "application/json" });
    response.end(fault?.kind === "truncated" ? text.slice(0, Math.floor(text.length * 0.7)) : text);
  }
}
