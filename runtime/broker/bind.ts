import type { ColumnReference, EntryRule, Graph } from "../../compiler/graph/index.js";
import type { BarColumn } from "../../kernels/index.js";
import { RunError } from "../engine/error.js";
import { takeBits } from "../engine/bits.js";
import { takeColumn, type Layout } from "../engine/layout.js";
import type { BarCell, Program } from "../engine/program.js";
import { cooldownCauses, haltQuantities, orderKinds, paths, sizeKinds, slippageKinds } from "./codes.js";
import { fundingStateBytes } from "./funding.js";
import {
  accountLayout,
  brokerLayout,
  bufferLayout,
  entryRuleLayout,
  exitRuleLayout,
  haltRuleLayout,
  haltStateLayout,
  instrumentLayout,
  moveRuleLayout,
  moveStateLayout,
  lotStateLayout,
  orderRowLayout,
  ruleStateLayout,
  signalRowLayout,
  switchChangeLayout,
  takeRuleLayout,
  takeStateLayout,
  tradeRowLayout,
} from "./layout.js";
import { viewAt, type Fields, type Record64, type Structure } from "./structure.js";

/** Which columns the broker writes for whoever wants to keep them. */
export interface BrokerColumns {
  readonly equity: boolean;
  readonly cash: boolean;
  readonly position: boolean;
}

/** Where the broker's parts lie. */
export interface BrokerPlan {
  readonly account: number;
  readonly instrument: number;
  readonly takes: number;
  readonly moves: number;
  readonly lots: number;
  readonly ruleStates: number;
  readonly haltStates: number;
  readonly funding: number;
}

export interface BrokerAddresses extends BrokerPlan {
  readonly block: number;
  readonly trades: number;
  readonly orders: number;
  readonly signals: number;
  readonly equity: number;
  readonly cash: number;
  readonly position: number;
  /** What is kept lies in [from, to): it is written before it is read. */
  readonly kept: { readonly from: number; readonly to: number };
  /** Changes of the kill switch, and how many there is room for. */
  readonly switches: { readonly rows: number; readonly room: number; readonly count: number };
}

/** Rows that the record buffers hold before they are collected, where nothing else is asked for. */
const defaultBufferedRows = 448;

/** Whether a strategy ever holds anything: it has entries, or a target position. */
export const canTrade = ({ orders }: Graph): boolean =>
  orders.entries.length > 0 || orders.position !== undefined;

/** Whether what is filled, or at what price, depends on how much was traded in a bar. */
export const readsVolume = ({ orders: { costs, fills } }: Graph): boolean =>
  fills.participation !== undefined ||
  costs.slippage.kind === "square_root" ||
  costs.slippage.kind === "linear";

/** More entries of one position than anybody asks for; each has its place in the arena. */
const mostLots = 10_000;

/** As many rules as a signal's row can tell apart. */
const mostRules = 65_536;

function checkRules({ orders: { entries, exits } }: Graph): void {
  const count = Math.max(entries.length, exits.length);
  if (count > mostRules)
    throw new RunError("SAGE8202", `There are ${count} rules of a kind; there may be ${mostRules}.`);
}

const takeLimitOf = (graph: Graph): number =>
  graph.orders.entries.reduce((most, entry) => Math.max(most, entry.takes.length), 0);

const moveLimitOf = (graph: Graph): number =>
  graph.orders.entries.reduce((most, { moves = [] }) => Math.max(most, moves.length), 0);

/** Most entries of one position: `pyramiding` of the graph, fixed when it is bound. */
export function lotLimitOf(graph: Graph, scalars: readonly number[]): number {
  const { pyramiding } = graph.orders.fills;
  if (pyramiding === undefined) return 1;
  const limit = scalars[pyramiding] ?? Number.NaN;
  if (limit >= 1 && limit <= mostLots) return Math.round(limit);
  throw new RunError(
    "SAGE8202",
    `\`pyramiding\` is ${limit}; a position has at least one entry and at most ${mostLots}.`,
  );
}

/** Its place in a portfolio. */
export interface Membership {
  /** Where the portfolio's block lies, and which of its members this is. */
  readonly portfolio: number;
  readonly member: number;
  /** The part of the account's equity that sizes are counted from. */
  readonly share: number;
}

