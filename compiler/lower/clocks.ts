import { findOperation, ratio, type BarColumn, type Unit } from "../../kernels/catalog/index.js";
import type { Span } from "../../lang/source.js";
import type { Clock, FrameClock } from "../clock.js";
import type { GraphBuilder } from "../graph/builder.js";
import type { ColumnReference, GraphClock } from "../graph/schema.js";
import { columnKey, type DraftNode } from "../graph/stages.js";
import type { Facts } from "../passes/facts.js";
import { outputOf, timesOf } from "./describe.js";

/** Columns that may differ from clock to clock. */
export class PerClock<Key> {
  private readonly maps = new Map<number, Map<Key, ColumnReference>>();

  of(clock: number): Map<Key, ColumnReference> {
    const known = this.maps.get(clock) ?? new Map<Key, ColumnReference>();
    this.maps.set(clock, known);
    return known;
  }
}

const nowhere: Span = { start: 0, end: 0 };

/** How `gather` makes a slower bar's column of the bars inside it; the numbers are the choices of the catalogue. */
const gathering: Readonly<Record<BarColumn, number>> = {
  time: 0,
  open: 0,
  high: 1,
  low: 2,
  close: 3,
  volume: 4,
};

const week = 604_800_000;
/** 1970-01-05, the first Monday of the epoch. */
const firstMonday = 345_600_000;

/**
 * The clocks of a strategy beside its own, and the nodes between them: `frame_edges` says on each bar whether a slower
 * one begins or ends, `gather` makes the columns of the finished ones, `hold` brings a value back to the strategy's bars.
 * Frames of one length have one clock.
 */
export class ClockLowering {
  private readonly numbers = new Map<number, { readonly number: number; readonly clock: FrameClock }>();
  private readonly bars = new PerClock<BarColumn>();
  private readonly edges = new Map<number, ColumnReference>();
  private readonly held = new Map<number, ColumnReference>();
  private current = 0;

  constructor(
    private readonly builder: GraphBuilder,
    private readonly timeframe: number,
  ) {}

  /** Number of the clock that is lowered with; 0 is the strategy's own. */
  get now(): number {
    return this.current;
  }

  list(): readonly GraphClock[] {
    return [...this.numbers.values()].map(({ clock: { interval } }) => ({
      kind: "frame" as const,
      interval,
    }));
  }

  within<Result>(clock: Clock, work: () => Result): Result {
    const before = this.current;
    this.current = this.numberOf(clock);
    try {
      return work();
    } finally {
      this.current = before;
    }
  }

  field(): Pick<DraftNode, "clock"> {
    return this.current === 0 ? {} : { clock: this.current };
  }

  bar(column: BarColumn): ColumnReference {
    const bars = this.bars.of(this.current);
    const known = bars.get(column);
    if (known !== undefined) return known;
    const clock = [...this.numbers.values()].find(({ number }) => number === this.current)?.clock;
    const reference = clock === undefined ? this.baseBar(column) : this.slowBar(column, clock);
    bars.set(column, reference);
    return reference;
  }

  /** A value of a slower clock as it is known on the strategy's bars. */
  hold(inside: ColumnReference, clock: FrameClock, facts: Facts, span: Span): ColumnReference {
    const known = this.held.get(columnKey(inside));
    if (known !== undefined) return known;
    const node = this.builder.nodes[inside.node];
    // What is the same on every bar needs no holding.
    if (node?.operation === "constant") return inside;
    const column = this.builder.node({
      operation: "hold",
      inputs: [this.edgesOf(clock), inside],
      parameters: [],
      outputs: [outputOf(facts)],
      ...timesOf(facts),
      span,
    });
    this.held.set(columnKey(inside), column);
    return column;
  }

  private numberOf(clock: Clock): number {
    if (clock === "base") return 0;
    const known = this.numbers.get(clock.interval);
    if (known !== undefined) return known.number;
    const number = this.numbers.size + 1;
    this.numbers.set(clock.interval, { number, clock });
    return number;
  }

  private baseBar(column: BarColumn): ColumnReference {
    return this.builder.node({
      operation: column,
      inputs: [],
      parameters: [],
      outputs: [{ type: "number", unit: unitOf(column) }],
      knownAt: column === "open" || column === "time" ? "open" : "close",
      first: 0,
      settled: 0,
      span: nowhere,
    });
  }

  private slowBar(column: BarColumn, clock: FrameClock): ColumnReference {
    const edges = this.edgesOf(clock);
    const fast = this.within("base", () => this.bar(column));
    const gathered = this.builder.node({
      operation: "gather",
      inputs: [edges, fast],
      parameters: [this.builder.constant(gathering[column])],
      outputs: [{ type: "number", unit: unitOf(column) }],
      clock: this.numberOf(clock),
      knownAt: column === "open" || column === "time" ? "open" : "close",
      first: 0,
      settled: 0,
      span: nowhere,
    });
    if (column !== "time") return gathered;
    return this.builder.node({
      operation: "frame_open",
      inputs: [gathered],
      parameters: this.gridOf(clock),
      outputs: [{ type: "number", unit: unitOf(column) }],
      clock: this.numberOf(clock),
      knownAt: "open",
      first: 0,
      settled: 0,
      span: nowhere,
    });
  }

  private edgesOf(clock: FrameClock): ColumnReference {
    const known = this.edges.get(clock.interval);
    if (known !== undefined) return known;
    const time = this.within("base", () => this.bar("time"));
    const edges = this.builder.node({
      operation: "frame_edges",
      inputs: [time],
      parameters: [...this.gridOf(clock), this.builder.constant(this.timeframe)],
      outputs: [{ type: "category", unit: ratio }],
      knownAt: "close",
      first: 0,
      settled: 0,
      span: nowhere,
    });
    this.edges.set(clock.interval, edges);
    return edges;
  }

  /** Length and origin of the slower bars: whole lengths since the epoch, weeks from a Monday. */
  private gridOf({ interval }: FrameClock): readonly number[] {
    return [this.builder.constant(interval), this.builder.constant(interval % week === 0 ? firstMonday : 0)];
  }
}

function unitOf(column: BarColumn): Unit {
  const unit = findOperation(column)?.outputs[0].unit ?? ratio;
  return "powers" in unit ? ratio : unit;
}
