import { type Estimate, type JudgedRows, weightAt } from "./rows.js";

/**
 * Area under the ROC curve of one class against the rest: the chance that a row of the class scores higher than
 * another, ties one half (Mann & Whitney 1947). The error is that of DeLong, DeLong & Clarke-Pearson 1988: the spread
 * of each row's own share of the area. Null where one side has no rows.
 */
export function areaUnderCurve(scores: Float64Array, isClass: Uint8Array, rows: JudgedRows): Estimate | null {
  const influence = areaInfluence(scores, isClass, rows);
  if (influence === null) return null;
  return { value: influence.area, error: errorOf([influence], isClass) };
}

/**
 * The mean of the areas of each class against the rest that has rows, and its error from what each row adds to all of
 * them together.
 */
export function meanAreaUnderCurve(rows: JudgedRows): Estimate | null {
  const each = rows.answers.flatMap((scores, k) => {
    const found = areaInfluence(scores, membership(rows.truth, k), rows);
    return found === null ? [] : [found];
  });
  if (each.length === 0) return null;
  const value = each.reduce((sum, { area }) => sum + area, 0) / each.length;
  return { value, error: errorOf(each, null) };
}

/** 1 where the row is of the class. */
export function membership(truth: Float64Array, number: number): Uint8Array {
  return Uint8Array.from(truth, (value) => (value === number ? 1 : 0));
}

/** Error of an area from the numbers of rows alone, as Hanley & McNeil 1982 take it from an exponential model. */
export function hanleyMcNeilError(area: number, inside: number, outside: number): number {
  const one = area / (2 - area);
  const two = (2 * area * area) / (1 + area);
  const square = area * area;
  const variance = area * (1 - area) + (inside - 1) * (one - square) + (outside - 1) * (two - square);
  return Math.sqrt(variance / (inside * outside));
}

interface Influence {
  readonly area: number;
  /** By row: how far the area of its own pairs lies from the whole, by its share of its side. */
  readonly parts: Float64Array;
}

function areaInfluence(scores: Float64Array, isClass: Uint8Array, rows: JudgedRows): Influence | null {
  const order = Int32Array.from(scores.keys()).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  const [outside, inside] = sideWeights(isClass, rows);
  if (inside === 0 || outside === 0) return null;
  const parts = new Float64Array(scores.length);
  let [area, below, classBelow] = [0, 0, 0];
  for (let from = 0; from < order.length;) {
    const to = endOfTie(order, scores, from);
    let [tied, classTied] = [0, 0];
    for (let at = from; at < to; at++) {
      const row = order[at] ?? 0;
      if (isClass[row] === 1) classTied += weightAt(rows, row);
      else tied += weightAt(rows, row);
    }
    for (let at = from; at < to; at++) {
      const row = order[at] ?? 0;
      parts[row] =
        isClass[row] === 1
          ? (below + tied / 2) / outside
          : (inside - classBelow - classTied + classTied / 2) / inside;
    }
    area += classTied * (below + tied / 2);
    below += tied;
    classBelow += classTied;
    from = to;
  }
  area /= inside * outside;
  for (let row = 0; row < parts.length; row++)
    parts[row] = (weightAt(rows, row) * ((parts[row] ?? 0) - area)) / (isClass[row] === 1 ? inside : outside);
  return { area, parts };
}

function sideWeights(isClass: Uint8Array, rows: JudgedRows): readonly [number, number] {
  let [outside, inside] = [0, 0];
  for (const [row, side] of isClass.entries()) {
    if (side === 1) inside += weightAt(rows, row);
    else outside += weightAt(rows, row);
  }
  return [outside, inside];
}

function endOfTie(order: Int32Array, scores: Float64Array, from: number): number {
  const score = scores[order[from] ?? 0];
  let to = from + 1;
  while (to < order.length && scores[order[to] ?? 0] === score) to++;
  return to;
}

/** √ of the summed squares of what each row adds; of one area each side with its own n/(n − 1). */
function errorOf(each: readonly Influence[], isClass: Uint8Array | null): number | null {
  const count = each[0]?.parts.length ?? 0;
  let [insideSquares, outsideSquares, inside] = [0, 0, 0];
  for (let row = 0; row < count; row++) {
    let part = 0;
    for (const { parts } of each) part += parts[row] ?? 0;
    part /= each.length;
    if (isClass?.[row] === 1) {
      insideSquares += part * part;
      inside++;
    } else outsideSquares += part * part;
  }
  if (isClass === null) return count < 2 ? null : Math.sqrt((outsideSquares * count) / (count - 1));
  const outside = count - inside;
  if (inside < 2 || outside < 2) return null;
  return Math.sqrt((insideSquares * inside) / (inside - 1) + (outsideSquares * outside) / (outside - 1));
}