/** The broker's state, in the arena; `account` is where the account lies when it is not its own. */
export function placeBrokerState(
  graph: Graph,
  scalars: readonly number[],
  arena: Layout,
  account?: number,
): BrokerPlan {
  const lots = lotLimitOf(graph, scalars);
  const { entries, exits, halts } = graph.orders;
  return {
    account: account ?? arena.take(accountLayout.bytes),
    instrument: arena.take(instrumentLayout.bytes),
    takes: arena.take(takeStateLayout.bytes * takeLimitOf(graph)),
    moves: arena.take(moveStateLayout.bytes * moveLimitOf(graph)),
    lots: arena.take(lots > 1 ? lotStateLayout.bytes * lots : 0),
    ruleStates: arena.take(ruleStateLayout.bytes * (entries.length + exits.length)),
    haltStates: arena.take(haltStateLayout.bytes * halts.length),
    funding: arena.take(graph.orders.costs.funding === undefined ? 0 : fundingStateBytes),
  };
}

/** What binding needs to know about the run. */
export interface BrokerBinding {
  readonly graph: Graph;
  readonly scalars: readonly number[];
  readonly capital: number;
  readonly plan: BrokerPlan;
  readonly layout: Layout;
  readonly capacity: number;
  readonly columns: BrokerColumns;
  readonly bufferedRows?: number;
  /** Kinds of records that somebody collects; the others are not written. */
  readonly records: ReadonlySet<"trades" | "orders" | "signals">;
  /** Bars whose equity is to lie side by side in memory, and trades that are to. */
  readonly keptBars?: number;
  readonly keptTrades?: number;
  readonly program: Pick<Program, "columnOf" | "barOf" | "bitsOf">;
  readonly bars: ReadonlyMap<BarColumn, number>;
  /** Column of the funding rates due at each bar; left out: none are. */
  readonly due?: number;
  /** Left out: it runs alone. */
  readonly membership?: Membership;
  /** Where the extremes of the chunk's prices lie that brokers without a column of equity share; left out: nowhere. */
  readonly extremes?: number;
  /** How many changes of the kill switch there may be; left out: none. */
  readonly switchRoom?: number;
  /** It takes the shorter way (`isLean`); results do not depend on it. */
  readonly lean: boolean;
}

/** Parts of a broker that matter within one step alone, so that brokers which take turns can share them. */
export interface BrokerScratch extends Pick<
  BrokerAddresses,
  "trades" | "orders" | "signals" | "equity" | "cash" | "position" | "kept"
> {
  readonly changes: number;
  /** Bits of the conditions, entries first, for those that the graph does not write as bits. */
  readonly truths: readonly number[];
  readonly write: (view: DataView) => void;
}

/** Rows that record buffers need: never less than one bar may bring. */
function leastRows(graph: Graph, scalars: readonly number[]): number {
  checkRules(graph);
  const { entries, exits } = graph.orders;
  const fills = 2 * takeLimitOf(graph) + 6;
  return Math.max(fills + lotLimitOf(graph, scalars), 2 * fills, entries.length + exits.length) + 1;
}

/** Reserves record buffers and columns; `scalars` of the binding are those that need the most rows. */
export function placeBrokerScratch(
  binding: Omit<BrokerBinding, "plan" | "program" | "bars" | "lean">,
): BrokerScratch {
  const { graph, layout, capacity, columns, keptBars, keptTrades, records } = binding;
  const rows = (shape: Structure<Fields>, count: number): number => layout.take(shape.bytes * count);
  const wanted = (keep: boolean): number => (keep ? takeColumn(layout, capacity) : 0);
  const least = leastRows(graph, binding.scalars);
  const room = Math.max(binding.bufferedRows ?? defaultBufferedRows, least);
  // Beside those that are kept there is room for all that a bar and the end of the data may bring.
  const tradeRoom = keptTrades === undefined ? room : keptTrades + 2 * least;
  const heads = {
    trades: rows(bufferLayout, 1),
    orders: rows(bufferLayout, 1),
    signals: rows(bufferLayout, 1),
  };
  const unkept = keptBars === undefined ? wanted(columns.equity) : 0;
  const from = layout.end;
  const equity = keptBars === undefined ? unkept : takeColumn(layout, keptBars);
  const keptRows = keptTrades === undefined ? 0 : rows(tradeRowLayout, tradeRoom);
  const kept = { from, to: layout.end };
  const places = {
    trades: keptTrades === undefined ? rows(tradeRowLayout, room) : keptRows,
    orders: rows(orderRowLayout, room),
    signals: rows(signalRowLayout, room),
  };
  return {
    ...heads,
    equity,
    kept,
    cash: wanted(columns.cash),
    position: wanted(columns.position),
    changes: takeBits(layout, capacity),
    truths: [...graph.orders.entries, ...graph.orders.exits].map(() => takeBits(layout, capacity)),
    write: (view) => {
      for (const name of ["trades", "orders", "signals"] as const) {
        const head = viewAt(view, bufferLayout, heads[name]);
        head.set("rows", places[name]);
        head.set("capacity", name === "trades" ? tradeRoom : room);
        head.set("wanted", records.has(name) ? 1 : 0);
      }
    },
  };
}

