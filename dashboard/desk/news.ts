import { batch, effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ask, refusal, signings, token } from "./ask.js";
import { figure, isFields, words, type Fields } from "./fields.js";
import { clockLead, losses, serverNow } from "./state.js";
import { changesOf, filtersOf, type Channel, type Want } from "./subscriptions.js";

/** What the server tells: docs/api.md, WebSocket. */
export interface News {
  readonly type: string;
  readonly timestamp: number;
  readonly data: Fields;
}

export type Link = "connecting" | "live" | "lost";

/** Whether news comes. */
export const link = signal<Link>("connecting");
/** When something was heard last, by the server's clock; null before the first time. */
export const heardAt = signal<number | null>(null);
/** When the connection is tried again, by the server's clock; null while there is one. */
export const retryAt = signal<number | null>(null);
/** Messages that made no sense and were left out. */
export const faults = signal(0);

/** What happened while there was no connection. */
export interface Absence {
  readonly from: number;
  readonly to: number;
  /** Messages that were told again. */
  readonly told: number;
  /** Whether more happened than the server could tell again: the desk was then read anew. */
  readonly isLost: boolean;
}

export const absence = signal<Absence | null>(null);

/** How long news is gathered before the page is drawn, in milliseconds. */
const gathering = 100;
/** The server is heard of every 30 s; after so long it is not there, in milliseconds. */
const silence = 75_000;
/** The server closes so where a token does not open. */
const refusedCode = 1008;
const shortestWait = 500;
const longestWait = 15_000;

const listeners = new Set<(news: News) => void>();
const wants = new Map<object, Want>();
let queue: News[] = [];
let gatherer: ReturnType<typeof setTimeout> | null = null;

let socket: WebSocket | null = null;
let retry: ReturnType<typeof setTimeout> | null = null;
let watch: ReturnType<typeof setTimeout> | null = null;
let tries = 0;
let server: string | null = null;
/** Highest sequence number that was heard. */
let last = 0;
/** That of the server when it greeted: what is not above it is told again. */
let greeted = 0;
/** Acknowledgements to come before what is told is in order again. */
let awaited = 0;
let subscribed: ReadonlyMap<Channel, string> = new Map();

