import * as fc from "fast-check";
import type { SwitchChange } from "../broker/switches.js";
import type { BarColumns } from "../data/dataset.js";

/** Changes of the kill switch somewhere in bars that come later: at an open, a close, or between the two; often none. */
export const arbitrarySwitches: fc.Arbitrary<
  (bars: BarColumns, interval: number) => readonly SwitchChange[]
> = fc
  .oneof(
    fc.constant([]),
    fc.array(
      fc.record({
        place: fc.noBias(fc.nat(1000)),
        part: fc.constantFrom(0, 0.5, 1),
        stops: fc.constantFrom("nothing", "entries", "all", "entries", "all" as const),
      }),
      { maxLength: 5 },
    ),
  )
  .map((drafts) => (bars, interval) => {
    const changes = drafts.map(({ place, part, stops }) => ({
      time: (bars.time[place % bars.time.length] ?? 0) + part * interval,
      stops,
    }));
    const inOrder = changes.toSorted((one, other) => one.time - other.time);
    return inOrder.filter(({ time }, k) => time !== inOrder[k - 1]?.time);
  });
