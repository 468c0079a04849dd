import { elementary } from "../../compiler/graph/elementary.js";
import { normalCdf, normalQuantile } from "../statistics/normal.js";

/** A set as places on the grid: of each parameter which of its values it has. */
export type Cell = readonly number[];

/** A set that was run and what it is ranked by, more being better; null where it has no value or is not admitted. */
export interface SeenCell {
  readonly cell: Cell;
  readonly rank: number | null;
}

export interface TpeSettings {
  /** One density over all parameters together, which knows what goes with what; else one for each. */
  readonly multivariate: boolean;
  /** Share of the sets that count as good. */
  readonly good: number;
  /** Draws of which the most promising one is tried. */
  readonly candidates: number;
}

/** γ and the number of candidates of Bergstra et al. */
export const usualTpe: TpeSettings = { multivariate: true, good: 0.15, candidates: 24 };

/** More good sets than this say no more. */
const mostGood = 25;
/** Cells of a parameter up to which the mass of each is remembered. */
const mostRemembered = 1024;

/**
 * Tree-structured Parzen estimator (Bergstra, Bardenet, Bengio & Kégl 2011): the sets that were run are parted into good
 * ones and others, each part is smoothed into a density, and what is likely among the good and unlikely among the others
 * is tried next. Densities are over the cells of the grid, so that whole numbers and steps are as likely as they are wide.
 * With `multivariate` the kernels are products over all parameters (Falkner, Klein & Hutter 2018).
 */
export class TreeParzen {
  readonly #counts: readonly number[];
  readonly #uniform: () => number;
  readonly #settings: TpeSettings;

  /** @param counts how many values each parameter has */
  constructor(counts: readonly number[], uniform: () => number, settings: TpeSettings = usualTpe) {
    this.#counts = counts;
    this.#uniform = uniform;
    this.#settings = settings;
  }

  /**
   * Sets to try next, fewer than asked for where hardly any are left. Each is taken for one of the others by the next, so
   * that those of a batch are not all the same.
   * @param isOpen whether a cell may be tried: it is allowed, and was not tried yet
   */
  propose(seen: readonly SeenCell[], count: number, isOpen: (cell: Cell) => boolean): readonly Cell[] {
    const ordered = seen.toSorted((a, b) => compareRanks(a.rank, b.rank));
    const valued = seen.filter(({ rank }) => rank !== null).length;
    const goods = Math.min(mostGood, Math.ceil(this.#settings.good * valued));
    const good = this.#density(ordered.slice(0, goods).map(({ cell }) => cell));
    const others = ordered.slice(goods).map(({ cell }) => cell);
    const taken = new Set<string>();
    const proposed: Cell[] = [];
    while (proposed.length < count) {
      const bad = this.#density([...others, ...proposed]);
      const cell = this.#best(good, bad, (each) => !taken.has(each.join()) && isOpen(each));
      if (cell === null) break;
      taken.add(cell.join());
      proposed.push(cell);
    }
    return proposed;
  }

  #best(good: Density, bad: Density, isOpen: (cell: Cell) => boolean): Cell | null {
    let best: Cell | null = null;
    let most = -Infinity;
    for (let tries = 0, found = 0; found < this.#settings.candidates && tries < 400; tries++) {
      const cell = good.draw(this.#uniform);
      if (!isOpen(cell)) continue;
      found++;
      const score = good.logAt(cell) - bad.logAt(cell);
      if (score > most) [best, most] = [cell, score];
    }
    // Where all that is promising has been tried, anything else is.
    for (let tries = 0; best === null && tries < 2000; tries++) {
      const cell = this.#counts.map((values) => Math.floor(this.#uniform() * values));
      if (isOpen(cell)) best = cell;
    }
    return best;
  }

  #density(cells: readonly Cell[]): Density {
    return new Density(this.#counts, cells, this.#settings.multivariate);
  }
}

function compareRanks(a: number | null, b: number | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return b - a;
}

/** A normal kernel on [0, 1], as the mass of each cell. */
class Kernel {
  readonly #centre: number;
  readonly #width: number;
  readonly #cells: number;
  readonly #below: number;
  readonly #inside: number;
  readonly #known: Float64Array | null;

  constructor(centre: number, width: number, cells: number) {
    this.#centre = centre;
    this.#width = width;
    this.#cells = cells;
    this.#below = normalCdf(-centre / width);
    this.#inside = normalCdf((1 - centre) / width) - this.#below;
    this.#known = cells <= mostRemembered ? new Float64Array(cells).fill(Number.NaN) : null;
  }

  mass(cell: number): number {
    const known = this.#known?.[cell] ?? Number.NaN;
    if (!Number.isNaN(known)) return known;
    const edge = (k: number): number => normalCdf((k / this.#cells - this.#centre) / this.#width);
    // Far from the centre nothing is left of a difference; a little is always likely.
    const mass = Math.max(1e-12 / this.#cells, (edge(cell + 1) - edge(cell)) / this.#inside);
    if (this.#known !== null) this.#known[cell] = mass;
    return mass;
  }

  draw(uniform: number): number {
    const place = this.#centre + this.#width * normalQuantile(this.#below + uniform * this.#inside);
    return Math.min(this.#cells - 1, Math.max(0, Math.floor(place * this.#cells)));
  }
}

/** A mixture of kernels, one around each cell, and a wide one for what nothing is known of. */
class Density {
  readonly #rows: readonly (readonly Kernel[])[];
  readonly #joint: boolean;

  constructor(counts: readonly number[], cells: readonly Cell[], joint: boolean) {
    this.#joint = joint;
    const searched = counts.filter((count) => count > 1).length;
    // Scott's rule, for a fifth of the range.
    const width = 0.2 * elementary().power(cells.length + 1, -1 / ((joint ? searched : 1) + 4));
    const wide = counts.map((count) => new Kernel(0.5, 1, count));
    const around = cells.map((cell) =>
      cell.map((place, k) => {
        const count = counts[k] ?? 1;
        return new Kernel((place + 0.5) / count, Math.max(width, 0.5 / count), count);
      }),
    );
    this.#rows = [wide, ...around];
  }

  draw(uniform: () => number): Cell {
    const pick = (): readonly Kernel[] => this.#rows[Math.floor(uniform() * this.#rows.length)] ?? [];
    const together = pick();
    return together.map((kernel, k) => ((this.#joint ? kernel : pick()[k]) ?? kernel).draw(uniform()));
  }

  /** Logarithm of the mass of a cell. */
  logAt(cell: Cell): number {
    const { log } = elementary();
    if (!this.#joint)
      return cell.reduce((sum, place, k) => sum + log(this.#mean((row) => row[k]?.mass(place) ?? 1)), 0);
    return log(this.#mean((row) => row.reduce((mass, kernel, k) => mass * kernel.mass(cell[k] ?? 0), 1)));
  }

  #mean(massOf: (row: readonly Kernel[]) => number): number {
    let sum = 0;
    for (const row of this.#rows) sum += massOf(row);
    return sum / this.#rows.length;
  }
}