/** Reserves the broker's blocks; `write` fills them once the memory exists. */
export function placeBroker(
  binding: BrokerBinding,
  scratch: BrokerScratch = placeBrokerScratch(binding),
): {
  readonly addresses: BrokerAddresses;
  /** Gives the cells that point to bar columns. */
  readonly write: (buffer: ArrayBuffer) => readonly BarCell[];
} {
  const { graph, layout, plan } = binding;
  const { entries, exits, halts } = graph.orders;
  const rows = (shape: Structure<Fields>, count: number): number => layout.take(shape.bytes * count);
  const { trades, orders, signals, equity, cash, position, kept, changes, truths } = scratch;
  const block = rows(brokerLayout, 1);
  const room = binding.switchRoom ?? 0;
  const addresses: BrokerAddresses = {
    ...plan,
    block,
    switches: {
      rows: rows(switchChangeLayout, room),
      room,
      count: block + brokerLayout.offsets.switchCount,
    },
    trades,
    orders,
    signals,
    equity,
    cash,
    position,
    kept,
  };
  const blocks = {
    entries: rows(entryRuleLayout, entries.length),
    exits: rows(exitRuleLayout, exits.length),
    halts: rows(haltRuleLayout, halts.length),
    changes,
    truths,
    takes: entries.map((entry) => rows(takeRuleLayout, entry.takes.length)),
    moves: entries.map(({ moves = [] }) => rows(moveRuleLayout, moves.length)),
  };
  const write = (buffer: ArrayBuffer): readonly BarCell[] => {
    const view = new DataView(buffer);
    const pointers = new Pointers(view, binding.program);
    writeBroker(view, binding, addresses, blocks, pointers);
    writeRules(view, binding, blocks, pointers);
    scratch.write(view);
    return pointers.cells;
  };
  return { addresses, write };
}

/** Writes addresses of columns, and remembers which of them are bar columns. */
class Pointers {
  readonly cells: BarCell[] = [];
  readonly #view: DataView;
  readonly #program: BrokerBinding["program"];

  constructor(view: DataView, program: BrokerBinding["program"]) {
    this.#view = view;
    this.#program = program;
  }

  /** A condition: its bits where the graph writes them, or its column and a row for its bits. */
  setCondition(cells: ConditionCells, reference: ColumnReference, row: number): void {
    const written = this.#program.bitsOf(reference);
    this.#view.setUint32(cells.truths, written ?? row, true);
    if (written === undefined) this.set(cells.when, reference);
  }

  set(cell: number, reference: ColumnReference): void {
    this.#view.setUint32(cell, this.#program.columnOf(reference), true);
    const name = this.#program.barOf(reference);
    if (name !== undefined) this.cells.push({ name, address: cell });
  }

  setBar(cell: number, name: BarColumn, address: number): void {
    this.#view.setUint32(cell, address, true);
    this.cells.push({ name, address: cell });
  }
}

/** Where a rule says how its condition is read. */
interface ConditionCells {
  readonly when: number;
  readonly truths: number;
}

function conditionAt(
  address: number,
  { offsets }: typeof entryRuleLayout | typeof exitRuleLayout,
): ConditionCells {
  return { when: address + offsets.when, truths: address + offsets.truths };
}

