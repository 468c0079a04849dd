import { band } from "./band.js";
import { basics } from "./basics.js";
import { change } from "./change.js";
import { cycle } from "./cycle.js";
import { labelTwins } from "./label.js";
import { oscillator } from "./oscillator.js";
import { time } from "./time.js";
import { trend } from "./trend.js";
import type { Twin } from "./twin.js";
import { volume } from "./volume.js";
import { windows } from "./windows.js";

export type { Column, Twin } from "./twin.js";

/** The twin of each operation that has a kernel, by the operation's name. */
export const twins: Readonly<Record<string, Twin>> = {
  ...basics,
  ...windows,
  ...oscillator,
  ...cycle,
  ...band,
  ...trend,
  ...volume,
  ...change,
  ...time,
  ...labelTwins,
};
