import type { Graph } from "../../compiler/graph/index.js";
import type { BarColumn, Kernels } from "../../kernels/index.js";
import {
  placeBroker,
  placeBrokerState,
  type BrokerAddresses,
  type BrokerColumns,
  type BrokerPlan,
  type Membership,
} from "../broker/bind.js";
import { placeFiner, type FinerPlaces } from "../broker/finer.js";
import { placeFunding, type FundingPlaces } from "../broker/funding.js";
import { isLean } from "../broker/lean.js";
import { placeAlerts } from "./alerts.js";
import { placeBars } from "./bars.js";
import type { RowSource } from "./feeds.js";
import type { Layout } from "./layout.js";
import { boundScalars } from "./parameters.js";
import { placeProgram, placeStates, type BarCell, type Program } from "./program.js";

/** Bars in one pass over the schedule: the columns of a middling strategy then stay in the second-level cache. */
export const defaultCapacity = 4096;

export const rowKinds = ["trades", "orders", "signals"] as const;

export type RowKind = (typeof rowKinds)[number];

/** What a graph needs room for. */
export interface PlacementOptions {
  readonly values?: readonly number[];
  readonly capital: number;
  readonly capacity?: number;
  readonly columns?: Partial<BrokerColumns>;
  readonly sinks?: { readonly [Kind in RowKind]?: unknown };
  readonly keepEquity?: number;
  readonly keepTrades?: number;
  readonly bufferedRows?: number;
  readonly reserve?: number;
  readonly funding?: RowSource;
  readonly magnify?: RowSource;
  readonly lean?: boolean;
  readonly switchRoom?: number;
  readonly switches?: readonly unknown[];
  readonly models?: ReadonlyMap<number, unknown>;
  readonly answers?: { readonly models: ReadonlySet<number> };
}

/** A graph bound to parameter values whose state has its place. */
export interface BoundState {
  readonly graph: Graph;
  readonly values: readonly number[];
  readonly scalars: readonly number[];
  readonly states: readonly number[];
  readonly plan: BrokerPlan;
  readonly start: number;
  readonly end: number;
}

/**
 * Gives the state of a graph and of its broker its place; `account` is where the account lies when it is not its own.
 * @throws RunError when a requirement does not hold or a setting is impossible
 */
export function placeState(
  graph: Graph,
  given: readonly number[] | undefined,
  layout: Layout,
  account?: number,
): BoundState {
  const values = given ?? graph.parameters.map((parameter) => parameter.value);
  const scalars = boundScalars(graph, values);
  const start = layout.end;
  const states = placeStates(graph, scalars, layout);
  const plan = placeBrokerState(graph, scalars, layout, account);
  return { graph, values, scalars, states, plan, start, end: layout.end };
}

const keeps = (kind: RowKind, { keepTrades }: PlacementOptions): boolean =>
  kind === "trades" && keepTrades !== undefined;

/** Where everything of an engine lies. */
export interface Placement extends BoundState {
  readonly capacity: number;
  readonly program: Program;
  readonly bars: ReadonlyMap<BarColumn, number>;
  readonly broker: BrokerAddresses;
  /** Its broker takes the shorter way. */
  readonly lean: boolean;
  readonly writeBroker: (buffer: ArrayBuffer) => readonly BarCell[];
  readonly funding: FundingPlaces | null;
  readonly finer: FinerPlaces | null;
  readonly alerts: number;
  readonly reserved: number;
}

/**
 * Gives everything else its place: columns, parameters, pointers, the broker's blocks.
 * @throws RunError when a setting is impossible or an operation is unknown
 */
export function placeEngine(
  bound: BoundState,
  options: PlacementOptions,
  kernels: Kernels,
  layout: Layout,
  membership?: Membership,
): Placement {
  const { graph, scalars, states, plan } = bound;
  const capacity = options.capacity ?? defaultCapacity;
  const trained = new Set([...(options.models?.keys() ?? []), ...(options.answers?.models ?? [])]);
  const program = placeProgram(graph, scalars, states, kernels, layout, capacity, trained);
  const bars = placeBars(graph, program.bars, layout, capacity);
  const funding = placeFunding(graph, options.funding, layout, capacity);
  const finer = placeFiner(graph, options.magnify, layout);
  const switchRoom = Math.max(options.switchRoom ?? 0, options.switches?.length ?? 0);
  const lean =
    options.lean !== false &&
    switchRoom === 0 &&
    membership === undefined &&
    funding === null &&
    isLean(graph);
  const { addresses, write } = placeBroker({
    graph,
    scalars,
    capital: options.capital,
    plan,
    layout,
    capacity,
    columns: { equity: false, cash: false, position: false, ...options.columns },
    ...(options.keepEquity !== undefined && { keptBars: options.keepEquity }),
    ...(options.keepTrades !== undefined && { keptTrades: options.keepTrades }),
    records: new Set(rowKinds.filter((kind) => options.sinks?.[kind] !== undefined || keeps(kind, options))),
    ...(options.bufferedRows !== undefined && { bufferedRows: options.bufferedRows }),
    program,
    bars,
    ...(funding !== null && { due: funding.due }),
    ...(membership !== undefined && { membership }),
    ...(switchRoom > 0 && { switchRoom }),
    lean,
  });
  const alerts = placeAlerts(graph, layout, capacity);
  const reserved = layout.take(options.reserve ?? 0);
  return {
    ...bound,
    capacity,
    program,
    bars,
    broker: addresses,
    lean,
    writeBroker: write,
    funding,
    finer,
    alerts,
    reserved,
  };
}
