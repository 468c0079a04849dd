import { expect, test } from "vitest";
import * as at from "../../../../kernels/learning/layout.js";
import { gatherCrew } from "./crew.js";
import { makeMemory, Plan, type SharedMemory } from "./memory.js";

const rows = 200_000;
const features = 8;
const threads = 2;

/** A job that only sums: every row is in bin 0 of all features and weighs 1. */
function layOut(partial: (room: number) => number): { shared: SharedMemory; job: number; sums: number } {
  const plan = new Plan();
  const job = plan.room(at.JOB_BYTES);
  const room = {
    bins: plan.room(rows * features),
    packed: plan.room(rows * 8),
    sums: plan.room(features * at.HISTOGRAM_BYTES),
    partial: plan.room(features * at.HISTOGRAM_BYTES),
    workspace: plan.room(threads * at.WORKSPACE_BYTES),
    room: plan.room(threads * at.ROOM_BYTES),
  };
  const shared = makeMemory(plan);
  const fields: readonly (readonly [number, number])[] = [
    [at.ROWS, rows],
    [at.PANEL, at.PANEL_FEATURES],
    [at.FEATURES, features],
    [at.BINS, room.bins],
    [at.PACKED, room.packed],
    [at.PARTIAL, partial(room.partial)],
    [at.WORKSPACE, room.workspace],
    [at.ROOM, room.room],
    [at.THREADS, threads],
    [at.ARGUMENT_0, 0],
    [at.ARGUMENT_1, rows],
    [at.ARGUMENT_2, room.sums],
  ];
  for (const [offset, value] of fields) shared.view.setInt32(job + offset, value, true);
  new BigInt64Array(shared.memory.buffer, room.packed, rows).fill(1n);
  return { shared, job, sums: room.sums };
}

/** Sums until the other thread has taken a share, which a busy machine may hold back. */
function sumUntil(shared: SharedMemory, job: number): void {
  const end = performance.now() + 20_000;
  do shared.kernels.together(job, at.SUM);
  while (shared.view.getUint8(job + at.HAS_SUMMED + 1) === 0 && performance.now() < end);
}

test("two threads sum every row once", async () => {
  const { shared, job, sums } = layOut((room) => room);
  const crew = await gatherCrew(shared, job, threads);
  sumUntil(shared, job);
  const mine = shared.view.getBigInt64(sums, true);
  const theirs = shared.view.getBigInt64(shared.view.getInt32(job + at.PARTIAL, true), true);
  crew.leave();
  expect(theirs).toBeGreaterThan(0n);
  expect(mine + theirs).toBe(BigInt(rows));
});

test("a thread that fails ends the training with an error instead of a wait, and helps at the next", async () => {
  const { shared, job } = layOut(() => 0x7fff0000);
  const crew = await gatherCrew(shared, job, threads);
  expect(() => sumUntil(shared, job)).toThrow("unreachable");
  expect(() => crew.leave()).toThrow(/thread of the training failed/);

  const sound = layOut((room) => room);
  const next = await gatherCrew(sound.shared, sound.job, threads);
  sumUntil(sound.shared, sound.job);
  expect(() => next.leave()).not.toThrow();
});
