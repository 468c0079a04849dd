import { expect, test } from "vitest";
import { trainOptions } from "../../compiler/models/training.js";
import { boundScalars } from "../engine/parameters.js";
import { modelGraph } from "../testing/model.js";
import { trainSettings } from "./train-settings.js";

const settingsOf = (train: string, parameters: readonly number[] = [2, 3]) => {
  const graph = modelGraph({ train });
  const [model] = graph.models;
  if (model === undefined) throw new Error("no model");
  return trainSettings(model, boundScalars(graph, parameters));
};

test("what is not written has the declared default", () => {
  const settings = settingsOf("");
  const names = { samples: "samples", folds: "folds", test_folds: "testFolds", holdout: "holdout" } as const;
  for (const [name, field] of Object.entries(names)) {
    const option = trainOptions.find((each) => each.name === name);
    expect(settings[field], name).toBe(option?.kind === "number" ? option.fallback : null);
  }
  for (const name of ["validation", "weights", "calibration"] as const) {
    const option = trainOptions.find((each) => each.name === name);
    expect(settings[name]).toBe(option?.kind === "choice" ? option.choices[0] : null);
  }
  expect(settings).toMatchObject({
    window: null,
    refit: null,
    halfLife: null,
    balance: false,
    since: null,
    until: null,
  });
  // The target looks ahead 4 bars in the worst case.
  expect([settings.reach, settings.purge]).toEqual([4, 4]);
});

test("what is written is read: durations in bars, parameters by value, days as times", () => {
  const written = settingsOf(
    `window: 60d
     refit: hold
     samples: 50
     validation: combinatorial
     folds: 8
     test_folds: 3
     weights: recency
     half_life: 30d
     balance: true
     calibration: isotonic
     since: 2020-06-01
     until: 2021-01-01`,
    [3, 3],
  );
  expect(written).toMatchObject({
    window: 1440,
    refit: 3,
    samples: 50,
    validation: "combinatorial",
    folds: 8,
    testFolds: 3,
    weights: "recency",
    halfLife: 720,
    balance: true,
    calibration: "isotonic",
    since: Date.UTC(2020, 5, 1),
    until: Date.UTC(2021, 0, 1),
  });
});
