import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Graph } from "../../compiler/graph/index.js";
import { synthesize } from "../data/synthesize/synthesize.js";
import type { BarColumns } from "../data/dataset.js";
import { always, constantPredictor, randomPredictor } from "../models/testing/predictors.js";
import type { ModelSchedule } from "../models/predictor.js";
import { modelGraph } from "../testing/model.js";
import { Tape } from "../testing/tape.js";
import { AnswerLog } from "./answer-log.js";
import { Engine, type EngineOptions } from "./engine.js";
import { loadKernelModule } from "./module.js";

const module = loadKernelModule();
const hour = 3_600_000;
const bars = barsOf(1500);

function barsOf(count: number): BarColumns {
  const [chunk] = synthesize({ bars: count, interval: hour, seed: 3 }).chunks();
  if (chunk === undefined) throw new Error("no bars");
  return chunk;
}

/** Features as wide as the thresholds of the random trees. */
const features = "momentum = 80 * (close / close[2] - 1)\nlevel = 80 * (close / ema(close, length) - 1)";
const binary = modelGraph({ features });
const classes = modelGraph({
  features,
  target: "way = three_way(ahead(close, hold) / close - 1, 0.002)",
  // Random trees are seldom sure.
  ask: "flat) > 0.34 or edge.probability(up",
});

function engineOf(graph: Graph, options: Partial<EngineOptions>) {
  const tape = new Tape();
  const engine = new Engine(graph, {
    module,
    capital: 1000,
    capacity: 1500,
    columns: { equity: true, cash: true, position: true },
    sinks: tape.sinks,
    ...options,
  });
  return { engine, tape };
}

async function run(graph: Graph, cuts: readonly number[], options: Partial<EngineOptions>) {
  const { engine, tape } = engineOf(graph, options);
  let from = 0;
  for (let k = 0; from < bars.time.length; k++) {
    const count = Math.min(cuts[k % cuts.length] ?? 1, bars.time.length - from);
    if (options.models === undefined) engine.step(bars, from, count);
    else await engine.stepWithModels(bars, from, count);
    tape.read(engine, from);
    from += count;
  }
  tape.add("state", engine.snapshot().bytes);
  engine.finish(true);
  tape.add("final", engine.snapshot().bytes);
  return tape.parts;
}

const arbitraryCuts = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 6 });

describe.each([
  ["a probability", binary, 11],
  ["classes", classes, 150],
])("chunk law with a model of %s", (_, graph, seed) => {
  test("however the bars are cut, the same bits", async () => {
    const [model] = graph.models;
    if (model === undefined) throw new Error("the strategy has no model");
    const predictor = await randomPredictor(model, seed);
    const models = new Map([[0, always(predictor)]]);
    const whole = await run(graph, [1500], { models });
    expect(whole["trades"]?.length ?? 0).toBeGreaterThan(0);
    expect(await run(graph, [1], { models })).toEqual(whole);
    await fc.assert(
      fc.asyncProperty(arbitraryCuts, async (cuts) => {
        expect(await run(graph, cuts, { models })).toEqual(whole);
      }),
      { numRuns: 8 },
    );
    // Measured, and told again from what was kept, it is the same run too.
    const answers = new AnswerLog();
    expect(await run(graph, [333], { models, answers, stats: true })).toEqual(whole);
    expect(await run(graph, [97], { answers })).toEqual(whole);
    await predictor.close();
  });

  test("a run goes on from a snapshot as if it had not been cut", async () => {
    const [model] = graph.models;
    if (model === undefined) throw new Error("the strategy has no model");
    const predictor = await randomPredictor(model, seed);
    const models = new Map([[0, always(predictor)]]);
    const before = engineOf(graph, { models });
    await before.engine.stepWithModels(bars, 0, 700);
    const snapshot = before.engine.snapshot();
    await before.engine.stepWithModels(bars, 700, 800);
    const after = engineOf(graph, { models });
    after.engine.restore(snapshot);
    await after.engine.stepWithModels(bars, 700, 800);
    expect(after.engine.snapshot()).toEqual(before.engine.snapshot());
    await predictor.close();
  });
});

/** What the model of the strategy says at every bar. */
async function answersOf(schedule: ModelSchedule, trades: boolean): Promise<Float64Array> {
  const answers = new AnswerLog();
  const { engine } = engineOf(binary, { models: new Map([[0, schedule]]), answers });
  for (let at = 0; at < 1500; at += 100) await engine.stepWithModels(bars, at, 100, trades);
  const told = new Float64Array(1500);
  answers.tell(0, 0, [told]);
  return told;
}

const first = binary.models[0]?.first ?? 0;
const timeOf = (bar: number) => bars.time[bar] ?? Number.NaN;

test("each period is answered by its own model; outside, and before features can be there, nothing is said", async () => {
  const period = (from: number, to: number, answer: number) => ({
    from: timeOf(from),
    to: timeOf(to),
    knownUntil: -Infinity,
    predictor: constantPredictor([answer]),
  });
  const told = await answersOf(
    { periods: [period(0, 250, 0.1), period(250, 600, 0.2), period(700, 1400, 0.3)] },
    true,
  );
  const expected = Array.from({ length: 1500 }, (_, bar) =>
    bar < first ? NaN : bar < 250 ? 0.1 : bar < 600 ? 0.2 : bar < 700 ? NaN : bar < 1400 ? 0.3 : NaN,
  );
  expect(first).toBeGreaterThan(0);
  expect([...told]).toEqual(expected);
});

test("a bar that a model has learned from is not traded, and before trading begins it has no answer", async () => {
  const schedule = always(constantPredictor([0.7]), timeOf(800));
  await expect(answersOf(schedule, true)).rejects.toMatchObject({ code: "SAGE5008" });
  const told = await answersOf(schedule, false);
  expect(told.subarray(0, 800).every(Number.isNaN)).toBe(true);
  expect(told.subarray(800).every((value) => value === 0.7)).toBe(true);
  const both = await answersOf({ ...schedule, inSample: true }, true);
  expect(both.subarray(first).every((value) => value === 0.7)).toBe(true);
});

test("a model that is not there is said to be trained first; one that is there is not forgotten", () => {
  expect(() => engineOf(binary, {})).toThrow(/`s` asks the model `edge`, which has not been trained/);
  const { engine } = engineOf(binary, { models: new Map([[0, always(constantPredictor([0.5]))]]) });
  expect(() => engine.step(bars, 0, 10)).toThrow(/without asking them/);
});

test("what fails while it is asked ends the step, and the next one may be tried", async () => {
  const failing = { ...constantPredictor([0.5]), predict: () => Promise.reject(new Error("broken")) };
  const { engine } = engineOf(binary, { models: new Map([[0, always(failing)]]) });
  await expect(engine.stepWithModels(bars, 0, 100)).rejects.toThrow("broken");
  const slow = engine.stepWithModels(bars, 0, 100);
  await expect(engine.stepWithModels(bars, 0, 100)).rejects.toThrow(/before its models had answered/);
  await expect(slow).rejects.toThrow("broken");
});