/** Has the rules of a broker read their conditions from columns, also where the graph writes bits. */
export function readColumns(
  { orders: { entries, exits } }: Graph,
  { columnOf }: Pick<Program, "columnOf">,
  block: number,
  buffer: ArrayBuffer,
): void {
  const view = new DataView(buffer);
  const { get } = viewAt(view, brokerLayout, block);
  for (const [rules, shape, first] of [
    [entries, entryRuleLayout, get("entries")],
    [exits, exitRuleLayout, get("exits")],
  ] as const) {
    for (const [k, { when }] of rules.entries())
      view.setUint32(conditionAt(first + k * shape.bytes, shape).when, columnOf(when), true);
  }
}

interface RuleBlocks {
  readonly entries: number;
  readonly exits: number;
  readonly halts: number;
  readonly changes: number;
  readonly truths: readonly number[];
  readonly takes: readonly number[];
  readonly moves: readonly number[];
}

function scalarOf({ scalars }: BrokerBinding, index: number, what: string): number {
  const value = scalars[index] ?? Number.NaN;
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
    throw new RunError("SAGE8202", `The ${what} is ${value}; it must be a number that is not negative.`);
  return value;
}

/** Money, what trading costs, and what the market takes. */
function writeMoney(broker: Record64<typeof brokerLayout.fields>, binding: BrokerBinding): void {
  const { graph, capital } = binding;
  const { orders, market } = graph;
  const { costs, size, fills } = orders;
  const slippage = scalarOf(binding, costs.slippage.amount, "slippage");
  if (costs.slippage.kind === "ticks" && slippage > 0 && market.tick === null)
    throw new RunError(
      "SAGE8207",
      "The slippage is given in ticks, but the market's tick is not known.",
      "Write it in `market`, for instance `tick: 0.01`, or give the slippage as a fraction: `slippage: 0.01%`.",
    );
  const leverage = scalarOf(binding, fills.leverage, "leverage");
  if (leverage === 0) throw new RunError("SAGE8202", "The leverage is 0; nothing could ever be bought.");
  broker.set("capital", capital);
  if (fills.participation !== undefined)
    broker.set("participation", scalarOf(binding, fills.participation, "share of the volume"));
  broker.set("taker", scalarOf(binding, costs.taker, "taker fee"));
  broker.set("maker", scalarOf(binding, costs.maker, "maker fee"));
  broker.set("fixed", scalarOf(binding, costs.fixed, "fixed fee"));
  broker.set("slippage", slippage);
  broker.set("halfSpread", scalarOf(binding, costs.spread, "spread") / 2);
  broker.set("tick", market.tick ?? 0);
  broker.set("lot", market.lot ?? 0);
  broker.set("minimumNotional", market.minimumNotional ?? 0);
  broker.set("marginRate", 1 / leverage + scalarOf(binding, costs.taker, "taker fee"));
  broker.set("restingRate", 1 / leverage + scalarOf(binding, costs.maker, "maker fee"));
  writeMargin(broker, binding, leverage);
  broker.set("sizeLimit", size?.limit === undefined ? 0 : scalarOf(binding, size.limit, "limit of the size"));
  const { portfolio, member, share } = binding.membership ?? { portfolio: 0, member: 0, share: 1 };
  broker.set("portfolio", portfolio);
  broker.set("member", member);
  broker.set("share", share);
  if (size?.kelly !== undefined) {
    const { fraction, trades, otherwise } = size.kelly;
    broker.set("kellyFraction", scalarOf(binding, fraction, "part of Kelly's share"));
    broker.set("kellyTrades", Math.ceil(scalarOf(binding, trades, "number of trades")));
    broker.set("kellyOtherwise", scalarOf(binding, otherwise, "size before Kelly's share is known"));
  }
}

