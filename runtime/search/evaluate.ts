import { loadKernelModule } from "../engine/module.js";
import { WorkerPool } from "../parallel/pool.js";
import type { SearchSetup, SearchTask } from "../parallel/protocol.js";
import { workKinds } from "../parallel/work.js";
import type { Lap } from "./course.js";
import type { KeptRows, SearchJournal } from "./journal.js";
import type { SearchOptions } from "./request.js";
import type { TrainedSets } from "./trained-sets.js";
import { nextTurn } from "../parallel/next-turn.js";

const mostSetsOfTask = 512;
/** Evaluations after which a task reports. */
const evaluationsOfTask = 3e7;
/** Some tens of milliseconds: in smaller pieces of a search that is no shorter, computing again what sets share costs more than it evens out. */
const fewestEvaluationsOfTask = 1e7;

/** Takes what came of sets; gives how many of them are thereby done. */
export type TakeRows = (lap: Lap, result: KeptRows) => number;

interface Piece {
  readonly places: readonly number[];
  readonly pass: number;
}

/** Runs sets over their bars, on all workers, and takes over what an earlier search has kept. */
export class Evaluation {
  readonly workers: number;
  readonly #setup: SearchSetup;
  readonly #setOf: (place: number) => readonly number[];
  readonly #journal: SearchJournal | null;
  readonly #options: SearchOptions;
  readonly #take: TakeRows;
  readonly #trained: TrainedSets | null;
  /** Rows that an earlier search has kept, by pass and set. */
  readonly #kept = new Map<number, Map<number, KeptRows>>();
  readonly #bars: readonly number[];
  #pool: WorkerPool | null = null;
  #alone: ((task: SearchTask) => Omit<KeptRows, "pass" | "places">) | null = null;
  /** Sets that are done; of these, taken over; and bars times sets that were run here. */
  done = 0;
  resumed = 0;
  evaluations = 0;

  constructor(
    setup: SearchSetup,
    setOf: (place: number) => readonly number[],
    journal: SearchJournal | null,
    options: SearchOptions,
    take: TakeRows,
    trained: TrainedSets | null = null,
  ) {
    this.#trained = trained;
    this.#setup = setup;
    this.#setOf = setOf;
    this.#journal = journal;
    this.#options = options;
    this.#take = take;
    this.workers = options.pool?.size ?? options.workers ?? new WorkerPool().size;
    this.#bars = setup.passes.map(({ ranges }) => ranges.reduce((sum, { from, to }) => sum + to - from, 0));
    for (const rows of journal?.kept ?? []) this.#keep(rows);
  }

