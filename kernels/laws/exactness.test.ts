import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { operations } from "../catalog/index.js";
import { isThere } from "../../tests/shared.js";
import { accuracyPage, type Measurement } from "./exact/page.js";
import { adversarial, usual, type Market } from "./exact/markets.js";
import { measureSequence, measureWindow, type Extent, type Worst } from "./exact/measure.js";
import { recursiveRules } from "./exact/recursions.js";
import { sequences } from "./exact/sequences.js";
import { stage } from "./exact/stream.js";
import { windowRules } from "./exact/windows.js";
import { unmeasured } from "./exact/unmeasured.js";

/*
 * Law 8: every window and every recursion stays within 1e-12 of exact arithmetic, however long the data and whatever
 * its prices. Errors are in parts of the answer itself where it is a sum of parts of one sign, else of the size of what
 * it is the difference of (`exact/windows` and `exact/recursions` say which). A hundred thousand bars here; ten million,
 * recorded ones among them, with `npm run accuracy`.
 */
const isLong = process.env["NAILSAGE_LONG"] !== undefined;
const extent: Extent = isLong ? { bars: 10_000_000, samples: 200 } : { bars: 100_000, samples: 12 };
const bound = 1e-12;
const kernels = stage();
const measurements: Measurement[] = [];

const rules = { ...windowRules, ...recursiveRules };

async function markets(): Promise<readonly Market[]> {
  const made = [usual("rates around 1.1", 1.1, 1e-5, 8), adversarial(9)];
  if (!isLong) return [usual("prices around 30,000", 30_000, 0.01, 7), ...made];
  const { recorded } = await import("./exact/real.js");
  return isThere ? [await recorded(), ...made] : made;
}

function hold(name: string, market: Market, worst: Worst): void {
  for (const [output, error] of Object.entries(worst)) {
    measurements.push({ operation: name, output, market: market.name, error });
    expect(error, `${name}.${output} on ${market.name}`).toBeLessThan(bound);
  }
}

describe.each(await markets())("on $name", (market) => {
  it.each(Object.entries(rules))(
    "%s is exact to twelve digits (law 8)",
    (name, rule) => {
      hold(name, market, measureWindow(kernels, name, rule, market, extent));
    },
    600_000,
  );

  it.each(Object.entries(sequences))(
    "%s, which forgets nothing, is too (law 8)",
    (name, sequence) => {
      hold(name, market, measureSequence(kernels, name, sequence, market, extent));
    },
    600_000,
  );
});

it("measures every operation, or says why not", () => {
  const known = [...Object.keys(rules), ...Object.keys(sequences), ...Object.keys(unmeasured)];
  expect(operations.map(({ name }) => name).toSorted()).toEqual(known.toSorted());
});

afterAll(() => {
  if (!isLong) return;
  const root = join(import.meta.dirname, "../..");
  if (process.env["UPDATE_DOCS"] !== undefined)
    writeFileSync(join(root, "docs/accuracy.md"), accuracyPage(measurements, extent.bars));
  console.log(accuracyPage(measurements, extent.bars));
});