function writeBroker(
  view: DataView,
  binding: BrokerBinding,
  addresses: BrokerAddresses,
  blocks: RuleBlocks,
  pointers: Pointers,
): void {
  const { graph, bars } = binding;
  const cell = (name: keyof typeof brokerLayout.fields): number =>
    addresses.block + brokerLayout.offsets[name];
  const { orders, warmup } = graph;
  const { costs, size, cooldown, fills } = orders;
  const broker = viewAt(view, brokerLayout, addresses.block);
  writeMoney(broker, binding);
  for (const name of ["account", "instrument", "takes", "moves", "lots", "ruleStates", "haltStates"] as const)
    broker.set(name, addresses[name]);
  for (const name of ["time", "open", "high", "low", "close"] as const)
    pointers.setBar(cell(name), name, bars.get(name) ?? 0);
  if (readsVolume(graph)) pointers.setBar(cell("volume"), "volume", bars.get("volume") ?? 0);
  for (const name of ["equity", "cash", "position", "trades", "orders", "signals"] as const)
    broker.set(name, addresses[name]);
  for (const name of ["entries", "exits", "halts", "changes"] as const) broker.set(name, blocks[name]);
  if (size !== undefined) pointers.set(cell("sizeAmount"), size.amount);
  if (orders.position !== undefined) {
    pointers.set(cell("target"), orders.position.target);
    broker.set("rebalance", scalarOf(binding, orders.position.rebalance, "rebalancing distance"));
  }
  broker.set("switches", addresses.switches.rows);
  broker.set("entryCount", orders.entries.length);
  broker.set("exitCount", orders.exits.length);
  broker.set("haltCount", orders.halts.length);
  if (fills.entriesPerDay !== undefined)
    broker.set(
      "dayLimit",
      Math.max(1, Math.round(scalarOf(binding, fills.entriesPerDay, "entries of a day"))),
    );
  broker.set("takeLimit", takeLimitOf(graph));
  broker.set("lotLimit", lotLimitOf(graph, binding.scalars));
  broker.set("sizeKind", sizeKinds.indexOf(size?.kind ?? "equity"));
  broker.set("slippageKind", slippageKinds.indexOf(costs.slippage.kind));
  broker.set("path", paths.indexOf(fills.path));
  broker.set("protectFromFill", fills.protectFrom === "fill" ? 1 : 0);
  broker.set("cooldown", cooldown === undefined ? 0 : scalarOf(binding, cooldown.length, "cooldown"));
  broker.set("cooldownAfter", cooldownCauses.indexOf(cooldown?.after ?? "any"));
  broker.set("first", warmup.first);
  broker.set("reverses", fills.opposite === "ignore" ? 0 : 1);
  broker.set("lean", binding.lean ? 1 : 0);
  broker.set("extremes", binding.extremes ?? 0);
}

/** Margin, and what holding costs. */
function writeMargin(
  broker: Record64<typeof brokerLayout.fields>,
  binding: BrokerBinding,
  leverage: number,
): void {
  const { costs, fills } = binding.graph.orders;
  broker.set("initialMargin", 1 / leverage);
  broker.set("timeframe", binding.graph.market.timeframe);
  broker.set("funding", binding.due ?? 0);
  if (costs.borrow !== undefined)
    broker.set("borrowRate", scalarOf(binding, costs.borrow, "interest") / millisecondsInYear);
  if (costs.liquidation !== undefined)
    broker.set("liquidationFee", scalarOf(binding, costs.liquidation, "fee of a liquidation"));
  if (fills.maintenance === undefined) return;
  const maintenance = scalarOf(binding, fills.maintenance, "maintenance margin");
  const percent = (share: number): string => `${Number((share * 100).toPrecision(6))}%`;
  if (1 / leverage <= maintenance)
    throw new RunError(
      "SAGE8202",
      `With leverage ${leverage} the margin of a position is ${percent(1 / leverage)} of its value, and ${percent(maintenance)} have to stay: each would be liquidated at once.`,
      "Choose a lower `leverage`, or a lower `maintenance` where the venue has it.",
    );
  broker.set("margined", 1);
  broker.set("maintenance", maintenance);
}

const millisecondsInYear = 365 * 86_400_000;

function writeRules(view: DataView, binding: BrokerBinding, blocks: RuleBlocks, pointers: Pointers): void {
  const { graph } = binding;
  for (const [k, entry] of graph.orders.entries.entries()) {
    const address = blocks.entries + k * entryRuleLayout.bytes;
    writeEntry(view, binding, entry, address, pointers);
    pointers.setCondition(conditionAt(address, entryRuleLayout), entry.when, blocks.truths[k] ?? 0);
    writeOrder(view, binding, entry, address, pointers);
    writeTakes(view, binding, entry, { address, rows: blocks.takes[k] ?? 0 }, pointers);
    writeMoves(view, entry, { address, rows: blocks.moves[k] ?? 0 }, pointers);
  }
  for (const [k, exit] of graph.orders.exits.entries()) {
    const address = blocks.exits + k * exitRuleLayout.bytes;
    const rule = viewAt(view, exitRuleLayout, address);
    rule.set("closes", (exit.side === "short" ? 0 : 1) + (exit.side === "long" ? 0 : 2));
    const row = blocks.truths[graph.orders.entries.length + k] ?? 0;
    pointers.setCondition(conditionAt(address, exitRuleLayout), exit.when, row);
  }
  for (const [k, halt] of graph.orders.halts.entries()) {
    const rule = viewAt(view, haltRuleLayout, blocks.halts + k * haltRuleLayout.bytes);
    rule.set("above", scalarOf(binding, halt.above, "limit of a halt"));
    rule.set("quantity", haltQuantities.indexOf(halt.quantity));
    rule.set("inclusive", halt.inclusive ? 1 : 0);
    rule.set("length", halt.length === undefined ? 0 : Math.max(1, scalarOf(binding, halt.length, "halt")));
  }
}

