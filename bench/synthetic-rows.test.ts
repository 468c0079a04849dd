import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { describeShared } from "../tests/shared.js";
import { readBoosting } from "../runtime/models/testing/boosting.js";
import { syntheticFeatures, syntheticRow } from "./synthetic-rows.js";

interface Synthetic {
  readonly checksums: Readonly<
    Record<
      "train" | "test",
      {
        readonly features_sha256: string;
        readonly labels_sha256: string;
        readonly target_sha256: string;
        readonly probability_sha256: string;
      }
    >
  >;
}

describeShared("generator S1 gives the bits of its specification", () => {
  const { checksums } = readBoosting<Synthetic>("synthetic.json");
  test.each([
    ["train", 0, 400_000],
    ["test", 400_000, 500_000],
  ] as const)("%s", (part, from, to) => {
    const count = to - from;
    const features = new Float32Array(count * syntheticFeatures);
    const labels = new Uint8Array(count);
    const targets = new Float32Array(count);
    const probabilities = new Float64Array(count);
    for (let row = 0; row < count; row++) {
      const at = row * syntheticFeatures;
      const made = syntheticRow(from + row, features.subarray(at, at + syntheticFeatures));
      labels[row] = made.label;
      targets[row] = made.target;
      probabilities[row] = made.probability;
    }
    const sum = ({ buffer }: { readonly buffer: ArrayBuffer }): string =>
      createHash("sha256").update(new Uint8Array(buffer)).digest("hex");
    expect(sum(features)).toBe(checksums[part].features_sha256);
    expect(sum(labels)).toBe(checksums[part].labels_sha256);
    expect(sum(targets)).toBe(checksums[part].target_sha256);
    expect(sum(probabilities)).toBe(checksums[part].probability_sha256);
  });
});