  /** Runs a lap; `report` is called whenever some sets are done. */
  async run(lap: Lap, report: () => void): Promise<void> {
    const before = this.done;
    for (const pass of lap.passes)
      for (const place of lap.places) {
        const kept = this.#kept.get(pass)?.get(place);
        if (kept !== undefined) this.done += this.#take(lap, kept);
      }
    this.resumed += this.done - before;
    if (this.done > before) report();
    const pieces = this.#cut(lap);
    const deliver = ({ pass, places }: Piece, rows: Omit<KeptRows, "pass" | "places">): void => {
      const result = { pass, places, ...rows };
      this.evaluations += places.length * (this.#bars[pass] ?? 0);
      this.done += this.#take(lap, result);
      this.#journal?.append(result);
      report();
    };
    if (this.#trained !== null) await this.#runTrained(this.#trained, pieces, deliver);
    else if (this.workers === 0) await this.#runAlone(pieces, deliver);
    else await this.#runTogether(pieces, deliver);
  }

  /** Ends the threads that were started here. */
  async close(): Promise<void> {
    await this.#pool?.close();
  }

  /** Training takes all cores by itself, or is done by others; what is decided on its answers is quick. */
  async #runTrained(
    trained: TrainedSets,
    pieces: readonly Piece[],
    deliver: (piece: Piece, rows: Omit<KeptRows, "pass" | "places">) => void,
  ): Promise<void> {
    const { bars, passes } = this.#setup;
    const { pool } = this.#options;
    if (pool !== undefined)
      await trained.trainElsewhere(
        pieces.flatMap(({ places }) => places.map(this.#setOf)),
        pool,
      );
    for (const piece of pieces)
      for (const place of piece.places) {
        const { ranges = [], keepsBlocks = false } = passes[piece.pass] ?? {};
        const rows = await trained.run([this.#setOf(place)], ranges, bars.columns.time, keepsBlocks);
        deliver({ ...piece, places: [place] }, rows);
        await nextTurn();
      }
  }

  async #runAlone(
    pieces: readonly Piece[],
    deliver: (piece: Piece, rows: Omit<KeptRows, "pass" | "places">) => void,
  ): Promise<void> {
    this.#alone ??= workKinds.search(this.#setup, loadKernelModule());
    for (const piece of pieces) {
      this.#options.signal?.throwIfAborted();
      deliver(piece, this.#alone(this.#taskOf(piece)));
      await nextTurn();
    }
    this.#options.signal?.throwIfAborted();
  }

  async #runTogether(
    pieces: readonly Piece[],
    deliver: (piece: Piece, rows: Omit<KeptRows, "pass" | "places">) => void,
  ): Promise<void> {
    const { pool, signal, onNote } = this.#options;
    const threads = pool ?? (this.#pool ??= new WorkerPool(this.workers));
    const tasks = pieces.map((piece) => this.#taskOf(piece));
    await threads.run("search", this.#setup, tasks, {
      onResult: (result, place) => {
        const piece = pieces[place];
        if (piece !== undefined) deliver(piece, result);
      },
      onLost: (_, place) =>
        onNote?.(
          `A worker stopped; its ${pieces[place]?.places.length ?? 0} sets are done again by another.`,
        ),
      signal,
    });
  }

  #taskOf({ pass, places }: Piece): SearchTask {
    return { pass, sets: places.map(this.#setOf) };
  }

  /** Neighbouring sets share most, so each piece of work is a run of them; what they share is computed once a piece. */
  #cut({ places, passes }: Lap): readonly Piece[] {
    const open = passes.map((pass) => {
      const kept = this.#kept.get(pass);
      return { pass, places: kept === undefined ? places : places.filter((place) => !kept.has(place)) };
    });
    const bars = Math.max(1, ...passes.map((pass) => this.#bars[pass] ?? 0));
    const longest = Math.max(0, ...open.map((each) => each.places.length));
    const workers = Math.max(1, this.workers);
    const worthwhile =
      longest * bars < fewestEvaluationsOfTask
        ? 1
        : Math.min(Math.ceil(longest / workers), Math.floor(fewestEvaluationsOfTask / bars));
    const fair = Math.max(Math.ceil(longest / (2 * workers)), worthwhile);
    const most = Math.min(mostSetsOfTask, Math.max(16, Math.floor(evaluationsOfTask / bars)));
    const size = Math.max(1, Math.min(most, fair));
    const pieces: Piece[] = [];
    for (let from = 0; from < longest; from += size)
      for (const { pass, places: all } of open) {
        const some = all.slice(from, from + size);
        if (some.length > 0) pieces.push({ pass, places: some });
      }
    return pieces;
  }

  #keep({ pass, places, rows, blocks, refused }: KeptRows): void {
    const kept = this.#kept.get(pass) ?? new Map<number, KeptRows>();
    this.#kept.set(pass, kept);
    const width = rows.length / places.length;
    const blocksWidth = (blocks?.length ?? 0) / places.length;
    for (const [k, place] of places.entries())
      kept.set(place, {
        pass,
        places: [place],
        rows: rows.subarray(k * width, (k + 1) * width),
        blocks: blocks?.subarray(k * blocksWidth, (k + 1) * blocksWidth) ?? null,
        refused: refused.flatMap(({ set, reason }) => (set === k ? [{ set: 0, reason }] : [])),
      });
  }
}
