import { at, choice, immediate, number, output } from "./declare.js";
import type { Operation } from "./operation.js";
import { anywhere } from "./range.js";
import { milliseconds, ratio } from "./unit.js";

const source =
  "Sampled clocks of synchronous languages: `when` and `current` (Caspi, Pilaud, Halbwachs, Plaice: Lustre, 1987).";

/** Milliseconds of a slower bar, and the moment from which whole ones are counted. */
const grid = [
  number("interval", "Milliseconds of a slower bar.", anywhere),
  number("origin", "A moment at which a slower bar begins, milliseconds since 1970-01-01 UTC.", anywhere),
];

/**
 * The operations between clocks, made by the compiler. Their columns have two lengths: one value for each bar of the
 * strategy, or one for each slower bar that was finished during a step.
 *
 * Marks of a bar are a sum: 1 if a slower bar ended before it without its last bar, 2 if it begins one, 4 if it ends one.
 * A slower bar that the data enters after its beginning is not whole and gets no end.
 */
export const clock: readonly Operation[] = [
  {
    name: "frame_edges",
    surface: "internal",
    family: "clock",
    summary:
      "Where slower bars begin and end. The first eight bytes of its state are how many ended during the last step, as an i32.",
    formula: "1·(a bar ended late before this one) + 2·(one begins with it) + 4·(one ends with it)",
    source,
    inputs: [{ name: "time", type: "number", unit: milliseconds, summary: "When a bar opens." }],
    bar: [],
    parameters: [...grid, number("timeframe", "Milliseconds of the strategy's own bars.", anywhere)],
    outputs: [output("marks", "The marks of each bar.", ratio, { low: 0, high: 7 }, "none", "category")],
    first: () => 0,
    settled: () => 0,
    stateBytes: () => 32,
    missing: "through",
    kernel: "frame_edges",
  },
  {
    name: "gather",
    surface: "internal",
    family: "clock",
    summary: "A column of the finished slower bars, made of those inside them; missing values take no part.",
    formula: "first, highest, lowest, last, or sum of the values between two marks",
    source:
      "The usual candle: open of the first, highest high, lowest low, close of the last, sum of the volumes.",
    inputs: [
      { name: "marks", type: "category", unit: ratio, summary: "The marks of each bar." },
      { name: "value", type: "number", unit: "A", summary: "A column of the strategy's own bars." },
    ],
    bar: [],
    parameters: [
      choice("how", "What becomes of several values.", ["first", "highest", "lowest", "last", "sum"]),
    ],
    outputs: [output("value", "One value a slower bar.", { powers: { value: 1 } })],
    first: () => 0,
    settled: () => 0,
    stateBytes: () => 8,
    missing: "through",
    kernel: "gather",
  },
  {
    name: "frame_open",
    surface: "internal",
    family: "clock",
    summary: "When a slower bar opens, from the time of any bar inside it.",
    formula: "origin + ⌊(time − origin) / interval⌋ · interval",
    source,
    inputs: [{ name: "time", type: "number", unit: milliseconds, summary: "The time of a bar inside it." }],
    bar: [],
    parameters: grid,
    outputs: [output("time", "When the slower bar opens.", milliseconds, anywhere, "none")],
    ...immediate,
    missing: "through",
    kernel: "frame_open",
  },
  {
    name: "hold",
    surface: "internal",
    family: "clock",
    summary:
      "On each of the strategy's bars, the value of the slower bar that was last finished by its close.",
    formula: "the last value at or before the bar's close",
    source,
    inputs: [
      { name: "marks", type: "category", unit: ratio, summary: "The marks of each bar." },
      { name: "value", type: "number", unit: "A", summary: "One value a slower bar." },
    ],
    bar: [],
    parameters: [],
    outputs: [output("value", "The value that is known.", { powers: { value: 1 } })],
    first: () => 0,
    settled: () => 0,
    stateBytes: () => 16,
    missing: "through",
    kernel: "hold",
  },
  {
    name: "feed",
    surface: "internal",
    family: "clock",
    summary:
      "On each of the strategy's bars, the last row of another market or of a file that was known by its close. The engine lays the rows out piece by piece; the first twelve bytes of the state say how many lie there.",
    formula: "the last row with time + delay ≤ the bar's close",
    source,
    inputs: [{ name: "time", type: "number", unit: milliseconds, summary: "When a bar opens." }],
    bar: [],
    parameters: [
      number("timeframe", "Milliseconds of the strategy's own bars.", anywhere),
      number("delay", "Milliseconds from the time of a row to when it is known.", anywhere),
      number("width", "How many values a row has.", anywhere),
    ],
    outputs: [
      output(
        "known",
        "When the row became known; then one output for each value.",
        milliseconds,
        anywhere,
        "none",
      ),
    ],
    first: () => 0,
    settled: () => 0,
    stateBytes: (p) => 32 + 8 * at(p, 2),
    missing: "through",
    kernel: "feed",
  },
];
