import * as at from "../../../../kernels/learning/layout.js";
import type { TrainingRows } from "../../training-rows.js";
import { makeMemory, Plan, type SharedMemory } from "./memory.js";
import { planBins, planFeatures, writeBins, writeFeatures, type BinnedFeatures } from "./table.js";

/** All that growing a forest depends on, the rows apart. */
export interface ForestSettings {
  readonly trees: number;
  readonly depth: number;
  readonly leaves: number;
  readonly leafRows: number;
  readonly bins: number;
  /** Features that each node chooses from. */
  readonly drawn: number;
  /** Rows drawn for each tree, with replacement, as a share of all; null: every row once. */
  readonly bootstrap: number | null;
  /** One cut a feature, at a random place. */
  readonly randomCuts: boolean;
  readonly seed: number;
}

/** A forest laid out in memory: a job for all threads, and one for each tree that is grown at the same time. */
export interface ForestJob {
  readonly shared: SharedMemory;
  readonly job: number;
  /** The trees' jobs, `treeBytes` apart. */
  readonly trees: readonly TreeRoom[];
  readonly outputs: number;
  readonly plane: number;
  readonly scores: number;
  readonly undrawn: number;
  readonly units: number;
  readonly classes: number;
}

type TreeRoom = ReturnType<typeof planTree> & { readonly job: number };

interface Shape {
  readonly settings: ForestSettings;
  readonly outputs: number;
  readonly threads: number;
}

/** What one tree's thread writes. */
function planTree(plan: Plan, rows: TrainingRows, shape: Shape) {
  const { settings, outputs } = shape;
  const { count } = rows;
  const features = rows.features.length;
  return {
    packed: settings.bootstrap === null ? 0 : plan.room(planeBytes(count)),
    index: plan.room(count * 4),
    scratch: plan.room(Math.ceil(count / 2) * 4),
    // Of one feature at a time: sums of pairs of classes, their fold, and counts of rows.
    histograms: plan.room((Math.ceil(outputs / 2) + 2) * at.HISTOGRAM_BYTES),
    leaves: plan.room(settings.leaves * at.LEAF_BYTES),
    dead: plan.room(settings.leaves * features),
    nodes: plan.room(2 * settings.leaves * at.NODE_BYTES),
    candidates: plan.room(2 * features * at.CUT_BYTES),
    chosen: plan.room(Math.max(1024, features * 4)),
    sides: plan.room(256),
    pieces: plan.room((Math.ceil(count / at.PIECE_ROWS) + 1) * 4),
    workspace: plan.room(at.WORKSPACE_BYTES),
    room: plan.room(at.ROOM_BYTES),
    values: plan.room(2 * settings.leaves * outputs * 8),
  };
}

const planeBytes = (rows: number): number => ((rows + 2) & ~1) * 8;

/** What all threads read, and the sums of rows that trees have not drawn. */
function planForest(plan: Plan, rows: TrainingRows, binned: BinnedFeatures, { outputs, threads }: Shape) {
  const { count, target } = rows;
  return {
    job: plan.room(at.JOB_BYTES),
    jobs: plan.room(threads * at.JOB_BYTES),
    features: planFeatures(plan, binned),
    bins: planBins(plan, count, rows.features.length),
    units: plan.room(planeBytes(count)),
    scores: plan.room(planeBytes(count) * outputs),
    undrawn: plan.room(count * 4),
    classes: target.kind === "regression" ? 0 : plan.room(count + 16),
    workspace: plan.room(threads * at.WORKSPACE_BYTES),
  };
}

export function layOutForest(rows: TrainingRows, binned: BinnedFeatures, shape: Shape): ForestJob {
  const plan = new Plan();
  const { settings, outputs, threads } = shape;
  const { count, target } = rows;
  const room = planForest(plan, rows, binned, shape);
  const trees = Array.from({ length: threads }, (_, number) => ({
    ...planTree(plan, rows, shape),
    job: room.jobs + number * at.JOB_BYTES,
  }));
  const shared = makeMemory(plan);
  const set = (where: number, fields: Fields): void => {
    for (const [offset, value] of fields) shared.view.setInt32(where + offset, value, true);
  };
  const all: Fields = [
    [at.ROWS, count],
    [at.FEATURES, rows.features.length],
    [at.BINS, room.bins],
    [at.PANEL, 1],
    [at.CLASS, room.classes],
    [at.OUTPUTS, outputs],
    [at.SEED, settings.seed | 0],
    [at.FEATURE_TABLE, room.features.table],
    [at.THREADS, 1],
    [at.PLANES, Math.ceil(outputs / 2)],
    [at.SCORES, room.scores],
    [at.UNDRAWN, room.undrawn],
    [at.UNITS, room.units],
    [at.DRAWN, settings.drawn],
    [at.DRAWS, settings.bootstrap === null ? 0 : drawsOf(settings.bootstrap, count)],
  ];
  set(room.job, [...all, [at.WORKSPACE, room.workspace]]);
  for (const tree of trees) set(tree.job, [...all, ...treeFields(tree, settings, room.units)]);
  writeFeatures(shared, room.features, binned);
  const [{ index, chosen } = { index: 0, chosen: 0 }] = trees;
  const places = { to: room.bins, panel: 1 };
  writeBins(shared, rows.features, binned, places, { scratch: index, bounds: chosen });
  if (target.kind !== "regression") shared.u8(room.classes, count).set(target.values);
  return { shared, trees, outputs, plane: planeBytes(count), ...room };
}

/** How many rows a tree draws. */
export const drawsOf = (share: number, rows: number): number => Math.max(1, Math.round(share * rows));

type Fields = readonly (readonly [offset: number, value: number])[];

const treeFields = (tree: TreeRoom, settings: ForestSettings, units: number): Fields => [
  [at.PACKED, settings.bootstrap === null ? units : tree.packed],
  [at.SLOTS, 0],
  [at.INDEX, tree.index],
  [at.SCRATCH, tree.scratch],
  [at.LEAVES, settings.leaves],
  [at.DEPTH, settings.depth],
  [at.LEAF_ROWS, settings.leafRows],
  [at.RANDOM_CUTS, settings.randomCuts ? 1 : 0],
  [at.LEAF_TABLE, tree.leaves],
  [at.DEAD, tree.dead],
  [at.NODE_TABLE, tree.nodes],
  [at.CANDIDATES, tree.candidates],
  [at.HISTOGRAMS, tree.histograms],
  [at.CHOSEN, tree.chosen],
  [at.SIDES, tree.sides],
  [at.PIECES, tree.pieces],
  [at.WORKSPACE, tree.workspace],
  [at.ROOM, tree.room],
  [at.VALUES, tree.values],
  [at.CATEGORY_MOST, 32],
  [at.CATEGORY_GROUP, 1],
];
