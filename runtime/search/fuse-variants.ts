import { pairKernels } from "../engine/fuse.js";
import { kernelNamed, type Step } from "../engine/program.js";
import type { Kernels } from "../../kernels/index.js";

/** A step with what must be known of it to run it together with another. */
export interface TileStep extends Step {
  /** The operation, or the kernel that does it another way. */
  readonly name: string;
  /** Addresses of the columns that it reads and writes. */
  readonly reads: readonly number[];
  readonly writes: readonly number[];
}

/** Steps farther apart are not looked at: in a tile with many sets that would take longer than it saves. */
const farthest = 64;

/**
 * The steps with pairs of them as one kernel call each (see `fuseNodes`): two averages of one column, both crossings of
 * two. Here the two may be the same node with other parameters. Behind its inputs and its output each step has room for
 * what the second one brings, which is written now.
 */
export function fuseSteps(
  steps: readonly TileStep[],
  kernels: Kernels,
  buffer: ArrayBuffer,
): readonly TileStep[] {
  const taken = new Set<TileStep>();
  const view = new DataView(buffer);
  return steps.flatMap((first, place): readonly TileStep[] => {
    if (taken.has(first)) return [];
    const second = partnerOf(steps, first, place, taken);
    const pair = pairKernels[first.name];
    if (second === undefined || pair === undefined) return [first];
    taken.add(second);
    view.setUint32(first.inputs + 4 * first.reads.length, second.state, true);
    view.setUint32(first.inputs + 4 * first.reads.length + 4, second.parameters, true);
    view.setUint32(first.outputs + 4, second.writes[0] ?? 0, true);
    return [{ ...first, second: second.node, kernel: kernelNamed(pair.kernel, first.name, kernels) }];
  });
}

/**
 * A later step that can run with this one: none between the two uses what it writes, or writes what both read, since a
 * column is used again for something else once nobody needs it.
 */
function partnerOf(
  steps: readonly TileStep[],
  first: TileStep,
  place: number,
  taken: ReadonlySet<TileStep>,
): TileStep | undefined {
  const pair = pairKernels[first.name];
  if (pair === undefined) return undefined;
  const used = new Set([...first.reads, ...first.writes]);
  for (let at = place + 1; at < Math.min(steps.length, place + farthest); at++) {
    const second = steps[at];
    if (second === undefined) return undefined;
    const fits =
      second.name === pair.second &&
      second.clock === first.clock &&
      !taken.has(second) &&
      second.reads.length === first.reads.length &&
      second.reads.every((read, k) => read === first.reads[k]);
    if (fits && !second.writes.some((write) => used.has(write))) return second;
    // From here on the columns that both would read hold other values.
    if (second.writes.some((write) => first.reads.includes(write))) return undefined;
    for (const column of [...second.reads, ...second.writes]) used.add(column);
  }
  return undefined;
}
