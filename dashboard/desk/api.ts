import { signal } from "@preact/signals";

const tokenKey = "sage-token";

/** What the desk was last known to be, and why it may be out of date. */
export const summary = signal<Readonly<Record<string, number | null>> | null>(null);
export const strategies = signal<readonly DeskStrategy[] | null>(null);
export const refusal = signal<string | null>(null);
export const isGone = signal(false);

export interface DeskStrategy {
  readonly id: number;
  readonly name: string;
  readonly market: string;
  readonly isRunning: boolean;
  readonly position: number | null;
  readonly equity: number | null;
  readonly unrealised: number | null;
  readonly lastBar: number | null;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const figure = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

/** What an answer says of a strategy; null where it is not as it must be. */
export function readStrategy(value: unknown): DeskStrategy | null {
  if (!isFields(value) || !isFields(value["market"])) return null;
  const { id, strategy_name: name, market } = value;
  if (typeof id !== "number" || typeof name !== "string") return null;
  return {
    id,
    name,
    market: `${String(market["exchange"])} ${String(market["symbol"])}`,
    isRunning: value["is_running"] === true,
    position: figure(value["position"]),
    equity: figure(value["current_bankroll"]),
    unrealised: figure(value["unrealized_pnl"]),
    lastBar: figure(value["last_bar"]),
  };
}

/** Where news comes from. */
let news: WebSocket | null = null;

const token = (): string | null => sessionStorage.getItem(tokenKey);

export function signIn(given: string): void {
  sessionStorage.setItem(tokenKey, given);
  // What listens without a token is closed by the server sooner or later; it comes back with this one.
  news?.close();
  void refresh();
}

async function ask(path: string): Promise<Fields | null> {
  const known = token();
  const headers: Record<string, string> = known === null ? {} : { authorization: `Bearer ${known}` };
  const answer = await fetch(`/api/v1${path}`, { headers });
  const body: unknown = await answer.json();
  if (answer.status === 401) {
    sessionStorage.removeItem(tokenKey);
    refusal.value = isFields(body) && typeof body["detail"] === "string" ? body["detail"] : "";
    return null;
  }
  if (!answer.ok || !isFields(body)) throw new Error(`status ${answer.status}`);
  return body;
}

/** Asks for the whole desk. */
export async function refresh(): Promise<void> {
  try {
    const [totals, list] = await Promise.all([ask("/portfolio/summary"), ask("/strategies")]);
    if (totals === null || list === null) return;
    refusal.value = null;
    isGone.value = false;
    summary.value = Object.fromEntries(Object.entries(totals).map(([name, value]) => [name, figure(value)]));
    const all = list["strategies"];
    strategies.value = (Array.isArray(all) ? all : []).map(readStrategy).filter((one) => one !== null);
  } catch {
    isGone.value = true;
  }
}

const pause = 1000;
const patience = 2000;

/** Asks again when the server tells of something new, at most once a second; and when it comes back. */
export function listen(): void {
  let waiting = false;
  const later = (): void => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      void refresh();
    }, pause);
  };
  const known = token();
  const protocols = ["sage.v1", ...(known === null ? [] : [`sage.token.${known}`])];
  const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/ws`, protocols);
  news = socket;
  socket.addEventListener("message", ({ data }) => {
    if (String(data).includes('"connected"'))
      socket.send(JSON.stringify({ action: "subscribe", channels: ["portfolio", "events"] }));
    else later();
  });
  socket.addEventListener("close", () => {
    later();
    setTimeout(listen, patience);
  });
}
