import type { ExitReason } from "../record.js";
import type { TwinEntry, TwinLevel } from "./twin-rules.js";

// Where the twin's protections stand: placed at a fill, and how they follow the price.

/** Levels and distances of an entry once it is known what it is worth. */
export interface Placed {
  readonly stop: number | null;
  readonly moves: readonly { readonly level: number; readonly after: number }[];
  /** Targets, the nearest first. */
  readonly takes: readonly { readonly level: number; readonly portion: number; readonly left?: number }[];
  readonly trail: { readonly distance: number; readonly share: boolean; readonly after: number } | null;
}

/** What follows the price of a position. */
export interface Followed extends Pick<Placed, "stop" | "moves" | "trail"> {
  readonly side: number;
  /** Its average price, and the best price that it has followed. */
  readonly entry: number;
  readonly best: number;
}

/** Levels for an entry worth `entry`, decided at `signalBar`. */
export function placedAt(rule: TwinEntry, signalBar: number, entry: number): Placed {
  const levelOf = (level: TwinLevel): number => (level.base[signalBar] ?? Number.NaN) + level.slope * entry;
  const { side, stop, moves, takes, trail } = rule;
  return {
    stop: stop === undefined ? null : levelOf(stop),
    moves: moves.map(({ level, after }) => ({ level: levelOf(level), after: levelOf(after) })),
    takes: takes
      .map(({ level, portion }) => ({ level: levelOf(level), portion }))
      .toSorted((a, b) => side * (a.level - b.level)),
    trail:
      trail === undefined
        ? null
        : {
            distance: trail.distance[signalBar] ?? Number.NaN,
            share: trail.share === true,
            after: trail.after,
          },
  };
}

/** Why levels do not fit a fill at `price`. */
export function faultOf({ stop, takes }: Placed, side: number, price: number): string | null {
  if (stop !== null && side * stop >= side * price) return "stop on the wrong side of the fill";
  if (takes.some(({ level }) => side * level <= side * price)) return "target on the wrong side of the fill";
  return null;
}

/** Where the position is left against us: the nearest of stop, moved stop and trailing stop. */
export function guardOf(held: Followed): { readonly level: number; readonly reason: ExitReason } | null {
  const { side, entry, best, trail } = held;
  const gained = side * (best - entry);
  const stops = [
    ...(held.stop === null ? [] : [held.stop]),
    // Not beyond the price that moves it, where nobody would pay so much.
    ...held.moves
      .filter(({ after }) => gained >= after)
      .map(({ level, after }) => side * Math.min(side * level, side * entry + after)),
  ];
  const stop = stops.length === 0 ? null : side * Math.max(...stops.map((level) => side * level));
  const active = trail !== null && side * best - side * entry >= trail.after;
  if (!active) return stop === null ? null : { level: stop, reason: "stop" };
  const away = trail.share ? trail.distance * Math.abs(best) : trail.distance;
  const trailing = best - side * away;
  return stop !== null && side * stop > side * trailing
    ? { level: stop, reason: "stop" }
    : { level: trailing, reason: "trail" };
}

/** Whether any price that the entry needs is missing at its signal's close. */
export function lacksLevel({ stop, takes, trail, order, moves }: TwinEntry, bar: number): boolean {
  const columns = [
    stop?.base,
    ...takes.map(({ level }) => level.base),
    trail?.distance,
    order?.price,
    order?.limit,
    ...moves.flatMap(({ level, after }) => [level.base, after.base]),
  ];
  return columns.some((column) => column !== undefined && Number.isNaN(column[bar]));
}
