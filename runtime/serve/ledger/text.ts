import type { Graph } from "../../../compiler/graph/index.js";
import type { StoredStrategy } from "../../live/store/read/index.js";
import type { ServeContext } from "../context.js";
import { ServeError } from "../serve-error.js";

/** How long a compiled text is taken as the one on the disk, in milliseconds. */
const fresh = 10_000;

interface Known {
  readonly at: number;
  readonly graph: Promise<Graph>;
}

/** Compiled texts of strategies; each is read anew when it is asked for after a while. */
export class StrategyTexts {
  readonly #known = new Map<number, Known>();

  constructor(readonly context: Pick<ServeContext, "graphOf" | "clock">) {}

  /** The text as it is now, whatever it does. @throws ServeError SAGE8577 where it cannot be read or compiled */
  async now(strategy: StoredStrategy): Promise<Graph> {
    const { graphOf, clock } = this.context;
    const help = "What was decided stands in its signals and trades all the same.";
    if (graphOf === undefined || strategy.path === null)
      throw new ServeError("SAGE8577", `The text of ${strategy.name} is not known to this server.`, help);
    const now = clock.now();
    let known = this.#known.get(strategy.id);
    if (known === undefined || now - known.at > fresh) {
      known = { at: now, graph: graphOf(strategy) };
      // Who waits for it is told; nobody may.
      known.graph.catch(() => undefined);
      this.#known.set(strategy.id, known);
    }
    try {
      return await known.graph;
    } catch {
      throw new ServeError("SAGE8577", `The text of ${strategy.name} cannot be read or has errors.`, help);
    }
  }

  /** The text where it still does what it did when the strategy began to trade. @throws ServeError SAGE8577 */
  async asTraded(strategy: StoredStrategy): Promise<Graph> {
    const graph = await this.now(strategy);
    if (graph.hash === strategy.graphHash) return graph;
    throw new ServeError(
      "SAGE8577",
      `The text of ${strategy.name} has changed since it began to trade: it would decide otherwise now.`,
      "Put the old text back to see how it decided.",
    );
  }
}
