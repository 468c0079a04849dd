import * as at from "../../../../kernels/learning/layout.js";
import type { TrainingRows } from "../../training-rows.js";
import { losses, type BoostSettings } from "./boost-settings.js";
import { makeMemory, Plan, type SharedMemory } from "./memory.js";
import { planBins, planFeatures, writeBins, writeFeatures, type BinnedFeatures } from "./table.js";

/** Histograms are kept for as many leaves as fit into this. */
const histogramBytes = 64 << 20;

/**
 * How many histograms are of use. With so many splits to go, only as many of the leaves that gain most can be cut, so
 * histograms of half of them can be given up without ever being missed.
 */
const slotsFor = (leaves: number, slotBytes: number): number =>
  Math.max(3, Math.min(Math.ceil((leaves + 1) / 2), Math.floor(histogramBytes / slotBytes)));

/** A training laid out in memory. */
export interface BoostingJob {
  readonly shared: SharedMemory;
  readonly job: number;
  readonly rows: number;
  readonly outputs: number;
  /** Bytes from one output's numbers to the next. */
  readonly plane: number;
  readonly scores: number;
  readonly packed: number;
  readonly nodes: number;
  readonly index: number;
  readonly bins: number;
  readonly validation: ValidationRoom | null;
  set(offset: number, value: number): void;
  setNumber(offset: number, value: number): void;
  get(offset: number): number;
}

/** Rows that early stopping looks at. */
export interface ValidationRoom {
  readonly rows: number;
  readonly bins: number;
  readonly scores: number;
  readonly plane: number;
  readonly classes: number;
  readonly target: number;
  readonly weights: number;
}

const planeBytes = (rows: number): number => ((rows + 2) & ~1) * 8;

function planRoom(plan: Plan, rows: TrainingRows, binned: BinnedFeatures, given: Shape) {
  const { settings, outputs, threads, validation } = given;
  const features = rows.features.length;
  const { count } = rows;
  const slotBytes = Math.ceil(features / 2) * 2 * at.HISTOGRAM_BYTES;
  const slots = slotsFor(settings.leaves, slotBytes);
  const plane = planeBytes(count);
  const isRegression = rows.target.kind === "regression";
  return {
    slots,
    plane,
    job: plan.room(at.JOB_BYTES),
    features: planFeatures(plan, binned),
    bins: planBins(plan, count, features),
    packed: plan.room(plane * outputs),
    scores: plan.room(plane * outputs),
    // Columns that are being binned wait where the index will be.
    index: plan.room(Math.max(count, validation?.count ?? 0) * 4),
    scratch: plan.room(Math.ceil(count / 2) * 4),
    classes: isRegression ? 0 : plan.room(count + 16),
    target: isRegression ? plan.room(plane) : 0,
    weights: rows.weights === null ? 0 : plan.room(count * 4 + 16),
    histograms: plan.room(slots * slotBytes),
    partial: plan.room((threads - 1) * slotBytes),
    leaves: plan.room(settings.leaves * at.LEAF_BYTES + slots * 4),
    dead: plan.room(settings.leaves * features),
    nodes: plan.room(2 * settings.leaves * at.NODE_BYTES),
    candidates: plan.room(2 * features * at.CUT_BYTES),
    chosen: plan.room(Math.max(1024, features * 4)),
    sides: plan.room(256),
    pieces: plan.room((Math.ceil(count / at.PIECE_ROWS) + 1) * 4),
    workspace: plan.room(threads * at.WORKSPACE_BYTES),
    room: plan.room(threads * at.ROOM_BYTES),
  };
}

function planValidation(plan: Plan, rows: TrainingRows, outputs: number): ValidationRoom {
  const isRegression = rows.target.kind === "regression";
  const plane = planeBytes(rows.count);
  return {
    rows: rows.count,
    plane,
    bins: planBins(plan, rows.count, rows.features.length),
    scores: plan.room(plane * outputs),
    classes: isRegression ? 0 : plan.room(rows.count + 16),
    target: isRegression ? plan.room(plane) : 0,
    weights: rows.weights === null ? 0 : plan.room(plane),
  };
}

interface Shape {
  readonly settings: BoostSettings;
  readonly outputs: number;
  readonly threads: number;
  readonly validation: TrainingRows | null;
}

