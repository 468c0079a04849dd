import { dirname, isAbsolute, join, resolve } from "node:path";
import { openBars } from "./bars.js";
import { exitCodes, Failure } from "./failure.js";
import type { Graph } from "../compiler/graph/index.js";
import type { Feeds } from "../runtime/index.js";

/** `--feed eth=eth.csv`: paths by name. */
export function parseFeeds(given: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    given.map((text) => {
      const [, name, path] = /^([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)=(.+)$/s.exec(text) ?? [];
      if (name === undefined || path === undefined) {
        throw new Failure(
          exitCodes.usage,
          "SAGE9502",
          `--feed ${text} is not name=file`,
          "for example --feed eth=ETHUSDT_1h.csv",
        );
      }
      return [name, resolve(path)];
    }),
  );
}

/**
 * Where the data of each feed is: as given, or for `feed … from "file.csv"` beside the strategy's own file.
 * What is not given is left out; the run says so.
 */
export function feedPaths(
  graph: Graph,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const written = (graph.feeds ?? []).flatMap(({ name, file }) =>
    file === null ? [] : [[name, beside(graph.source.path, file.path)] as const],
  );
  return { ...Object.fromEntries(written), ...given };
}

const beside = (source: string, path: string): string =>
  isAbsolute(path) ? path : resolve(join(dirname(source), path));

/** Opens the data of the feeds. */
export async function openFeeds(
  graph: Graph,
  paths: Readonly<Record<string, string>>,
  note?: (sentence: string) => void,
): Promise<Feeds> {
  const feeds: Record<string, Feeds[string]> = {};
  for (const [name, path] of Object.entries(paths)) {
    const feed = graph.feeds?.find((each) => each.name === name);
    const file = feed?.file ?? null;
    if (file !== null) {
      const { openValues } = await import("../runtime/data/import/values.js");
      feeds[name] = await openValues(path, file.column);
    } else if (name === "funding") {
      const { openValues } = await import("../runtime/data/import/values.js");
      feeds[name] = await openValues(path, "funding_rate");
    } else {
      const finer = name === "magnify" ? graph.orders.fills.magnify : undefined;
      feeds[name] = await openBars(path, feed?.interval ?? finer ?? null, note);
    }
  }
  return feeds;
}
