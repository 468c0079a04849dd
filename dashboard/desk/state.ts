import { computed, signal } from "@preact/signals";
import type { Problem } from "./ask.js";

/** Names of an arena: a market at an interval. */
export interface DeskMarket {
  readonly exchange: string;
  readonly symbol: string;
  readonly type: string;
  /** Milliseconds between two bars. */
  readonly interval: number;
}

export interface DeskStrategy {
  readonly id: number;
  readonly name: string;
  readonly version: number;
  /** Id of its market. */
  readonly arena: number;
  readonly market: DeskMarket;
  readonly portfolio: string | null;
  /** Whether a process writes its ledger. */
  readonly isRunning: boolean;
  /** What it began with, in quote currency. */
  readonly capital: number;
  readonly equity: number | null;
  readonly unrealised: number | null;
  /** Base units held: above 0 long, below short. */
  readonly position: number | null;
  /** Open of the last bar that it decided on, epoch milliseconds. */
  readonly lastBar: number | null;
  readonly bars: number;
  readonly tradedFrom: number | null;
  readonly parameters: Readonly<Record<string, number>>;
  readonly models: readonly { readonly name: string; readonly id: string }[];
}

export interface OpenPosition {
  readonly strategy: number;
  readonly id: number;
  readonly side: "long" | "short";
  readonly quantity: number | null;
  readonly entryPrice: number | null;
  /** Close of the last bar; null until one comes. */
  readonly price: number | null;
  readonly entryTime: number | null;
  readonly stop: number | null;
  readonly unrealised: number | null;
}

export interface Totals {
  readonly capital: number | null;
  readonly equity: number | null;
  readonly profit: number | null;
  readonly profitPercent: number | null;
  readonly realised: number | null;
  readonly unrealised: number | null;
  readonly openPositions: number | null;
  readonly tradesToday: number | null;
  readonly fees: number | null;
}

export interface Arena {
  readonly id: number;
  /** What news name it by. */
  readonly key: string;
  readonly market: DeskMarket;
  readonly strategies: readonly number[];
  /** Open of the last bar that was stored. */
  readonly lastBar: number | null;
}

/** The kill switch: what is stopped. */
export interface Stop {
  /** "all", or a strategy or portfolio by its name. */
  readonly name: string;
  readonly closes: boolean;
  readonly by: string;
  readonly reason: string;
  readonly at: number;
}

/** All signals are null until they are known. */
export const strategies = signal<ReadonlyMap<number, DeskStrategy> | null>(null);
export const totals = signal<Totals | null>(null);
/** By their strategy: each holds one at a time. */
export const positions = signal<ReadonlyMap<number, OpenPosition> | null>(null);
export const arenas = signal<ReadonlyMap<number, Arena> | null>(null);
export const stops = signal<readonly Stop[] | null>(null);

/** Why the desk could not be read; null while it can. */
export const loadProblem = signal<Problem | null>(null);

/** Rises when news was lost for good: whoever keeps a list of its own reads it anew. */
export const losses = signal(0);

export const strategyList = computed(() => [...(strategies.value?.values() ?? [])]);

export const isStopped = computed(() => stops.value?.some(({ name }) => name === "all") ?? false);

/** The stop that holds for a strategy: of everything, its portfolio or itself. */
export function stopOf(strategy: Pick<DeskStrategy, "name" | "portfolio">): Stop | null {
  const names = ["all", strategy.name, strategy.portfolio];
  return stops.value?.find(({ name }) => names.includes(name)) ?? null;
}

/** How far the server's clock goes ahead of this machine's, in milliseconds. */
export const clockLead = signal(0);

/** The moment by the server's clock. */
export const serverNow = (): number => Date.now() + clockLead.peek();

/** The moment by the server's clock, whole seconds: ages are drawn by it. */
export const second = signal(Math.floor(Date.now() / 1000) * 1000);

/** Lets ages tick. Call once. */
export function followClock(): void {
  setInterval(() => {
    second.value = Math.floor(serverNow() / 1000) * 1000;
  }, 1000);
}
