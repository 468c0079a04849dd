import type { LiveNote } from "../store/live-store.js";

/** Why a backtest and a live session part. */
export const causeKinds = [
  "data",
  "revision",
  "gap",
  "restart",
  "switch",
  "parameter",
  "model",
  "clock",
  "program",
  "capital",
  "costs",
  "start",
  "unknown",
] as const;

export type CauseKind = (typeof causeKinds)[number];

export interface Cause {
  readonly kind: CauseKind;
  /** Whether what is stored proves it; else it is what is left when all else is ruled out. */
  readonly isCertain: boolean;
  /** One sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly help: string;
  /** What the store was told at the time. */
  readonly evidence: LiveNote | null;
}

/** Open time of a bar as people read it, UTC. */
export const timeText = (time: number): string => new Date(time).toISOString().slice(0, 16).replace("T", " ");

/** Milliseconds in the unit that fits: "40 ms", "2.5 s", "3 h". */
export function durationText(milliseconds: number): string {
  const size = Math.abs(milliseconds);
  const units = [
    [86_400_000, "d"],
    [3_600_000, "h"],
    [60_000, "min"],
    [1000, "s"],
  ] as const;
  const [length, name] = units.find(([unit]) => size >= unit) ?? [1, "ms"];
  return `${Number((size / length).toPrecision(3))} ${name}`;
}