/** Hears all news that any view wants. Returns what ends it. */
export function listenTo(listener: (news: News) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Wants channels until what it returns is called. */
export function want(wanted: Want): () => void {
  const key = {};
  wants.set(key, wanted);
  resubscribe();
  return () => {
    wants.delete(key);
    resubscribe();
  };
}

/**
 * Channels for as long as a view is shown. What it hears may be of other views too: look at its `data`. After a lost
 * connection what was missed comes as well; where it is lost for good, `losses` rises.
 */
export function useNews(wanted: Want, hear: (news: News) => void): void {
  const { channels, strategy, market } = wanted;
  useEffect(() => {
    const ends = [want(wanted), listenTo(hear)];
    return () => ends.forEach((end) => end());
  }, [channels.join(), strategy, market]);
}

function resubscribe(): void {
  if (socket === null || link.peek() !== "live") return;
  const wanted = filtersOf(wants.values());
  const { subscribe, unsubscribe } = changesOf(subscribed, wanted);
  subscribed = wanted;
  if (unsubscribe.length > 0) say({ action: "unsubscribe", channels: unsubscribe });
  for (const each of subscribe) say({ action: "subscribe", ...each });
}

const say = (message: object): void => socket?.send(JSON.stringify(message));

/** Keeps one connection while the page is open and somebody may read. Call once. */
export function followNews(): void {
  effect(() => {
    void signings.value;
    if (refusal.value !== null) return part();
    tries = 0;
    part();
    connect();
  });
  addEventListener("online", () => link.peek() === "lost" && connect());
  addEventListener("offline", () => socket !== null && lose(socket));
}

/** Leaves the connection without any further thought. */
function part(): void {
  const left = socket;
  socket = null;
  left?.close();
  for (const timer of [retry, watch]) if (timer !== null) clearTimeout(timer);
  retry = null;
}

function connect(): void {
  part();
  const known = token();
  const protocols = ["sage.v1", ...(known === null ? [] : [`sage.token.${known}`])];
  const mine = new WebSocket(`${location.origin.replace(/^http/, "ws")}/ws`, protocols);
  socket = mine;
  mine.addEventListener("message", ({ data }) => {
    if (socket === mine) take(data);
  });
  mine.addEventListener("close", ({ code }) => {
    if (socket !== mine) return;
    lose(mine);
    // The token may have been revoked: who asks with it is told.
    if (code === refusedCode) void ask("/access").catch(() => undefined);
  });
  wait(mine);
}

/** Who says nothing for long is not there any more. */
function wait(mine: WebSocket): void {
  if (watch !== null) clearTimeout(watch);
  watch = setTimeout(() => socket === mine && lose(mine), silence);
}

function lose(mine: WebSocket): void {
  part();
  mine.close();
  subscribed = new Map();
  const pause = Math.min(longestWait, shortestWait * 2 ** tries++) * (0.75 + Math.random() / 2);
  batch(() => {
    link.value = "lost";
    retryAt.value = serverNow() + pause;
  });
  retry = setTimeout(connect, pause);
}

function take(content: unknown): void {
  const message = read(content);
  if (message === null) {
    faults.value = faults.peek() + 1;
    return;
  }
  if (socket !== null) wait(socket);
  const type = words(message["type"]);
  const timestamp = figure(message["timestamp"]);
  const sequence = figure(message["sequence"]);
  if (type === "connected") return greet(message);
  if (type === "ack") {
    if (message["action"] === "subscribe") awaited = Math.max(0, awaited - 1);
    return;
  }
  if (type === "pong" || type === "heartbeat") {
    if (timestamp !== null) clockLead.value = timestamp - Date.now();
    heardAt.value = serverNow();
    return;
  }
  if (type === "missed") return loseForGood();
  const { data } = message;
  if (sequence === null || !isFields(data)) return;
  // Told before the place was set to go on from: it comes again in its order.
  if (awaited > 0) return;
  last = Math.max(last, sequence);
  const before = absence.peek();
  if (sequence <= greeted && before !== null) absence.value = { ...before, told: before.told + 1 };
  gather({ type, timestamp: timestamp ?? serverNow(), data });
}

function read(content: unknown): Fields | null {
  try {
    const message: unknown = JSON.parse(String(content));
    return isFields(message) ? message : null;
  } catch {
    return null;
  }
}

/** The server is there: goes on where it was left, or begins anew. */
function greet(message: Fields): void {
  const identity = words(message["server_id"]);
  const isFirst = server === null;
  const isSame = server === identity;
  greeted = figure(message["sequence"]) ?? 0;
  const from = heardAt.peek();
  tries = 0;
  batch(() => {
    link.value = "live";
    retryAt.value = null;
    if (!isFirst && from !== null) absence.value = { from, to: serverNow(), told: 0, isLost: false };
    heardAt.value = serverNow();
  });
  const wanted = filtersOf(wants.values());
  const { subscribe } = changesOf(new Map(), wanted);
  subscribed = wanted;
  if (isSame) {
    awaited = subscribe.length;
    subscribe.forEach((each, k) =>
      say({ action: "subscribe", ...each, ...(k === subscribe.length - 1 ? { after: last } : {}) }),
    );
  } else {
    server = identity;
    last = greeted;
    awaited = 0;
    for (const each of subscribe) say({ action: "subscribe", ...each });
    if (!isFirst) loseForGood();
  }
  say({ action: "ping" });
}

function loseForGood(): void {
  const before = absence.peek() ?? { from: heardAt.peek() ?? serverNow(), to: serverNow(), told: 0 };
  batch(() => {
    absence.value = { ...before, isLost: true };
    losses.value = losses.peek() + 1;
  });
}

function gather(news: News): void {
  queue.push(news);
  gatherer ??= setTimeout(() => {
    gatherer = null;
    const told = queue;
    queue = [];
    batch(() => {
      heardAt.value = serverNow();
      for (const each of told) for (const listener of listeners) listener(each);
    });
  }, gathering);
}