/** Lays a training out and writes all that does not change while it runs. */
export function layOutBoosting(rows: TrainingRows, binned: BinnedFeatures, shape: Shape): BoostingJob {
  const { settings, outputs, validation } = shape;
  const plan = new Plan();
  const room = planRoom(plan, rows, binned, shape);
  const judged = validation === null ? null : planValidation(plan, validation, outputs);
  const shared = makeMemory(plan);
  const set = (offset: number, value: number): void => shared.view.setInt32(room.job + offset, value, true);
  const setNumber = (offset: number, value: number): void =>
    shared.view.setFloat64(room.job + offset, value, true);
  writeFeatures(shared, room.features, binned);
  const scratch = { scratch: room.index, bounds: room.chosen };
  const panel = at.PANEL_FEATURES;
  writeBins(shared, rows.features, binned, { to: room.bins, panel }, scratch);
  writeTarget(shared, rows, room);
  if (rows.weights !== null) shared.f32(room.weights, rows.count).set(rows.weights);
  if (judged !== null && validation !== null) {
    writeBins(shared, validation.features, binned, { to: judged.bins, panel }, scratch);
    writeTarget(shared, validation, judged);
    if (validation.weights !== null) shared.f64(judged.weights, judged.rows).set(validation.weights);
  }
  for (const [offset, value] of wholeFields(room, rows, binned, shape)) set(offset, value);
  for (const [offset, value] of numberFields(settings)) setNumber(offset, value);
  return {
    ...room,
    shared,
    rows: rows.count,
    outputs,
    validation: judged,
    set,
    setNumber,
    get: (offset) => shared.view.getInt32(room.job + offset, true),
  };
}

type Fields = readonly (readonly [offset: number, value: number])[];

function wholeFields(
  room: ReturnType<typeof planRoom>,
  rows: TrainingRows,
  binned: BinnedFeatures,
  { settings, outputs }: Shape,
): Fields {
  return [
    [at.ROWS, rows.count],
    [at.PANEL, at.PANEL_FEATURES],
    [at.FEATURES, rows.features.length],
    [at.BINS, room.bins],
    [at.PACKED, room.packed],
    [at.INDEX, room.index],
    [at.SCRATCH, room.scratch],
    [at.LEAVES, settings.leaves],
    [at.DEPTH, settings.depth],
    [at.LEAF_ROWS, settings.leafRows],
    [at.SEED, settings.seed | 0],
    [at.FEATURE_TABLE, room.features.table],
    [at.LEAF_TABLE, room.leaves],
    [at.DEAD, room.dead],
    [at.NODE_TABLE, room.nodes],
    [at.CANDIDATES, room.candidates],
    [at.HISTOGRAMS, room.histograms],
    [at.SLOTS, room.slots],
    [at.PARTIAL, room.partial],
    [at.THREADS, 1],
    [at.CONSTRAINED, binned.monotone.some((direction) => direction !== 0) ? 1 : 0],
    [at.PLANES, 1],
    [at.CLASS, room.classes],
    [at.TARGET, room.target],
    [at.WEIGHTS, room.weights],
    [at.SCORES, room.scores],
    [at.OUTPUTS, outputs],
    [at.CHOSEN, room.chosen],
    [at.SIDES, room.sides],
    [at.PIECES, room.pieces],
    [at.WORKSPACE, room.workspace],
    [at.ROOM, room.room],
    [at.CATEGORY_MOST, settings.fine.categoryMost],
    [at.CATEGORY_GROUP, settings.fine.categoryGroup],
  ];
}

function numberFields(settings: BoostSettings): Fields {
  return [
    [at.LEAF_WEIGHT, settings.leafWeight],
    [at.L1, settings.l1],
    [at.L2, settings.l2],
    [at.MIN_GAIN, settings.gain],
    [at.CATEGORY_SMOOTH, settings.fine.categorySmooth],
    [at.CATEGORY_L2, settings.fine.categoryL2],
    [at.QUANTILE, Math.fround(settings.quantile)],
  ];
}

function writeTarget(
  shared: SharedMemory,
  { target, count }: TrainingRows,
  room: { readonly classes: number; readonly target: number },
): void {
  if (target.kind === "regression") shared.f64(room.target, count).set(target.values);
  else shared.u8(room.classes, count).set(target.values);
}

/** The kernels' number of a loss. */
export const lossNumber = ({ loss }: BoostSettings): number => losses[loss];