function writeEntry(
  view: DataView,
  binding: BrokerBinding,
  entry: EntryRule,
  address: number,
  pointers: Pointers,
): void {
  const rule = viewAt(view, entryRuleLayout, address);
  const at = entryRuleLayout.offsets;
  rule.set("side", entry.side === "long" ? 1 : -1);
  if (entry.stop !== undefined) {
    pointers.set(address + at.stopBase, entry.stop.base);
    pointers.set(address + at.stopSlope, entry.stop.slope);
  }
  if (entry.trail !== undefined) {
    const { distance, distanceSlope, share, after, afterSlope } = entry.trail;
    pointers.set(address + at.trailDistance, distance);
    if (distanceSlope !== undefined) pointers.set(address + at.trailSlope, distanceSlope);
    if (after !== undefined) pointers.set(address + at.trailAfter, after);
    if (afterSlope !== undefined) pointers.set(address + at.trailAfterSlope, afterSlope);
    rule.set("trailShare", share === true ? 1 : 0);
  }
  if (entry.expire !== undefined)
    rule.set("expire", Math.max(1, Math.ceil(scalarOf(binding, entry.expire, "expiry"))));
}

function writeOrder(
  view: DataView,
  binding: BrokerBinding,
  { order }: EntryRule,
  address: number,
  pointers: Pointers,
): void {
  if (order === undefined) return;
  const { type, price, limit, validity } = order;
  const rule = viewAt(view, entryRuleLayout, address);
  const kind = type === "limit" ? "limit" : limit === undefined ? "stop_entry" : "stop_limit";
  rule.set("orderKind", orderKinds.indexOf(kind));
  pointers.set(address + entryRuleLayout.offsets.orderPrice, price);
  if (limit !== undefined) pointers.set(address + entryRuleLayout.offsets.limitPrice, limit);
  if (validity === undefined) return;
  rule.set("validity", Math.max(1, Math.ceil(scalarOf(binding, validity, "validity of an entry"))));
}

/** Where an entry's rule lies, and the rows that belong to it. */
interface RuleRows {
  readonly address: number;
  readonly rows: number;
}

function writeMoves(
  view: DataView,
  { moves = [] }: EntryRule,
  { address, rows }: RuleRows,
  pointers: Pointers,
): void {
  const rule = viewAt(view, entryRuleLayout, address);
  rule.set("moveCount", moves.length);
  rule.set("moves", rows);
  const { base, slope, afterBase, afterSlope } = moveRuleLayout.offsets;
  for (const [k, { level, after }] of moves.entries()) {
    const row = rows + k * moveRuleLayout.bytes;
    pointers.set(row + base, level.base);
    pointers.set(row + slope, level.slope);
    pointers.set(row + afterBase, after.base);
    pointers.set(row + afterSlope, after.slope);
  }
}

function writeTakes(
  view: DataView,
  binding: BrokerBinding,
  entry: EntryRule,
  { address, rows }: RuleRows,
  pointers: Pointers,
): void {
  const rule = viewAt(view, entryRuleLayout, address);
  rule.set("takeCount", entry.takes.length);
  rule.set("takes", rows);
  for (const [k, take] of entry.takes.entries()) {
    const row = rows + k * takeRuleLayout.bytes;
    pointers.set(row + takeRuleLayout.offsets.base, take.level.base);
    pointers.set(row + takeRuleLayout.offsets.slope, take.level.slope);
    viewAt(view, takeRuleLayout, row).set("portion", scalarOf(binding, take.portion, "portion of a target"));
  }
}
