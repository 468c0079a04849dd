import { effect, signal } from "@preact/signals";
import { ask, Problem, refusal, signings } from "./ask.js";
import { figure, listOf, type Fields } from "./fields.js";
import { listenTo } from "./news.js";
import { losses } from "./state.js";

/** A thinned curve, the oldest point first. */
export interface CurvePoint {
  readonly time: number;
  readonly equity: number;
}

/** Points that a curve is asked for, and half of what it may grow to while it is looked at. */
export const curvePoints = 600;
const sparkPoints = 40;

/** A longer list with every second of the older points left out: what is looked at for days stays as large. */
export function thinned<Point>(points: readonly Point[], most: number): readonly Point[] {
  return points.length <= most ? points : points.filter((_, k) => (points.length - 1 - k) % 2 === 0);
}

/** A curve with a newer point: one of the same time takes the place of the last. */
export function withPoint(points: readonly CurvePoint[], point: CurvePoint): readonly CurvePoint[] {
  const last = points.at(-1);
  if (last !== undefined && point.time < last.time) return points;
  const kept = last !== undefined && point.time === last.time ? points.slice(0, -1) : points;
  return thinned([...kept, point], 2 * curvePoints);
}

/** How far each point lies below the highest before it, in percent (≤ 0). */
export function drawdownOf(points: readonly CurvePoint[]): readonly number[] {
  let peak = 0;
  return points.map(({ equity }) => {
    peak = Math.max(peak, equity);
    return peak > 0 ? (100 * (equity - peak)) / peak : 0;
  });
}

/** Small curves by strategy. */
export const sparks = signal<ReadonlyMap<number, readonly number[]>>(new Map());

const readCurve = (fields: Fields): readonly [number, readonly number[]] | null => {
  const { strategy_id: id, values } = fields;
  if (typeof id !== "number" || !Array.isArray(values)) return null;
  return [id, values.filter((value) => typeof value === "number")];
};

async function loadSparks(): Promise<void> {
  try {
    const curves = (await ask(`/equity/curves?points=${sparkPoints}`))["curves"];
    sparks.value = new Map(listOf(curves, readCurve));
  } catch (error) {
    // Without them the figures beside still say all.
    if (!(error instanceof Problem)) throw error;
  }
}

/** Keeps the small curves. Call once. */
export function followSparks(): void {
  listenTo(({ type, data }) => {
    if (type !== "portfolio.update") return;
    const stepped = listOf(data["strategies"], (fields) => fields);
    if (stepped.length === 0) return;
    const changed = new Map(sparks.peek());
    for (const fields of stepped) {
      const [id, equity] = [figure(fields["strategy_id"]), figure(fields["equity"])];
      if (id !== null && equity !== null)
        changed.set(id, thinned([...(changed.get(id) ?? []), equity], 2 * sparkPoints));
    }
    sparks.value = changed;
  });
  effect(() => {
    void signings.value;
    void losses.value;
    if (refusal.value === null) void loadSparks();
  });
}

/** @param query of the address: empty, or "&arena_id=3" */
export async function loadCurve(query: string): Promise<readonly CurvePoint[]> {
  const answer = await ask(`/equity?points=${curvePoints}${query}`);
  return listOf(answer["points"], (fields) => {
    const [time, equity] = [figure(fields["timestamp"]), figure(fields["equity"])];
    return time === null || equity === null ? null : { time, equity };
  });
}
